"""Members and invitations."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.actor import ROLE_LABELS, Actor, Role
from coalition.access.decide import allows
from coalition.accounts import services as accounts
from coalition.accounts.factor_resets import open_resets
from coalition.accounts.loader import current_origin
from coalition.accounts.models import Person
from coalition.accounts.queries import find_person, member_thing, people_page, role_labels
from coalition.errors import NotFound, NotPermitted
from coalition.membership import (
    acceptance,
    agreement_pages,
    group_pages,
    joining_pages,
    message_pages,
    office_pages,
    queries,
    reset_pages,
    services,
    vetting_pages,
    vouching_pages,
)
from coalition.membership.forms import AcceptanceForm, InvitationForm
from coalition.membership.reviews import views as review_pages
from coalition.membership.terms import views as term_pages
from coalition.membership.terms.queries import term_thing
from coalition.offices.queries import all_offices, find_office
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import PUBLIC, Blueprint
from coalition.web.session_cookie import replace_token

bp = Blueprint("membership", __name__)

PAGE = 25

NOTICES = {
    "invitation-sent": ("success", "The invitation is on its way. Its link works for seven days."),
    "invitation-waits": ("info", "The invitation waits for an approval. You need do nothing."),
    "invitation-refused": ("success", "The invitation is refused. Nobody was invited."),
    "invitation-taken-back": ("success", "The invitation is taken back. Its link is dead."),
    "member-suspended": (
        "success",
        "The member is suspended and signed out everywhere. Their papers can be handed on below.",
    ),
    "member-reactivated": (
        "success",
        "The account is active again. A mail says how to set a new password and second factor.",
    ),
}


def _scope(actor: Actor) -> int | None:
    """The office whose people the actor sees; nothing for all of them."""
    return None if Role.COALITION_ADMIN in actor.roles else actor.office_id


def _row(actor: Actor, person: Person) -> dict[str, object]:
    thing = member_thing(person)
    active = person.status == "active"
    return {
        "person": person,
        "roles": role_labels(person),
        "may_suspend": active and allows(actor, "person:suspend", thing),
        "may_leave": not active and allows(actor, "person:leaving", thing),
        "may_change_term": allows(actor, "term:change", term_thing(person)),
        "may_reactivate": not active and allows(actor, "person:return", thing),
    }


@bp.get("/members", requires="person:list")
def members() -> ResponseReturnValue:
    """The people of one's office, or for admins of all, searchable."""
    actor, words = current_actor(), request.args.get("q", "").replace("\0", "")[:200]
    number = asked_page()
    people, total = people_page(_scope(actor), words, page=number, size=PAGE)
    return render_template(
        "membership/members.html",
        rows=[_row(actor, person) for person in people],
        page=PageLinks(number, PAGE, total),
        words=words,
        waiting=queries.waiting_count(actor),
        may_see_terms=allows(actor, "term:list"),
        resets=len(open_resets()) if allows(actor, "factor-reset:list") else 0,
    )


def _invitations_page(form: InvitationForm) -> ResponseReturnValue:
    actor, number = current_actor(), asked_page()
    found, total = queries.open_invitations(actor, page=number, size=PAGE)
    rows = [
        {
            "invitation": row,
            "waits": row.state == queries.AWAITING,
            "may_approve": allows(actor, "invitation:approve", thing),
            "may_refuse": allows(actor, "invitation:refuse", thing),
            "may_take_back": allows(actor, "invitation:take-back", thing),
        }
        for row, thing in zip(found, queries.invitation_things(found), strict=True)
    ]
    page = PageLinks(number, PAGE, total)
    template = "membership/invitations.html"
    return render_template(
        template, form=form, rows=rows, page=page, labels=ROLE_LABELS
    ), form.status


@bp.get("/members/invitations", requires="invitation:create", fresh_factor=False)
def invitations() -> ResponseReturnValue:
    """What waits, what was sent, and the form to invite."""
    return _invitations_page(InvitationForm().offer(current_actor(), all_offices()))


@bp.post("/members/invitations", requires="invitation:create", fresh_factor=True)
def invite() -> ResponseReturnValue:
    """Ask that somebody may join."""
    actor = current_actor()
    form = InvitationForm().offer(actor, all_offices())
    office = find_office(form.office.data or "")
    with form.showing_problems():
        invitation = services.invite(
            actor,
            email=form.email.data or "",
            name=form.name.data or "",
            office_id=office.id if office else 0,
            role=form.role.data or "",
        )
        sent = invitation.state == queries.APPROVED
        return _to_invitations("invitation-sent" if sent else "invitation-waits")
    return _invitations_page(form)


def _to_invitations(notice: str) -> ResponseReturnValue:
    return redirect(url_for("membership.invitations", notice=notice), 303)


@bp.post(
    "/members/invitations/<public_id>/approve", requires="invitation:approve", fresh_factor=True
)
def approve(public_id: str) -> ResponseReturnValue:
    """Let it be sent."""
    services.approve(current_actor(), public_id)
    return _to_invitations("invitation-sent")


@bp.post("/members/invitations/<public_id>/refuse", requires="invitation:refuse", fresh_factor=True)
def refuse(public_id: str) -> ResponseReturnValue:
    """Turn it down."""
    services.refuse(current_actor(), public_id)
    return _to_invitations("invitation-refused")


@bp.post("/members/invitations/<public_id>/take-back", requires="invitation:take-back")
def take_back(public_id: str) -> ResponseReturnValue:
    """End one that was sent."""
    services.take_back(current_actor(), public_id)
    return _to_invitations("invitation-taken-back")


def _member_to_suspend(public_id: str) -> Person:
    actor, person = current_actor(), find_person(public_id)
    if person is None or not accounts.may_see(actor, person):
        raise NotFound
    if not allows(actor, "person:suspend", member_thing(person)):
        raise NotPermitted("person:suspend")
    return person


def _suspension_page(person: Person, form: Form) -> ResponseReturnValue:
    return render_template("membership/suspend.html", member=person, form=form), form.status


@bp.get("/members/<public_id>/suspend", requires="person:suspend", fresh_factor=True)
def confirm_suspension(public_id: str) -> ResponseReturnValue:
    """Say what suspending does before it is done."""
    return _suspension_page(_member_to_suspend(public_id), Form())


@bp.post("/members/<public_id>/suspend", requires="person:suspend", fresh_factor=True)
def suspend(public_id: str) -> ResponseReturnValue:
    """Suspend, and end every way in with the same commit."""
    person, form = _member_to_suspend(public_id), Form()
    with form.showing_problems():
        accounts.suspend_person(current_actor(), public_id)
        where = url_for("leaving.leaving", public_id=public_id, notice="member-suspended")
        return redirect(where, 303)
    return _suspension_page(person, form)


@bp.post("/members/<public_id>/reactivate", requires="person:return", fresh_factor=True)
def reactivate(public_id: str) -> ResponseReturnValue:
    """Let a suspended member in again."""
    accounts.reactivate_person(current_actor(), public_id)
    return redirect(url_for("membership.members", notice="member-reactivated"), 303)


@bp.route("/invitations/<token>", methods=["GET", "POST"], requires=PUBLIC, own_unit=True)
def invitation(token: str) -> ResponseReturnValue:
    """What an invited person sees; every dead link is the same page.

    A link that is passed on tells nobody the name or the address of whom it was for.
    """
    offer = acceptance.offered(token)
    if offer is None:
        return render_template("membership/dead_link.html"), 404
    form = AcceptanceForm()
    if form.is_submitted():
        with form.showing_problems():
            return _accepted(token, form)
    page = render_template(
        "membership/accept.html",
        form=form,
        offer=offer,
        role_label=ROLE_LABELS[Role(offer.role)],
        action=url_for("membership.invitation", token=token),
    )
    return page, form.status


def _accepted(token: str, form: AcceptanceForm) -> ResponseReturnValue:
    name, password = form.name.data or "", form.password.data or ""
    try:
        started = acceptance.accept(token, name=name, password=password, origin=current_origin())
    except NotFound:
        return render_template("membership/dead_link.html"), 404
    replace_token(started)
    return redirect(url_for("accounts.enrol_authenticator", notice="password-set"), 303)


def register(app: Portal) -> None:
    """Add the pages, the header link and the notices."""
    app.register_blueprint(bp)
    add_link(app, "Members", "membership.members", "person:list", 60)
    for code, (kind, text) in NOTICES.items():
        add_notice(app, code, kind, text)
    office_pages.register(app)
    reset_pages.register(app)
    agreement_pages.register(app)
    group_pages.register(app)
    joining_pages.register(app)
    vetting_pages.register(app)
    message_pages.register(app)
    vouching_pages.register(app)
    review_pages.register(app)
    term_pages.register(app)
