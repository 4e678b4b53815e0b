"""Mail: the reader of the outbox that writes it. Only ``flask worker`` runs it."""

from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.orm import Session

from coalition import clock
from coalition.access.actor import Actor, worker
from coalition.access.decide import require
from coalition.accounts.devices import issue_code
from coalition.accounts.factor_resets import issue_link as issue_factor_link
from coalition.accounts.recovering import issue_password_link
from coalition.db import CommitOrder, current_unit, db, discard_changes, unit_of_work
from coalition.membership.applications import issue_answer_link, issue_confirmation
from coalition.membership.models import Application
from coalition.membership.queries import APPROVED, find_invitation
from coalition.membership.services import issue_link
from coalition.notifications.access_letters import ACCESS_LETTERS
from coalition.notifications.demand_letters import DEMAND_LETTERS
from coalition.notifications.group_letters import GROUP_LETTERS
from coalition.notifications.letters import LETTERS, Letter
from coalition.notifications.mail import Mail, MailRefused, send
from coalition.notifications.models import SentMail
from coalition.notifications.question_letters import QUESTION_LETTERS
from coalition.notifications.records_letters import RECORDS_LETTERS
from coalition.notifications.rendering import mail_text
from coalition.notifications.term_letters import TERM_LETTERS
from coalition.outbox.services import Consumer, Message
from coalition.runtime import current_settings

log = structlog.get_logger("coalition.notifications")

# Addresses that can never receive mail (RFC 2606, section 2): placeholders of imported members.
_NOWHERE = ".invalid"

WRITERS = (
    LETTERS
    | ACCESS_LETTERS
    | DEMAND_LETTERS
    | GROUP_LETTERS
    | QUESTION_LETTERS
    | RECORDS_LETTERS
    | TERM_LETTERS
)


def mail_consumer() -> Consumer:
    """The reader of the outbox that writes mail."""
    return Consumer("mail", _handle)


def _postman() -> Actor:
    return worker("mail", "mail:send")


def _handle(messages: Sequence[Message]) -> None:
    """Write the mails that ``messages`` call for; one that went out before is not written again.

    Raises:
        MailNotDelivered: the mail server does not take it now; the message comes again.
    """
    for message in messages:
        if message.topic == "invitation.approved":
            _invite(message)
        elif message.topic in SECRETS:
            _mail_secret(message)
        elif message.topic in WRITERS:
            letters = list(WRITERS[message.topic](message))
            discard_changes()
            for letter in letters:
                _deliver(message, letter)


def _invite(message: Message) -> None:
    """Mail the link of an approved invitation; its token exists in this mail alone."""
    public_id = str(message.payload["invitation"])
    if _was_sent(message, public_id):
        return
    with unit_of_work():
        invitation = find_invitation(public_id)
        if invitation is None or invitation.state != APPROVED:
            return
        if invitation.expires_at <= clock.now():
            return
        token = issue_link(public_id)
        db.session.refresh(invitation)
        letter = Letter(
            public_id,
            invitation.email,
            "Your invitation to Coalition Exchange",
            "invitation.txt",
            {
                "name": invitation.name,
                "office": invitation.office.name,
                "link": f"{current_settings().base_url.rstrip('/')}/invitations/{token}",
                "until": invitation.expires_at.strftime("%Y-%m-%d %H:%M UTC"),
            },
        )
    _deliver(message, letter)


def _password_link(public_id: str) -> Letter | None:
    """The mail with the link that sets a new password."""
    made = issue_password_link(public_id)
    if made is None:
        return None
    person, token = made
    words = {"name": person.name, "link": _address(f"/forgotten-password/{token}")}
    return Letter(public_id, person.email, "Set a new password", "password-reset.txt", words)


def _factor_link(public_id: str) -> Letter | None:
    """The mail with the link to set up a new second factor."""
    made = issue_factor_link(public_id)
    if made is None:
        return None
    reset, token = made
    words = {
        "name": reset.person.name,
        "link": _address(f"/enrol/reset/{token}"),
        "until": reset.expires_at.strftime("%Y-%m-%d %H:%M UTC"),
    }
    subject = "Set up your new second factor"
    return Letter(public_id, reset.person.email, subject, "factor-reset-link.txt", words)


def _address(path: str) -> str:
    return current_settings().base_url.rstrip("/") + path


def _device_code(public_id: str) -> Letter | None:
    """The mail with the code for a sign-in on a device that is not known."""
    made = issue_code(public_id)
    if made is None:
        return None
    session, code = made
    words = {
        "name": session.person.name,
        "code": code,
        "device": session.device or "an unknown browser",
        "source": session.source or "an unknown address",
    }
    subject = "Your code to sign in on a new device"
    return Letter(public_id, session.person.email, subject, "new-device.txt", words)


def _confirmation(public_id: str) -> Letter | None:
    """The mail with the link that confirms an applicant's address, or that says why there is none.

    A member learns that somebody used the address; whoever typed it learns nothing.
    """
    made = issue_confirmation(public_id)
    if made is None:
        return None
    row, token = made
    if not token:
        words = {"name": row.name}
        subject = "Somebody asked to join with your address"
        return Letter(public_id, row.email, subject, "application-known.txt", words)
    return _to_applicant(row, "Confirm your address", "application-confirm.txt", "confirm", token)


def _question(public_id: str) -> Letter | None:
    """The mail with what an applicant is asked, and the link under which they answer."""
    made = issue_answer_link(public_id)
    if made is None:
        return None
    row, token = made
    return _to_applicant(
        row, "A question about your application", "application-question.txt", "answer", token
    )


def _to_applicant(row: Application, subject: str, template: str, step: str, token: str) -> Letter:
    words = {
        "name": row.name,
        "message": row.messages[-1].text if row.messages else "",
        "link": _address(f"/join/{step}/{token}"),
    }
    return Letter(row.public_id, row.email, subject, template, words)


# Mails with a link's token or a code that is made here and written nowhere else.
SECRETS: dict[str, Callable[[str], Letter | None]] = {
    "password.reset-asked": _password_link,
    "factor-reset.approved": _factor_link,
    "device.waits": _device_code,
    "application.made": _confirmation,
    "application.question-asked": _question,
}


def _mail_secret(message: Message) -> None:
    (public_id,) = map(str, message.payload.values())
    if _was_sent(message, public_id):
        return
    with unit_of_work():
        letter = SECRETS[message.topic](public_id)
    if letter is not None:
        _deliver(message, letter)


def _deliver(message: Message, letter: Letter) -> None:
    require(_postman(), "mail:send")
    if letter.address.endswith(_NOWHERE) or _was_sent(message, letter.recipient):
        return
    settings = current_settings()
    words = {"base_url": settings.base_url.rstrip("/"), **letter.words}
    key = f"{message.number}.{letter.recipient}"
    mail = Mail(letter.address, letter.subject, mail_text(letter.template, words), key)
    try:
        send(settings, mail)
    except MailRefused as refusal:
        # One address that takes no mail must not hold up everybody else's.
        log.error("mail.refused", recipient=letter.recipient, reason=str(refusal))
    with unit_of_work():
        db.session.add(
            SentMail(message_number=message.number, recipient=letter.recipient, at=clock.now())
        )


def note_handed_over(recipient: str) -> None:
    """Note that what the last announced message is about reached ``recipient`` without mail.

    Joins the open unit of work; call it right after the service that announced the message.
    """
    at = clock.now()

    def note(session: Session, order: CommitOrder) -> None:
        session.add(SentMail(message_number=order.outbox_number, recipient=recipient, at=at))

    current_unit().at_last(note)


def _was_sent(message: Message, recipient: str) -> bool:
    found = db.session.get(SentMail, (message.number, recipient)) is not None
    discard_changes()
    return found
