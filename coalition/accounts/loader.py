"""Who a request belongs to, computed afresh from the database for each one."""

from datetime import datetime

from flask import Request, request

from coalition import clock
from coalition.accounts import device_cookie, sessions, terms
from coalition.accounts.browsers import device_name
from coalition.accounts.models import AccountSession
from coalition.accounts.queries import actor_of, find_session, role_labels
from coalition.accounts.sessions import Origin
from coalition.web.dispatch import leave_trace
from coalition.web.identity import SignedIn, Stage, login_manager
from coalition.web.session_cookie import current_token, note_ended

# Polling and autosave send this header; they don't keep a session alive.
BACKGROUND_HEADER = "X-Background-Request"


def set_up() -> None:
    """Tell Flask-Login how to find the owner of a request."""
    login_manager.request_loader(load)


def load(req: Request) -> SignedIn | None:
    """The owner of the live session whose token the request brought, if there is one."""
    token = current_token()
    session = find_session(sessions.token_hash(token)) if token else None
    if session is None:
        return None
    if not sessions.is_live(session):
        note_ended()
        _end_for_good(session)
        return None
    seen_at = _note_use(session, req)
    person, stage = session.person, Stage(session.stage)
    if terms.is_due(person):
        terms.end_before_answering(person)
    return SignedIn(
        person_id=person.id,
        session_id=session.id,
        stage=stage,
        display_name=person.name,
        office_name=person.office.name,
        theme=person.theme,
        role_labels=role_labels(person),
        has_fresh_factor=sessions.has_fresh_factor(session),
        time_out=sessions.time_out(session, seen_at) if stage is Stage.FULL else None,
        actor=actor_of(person) if stage is Stage.FULL else None,
    )


def _end_for_good(session: AccountSession) -> None:
    # Written down, so that a clock set back does not bring an expired session to life.
    if session.ended_at is None:
        number = session.id
        leave_trace(lambda: _end(number))


def _end(session_id: int) -> None:
    sessions.end(session_id)


def _note_use(session: AccountSession, req: Request) -> datetime:
    due = clock.now() - session.last_seen_at >= sessions.TOUCH_EVERY
    if session.stage == Stage.FULL and due and req.headers.get(BACKGROUND_HEADER) != "1":
        number = session.id
        leave_trace(lambda: sessions.touch(number))
        return clock.now()
    return session.last_seen_at


def current_origin() -> Origin:
    """Where this request comes from."""
    agent = request.headers.get("User-Agent", "")
    return Origin(request.remote_addr or "-", device_name(agent), device_cookie.given())
