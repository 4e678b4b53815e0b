"""Changing offices. Every function joins the caller's unit of work."""

import re
import unicodedata

from sqlalchemy.exc import IntegrityError

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted, Problem
from coalition.offices.models import Office
from coalition.offices.queries import find_office, find_office_by_slug, office_thing
from coalition.offices.states import STATES
from coalition.outbox import services as outbox

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug_from(name: str) -> str:
    """A short name for addresses and files, from an office's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")


def create_office(
    actor: Actor,
    *,
    name: str,
    state: str,
    county: str = "",
    slug: str | None = None,
    release_required: bool = True,
) -> Office:
    """A new member office.

    Args:
        state: postal code of the jurisdiction.
        slug: made from the name when it is not given.
        release_required: what members share beyond the office needs release by its lead.

    Raises:
        NotPermitted: the actor may not create offices.
        Invalid: a field breaks a rule, or the office exists.
    """
    require(actor, "office:create")
    name, county = " ".join(name.split()), " ".join(county.split())
    chosen = slug_from(name) if slug is None else slug
    problems = _problems(name, state, county, chosen)
    if problems:
        raise Invalid(*problems)
    office = Office(
        public_id=ids.public_id(),
        slug=chosen,
        name=name,
        state=state,
        county=county,
        release_required=release_required,
        created_at=clock.now(),
    )
    db.session.add(office)
    try:
        db.session.flush()
    except IntegrityError:
        # Another unit took the slug between the look and the insert.
        raise Conflict from None
    _record(actor, "office.created", office, state=state)
    outbox.announce("office.created", office=office.public_id)
    return office


def _problems(name: str, state: str, county: str, slug: str) -> list[Problem]:
    found = []
    if not slug or len(name) > 160 or not name.isprintable():
        found.append(Problem("name", "Enter the office's name, at most 160 characters."))
    elif not _SLUG.fullmatch(slug) or len(slug) > 60:
        found.append(Problem("slug", "Use lower-case letters and digits, with hyphens between."))
    elif find_office_by_slug(slug) is not None:
        found.append(Problem("name", "There is an office with this name already."))
    if state not in STATES:
        found.append(Problem("state", "Choose a state or territory."))
    if len(county) > 80 or not county.isprintable():
        found.append(Problem("county", "Use at most 80 characters for the county."))
    return found


def set_release_required(actor: Actor, public_id: str, *, required: bool) -> Office:
    """Say whether what members share beyond the office needs release by its lead.

    Raises:
        NotFound: no such office, or the actor may not list offices.
        NotPermitted: the actor does not lead it.
    """
    return _require(actor, public_id, "release_required", required, "office.release-changed")


def set_second_reader_required(actor: Actor, public_id: str, *, required: bool) -> Office:
    """Say whether somebody who did not write a paper approves it before it is shared.

    Raises:
        NotFound: no such office, or the actor may not list offices.
        NotPermitted: the actor does not lead it.
    """
    return _require(
        actor, public_id, "second_reader_required", required, "office.second-reader-changed"
    )


def _require(actor: Actor, public_id: str, setting: str, required: bool, action: str) -> Office:
    office = _office_to_change(actor, public_id)
    if getattr(office, setting) != required:
        setattr(office, setting, required)
        _record(actor, action, office, required=required)
        outbox.announce("office.changed", office=office.public_id)
    return office


def _office_to_change(actor: Actor, public_id: str) -> Office:
    office = find_office(public_id)
    if office is None or not allows(actor, "office:list"):
        raise NotFound
    if not allows(actor, "office:change", office_thing(office)):
        raise NotPermitted("office:change")
    return office


def _record(actor: Actor, action: str, office: Office, **detail: object) -> None:
    audit.record(actor, action, object_kind="office", object_id=office.public_id, detail=detail)
