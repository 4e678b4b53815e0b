"""Changing offices. Every function joins the caller's unit of work."""

import re
import unicodedata

from sqlalchemy.exc import IntegrityError

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.offices.facts import OfficeFacts, domains_in
from coalition.offices.kinds import COUNTY
from coalition.offices.models import Office, OfficeDomain
from coalition.offices.queries import find_office, find_office_by_slug, office_thing
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
    kind: str = COUNTY,
    county_fips: str = "",
    domains: str = "",
    slug: str | None = None,
    release_required: bool = True,
) -> Office:
    """A new member office.

    Args:
        state: postal code of the jurisdiction.
        kind: one of ``OFFICE_KINDS``.
        county_fips, domains: lists with commas between them; both may be empty.
        slug: made from the name when it is not given.
        release_required: what members share beyond the office needs release by its lead.

    Raises:
        NotPermitted: the actor may not create offices.
        Invalid: a field breaks a rule, or the office exists.
    """
    require(actor, "office:create")
    facts = OfficeFacts(name, state, kind, county, county_fips, domains).checked()
    chosen = slug_from(facts.name) if slug is None else slug
    _refuse_taken(chosen)
    office = Office(
        public_id=ids.public_id(),
        slug=chosen,
        release_required=release_required,
        created_at=clock.now(),
    )
    _describe(office, facts)
    db.session.add(office)
    try:
        db.session.flush()
    except IntegrityError:
        # Another unit took the slug between the look and the insert.
        raise Conflict from None
    _record(actor, "office.created", office, state=state)
    outbox.announce("office.created", office=office.public_id)
    return office


def _refuse_taken(slug: str) -> None:
    if not slug:
        raise Invalid.because("name", "Enter the office's name, with letters or digits.")
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise Invalid.because("slug", "Use lower-case letters and digits, with hyphens between.")
    if find_office_by_slug(slug) is not None:
        raise Invalid.because("name", "There is an office with this name already.")


def _describe(office: Office, facts: OfficeFacts) -> None:
    office.name, office.state, office.kind = facts.name, facts.state, facts.kind
    office.county, office.county_fips = facts.county, facts.county_fips
    wanted = domains_in(facts.domains)
    office.domain_rows = [row for row in office.domain_rows if row.domain in wanted] + [
        OfficeDomain(domain=domain) for domain in wanted if domain not in office.domains
    ]


def describe_office(
    actor: Actor,
    public_id: str,
    *,
    kind: str,
    county: str,
    county_fips: str,
    domains: str,
) -> Office:
    """Write down what became known of an office. Its name and state stay as they were vetted.

    Raises:
        NotFound: no such office, or the actor may not list offices.
        NotPermitted: the actor may not describe offices.
        Invalid: a field breaks a rule.
    """
    office = find_office(public_id)
    if office is None or not allows(actor, "office:list"):
        raise NotFound
    require(actor, "office:describe")
    facts = OfficeFacts(office.name, office.state, kind, county, county_fips, domains).checked()
    _describe(office, facts)
    _record(actor, "office.described", office, kind=facts.kind, county_fips=facts.county_fips)
    outbox.announce("office.changed", office=office.public_id)
    return office


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


def set_name_hidden(actor: Actor, public_id: str, *, hidden: bool) -> Office:
    """Say whether readers of other offices see the office's name on papers.

    Raises:
        NotFound: no such office, or the actor may not list offices.
        NotPermitted: the actor does not lead it.
    """
    return _require(actor, public_id, "name_hidden", hidden, "office.naming-changed")


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
