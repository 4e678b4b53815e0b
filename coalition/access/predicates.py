"""The small facts the policy is made of. Each reads as a sentence and looks at nothing else."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from coalition.access.actor import CASE_ROLES, Actor, ActorKind, Role


class Thing(Protocol):
    """What the policy needs to know of anything that is acted on."""

    @property
    def read_tokens(self) -> Collection[str]: ...
    @property
    def office_id(self) -> int | None: ...
    @property
    def author_ids(self) -> Collection[int]: ...
    @property
    def state(self) -> str: ...
    @property
    def subject_id(self) -> int | None:
        """The person that the thing is about, for accounts and invitations."""
        ...


@dataclass(frozen=True)
class Predicate:
    """A named test; ``about_thing`` says whether it needs the thing as well as the actor."""

    name: str
    about_thing: bool
    test: Callable[[Actor, Thing | None], bool]


def _of_actor(test: Callable[[Actor], bool]) -> Predicate:
    return Predicate(test.__name__, False, lambda actor, _: test(actor))


def _of_thing(test: Callable[[Actor, Thing], bool]) -> Predicate:
    # A test about a thing is never true without one: no thing, no grant.
    return Predicate(
        test.__name__,
        True,
        lambda actor, thing: thing is not None and test(actor, thing),
    )


def has_role(role: Role) -> Predicate:
    """The actor is a person with this role."""
    return Predicate(
        f"is_{role.name.lower()}",
        False,
        lambda actor, _: actor.kind is ActorKind.PERSON and role in actor.roles,
    )


def may_explicitly(permission: str) -> Predicate:
    """The operator or worker was given exactly this permission."""
    return Predicate(
        "was_given_this_permission",
        False,
        lambda actor, _: actor.kind is not ActorKind.PERSON and permission in actor.permissions,
    )


@_of_actor
def is_a_person(actor: Actor) -> bool:
    """A member who signed in."""
    return actor.kind is ActorKind.PERSON and actor.person_id is not None


@_of_actor
def works_on_cases(actor: Actor) -> bool:
    """A prosecutor, investigator or office lead."""
    return actor.kind is ActorKind.PERSON and bool(CASE_ROLES & actor.roles)


@_of_thing
def holds_a_read_token(actor: Actor, thing: Thing) -> bool:
    """The audience and the actor's tokens overlap."""
    return not actor.tokens.isdisjoint(thing.read_tokens)


@_of_thing
def is_an_author(actor: Actor, thing: Thing) -> bool:
    """The actor wrote the thing."""
    return actor.person_id is not None and actor.person_id in thing.author_ids


@_of_thing
def did_not_write_it(actor: Actor, thing: Thing) -> bool:
    """The actor is none of the authors."""
    return actor.person_id is not None and actor.person_id not in thing.author_ids


@_of_thing
def is_of_the_office(actor: Actor, thing: Thing) -> bool:
    """The thing belongs to the actor's own office."""
    return actor.office_id is not None and actor.office_id == thing.office_id


@_of_thing
def leads_the_office(actor: Actor, thing: Thing) -> bool:
    """The actor leads the office that the thing belongs to."""
    return (
        actor.office_id is not None
        and Role.OFFICE_LEAD in actor.roles
        and actor.office_id == thing.office_id
    )


@_of_thing
def is_a_draft(actor: Actor, thing: Thing) -> bool:
    """Nothing was published yet."""
    return thing.state == "draft"


@_of_thing
def is_published(actor: Actor, thing: Thing) -> bool:
    """The thing is shared now."""
    return thing.state == "published"


@_of_thing
def is_not_withdrawn(actor: Actor, thing: Thing) -> bool:
    """The thing is a draft or shared."""
    return thing.state in ("draft", "published")


@_of_thing
def awaits_a_decision(actor: Actor, thing: Thing) -> bool:
    """Somebody asked and nobody answered yet."""
    return thing.state == "awaiting"


@_of_thing
def was_approved(actor: Actor, thing: Thing) -> bool:
    """Somebody said yes, and nobody has acted on it yet."""
    return thing.state == "approved"


@_of_thing
def is_about_somebody_else(actor: Actor, thing: Thing) -> bool:
    """Nobody decides for themselves, nor what they asked for alone."""
    return (
        actor.person_id is not None
        and actor.person_id != thing.subject_id
        and actor.person_id not in thing.author_ids
    )


@_of_thing
def belongs_to_a_leaderless_office(actor: Actor, thing: Thing) -> bool:
    """The office has no lead yet, so that another admin decides."""
    return bool(getattr(thing, "office_has_no_lead", False))


@_of_thing
def is_of_another_office(actor: Actor, thing: Thing) -> bool:
    """The actor belongs to an office, and not to the one that it is about."""
    return actor.office_id is not None and actor.office_id != thing.office_id


@_of_thing
def is_about_a_lead(actor: Actor, thing: Thing) -> bool:
    """The person it is about leads their office."""
    return bool(getattr(thing, "subject_leads", False))


@_of_thing
def is_about_an_admin(actor: Actor, thing: Thing) -> bool:
    """The person it is about is a coalition admin."""
    return bool(getattr(thing, "subject_is_admin", False))


@_of_thing
def is_about_neither_lead_nor_admin(actor: Actor, thing: Thing) -> bool:
    """The person it is about decides about nobody else's access."""
    return not (getattr(thing, "subject_leads", True) or getattr(thing, "subject_is_admin", True))


@_of_thing
def is_of_no_concerned_office(actor: Actor, thing: Thing) -> bool:
    """Nobody of an office that the applicant may belong to decides about them."""
    concerned: Collection[int] = getattr(thing, "concerned_office_ids", ())
    return actor.office_id is not None and actor.office_id not in concerned


@_of_thing
def was_asked_to_vouch(actor: Actor, thing: Thing) -> bool:
    """The actor is the sponsor whom an admin asked."""
    return actor.person_id is not None and actor.person_id == getattr(thing, "sponsor_id", None)


@_of_thing
def is_about_oneself(actor: Actor, thing: Thing) -> bool:
    """The actor is the person it is about."""
    return actor.person_id is not None and actor.person_id == thing.subject_id


@_of_thing
def is_another_person(actor: Actor, thing: Thing) -> bool:
    """The actor is not the person it is about."""
    return actor.person_id is not None and actor.person_id != thing.subject_id


@_of_thing
def is_current(actor: Actor, thing: Thing) -> bool:
    """The group was confirmed and has not ended."""
    return thing.state == "current"


@_of_thing
def has_not_ended(actor: Actor, thing: Thing) -> bool:
    """The group waits for its confirmation or is at work."""
    return thing.state in ("awaiting", "current")


@_of_thing
def belongs_to_the_group(actor: Actor, thing: Thing) -> bool:
    """The actor founded the group, is in it or is to join it."""
    return actor.person_id is not None and actor.person_id in _ids(thing, "people_ids")


@_of_thing
def owns_the_group(actor: Actor, thing: Thing) -> bool:
    """The actor is one of the group's owners."""
    return actor.person_id is not None and actor.person_id in _ids(thing, "owner_ids")


@_of_thing
def leads_a_concerned_office(actor: Actor, thing: Thing) -> bool:
    """The actor leads an office that has people in the group, or that confirms it."""
    concerned = _ids(thing, "concerned_office_ids")
    return Role.OFFICE_LEAD in actor.roles and actor.office_id in concerned


@_of_thing
def was_put_forward_by_an_owner(actor: Actor, thing: Thing) -> bool:
    """An owner, who still is one, asked for it."""
    return bool(thing.author_ids) and set(thing.author_ids) <= set(_ids(thing, "owner_ids"))


@_of_thing
def was_asked_by_the_person(actor: Actor, thing: Thing) -> bool:
    """Whoever it is about asked for it."""
    return set(thing.author_ids) == {thing.subject_id}


def _ids(thing: Thing, name: str) -> Collection[int]:
    found: Collection[int] = getattr(thing, name, ())
    return found
