"""Putting the view kit into an app, first the checks and then what templates see."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from coalition.runtime import current_settings
from coalition.web import doorway, errors, headers, identity, static_files, time_out, well_known
from coalition.web.forms import form_tokens
from coalition.web.guard import guard_request
from coalition.web.identity import current_sign_in
from coalition.web.navigation import links
from coalition.web.notices import current_notice
from coalition.web.paging import page_url
from coalition.web.routing import PUBLIC, declare
from coalition.web.session_cookie import DerivedSessionInterface

csrf = CSRFProtect()

# A paper is at most 200,000 characters; four bytes each, twice, with room for the fields.
MAX_BODY_BYTES = 2 * 1024 * 1024


def use_notice() -> str:
    """What is said before signing in about the use of the system."""
    return current_settings().use_notice


def set_up(app: Flask) -> None:
    """Guard, CSRF, headers, errors and template globals."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    app.session_interface = DerivedSessionInterface()
    declare(app, "static", PUBLIC, quick=True)
    app.teardown_request(doorway.give_place_back)
    app.before_request(guard_request)
    csrf.init_app(app)
    identity.set_up(app)
    headers.set_up(app)
    static_files.set_up(app)
    errors.set_up(app)
    app.register_blueprint(time_out.bp)
    app.register_blueprint(well_known.bp)
    app.jinja_env.globals.update(form_tokens=form_tokens, page_url=page_url, use_notice=use_notice)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _shared() -> dict[str, object]:
        signed_in = current_sign_in()
        return {
            "signed_in": signed_in if signed_in and signed_in.is_authenticated else None,
            "navigation": links(),
            "notice": current_notice(),
        }
