"""Making the demo's coalition through the real services, the gate included."""

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person
from coalition.accounts.passwords import hash_password
from coalition.accounts.queries import actor_of, leads_of
from coalition.accounts.services import create_person
from coalition.cli.demo_papers import DemoPaper, demo_offices, demo_papers, demo_people
from coalition.cli.demo_sign_ins import SignIn
from coalition.db import db, discard_changes, unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import new_paper, save_draft
from coalition.documents.importing import imported_keys
from coalition.documents.services import Published, publish, release
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
    papers = demo_papers()
    done = imported_keys([paper.key for paper in papers])
    _seed_members(sign_ins, papers[0])
    wanted = [paper for paper in papers if paper.key not in done]
    for paper in wanted:
        _seed_paper(paper)
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
            ).id
    return held


def _seed_paper(paper: DemoPaper) -> None:
    with clock.use(lambda: paper.moment), unit_of_work() as unit:
        # The index follows once, at the end.
        unit.after_commit("deliver", _nothing)
        _share(paper)


def _share(paper: DemoPaper) -> None:
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
    )
    row = new_paper(
        paper.kind,
        office_id=offices[paper.office],
        author_ids=[people[email].id for email in paper.authors],
    )
    row.import_key = paper.key
    author = actor_of(people[paper.authors[0]])
    content = Content(paper.title, paper.body, audience, paper.fields, paper.change_note)
    save_draft(author, row.public_id, content=content, version=0)
    if publish(author, row.public_id, version=1) is Published.SUBMITTED:
        lead = actor_of(leads_of(row.office_id)[0])
        release(lead, row.public_id, version=row.draft.version if row.draft else 0)
