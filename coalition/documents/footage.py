"""An evidence index as its page shows it: recordings, moments, spoken lines and claims."""

from dataclasses import dataclass

from coalition.documents.vocabularies import ZONES
from coalition.evidence.claims import Cited, Verdict, summary
from coalition.evidence.clocks import Estimate
from coalition.evidence.recordings import Recording, in_words


@dataclass(frozen=True)
class Clip:
    """One recording; times as displayed on it. ``recording`` is nothing where they are unreadable.

    ``corrected`` says when it began and ended in true time, where its clock was checked;
    ``held_as`` what its custodian keeps it as.
    """

    label: str
    anchor: str
    kind: str
    camera: str
    wearer: str
    agency: str
    model: str
    state: str
    starts_at: str
    ends_at: str
    zone: str
    offset: str
    basis: str
    corrected: str
    note: str
    held_as: str
    sha256: str
    is_missing: bool
    recording: Recording | None


@dataclass(frozen=True)
class Event:
    """One moment. ``true_time`` is empty when the clock was not checked or a time is unreadable.

    ``place`` and ``until`` are on the index's line of time, ``seen_by`` the other recordings that
    ran then for certain, ``perhaps_by`` those that may have.
    """

    anchor: str
    number: int
    at: str
    true_time: str
    doubt: str
    clip: str
    code: str
    kind: str
    kind_url: str
    who: str
    confidence: str
    note: str
    is_gap: bool
    place: Estimate | None = None
    until: Estimate | None = None
    seen_by: tuple[str, ...] = ()
    perhaps_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """What is said in one stretch; ``at`` is counted from the beginning of its clip."""

    anchor: str
    number: int
    clip: str
    at: str
    true_time: str
    doubt: str
    speaker: str
    words: str
    place: Estimate | None = None


@dataclass(frozen=True)
class Claim:
    """What somebody says happened, beside what the footage says of it."""

    anchor: str
    number: int
    claim: str
    source: str
    by: str
    made: str
    note: str
    cited: Cited

    @property
    def verdict(self) -> Verdict:
        """What its events say together."""
        return self.cited.verdict


@dataclass(frozen=True)
class Footage:
    """An evidence index, placed on one line of time."""

    clips: tuple[Clip, ...] = ()
    events: tuple[Event, ...] = ()
    lines: tuple[Line, ...] = ()
    claims: tuple[Claim, ...] = ()
    zone: str = ""
    with_day: bool = False

    @property
    def zone_words(self) -> str:
        """The zone in which true times are said, if a recording states one."""
        return ZONES.get(self.zone, "")

    @property
    def summary(self) -> str:
        """The claims in one sentence."""
        return summary([claim.verdict for claim in self.claims])

    def cited_by(self, claim: Claim) -> tuple[Event, ...]:
        """The events that a claim names, in order, each for one side."""
        numbers = sorted((*claim.cited.corroborated, *claim.cited.contradicted))
        return tuple(event for number in numbers if (event := self.event(number)))

    def event(self, number: int) -> Event | None:
        """The event of that number."""
        return self.events[number - 1] if 0 < number <= len(self.events) else None

    def line(self, number: int) -> Line | None:
        """The line of that number."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None

    def events_within(self, start: int, end: int) -> tuple[Event, ...]:
        """The events that may lie in a stretch of true time."""
        return tuple(
            event
            for event in self.events
            if event.place and event.place.latest >= start and event.place.earliest <= end
        )

    def say(self, position: int) -> str:
        """A position in words."""
        return in_words(position, with_day=self.with_day)
