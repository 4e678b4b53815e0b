"""From asking to join to the first paper that is read, in a real browser."""

import email
import re
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.notifications.services import mail_consumer
from coalition.outbox.services import deliver
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.flows.sharing import share
from tests.support.vetting import Vetters, vetters
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.browser

ADDRESS = "nora.applicant@maple.example"


@pytest.fixture
def mailed(app: Portal, tmp_path: Path) -> Callable[[], str]:
    """The path of the link in the newest mail to the applicant."""

    def path() -> str:
        with app.app_context():
            deliver(mail_consumer())
        mails = [
            email.message_from_bytes(file.read_bytes(), policy=default)
            for file in sorted(tmp_path.glob("mail/*.eml"))
        ]
        text = [str(mail.get_content()) for mail in mails if mail["To"] == ADDRESS][-1]
        (link,) = re.findall(r"https?://[^/]+(/\S+)", text)
        return str(link)

    return path


def ask_to_join(page: Page) -> None:
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("Your full name").fill("Nora Applicant")
    page.get_by_label("Your official e-mail address").fill(ADDRESS)
    page.get_by_label("Your title").fill("County Attorney")
    page.get_by_label("I lead it").check()
    page.get_by_label("Bar number").fill("0391234")
    page.get_by_label("State of your bar").select_option("MN")
    page.locator("[name=office_name]").fill("Maple County Attorney")
    page.locator("[name=state]").select_option("MN")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def look_into(page: Page, who: Vetters) -> None:
    def opened(summary: str) -> None:
        page.get_by_text(summary, exact=True).click()

    for item in ("office", "address", "bar", "title"):
        opened("Note what you found")
        page.locator("[name=item]").select_option(item)
        page.get_by_label("It fits", exact=True).check()
        page.locator("[name=found]").fill("On the website of the state")
        page.get_by_role("button", name="Note", exact=True).click()
    opened("Say which office it is")
    page.locator("[name=office]").select_option("new")
    page.locator("[name=office_found]").fill("On the list of the state")
    page.get_by_role("button", name="Save").click()
    opened("Note a call")
    page.locator("[name=where_found]").fill("The directory of the state")
    page.locator("[name=number]").fill("612-555-0134")
    page.locator("[name=reached]").fill("The front desk")
    page.locator("[name=called_at]").fill(time.now().strftime("%Y-%m-%d %H:%M"))
    page.locator("[name=confirmed][value=yes]").check()
    page.get_by_role("button", name="Note the call").click()
    opened("Ask a sponsor")
    page.locator("[name=sponsor_email]").fill(who.sponsor.email)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The sponsor is asked")


def approve(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("button", name="Approve").click()


def join(page: Page) -> None:
    page.locator("[name=name]").fill("Nora Applicant")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    secret = page.locator("#typed-key").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(secret).at(time.now()))
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("recovery codes")


def test_an_applicant_is_vetted_signs_and_reads_without_a_script(
    app: Portal, world: World, tab: Callable[..., Tab], mailed: Callable[[], str]
) -> None:
    who = vetters(world)
    author = world.person("Petra Author", world.office("elm"))
    paper = share(app, author, "Removal denied", "It came late.", audience=Audience(Tlp.GREEN))
    applicant = tab(java_script_enabled=False)
    page = applicant.open("/sign-in")
    ask_to_join(page)
    applicant.open(mailed())
    page.get_by_role("button", name="Confirm").click()
    admin = tab(java_script_enabled=False).sign_in(who.first)
    admin.get_by_role("link", name="Admin").first.click()
    admin.get_by_role("link", name="1 application").click()
    admin.get_by_role("link", name="Nora Applicant").click()
    case = admin.url.partition("?")[0]
    look_into(admin, who)
    sponsor = tab(java_script_enabled=False).sign_in(who.sponsor)
    sponsor.goto(case.replace("/vetting/", "/vouch/"))
    sponsor.get_by_label("Yes: I know").check()
    sponsor.get_by_role("button", name="Answer").click()
    approve(admin, case)
    expect(admin.locator("main")).to_contain_text("Another admin has to approve as well.")
    second = tab(java_script_enabled=False).sign_in(who.second)
    approve(second, case)
    expect(second.get_by_role("status")).to_contain_text("Approved by two admins")
    applicant.open(mailed())
    join(page)
    applicant.open(f"/documents/{paper}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agreements")
    for box, button in (("office_read", "Sign for the office"), ("own_read", "Sign")):
        page.locator(f"[name={box}]").check()
        page.get_by_role("button", name=button, exact=True).click()
    applicant.open(f"/documents/{paper}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Removal denied")
