"""Comments on a paper: read and written by its readers, decided before they are stored."""

import pytest
from sqlalchemy import select, text

from coalition import clock
from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.models import Comment
from tests.flows.reviewing import PHONE, key_for
from tests.flows.sharing import EVERYONE, readdress, share, withdraw

pytestmark = pytest.mark.database

OWN = Audience(Tlp.AMBER_STRICT)
WORDS = "We lost on **removal** and won on remand."


@pytest.fixture
def cast(world):
    """Two offices: an author, their lead and a colleague, and readers of the other office."""
    home, away = world.office("tamarack"), world.office("alder", state="IL")
    return {
        "author": world.person("Petra Author", home),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "colleague": world.person("Colm Colleague", home, "investigator"),
        "reader": world.person("Rufus Reader", away),
        "other": world.person("Olive Other", away),
    }


@pytest.fixture
def signed_in(browser, cast):
    """``signed_in(who)`` is their browser, one each."""
    kept = {}

    def of(who):
        if who not in kept:
            kept[who] = browser().sign_in(cast[who])
        return kept[who]

    return of


def send(who, public_id, words, **values):
    """Write a comment as the form does."""
    page = who.get(f"/documents/{public_id}/comments")
    return who.submit(page, {"text": words, **values})


def stored(app):
    with app.app_context():
        return db.session.scalars(select(Comment.text).order_by(Comment.id)).all()


def whole_database(app) -> str:
    with app.app_context():
        tables = db.metadata.tables
        return repr([db.session.execute(text(f"SELECT * FROM {t}")).all() for t in tables])


def test_a_reader_comments_and_every_reader_sees_who_of_which_office_said_what(
    app, cast, signed_in
):
    paper = share(app, cast["author"], "A memo", audience=EVERYONE)
    reader = signed_in("reader")
    done = reader.follow(send(reader, paper, WORDS))
    assert "Your comment is stored" in done.words
    page = signed_in("colleague").get(f"/documents/{paper}/comments")
    assert "Rufus Reader · Alder" in page.words
    assert page.soup.select_one(".result .prose strong").get_text() == "removal"
    assert "Comments (1)" in signed_in("author").get(f"/documents/{paper}").words


def test_markup_in_a_comment_stays_text(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    page = reader.follow(send(reader, paper, "<script>x</script> [a](javascript:x)"))
    assert not page.soup.select(".result script")
    assert not page.soup.select(".result .prose a")


def test_what_identifies_somebody_is_decided_before_anything_is_stored(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    asked = send(reader, paper, f"Ask for it at {PHONE} today.")
    assert asked.status == 422
    assert "0 of 1 decided" in asked.words
    assert asked.soup.select_one("#text").get_text().strip() == f"Ask for it at {PHONE} today."
    assert stored(app) == []
    assert PHONE not in whole_database(app)
    key = key_for(asked, PHONE)
    done = reader.submit(asked, {f"choice-{key}": "replace", f"replace-{key}": "[the clerk]"})
    assert done.status == 303, done.words
    assert stored(app) == ["Ask for it at \\[the clerk\\] today."]
    assert PHONE not in whole_database(app)


def test_a_reason_is_checked_like_the_text_and_kept_in_the_log_alone(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    asked = send(reader, paper, f"Ask at {PHONE}.")
    key = key_for(asked, PHONE)
    for reason, said in (("", "Say why"), (f"It is {PHONE}", "still holds"),
                         ("As 612-555-0199", "identifies somebody itself")):  # fmt: skip
        refused = reader.submit(asked, {f"choice-{key}": "keep", f"keep-{key}": reason})
        assert refused.status == 422
        assert said in refused.words
        assert refused.soup.select_one(f"#keep-{key}")["value"] == reason
    public = "A published opinion or order names it."
    assert reader.submit(asked, {f"choice-{key}": "keep", f"keep-{key}": public}).status == 303
    assert stored(app) == [f"Ask at {PHONE}."]
    with app.app_context():
        number = db.session.scalar(
            select(AuditEntry.number).where(AuditEntry.action == "comment.made")
        )
        detail = db.session.get_one(AuditDetail, number).content
    assert detail["review"]["kept"] == [["phone", public, 1]]
    assert PHONE not in repr(detail)


def test_decisions_count_for_the_text_that_was_shown_and_for_no_other(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    asked = send(reader, paper, f"Ask at {PHONE}.")
    key = key_for(asked, PHONE)
    kept = {f"choice-{key}": "keep", f"keep-{key}": "It identifies nobody."}
    other = reader.submit(asked, {**kept, "text": f"She lives where {PHONE} rings."})
    assert other.status == 422
    assert "0 of 1 decided" in other.words
    # What was chosen is still there, and counts once it was sent beside the words it is about.
    assert other.soup.select_one(f"#choice-keep-{key}").has_attr("checked")
    assert reader.submit(other).status == 303


def test_a_number_that_only_readers_see_whole_is_found_in_comments_too(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    for words in ("Call 612-5*5*5-0142.", "Call 612&#45;555&#45;0142.", r"Call 612\-555\-0142."):
        assert send(reader, paper, words).status == 422, words
    assert stored(app) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [(" \n", "There is no text yet"), ("x" * 5001, "over 5,000")],
)
def test_what_breaks_a_rule_comes_back_with_the_rule(app, cast, signed_in, words, said):
    paper = share(app, cast["author"], "A memo")
    refused = send(signed_in("reader"), paper, words)
    assert refused.status == 422
    assert said in refused.words


def test_nobody_floods_the_authors_with_comments(app, cast, signed_in, clock, monkeypatch):
    monkeypatch.setattr("coalition.documents.commenting.MOST_IN_AN_HOUR", 2)
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    assert [send(reader, paper, f"Number {n}").status for n in range(3)] == [303, 303, 422]
    assert send(signed_in("other"), paper, "Another voice").status == 303
    clock.advance(minutes=29)
    reader.get("/account")
    clock.advance(minutes=29)
    reader.get("/account")
    clock.advance(minutes=3)
    assert send(reader, paper, "Later").status == 303


def test_comments_with_the_same_heading_do_not_share_an_anchor(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    for _ in range(2):
        done = reader.follow(send(reader, paper, "## Holding\n\nWords"))
    assert [h.has_attr("id") for h in done.soup.select(".result .prose h3")] == [False, False]


def test_who_cannot_read_the_paper_reads_and_writes_no_comment(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo", audience=OWN)
    send(signed_in("colleague"), paper, WORDS)
    reader = signed_in("reader")
    form = reader.tokens("/account") | {"text": "Hello", "number": "1"}
    assert reader.get(f"/documents/{paper}/comments").status == 404
    assert reader.post(f"/documents/{paper}/comments", form).status == 404
    assert len(stored(app)) == 1


def test_a_comment_stays_with_the_readers_it_was_written_for(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo", audience=OWN)
    send(signed_in("colleague"), paper, "Among us: weak on intent.")
    readdress(app, cast["lead"], paper, EVERYONE)
    page = signed_in("reader").get(f"/documents/{paper}/comments")
    assert page.status == 200
    assert "weak on intent" not in page.text
    assert "0 comments" in page.words
    assert "weak on intent" in signed_in("lead").get(f"/documents/{paper}/comments").words
    readdress(app, cast["lead"], paper, OWN)
    assert signed_in("reader").get(f"/documents/{paper}/comments").status == 404


def test_a_comment_is_not_stored_for_readers_that_its_writer_did_not_see(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo", audience=OWN)
    colleague = signed_in("colleague")
    page = colleague.get(f"/documents/{paper}/comments")
    readdress(app, cast["lead"], paper, EVERYONE)
    changed = colleague.submit(page, {"text": WORDS})
    assert changed.status == 409
    assert "other people may read it now" in changed.words
    assert changed.soup.select_one("#text").get_text().strip() == WORDS
    assert colleague.submit(changed).status == 303


def test_nobody_comments_on_a_draft_or_on_what_was_withdrawn(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    withdraw(app, cast["author"], paper)
    author = signed_in("author")
    form = author.tokens("/account") | {"text": "Hello", "number": "1"}
    assert "Write a comment" not in author.get(f"/documents/{paper}/comments").words
    assert author.post(f"/documents/{paper}/comments", form).status == 403


def test_who_wrote_a_comment_takes_it_back_and_its_text_is_erased(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    page = reader.follow(send(reader, paper, WORDS))
    link = page.soup.select_one(".result a[href$=take-back]")["href"]
    assert signed_in("other").get(link).status == 404
    assert signed_in("other").post(link, signed_in("other").tokens("/account")).status == 403
    done = reader.follow(reader.submit(reader.get(link)))
    assert "Taken back" in done.words
    assert "removal" not in signed_in("author").get(f"/documents/{paper}/comments").words
    assert stored(app) == [None]
    assert "won on remand" not in whole_database(app)
    assert reader.post(link, reader.tokens("/account")).status == 404


def test_who_answers_for_the_paper_removes_a_comment(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    page = reader.follow(send(reader, paper, WORDS))
    link = page.soup.select_one(".result a[href$=take-back]")["href"]
    lead = signed_in("lead")
    done = lead.follow(lead.submit(lead.get(link)))
    assert "Removed by those who answer for the paper" in done.words
    with app.app_context():
        assert "comment.removed" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_double_post_makes_one_comment(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    page = reader.get(f"/documents/{paper}/comments")
    first, second = (reader.submit(page, {"text": WORDS}) for _ in range(2))
    assert first.location == second.location
    assert len(stored(app)) == 1


def test_comments_come_in_pages_newest_first(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    with app.app_context(), unit_of_work():
        first = {"paper_id": 1, "number": 1, "person_id": cast["reader"].id}
        first |= {"office_id": cast["reader"].actor.office_id, "made_at": clock.now()}
        db.session.add_all(
            [Comment(public_id=f"comment-{n}", text=f"Number {n}", **first) for n in range(21)]
        )
    page = signed_in("reader").get(f"/documents/{paper}/comments")
    assert page.soup.select_one(".result .prose").get_text(strip=True) == "Number 20"
    last = signed_in("reader").get(f"/documents/{paper}/comments?page=2")
    assert [p.get_text(strip=True) for p in last.soup.select(".result .prose")] == ["Number 0"]


def test_comments_are_in_no_search(app, cast, signed_in):
    paper = share(app, cast["author"], "A memo")
    reader = signed_in("reader")
    send(reader, paper, "The word zebrafish stands here alone.")
    assert reader.get("/search?q=zebrafish").soup.select(".results .result") == []
