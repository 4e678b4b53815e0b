"""Making the demo's coalition through the real services, the review and the gate included.

Everybody in its papers is invented, and each review says so of whatever was found in them.
"""

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor, Role, operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person
from coalition.accounts.passwords import hash_password
from coalition.accounts.queries import actor_of, leads_of
from coalition.accounts.services import create_person
from coalition.cli.demo_groups import group_ids_of, seed_groups
from coalition.cli.demo_papers import (
    DemoPaper,
    demo_drafts,
    demo_offices,
    demo_papers,
    demo_people,
)
from coalition.cli.demo_sign_ins import SignIn
from coalition.db import db, discard_changes, unit_of_work
from coalition.deidentify.assurances import ASSURANCES
from coalition.deidentify.decisions import Choice
from coalition.deidentify.examined import examined
from coalition.deidentify.queries import saves_of
from coalition.deidentify.services import Changes, decisions_alike
from coalition.deidentify.wording import INVENTED
from coalition.documents.content import Content
from coalition.documents.drafts import new_paper, save_draft
from coalition.documents.gatekeeping import examine_as_it_is
from coalition.documents.importing import imported_keys
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.publishing import Published, publish
from coalition.documents.releasing import release
from coalition.documents.reviewing import save_review, sheet_for
from coalition.documents.veiling import keep_name_off_papers
from coalition.offices import agreements
from coalition.offices.models import Office
from coalition.offices.queries import all_offices
from coalition.offices.services import create_office

_SEEDER = operator("demo", "office:create", "invitation:create")


class SecretsLost(Exception):
    """People of the demo exist whose sign-ins nobody knows any more."""


def missing_people() -> set[str]:
    """The addresses of the demo's people who were not made yet."""
    wanted = {person.email for person in demo_people()}
    held = set(db.session.scalars(select(Person.email).where(Person.email.in_(sorted(wanted)))))
    discard_changes()
    return wanted - held


def seed(sign_ins: list[SignIn]) -> int:
    """Make whatever of the demo is not there yet; return how many papers were added.

    Time is that of the story: members joined before the first paper, and each paper was shared on
    its own date.
    """
    papers, waiting = demo_papers(), demo_drafts()
    done = imported_keys([paper.key for paper in [*papers, *waiting]])
    _seed_members(sign_ins, papers[0])
    wanted = [paper for paper in papers if paper.key not in done]
    for paper in wanted:
        _seed_paper(paper)
    for paper in waiting:
        if paper.key not in done:
            with unit_of_work():
                _draft(paper)
    return len(wanted)


def _nothing() -> None:
    """Stands in for delivery after each paper."""


def _seed_members(sign_ins: list[SignIn], first: DemoPaper) -> None:
    missing = missing_people()
    hashes = {s.email: hash_password(s.password) for s in sign_ins if s.email in missing}
    secrets = {s.email: s.totp_secret for s in sign_ins}
    joined = first.moment.replace(hour=9)
    with clock.use(lambda: joined), unit_of_work() as unit:
        unit.after_commit("deliver", _nothing)
        offices = _seed_offices()
        for person in demo_people():
            if person.email in missing:
                create_person(
                    _SEEDER,
                    email=person.email,
                    name=person.name,
                    office_id=offices[person.office],
                    roles=[person.role],
                    password_hash=hashes[person.email],
                    totp_secret=secrets[person.email],
                    confirmed=True,
                )
        _sign(missing)
        seed_groups()
        _hide_names(offices)


def _sign(emails: set[str]) -> None:
    """Everybody signs as they would on the page, the leads for their offices first."""
    people = db.session.scalars(select(Person).where(Person.email.in_(sorted(emails)))).all()
    for person in people:
        if Role.OFFICE_LEAD in person.roles:
            _sign_once(person, agreements.standing_of_office(person.office_id))
    for person in people:
        _sign_once(person, agreements.standing_of_person(person.id))


def _sign_once(person: Person, standing: agreements.Standing) -> None:
    if standing.text is not None and standing.signature is None:
        agreements.sign(actor_of(person), standing.kind, digest=standing.text.digest)


def _hide_names(offices: dict[str, int]) -> None:
    """Offices that keep their names off papers say so by their leads, as on their pages."""
    for office in demo_offices():
        if office.name_hidden:
            row = db.session.get_one(Office, offices[office.slug])
            lead = actor_of(leads_of(row.id)[0])
            keep_name_off_papers(lead, row.public_id, hidden=True)


def _seed_offices() -> dict[str, int]:
    held = {office.slug: office.id for office in all_offices()}
    for office in demo_offices():
        if office.slug not in held:
            held[office.slug] = create_office(
                _SEEDER,
                name=office.name,
                slug=office.slug,
                state=office.state,
                county=office.county,
                release_required=office.release_required,
                domains=f"{office.slug}.example",
            ).id
    return held


def _seed_paper(paper: DemoPaper) -> None:
    kind = KINDS[paper.kind]
    examine_as_it_is(kind, _content(paper, Audience(Tlp.AMBER_STRICT)).checked(kind))
    with clock.use(lambda: paper.moment), unit_of_work() as unit:
        # The index follows once, at the end.
        unit.after_commit("deliver", _nothing)
        _share(paper)


def _content(paper: DemoPaper, audience: Audience) -> Content:
    return Content(paper.title, paper.body, audience, paper.fields, paper.change_note)


def _share(paper: DemoPaper) -> None:
    row, author = _draft(paper)
    _keep_everything(author, row)
    done = publish(author, row.public_id, version=1, assured=tuple(ASSURANCES))
    if done is Published.SUBMITTED:
        lead = actor_of(leads_of(row.office_id)[0])
        release(lead, row.public_id, version=row.draft.version if row.draft else 0)


def _keep_everything(author: Actor, row: Paper) -> None:
    # What is kept may bring to light something that was not seen before.
    while (sheet := sheet_for(row, look=examined)).open_items:
        chosen = decisions_alike(sheet.open_items, Choice.KEEP, INVENTED)
        save_review(
            author,
            row.public_id,
            version=row.draft.version if row.draft else 0,
            saves=saves_of(row.thing),
            changes=Changes(chosen),
        )


def _draft(paper: DemoPaper) -> tuple[Paper, Actor]:
    """The paper as its first author saves it, before anybody else sees it."""
    people = {
        person.email: person
        for person in db.session.scalars(
            select(Person).where(Person.email.in_([*paper.authors, *paper.people]))
        )
    }
    offices = {
        office.slug: office.id
        for office in db.session.scalars(
            select(Office).where(Office.slug.in_([paper.office, *paper.offices]))
        )
    }
    audience = Audience(
        Tlp(paper.tlp),
        frozenset(offices[slug] for slug in paper.offices),
        frozenset(people[email].id for email in paper.people),
        group_ids_of(paper.groups),
    )
    row = new_paper(
        paper.kind,
        office_id=offices[paper.office],
        author_ids=[people[email].id for email in paper.authors],
    )
    row.import_key = paper.key
    author = actor_of(people[paper.authors[0]])
    save_draft(author, row.public_id, content=_content(paper, audience), version=0)
    return row, author
