"""Slowing down who guesses: counted in SQL under keyed hashes, so it survives restarts.

Three limits. An account is locked for one source after a few failures; a source is locked for
every account after many; and after many failures from anywhere, lately or in a day, an account
answers new sources only slowly, while devices it signed in on before are let through, so that
nobody can lock a member out. Unknown accounts are counted like known ones.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, select

from coalition import clock
from coalition.accounts.models import FailedAttempt
from coalition.db import db, unit_of_work
from coalition.errors import Invalid, Unavailable
from coalition.runtime import current_settings
from coalition.vault import derived_key

ACCOUNT_FAILURES = 50
ACCOUNT_WAIT = timedelta(minutes=1)
# More than these in a day, from anywhere, and an account answers new sources four times an hour:
# whoever has the password and many addresses would otherwise guess a code within weeks.
DAY = timedelta(days=1)
DAY_FAILURES = 100
_KEPT = timedelta(days=2)


class Locked(Invalid):
    """Too many failures. Says how long to wait and nothing about the account."""


@dataclass(frozen=True)
class Keys:
    """Who is tried, and from where, as the table knows them."""

    account: str
    source: str
    recognized: bool = False


def network_of(source: str) -> str:
    """What counts as one source: an IPv4 address, or the /64 that an IPv6 customer holds."""
    try:
        address = ip_address(source.partition("%")[0])
    except ValueError:
        return source
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def keys_for(email: str, source: str, *, known_device: str = "") -> Keys:
    """The keys of an address, known or not, tried from ``source``.

    Args:
        known_device: the token of a device in which the account signed in before. It counts
            instead of the address, so that others behind the same address neither lock it nor
            use up its attempts.
    """
    key = derived_key(current_settings().secret_key, "throttle")

    def keyed(text: str) -> str:
        return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    origin = f"device:{known_device}" if known_device else f"source:{network_of(source)}"
    return Keys(keyed(f"account:{email.strip().lower()}"), keyed(origin), bool(known_device))


def refuse_if_locked(keys: Keys) -> None:
    """Return when another attempt may be made, and let no other be judged before the commit.

    Raises:
        Locked: too many failures.
    """
    _one_at_a_time(keys)
    settings = current_settings()
    window = timedelta(minutes=settings.lockout_minutes)
    by_source = FailedAttempt.source_key == keys.source
    by_account = FailedAttempt.account_key == keys.account
    if (
        _locked_until(by_account & by_source, settings.lockout_failures, window)
        or _locked_until(by_source, settings.source_failures, window)
        or (not keys.recognized and _backing_off(by_account, window))
    ):
        raise Locked.because(
            "",
            f"Too many attempts failed. Wait {settings.lockout_minutes} minutes, then try again.",
        )


def _one_at_a_time(keys: Keys) -> None:
    # SQLite has one writer anyway. On PostgreSQL, attempts that see only what is committed would
    # all pass together; always locking the account first and the source second cannot deadlock.
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for kind, key in enumerate((keys.account, keys.source)):
        number = int(key[:8], 16) - 2**31
        db.session.execute(select(func.pg_advisory_xact_lock(kind, number)))


def _locked_until(whose: ColumnElement[bool], limit: int, window: timedelta) -> datetime | None:
    newest = db.session.scalars(
        select(FailedAttempt.at).where(whose).order_by(FailedAttempt.at.desc()).limit(limit)
    ).all()
    if len(newest) < limit or newest[0] - newest[-1] > window:
        return None
    until = newest[0] + window
    return until if clock.now() < until else None


def _backing_off(whose: ColumnElement[bool], window: timedelta) -> bool:
    now = clock.now()
    times = db.session.scalars(
        select(FailedAttempt.at)
        .where(whose, FailedAttempt.at > now - max(DAY, window))
        .order_by(FailedAttempt.at.desc())
        .limit(DAY_FAILURES)
    ).all()
    lately = sum(at > now - window for at in times)
    if len(times) >= DAY_FAILURES:
        wait = window
    elif lately >= ACCOUNT_FAILURES:
        wait = min(window, ACCOUNT_WAIT * (lately - ACCOUNT_FAILURES + 1))
    else:
        return False
    return now < times[0] + wait


def count_attempt(keys: Keys) -> int:
    """Count an attempt as failed before it is tried, so that parallel ones are counted too.

    Returns:
        its number, for :func:`take_back` when it turns out right.
    """
    attempt = FailedAttempt(account_key=keys.account, source_key=keys.source, at=clock.now())
    db.session.add(attempt)
    db.session.execute(delete(FailedAttempt).where(FailedAttempt.at < clock.now() - _KEPT))
    db.session.flush()
    return attempt.id


def take_back(number: int) -> None:
    """The attempt was not a failure after all."""
    db.session.execute(delete(FailedAttempt).where(FailedAttempt.id == number))


@contextmanager
def taken_back_if_unjudged(number: int) -> Iterator[None]:
    """Around the judging of an attempt: when nobody came to judge it, it was no failure."""
    try:
        yield
    except Unavailable:
        with unit_of_work():
            take_back(number)
        raise


def forgive(keys: Keys) -> None:
    """A full sign-in clears the failures of this account from this source."""
    db.session.execute(
        delete(FailedAttempt).where(
            FailedAttempt.account_key == keys.account, FailedAttempt.source_key == keys.source
        )
    )


def is_first_this_minute(keys: Keys) -> bool:
    """Whether the newest failure of this account from this source is alone in its minute."""
    count = db.session.scalar(
        select(func.count())
        .select_from(FailedAttempt)
        .where(
            FailedAttempt.account_key == keys.account,
            FailedAttempt.source_key == keys.source,
            FailedAttempt.at > clock.now() - timedelta(minutes=1),
        )
    )
    return count == 1
