"""Read tokens, audiences and the Traffic Light Protocol (TLP 2.0, FIRST)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coalition.access.actor import CASE_ROLES, Role

COALITION = "coalition"


def office_token(office_id: int) -> str:
    """The token held by the members of one office."""
    return f"office:{office_id}"


def group_token(group_id: int) -> str:
    """The token held by the members of one group."""
    return f"group:{group_id}"


def person_token(person_id: int) -> str:
    """The token held by one person alone."""
    return f"user:{person_id}"


def is_token(text: str) -> bool:
    """Whether ``text`` is a well-formed token."""
    if text == COALITION:
        return True
    kind, colon, number = text.partition(":")
    return (
        kind in ("office", "group", "user")
        and bool(colon)
        and number.isascii()
        and number.isdigit()
        and not number.startswith("0")
    )


def tokens_held(
    person_id: int, office_id: int, roles: Iterable[Role], group_ids: Iterable[int] = ()
) -> frozenset[str]:
    """What an active member holds; ``group_ids`` are the groups that have not ended.

    A coalition admin or auditor who has no case role holds only the personal token: vetting
    members, founding groups and reading the log are not reasons to read papers.
    """
    own = {person_token(person_id)}
    if CASE_ROLES & set(roles):
        own |= {office_token(office_id), COALITION, *map(group_token, group_ids)}
    return frozenset(own)


class Tlp(StrEnum):
    """The five labels of TLP 2.0."""

    RED = "RED"
    AMBER_STRICT = "AMBER+STRICT"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"


class Reach(StrEnum):
    """How far an audience reaches."""

    PEOPLE = "people"
    OFFICE = "office"
    OFFICES = "offices"
    COALITION = "coalition"


REACH_OF_TLP = {
    Tlp.RED: Reach.PEOPLE,
    Tlp.AMBER_STRICT: Reach.OFFICE,
    Tlp.AMBER: Reach.OFFICES,
    Tlp.GREEN: Reach.COALITION,
    Tlp.CLEAR: Reach.COALITION,
}


class AudienceError(ValueError):
    """The label and the audience do not go together; ``field`` names what to change."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Audience:
    """A TLP label with the offices, groups or people it names."""

    tlp: Tlp
    office_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        reach = self.reach
        if reach is Reach.OFFICES and not self.office_ids | self.group_ids:
            raise AudienceError(
                "offices",
                "TLP:AMBER needs at least one office or group. Choose an office or a group.",
            )
        if reach is Reach.PEOPLE and not self.person_ids:
            raise AudienceError("people", "TLP:RED needs at least one person. Choose a person.")
        if reach is not Reach.OFFICES and self.office_ids:
            raise AudienceError(
                "offices",
                f"TLP:{self.tlp} names no offices. Choose TLP:AMBER or clear the offices.",
            )
        if reach is not Reach.OFFICES and self.group_ids:
            raise AudienceError(
                "groups",
                f"TLP:{self.tlp} names no groups. Choose TLP:AMBER or clear the groups.",
            )
        if reach is not Reach.PEOPLE and self.person_ids:
            raise AudienceError(
                "people", f"TLP:{self.tlp} names no people. Choose TLP:RED or clear the people."
            )

    @property
    def reach(self) -> Reach:
        """How far this audience reaches."""
        return REACH_OF_TLP[self.tlp]

    def tokens(self, *, author_ids: Iterable[int], office_id: int) -> frozenset[str]:
        """The read tokens of a published paper with this audience, as few as say it.

        The authors' office reads what it shares with other offices, but not what is addressed to
        named people; that is read by them and the authors alone.
        """
        if self.reach is Reach.COALITION:
            return frozenset({COALITION})
        if self.reach is Reach.OFFICES:
            offices = map(office_token, self.office_ids | {office_id})
            return frozenset([*offices, *map(group_token, self.group_ids)])
        if self.reach is Reach.OFFICE:
            return frozenset({office_token(office_id)})
        return frozenset(person_token(i) for i in self.person_ids | set(author_ids))

    def beyond_office(self, office_id: int, office_people: Iterable[int]) -> bool:
        """Whether anyone outside the office would read it; such papers need release."""
        if self.reach is Reach.COALITION:
            return True
        if self.reach is Reach.OFFICES:
            # A group may take in people of other offices at any time.
            return bool(self.group_ids or self.office_ids - {office_id})
        if self.reach is Reach.PEOPLE:
            return bool(self.person_ids - set(office_people))
        return False

    def as_json(self) -> dict[str, object]:
        """The form kept in revisions and sealed drafts."""
        return {
            "tlp": self.tlp.value,
            "offices": sorted(self.office_ids),
            "people": sorted(self.person_ids),
            "groups": sorted(self.group_ids),
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Audience":
        """Read what :meth:`as_json` wrote; there were no groups at first."""
        named = [data.get(kind, []) for kind in ("offices", "people", "groups")]
        if not all(isinstance(ids, list) for ids in named):
            raise AudienceError("tlp", "The stored audience cannot be read.")
        return cls(Tlp(str(data["tlp"])), *map(frozenset, named))  # type: ignore[arg-type]
