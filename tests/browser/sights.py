"""The table of pages: everything there is to look at."""

from playwright.sync_api import Page

from tests.browser.footage_sights import FOOTAGE_SIGHTS
from tests.browser.gallery import BODY
from tests.browser.group_sights import GROUP_SIGHTS
from tests.browser.joining_sights import JOINING_SIGHTS
from tests.browser.leaving_sights import LEAVING_SIGHTS
from tests.browser.records_sights import RECORDS_SIGHTS
from tests.browser.sight import Sight, press


def _search_nothing(page: Page) -> None:
    page.fill("#q", "zebrafish")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=zebrafish**")


def _preview(page: Page) -> None:
    page.fill("[name=title]", "Previewed")
    page.fill("[name=body]", BODY)
    page.select_option("[name=state]", "MN")
    page.check("[name=tlp][value=GREEN]")
    press("Preview")(page)


def _conflict(page: Page) -> None:
    page.locator("[name=version]").evaluate("field => field.value = 77")
    press("Save draft")(page)


def _save_without_a_name(page: Page) -> None:
    page.fill("[name=name]", " ")
    press("Save search")(page)


def _warn_of_the_end(page: Page) -> None:
    page.evaluate("""() => {
      const box = document.getElementById("time-out");
      for (const part of box.querySelectorAll("[data-when]")) {
        part.hidden = !part.dataset.when.includes("idle");
      }
      box.showModal();
    }""")


def _keep_without_a_reason(page: Page) -> None:
    page.locator("[value=keep]").first.check()
    press("Save")(page)


def _comment_on_somebody(page: Page) -> None:
    page.fill("[name=text]", "Call 612-555-0142.")
    press("Send comment")(page)


def _ask_about_somebody(page: Page) -> None:
    page.fill("[name=text]", "Does 612-555-0142 ring?")
    press("Send question")(page)


def _forge(page: Page) -> None:
    page.locator("main [name=csrf_token]").first.evaluate("field => field.value = 'forged'")
    press("Continue")(page)


SIGHTS = [
    *FOOTAGE_SIGHTS,
    *JOINING_SIGHTS,
    *LEAVING_SIGHTS,
    *RECORDS_SIGHTS,
    *GROUP_SIGHTS,
    Sight("sign-in", "visitor", "/sign-in"),
    Sight("sign-in refused", "visitor", "/sign-in", press("Continue"), shows="There is a problem"),
    Sight("code", "half", "/sign-in/code"),
    Sight("code refused", "half", "/sign-in/code", press("Sign in"), shows="There is a problem"),
    Sight("code with a passkey", "half-with-a-passkey", "/sign-in/code", shows="Use your passkey"),
    Sight("passkey instead", "newcomer", "/enrol/passkey"),
    Sight("recovery code", "half", "/sign-in/recovery-code"),
    Sight("authenticator", "newcomer", "/enrol/authenticator"),
    Sight(
        "recovery codes shown",
        "enrolled",
        "/enrol/recovery-codes",
        shows="Confirm that you saved them",
    ),
    Sight(
        "recovery codes gone",
        "author",
        "/enrol/recovery-codes",
        shows="The codes are shown no more",
    ),
    Sight("forgotten password", "visitor", "/forgotten-password"),
    Sight(
        "link on its way",
        "visitor",
        "/forgotten-password",
        press("Mail me a link"),
        shows="a mail with a link is on its way",
    ),
    Sight("new password", "visitor", "/forgotten-password/{password_link}"),
    Sight(
        "new password refused",
        "visitor",
        "/forgotten-password/{password_link}",
        press("Set password"),
        shows="There is a problem",
    ),
    Sight("old link", "visitor", "/forgotten-password/" + "z" * 52, shows="works no more"),
    Sight("new device", "on-a-new-device", "/sign-in/device", shows="we mailed you a code"),
    Sight(
        "new device refused",
        "on-a-new-device",
        "/sign-in/device",
        press("Sign in"),
        shows="There is a problem",
    ),
    Sight("lost factor", "half", "/sign-in/lost-factor"),
    Sight("new factor by mail", "visitor", "/enrol/reset/{factor_link}"),
    Sight("lost factors", "admin", "/members/factor-resets", shows="Lou Lonely"),
    Sight("lost factor to decide", "admin", "/members/factor-resets/{reset}"),
    Sight(
        "lost factor refused",
        "admin",
        "/members/factor-resets/{reset}",
        press("Approve"),
        shows="There is a problem",
    ),
    Sight("invitation", "visitor", "/invitations/{link}"),
    Sight(
        "invitation refused",
        "visitor",
        "/invitations/{link}",
        press("Continue"),
        shows="There is a problem",
    ),
    Sight("dead link", "visitor", "/invitations/" + "z" * 52, shows="This link does not work"),
    Sight("home of an author", "author", "/"),
    Sight("home of a lead", "lead", "/"),
    Sight("home of an admin", "admin", "/"),
    Sight("home with nothing", "lonely", "/", shows="Nothing is shared with you yet"),
    Sight("account", "author", "/account"),
    Sight("time-out", "author", "/account", _warn_of_the_end),
    Sight("password", "author", "/account/password"),
    Sight(
        "password refused",
        "author",
        "/account/password",
        press("Change password"),
        shows="There is a problem",
    ),
    Sight("own history", "author", "/account/history", shows="Signed in"),
    Sight("own history ends", "author", "/account/history?before=1", shows="Nothing older"),
    Sight("account with passkeys", "keyed", "/account", shows="2 passkeys"),
    Sight("confirm with a passkey", "keyed", "/account/confirm"),
    Sight("add a passkey", "author", "/account/passkeys/new"),
    Sight("rename a passkey", "keyed", "/account/passkeys/{passkey}"),
    Sight("remove a passkey", "keyed", "/account/passkeys/{passkey}/remove"),
    Sight("replace the authenticator", "author", "/account/authenticator"),
    Sight(
        "new authenticator",
        "lonely",
        "/account/authenticator",
        press("Show the picture"),
        shows="Scan this picture",
    ),
    Sight("remove the authenticator", "author", "/account/authenticator/remove"),
    Sight(
        "remove the last factor",
        "author",
        "/account/authenticator/remove",
        press("Remove"),
        shows="your last second factor",
    ),
    Sight("new recovery codes", "author", "/account/recovery-codes"),
    Sight("confirm", "author", "/account/confirm"),
    Sight(
        "confirm refused",
        "author",
        "/account/confirm",
        press("Confirm"),
        shows="There is a problem",
    ),
    Sight("all papers", "reader", "/search"),
    Sight("results", "reader", "/search?q=removal"),
    Sight("evidence hits", "reader", "/search?q=muzzle&kind=evidence-index", shows="21:04:46"),
    Sight(
        "no results",
        "reader",
        "/search?kind=case-memo",
        _search_nothing,
        shows="Nothing that you may read matches",
    ),
    Sight(
        "malformed search",
        "reader",
        "/search?q=%22open+(&state=MN",
        shows="This search was not carried out",
    ),
    Sight("misspelt search", "reader", "/search?q=remval+OR+bwc", shows="Did you mean"),
    Sight("unknown value", "reader", "/search?q=outcome:remandd", shows="There is no outcome"),
    Sight("search with nothing", "lonely", "/search", shows="No paper is shared with you yet"),
    Sight("search help", "reader", "/search/help"),
    Sight("admin", "admin", "/admin", shows="Waiting for admins"),
    Sight("offices of one state", "admin", "/offices?state=MN", shows="Offices in Minnesota"),
    Sight("no such office", "admin", "/offices?q=zebrafish", shows="No office matches"),
    Sight("synonyms", "admin", "/admin/synonyms", shows="body-worn camera"),
    Sight(
        "synonyms refused",
        "admin",
        "/admin/synonyms",
        press("Add group"),
        shows="There is a problem",
    ),
    Sight("change synonyms", "admin", "/admin/synonyms/{synonyms}"),
    Sight("saved searches", "reader", "/saved-searches", shows="3 new"),
    Sight("no saved searches", "lonely", "/saved-searches", shows="You have saved no search yet"),
    Sight("save a search", "reader", "/saved-searches/new?q=remand", shows="The latest that match"),
    Sight(
        "save a search refused",
        "reader",
        "/saved-searches/new?q=muzzle",
        _save_without_a_name,
        shows="There is a problem",
    ),
    Sight(
        "save a search again",
        "reader",
        "/saved-searches/new?q=removal",
        shows="You have saved this search already",
    ),
    Sight("change a saved search", "reader", "/saved-searches/{saved}/edit"),
    Sight("remove a saved search", "reader", "/saved-searches/{saved}/remove"),
    Sight("library", "reader", "/documents"),
    Sight("library of a kind", "reader", "/documents?kind=evidence-index"),
    Sight("empty library", "lonely", "/documents", shows="Nothing here yet"),
    Sight("own papers", "author", "/documents/mine"),
    Sight("no own papers", "reader", "/documents/mine", shows="You have written nothing yet"),
    Sight("release queue", "lead", "/documents/waiting", shows="A draft that waits"),
    Sight("release", "lead", "/documents/{waiting}/release"),
    Sight("choose a kind", "author", "/documents/new"),
    Sight("editor", "author", "/documents/new?kind=case-memo"),
    Sight(
        "editor with errors",
        "author",
        "/documents/new?kind=case-memo",
        press("Save draft"),
        shows="There is a problem",
    ),
    Sight(
        "preview",
        "author",
        "/documents/new?kind=charging-strategy",
        _preview,
        shows="Nothing was saved",
    ),
    Sight(
        "row added",
        "author",
        "/documents/new?kind=evidence-index",
        press("Add clip"),
        shows="Clip 1",
    ),
    Sight("editor of an index", "author", "/documents/{index}/edit"),
    Sight(
        "conflict",
        "author",
        "/documents/{draft}/edit",
        _conflict,
        shows="Your change was not saved",
    ),
    Sight("memo", "reader", "/documents/{memo}"),
    Sight("own memo", "author", "/documents/{memo}"),
    Sight("strategy", "reader", "/documents/{strategy}"),
    Sight("index", "reader", "/documents/{index}", shows="Firearm pointed"),
    Sight("draft", "author", "/documents/{draft}"),
    Sight("withdrawn", "author", "/documents/{withdrawn}", shows="This paper was withdrawn"),
    Sight("revisions", "reader", "/documents/{memo}/revisions"),
    Sight("old revision", "reader", "/documents/{memo}/revisions/1", shows="Revision 1 of 2"),
    Sight("download", "reader", "/documents/{memo}/export", shows="Downloaded by Rufus Reader"),
    Sight(
        "make an earlier text current",
        "author",
        "/documents/{memo}/revisions/1/restore",
        shows="A draft with this text is made",
    ),
    Sight("comments", "reader", "/documents/{memo}/comments", shows="Write a comment"),
    Sight(
        "comment to decide",
        "reader",
        "/documents/{memo}/comments",
        _comment_on_somebody,
        shows="0 of 1 decided",
    ),
    Sight(
        "take back a comment",
        "reader",
        "/documents/{memo}/comments/{comment}/take-back",
        shows="Take back your comment?",
    ),
    Sight("questions", "reader", "/documents/{memo}/questions", shows="Send question"),
    Sight(
        "question to decide",
        "reader",
        "/documents/{memo}/questions",
        _ask_about_somebody,
        shows="0 of 1 decided",
    ),
    Sight("questions asked", "author", "/documents/{memo}/questions", shows="1 question"),
    Sight(
        "answer a question",
        "author",
        "/documents/{memo}/questions/{question}/answer",
        shows="Send answer",
    ),
    Sight("recipients", "author", "/documents/{memo}/recipients", shows="opened it"),
    Sight("recall", "author", "/documents/{memo}/recall", shows="Recall this paper?"),
    Sight("nothing recalled", "reader", "/recalls", shows="Nothing was recalled"),
    Sight("audience", "author", "/documents/{memo}/audience"),
    Sight("publish", "author", "/documents/{clean}/publish"),
    Sight(
        "publish refused",
        "author",
        "/documents/{clean}/publish",
        press("Submit for release"),
        shows="There is a problem",
    ),
    Sight("review", "author", "/documents/{identifying}/publish", shows="0 of 1 decided"),
    Sight("review of what is left", "author", "/documents/{identifying}/review?show=open"),
    Sight(
        "review without findings", "author", "/documents/{clean}/review", shows="Nothing was found"
    ),
    Sight(
        "review refused",
        "author",
        "/documents/{identifying}/review",
        _keep_without_a_reason,
        shows="There is a problem",
    ),
    Sight(
        "second reading",
        "second-reader",
        "/documents/{to-read}/second-reading",
        shows="Does this name nobody?",
    ),
    Sight("to read again", "second-reader", "/documents/to-read", shows="1 paper waits"),
    Sight("nothing to read again", "reader", "/documents/to-read", shows="Nothing is waiting"),
    Sight("files", "author", "/documents/{draft}/files", shows="No file is attached"),
    Sight("discard", "author", "/documents/{draft}/discard-draft"),
    Sight("withdraw", "author", "/documents/{memo}/withdraw"),
    Sight("invitations", "second-admin", "/members/invitations", shows="Waits for approval"),
    Sight(
        "invitations refused",
        "lead",
        "/members/invitations",
        press("Invite"),
        shows="There is a problem",
    ),
    Sight("offices", "admin", "/offices"),
    Sight("office", "lead", "/offices/{office}"),
    Sight("what is known of an office", "admin", "/offices/{office}/details"),
    Sight("add an office", "admin", "/offices/new"),
    Sight(
        "office refused", "admin", "/offices/new", press("Add office"), shows="There is a problem"
    ),
    Sight("audit log", "auditor", "/audit"),
    Sight("audit filter refused", "auditor", "/audit?since=yesterday", shows="There is a problem"),
    Sight(
        "audit filter without rows",
        "auditor",
        "/audit?outcome=failed",
        shows="Nothing matches this filter",
    ),
    Sight("not found", "reader", "/documents/zzzzzzzzzzzzzzzz"),
    Sight("not found for a visitor", "visitor", "/invitations"),
    Sight("not allowed", "reader", "/audit"),
    Sight("bad request", "visitor", "/sign-in", _forge),
]
