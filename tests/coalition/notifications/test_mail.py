"""Mail is handed over once, by real SMTP, into a folder or to the terminal; or it waits."""

import email
import re
import socket
from dataclasses import replace
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from sqlalchemy import func, select

from coalition import clock
from coalition.app import create_app
from coalition.db import db, unit_of_work
from coalition.notifications.mail import Mail, MailNotDelivered, MailRefused, _on_this_machine, send
from coalition.notifications.models import SentMail
from coalition.notifications.services import mail_consumer
from coalition.outbox.models import OutboxCursor
from coalition.outbox.services import announce, deliver, messages_after
from tests.support.settings import make_settings

MAIL = Mail("dorian@tamarack-mn.example", "Your account was changed", "Hello.\n", "12.abc")


class Postbox(MessageHandler):
    """Keeps what a real SMTP server took; refuses some addresses as servers do."""

    def __init__(self):
        super().__init__()
        self.mails = []

    def handle_message(self, message):
        self.mails.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 no such mailbox"
        if address.startswith("full"):
            return "452 mailbox full, try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(port):
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def by_smtp(tmp_path, database_url, port):
    return make_settings(tmp_path, database_url, MAIL_URL=f"smtp://127.0.0.1:{port}")


def test_a_mail_reaches_a_real_server(by_smtp, postbox, clock):
    send(by_smtp, MAIL)
    [mail] = postbox.mails
    assert mail["To"] == "dorian@tamarack-mn.example"
    assert mail["Subject"] == "Your account was changed"
    assert re.fullmatch(r"<[0-9a-f]{40}@coalition\.example>", mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_mail_has_the_same_id_which_does_not_count_what_happened(by_smtp, postbox):
    for key in ("12.abc", "12.abc", "13.abc"):
        send(by_smtp, replace(MAIL, key=key))
    first, again, other = (mail["Message-ID"] for mail in postbox.mails)
    assert first == again != other
    assert "12.abc" not in first


def test_a_server_elsewhere_without_encryption_gets_neither_mail_nor_password(
    by_smtp, postbox, clock, monkeypatch
):
    monkeypatch.setattr("coalition.notifications.mail._on_this_machine", lambda host: False)
    with pytest.raises(MailNotDelivered, match="STARTTLS"):
        send(by_smtp, MAIL)
    assert postbox.mails == []


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("mail.example", False), ("", False)],
)
def test_only_a_loopback_address_is_this_machine(host, here):
    assert _on_this_machine(host) is here


def test_a_server_that_is_down_lets_the_mail_wait(by_smtp, clock):
    with pytest.raises(MailNotDelivered):
        send(by_smtp, MAIL)


@pytest.mark.parametrize(
    ("address", "refusal"),
    [("gone@b.example", MailRefused), ("full@b.example", MailNotDelivered)],
)
def test_a_final_refusal_is_told_from_a_passing_one(by_smtp, postbox, clock, address, refusal):
    with pytest.raises(refusal):
        send(by_smtp, Mail(address, "S", "T", "1.a"))


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@y.example", "no address", "a@b, c@d"])
def test_an_address_cannot_add_headers(by_smtp, postbox, clock, address):
    with pytest.raises(MailRefused):
        send(by_smtp, Mail(address, "S", "T", "1.a"))
    assert postbox.mails == []


def test_a_mail_becomes_a_file_that_its_owner_alone_reads(tmp_path, database_url, clock):
    settings = make_settings(tmp_path, database_url)
    send(settings, MAIL)
    send(settings, MAIL)
    [file] = tmp_path.glob("mail/*")
    assert file.stat().st_mode & 0o077 == 0
    assert email.message_from_bytes(file.read_bytes(), policy=default)["To"] == MAIL.to


def test_a_folder_that_cannot_be_written_lets_the_mail_wait(tmp_path, database_url, clock):
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(MailNotDelivered):
        send(make_settings(tmp_path, database_url), MAIL)


def test_the_console_shows_it(tmp_path, database_url, clock, capsys):
    send(make_settings(tmp_path, database_url, MAIL_URL="console:"), MAIL)
    assert "Your account was changed" in capsys.readouterr().out


@pytest.fixture
def portal(app, tmp_path, database_url, port):
    """A portal that mails by SMTP."""
    made = create_app(make_settings(tmp_path, database_url, MAIL_URL=f"smtp://127.0.0.1:{port}"))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def tell(portal, member, what="password.changed"):
    with portal.app_context(), unit_of_work():
        announce("person.security-changed", person=member.public_id, what=what)


def cursor(portal) -> int:
    with portal.app_context():
        return (
            db.session.scalar(select(OutboxCursor.number).where(OutboxCursor.consumer == "mail"))
            or 0
        )


def test_mail_waits_for_a_server_that_is_down_and_then_goes_out_once(portal, world, port):
    member = world.person("Dorian Amblecote", world.office())
    tell(portal, member)
    with portal.app_context(), pytest.raises(MailNotDelivered):
        deliver(mail_consumer())
    assert cursor(portal) == 0
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with portal.app_context():
            deliver(mail_consumer())
            # The same messages once more, as after a crash between mailing and moving on.
            mail_consumer().handle(messages_after(0))
    finally:
        controller.stop()
    assert [mail["To"] for mail in box.mails] == [member.email]
    assert cursor(portal) == 1


def test_one_dead_address_holds_up_nobody(portal, world, postbox):
    office = world.office()
    gone, member = world.person("Gone", office), world.person("Dorian Amblecote", office)
    tell(portal, gone)
    tell(portal, member)
    with portal.app_context():
        deliver(mail_consumer())
        assert db.session.scalar(select(func.count()).select_from(SentMail)) == 2
    assert [mail["To"] for mail in postbox.mails] == [member.email]


def test_a_recovery_code_in_use_tells_the_person_and_the_admins(portal, world, postbox):
    office = world.office()
    member = world.person("Dorian Amblecote", office)
    admin = world.person("Maribel Quintrell", office, "coalition-admin")
    tell(portal, member, "recovery-code.used")
    with portal.app_context():
        deliver(mail_consumer())
    assert {mail["To"] for mail in postbox.mails} == {member.email, admin.email}
    assert clock.now()
