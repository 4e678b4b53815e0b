"""Portals for tests, which make one for each test."""

from coalition.app import create_app
from coalition.db import db
from coalition.settings import Settings
from coalition.web.dispatch import Portal
from tests.support.statements import quicken
from tests.support.templates import SHARED_TEMPLATES


def open_portal(settings: Settings) -> Portal:
    """The portal as `create_app` makes it, with what the portals before it compiled."""
    portal = create_app(settings)
    portal.jinja_env.bytecode_cache = SHARED_TEMPLATES
    with portal.app_context():
        quicken(db.engine)
    return portal
