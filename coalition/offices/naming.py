"""What an office is called before whom. An office may keep its name off what others see of papers.

Everything that shows an office to a reader asks here. Its own people see its name; others see a
member office of its state, so that two offices of one state that both do this look the same. Pages
for vetting and members, which admins see, show the name itself.
"""

from coalition.access.actor import Actor
from coalition.offices.models import Office
from coalition.offices.states import STATES

_VEIL = "member-office-in-"


def is_named_to(actor: Actor | None, office: Office) -> bool:
    """Whether ``actor`` sees the office's name and those of its people on papers."""
    own = actor is not None and actor.office_id is not None and actor.office_id == office.id
    return own or not office.name_hidden


def veiled_name(state: str) -> str:
    """What stands in place of the name of an office of that state."""
    return f"A member office in {state}"


def shown_name(actor: Actor | None, office: Office) -> str:
    """The office's name as ``actor`` sees it."""
    return office.name if is_named_to(actor, office) else veiled_name(office.state)


def veiled_slug(state: str) -> str:
    """What papers of such offices are counted under; the same for all of one state."""
    return _VEIL + state.lower()


def veiled_state(slug: str) -> str | None:
    """The state that :func:`veiled_slug` made ``slug`` of, if it did."""
    state = slug.removeprefix(_VEIL).upper()
    return state if state in STATES and slug == veiled_slug(state) else None
