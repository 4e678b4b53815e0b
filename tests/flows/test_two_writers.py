"""Two people who write to one paper at the same moment: one is told, and nothing is lost."""

import threading

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.content import Content
from coalition.documents.publishing import publish
from coalition.documents.queries import readable_paper
from coalition.errors import DomainError
from tests.support.publishing import ASSURED, examine_draft

pytestmark = pytest.mark.database

PATIENCE = 20


def text(body):
    return Content("A memo", body, Audience(Tlp.AMBER_STRICT), {"state": "MN"})


@pytest.fixture
def author(world):
    """Somebody with two browsers."""
    return world.person("Petra Author", world.office())


@pytest.fixture
def draft(app, author):
    """A draft that both have loaded as version 1."""
    with app.app_context(), unit_of_work():
        return drafts.create_draft(
            author.actor, kind="case-memo", content=text("The first words.")
        ).public_id


class Second(threading.Thread):
    """Saves a draft over version 1 while somebody else's unit is open."""

    def __init__(self, app, author, public_id):
        super().__init__()
        self._app, self._author, self._id = app, author, public_id
        self.begun, self.outcome = threading.Event(), "nothing"

    def run(self):
        with self._app.app_context():
            self.begun.set()
            try:
                with unit_of_work():
                    content = text("The second words.")
                    drafts.save_draft(self._author.actor, self._id, content=content, version=1)
                self.outcome = "saved"
            except DomainError as refusal:
                self.outcome = type(refusal).__name__
            db.session.remove()


def while_saving(app, author, public_id, act):
    """What became of a save that began while ``act`` was done and not yet committed."""
    second = Second(app, author, public_id)
    with app.app_context():
        with unit_of_work():
            act()
            second.start()
            assert second.begun.wait(PATIENCE)
            second.join(0.3)
        second.join(PATIENCE)
    assert not second.is_alive()
    return second.outcome


def body_now(app, author, public_id):
    with app.app_context():
        return drafts.draft_content(readable_paper(author.actor, public_id)).body


def test_of_two_saves_over_one_draft_the_second_is_told(app, author, draft):
    def save():
        drafts.save_draft(author.actor, draft, content=text("Mine."), version=1)

    assert while_saving(app, author, draft, save) == "Conflict"
    assert body_now(app, author, draft) == "Mine."


def test_what_is_saved_while_it_is_published_is_not_published_and_not_taken_for_it(
    app, author, draft
):
    with app.app_context():
        examine_draft(readable_paper(author.actor, draft), 1)

    def publish_it():
        publish(author.actor, draft, version=1, assured=tuple(ASSURED))

    assert while_saving(app, author, draft, publish_it) == "Conflict"
    with app.app_context():
        paper = readable_paper(author.actor, draft)
        assert (paper.current.body, paper.draft) == ("The first words.", None)
