"""What could do lasting harm asks for a second factor that was given at most ten minutes ago."""

from collections.abc import Callable

import pytest

from coalition.web.dispatch import Portal
from coalition.web.routing import Blueprint, UndeclaredRoute, declarations
from tests.flows.doors import DOORS
from tests.flows.reviewing import write_draft
from tests.flows.test_every_route import address
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.publishing import ASSURED
from tests.support.world import Member, World

# Every route that asks, by hand: changes of factors, exports, vetting, audiences and release.
ASKS = {
    ("GET", "/members/terms/<public_id>"),
    ("POST", "/members/terms/<public_id>/agree"),
    ("POST", "/members/terms/<public_id>/refuse"),
    ("GET", "/members/<public_id>/term"),
    ("POST", "/members/<public_id>/term"),
    ("GET", "/account/authenticator"),
    ("POST", "/account/authenticator"),
    ("POST", "/account/authenticator/begin"),
    ("GET", "/account/authenticator/remove"),
    ("POST", "/account/authenticator/remove"),
    ("POST", "/account/passkeys/options"),
    ("GET", "/account/passkeys/new"),
    ("POST", "/account/passkeys/new"),
    ("GET", "/account/passkeys/<public_id>"),
    ("POST", "/account/passkeys/<public_id>"),
    ("GET", "/account/passkeys/<public_id>/remove"),
    ("POST", "/account/passkeys/<public_id>/remove"),
    ("GET", "/account/password"),
    ("POST", "/account/password"),
    ("GET", "/account/recovery-codes"),
    ("POST", "/account/recovery-codes"),
    ("GET", "/audit/export.csv"),
    ("GET", "/documents/<public_id>/audience"),
    ("POST", "/documents/<public_id>/audience"),
    ("GET", "/documents/<public_id>/export"),
    ("GET", "/documents/<public_id>/export/<format>"),
    ("POST", "/documents/<public_id>/pseudonym-key"),
    ("GET", "/documents/<public_id>/release"),
    ("POST", "/documents/<public_id>/release"),
    ("GET", "/agreements/new-version"),
    ("POST", "/agreements/new-version"),
    ("POST", "/agreements/office"),
    ("POST", "/agreements/undertaking"),
    ("GET", "/documents/<public_id>/recall"),
    ("POST", "/documents/<public_id>/recall"),
    ("GET", "/documents/<public_id>/recipients.csv"),
    ("GET", "/documents/<public_id>/custody.json"),
    ("GET", "/documents/<public_id>/custody/<int:number>/token"),
    ("GET", "/documents/<public_id>/missing.csv"),
    ("GET", "/documents/<public_id>/missing.json"),
    ("GET", "/records/requests/<public_id>/close"),
    ("POST", "/records/requests/<public_id>/close"),
    ("GET", "/records/requests/<public_id>/log.csv"),
    ("GET", "/records/flags/report.csv"),
    ("POST", "/records/holds/<public_id>/lift"),
    ("POST", "/documents/office-name/<office_id>"),
    ("POST", "/groups/<public_id>/confirm"),
    ("POST", "/groups/<public_id>/lengthen"),
    ("POST", "/groups/<public_id>/people/<person_id>/approve"),
    ("POST", "/groups/<public_id>/people/<person_id>/owner"),
    ("GET", "/offices/<public_id>/details"),
    ("POST", "/offices/<public_id>/details"),
    ("POST", "/offices/recognition"),
    ("POST", "/vetting/<public_id>/approve"),
    ("POST", "/vetting/<public_id>/calls"),
    ("POST", "/vetting/<public_id>/findings"),
    ("POST", "/vetting/<public_id>/office"),
    ("GET", "/vetting/<public_id>/question"),
    ("POST", "/vetting/<public_id>/question"),
    ("GET", "/vetting/<public_id>/refuse"),
    ("POST", "/vetting/<public_id>/refuse"),
    ("POST", "/vetting/<public_id>/sponsor"),
    ("GET", "/vouch/<public_id>"),
    ("POST", "/vouch/<public_id>"),
    ("GET", "/members/access-review/new"),
    ("POST", "/members/access-review/new"),
    ("POST", "/members/access-review/<public_id>/people/<person_id>/confirm"),
    ("GET", "/members/factor-resets/<public_id>"),
    ("POST", "/members/factor-resets/<public_id>"),
    ("POST", "/members/factor-resets/<public_id>/cancel"),
    ("GET", "/documents/<public_id>/second-reading"),
    ("POST", "/documents/<public_id>/second-reading"),
    ("POST", "/members/<public_id>/leaving"),
    ("GET", "/members/<public_id>/received.csv"),
    ("POST", "/members/<public_id>/reactivate"),
    ("GET", "/members/<public_id>/suspend"),
    ("POST", "/members/<public_id>/suspend"),
    ("POST", "/members/invitations"),
    ("POST", "/members/invitations/<public_id>/approve"),
    ("POST", "/members/invitations/<public_id>/refuse"),
    ("POST", "/offices/<public_id>/release"),
    ("POST", "/offices/<public_id>/second-reader"),
}
ROLES = ("prosecutor", "office-lead", "coalition-admin", "auditor")


@pytest.fixture
def member(world: World) -> Member:
    """Somebody who gets past every door."""
    return world.person("Member", world.office("birch"), *ROLES)


def test_the_routes_that_ask_are_those_of_the_table(app: Portal) -> None:
    declared = declarations(app)
    asking = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if declared[rule.endpoint].fresh_factor
    }
    assert asking == ASKS


def test_a_factor_given_eleven_minutes_ago_opens_none_of_them(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    tokens = person.tokens("/account")
    clock.advance(minutes=10)
    assert person.get("/account/password").status == 200
    clock.advance(seconds=1)
    for method, rule in sorted(DOORS):
        if rule == "/account/sessions/end-others":
            continue
        path = address(rule)
        page = person.get(path) if method == "GET" else person.post(path, tokens)
        asked = page.location.startswith("/account/confirm") or (
            page.status == 403 and page.title.startswith("Confirm that it is you")
        )
        assert asked == ((method, rule) in ASKS), (method, rule, page.status)


def test_a_sensitive_permission_without_a_word_about_the_factor_stops_the_start() -> None:
    pages = Blueprint("pages", __name__)
    with pytest.raises(UndeclaredRoute, match="fresh_factor"):
        pages.get("/x", requires="person:suspend")(lambda: "")
    with pytest.raises(UndeclaredRoute, match="fresh factor"):
        pages.get("/x", requires="public", fresh_factor=True)(lambda: "")


def test_after_the_code_the_wanted_page_opens_under_a_new_token(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    clock.advance(minutes=11)
    before = person.client.get_cookie("session").value  # type: ignore[union-attr]
    page = person.follow(person.get("/account/password"))
    refused = person.submit(page, {"code": "000000"})
    assert refused.status == 422
    assert person.get("/account/password").status == 303
    done = person.submit(refused, {"code": member.code()})
    assert done.location == "/account/password"
    assert person.follow(done).status == 200
    after = person.client.get_cookie("session").value  # type: ignore[union-attr]
    person.client.set_cookie("session", before)
    assert person.get("/account").status == 303
    person.client.set_cookie("session", after)
    assert person.get("/account").status == 200


def test_a_password_is_never_enough(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    clock.advance(minutes=11)
    page = person.follow(person.get("/account/password"))
    assert person.submit(page, {"code": member.password}).status == 422
    assert person.submit(page, {"password": member.password}).status == 422
    assert person.get("/account/password").status == 303


def test_what_was_typed_is_kept_over_the_question(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    typed = {"name": 'Nora "N" Person', "email": "nora@birch.example", "role": "investigator"}
    form = person.get("/members/invitations")
    clock.advance(minutes=11)
    asked = person.submit(form, typed)
    assert asked.status == 403
    assert "Nothing was saved yet" in asked.words
    wrong = person.submit(asked, {"code": "000000"})
    confirmed = person.submit(wrong, {"code": member.code()})
    assert confirmed.status == 200
    sent = person.submit(confirmed)
    assert sent.location.startswith("/members/invitations?notice=")
    assert 'Nora "N" Person' in person.get("/members/invitations").words


def test_a_forged_post_is_not_kept(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    clock.advance(minutes=11)
    page = person.post("/members/invitations", {"csrf_token": "forged", "name": "Mallory"})
    assert page.status == 400
    assert "Mallory" not in page.text


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/sign-out", "/account/theme", "/nowhere", "/\\x"],
)
def test_the_question_sends_what_was_typed_nowhere_else(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock, target: str
) -> None:
    person = browser().sign_in(member)
    clock.advance(minutes=11)
    form = person.tokens("/account/confirm") | {"code": member.code(), "target": target}
    assert person.post("/account/confirm", form | {"kept:name": "x"}).location == "/account"


def test_a_secret_is_typed_again_instead_of_kept(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    form = person.get("/account/password")
    clock.advance(minutes=11)
    page = person.submit(form, {"old_password": member.password, "password": "x" * 20})
    assert page.location == "/account/confirm?next=/account/password"


def test_a_clock_set_back_makes_no_factor_fresh_again(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    clock.advance(minutes=12)
    assert person.get("/account/password").status == 303
    clock.advance(minutes=-5)
    assert person.get("/account/password").status == 303


def test_publishing_beyond_the_own_office_asks_and_publishing_within_it_does_not(
    member: Member, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    person = browser().sign_in(member)
    for title, tlp in (("Among us", "AMBER+STRICT"), ("For everyone", "GREEN")):
        public_id = write_draft(person, title=title, body="Words", tlp=tlp)
        page = person.get(f"/documents/{public_id}/publish")
        clock.advance(minutes=11)
        done = person.submit(page, {**ASSURED, "change_note": "The first text"})
        if tlp == "GREEN":
            assert done.status == 403
            assert person.get(f"/documents/{public_id}/revisions").status == 404
            confirmed = person.submit(done, {"code": member.code()})
            assert confirmed.status == 200
            done = person.submit(confirmed)
        assert done.location.endswith("notice=shared"), done.words
        assert "The first text" in person.get(f"/documents/{public_id}").words


def test_what_the_lead_releases_is_submitted_without_a_fresh_factor(
    world: World, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    office = world.office("larch", release_required=True)
    world.person("Lead", office, "office-lead")
    person = browser().sign_in(world.person("Author", office))
    public_id = write_draft(person, body="Words", tlp="GREEN")
    page = person.get(f"/documents/{public_id}/publish")
    clock.advance(minutes=11)
    assert person.submit(page, ASSURED).location.endswith("notice=submitted")
