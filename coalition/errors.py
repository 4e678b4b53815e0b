"""What a service may answer instead of doing what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """Base of every refusal a service states; the web layer maps each to one status."""


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""


class NotPermitted(DomainError):
    """The actor may read the thing but not do this with it."""


class Conflict(DomainError):
    """Somebody else changed the thing since the actor loaded it."""


@dataclass(frozen=True)
class Problem:
    """One broken rule: the field's name in the form, and words that say rule and way out."""

    field: str
    message: str


class Invalid(DomainError):
    """What was entered breaks a rule; nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems: Sequence[Problem] = problems

    @classmethod
    def because(cls, field: str, message: str) -> "Invalid":
        """The usual case of a single problem."""
        return cls(Problem(field, message))


class GateClosed(Invalid):
    """The de-identification gate found something undecided; nothing was published.

    The problems name the part and the kind of identifier, never the words found.
    """


class Unavailable(DomainError):
    """A part that the request cannot safely do without did not answer."""
