"""The one cookie: a random token. Everything else of a session is in the database.

Flask's own session is replaced by one that stores nothing. Its only content, the CSRF secret, is
derived from the token, so it cannot outlive the session it belongs to.
"""

import hashlib
import hmac
import string
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin

from coalition import ids
from coalition.runtime import current_settings
from coalition.web.headers import clear_site_data

_ALPHABET = frozenset(string.ascii_lowercase + string.digits)


class DerivedSession(dict[str, Any], SessionMixin):
    """What Flask calls the session: the CSRF secret of the current token, and nothing to save."""

    modified = False


def _csrf_secret(token: str) -> str:
    key = current_settings().secret_key.encode()
    return hmac.new(key, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def _given(req: Request) -> str | None:
    token = req.cookies.get(current_settings().cookie_name, "")
    return token if 40 <= len(token) <= 64 and set(token) <= _ALPHABET else None


def current_token() -> str | None:
    """The token that the request brought, if it is well-formed."""
    return _given(request)


def replace_token(token: str) -> None:
    """Answer with a new token: at sign-in, after the second factor and at step-up."""
    g.answer_token = token
    # A form on the page that is answered with belongs to the new token already.
    session["csrf_token"] = _csrf_secret(token)
    g.pop("csrf_token", None)


def clear_token() -> None:
    """Answer with no token, and have the browser forget the rest: at sign-out."""
    g.answer_token = ""
    clear_site_data()


def note_ended() -> None:
    """The token that the request brought is of a session that ended, by its time or by hand."""
    g.session_ended = True


def has_ended() -> bool:
    """Whether the request came with the token of a session that ended."""
    return bool(g.get("session_ended"))


class DerivedSessionInterface(SessionInterface):
    """Reads and writes the cookie."""

    def open_session(self, app: Flask, request: Request) -> DerivedSession:
        token = _given(request)
        if token is None:
            # A visitor's token ties the sign-in form to this browser; it identifies nobody.
            token = ids.token()
            g.visitor_token = token
        return DerivedSession(csrf_token=_csrf_secret(token))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        name, secure = current_settings().cookie_name, current_settings().cookie_secure
        token = g.get("answer_token", g.get("visitor_token"))
        if token is None or request.endpoint == "static":
            return
        if token == "":
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")
            return
        response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="Lax")
