"""Putting off the end of a session that is about to end because nothing was done."""

from dataclasses import asdict

from flask import Response, jsonify

from coalition.errors import NotPermitted
from coalition.web.identity import current_sign_in
from coalition.web.routing import Blueprint

bp = Blueprint("time_out", __name__, url_prefix="/session")


@bp.post("/stay", requires="account:read")
def stay() -> Response:
    """Say when the session ends now; that somebody asked is the use that puts it off."""
    signed_in = current_sign_in()
    if signed_in is None or signed_in.time_out is None:
        raise NotPermitted("account:read")
    return jsonify(asdict(signed_in.time_out))
