"""Importing a transcript: read wholly, put under roles, and nothing saved before that."""

import io

import pytest

from coalition.documents.drafts import draft_content
from coalition.documents.queries import readable_paper
from tests.coalition.documents.conftest import GREEN, OWN_OFFICE

pytestmark = pytest.mark.database

CLIP = {"label": "Camera 1", "kind": "dash", "starts_at": "21:00:00", "ends_at": "21:10:00"}
OTHER = {"label": "Camera 2", "kind": "dash"}
LINES = [
    {"clip": clip, "at": "00:00:01.000", "speaker": "Agent A", "words": "Was here before."}
    for clip in ("Camera 1", "Camera 2")
]
VTT = (
    "WEBVTT\n\n00:05.000 --> 00:08.000\n<v Reyes>Step out.\n\n"
    "00:09.000 --> 00:10.000\n<v Driver>Why?\n"
)


@pytest.fixture
def index(cast, write):
    rows = {"clips": [CLIP, OTHER], "transcript": LINES}
    return write(cast.author, GREEN, publish=False, kind="evidence-index", **rows)


@pytest.fixture
def author(browser, cast):
    return browser().sign_in(cast.author)


@pytest.fixture
def held(app, cast, index):
    """What the draft holds now."""

    def look():
        with app.app_context():
            content = draft_content(readable_paper(cast.author.actor, index))
            return [(r["clip"], r["speaker"], r["words"]) for r in content.fields["transcript"]]

    return look


def read(author, index, text, clip="Camera 1"):
    page = author.get(f"/documents/{index}/transcript")
    file = (io.BytesIO(text.encode()), "transcript.vtt")
    return author.submit(page, {"clip": clip, "file": file, "action": "read"})


def test_a_file_is_shown_first_and_taken_over_once_every_voice_has_a_role(author, index, held):
    before = held()
    page = read(author, index, VTT)
    assert page.status == 200
    assert "2 lines for “Camera 1”. Nothing is saved yet." in page.words
    refused = author.submit(page, {"role_0": "Officer 2", "action": "import"})
    assert refused.status == 422
    assert "The voice “Driver” has no role yet" in refused.words
    assert refused.soup.select_one("#role_0")["value"] == "Officer 2"
    assert held() == before
    saved = author.submit(refused, {"role_1": "Civilian 1", "action": "import"})
    assert "The transcript is in the draft, under roles" in author.follow(saved).words
    assert held() == [
        ("Camera 2", "Agent A", "Was here before."),
        ("Camera 1", "Officer 2", "Step out."),
        ("Camera 1", "Civilian 1", "Why?"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WEBVTT\n\n00:05 --> later\nx", "Line 3 of the file: expected times"),
        ("", "Choose a WebVTT or SRT file"),
        (VTT + "\nlost words\n", "Line 9 of the file: words stand outside any cue"),
    ],
)
def test_a_file_that_breaks_off_is_refused_by_its_line(author, index, held, text, words):
    before = held()
    page = read(author, index, text)
    assert page.status == 422
    assert words in page.words
    assert held() == before


def test_lines_past_the_end_of_the_recording_are_refused_together(author, index, held):
    before = held()
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nFits.\n\n11:00.000 --> 11:01.000\nDoes not.\n"
    page = read(author, index, text)
    refused = author.submit(page, {"action": "import"})
    assert refused.status == 422
    assert "00:11:01.000 is past the end of the clip" in refused.words
    assert held() == before


def test_a_draft_that_was_saved_meanwhile_is_not_written_over(author, index, held):
    page = read(author, index, VTT)
    author.submit(author.get(f"/documents/{index}/edit"), {"action": "save"})
    stale = {"role_0": "Officer 2", "role_1": "Civilian 1", "action": "import"}
    assert author.submit(page, stale).status == 409
    assert len(held()) == 2


def test_only_authors_import_and_only_into_an_index(browser, cast, author, write):
    memo = write(cast.author, OWN_OFFICE, publish=False)
    assert author.get(f"/documents/{memo}/transcript").status == 404
    index = write(cast.author, OWN_OFFICE, kind="evidence-index", clips=[CLIP])
    assert browser().sign_in(cast.colleague).get(f"/documents/{index}/transcript").status == 403
