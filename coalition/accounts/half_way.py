"""What the pages between the first factor and the second have in common."""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import device_cookie, loader
from coalition.accounts.answers import show_form, wanted_page
from coalition.accounts.queries import factors_of
from coalition.accounts.sessions import Origin, Step
from coalition.accounts.sign_in import SessionGone
from coalition.errors import Invalid
from coalition.web.forms import Form
from coalition.web.identity import SignedIn, Stage, current_sign_in
from coalition.web.session_cookie import replace_token

_GOES_ON = {
    Stage.SECOND_FACTOR: "accounts.sign_in_code",
    Stage.ENROLMENT: "accounts.enrol_authenticator",
    Stage.NEW_DEVICE: "devices.confirm",
}


def go(endpoint: str, form: Form) -> ResponseReturnValue:
    """To the next page, without forgetting where the person wants to go."""
    return redirect(url_for(endpoint, next=wanted_page(form.next.data)), 303)


def owner() -> SignedIn:
    """Whose session it is, at whatever stage."""
    signed_in = current_sign_in()
    # The guard let nobody else in.
    assert signed_in is not None  # noqa: S101
    return signed_in


def to_right_page(half: SignedIn) -> ResponseReturnValue:
    """To the page on which a half session goes on."""
    return redirect(url_for(_GOES_ON[half.stage]), 303)


def carry(step: Step) -> None:
    """Answer with the tokens of the session and of the device."""
    replace_token(step.token)
    if step.device_token:
        device_cookie.keep(step.device_token)


def go_on(step: Step, form: Form) -> ResponseReturnValue:
    """After a second factor: to the page that was wanted, or to the mailed code first."""
    carry(step)
    if step.stage is not Stage.FULL:
        return go(_GOES_ON[step.stage], form)
    return redirect(wanted_page(form.next.data) or "/", 303)


def second_factor(
    template: str, form: Form, attempt: Callable[[int, str, Origin], Step], field: str = "code"
) -> ResponseReturnValue:
    """Ask for a second factor, or judge what was given in ``field`` with ``attempt``."""
    half = owner()
    if half.stage is not Stage.SECOND_FACTOR:
        return to_right_page(half)
    factors = factors_of(half.person_id)
    if not form.is_submitted():
        return show_form(template, form, factors=factors)
    given = form[field].data or ""
    try:
        step = attempt(half.session_id, given, loader.current_origin())
    except SessionGone:
        return go("accounts.sign_in", form)
    except Invalid as refusal:
        return show_form(template, form, refusal, factors=factors)
    return go_on(step, form)
