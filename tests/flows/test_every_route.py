"""Every route for every kind of visitor, and every document route for every state of a paper.

The answers are written by hand. A route that is in neither table fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents import drafts, withdrawing
from coalition.documents.content import Content
from coalition.offices.models import Office
from coalition.web.dispatch import Portal
from tests.flows.doors import DOORS, EVERYBODY
from tests.support.client import Browser, Page
from tests.support.publishing import publish_draft
from tests.support.world import Member, World

# Open to everyone, because nobody can have signed in yet, or because nothing is told.
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/.well-known/change-password"),
    ("GET", "/.well-known/security.txt"),
    ("GET", "/forgotten-password"),
    ("POST", "/forgotten-password"),
    ("GET", "/forgotten-password/<token>"),
    ("POST", "/forgotten-password/<token>"),
    ("GET", "/enrol/reset/<token>"),
    ("POST", "/enrol/reset/<token>"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/passkey"),
    ("POST", "/sign-in/passkey/options"),
    ("POST", "/sign-out"),
    ("GET", "/join"),
    ("POST", "/join"),
    ("GET", "/join/sent"),
    ("GET", "/join/confirmed"),
    ("GET", "/join/answered"),
    ("GET", "/join/confirm/<token>"),
    ("POST", "/join/confirm/<token>"),
    ("GET", "/join/answer/<token>"),
    ("POST", "/join/answer/<token>"),
    ("GET", "/invitations/<token>"),
    ("POST", "/invitations/<token>"),
    ("GET", "/static/<path:filename>"),
}
# Open only between the first factor and the second.
HALF = {
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/code/passkey"),
    ("POST", "/sign-in/code/passkey/options"),
    ("GET", "/sign-in/device"),
    ("POST", "/sign-in/device"),
    ("POST", "/sign-in/device/again"),
    ("GET", "/sign-in/lost-factor"),
    ("POST", "/sign-in/lost-factor"),
    ("POST", "/sign-in/lost-factor/cancel"),
    ("GET", "/sign-in/recovery-code"),
    ("POST", "/sign-in/recovery-code"),
    ("GET", "/enrol/authenticator"),
    ("POST", "/enrol/authenticator"),
    ("GET", "/enrol/passkey"),
    ("POST", "/enrol/passkey"),
    ("POST", "/enrol/passkey/options"),
}

NOWHERE = "zzzzzzzzzzzzzzzz"


def address(rule: str, public_id: str = NOWHERE) -> str:
    """A real path for ``rule``."""
    return (
        rule.replace("<public_id>", public_id)
        .replace("<int:number>", "1")
        .replace("<file_id>", NOWHERE)
        .replace("<act>", "demand")
        .replace("<import_id>", NOWHERE)
        .replace("<person_id>", NOWHERE)
        .replace("<office_id>", NOWHERE)
        .replace("<token>", "z" * 52)
        .replace("<path:filename>", "favicon.svg")
    )


def ask(browser: Browser, method: str, path: str, tokens: dict[str, str]) -> Page:
    if method == "GET":
        return browser.get(path)
    return browser.post(path, tokens)


def at_the_door(page: Page) -> str:
    """``sign-in``, ``refused`` or ``in``."""
    if page.status == 303 and page.location.partition("?")[0] == "/sign-in":
        return "sign-in"
    return "refused" if page.status == 403 else "in"


def test_every_route_is_in_one_of_the_tables(app: Portal) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(DOORS) | PUBLIC | HALF


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_gets_past_the_doors_the_table_names(
    role: str, world: World, browser: Callable[[], Browser]
) -> None:
    member = world.person("Member", world.office(), role)
    session = browser().sign_in(member)
    tokens = session.tokens("/account")
    wrong = []
    for (method, rule), roles in DOORS.items():
        if rule == "/account/sessions/end-others":
            continue
        found = at_the_door(ask(session, method, address(rule), tokens))
        if found != ("in" if role in roles else "refused"):
            wrong.append((method, rule, found))
    for method, rule in HALF:
        page = ask(session, method, address(rule), tokens)
        if page.status not in (302, 303):
            wrong.append((method, rule, str(page.status)))
    assert wrong == []


def test_a_visitor_is_sent_to_sign_in_from_every_other_page(
    world: World, browser: Callable[[], Browser]
) -> None:
    visitor = browser()
    tokens = visitor.tokens()
    for method, rule in [*DOORS, *HALF]:
        page = ask(visitor, method, address(rule), tokens)
        assert at_the_door(page) == "sign-in", (method, rule, page.status)


def test_a_password_alone_opens_nothing_but_the_second_factor(
    world: World, browser: Callable[[], Browser]
) -> None:
    member = world.person("Half", world.office(), "office-lead")
    half = browser()
    page = half.submit(half.get("/sign-in"), {"email": member.email, "password": member.password})
    assert page.location.endswith("/sign-in/code")
    tokens = half.tokens("/sign-in/code")
    for method, rule in DOORS:
        page = ask(half, method, address(rule), tokens)
        assert at_the_door(page) == "sign-in", (method, rule, page.status)


def test_no_post_is_carried_out_without_a_csrf_token(
    world: World, browser: Callable[[], Browser]
) -> None:
    member = world.person("Member", world.office(), "prosecutor", "office-lead", "coalition-admin")
    session = browser().sign_in(member)
    for method, rule in [*DOORS, *PUBLIC]:
        if method == "POST":
            page = session.post(address(rule), {"action": "save", "theme": "dark"})
            assert page.status == 400, (rule, page.status)


@dataclass(frozen=True)
class Cast:
    """The people of the document table, and a paper in each state."""

    people: dict[str, Member]
    papers: dict[str, str]


AUTHOR, COLLEAGUE, OWN_LEAD = "author", "colleague", "own-lead"
OTHER, OTHER_LEAD, NAMED = "other", "other-lead", "named"
EVERY_CASE = {AUTHOR, COLLEAGUE, OWN_LEAD, OTHER, OTHER_LEAD, NAMED}

# Who reads a paper in each state, by hand. "other" and "other-lead" are of the second office,
# "named" is of a third; admin and auditor read nothing.
READERS = {
    "draft": {AUTHOR},
    "submitted": {AUTHOR, OWN_LEAD},
    "own-office": {AUTHOR, COLLEAGUE, OWN_LEAD},
    "two-offices": {AUTHOR, COLLEAGUE, OWN_LEAD, OTHER, OTHER_LEAD},
    "named-people": {AUTHOR, NAMED},
    "coalition": EVERY_CASE,
    "withdrawn": {AUTHOR, OWN_LEAD},
}
MANAGED = {
    "own-office": {AUTHOR, OWN_LEAD},
    "two-offices": {AUTHOR, OWN_LEAD},
    "coalition": {AUTHOR, OWN_LEAD},
    "named-people": {AUTHOR},
}
COMMENTED = {state: READERS[state] for state in MANAGED}
# What was shared once has recipients, also when it was withdrawn; a draft has none.
LEDGER = {
    **MANAGED,
    "draft": {AUTHOR},
    "submitted": {AUTHOR, OWN_LEAD},
    "withdrawn": {AUTHOR, OWN_LEAD},
}
AUTHORED = {state: {AUTHOR} for state in READERS if state != "withdrawn"}
# Who may do what, for each state; a state that is left out: nobody.
ACTS: dict[tuple[str, str], dict[str, set[str]]] = {
    ("POST", "/documents/<public_id>/comments"): COMMENTED,
    ("POST", "/documents/<public_id>/questions"): COMMENTED,
    ("GET", "/documents/<public_id>/export"): COMMENTED,
    ("GET", "/documents/<public_id>/edit"): AUTHORED,
    ("POST", "/documents/<public_id>/edit"): AUTHORED,
    ("GET", "/documents/<public_id>/discard-draft"): AUTHORED,
    ("GET", "/documents/<public_id>/transcript"): AUTHORED,
    ("POST", "/documents/<public_id>/transcript"): AUTHORED,
    ("GET", "/documents/<public_id>/items"): AUTHORED,
    ("POST", "/documents/<public_id>/items"): AUTHORED,
    ("GET", "/documents/<public_id>/items/<import_id>"): AUTHORED,
    ("POST", "/documents/<public_id>/items/<import_id>"): AUTHORED,
    ("POST", "/documents/<public_id>/items/<import_id>/run"): AUTHORED,
    ("GET", "/documents/<public_id>/items/<import_id>/problems.csv"): AUTHORED,
    ("POST", "/documents/<public_id>/items/<import_id>/erase"): AUTHORED,
    ("POST", "/documents/<public_id>/files"): AUTHORED,
    ("POST", "/documents/<public_id>/files/<file_id>/remove"): AUTHORED,
    ("GET", "/documents/<public_id>/publish"): AUTHORED,
    ("POST", "/documents/<public_id>/publish"): AUTHORED,
    ("GET", "/documents/<public_id>/review"): AUTHORED,
    ("POST", "/documents/<public_id>/review"): AUTHORED,
    ("POST", "/documents/<public_id>/pseudonym-key"): AUTHORED,
    ("GET", "/documents/<public_id>/withdraw"): MANAGED,
    ("GET", "/documents/<public_id>/audience"): MANAGED,
    ("GET", "/documents/<public_id>/recall"): MANAGED,
    ("GET", "/documents/<public_id>/recipients"): LEDGER,
    ("GET", "/documents/<public_id>/recipients.csv"): LEDGER,
    ("POST", "/documents/<public_id>/audience"): MANAGED,
}


READ_OR_RELEASE = [
    ("GET", "/documents/<public_id>"),
    ("GET", "/documents/<public_id>/revisions"),
    ("GET", "/documents/<public_id>/comments"),
    ("GET", "/documents/<public_id>/release"),
    ("GET", "/documents/<public_id>/files"),
    ("GET", "/documents/<public_id>/footage"),
]


@pytest.fixture
def cast(app: Portal, world: World) -> Cast:
    first, second, third = (world.office(s) for s in ("first", "second", "third"))
    people = {
        AUTHOR: world.person("Author", first, "prosecutor"),
        COLLEAGUE: world.person("Colleague", first, "investigator"),
        OWN_LEAD: world.person("Own Lead", first, "office-lead"),
        OTHER: world.person("Other", second, "prosecutor"),
        OTHER_LEAD: world.person("Other Lead", second, "office-lead"),
        NAMED: world.person("Named", third, "investigator"),
        "admin": world.person("Admin", first, "coalition-admin"),
        "auditor": world.person("Auditor", first, "auditor"),
    }
    audiences = {
        "draft": Audience(Tlp.GREEN),
        "own-office": Audience(Tlp.AMBER_STRICT),
        "two-offices": Audience(Tlp.AMBER, office_ids=frozenset({second.id})),
        "named-people": Audience(Tlp.RED, person_ids=frozenset({people[NAMED].id})),
        "coalition": Audience(Tlp.GREEN),
        "withdrawn": Audience(Tlp.GREEN),
    }
    papers = {}
    with app.app_context():
        for state, audience in audiences.items():
            papers[state] = make_paper(people[AUTHOR], audience, publish=state != "draft")
        with unit_of_work():
            withdrawing.withdraw(people[AUTHOR].actor, papers["withdrawn"])
        papers["submitted"] = submitted_paper(first.id, people[AUTHOR])
    return Cast(people, papers)


def make_paper(author: Member, audience: Audience, *, publish: bool) -> str:
    content = Content("A title of its own", "A body of its own", audience, {"state": "MN"})
    with unit_of_work():
        paper = drafts.create_draft(author.actor, kind="case-memo", content=content)
        if publish:
            publish_draft(author.actor, paper.public_id, version=1)
        return paper.public_id


def submitted_paper(office_id: int, author: Member) -> str:
    """A paper that waits for release; the office asks for release only while it is made."""
    public_id = make_paper(author, Audience(Tlp.GREEN), publish=False)
    with unit_of_work():
        db.session.get_one(Office, office_id).release_required = True
        db.session.flush()
        publish_draft(author.actor, public_id, version=1)
    return public_id


def test_every_document_route_answers_by_state_and_relation_as_the_table_says(
    cast: Cast, browser: Callable[[], Browser]
) -> None:
    wrong = []
    for who, member in cast.people.items():
        session = browser().sign_in(member)
        tokens = session.tokens("/account")
        for method, rule in [*ACTS, *READ_OR_RELEASE]:
            for state, public_id in cast.papers.items():
                page = ask(session, method, address(rule, public_id), tokens)
                expected = expected_answer(who, state, method, rule)
                if answer(page) not in expected:
                    wrong.append((who, method, rule, state, page.status, sorted(expected)))
    assert not wrong, "\n".join(map(str, wrong))


def expected_answer(who: str, state: str, method: str, rule: str) -> set[str]:
    if rule.endswith("/footage"):
        # These papers are memos, which have no footage; whoever may not read one learns no more.
        return {"not found"}
    if rule in ("/documents/<public_id>", "/documents/<public_id>/files") and method == "GET":
        return {"shown" if who in READERS[state] else "not found"}
    if rule.endswith(("/revisions", "/comments")) and method == "GET":
        # A draft has no revision that anybody could be shown.
        has_revisions = state not in ("draft", "submitted")
        return {"shown" if has_revisions and who in READERS[state] else "not found"}
    if rule.endswith("/release"):
        if not who.endswith("lead"):
            return {"refused"}
        return {"shown" if (who, state) == (OWN_LEAD, "submitted") else "not found"}
    if who in ACTS[(method, rule)].get(state, set()):
        # Nothing to discard or publish is a 404; a form with nothing in it is shown again.
        return {"shown", "not found"}
    if who not in EVERY_CASE or who in READERS[state]:
        # The role is refused at the door; a reader is told what may not be done.
        return {"refused"}
    return {"not found"}


def answer(page: Page) -> str:
    return {403: "refused", 404: "not found"}.get(page.status, "shown")


def test_an_unreadable_paper_and_one_that_does_not_exist_get_the_same_page(
    cast: Cast, browser: Callable[[], Browser]
) -> None:
    session = browser().sign_in(cast.people[OTHER])
    for suffix in (
        "",
        "/footage",
        "/revisions",
        "/revisions/1",
        "/comments",
        "/questions",
        "/edit",
        "/withdraw",
        "/audience",
    ):
        hidden = session.get(f"/documents/{cast.papers['own-office']}{suffix}")
        absent = session.get(f"/documents/{NOWHERE}{suffix}")
        assert hidden.status == absent.status == 404
        assert masked(hidden) == masked(absent)


def masked(page: Page) -> str:
    """The page with its random tokens replaced."""
    text = page.text
    for field in page.soup.select("input[name=csrf_token], input[name=request_id]"):
        text = text.replace(str(field["value"]), "…")
    return text
