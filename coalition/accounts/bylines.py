"""What a person is called on papers. Where an office keeps its name off them, so do its people."""

from coalition.access.actor import CASE_ROLES, ROLE_LABELS, Actor
from coalition.accounts.models import Person
from coalition.offices.models import Office
from coalition.offices.naming import is_named_to, shown_name, veiled_name


def is_named_person(actor: Actor | None, person: Person, *offices: Office) -> bool:
    """Whether ``actor`` sees the person's name where they acted for ``offices``."""
    if actor is not None and actor.person_id == person.id:
        return True
    return all(is_named_to(actor, office) for office in (person.office, *offices))


def shown_person(actor: Actor | None, person: Person, *offices: Office) -> str:
    """The person's name as ``actor`` sees it, or what they are and in which state."""
    if is_named_person(actor, person, *offices):
        return person.name
    hidden = next(o for o in (*offices, person.office) if not is_named_to(actor, o))
    return f"{case_role(person)} of {veiled_name(hidden.state).replace('A ', 'a ', 1)}"


def case_role(person: Person) -> str:
    """What the person is, with its article: “A prosecutor”."""
    label = next(
        (text for role, text in ROLE_LABELS.items() if role in person.roles & CASE_ROLES), "Member"
    ).lower()
    return f"{'An' if label[0] in 'aeiou' else 'A'} {label}"


def byline(actor: Actor | None, person: Person, office: Office) -> str:
    """Name and office, or the office alone: a role can tell who of a small office it was."""
    if is_named_person(actor, person, office):
        return f"{person.name} · {shown_name(actor, office)}"
    return shown_name(actor, office)
