"""Beginning an index with a CASE/UCO file: all of it or nothing, and what is left out is said."""

import base64
import io
import json
import zlib

import pytest
from sqlalchemy import func, select

from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.drafts import draft_content
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.evidence.interchange.case_terms import INDEX, ROWS
from coalition.evidence.interchange.case_uco import Index, case_file
from tests.coalition.documents.conftest import OWN_OFFICE
from tests.coalition.evidence.interchange.test_case_uco import CLIP, FIELDS, nodes
from tests.support.publishing import publish_draft

pytestmark = pytest.mark.database
PATH = "/documents/new/case-uco"
PHONE = "612-555-0142"
EXAMPLE = {
    "@context": {
        "o": "https://ontology.unifiedcyberontology.org/uco/observable/",
        "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    },
    "@graph": [
        {
            "@id": "urn:x:1",
            "@type": "o:File",
            "core:description": f"Call {PHONE}.",
            "core:hasFacet": {"@type": "o:FileFacet", "o:fileName": "a.mp4", "o:sizeInBytes": 4},
        }
    ],
}


@pytest.fixture
def author(browser, cast):
    return browser().sign_in(cast.author)


def read(who, content):
    file = (io.BytesIO(content), "index.jsonld")
    return who.submit(who.get(PATH), {"file": file, "action": "read"})


def begin(who, page, **values):
    return who.submit(page, {**values, "action": "import"})


def drafts(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Paper))


def test_every_field_of_an_index_has_a_place_in_the_file():
    kind = KINDS["evidence-index"]
    columns = {field.name: [c.name for c in field.columns] for field in kind.fields}
    assert {name: sorted(terms) for name, terms in ROWS.items()} == {
        name: sorted(found) for name, found in columns.items() if found
    }
    assert set(INDEX) == {"title", "body"} | {name for name, found in columns.items() if not found}


def test_an_index_goes_out_into_a_draft_and_out_again_as_the_same_file(app, cast, author, write):
    clips = [{**CLIP, "label": "Camera 1"}, {"label": "Camera 2", "kind": "missing-or-refused"}]
    fields = {**FIELDS, "clips": clips, "stage": "trial", "flags": ["impeachment"]}
    first = write(cast.author, OWN_OFFICE, kind="evidence-index", **fields)
    sent = author.client.get(f"/documents/{first}/export/case-uco").data
    page = read(author, sent)
    assert "The file gives 2 items" in page.words
    assert "2 events, 1 spoken line and 1 claim. Nothing is saved yet." in page.words
    assert "uco-marking:MarkingDefinition" in page.words
    assert page.soup.select_one("#title")["value"] == "Removal denied"
    done = begin(author, page)
    assert "The draft holds what the file gave" in author.follow(done).words
    second = done.location.split("/")[2]
    with app.app_context(), unit_of_work():
        publish_draft(cast.author.actor, second, version=1)
    again = author.client.get(f"/documents/{second}/export/case-uco").data
    assert again != sent  # Another paper has other identifiers.
    with app.app_context():
        current = readable_paper(cast.author.actor, second).current
        index = Index(current.title, current.body, current.fields)
    bare = [node for node in nodes(sent) if "uco-marking:MarkingDefinition" not in node["@type"]]
    for node in bare:
        node.pop("uco-core:objectMarking", None)
    assert nodes(case_file(index, number=first)) == bare


def test_items_of_another_program_are_drafted_under_a_kind_that_is_asked_for(app, cast, author):
    page = read(author, json.dumps(EXAMPLE).encode())
    assert "1 item has none in the words of an index" in page.words
    assert "o:sizeInBytes of o:FileFacet" in page.words
    empty = begin(author, page)
    assert "The title is missing. The jurisdiction is missing." in empty.words
    refused = begin(author, page, title="From a tool", state="MN")
    assert refused.status == 422
    assert "Say what the items are" in refused.words
    assert refused.soup.select_one("#title")["value"] == "From a tool"
    assert "o:sizeInBytes of o:FileFacet" in refused.words
    done = begin(author, refused, kind="dash")
    with app.app_context():
        paper = readable_paper(cast.author.actor, done.location.split("/")[2])
        [row] = draft_content(paper).fields["clips"]
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "paper.case-imported")
        ).one()
        detail = db.session.get_one(AuditDetail, entry.number).content
    assert (row["label"], row["kind"], row["file"]) == ("a.mp4", "dash", "a.mp4")
    assert entry.object_id == done.location.split("/")[2]
    assert {"clips": 1, "left": 1}.items() <= detail.items()


def test_what_came_from_a_file_passes_the_gate_and_is_seen_by_its_author_alone(
    cast, author, browser
):
    page = read(author, json.dumps(EXAMPLE).encode())
    done = begin(author, page, title="From a tool", state="MN", kind="dash")
    index = done.location.split("/")[2]
    review = author.follow(author.get(f"/documents/{index}/publish"))
    assert f"“{PHONE}”" in review.words
    for other in (cast.colleague, cast.stranger, cast.lead):
        assert browser().sign_in(other).get(f"/documents/{index}").status == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a CASE/UCO file"),
        (b'{"@context": "https://evil.example/c.jsonld", "@graph": []}', "nothing is fetched"),
        (b'{"@graph": [{"a:b": 1e400}]}', "out of range"),
        (b"[" * 5000, "nested over 40 levels"),
        (b'{"@graph": "<script>alert(1)</script>"}', "@graph[0] is no node"),
        ('{"@graph": [{"a": 1, "é<b>": 1, "é<b>": 2}]}'.encode(), "“é<b>” stands twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(app, author, content, words):
    page = read(author, content)
    assert page.status == 422
    assert words in page.words
    assert b"<b>\xe2" not in page.response.data
    assert drafts(app) == 0


def test_an_index_that_breaks_a_rule_is_taken_over_in_no_part_and_what_was_typed_stays(app, author):
    late = [{"clip": "Camera 1", "at": "12:00:00", "kind": "warning"}]
    content = case_file(Index("A", "", {"clips": [CLIP, CLIP], "events": late}), number="p")
    page = begin(author, read(author, content), title="Mine", state="MN")
    assert page.status == 422
    assert "the label “Camera 1” is used twice" in page.words
    assert "Events, row 1: 12:00:00 is outside the clip" in page.words
    assert page.soup.select_one("#title")["value"] == "Mine"
    assert drafts(app) == 0


def test_more_rows_than_an_index_holds_are_refused_before_anything_is_shown(app, author):
    clips = [{"label": f"Camera {n}", "kind": "dash"} for n in range(61)]
    page = read(author, case_file(Index("A", "", {"clips": clips}), number="p"))
    assert page.status == 422
    assert "The file holds 61 clips; an index holds at most 60." in page.words


def test_a_mistake_in_every_row_is_said_of_the_first_ones_and_counted(app, author):
    clips = [{"label": f"Camera {n}", "kind": "zeppelin"} for n in range(50)]
    content = case_file(Index("A", "", {"clips": clips}), number="p")
    page = begin(author, read(author, content), state="MN")
    assert "Clips, row 20: Kind has no such choice." in page.words
    assert "Clips, row 21" not in page.words
    assert "There are 30 more problems of this kind." in page.words


def test_what_comes_back_with_the_page_is_read_as_strictly(app, author):
    page = read(author, case_file(Index("A", "", {"clips": [CLIP]}), number="p"))
    bomb = base64.b64encode(zlib.compress(b" " * 50_000_000, 9)).decode()
    remote = base64.b64encode(zlib.compress(b'{"@context": "http://a", "@graph": []}')).decode()
    answers = {"": "Choose a CASE", "%%%": "Choose a CASE", "AAAA": "Choose a CASE"}
    answers |= {bomb: "is no JSON", remote: "nothing is fetched"}
    for packed, words in answers.items():
        answer = begin(author, page, packed=packed, title="A", state="MN")
        assert answer.status == 422
        assert words in answer.words
    assert drafts(app) == 0
