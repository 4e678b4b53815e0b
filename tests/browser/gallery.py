"""A portal with something on every page: people, and papers in every state."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pyotp
from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts import factor_resets, recovering
from coalition.accounts import services as accounts
from coalition.accounts.models import (
    AccountSession,
    FactorReset,
    FactorResetApproval,
    Passkey,
    PasswordReset,
    Person,
)
from coalition.db import db, unit_of_work
from coalition.deidentify.examined import examine
from coalition.documents import drafts
from coalition.documents.commenting import Written
from coalition.documents.content import Content
from coalition.documents.models import Comment
from coalition.documents.queries import readable_paper
from coalition.documents.questions.services import ask, review_text
from coalition.membership import applications, casework
from coalition.membership import services as membership
from coalition.membership.models import Application
from coalition.offices.models import Office, OfficeDomain
from coalition.search.asked import Search
from coalition.search.saved.services import save_search
from coalition.search.synonyms import add_synonyms
from coalition.web.dispatch import Portal
from tests.browser.group_sights import group_sights
from tests.browser.item_gallery import keep_lists
from tests.browser.leaving_sights import term_sights
from tests.browser.records_gallery import keep_records
from tests.flows.sharing import clip, event, revise, share, withdraw
from tests.support.client import Browser
from tests.support.demands import Kept
from tests.support.publishing import publish_draft
from tests.support.vetting import WISH
from tests.support.world import PASSWORD, Member, World

BODY = """The court heard argument on the **removal**.

## Holding

1. The officer pointed a firearm.
2. The district judge sent the case back.

> The notice came late.

| Count | Result |
|---|---|
| Assault | kept |

See [what was found](/search?q=removal).
"""
FACTS = {
    "offense": ["assault"],
    "defense": ["officer-removal"],
    "response": ["no-colorable-defense"],
    "statute": ["Minn. Stat. § 609.66"],
    "authority": ["Mesa v. California, 489 U.S. 121 (1989)"],
    "tags": ["removal", "remand"],
    "flags": ["exculpatory"],
}
CLIPS = [
    clip("Camera 1", starts_at="21:00:00", ends_at="21:10:00", offset_seconds="-27"),
    clip("Camera 2", kind="federal-body-worn", note="Withheld by the agency."),
]
EVENTS = [event("21:04:46", "firearm-pointed", "The muzzle rises."), event("21:05:31")]
EVENTS += [event("21:06:00", "camera-off"), event("21:07:00", "camera-on")]
LINES = [{"clip": "Camera 1", "at": "00:00:05.000", "speaker": "Agent A", "words": "Get back."}]
CLAIMS = [
    {"claim": "No firearm was drawn.", "source": "press-statement", "contradicted": "1, 2"},
    {"claim": "A command was given.", "source": "officer-report", "by": "Agent A"},
]


@dataclass
class Gallery:
    """A served portal with something on every page."""

    app: Portal
    people: dict[str, Member] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def path(self, template: str) -> str:
        """A real path for one of the table."""
        return template.format(**self.ids)

    def browser(self, who: str) -> Browser:
        """The one browser of ``who``, who has come as far as they do."""
        if who not in self.browsers:
            self.browsers[who] = self._arrive(who)
        return self.browsers[who]

    def _arrive(self, who: str) -> Browser:
        browser = Browser(self.app.test_client())
        if who in self.people:
            return browser.sign_in(self.people[who])
        if who in self.ids:
            form = {"email": self.ids[who], "password": PASSWORD}
            page = browser.submit(browser.get("/sign-in"), form)
            if who == "on-a-new-device":
                _wait_for_mail(self.app, self.ids[who])
            if who == "enrolled":
                page = browser.follow(page)
                key = page.soup.select_one("#typed-key")
                assert key is not None
                secret = key.get_text().replace(" ", "")
                browser.submit(page, {"code": pyotp.TOTP(secret).at(clock.now())})
        return browser


def fill(app: Portal) -> Gallery:
    """Make the people and the papers."""
    world = World(app)
    home, away, far = (
        world.office("tamarack", release_required=True),
        world.office("alder", state="IL"),
        world.office("birch", state="OR"),
    )
    made = Gallery(app)
    made.people = {
        "author": world.person("Petra Author", home),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "reader": world.person("Rufus Reader", away),
        "asked": world.person("Olga Asked", away, "office-lead"),
        "lonely": world.person("Lou Lonely", far, "investigator"),
        "admin": world.person("Ari Admin", away, "coalition-admin"),
        "second-admin": world.person("Sam Second", away, "coalition-admin"),
        "auditor": world.person("Ada Auditor", away, "auditor"),
    }
    made.people["unsigned"] = world.person(
        "Uma Unsigned", world.office("willow"), "office-lead", signs=False
    )
    made.ids = {"office": home.public_id, "member": made.people["lead"].public_id}
    made.ids["half"] = world.person("Hal Half", far).email
    made.ids["on-a-new-device"] = world.person("Ned Device", far).email
    made.people["keyed"] = world.person("Kay Keyed", far)
    made.ids["half-with-a-passkey"] = world.person("Pat Passkey", far).email
    made.ids["passkey"] = _passkeys(app, made.people["keyed"].id, made.ids["half-with-a-passkey"])
    made.ids["saved"] = _saved(app, made.people["reader"])
    made.ids |= _papers(app, made.people, away.id, home.id)
    made.ids["to-read"] = _to_read_again(app, world, made.people)
    _register_what_is_missing(app, made)
    made.ids |= keep_records(app, made.people, made.ids)
    made.ids |= group_sights(app, world, made.people)
    with app.app_context(), unit_of_work():
        made.ids |= _resets(made.people)
        made.ids |= term_sights(made.people)
        made.ids |= _applicants(made.people, away.id)
        made.ids |= _newcomers(made.people, home.id, far.id)
        admin = made.people["admin"].actor
        made.ids["synonyms"] = add_synonyms(admin, "BWC, body camera, body-worn camera")
    return made


def _wait_for_mail(app: Portal, email: str) -> None:
    """Let the half session of somebody wait for the mailed code, as the setting would."""
    with app.app_context(), unit_of_work():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        half = select(AccountSession).where(AccountSession.person_id == person.id)
        db.session.scalars(half).one().stage = "new-device"


def _passkeys(app: Portal, person_id: int, only_passkey: str) -> str:
    """Two passkeys of one person, and one of another who has nothing else."""
    with app.app_context(), unit_of_work():
        other = db.session.scalars(select(Person).where(Person.email == only_passkey)).one()
        other.totp_secret = other.totp_confirmed_at = None
        for owner, name in ((person_id, "Work laptop"), (person_id, "Blue key"), (other.id, "Key")):
            row = Passkey(
                public_id=ids.public_id(),
                person_id=owner,
                credential_id=ids.random_bytes(32),
                public_key=b"",
                name=name,
                created_at=clock.now(),
                last_used_at=clock.now() if name == "Blue key" else None,
            )
            db.session.add(row)
        return db.session.scalars(
            select(Passkey.public_id).where(Passkey.person_id == person_id)
        ).all()[0]


def _register_what_is_missing(app: Portal, made: Gallery) -> None:
    """Two missing items of the index, one of them demanded, refused and before a court."""
    kept = Kept(app, made.people["author"], made.ids["index"])
    item = kept.write("missing", clip="Camera 1")
    kept.write("missing", item="Dash camera", absence="overwritten")
    demand = kept.write("demand", item)
    kept.write("deadline", demand, rule="removal", starts_on="2026-11-10")
    kept.write("answer", demand, outcome="refused", ground="law enforcement privilege")
    kept.write("deadline", demand, rule="named", named_on="2026-12-24")
    kept.write("court", demand)


def _resets(people: dict[str, Member]) -> dict[str, str]:
    """Somebody waits for a new factor, and others have the links of mails in their hands."""
    now = clock.now()
    until = now + timedelta(days=1)
    waiting, approved = (
        FactorReset(
            public_id=ids.public_id(),
            person_id=people[who].id,
            state=state,
            source="192.0.2.7",
            asked_at=now,
            expires_at=until,
        )
        for who, state in (("lonely", "awaiting"), ("reader", "approved"))
    )
    password = PasswordReset(public_id=ids.public_id(), person_id=people["lead"].id, asked_at=now)
    db.session.add_all([waiting, approved, password])
    db.session.flush()
    for who in ("admin", "second-admin"):
        vouched = {"admin_id": people[who].id, "way": "called", "at": now}
        approved.approvals.append(FactorResetApproval(reset_id=approved.id, **vouched))
    vouched["admin_id"] = people["second-admin"].id
    waiting.approvals.append(FactorResetApproval(reset_id=waiting.id, **vouched))
    by_mail = recovering.issue_password_link(password.public_id)
    factor = factor_resets.issue_link(approved.public_id)
    assert by_mail is not None
    assert factor is not None
    links = {"password_link": by_mail[1], "factor_link": factor[1]}
    return links | {"reset": waiting.public_id}


def _applicants(people: dict[str, Member], away_id: int) -> dict[str, str]:
    """Somebody who is looked into, somebody with a question, somebody with a fresh link."""
    db.session.add(OfficeDomain(office_id=away_id, domain="alder.example"))
    tokens = {}
    for name, email in (
        ("applicant", "nora@a1der.example"),
        ("asked", "abe@maple.example"),
        ("confirm_link", "new@maple.example"),
    ):
        applications.submit("192.0.2.1", replace(WISH, email=email))
        row = db.session.scalars(select(Application).where(Application.email == email)).one()
        issued = applications.issue_confirmation(row.public_id)
        assert issued is not None
        tokens[name] = issued[1]
        if name != "confirm_link":
            applications.confirm(issued[1])
            tokens[name] = row.public_id
    admin, found = people["second-admin"].actor, "On the staff page of the office"
    applicant = tokens["applicant"]
    casework.note_finding(admin, applicant, item="title", fits=True, found=found)
    casework.note_finding(admin, applicant, item="address", fits=False, found=found)
    casework.ask_sponsor(admin, applicant, email=people["lead"].email)
    casework.ask(admin, tokens["asked"], message="Since when do you work there?")
    question = applications.issue_answer_link(tokens.pop("asked"))
    assert question is not None
    return tokens | {"answer_link": question[1]}


def _saved(app: Portal, reader: Member) -> str:
    """A search that was saved a minute before the first paper."""
    before = clock.now() - timedelta(minutes=1)
    with app.app_context(), clock.use(lambda: before), unit_of_work():
        asked = Search("removal", {"state": ("MN",)})
        save_search(reader.actor, asked=asked, name="Removal in Minnesota", frequency="daily")
        asked = Search("removal")
        return save_search(reader.actor, asked=asked, name="Removal", frequency="never").public_id


def _papers(app: Portal, people: dict[str, Member], away_id: int, home_id: int) -> dict[str, str]:
    author, between = people["author"], Audience(Tlp.AMBER, office_ids=frozenset({away_id}))

    def paper(title: str, kind: str = "case-memo", **fields: object) -> str:
        return share(app, author, title, BODY, audience=between, kind=kind, **FACTS, **fields)

    ids = {
        "memo": paper("Removal denied after a late notice"),
        "strategy": paper("Counts that survive removal", "charging-strategy"),
        "index": paper(
            "Firearm at the door",
            "evidence-index",
            clips=CLIPS,
            events=EVENTS,
            transcript=LINES,
            claims=CLAIMS,
        ),
        "withdrawn": paper("Withdrawn memo"),
    }
    revise(
        app, author, ids["memo"], "Removal denied after a late notice, revised", BODY + "\nMore."
    )
    withdraw(app, author, ids["withdrawn"])
    ids["comment"] = _comment(app, ids["memo"], people["reader"])
    ids["question"] = _question(app, ids["memo"], people["reader"])
    with app.app_context(), unit_of_work():
        rows = Content(
            "Footage to index", BODY, Audience(Tlp.GREEN), {"state": "MN", "clips": CLIPS}
        )
        begun = drafts.create_draft(author.actor, kind="evidence-index", content=rows)
        ids["footage"] = begun.public_id
    ids |= keep_lists(app, author, ids["footage"])
    drafted = {
        "draft": ("A draft", BODY, False),
        "clean": ("A draft that names nobody", "The court sent the case back.", False),
        "identifying": ("A draft that identifies", "Call 612-555-0134 today.", False),
        "waiting": ("A draft that waits", BODY, True),
    }
    for name, (title, body, submit) in drafted.items():
        with app.app_context(), unit_of_work():
            text = Content(title, body, Audience(Tlp.GREEN), {"state": "MN"})
            made = drafts.create_draft(author.actor, kind="case-memo", content=text)
            if submit:
                publish_draft(author.actor, made.public_id, version=1)
            ids[name] = made.public_id
    return ids


def _comment(app: Portal, public_id: str, reader: Member) -> str:
    """A reader's word on a paper."""
    with app.app_context(), unit_of_work():
        paper = readable_paper(reader.actor, public_id)
        facts = {"public_id": ids.public_id(), "person_id": reader.id, "made_at": clock.now()}
        words = Comment(
            **facts,
            paper=paper,
            number=paper.current_number,
            office_id=reader.actor.office_id,
            text="We lost on **removal** and won on remand.",
        )
        db.session.add(words)
        return words.public_id


def _question(app: Portal, public_id: str, reader: Member) -> str:
    """What a reader elsewhere asks the office of a paper."""
    words = Written("Was the **stop** on film?", 1, "", {})
    with app.app_context():
        review_text("question", words, look=examine)
        with unit_of_work():
            return str(ask(reader.actor, public_id, words).public_id)


def _to_read_again(app: Portal, world: World, people: dict[str, Member]) -> str:
    """A paper of an office that asks for a second reader, and its waiting reader."""
    careful = world.office("careful")
    author = world.person("Carla Careful", careful)
    people["second-reader"] = world.person("Sera Second-Reader", careful)
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, careful.id).second_reader_required = True
        text = Content("A draft to read again", BODY, Audience(Tlp.GREEN), {"state": "MN"})
        made = drafts.create_draft(author.actor, kind="case-memo", content=text)
        publish_draft(author.actor, made.public_id, version=1)
        return str(made.public_id)


def _newcomers(people: dict[str, Member], home_id: int, far_id: int) -> dict[str, str]:
    emails = {}
    for name in ("newcomer", "enrolled"):
        emails[name] = f"{name}@tamarack.example"
        accounts.create_person(
            operator("test"),
            email=emails[name],
            name=name.title(),
            office_id=home_id,
            roles=["prosecutor"],
            password=PASSWORD,
        )
    membership.invite(
        people["admin"].actor,
        email="first.lead@birch.example",
        name="First Lead",
        office_id=far_id,
        role="office-lead",
    )
    invited = membership.invite(
        people["lead"].actor,
        email="nora.person@tamarack.example",
        name="Nora Person",
        office_id=home_id,
        role="investigator",
    )
    return emails | {"link": membership.issue_link(invited.public_id)}
