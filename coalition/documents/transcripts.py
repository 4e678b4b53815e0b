"""Taking a transcript over from a file: whole, under roles, into the draft of an index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, save_draft
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.errors import Conflict, Invalid, NotFound
from coalition.evidence.spoken import Spoken, SpokenError, rows_of, voices_of
from coalition.evidence.transcript_files import read_transcript


def index_to_add_to(actor: Actor, public_id: str) -> tuple[Paper, Content]:
    """The evidence index and its draft, for one of its authors.

    Raises:
        NotFound: it is no index, or has no draft.
        NotPermitted: the actor reads it and did not write it.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    if paper.kind != "evidence-index":
        raise NotFound
    return paper, draft_content(paper)


def read_file(content: bytes) -> list[Spoken]:
    """Every cue of a file.

    Raises:
        Invalid: names the line that cannot be read.
    """
    if not content:
        raise Invalid.because("file", "Choose a WebVTT or SRT file.")
    try:
        return read_transcript(content)
    except SpokenError as rule:
        raise Invalid.because("file", str(rule)) from None


def role_field(number: int) -> str:
    """The name of the field that takes the role of a file's voice, counted from 0."""
    return f"role_{number}"


def add_transcript(
    actor: Actor,
    public_id: str,
    *,
    clip: str,
    lines: Sequence[Spoken],
    roles: Mapping[str, str],
    version: int,
) -> None:
    """Put the lines of a file in the place of what the draft holds of that clip.

    Args:
        roles: by the voices that the file names; the voices themselves are not kept.
        version: the draft that the actor has seen.

    Raises:
        Invalid: a voice has no role, there is no such clip, or a line does not fit into it.
        Conflict: the draft was saved since.
    """
    paper, content = index_to_add_to(actor, public_id)
    if paper.draft is None or paper.draft.version != version:
        raise Conflict
    for number, voice in enumerate(voices_of(lines)):
        if not roles.get(voice, "").strip():
            rule = f"The voice “{voice}” has no role yet. Enter one, such as “Officer 2”."
            raise Invalid.because(role_field(number), rule)
    kept = [row for row in content.fields.get("transcript", []) if row["clip"] != clip]
    rows = [*kept, *rows_of(lines, clip, roles)]
    changed = replace(content, fields={**content.fields, "transcript": rows})
    save_draft(actor, public_id, content=changed, version=version)
