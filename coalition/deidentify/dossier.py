"""What is kept of a review: decisions under keyed digests, never beside the words they are about.

A decision is found again by the type and the canonical words of its thing, digested with a key
that no other review has. It holds for the texts and the detectors it was made with;
when either changes it has lapsed, and is no more than a suggestion.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from coalition.deidentify.analysis import Analysis, Entity
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.marks import Mark
from coalition.deidentify.normalise import canonical

_KEY_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision, the detectors' version and digests of the texts that it was made for."""

    decision: Decision
    type: str
    version: str
    texts: frozenset[str]


@dataclass(frozen=True)
class Dossier:
    """The decisions of one review.

    ``attested`` and ``approved`` are digests of the decided parts that an author gave the three
    assurances for, and that a second reader has approved. ``matter`` is the public id of the
    matter whose pseudonyms are used.
    """

    secret: bytes
    standing: Mapping[str, Standing] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    attested: str = ""
    approved: str = ""
    matter: str = ""

    def key_of(self, entity: Entity, parts: Mapping[str, str]) -> str:
        """The name under which decisions about ``entity`` are kept."""
        return self._digest(entity.type, canonical(longest_mention(entity, parts)))[:_KEY_DIGITS]

    def late_key_of(self, entity: Entity, seen: Mapping[str, str]) -> str:
        """The name for decisions about what only a second look found, in a decided text."""
        return f"late-{self.key_of(entity, seen)}"

    def digest_of_text(self, text: str) -> str:
        """What stands for one text here."""
        return self._digest("text", text)

    def digest_of_parts(self, parts: Mapping[str, str]) -> str:
        """What stands for all parts together here."""
        return self._digest("parts", json.dumps(sorted(parts.items())))

    def texts_of(self, entity: Entity, parts: Mapping[str, str]) -> frozenset[str]:
        """The digests of the parts in which ``entity`` stands."""
        names = {place.part for place in entity.places}
        return frozenset(self.digest_of_text(parts[name]) for name in names)

    def holds(self, key: str, entity: Entity, parts: Mapping[str, str], version: str) -> bool:
        """Whether there is a decision about ``entity`` that has not lapsed."""
        standing = self.standing.get(key)
        return (
            standing is not None
            and standing.version == version
            and self.texts_of(entity, parts) <= standing.texts
        )

    def was_decided(self, entity: Entity, parts: Mapping[str, str]) -> bool:
        """Whether somebody once decided about ``entity`` in these very texts.

        With whatever detectors: a person has looked at it. ``parts`` are decided ones, and other
        ways in which they are read.
        """
        texts = self.texts_of(entity, parts)
        keys = (self.key_of(entity, parts), self.late_key_of(entity, parts))
        made = (self.standing[key] for key in keys if key in self.standing)
        return any(texts <= standing.texts for standing in made)

    def with_standing(self, new: Mapping[str, Standing | None]) -> "Dossier":
        """The dossier with these decisions made, or taken back where there is none."""
        merged = {**self.standing, **new}
        kept = {key: standing for key, standing in merged.items() if standing is not None}
        return replace(self, standing=kept, approved="", attested="")

    def _digest(self, *words: str) -> str:
        text = "\0".join(words).encode("utf-8", "replace")
        return hmac.new(self.secret, text, sha256).hexdigest()

    def to_bytes(self) -> bytes:
        """The form in which dossiers are sealed."""
        return json.dumps(
            {
                "secret": self.secret.hex(),
                "standing": {key: _as_json(each) for key, each in self.standing.items()},
                "marks": [[mark.phrase, mark.type] for mark in self.marks],
                "attested": self.attested,
                "approved": self.approved,
                "matter": self.matter,
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, data: bytes) -> "Dossier":
        """Read what :meth:`to_bytes` wrote."""
        given = json.loads(data)
        return cls(
            bytes.fromhex(given["secret"]),
            {key: _from_json(each) for key, each in given["standing"].items()},
            tuple(Mark(phrase, type_) for phrase, type_ in given["marks"]),
            given["attested"],
            given["approved"],
            given["matter"],
        )


def version_of(analysis: Analysis) -> str:
    """The detectors' version that decisions are bound to: with the language model or without."""
    return f"{analysis.version}+model" if analysis.used_model else analysis.version


def longest_mention(entity: Entity, parts: Mapping[str, str]) -> str:
    """The words of the longest place, by which people and digests know the entity."""
    mentions = (parts[place.part][place.start : place.end] for place in entity.places)
    return max(mentions, key=lambda words: len(words))


def mentions_of(entity: Entity, parts: Mapping[str, str]) -> Iterable[str]:
    """Every way in which the entity is written, canonical and each once."""
    return dict.fromkeys(
        canonical(parts[place.part][place.start : place.end]) for place in entity.places
    )


def _as_json(standing: Standing) -> dict[str, Any]:
    return {
        "choice": standing.decision.choice.value,
        "text": standing.decision.text,
        "type": standing.type,
        "version": standing.version,
        "texts": sorted(standing.texts),
    }


def _from_json(given: Mapping[str, Any]) -> Standing:
    decision = Decision(Choice(given["choice"]), given["text"])
    return Standing(decision, given["type"], given["version"], frozenset(given["texts"]))
