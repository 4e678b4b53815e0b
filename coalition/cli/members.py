"""``flask members`` and ``flask offices``: setting up the coalition before anybody can sign in."""

import click
from flask.cli import AppGroup

from coalition.access.actor import Actor, Role, operator
from coalition.accounts.services import return_by_operator
from coalition.cli.ends import plain_refusals
from coalition.db import unit_of_work
from coalition.errors import Conflict, NotFound
from coalition.membership.models import Invitation
from coalition.membership.services import invite as invite_person
from coalition.membership.services import issue_link
from coalition.notifications.services import note_handed_over
from coalition.offices.models import Office
from coalition.offices.queries import all_offices, find_office_by_slug
from coalition.offices.services import create_office, slug_from
from coalition.runtime import current_settings

members = AppGroup("members", help="People of the coalition.")
offices = AppGroup("offices", help="Offices of the coalition.")


def _operator() -> Actor:
    return operator("members", "office:create", "invitation:create", "invitation:approve")


@members.command("create-admin")
@click.option("--email", required=True)
@click.option("--name", required=True, help="The person's full name.")
@click.option("--office-name", required=True, help="The admin's office; made if it is not there.")
@click.option("--state", required=True, help="The office's state, as a postal code.")
@click.option("--county", default="")
def create_admin(email: str, name: str, office_name: str, state: str, county: str) -> None:
    """Invite a coalition admin and print the link, once; whoever opens it becomes the admin."""
    with plain_refusals(), unit_of_work():
        office = find_office_by_slug(slug_from(office_name)) or create_office(
            _operator(), name=office_name, state=state, county=county
        )
        link = _invited_by_link(email, name, office, Role.COALITION_ADMIN)
    click.echo(
        f"Open this link to set a password and an authenticator. It is not shown again:\n{link}"
    )


@members.command()
@click.option("--email", required=True)
@click.option("--name", required=True, help="The person's full name.")
@click.option("--office", "slug", required=True, help="The office's short name; see offices list.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--print-link", is_flag=True, help="Print the link instead of mailing it.")
def invite(email: str, name: str, slug: str, role: str, print_link: bool) -> None:
    """Invite a person into an office; the link is mailed by the worker."""
    with plain_refusals(), unit_of_work():
        office = find_office_by_slug(slug)
        if office is None:
            raise click.ClickException(f"There is no office {slug}.")
        if print_link:
            said = "It is not shown again:\n" + _invited_by_link(email, name, office, Role(role))
        else:
            _invited(email, name, office, Role(role))
            said = f"The worker mails the link to {email}."
    click.echo(said)


@members.command("let-in")
@click.option("--email", required=True, help="The address of the suspended member.")
def let_in(email: str) -> None:
    """Let a suspended member in again, where the office has no lead left who could.

    It is in the audit log, and every coalition admin is told.
    """
    with plain_refusals(), unit_of_work():
        try:
            return_by_operator(operator("members", "person:return"), email)
        except Conflict:
            raise click.ClickException(f"{email} is not suspended.") from None
        except NotFound:
            raise click.ClickException(f"There is no member {email}.") from None
    click.echo(f"{email} sets a new password by mail and enrols a new second factor.")


def _invited(email: str, name: str, office: Office, role: Role) -> Invitation:
    return invite_person(_operator(), email=email, name=name, office_id=office.id, role=role)


def _invited_by_link(email: str, name: str, office: Office, role: Role) -> str:
    invitation = _invited(email, name, office, role)
    # Mailing would make another link and with it end the one that is printed.
    note_handed_over(invitation.public_id)
    base = current_settings().base_url.rstrip("/")
    return f"{base}/invitations/{issue_link(invitation.public_id)}"


@offices.command("list")
def list_offices() -> None:
    """Print every office with its short name."""
    for office in all_offices():
        click.echo(f"{office.slug}  {office.state}  {office.name}")


@offices.command()
@click.option("--name", required=True)
@click.option("--state", required=True, help="Postal code.")
@click.option("--county", default="")
@click.option("--slug", default=None, help="Short name; made from the name if not given.")
@click.option(
    "--release-required/--no-release-required",
    default=True,
    help="Whether its lead releases what goes beyond the office.",
)
def add(name: str, state: str, county: str, slug: str | None, release_required: bool) -> None:
    """Add a member office."""
    with plain_refusals(), unit_of_work():
        office = create_office(
            _operator(),
            name=name,
            state=state,
            county=county,
            slug=slug,
            release_required=release_required,
        )
        slug = office.slug
    click.echo(f"Added {slug}.")
