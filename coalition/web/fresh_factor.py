"""Step-up: what asks for a second factor given some minutes ago (OWASP ASVS 5.0, 7.5).

A route says ``fresh_factor=True`` where it is declared, and the guard asks here. The page that asks
belongs to the accounts feature, which hands it in. What was posted is kept on that page, so that
nothing typed is lost.
"""

from collections.abc import Callable

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms.validators import ValidationError

from coalition.web.routing import declarations

Fields = list[tuple[str, str]]

_KEY = "coalition.ask-for-factor"
_TOKENS = frozenset({"csrf_token", "request_id"})
# What is typed into these is asked again: no page repeats a secret.
_SECRETS = frozenset({"password", "old_password", "code", "credential"})


def set_page(app: Flask, page: Callable[[str, Fields], Response]) -> None:
    """Say which page asks for the factor: it is given where to go on and what was posted."""
    app.extensions[_KEY] = page


def ask_for_factor() -> Response:
    """The answer to a request that needs a fresh factor and comes without one."""
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path.rstrip("?")
        return current_app.make_response(redirect(url_for("confirm.show", next=wanted), 303))
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        abort(400)
    posted = [(n, v) for n, v in request.form.items(multi=True) if n not in _TOKENS]
    if any(name in _SECRETS for name, _ in posted):
        return current_app.make_response(redirect(url_for("confirm.show", next=request.path), 303))
    page: Callable[[str, Fields], Response] = current_app.extensions[_KEY]
    return page(request.full_path.rstrip("?"), posted)


def may_go_on(target: str) -> bool:
    """Whether ``target`` is the address of a route that asks for a fresh factor when posted to."""
    paths = current_app.url_map.bind(request.host)
    try:
        endpoint, _ = paths.match(target.partition("?")[0], method="POST")
    except (HTTPException, RequestRedirect):
        return False
    declared = declarations(current_app)[endpoint]
    return declared.fresh_factor or declared.fresh_factor_when is not None
