"""Member offices: the list, a new one, and whether sharing needs release."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.actor import Role
from coalition.access.decide import allows
from coalition.accounts.bylines import shown_person
from coalition.accounts.models import Person
from coalition.accounts.queries import active_counts, active_people, leads_of
from coalition.errors import NotFound
from coalition.membership.forms import (
    NamingForm,
    OfficeDetailsForm,
    OfficeForm,
    ReleaseForm,
    SecondReaderForm,
)
from coalition.membership.terms.queries import terms_of
from coalition.offices import agreements, services
from coalition.offices.kinds import OFFICE_KINDS
from coalition.offices.models import Office
from coalition.offices.naming import is_named_to, shown_name, veiled_name
from coalition.offices.queries import find_office, office_thing, offices_page
from coalition.offices.recognition import STANDINGS, recognition_of
from coalition.offices.states import STATES
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("offices", __name__, url_prefix="/offices")

PAGE = 50


@bp.get("", requires="office:list")
def offices() -> ResponseReturnValue:
    """The member offices, searchable, of one state or of all."""
    words, number = request.args.get("q", "").replace("\0", "")[:200], asked_page()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    actor = current_actor()
    all_named = Role.COALITION_ADMIN in actor.roles
    named_to = None if all_named else actor.office_id
    found, total = offices_page(words, state, named_to=named_to, page=number, size=PAGE)
    return render_template(
        "membership/offices.html",
        offices=found,
        counts=active_counts([office.id for office in found]),
        page=PageLinks(number, PAGE, total),
        words=words,
        state=state,
        states=STATES,
        named={office.id for office in found if all_named or is_named_to(actor, office)},
        may_create=allows(actor, "office:create"),
    )


@bp.route("/new", methods=["GET", "POST"], requires="office:create")
def new() -> ResponseReturnValue:
    """A new office."""
    form = OfficeForm()
    if form.is_submitted():
        with form.showing_problems():
            office = services.create_office(
                current_actor(),
                name=form.name.data or "",
                state=form.state.data or "",
                kind=form.kind.data or "",
                county=form.county.data or "",
                county_fips=form.county_fips.data or "",
                domains=form.domains.data or "",
            )
            target = url_for("offices.show", public_id=office.public_id, notice="office-created")
            return redirect(target, 303)
    return render_template("membership/new_office.html", form=form), form.status


def _details(form: OfficeDetailsForm) -> dict[str, str]:
    fields = (form.kind, form.county, form.county_fips, form.domains)
    return {field.name: field.data or "" for field in fields}


@bp.route(
    "/<public_id>/details", methods=["GET", "POST"], requires="office:describe", fresh_factor=True
)
def details(public_id: str) -> ResponseReturnValue:
    """Write down what became known of an office."""
    office = find_office(public_id)
    if office is None:
        raise NotFound
    form = OfficeDetailsForm(
        data={
            "kind": office.kind,
            "county": office.county,
            "county_fips": office.county_fips,
            "domains": ", ".join(office.domains),
        }
    )
    if form.is_submitted():
        with form.showing_problems():
            services.describe_office(current_actor(), public_id, **_details(form))
            return redirect(
                url_for("offices.show", public_id=public_id, notice="office-saved"), 303
            )
    page = render_template("membership/office_details.html", form=form, office=office)
    return page, form.status


def _may_be_named(office: Office) -> bool:
    """Admins vet members by name; to leads of other offices an office may show none."""
    actor = current_actor()
    return Role.COALITION_ADMIN in actor.roles or is_named_to(actor, office)


@bp.get("/<public_id>", requires="office:list")
def show(public_id: str) -> ResponseReturnValue:
    """One office, and for its lead the setting."""
    office, actor = find_office(public_id), current_actor()
    if office is None or not _may_be_named(office):
        raise NotFound
    release = "required" if office.release_required else "free"
    return render_template(
        "membership/office.html",
        office=office,
        state_name=STATES.get(office.state, office.state),
        agreement=agreements.standing_of_office(office.id),
        signed=len(agreements.signed_of(office.id) & {p.id for p in active_people(office.id)}),
        recognition=recognition_of(office.state),
        standings=STANDINGS,
        kind_label=OFFICE_KINDS.get(office.kind, office.kind),
        leads=terms_of(actor, leads_of(office.id)),
        count=len(active_people(office.id)),
        release_form=ReleaseForm(formdata=None, release=release),
        reader_form=SecondReaderForm(
            formdata=None, second_reader="required" if office.second_reader_required else "free"
        ),
        naming_form=NamingForm(formdata=None, naming="hidden" if office.name_hidden else "shown"),
        may_change=allows(actor, "office:change", office_thing(office)),
        may_describe=allows(actor, "office:describe"),
    )


@bp.post("/<public_id>/release", requires="office:change", fresh_factor=True)
def release(public_id: str) -> ResponseReturnValue:
    """Whether sharing beyond the office needs release."""
    required = ReleaseForm().release.data != "free"
    services.set_release_required(current_actor(), public_id, required=required)
    return redirect(url_for("offices.show", public_id=public_id, notice="release-saved"), 303)


@bp.post("/<public_id>/second-reader", requires="office:change", fresh_factor=True)
def second_reader(public_id: str) -> ResponseReturnValue:
    """Whether what is shared needs a second reader."""
    required = SecondReaderForm().second_reader.data != "free"
    services.set_second_reader_required(current_actor(), public_id, required=required)
    return redirect(url_for("offices.show", public_id=public_id, notice="release-saved"), 303)


def _office_shown(office: Office) -> str:
    """For templates: the office's name as whoever is signed in sees it."""
    return shown_name(current_actor(), office)


def _person_shown(person: Person, *offices: Office) -> str:
    """For templates: the person's name as whoever is signed in sees it."""
    return shown_person(current_actor(), person, *offices)


def _office_searched(office: Office) -> str:
    """For templates: what the office's papers are found by."""
    return veiled_name(office.state) if office.name_hidden else office.name


def register(app: Portal) -> None:
    """Add the pages, the header link and the notices."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        office_shown=_office_shown, person_shown=_person_shown, office_searched=_office_searched
    )
    add_notice(app, "naming-saved", "success", "Saved. It holds for all papers of your office.")
    add_link(app, "Offices", "offices.offices", "office:list", 65)
    add_notice(
        app,
        "office-created",
        "success",
        "The office is a member now. Invite its lead under Members, Invitations; "
        "another coalition admin approves.",
    )
    add_notice(app, "office-saved", "success", "What is known of the office is saved.")
    add_notice(app, "release-saved", "success", "The setting is saved.")
