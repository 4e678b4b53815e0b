"""What a request asks for, in words: decided like a comment before anything of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.access.actor import Actor
from coalition.deidentify.at_once import AtOnce, review_at_once, seen_as
from coalition.deidentify.decisions import Decision
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.sheet import Basis
from coalition.documents.kinds.schema import TextPart, storable
from coalition.errors import Invalid

PART = "scope"
LONGEST_SCOPE = 3_000


@dataclass(frozen=True)
class Scope:
    """The words as they were sent.

    ``chosen`` are decisions about what was found, by key; they count for the text that ``seen``
    stands for and for no other.
    """

    text: str
    seen: str
    chosen: Mapping[str, Decision]


def scope_parts(text: str) -> dict[str, TextPart]:
    """The text as the part that its review speaks of."""
    return {PART: TextPart(PART, PART, "The scope", text)}


def scope_as_seen(actor: Actor, text: str) -> str:
    """What a page names ``text`` by whose findings it shows."""
    return seen_as(_about(actor), {PART: text})


def review_scope(actor: Actor, scope: Scope, *, look: Look = examined) -> AtOnce:
    """What identifies somebody in the words, as it was decided so far.

    Raises:
        Invalid: there are none, or too many.
    """
    if not scope.text:
        raise Invalid.because("scope", "Say in words what is asked for.")
    if len(scope.text) > LONGEST_SCOPE or not storable(scope.text):
        raise Invalid.because("scope", f"Use at most {LONGEST_SCOPE:,} characters.")
    chosen = scope.chosen if scope.seen == scope_as_seen(actor, scope.text) else {}
    return review_at_once(_about(actor), {PART: scope.text}, Basis(), chosen, look=look)


def _about(actor: Actor) -> str:
    return f"scope:{actor.public_id}"
