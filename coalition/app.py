"""Putting the app together; reads like a table of contents."""

import logging
import sys
from pathlib import Path

import structlog
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from coalition import db as database
from coalition.accounts import views as accounts
from coalition.admin import views as admin
from coalition.cli import commands
from coalition.documents import views as documents
from coalition.documents.leading import stop_reading_as_lead
from coalition.evidence.timestamps import StampError, check_roots
from coalition.home import views as home
from coalition.membership import views as membership
from coalition.membership.leaving import end_invitations
from coalition.membership.placing import end_places
from coalition.membership.terms.services import end_changes, end_changes_about
from coalition.notifications import services as notifications
from coalition.outbox.services import deliver_in_process
from coalition.records import views as records
from coalition.records import work_pages
from coalition.records.flags import views as flags
from coalition.records.holds import views as holds
from coalition.records.leaving import views as leaving
from coalition.records.requests import notice_pages, paper_pages
from coalition.records.requests import views as requests
from coalition.records.retention import views as retention
from coalition.runtime import Runtime, install
from coalition.search import services as search_services
from coalition.search import views as search
from coalition.search.saved import views as saved_searches
from coalition.search.saved.alerts import outcome_consumer
from coalition.search.saved.services import end_alerts
from coalition.settings import Settings, SettingsError
from coalition.vault import Vault
from coalition.web import kit
from coalition.web.dispatch import Portal
from coalition.web.routing import refuse_undeclared

ROOT = Path(__file__).resolve().parent.parent

# Each feature's views have one ``register(app)``: its blueprint, header links and notices.
FEATURES = (
    home,
    search,
    saved_searches,
    documents,
    records,
    work_pages,
    holds,
    retention,
    flags,
    requests,
    paper_pages,
    notice_pages,
    leaving,
    accounts,
    membership,
    admin,
)


def create_app(settings: Settings) -> Portal:
    """The portal for ``settings``.

    Raises:
        UndeclaredRoute: a route does not say who may come in.
        SettingsError: production was to start for debugging.
    """
    _set_up_logging()
    app = Portal(
        "coalition",
        root_path=str(ROOT / "coalition"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "coalition" / "static"),
    )
    if app.debug and settings.mode == "production":
        # Flask's debugger runs what a visitor types.
        raise SettingsError("FLASK_DEBUG is set, which is not allowed in production.")
    _check_trusted(settings.timestamp_roots)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # A failed statement must not carry its values into the log. Connections are kept, because
        # opening one takes longer than most pages' queries.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "pool_size": 20},
    )
    if settings.trusted_proxies:
        # Without it every visitor has the proxy's address, and one could use up all attempts. Of
        # X-Forwarded-For only what our own proxies added counts; no other such header is read.
        proxied = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    parts = Runtime(settings, Vault(settings.vault_keys))
    install(app, parts)
    database.set_up(app)
    Migrate(app, database.db, directory=str(ROOT / "migrations"))
    kit.set_up(app)
    for feature in FEATURES:
        feature.register(app)
    parts.engine = search_services.open_index(settings)
    parts.consumers = [
        search_services.index_consumer(),
        outcome_consumer(),
        notifications.mail_consumer(),
    ]
    parts.endings = [end_invitations, end_alerts, end_changes]
    parts.returns = [end_places]
    parts.term_endings = [stop_reading_as_lead, end_changes_about]
    parts.after_commit = deliver_in_process
    commands.register(app)
    refuse_undeclared(app)
    return app


def _check_trusted(roots: bytes) -> None:
    try:
        if roots:
            check_roots(roots)
    except StampError as refusal:
        raise SettingsError(f"Setting COALITION_TIMESTAMP_ROOTS: {refusal}") from None


def _set_up_logging() -> None:
    """JSON lines on standard error; no local variables, no request bodies, no query strings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
