"""`flask vault rotate`: after it, the older key is no longer needed."""

import base64

import pyotp
from sqlalchemy import select

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person
from coalition.accounts.totp import secret_of
from coalition.app import create_app
from coalition.db import db, unit_of_work
from coalition.deidentify.files import Sanitised
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft, draft_content
from coalition.documents.models import Paper
from coalition.evidence.demands.queries import opened
from coalition.evidence.queries import attachments_of, bytes_of, label_of
from coalition.evidence.services import PIECE, keep_file
from coalition.search.asked import Search
from coalition.search.saved.queries import own_searches
from coalition.search.saved.services import save_search
from tests.support.demands import Kept
from tests.support.settings import KEY, make_settings

NEW = base64.b64encode(b"n" * 32).decode()


def test_drafts_and_secrets_open_with_the_new_key_alone(app, world, tmp_path, database_url):
    member = world.person("Dorian Amblecote", world.office())
    content = Content("A title", "Words.", Audience(Tlp.AMBER_STRICT), {"state": "MN"})
    with app.app_context(), unit_of_work():
        draft = create_draft(member.actor, kind="case-memo", content=content)
        clean = Sanitised("text/plain", b"x" * (PIECE + 1), {"text": "words"})
        keep_file(member.actor, draft.thing, name="words.txt", clean=clean)
        save_search(member.actor, asked=Search("removal"), name="Mine", frequency="never")
        kept = draft.public_id
    Kept(app, member, kept).write("missing", note="Words of an entry")

    both = create_app(make_settings(tmp_path, database_url, VAULT_KEYS=f"new:{NEW},test:{KEY}"))
    result = both.test_cli_runner().invoke(args=["vault", "rotate"])
    assert result.exit_code == 0, result.output
    assert "1 drafts sealed again" in result.output
    assert "1 TOTP secrets sealed again" in result.output
    assert "1 saved searches sealed again" in result.output
    assert "1 labels of files sealed again" in result.output
    assert "2 pieces of files sealed again" in result.output
    assert "1 entries of missing evidence sealed again" in result.output
    assert "0 drafts" in both.test_cli_runner().invoke(args=["vault", "rotate"]).output

    later = create_app(make_settings(tmp_path, database_url, VAULT_KEYS=f"new:{NEW}"))
    with later.app_context():
        paper = db.session.scalars(select(Paper)).unique().one()
        assert draft_content(paper).body == "Words."
        (attachment,) = attachments_of(paper.thing)
        assert label_of(attachment).name == "words.txt"
        assert bytes_of(attachment) == b"x" * (PIECE + 1)
        [item] = opened(paper.thing).register.items
        assert item.note.words["note"] == "Words of an entry"
        assert [saved.name for saved in own_searches(member.actor)] == ["Mine"]
        person = db.session.get_one(Person, member.id)
        assert pyotp.TOTP(secret_of(person) or "").at(time.now()) == member.code()
    for portal in (both, later):
        with portal.app_context():
            db.session.remove()
            db.engine.dispose()


def test_what_cannot_be_opened_is_counted_and_kept(app, world, tmp_path, database_url):
    world.person("Dorian Amblecote", world.office())
    other = create_app(make_settings(tmp_path, database_url, VAULT_KEYS=f"new:{NEW}"))
    result = other.test_cli_runner().invoke(args=["vault", "rotate"])
    assert result.exit_code == 1
    assert "1 could not be opened" in result.output
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
