"""Who holds a role today, for SQL. Nothing else asks the table of roles.

:attr:`Person.roles` says the same of one person; a test holds the two together.
"""

from sqlalchemy import Exists, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from coalition.access.actor import CASE_ROLES, Role
from coalition.accounts.models import AFTER_A_TERM, PersonRole


def holders_of(*roles: Role) -> Select[int]:
    """The ids of everybody, active or not, who holds one of ``roles`` today."""
    held = and_(PersonRole.role.in_([role.value for role in roles]), ~PersonRole.is_over)
    if AFTER_A_TERM in roles:
        held = or_(held, and_(PersonRole.is_over, ~_works_on_cases_otherwise()))
    return select(PersonRole.person_id).where(held)


def _works_on_cases_otherwise() -> Exists:
    other = aliased(PersonRole)
    return exists().where(
        other.person_id == PersonRole.person_id,
        other.role.in_([role.value for role in CASE_ROLES]),
        ~other.is_over,
    )
