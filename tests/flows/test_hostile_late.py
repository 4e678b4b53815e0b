"""What is sent twice, late or with a stale form: the second changes nothing and names nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from coalition.accounts.models import TermChange
from coalition.audit.models import AuditEntry
from coalition.db import db
from coalition.documents.drafts import draft_content
from coalition.documents.queries import readable_paper
from coalition.documents.questions.models import Answer
from coalition.evidence.interchange.items import row_key
from coalition.evidence.interchange.models import ImportedRow, SavedMapping
from coalition.runtime import current_settings
from coalition.vault import derived_key
from tests.coalition.documents.conftest import OWN_OFFICE, cast, write
from tests.coalition.documents.test_case_uco_import import EXAMPLE, drafts, read
from tests.coalition.documents.test_item_import import LIST, author, choose
from tests.flows.sharing import withdraw
from tests.flows.test_hostile_files import case_of
from tests.flows.test_questions import ANSWERED, scene
from tests.support.client import form_values
from tests.support.terms import today

__all__ = ["author", "cast", "scene", "write"]

pytestmark = pytest.mark.database


def sent_twice(who, page, values=None, *, action=None, forged=False):
    """Press a button of a page twice; ``forged`` leaves out what tells a page's posts apart."""
    form = page.form(action)
    data = form_values(form) | (values or {})
    if forged:
        del data["request_id"]
    path = str(form.get("action") or page.response.request.full_path)
    return [who.post(path, data) for _ in range(2)]


def logged(app, action):
    with app.app_context():
        entries = select(func.count()).where(AuditEntry.action == action)
        return db.session.scalar(entries)


def test_an_answer_sent_twice_is_given_once(scene):
    scene.ask()
    lead = scene.of("lead")
    page = lead.get(scene.answer_address())
    first, second = sent_twice(lead, page, {"text": ANSWERED})
    assert first.location == second.location
    assert scene.texts(Answer) == [ANSWERED]


@pytest.mark.parametrize("veiled", ["away", "home"])
def test_a_name_that_is_hidden_after_it_was_shown_is_shown_no_more(scene, veiled):
    scene.ask()
    scene.answer()
    asker, lead = scene.of("asker"), scene.of("author")
    assert "Rufus Reader · Alder" in lead.get(scene.address).words
    assert "Petra Author · Tamarack" in asker.get(scene.address).words
    scene.hide(getattr(scene, veiled))
    reader, names = (lead, ("Rufus", "Alder")) if veiled == "away" else (asker, ("Petra", "Tama"))
    for path in (scene.address, f"/documents/{scene.paper}", "/"):
        shown = reader.get(path).soup.select_one("main").get_text()
        assert not [name for name in names if name in shown], path


def test_an_answer_to_a_withdrawn_paper_is_neither_stored_nor_mailed(scene):
    scene.ask()
    lead = scene.of("lead")
    page = lead.get(scene.answer_address())
    withdraw(scene.app, scene.people["author"], scene.paper)
    assert lead.submit(page, {"text": ANSWERED}).status == 403
    assert scene.texts(Answer) == []
    assert logged(scene.app, "question.answered") == 0


@pytest.mark.parametrize("forged", [False, True])
def test_a_list_that_is_imported_twice_comes_once(app, author, cast, write, forged):
    index = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])
    page = choose(author, index, LIST)
    here = page.response.request.path
    first, second = sent_twice(author, page, action=f"{here}/run", forged=forged)
    assert first.status == 303
    assert second.status == (404 if forged else 303)
    with app.app_context():
        content = draft_content(readable_paper(cast.author.actor, index))
    assert [clip["label"] for clip in content.fields["clips"]] == ["Front, first"]
    assert logged(app, "items.imported") == 1


def test_what_is_kept_of_an_imported_row_confirms_no_guess_of_what_it_said(
    app, author, cast, write
):
    index = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])
    page = choose(author, index, "Title,Type,Owner\r\nPorch,Doorbell,Maria Quintana\r\n")
    author.submit(page, action=f"{page.response.request.path}/run")
    guess = {"Title": "Porch", "Type": "Doorbell", "Owner": "Maria Quintana"}
    with app.app_context():
        [key] = db.session.scalars(select(ImportedRow.key)).all()
        assert key != row_key(index, guess)
        secret = derived_key(current_settings().secret_key, f"imported-rows:{index}").hex()
        assert key == row_key(secret, guess)


def test_a_mapping_that_is_kept_twice_is_one(app, author, cast, write):
    index = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])
    page = choose(author, index, LIST)
    values = {"name": "Evidence list", "action": "keep"}
    here = page.response.request.path
    sent = sent_twice(author, page, values, action=here, forged=True)
    assert [each.status for each in sent] == [303, 303]
    with app.app_context():
        [kept] = db.session.scalars(select(SavedMapping)).all()
        forget = {"action": f"forget-{kept.public_id}"}
    page = author.follow(sent[0])
    sent = sent_twice(author, page, forget, action=here, forged=True)
    assert [each.status for each in sent] == [303, 404]


def test_a_case_file_that_is_imported_twice_begins_one_draft(app, author):
    page = read(author, case_of(*EXAMPLE["@graph"], context=EXAMPLE["@context"]))
    values = {"title": "Stop", "state": "MN", "kind": "dash", "action": "import"}
    first, second = sent_twice(author, page, values)
    assert first.status == 303, first.words
    assert first.location == second.location
    assert drafts(app) == 1


@pytest.fixture
def admins(world, browser):
    """Two admins of an office of their own, signed in, and a lead elsewhere."""
    office = world.office("birch")
    both = [browser().sign_in(world.person(n, office, "coalition-admin")) for n in ("Ada", "Bea")]
    return both, world.person("Lea Ford", world.office("cedar"), "office-lead")


@pytest.mark.parametrize("days", [5, 45])
def test_a_term_that_is_changed_twice_changes_once(app, admins, days):
    (first, _), lead = admins
    page = first.get(f"/members/{lead.public_id}/term")
    values = {"ends": "day", "last_day": (today() + timedelta(days=days)).isoformat()}
    sent = sent_twice(first, page, values, forged=True)
    # What waits is in the way of the second; what holds is not what the stale form says.
    assert [each.status for each in sent] == [303, 422 if days == 5 else 409]
    assert logged(app, "term.asked") + logged(app, "term.changed") == 1


@pytest.mark.parametrize("act", ["agree", "refuse"])
def test_a_decision_about_a_term_that_is_sent_twice_counts_once(app, admins, act):
    (first, second), lead = admins
    page = first.get(f"/members/{lead.public_id}/term")
    first.submit(page, {"ends": "day", "last_day": (today() + timedelta(days=5)).isoformat()})
    with app.app_context():
        waiting = f"/members/terms/{db.session.scalars(select(TermChange.public_id)).one()}"
    page = second.get(waiting)
    sent = sent_twice(second, page, action=f"{waiting}/{act}", forged=True)
    assert [each.status for each in sent] == [303, 409]
    # Nor does the other decision count once one was made.
    other = {"agree": "refuse", "refuse": "agree"}[act]
    assert second.submit(page, action=f"{waiting}/{other}").status == 409
    assert (logged(app, "term.changed"), logged(app, "term.refused")) == (
        (1, 0) if act == "agree" else (0, 1)
    )
