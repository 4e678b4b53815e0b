"""Fourteen ways to get a telephone number out of an office undecided, each through pages and forms.

Each is tried twice: as the portal is, where nobody reads the number, and with the calls of the
gate on that way taken out, where the reader does. So each test would notice if one went missing.
"""

import io
import json
from collections.abc import Callable, Mapping

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.deidentify.files import Sanitised
from coalition.evidence.interchange.case_uco import Index, case_file
from tests.flows.reviewing import PHONE, decide, edit, replace_everything, write_draft
from tests.flows.sharing import EVERYONE, revise, share
from tests.support.client import Browser
from tests.support.files import docx, mentions, paragraph
from tests.support.publishing import ASSURED

pytestmark = pytest.mark.database

CALL = f"Call {PHONE}."
VOICE = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {PHONE}>I saw it.\n"
OWN = Audience(Tlp.AMBER_STRICT)


class Attempt:
    """An author who wants the number out, and a reader of another office who looks for it."""

    def __init__(self, app, world, browser, folder) -> None:
        home, away = world.office("tamarack"), world.office("alder", state="IL")
        self.app, self.folder = app, folder
        self.member = world.person("Petra Author", home, "office-lead")
        self.author: Browser = browser().sign_in(self.member)
        self.reading = world.person("Rufus Reader", away)
        self.reader: Browser = browser().sign_in(self.reading)

    def draft(self, **values: str) -> str:
        """A draft for everybody."""
        return write_draft(self.author, **{"tlp": "GREEN", "body": "Words.", **values})

    def force(self, public_id: str, *, version: int, saves: int = 0) -> None:
        """Publish with a form that says whatever the portal wants to hear."""
        form = self.author.tokens("/account") | ASSURED
        form |= {"version": str(version), "saves": str(saves)}
        self.author.post(f"/documents/{public_id}/publish", form)

    def attach(self, name: str, content: bytes) -> list[str]:
        """Attach a file, publish, and point at where it would be read."""
        public_id = self.draft()
        page = self.author.get(f"/documents/{public_id}/files")
        given = {"file": (io.BytesIO(content), name)}
        attached = self.author.submit(page, given, action=f"/documents/{public_id}/files")
        assert attached.status == 303, attached.words
        link = self.author.get(f"/documents/{public_id}/files").soup.select_one("main h2 a")
        self.force(public_id, version=2)
        return [f"/documents/{public_id}", str(link["href"])]


def in_the_title(to: Attempt) -> list[str]:
    public_id = to.draft(title=CALL)
    to.force(public_id, version=1)
    return [f"/documents/{public_id}", "/documents"]


def in_a_comment(to: Attempt) -> list[str]:
    public_id = share(to.app, to.member, "A memo", audience=EVERYONE)
    page = to.author.get(f"/documents/{public_id}/comments")
    to.author.submit(page, {"text": CALL})
    return [f"/documents/{public_id}/comments"]


def in_a_question(to: Attempt) -> list[str]:
    """The other way about: the reader's own paper, about which the author asks."""
    paper = share(to.app, to.reading, "A memo", audience=EVERYONE)
    address = f"/documents/{paper}/questions"
    to.author.submit(to.author.get(address), {"text": CALL})
    return [address]


def in_an_answer(to: Attempt) -> list[str]:
    address = f"/documents/{share(to.app, to.member, 'A memo', audience=EVERYONE)}/questions"
    to.reader.submit(to.reader.get(address), {"text": "Was it filmed?"})
    link = to.author.get(address).soup.select_one("main a[href$=answer]")["href"]
    to.author.submit(to.author.get(link), {"text": CALL})
    return [address]


def in_an_old_revision(to: Attempt) -> list[str]:
    """As one from before the portal knew numbers, shown to more people now."""
    public_id = share(to.app, to.member, "A memo", CALL, audience=OWN)
    page = to.author.get(f"/documents/{public_id}/audience")
    to.author.submit(page, {**ASSURED, "tlp": "GREEN", "action": "change"})
    return [f"/documents/{public_id}", f"/documents/{public_id}/revisions/1"]


def in_the_properties_of_a_file(to: Attempt) -> list[str]:
    return to.attach("memo.docx", docx(paragraph("A memo."), {"docProps/x.xml": f"<x>{PHONE}</x>"}))


def in_a_voice_tag(to: Attempt) -> list[str]:
    return to.attach("hearing.vtt", VOICE.encode())


def in_a_file_name(to: Attempt) -> list[str]:
    return to.attach(f"call {PHONE}.txt", b"Words.")


def in_a_download(to: Attempt) -> list[str]:
    """Of a text that an operator cleared, or from before the portal knew numbers."""
    public_id = share(to.app, to.member, "A memo", CALL, audience=EVERYONE)
    return [f"/documents/{public_id}/export/markdown"]


def in_a_case_uco_file(to: Attempt) -> list[str]:
    """Of an index that an operator cleared, or from before the portal knew numbers."""
    index = share(to.app, to.member, "An index", CALL, audience=EVERYONE, kind="evidence-index")
    return [f"/documents/{index}/export/{code}" for code in ("case-uco", "case-uco-custody")]


def in_an_imported_case_uco_file(to: Attempt) -> list[str]:
    rows = {"state": "MN", "clips": [{"label": "Camera 1", "kind": "dash", "note": CALL}]}
    file = io.BytesIO(case_file(Index("An index", "Words.", rows), number="elsewhere"))
    page = to.author.get("/documents/new/case-uco")
    read = to.author.submit(page, {"file": (file, "index.jsonld"), "action": "read"})
    index = to.author.submit(read, {"action": "import"}).location.split("/")[2]
    page = to.author.get(f"/documents/{index}/edit")
    to.author.submit(page, {"tlp": "GREEN", "action": "save"})
    to.force(index, version=2)
    return [f"/documents/{index}"]


def in_a_search(to: Attempt) -> list[str]:
    public_id = to.draft(body=f"The zebrafish of {PHONE}.")
    to.force(public_id, version=1)
    return ["/search?q=zebrafish"]


def from_a_second_tab(to: Attempt) -> list[str]:
    """One shows the decisions that another has taken back since."""
    public_id = to.draft(body=CALL)
    decide(to.author, public_id, {PHONE: ("replace", "")})
    decide(to.author, public_id, {PHONE: ("none", "")})
    to.force(public_id, version=1, saves=2)
    return [f"/documents/{public_id}"]


def after_the_review(to: Attempt) -> list[str]:
    public_id = to.draft(body=f"He said: {CALL}")
    replace_everything(to.author, public_id)
    edit(to.author, public_id, body=CALL)
    to.force(public_id, version=2, saves=1)
    return [f"/documents/{public_id}"]


def with_a_restored_revision(to: Attempt) -> list[str]:
    public_id = share(to.app, to.member, "A memo", CALL, audience=OWN)
    revise(to.app, to.member, public_id, "A memo", "Call nobody.")
    page = to.author.get(f"/documents/{public_id}/revisions/1/restore")
    assert to.author.submit(page).status == 303
    edit(to.author, public_id, tlp="GREEN")
    to.force(public_id, version=2)
    return [f"/documents/{public_id}"]


def with_the_import_command(to: Attempt) -> list[str]:
    row = {
        "title": "A memo", "body": CALL, "kind": "case-memo", "state": "MN",
        "audience": ["coalition"], "office": "tamarack", "author": to.member.email,
    }  # fmt: skip
    file = to.folder / "papers.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    words = ["documents", "import", str(file), "--as", to.member.email, "--assured"]
    assert to.app.test_cli_runner().invoke(args=words).exit_code == 0
    return ["/documents", "/search"]


def open_door(*arguments: object, **options: object) -> None:
    """Stands in for a gate."""


def finds_nothing(*arguments: object, **options: object) -> list[object]:
    """Stands in for a look."""
    return []


def as_it_came(name: str, content: bytes, **options: object) -> Sanitised:
    """Stands in for rebuilding a file."""
    return Sanitised("application/octet-stream", content, {})


# Publishing asks twice: before it changes anything, and when it keeps what was decided.
PUBLISHING = {
    "coalition.documents.publishing.require_open_gate": open_door,
    "coalition.documents.revisions.publish_review": open_door,
}
# Each way, and the calls of the gate that stand in it.
WAYS: Mapping[Callable[[Attempt], list[str]], Mapping[str, object]] = {
    in_the_title: PUBLISHING,
    in_a_comment: {"coalition.deidentify.at_once.AtOnce.is_open": True},
    in_a_question: {"coalition.deidentify.at_once.AtOnce.is_open": True},
    in_an_answer: {"coalition.deidentify.at_once.AtOnce.is_open": True},
    in_an_old_revision: {"coalition.documents.readdressing.require_open_gate": open_door},
    in_the_properties_of_a_file: {"coalition.documents.attachment_views.sanitise": as_it_came},
    in_a_voice_tag: PUBLISHING,
    in_a_file_name: PUBLISHING,
    in_a_download: {"coalition.documents.exporting.newly_identifying": finds_nothing},
    in_a_case_uco_file: {"coalition.documents.exporting.newly_identifying": finds_nothing},
    in_an_imported_case_uco_file: PUBLISHING,
    in_a_search: PUBLISHING,
    from_a_second_tab: PUBLISHING,
    after_the_review: PUBLISHING,
    with_a_restored_revision: PUBLISHING,
    with_the_import_command: {"coalition.documents.importing.gate_problems": finds_nothing},
}


@pytest.fixture
def attempt(app, world, browser, tmp_path):
    """Somebody who tries."""
    return Attempt(app, world, browser, tmp_path)


def reads_the_number(to: Attempt, paths: list[str]) -> bool:
    """Whether the reader finds it, in a file also within what is packed there."""
    return any(mentions(to.reader.client.get(path).data, PHONE) for path in paths)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_reads_what_nobody_decided(attempt, way):
    assert not reads_the_number(attempt, way(attempt))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_without_its_gate_each_way_leads_out(attempt, way, monkeypatch):
    for name, instead in WAYS[way].items():
        monkeypatch.setattr(name, instead)
    assert reads_the_number(attempt, way(attempt))
