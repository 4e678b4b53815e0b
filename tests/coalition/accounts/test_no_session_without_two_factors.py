"""Whatever the order of steps, a session opens only after a password and a second factor."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.coalition.accounts.conftest import give_password

STEPS = (
    "right password",
    "wrong password",
    "right code",
    "wrong code",
    "enrol",
    "recovery code",
    "sign out",
    "old cookie",
)


class Journey:
    """One browser, and what the rule says about it."""

    def __init__(self, browser, member, clock):
        self.browser, self.member, self.clock = browser, member, clock
        self.state = "out"
        self.cookies = []

    def take(self, step):
        """Do one step and move the rule along."""
        getattr(self, "do_" + step.replace(" ", "_"))()

    def post(self, path, **fields):
        """Post with a valid CSRF token of whatever page answers."""
        page = self.browser.get("/sign-in")
        if page.location:
            page = self.browser.get("/account")
        token = page.soup.select_one("input[name=csrf_token]")["value"]
        return self.browser.post(path, {"csrf_token": token, **fields})

    def do_right_password(self):
        self.post("/sign-in", email=self.member.email, password=self.member.password)
        self.state = "full" if self.state == "full" else "half"
        self.cookies.append(self.browser.client.get_cookie("session").value)

    def do_wrong_password(self):
        self.post("/sign-in", email=self.member.email, password="wrong wrong wrong")

    def do_right_code(self):
        self.clock.advance(seconds=30)
        self.post("/sign-in/code", code=self.member.code())
        self.state = "full" if self.state in ("half", "full") else "out"

    def do_wrong_code(self):
        self.post("/sign-in/code", code="000000")

    def do_enrol(self):
        self.clock.advance(seconds=30)
        self.post("/enrol/authenticator", code=self.member.code())

    def do_recovery_code(self):
        self.post("/sign-in/recovery-code", code="0000-0000-0000-0000")

    def do_sign_out(self):
        self.post("/sign-out")
        self.state = "out"

    def do_old_cookie(self):
        # A half session's token is dead once it went further; nothing is won by bringing it back.
        if self.state == "full" and self.cookies:
            now = self.browser.client.get_cookie("session").value
            if self.cookies[0] != now:
                self.browser.client.set_cookie("session", self.cookies[0])
                opened = self.browser.get("/account").status == 200
                assert not opened
                self.browser.client.set_cookie("session", now)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=7))
def test_no_order_of_steps_opens_a_session_without_both(browser, world, office, clock, steps):
    clock.advance(minutes=16)
    journey = Journey(browser(), world.person("Ada Winter", office), clock)
    for step in steps:
        journey.take(step)
        opened = journey.browser.get("/account").status == 200
        # Refusing somebody who is throttled is allowed; letting somebody in is not.
        assert opened <= (journey.state == "full"), (steps, step)
    if steps.count("wrong password") + steps.count("wrong code") + steps.count("recovery code") < 5:
        assert opened == (journey.state == "full"), steps


def test_the_shortest_way_in_is_both_factors(browser, ada):
    person = browser()
    assert give_password(person, ada.email, ada.password).location.endswith("/sign-in/code")
    assert person.get("/account").status != 200
