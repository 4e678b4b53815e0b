"""Who is acting, as every layer sees it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the coalition. A person may hold several."""

    PROSECUTOR = "prosecutor"
    INVESTIGATOR = "investigator"
    OFFICE_LEAD = "office-lead"
    COALITION_ADMIN = "coalition-admin"
    AUDITOR = "auditor"


ROLE_LABELS = {
    Role.PROSECUTOR: "Prosecutor",
    Role.INVESTIGATOR: "Investigator",
    Role.OFFICE_LEAD: "Office lead",
    Role.COALITION_ADMIN: "Coalition admin",
    Role.AUDITOR: "Auditor",
}

# The roles whose work is reading and writing papers. The other two vet members and read the log;
# by those roles alone they hold no token but their own.
CASE_ROLES = frozenset({Role.PROSECUTOR, Role.INVESTIGATOR, Role.OFFICE_LEAD})


class ActorKind(StrEnum):
    """People sign in; the operator works at the command line; the worker delivers messages."""

    PERSON = "person"
    OPERATOR = "operator"
    WORKER = "worker"


@dataclass(frozen=True)
class Actor:
    """An identity with what it holds, computed afresh for each request.

    ``tokens`` decides reading; ``permissions`` is used by operator and worker alone, which act
    under explicit permissions instead of roles.
    """

    kind: ActorKind
    name: str
    person_id: int | None = None
    public_id: str | None = None
    office_id: int | None = None
    roles: frozenset[Role] = frozenset()
    tokens: frozenset[str] = frozenset()
    permissions: frozenset[str] = field(default=frozenset(), repr=False)


def operator(name: str, *permissions: str) -> Actor:
    """A named actor at the command line that may do exactly ``permissions``."""
    return Actor(ActorKind.OPERATOR, name, permissions=frozenset(permissions))


def worker(name: str, *permissions: str) -> Actor:
    """A named background actor that may do exactly ``permissions``."""
    return Actor(ActorKind.WORKER, name, permissions=frozenset(permissions))
