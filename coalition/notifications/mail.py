"""Handing mail over: to an SMTP server, into a folder, or to the terminal."""

import hashlib
import hmac
import os
import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from coalition import clock
from coalition.settings import Settings

SECONDS_TO_ANSWER = 20


class MailNotDelivered(Exception):
    """The mail could not be handed over now; it waits and is tried again."""


class MailRefused(Exception):
    """The server will never take this mail, for example because there is no such address."""


@dataclass(frozen=True)
class Mail:
    """A plain text mail. ``key`` is the same whenever the same mail is made again."""

    to: str
    subject: str
    text: str
    key: str


def send(settings: Settings, mail: Mail) -> None:
    """Hand ``mail`` over.

    Raises:
        MailNotDelivered: not now.
        MailRefused: not ever.
    """
    message = _message(settings, mail)
    url = settings.mail_url
    if url.startswith("console:"):
        sys.stdout.write(f"{message.as_string()}\n")
        sys.stdout.flush()
    elif url.startswith("file:///"):
        _write(Path("/" + unquote(url.removeprefix("file://")).strip("/")), mail.key, message)
    else:
        _send_by_smtp(url, message)


def _message(settings: Settings, mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name, sender = parseaddr(settings.mail_from)
    try:
        message["From"] = Address(name, addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
    except (MessageError, ValueError) as rule:
        raise MailRefused("an address cannot be written in a header") from rule
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    # The same id for the same mail lets a server that took it twice show it once (RFC 5322, 3.6.4).
    message["Message-ID"] = f"<{_message_id(settings, mail)}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday notice should answer (RFC 3834, section 5).
    message["Auto-Submitted"] = "auto-generated"
    # Sent as it is written, so that a link stays whole on its line even in the raw file.
    message.set_content(mail.text, cte="7bit" if mail.text.isascii() else "8bit")
    return message


def _message_id(settings: Settings, mail: Mail) -> str:
    # The key counts everything that ever happened, which is nothing that a recipient may know.
    key = settings.secret_key.encode()
    return hmac.new(key, b"mail:" + mail.key.encode(), hashlib.sha256).hexdigest()[:40]


def _write(folder: Path, key: str, message: EmailMessage) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = folder / f".{key}.new"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
        os.replace(beside, folder / f"{key}.eml")
    except OSError as failure:
        raise MailNotDelivered("the folder for mail cannot be written") from failure


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _send_by_smtp(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or 25
    try:
        with smtplib.SMTP(host, port, timeout=SECONDS_TO_ANSWER) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif not _on_this_machine(host):
                # The mail may hold the link of an invitation, and the login a password.
                raise MailNotDelivered("the mail server offers no encryption (STARTTLS)")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = {code for code, _ in refusal.recipients.values()}
        # 5xx is final, 4xx is not (RFC 5321, section 4.2.1).
        if codes and all(500 <= code < 600 for code in codes):
            raise MailRefused("the server takes no mail for this address") from refusal
        raise MailNotDelivered("the server takes no mail for this address now") from refusal
    except (smtplib.SMTPException, OSError) as failure:
        raise MailNotDelivered("the mail server does not take it now") from failure
