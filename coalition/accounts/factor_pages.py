"""Adding, renaming and removing second factors on the account page; each asks for a fresh one."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from coalition.accounts import enrolment, factor_changes, half_way, loader, passkeys, queries
from coalition.accounts.answers import show_form
from coalition.accounts.browsers import device_name
from coalition.accounts.forms import CodeForm, NewPasskeyForm, PasskeyNameForm
from coalition.accounts.models import Person
from coalition.db import db
from coalition.errors import Invalid
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint
from coalition.web.session_cookie import current_token

bp = Blueprint("factors", __name__, url_prefix="/account")

NOTICES = {
    "passkey-added": "The passkey is added. You can sign in with it from now on.",
    "passkey-renamed": "The passkey is renamed.",
    "passkey-removed": "The passkey is removed. Your other sessions were ended.",
    "authenticator-set": "Your authenticator is set up. Your other sessions were ended.",
    "authenticator-removed": "The authenticator is removed. Your other sessions were ended.",
}


def _person() -> Person:
    return db.session.get_one(Person, half_way.owner().person_id)


def _back(notice: str) -> ResponseReturnValue:
    return redirect(url_for("account.show", notice=notice), 303)


@bp.post("/passkeys/options", requires="account:change", own_unit=True, fresh_factor=True)
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to have a passkey made."""
    options = factor_changes.creation_options(current_token(), factor_changes.ADD, _person())
    return jsonify(options)


@bp.route(
    "/passkeys/new",
    methods=["GET", "POST"],
    requires="account:change",
    own_unit=True,
    fresh_factor=True,
)
def add_passkey() -> ResponseReturnValue:
    """Add a passkey."""
    form = NewPasskeyForm()
    if not form.is_submitted():
        form.name.data = device_name(request.headers.get("User-Agent", ""))
        return show_form("accounts/new_passkey.html", form)
    try:
        factor_changes.add_passkey(
            current_actor(),
            name=form.name.data or "",
            answer=form.credential.data or "",
            session_id=half_way.owner().session_id,
            token=current_token(),
        )
    except Invalid as refusal:
        return show_form("accounts/new_passkey.html", form, refusal)
    return _back("passkey-added")


@bp.route(
    "/passkeys/<public_id>",
    methods=["GET", "POST"],
    requires="account:change",
    own_unit=True,
    fresh_factor=True,
)
def rename_passkey(public_id: str) -> ResponseReturnValue:
    """Call a passkey by another name."""
    passkey, form = passkeys.find_own(half_way.owner().person_id, public_id), PasskeyNameForm()
    if not form.is_submitted():
        form.name.data = passkey.name
        return show_form("accounts/rename_passkey.html", form, passkey=passkey)
    try:
        factor_changes.rename_passkey(current_actor(), public_id, name=form.name.data or "")
    except Invalid as refusal:
        return show_form("accounts/rename_passkey.html", form, refusal, passkey=passkey)
    return _back("passkey-renamed")


@bp.route(
    "/passkeys/<public_id>/remove",
    methods=["GET", "POST"],
    requires="account:change",
    own_unit=True,
    fresh_factor=True,
)
def remove_passkey(public_id: str) -> ResponseReturnValue:
    """Ask, then remove a passkey; never the last factor."""
    owner, form = half_way.owner(), Form()
    passkey = passkeys.find_own(owner.person_id, public_id)
    if not form.is_submitted():
        return show_form("accounts/remove_passkey.html", form, passkey=passkey)
    try:
        factor_changes.remove_passkey(current_actor(), public_id, session_id=owner.session_id)
    except Invalid as refusal:
        return show_form("accounts/remove_passkey.html", form, refusal, passkey=passkey)
    return _back("passkey-removed")


@bp.route(
    "/authenticator",
    methods=["GET", "POST"],
    requires="account:change",
    own_unit=True,
    fresh_factor=True,
)
def authenticator() -> ResponseReturnValue:
    """Set up an authenticator, the first one or a new one on another phone."""
    form, owner = CodeForm(), half_way.owner()
    refusal = None
    if form.is_submitted():
        code, origin = form.code.data or "", loader.current_origin()
        try:
            factor_changes.set_authenticator(
                current_actor(), code, session_id=owner.session_id, origin=origin
            )
        except Invalid as wrong:
            refusal = wrong
        else:
            return _back("authenticator-set")
    offer = enrolment.offer(queries.session_by_id(owner.session_id))
    # The picture is made by us from base 32 and an address; segno escapes nothing else into it.
    picture = Markup(offer.svg) if offer else None  # noqa: S704  # nosec B704
    replaces = _person().totp_confirmed_at is not None
    template = "accounts/authenticator.html"
    return show_form(template, form, refusal, offer=offer, picture=picture, replaces=replaces)


@bp.post("/authenticator/begin", requires="account:change", own_unit=True, fresh_factor=True)
def begin_authenticator() -> ResponseReturnValue:
    """Make the new secret; the one in use stays until the new one is confirmed."""
    factor_changes.begin_authenticator(current_actor(), session_id=half_way.owner().session_id)
    return redirect(url_for("factors.authenticator"), 303)


@bp.get("/authenticator/remove", requires="account:change", fresh_factor=True)
def confirm_removal() -> ResponseReturnValue:
    """Ask before the authenticator is removed."""
    return render_template("accounts/remove_authenticator.html", form=Form(formdata=None))


@bp.post("/authenticator/remove", requires="account:change", own_unit=True, fresh_factor=True)
def remove_authenticator() -> ResponseReturnValue:
    """Remove the authenticator; never the last factor."""
    try:
        factor_changes.remove_authenticator(current_actor(), session_id=half_way.owner().session_id)
    except Invalid as refusal:
        return show_form("accounts/remove_authenticator.html", Form(), refusal)
    return _back("authenticator-removed")


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
