"""Twelve cameras and a transcript become a published index, through the pages alone.

``docs/evidence-walkthrough.md`` tells this way; ``make walkthrough`` takes its pictures anew and
writes how long each part takes a person.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.hand import Hand, Step
from tests.support.world import World

pytestmark = pytest.mark.browser
BOOK = Path(__file__).parents[2] / "docs" / "evidence-walkthrough"
PAGE = BOOK.with_suffix(".md")
LONGEST = 15 * 60
EVENTS = [
    ("Camera 1", "21:02:14", "Arrival", "Officer 1", "Two agents are there already."),
    ("Camera 1", "21:02:41", "Command given", "Agent A", "“Step out of the car.”"),
    ("Camera 1", "21:03:02", "Warrant not shown", "Agent A", "The driver asks for one."),
    ("Camera 6", "21:04:40", "Firearm pointed", "Agent B", "At the windshield."),
    ("Camera 1", "21:03:43", "No weapon seen", "Driver", "A phone, held up."),
    ("Phone 1", "21:05:20", "Takedown", "Agent A", "To the ground, beside the car."),
    ("Camera 1", "21:04:50", "Medical aid requested", "Officer 1", ""),
    ("Dash 2", "21:12:30", "Medics arrive", "Medics", ""),
]
CLAIMS = [
    ("The driver held a gun.", "Officer’s or agent’s report", "Agent A", "", "5"),
    ("A warrant was shown.", "Press statement", "Federal agency", "", "3"),
    ("The driver was told to step out.", "Officer’s or agent’s report", "Agent B", "2", ""),
    ("The driver fled before.", "Charging document or affidavit", "Agent B", "", ""),
]


def test_a_person_builds_an_index_of_twelve_cameras_in_under_a_quarter_of_an_hour(
    world: World, tab: Callable[..., Tab]
) -> None:
    author = world.person("Ina Investigator", world.office("birch"), "investigator")
    page = tab().sign_in(author)
    hand = Hand(page)
    _begin(hand)
    _import_recordings(hand)
    _import_transcript(hand)
    _enter_events(hand)
    _enter_claims(hand)
    _publish(hand)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop at the bridge")
    assert sum(step.seconds for step in hand.steps) < LONGEST
    built = len(hand.steps)
    _note_what_is_missing(hand)
    _take_over_hashes(hand)
    _look(hand)
    _download(hand)
    _compare_with_the_page(hand.steps, built)


def _begin(hand: Hand) -> None:
    page = hand.page
    hand.begin("Begin the index")
    hand.click(page.get_by_role("link", name="Library", exact=True))
    hand.click(page.get_by_role("link", name="Write a paper").first)
    hand.click(page.get_by_role("link", name="Write an evidence index"))
    hand.type(page.locator("[name=title]"), "Stop at the bridge")
    words = "Twelve recordings of a stop in which two federal agents took part."
    hand.type(page.locator("[name=body]"), words)
    hand.choose(page.locator("[name=state]"), "Minnesota")
    hand.click(page.locator("[name=tlp][value=GREEN]"))
    page.evaluate("scrollTo(0, 0)")
    _picture(page, "1-begin")
    hand.click(page.locator(".outline").get_by_role("button", name="Save draft"))


def _import_recordings(hand: Hand) -> None:
    page = hand.page
    hand.begin("Import twelve recordings from a list")
    hand.click(page.get_by_role("link", name="Import recordings from a list"))
    hand.attach(page.locator("[name=file]"), BOOK / "recordings.csv")
    hand.click(page.get_by_role("button", name="Read the file"))
    hand.choose(page.locator("[name=zone]"), "UTC−05:00")
    page.get_by_role("heading", name="How the file is read").scroll_into_view_if_needed()
    _picture(page, "2-columns")
    hand.send(page.get_by_role("button", name="Look at the rows again").last)
    _picture(page, "3-rows")
    hand.click(page.get_by_role("button", name="Import 12 rows into the draft"))
    expect(page.locator("main")).to_contain_text("12 rows are in the draft")
    hand.click(page.get_by_role("link", name="Go on editing").last)


def _import_transcript(hand: Hand) -> None:
    page = hand.page
    hand.begin("Import the transcript of a recording")
    hand.click(page.get_by_role("link", name="Import a WebVTT or SRT file"))
    hand.choose(page.locator("[name=clip]"), "Camera 1")
    hand.attach(page.locator("[name=file]"), BOOK / "camera-1.vtt")
    hand.click(page.get_by_role("button", name="Read the file"))
    for voice, role in (("Brandt", "Officer 1"), ("Agent", "Agent A"), ("Driver", "Driver")):
        hand.type(page.get_by_label(f"Role of “{voice}”"), role)
    _picture(page, "4-voices")
    hand.click(page.get_by_role("button", name="Import into the draft"))


def _enter_events(hand: Hand) -> None:
    page = hand.page
    hand.begin(f"Enter {len(EVENTS)} events")
    for number, (clip, at, kind, who, note) in enumerate(EVENTS):
        hand.click(page.get_by_role("button", name="Add event"))
        if number == 0 or clip != EVENTS[number - 1][0]:
            hand.type(page.locator(f"[name=events-{number}-clip]"), clip)
        hand.type(page.locator(f"[name=events-{number}-at]"), at)
        hand.choose(page.locator(f"[name=events-{number}-kind]"), kind)
        hand.type(page.locator(f"[name=events-{number}-who]"), who)
        confidence = page.locator(f"[name=events-{number}-confidence]")
        hand.choose(confidence, "Observed on the recording")
        if note:
            hand.type(page.locator(f"[name=events-{number}-note]"), note)
    page.evaluate("document.getElementById('events').scrollIntoView()")
    _picture(page, "5-events")


def _enter_claims(hand: Hand) -> None:
    page = hand.page
    hand.begin(f"Hold {len(CLAIMS)} claims against them")
    for number, (claim, source, by, corroborated, contradicted) in enumerate(CLAIMS):
        hand.click(page.get_by_role("button", name="Add claim"))
        hand.type(page.locator(f"[name=claims-{number}-claim]"), claim)
        hand.choose(page.locator(f"[name=claims-{number}-source]"), source)
        hand.type(page.locator(f"[name=claims-{number}-by]"), by)
        for column, events in (("corroborated", corroborated), ("contradicted", contradicted)):
            if events:
                hand.type(page.locator(f"[name=claims-{number}-{column}]"), events)
    _picture(page, "6-claims")


def _publish(hand: Hand) -> None:
    page = hand.page
    hand.begin("Decide what identifies somebody, and publish")
    hand.click(page.get_by_role("button", name="Save and publish…"))
    expect(page.locator("main")).to_contain_text("0 of 1 decided")
    hand.click(page.get_by_role("radio", name="Replace with"))
    _picture(page, "7-review")
    hand.send(page.get_by_role("button", name="Save and preview"))
    for assurance in page.locator("main [type=checkbox]").all():
        hand.click(assurance)
    _picture(page, "8-publish")
    hand.click(page.get_by_role("button", name="Publish", exact=True))


def _note_what_is_missing(hand: Hand) -> None:
    page = hand.page
    hand.begin("Register what is missing, and the demand for it")
    hand.click(page.get_by_role("link", name="What is missing"))
    hand.click(page.get_by_role("link", name="Register a missing item"))
    hand.type(page.locator("[name=item]"), "End of the recording of Camera 5")
    hand.choose(page.locator("[name=clip]"), "Camera 5")
    hand.choose(page.locator("[name=absence]"), "Never produced")
    hand.type(page.locator("[name=agency]"), "Federal agency")
    hand.type(page.locator("[name=period]"), "From 21:12 on")
    hand.type(page.locator("[name=known]"), "The camera still blinks on Camera 2 at 21:20")
    hand.click(page.get_by_role("button", name="Write the entry"))
    hand.click(page.get_by_role("link", name="Note a demand"))
    hand.choose(page.locator("[name=kind]"), "Preservation letter")
    hand.type(page.locator("[name=sent_on]"), "2026-11-02")
    hand.type(page.locator("[name=to]"), "The agency’s counsel")
    hand.choose(page.locator("[name=rule]"), "The day named in the demand")
    hand.type(page.locator("[name=named_on]"), "2026-12-01")
    hand.click(page.get_by_role("button", name="Write the entry"))
    _picture(page, "9-missing")
    hand.click(page.get_by_role("link", name="Stop at the bridge"))


def _take_over_hashes(hand: Hand) -> None:
    page = hand.page
    hand.begin("Take the hashes of the files into the custody log")
    hand.click(page.get_by_role("link", name="Who held what"))
    hand.click(page.get_by_text("Take over hashes"))
    hand.attach(page.locator("[name=manifest]"), BOOK / "evidence-hashes.jsonl")
    hand.click(page.get_by_role("button", name="Take over"))
    expect(page.locator("main")).to_contain_text("12 entries fit one another")
    _picture(page, "10-custody")
    hand.click(page.get_by_role("link", name="Stop at the bridge"))


def _look(hand: Hand) -> None:
    page = hand.page
    hand.begin("Find the moment again")
    hand.click(page.get_by_role("link", name="Open the timeline"))
    _picture(page, "11-timeline")
    hand.type(page.locator("[name=at]"), "21:05:00")
    hand.click(page.get_by_role("button", name="Show every recording"))
    page.locator("#moment").scroll_into_view_if_needed()
    _picture(page, "12-moment")
    hand.click(page.get_by_role("link", name="Search", exact=True))
    hand.type(page.locator("main [name=q]"), "phone")
    page.keyboard.press("Enter")
    _picture(page, "13-search")
    hand.click(page.get_by_role("link", name=re.compile("21:03:43")).first)
    expect(page.locator("tr:target")).to_contain_text("A phone, held up.")


def _download(hand: Hand) -> None:
    page = hand.page
    hand.begin("Download the exhibit (PDF)")
    hand.click(page.get_by_role("link", name="Download", exact=True).first)
    with page.expect_download() as taken:
        hand.click(page.get_by_role("link", name="PDF (.pdf)"))
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def _picture(page: Page, name: str) -> None:
    """Take a picture for the page, if they are taken anew."""
    if "COALITION_TEST_PICTURES" in os.environ:
        page.wait_for_load_state("networkidle")
        taken = Image.open(io.BytesIO(page.screenshot()))
        taken = taken.resize((1000, round(taken.height * 1000 / taken.width)))
        taken.quantize(64).save(BOOK / f"{name}.png", optimize=True)


def _compare_with_the_page(steps: list[Step], built: int) -> None:
    """What the page says of times and pictures is what was computed and taken."""
    table, said = _table(steps, built), PAGE.read_text()
    head, begin, rest = said.partition("<!-- computed -->\n")
    old, end, tail = rest.partition("<!-- end -->\n")
    if "COALITION_TEST_PICTURES" in os.environ:
        PAGE.write_text(head + begin + table + end + tail)
        return
    assert old == table, "Run `make walkthrough`: the way has changed."
    named = set(re.findall(r"evidence-walkthrough/([\w.-]+)\)", said))
    assert named == {file.name for file in BOOK.iterdir()}


def _table(steps: list[Step], built: int) -> str:
    rows = ["| Part | Acts | Time |", "| --- | ---: | ---: |"]
    rows += [f"| {step.name} | {step.acts} | {_minutes(step.seconds)} |" for step in steps]
    whole = Step("", sum(s.seconds for s in steps[:built]), sum(s.acts for s in steps[:built]))
    rows.insert(
        built + 2, f"| **From nothing to published** | {whole.acts} | {_minutes(whole.seconds)} |"
    )
    return "\n".join(rows) + "\n"


def _minutes(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"
