"""What is missing from an evidence index of the demo, with demands whose days are near."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.accounts.queries import actor_of
from coalition.cli.demo_papers import FOLDER, demo_papers
from coalition.db import db, discard_changes, unit_of_work
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.examined import examine
from coalition.deidentify.wording import INVENTED
from coalition.documents.models import Paper
from coalition.documents.reading import content_of
from coalition.evidence.demands.models import MissingEvidenceEntry
from coalition.evidence.demands.services import add_entry
from coalition.evidence.demands.writing import Written, review_words, words_as_seen


def seed_demands() -> None:
    """Write the register once, as the first author of the index would."""
    story = tomllib.loads((FOLDER / "missing.toml").read_text(encoding="utf-8"))
    key = next(paper.key for paper in demo_papers() if paper.slug == story["index"])
    paper = db.session.scalar(select(Paper).where(Paper.import_key == key))
    begun = db.session.scalar(select(MissingEvidenceEntry.id).limit(1))
    if paper is None or paper.current is None or begun is not None:
        return
    author = actor_of(paper.author_rows[0].person)
    clips = [clip["label"] for clip in content_of(paper.current).fields["clips"]]
    today = clock.now().date()
    for entry in story["entry"]:
        typed = _typed(entry["words"], today)
        _write(author, paper, Written(entry["act"], typed, entry.get("about", 0), clips=clips))


def _typed(words: Mapping[str, Any], today: date) -> dict[str, str]:
    """As they would be typed today."""
    return {
        name: (today + timedelta(days=said)).isoformat() if isinstance(said, int) else said
        for name, said in words.items()
    }


def _write(author: Actor, paper: Paper, written: Written) -> None:
    review = review_words(author, paper.thing, written, look=examine)
    kept: dict[str, Decision] = {}
    # What is kept may bring to light something that was not seen before.
    while review.sheet.open_items:
        kept |= {i.key: Decision(Choice.KEEP, INVENTED) for i in review.sheet.open_items}
        seen = words_as_seen(author, paper.thing, written)
        written = replace(written, seen=seen, chosen=kept)
        review = review_words(author, paper.thing, written, look=examine)
    discard_changes()
    with unit_of_work():
        add_entry(author, paper.thing, written)
