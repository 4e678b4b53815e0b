"""Sharing papers in tests: straight through the services, without the editor's pages."""

from collections.abc import Mapping
from typing import Any

from coalition.access.audience import Audience, Tlp
from coalition.db import unit_of_work
from coalition.documents import drafts, withdrawing
from coalition.documents.content import Content
from coalition.documents.kinds import KINDS
from coalition.documents.queries import readable_paper
from coalition.documents.revisions import add_revision
from coalition.web.dispatch import Portal
from tests.support.publishing import readdress_paper
from tests.support.world import Member

EVERYONE = Audience(Tlp.GREEN)


def share(
    app: Portal,
    author: Member,
    title: str,
    body: str = "",
    *,
    audience: Audience = EVERYONE,
    kind: str = "case-memo",
    **fields: Any,
) -> str:
    """A published paper; return its id."""
    content = Content(title, body, audience, {"state": "MN", **fields})
    with app.app_context(), unit_of_work():
        paper = drafts.create_draft(author.actor, kind=kind, content=content)
        checked = content.checked(KINDS[kind])
        add_revision(author.actor, paper, checked, made_by_id=author.id)
        return str(paper.public_id)


def withdraw(app: Portal, member: Member, public_id: str) -> None:
    """Take a paper back."""
    with app.app_context(), unit_of_work():
        withdrawing.withdraw(member.actor, public_id)


def readdress(app: Portal, member: Member, public_id: str, audience: Audience) -> None:
    """Address a paper anew."""
    with app.app_context(), unit_of_work():
        readdress_paper(member.actor, public_id, audience=audience)


def revise(app: Portal, author: Member, public_id: str, title: str, body: str = "") -> None:
    """Publish a new text of a paper, to the same audience."""
    with app.app_context(), unit_of_work():
        paper = readable_paper(author.actor, public_id)
        fields: Mapping[str, Any] = paper.current.fields
        audience = Audience.from_json(paper.current.audience)
        content = Content(title, body, audience, dict(fields))
        add_revision(author.actor, paper, content, made_by_id=author.id)


def decide(
    app: Portal, author: Member, public_id: str, outcome: str, audience: Audience | None = None
) -> None:
    """Publish a new text of a paper that says what became of the case."""
    with app.app_context(), unit_of_work():
        paper = readable_paper(author.actor, public_id)
        now = paper.current
        fields: Mapping[str, Any] = {**now.fields, "outcome": outcome}
        reaching = audience or Audience.from_json(now.audience)
        content = Content(now.title, now.body, reaching, dict(fields))
        add_revision(author.actor, paper, content, made_by_id=author.id)


def clip(label: str = "Camera 1", **changes: str) -> dict[str, str]:
    """A row of an evidence index."""
    return {"label": label, "kind": "local-body-worn", **changes}


def event(at: str, kind: str = "firearm-drawn", note: str = "", **changes: str) -> dict[str, str]:
    """A moment of an evidence index."""
    return {"clip": "Camera 1", "at": at, "kind": kind, "who": "Agent A", "note": note, **changes}
