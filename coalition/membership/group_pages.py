"""Groups: one's own, founding one, and who is in them."""

from contextlib import suppress
from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.accounts.queries import people_by_id
from coalition.membership import founding, groups, placing
from coalition.membership.group_forms import (
    CodeForm,
    FoundingForm,
    LengthenForm,
    LongerForm,
    PutForwardForm,
)
from coalition.offices.groups import find_group, last_possible_day
from coalition.offices.models import Group
from coalition.offices.queries import offices_by_id
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

bp = Blueprint("groups", __name__, url_prefix="/groups")

NOTICES = {
    "group-founded": ("success", "The group waits for the confirmation. You are told by mail."),
    "group-confirmed": ("success", "The group is at work. Its founder owns it."),
    "group-declined": ("success", "The group is declined. It never begins."),
    "group-ended": ("success", "The group has ended. Nobody reads anything by it any more."),
    "place-asked": ("success", "The request is made. Whoever decides is told by mail."),
    "place-approved": ("success", "They are in the group now. Their lead is told."),
    "place-removed": ("success", "They are out of the group, at once."),
    "left-the-group": ("success", "You are out of the group."),
    "owner-made": ("success", "They own the group as well now."),
    "longer-asked": ("success", "The later day is asked for. Another owner decides."),
    "group-lengthened": ("success", "The group ends later now."),
}


def _to(public_id: str, notice: str) -> ResponseReturnValue:
    return redirect(url_for("groups.show", public_id=public_id, notice=notice), 303)


def _list(form: CodeForm) -> ResponseReturnValue:
    actor = current_actor()
    seen = groups.visible_groups(actor)
    page = render_template(
        "membership/groups.html",
        rows=[(g, groups.state_of(g), groups.decisions_in(actor, g)) for g in seen],
        form=form,
        may_found=allows(actor, "group:found"),
        may_ask=allows(actor, "group:ask-to-join"),
    )
    return page, form.status


@bp.get("", requires="group:list")
def own() -> ResponseReturnValue:
    """The groups that the member is in, founded or answers for."""
    return _list(CodeForm(formdata=None))


@bp.post("/join", requires="group:ask-to-join")
def join() -> ResponseReturnValue:
    """Ask to join by a group's code."""
    form = CodeForm()
    with form.showing_problems():
        group = placing.ask_to_join(current_actor(), code=form.code.data or "")
        return _to(group.public_id, "place-asked")
    return _list(form)


@bp.route("/new", methods=["GET", "POST"], requires="group:found")
def new() -> ResponseReturnValue:
    """Found a group."""
    actor, form = current_actor(), FoundingForm()
    form.offer(groups.confirming_offices(actor))
    if form.is_submitted():
        with form.showing_problems():
            group = founding.found(
                actor,
                name=form.name.data or "",
                purpose=form.purpose.data or "",
                ends_on=form.ends_on.data,
                confirming_office=form.office.data or "",
            )
            return _to(group.public_id, "group-founded")
    return render_template("membership/new_group.html", form=form), form.status


def _page(
    group: Group, form: PutForwardForm | None = None, longer: LongerForm | None = None
) -> ResponseReturnValue:
    actor, thing = current_actor(), groups.group_thing(group)
    sent = form or longer
    people = people_by_id({group.founded_by_id, group.longer_asked_by_id or 0})
    page = render_template(
        "membership/group.html",
        group=group,
        state=groups.state_of(group),
        founder=people[group.founded_by_id],
        longer_asked_by=people.get(group.longer_asked_by_id or 0),
        office=offices_by_id([group.confirming_office_id])[group.confirming_office_id],
        members=groups.members_in(actor, group),
        papers=groups.papers_of(group),
        latest=last_possible_day(group.founded_at.date()),
        form=sent,
        put_forward_form=form or PutForwardForm(formdata=None),
        longer_form=longer or LongerForm(formdata=None),
        owns=actor.person_id in thing.owner_ids,
        own_place=groups.find_place(group, actor.person_id),
        own_id=actor.public_id,
        may_confirm=allows(
            actor, "group:confirm", groups.group_thing(group, asked_by=group.founded_by_id)
        ),
        may_put_forward=allows(actor, "group:put-forward", thing),
        may_lengthen=group.longer_until is not None
        and allows(
            actor, "group:lengthen", groups.group_thing(group, asked_by=group.longer_asked_by_id)
        ),
        may_end=allows(actor, "group:end", thing),
    )
    return page, sent.status if sent is not None else 200


@bp.get("/<public_id>", requires="group:see")
def show(public_id: str) -> ResponseReturnValue:
    """One group: who is in it, until when, and what waits."""
    return _page(groups.visible_group(current_actor(), public_id))


@bp.post("/<public_id>/confirm", requires="group:confirm", fresh_factor=True)
def confirm(public_id: str) -> ResponseReturnValue:
    """Let it begin."""
    founding.confirm(current_actor(), public_id)
    return _to(public_id, "group-confirmed")


@bp.post("/<public_id>/decline", requires="group:confirm", fresh_factor=False)
def decline(public_id: str) -> ResponseReturnValue:
    """Turn it down."""
    founding.decline(current_actor(), public_id)
    return _to(public_id, "group-declined")


@bp.post("/<public_id>/people", requires="group:put-forward")
def put_forward(public_id: str) -> ResponseReturnValue:
    """Ask that somebody join."""
    form = PutForwardForm()
    with form.showing_problems():
        placing.put_forward(current_actor(), public_id, email=form.email.data or "")
        return _to(public_id, "place-asked")
    return _page(groups.visible_group(current_actor(), public_id), form)


@bp.get("/<public_id>/people/<person_id>", requires="group:see")
def person(public_id: str, person_id: str) -> ResponseReturnValue:
    """What it means that somebody joins, or leaves."""
    actor = current_actor()
    group = groups.visible_group(actor, public_id)
    return render_template(
        "membership/group_person.html",
        group=group,
        state=groups.state_of(group),
        member=groups.member_in(actor, group, person_id),
        papers=groups.papers_of(group),
        own_id=actor.public_id,
    )


@bp.post("/<public_id>/people/<person_id>/approve", requires="group:approve", fresh_factor=True)
def approve(public_id: str, person_id: str) -> ResponseReturnValue:
    """Let somebody join."""
    placing.approve(current_actor(), public_id, person_id)
    return _to(public_id, "place-approved")


@bp.post("/<public_id>/people/<person_id>/owner", requires="group:make-owner", fresh_factor=True)
def make_owner(public_id: str, person_id: str) -> ResponseReturnValue:
    """Let a member decide as well."""
    placing.make_owner(current_actor(), public_id, person_id)
    return _to(public_id, "owner-made")


@bp.post("/<public_id>/people/<person_id>/remove", requires="group:remove")
def remove(public_id: str, person_id: str) -> ResponseReturnValue:
    """Take somebody out, turn a request down, or leave."""
    actor = current_actor()
    placing.remove(actor, public_id, person_id)
    notice = "left-the-group" if person_id == actor.public_id else "place-removed"
    group = find_group(public_id)
    if group is not None and allows(actor, "group:see", groups.group_thing(group)):
        return _to(public_id, notice)
    return redirect(url_for("groups.own", notice=notice), 303)


@bp.post("/<public_id>/longer", requires="group:ask-for-longer")
def ask_for_longer(public_id: str) -> ResponseReturnValue:
    """Ask for a later last day."""
    form = LongerForm()
    with form.showing_problems():
        founding.ask_for_longer(current_actor(), public_id, until=form.ends_on.data)
        return _to(public_id, "longer-asked")
    return _page(groups.visible_group(current_actor(), public_id), longer=form)


@bp.post("/<public_id>/lengthen", requires="group:lengthen", fresh_factor=True)
def lengthen(public_id: str) -> ResponseReturnValue:
    """Approve the later day that was shown."""
    until = None
    with suppress(ValueError):
        until = date.fromisoformat(LengthenForm().until.data or "")
    founding.lengthen(current_actor(), public_id, until=until)
    return _to(public_id, "group-lengthened")


@bp.get("/<public_id>/end", requires="group:end")
def ask_before_ending(public_id: str) -> ResponseReturnValue:
    """Say what ending does before it is done."""
    group = groups.visible_group(current_actor(), public_id)
    founding.require_for(current_actor(), "group:end", group)
    papers = groups.papers_of(group)
    return render_template("membership/end_group.html", group=group, papers=papers)


@bp.post("/<public_id>/end", requires="group:end")
def end(public_id: str) -> ResponseReturnValue:
    """End it for good."""
    founding.end(current_actor(), public_id)
    return _to(public_id, "group-ended")


def register(app: Portal) -> None:
    """Add the pages, the header link and the notices."""
    app.register_blueprint(bp)
    add_link(app, "Groups", "groups.own", "group:list", 66)
    for code, (kind, text) in NOTICES.items():
        add_notice(app, code, kind, text)
