"""Saved searches of a reader, a worker that tells of what is new, and the mail it writes."""

import email
from email.policy import default

import pytest
from sqlalchemy import select

from coalition.db import db, unit_of_work
from coalition.notifications.services import mail_consumer
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import deliver
from coalition.search.asked import Search
from coalition.search.saved import services
from coalition.search.saved.alerts import outcome_consumer, tell_what_is_due

# In the name of every saved search, so that it is noticed wherever it does not belong.
SECRET = "Zebulon"


@pytest.fixture
def author(world):
    return world.person("Author", world.office("alder"))


@pytest.fixture
def reader(world):
    return world.person("Reader", world.office("tamarack"))


@pytest.fixture
def saves(app, reader):
    """Saves a search of the reader's; returns its id."""

    def save(text="removal", frequency="daily", member=reader):
        with app.app_context(), unit_of_work():
            asked = Search(text)
            name = f"{text} {frequency} {SECRET}"
            row = services.save_search(member.actor, asked=asked, name=name, frequency=frequency)
            return str(row.public_id)

    return save


@pytest.fixture
def works(app):
    """What the worker does in one round, but for the index."""

    def work():
        with app.app_context():
            tell_what_is_due()
            deliver(outcome_consumer())
            deliver(mail_consumer())

    return work


@pytest.fixture
def mails(works, tmp_path):
    """Works, then returns the new mails about saved searches: (address, text)."""
    seen = set()

    def read():
        works()
        new = sorted(set(tmp_path.glob("mail/*.eml")) - seen, key=lambda file: file.stat().st_mtime)
        seen.update(new)
        found = [email.message_from_bytes(file.read_bytes(), policy=default) for file in new]
        return [
            (mail["To"], mail.get_content().replace("\r\n", "\n"))
            for mail in found
            if mail["Subject"] == "New papers in a saved search"
        ]

    return read


@pytest.fixture
def announced(app):
    """The payloads of the messages that mail is made from."""

    def read():
        with app.app_context():
            rows = db.session.scalars(
                select(OutboxMessage).where(OutboxMessage.topic == "saved-search.matched")
            )
            return [row.payload for row in rows]

    return read
