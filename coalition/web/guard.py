"""The door: one ``before_request`` step that refuses what is undeclared or anonymous."""

from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.sansio.utils import host_is_trusted
from wtforms.validators import ValidationError

from coalition.access.decide import might_allow
from coalition.access.policy import WITHOUT_AGREEMENT
from coalition.errors import NotPermitted
from coalition.runtime import current_settings
from coalition.web.fresh_factor import ask_for_factor
from coalition.web.headers import clear_site_data
from coalition.web.identity import current_sign_in
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, Declaration, declarations
from coalition.web.session_cookie import has_ended

# Shorter entries are quickly typed again; secrets are never shown, and nobody typed the others.
LONG_ENOUGH_TO_MISS = 15
NEVER_SHOWN = frozenset(
    {"csrf_token", "request_id", "password", "old_password", "new_password", "code"}
)


def guard_request() -> Response | None:
    """Let the request in, send it to sign in, or refuse it."""
    # Flask's own TRUSTED_HOSTS would leave the page of the refusal without its addresses.
    if not host_is_trusted(request.host, current_settings().hosts):
        abort(400)
    if not current_settings().cookie_secure and not _from_loopback():
        abort(403)
    if request.endpoint is None:
        return None  # No such page; the 404 or 405 follows.
    declared = declarations(current_app).get(request.endpoint)
    if declared is None:
        abort(403)
    if declared.requires == PUBLIC:
        return None
    signed_in = current_sign_in()
    if declared.requires == HALF_SIGNED_IN:
        return None if signed_in and not signed_in.is_authenticated else _to_sign_in()
    if signed_in is None or not signed_in.is_authenticated or signed_in.actor is None:
        return _to_sign_in()
    if not might_allow(signed_in.actor, declared.requires):
        raise NotPermitted(declared.requires)
    if not signed_in.actor.tokens and declared.requires not in WITHOUT_AGREEMENT:
        return _to_agreements()
    # Only now, so that a stranger cannot make the portal take in a large body.
    if declared.largest_body is not None:
        request.max_content_length = declared.largest_body
    if not signed_in.has_fresh_factor and _wants_fresh_factor(declared):
        return ask_for_factor()
    return None


def _to_agreements() -> Response:
    """Nothing that is shared is read before it is signed what holds for it."""
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    typed = _typed_text() if request.method == "POST" else []
    if typed:
        page = render_template("errors/unsigned.html", typed=typed)
        return current_app.make_response((page, 403))
    return current_app.make_response(redirect(url_for("agreements.show", next=back), 303))


def _wants_fresh_factor(declared: Declaration) -> bool:
    if declared.fresh_factor_when is not None:
        return declared.fresh_factor_when(**(request.view_args or {}))
    return declared.fresh_factor


def _from_loopback() -> bool:
    return request.remote_addr in (None, "127.0.0.1", "::1")


def _to_sign_in() -> Response:
    if has_ended():
        clear_site_data()
    wanted = request.full_path.rstrip("?")
    typed = _typed_text() if request.method == "POST" else []
    if typed:
        # The session ended while somebody was writing: what they typed is theirs to keep.
        page = render_template("errors/signed_out.html", typed=typed, wanted=wanted)
        return current_app.make_response((page, 403))
    back = wanted if request.method in ("GET", "HEAD") and wanted != "/" else None
    return current_app.make_response(redirect(url_for("accounts.sign_in", next=back), 303))


def _typed_text() -> list[tuple[str, str]]:
    """What was typed at length into one of our own forms in this very browser, by field."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return []
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, value in request.form.items()
        if len(value) >= LONG_ENOUGH_TO_MISS and name not in NEVER_SHOWN
    ]


def safe_next(target: str | None, fallback: str) -> str:
    """``target`` if it is a path of this site, else ``fallback``; never another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if any(ord(c) < 33 or c == "\\" for c in target):
        return fallback
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else fallback
