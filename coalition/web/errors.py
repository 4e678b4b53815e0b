"""One page for each status, with no detail; every refusal a service states has one status."""

from traceback import format_tb
from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from werkzeug.exceptions import HTTPException

from coalition import errors
from coalition.db import db
from coalition.web.identity import forget_visitor

log = structlog.get_logger("coalition.web")

STATUS = {
    errors.NotFound: 404,
    errors.NotPermitted: 403,
    errors.GateClosed: 422,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Unavailable: 503,
}


def error_page(status: int) -> tuple[str, int]:
    """The page of ``status``; statuses without one get that of their class."""
    if status >= 500:
        # Finding out who asks may be what failed, and would fail the page as well.
        forget_visitor()
    for name in (status, 500 if status >= 500 else 400):
        try:
            return render_template(f"errors/{name}.html"), status
        except TemplateNotFound:
            continue
    return "Something went wrong.", status


def set_up(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(errors.DomainError)
    def _domain(failure: errors.DomainError) -> tuple[str, int]:
        return error_page(STATUS.get(type(failure), 400))

    @app.errorhandler(CSRFError)
    def _csrf(failure: CSRFError) -> tuple[str, int]:
        log.warning("form.forged", endpoint=request.endpoint)
        return error_page(400)

    @app.errorhandler(HTTPException)
    def _http(failure: HTTPException) -> Any:
        if failure.code is None or failure.code < 400:
            return failure
        page, status = error_page(failure.code)
        headers = {}
        allowed = getattr(failure, "valid_methods", None)
        if allowed:
            headers["Allow"] = ", ".join(sorted(allowed))
        return page, status, headers

    @app.errorhandler(DataError)
    def _unstorable(failure: DataError) -> tuple[str, int]:
        # Text that a database cannot hold, such as a NUL, in a field whose form let it through.
        db.session.rollback()
        return error_page(400)

    @app.errorhandler(OperationalError)
    def _database(failure: OperationalError) -> tuple[str, int]:
        db.session.rollback()
        log.error("database.failed", kind=type(failure.orig).__name__)
        return error_page(503)

    @app.errorhandler(NoConnectionLeft)
    def _busy(failure: NoConnectionLeft) -> tuple[str, int]:
        log.error("database.busy")
        return error_page(503)

    @app.errorhandler(Exception)
    def _bug(failure: Exception) -> tuple[str, int]:
        # The last resort must catch everything: a visitor sees a page, the log the kind and place.
        db.session.rollback()
        # Messages of exceptions quote what was entered, so only the lines of code are kept.
        where = "".join(format_tb(failure.__traceback__))
        log.error("request.failed", kind=type(failure).__name__, where=where)
        return error_page(500)
