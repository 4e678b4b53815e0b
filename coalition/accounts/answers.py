"""What the pages of signing in, enrolment and the account answer with."""

from flask import render_template, request

from coalition.accounts.throttle import Locked
from coalition.errors import Invalid
from coalition.web.forms import Form
from coalition.web.guard import safe_next
from coalition.web.identity import current_sign_in

_SIGN_IN_PAGES = ("/sign-in", "/sign-out", "/enrol", "/account/confirm", "/forgotten-password")


def wanted_page(target: str | None) -> str | None:
    """Where to go after signing in: a page of this site, and not back to signing in."""
    page = safe_next(target, "")
    return page if page and not page.startswith(_SIGN_IN_PAGES) else None


def show_form(
    template: str, form: Form, refusal: Invalid | None = None, **context: object
) -> tuple[str, int]:
    """The page with its form, and what is wrong with it if something is.

    Codes and passwords are never sent back.
    """
    if "next" in form:
        form.next.data = wanted_page(form.next.data or request.args.get("next")) or ""
        context["next"] = form.next.data or None
    if refusal is None:
        return render_template(template, form=form, **context), 200
    if "code" in form:
        form.code.data = ""
    with form.showing_problems():
        raise refusal
    if not isinstance(refusal, Locked):
        return render_template(template, form=form, **context), 422
    signed_in = current_sign_in()
    if signed_in is None or not signed_in.is_authenticated:
        # Whoever is signed in has typed more than a password, and keeps the form.
        template = "accounts/locked.html"
    return render_template(template, form=form, **context), 429
