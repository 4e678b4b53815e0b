"""Reading applications: the queue, one case with what was found, and what else is like it."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from coalition import clock
from coalition.access.actor import Role
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, has_lead
from coalition.db import db
from coalition.membership import checklist
from coalition.membership.domains import FREE_MAIL, Flag, domain_of, flags, registered
from coalition.membership.models import Application, Invitation
from coalition.membership.queries import link_hash
from coalition.membership.vetting import OPEN, Case, Stage
from coalition.offices.models import Office, OfficeDomain

NEEDED = 2
MOST_ALIKE = 10


@dataclass(frozen=True)
class ApplicationThing:
    """An application as the policy sees a thing that is acted on.

    Its authors are the sponsor and who approved already: none of them decides (again).
    """

    office_id: int | None
    author_ids: frozenset[int]
    state: str
    concerned_office_ids: frozenset[int]
    sponsor_id: int | None
    subject_id: int | None = None
    read_tokens: frozenset[str] = frozenset()


def application_thing(row: Application) -> ApplicationThing:
    """``row`` for the policy."""
    sponsor = {row.sponsor_id} if row.sponsor_id is not None else set()
    return ApplicationThing(
        row.office_id,
        frozenset(approval.admin_id for approval in row.approvals) | sponsor,
        "awaiting" if row.stage in OPEN else row.stage,
        concerned_office_ids(row),
        row.sponsor_id,
    )


def concerned_office_ids(row: Application) -> frozenset[int]:
    """The offices that the applicant may belong to: the one found, and any with their domain."""
    [found] = _concerned([row])
    return found


def _concerned(rows: Sequence[Application]) -> list[frozenset[int]]:
    """The concerned offices of each of ``rows``, looked up together."""
    domains = [domain_of(row.email) for row in rows]
    with_domain = _offices_with({one for one in domains if registered(one) not in FREE_MAIL})
    found = zip(rows, domains, strict=True)
    return [_own(row) | with_domain.get(one, set()) for row, one in found]


def _own(row: Application) -> frozenset[int]:
    return frozenset({row.office_id} if row.office_id is not None else ())


def _offices_with(domains: Set[str]) -> dict[str, set[int]]:
    """The offices to which each of ``domains`` belongs, or somebody with an address there."""
    found: dict[str, set[int]] = {}
    if not domains:
        return found
    official = select(OfficeDomain.domain, OfficeDomain.office_id).where(
        OfficeDomain.domain.in_(sorted(domains))
    )
    addresses = [Person.email.endswith(f"@{one}", autoescape=True) for one in sorted(domains)]
    used = select(Person.email, Person.office_id).where(or_(*addresses))
    for name, office_id in [*db.session.execute(official), *db.session.execute(used)]:
        found.setdefault(domain_of(name), set()).add(office_id)
    return found


def standing_admin_ids(row: Application) -> frozenset[int]:
    """Whose approvals count now: active admins who are still none of the applicant's people."""
    return _standing(row, concerned_office_ids(row)) if row.approvals else frozenset()


def standing_counts(rows: Sequence[Application]) -> list[int]:
    """How many approvals of each of ``rows`` count now."""
    found = zip(rows, _concerned(rows), strict=True)
    return [len(_standing(row, concerned)) for row, concerned in found]


def _standing(row: Application, concerned: frozenset[int]) -> frozenset[int]:
    return frozenset(
        approval.admin_id
        for approval in row.approvals
        if approval.admin.status == ACTIVE
        and Role.COALITION_ADMIN in approval.admin.roles
        and approval.admin.office_id not in concerned
        and approval.admin_id != row.sponsor_id
    )


def vetting_stands(invitation: Invitation) -> bool:
    """Whether what two admins decided about an invited applicant still holds.

    Where the office's lead let the invitation be sent, the lead answers for it.
    """
    row = db.session.scalar(select(Application).where(Application.invitation_id == invitation.id))
    if row is None or invitation.decided_by_id not in {a.admin_id for a in row.approvals}:
        return True
    return len(standing_admin_ids(row)) >= NEEDED


def sponsor_stands(row: Application) -> bool:
    """Whether a member of another office vouched, and could still."""
    sponsor = row.sponsor
    return (
        sponsor is not None
        and row.sponsor_answer == "yes"
        and sponsor.status == ACTIVE
        and sponsor.office_id not in concerned_office_ids(row)
    )


def case_of(row: Application) -> Case:
    """What the table of vetting looks at."""
    facts = checklist.Facts(
        row.role,
        row.office_id is not None or row.new_office,
        {check.item: check.fits for check in row.checks},
        any(call.confirmed for call in row.calls),
        sponsor_stands(row),
    )
    return Case([*checklist.missing(facts), *_unfitting(row)], len(standing_admin_ids(row)))


def _unfitting(row: Application) -> Iterator[str]:
    # An office without a lead would have nobody to answer for whoever joins it.
    has_no_lead = row.office_id is None or not has_lead(row.office_id)
    if row.role != Role.OFFICE_LEAD and has_no_lead:
        yield "a lead of the office, who joins first"


def find_application(public_id: str) -> Application | None:
    """The application with that public id whose address was confirmed."""
    if "\0" in public_id:
        return None  # PostgreSQL refuses this character even in a comparison.
    return db.session.scalar(
        select(Application).where(
            Application.public_id == public_id, Application.stage != Stage.UNCONFIRMED
        )
    )


def find_by_link(token: str, stage: Stage) -> Application | None:
    """The application at ``stage`` whose mailed link carries ``token``, if it still works."""
    return db.session.scalar(
        select(Application).where(
            Application.token_hash == link_hash(token),
            Application.stage == stage,
            Application.token_until > clock.now(),
        )
    )


def open_applications(*, page: int, size: int) -> tuple[list[Application], int]:
    """One page of what waits, the oldest first, and how many there are on all pages."""
    waiting = Application.stage.in_(OPEN)
    rows = db.session.scalars(
        select(Application)
        .where(waiting)
        .options(selectinload(Application.approvals))
        .order_by(Application.confirmed_at, Application.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    total = db.session.scalar(select(func.count()).select_from(Application).where(waiting))
    return list(rows), total or 0


def last_decided() -> Application | None:
    """The application that was decided last."""
    return db.session.scalar(
        select(Application)
        .where(Application.decided_at.is_not(None))
        .order_by(Application.decided_at.desc())
        .limit(1)
    )


def known_domains() -> dict[str, str]:
    """The official mail domains of member offices, each with the office's name."""
    named = select(OfficeDomain.domain, Office.name).join(Office)
    return {row.domain: row.name for row in db.session.execute(named)}


def address_flags(row: Application, known: dict[str, str]) -> list[Flag]:
    """What is odd about the applicant's mail domain beside those ``known``."""
    return flags(domain_of(row.email), known=known)


@dataclass(frozen=True)
class Alike:
    """Something that this application may repeat, in words."""

    what: str
    public_id: str = ""


def alike(row: Application) -> list[Alike]:
    """Members, invitations and applications that look like the same person."""
    found = [*_members_like(row), *_invitations_like(row), *_applications_like(row)]
    return found[:MOST_ALIKE]


def _members_like(row: Application) -> Iterator[Alike]:
    same = or_(Person.email == row.email, func.lower(Person.name) == row.name.lower())
    for person in db.session.scalars(select(Person).where(same).limit(MOST_ALIKE)):
        yield Alike(f"Member: {person.name}, {person.email}, {person.office.name}")


def _invitations_like(row: Application) -> Iterator[Alike]:
    query = select(Invitation).where(Invitation.email == row.email)
    if row.invitation_id is not None:
        query = query.where(Invitation.id != row.invitation_id)
    for invitation in db.session.scalars(query.limit(MOST_ALIKE)):
        yield Alike(f"Invitation, {invitation.state}: {invitation.email}")


def _applications_like(row: Application) -> Iterator[Alike]:
    same = [Application.email == row.email, func.lower(Application.name) == row.name.lower()]
    if row.bar_number:
        same.append(
            (Application.bar_number == row.bar_number) & (Application.bar_state == row.bar_state)
        )
    query = select(Application).where(
        or_(*same), Application.id != row.id, Application.stage != Stage.UNCONFIRMED
    )
    newest = query.order_by(Application.id.desc()).limit(MOST_ALIKE)
    for other in db.session.scalars(newest):
        reason = f" ({checklist.REFUSALS[other.refusal].lower()})" if other.refusal else ""
        stage = other.stage.replace("-", " ")
        yield Alike(f"Application, {stage}{reason}: {other.name}, {other.email}", other.public_id)
