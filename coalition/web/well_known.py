"""Addresses that programs look for on any site (RFC 8615)."""

from flask import Response, abort, redirect
from flask.typing import ResponseReturnValue

from coalition import clock
from coalition.runtime import current_settings
from coalition.web.routing import PUBLIC, Blueprint

bp = Blueprint("well_known", __name__, url_prefix="/.well-known")


@bp.get("/change-password", requires=PUBLIC, quick=True)
def change_password() -> ResponseReturnValue:
    """Where a password manager sends people (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("/account/password", 303)


@bp.get("/security.txt", requires=PUBLIC, quick=True)
def security_txt() -> ResponseReturnValue:
    """Where weaknesses are reported (RFC 9116); nothing where no contact holds today."""
    settings = current_settings()
    last = settings.security_expires
    if last is None or clock.now().date() > last:
        abort(404)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {last.isoformat()}T23:59:59Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.base_url.rstrip('/')}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
