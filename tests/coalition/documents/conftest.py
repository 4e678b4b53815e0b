"""Papers and people for the tests of this feature."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.content import Content
from coalition.web.dispatch import Portal
from tests.support.publishing import publish_draft
from tests.support.world import Member, TestOffice, World

GREEN = Audience(Tlp.GREEN)
OWN_OFFICE = Audience(Tlp.AMBER_STRICT)


@dataclass(frozen=True)
class Cast:
    """Two offices and an auditor; the first office asks its lead to release what leaves it."""

    home: TestOffice
    away: TestOffice
    author: Member
    colleague: Member
    lead: Member
    stranger: Member
    far_colleague: Member
    auditor: Member
    admin: Member


@pytest.fixture
def cast(world: World) -> Cast:
    """The people of most tests."""
    home = world.office("tamarack", release_required=True)
    away = world.office("alder", state="IL")
    return Cast(
        home,
        away,
        author=world.person("Petra Author", home),
        colleague=world.person("Colm Colleague", home, "investigator"),
        lead=world.person("Lena Lead", home, "office-lead"),
        stranger=world.person("Sten Stranger", away),
        far_colleague=world.person("Fay Far", away),
        auditor=world.person("Ada Auditor", away, "auditor"),
        admin=world.person("Ari Admin", home, "coalition-admin"),
    )


def content(audience: Audience = GREEN, **changes: Any) -> Content:
    """A plain memo; ``changes`` are parts of it or names of its fields."""
    parts = {
        "title": changes.pop("title", "Removal denied"),
        "body": changes.pop("body", "## Outcome\n\nThe court sent the case back."),
        "change_note": changes.pop("change_note", "First version"),
    }
    return Content(audience=audience, fields={"state": "MN", **changes}, **parts)


@pytest.fixture
def write(app: Portal) -> Callable[..., str]:
    """Makes papers through the services: ``write(member, audience, publish=True, kind=…, …)``."""

    def make(
        member: Member,
        audience: Audience = GREEN,
        *,
        publish: bool = True,
        kind: str = "case-memo",
        **changes: Any,
    ) -> str:
        with app.app_context():
            with unit_of_work():
                text = content(audience, **changes)
                public_id = drafts.create_draft(member.actor, kind=kind, content=text).public_id
            if publish:
                with unit_of_work():
                    publish_draft(member.actor, public_id, version=1)
            db.session.remove()
        return public_id

    return make
