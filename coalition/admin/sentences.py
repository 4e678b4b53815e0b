"""Audit entries as sentences. Names and titles are resolved for the reader who looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.actor import Actor, Role
from coalition.accounts.bylines import shown_person
from coalition.accounts.models import Person
from coalition.audit.models import AuditEntry
from coalition.db import db
from coalition.documents.kinds import KINDS
from coalition.documents.queries import readable_papers

VERBS = {
    "access.refused": "was refused",
    "agreement.signed-by-office": "signed the agreement of an office",
    "agreement.signed-by-person": "signed the undertaking",
    "agreement.written": "wrote a version of what is signed",
    "application.answered": "answered a question about an application",
    "application.approved": "approved an application",
    "application.confirmed": "confirmed the address of an application",
    "application.doubt-noted": "noted what does not fit in an application",
    "application.finding-noted": "noted a finding about an application",
    "application.made": "asked to join",
    "application.office-found": "said which office an application is of",
    "application.question-asked": "asked an applicant a question",
    "application.refused": "refused an application",
    "application.sponsor-asked": "asked a sponsor about an application",
    "application.vouched": "vouched for an applicant",
    "application.vouching-declined": "declined to vouch for an applicant",
    "audit.exported": "exported the audit log",
    "audit.read": "read the audit log",
    "comment.made": "commented on",
    "comment.removed": "removed a comment on",
    "comment.taken-back": "took back a comment on",
    "custody.added": "wrote custody entries of",
    "custody.exported": "took along the custody log of",
    "custody.read": "read the custody log of",
    "draft.approved": "approved as its second reader",
    "draft.erased": "erased a draft of",
    "draft.saved": "saved a draft of",
    "draft.sent-back": "sent back a draft of",
    "draft.submitted": "submitted for release",
    "file.attached": "attached a file to",
    "file.read": "read a file of",
    "file.removed": "erased a file of",
    "flag.disclosed": "noted the disclosure of what is flagged in",
    "flags.exported": "downloaded the report of disclosure flags",
    "hold.lifted": "lifted a hold on",
    "hold.placed": "placed a hold on",
    "hold.reviewed": "looked again at a hold on",
    "items.import-begun": "began to import items into",
    "items.import-erased": "erased a file to import into",
    "items.imported": "imported items into",
    "mapping.erased": "erased a mapping of imports",
    "mapping.saved": "kept a mapping of imports",
    "group.confirmed": "confirmed",
    "group.declined": "did not confirm",
    "group.ended": "ended",
    "group.founded": "founded",
    "group.joined": "let somebody join",
    "group.left": "took somebody out of",
    "group.lengthened": "let last longer",
    "group.longer-asked": "asked for a later last day of",
    "group.owner-made": "made somebody an owner of",
    "group.place-asked": "asked that somebody join",
    "invitation.accepted": "accepted an invitation",
    "invitation.approved": "approved an invitation",
    "invitation.asked": "asked to invite somebody",
    "invitation.refused": "refused an invitation",
    "invitation.taken-back": "took back an invitation",
    "ledger.exported": "downloaded who received",
    "ledger.read": "looked up who received",
    "missing.added": "wrote into the register of missing evidence of",
    "missing.exported": "took along the register of missing evidence of",
    "missing.read": "read the register of missing evidence of",
    "office.created": "added an office",
    "office.described": "wrote down what is known of an office",
    "office.changed": "changed an office",
    "office.naming-changed": "changed whether papers show an office’s name",
    "office.release-changed": "changed who may share beyond an office",
    "office.second-reader-changed": "changed whether an office asks for a second reader",
    "paper.audience-changed": "changed the audience of",
    "paper.case-imported": "began with a CASE/UCO file",
    "paper.cleared": "cleared for sharing",
    "paper.created": "started",
    "paper.lead-left": "took from a lead whose term is over",
    "paper.exported": "downloaded",
    "paper.imported": "imported",
    "paper.imported-as-draft": "imported as a draft",
    "paper.published": "published",
    "paper.read": "read",
    "paper.reassigned": "handed on to a colleague",
    "paper.recalled": "recalled",
    "question.answered": "answered a question about",
    "question.asked": "asked the office of",
    "received.exported": "downloaded what was received by",
    "received.read": "looked up what was received by",
    "paper.withdrawn": "withdrew",
    "papers.imported": "imported papers from",
    "recall.confirmed": "confirmed having erased copies of",
    "factor.confirmed": "gave the second factor again for",
    "factor-reset.approved": "approved a new second factor of",
    "factor-reset.asked": "asked for a new second factor of",
    "factor-reset.cancelled": "cancelled the new second factor of",
    "factor-reset.opened": "opened the link for a new second factor of",
    "factor-reset.used": "replaced the second factors of",
    "passkey.added": "added a passkey of",
    "passkey.removed": "removed a passkey of",
    "passkey.renamed": "renamed a passkey of",
    "password.changed": "changed the password of",
    "password.reset": "set a new password by mail for",
    "password.reset-asked": "asked for a new password of",
    "password.refused": "failed to change the password of",
    "person.created": "added a member",
    "person.suspended": "suspended a member",
    "access-review.opened": "opened the review of access",
    "access-review.confirmed": "confirmed in the review of access",
    "access-review.closed": "closed the review of access",
    "person.spared": "left, for want of other admins, the account of",
    "person.warned": "warned that the account will be suspended of",
    "person.reactivated": "reactivated a member",
    "recognition.noted": "noted how a state takes a common interest",
    "recovery-code.used": "signed in with a recovery code",
    "recovery-codes.made": "made new recovery codes",
    "recovery-codes.saved": "confirmed having saved recovery codes",
    "request.answered": "noted the answer to a public-records request",
    "request.appealed": "noted an appeal of a public-records request",
    "request.closed": "closed a public-records request",
    "request.contributors-asked": "asked the contributors about a public-records request",
    "request.day-moved": "moved the day of a public-records request",
    "request.exported": "downloaded the log of a public-records request",
    "request.logged": "logged what became of a paper in a public-records request",
    "request.paper-left-out": "left a paper out of a public-records request",
    "request.papers-chosen": "chose papers for a public-records request",
    "request.registered": "registered a public-records request",
    "request.replied": "replied as a contributor about a public-records request",
    "request.withdrawn": "noted that a public-records request was withdrawn",
    "revision.restored": "brought back an earlier text of",
    "retention.changed": "changed how long an office keeps papers",
    "retention.due": "found that the term is over of",
    "retention.kept": "decided to keep longer",
    "review.key-taken": "downloaded the key to the pseudonyms of",
    "review.saved": "decided what identifies somebody in",
    "saved-search.changed": "changed a saved search",
    "saved-search.removed": "removed a saved search",
    "saved-search.saved": "saved a search",
    "session.ended": "ended a session",
    "session.refused": "failed to sign in",
    "session.revoked": "ended another session",
    "sessions.revoked": "ended all other sessions",
    "session.started": "signed in",
    "synonyms.added": "added synonyms",
    "synonyms.changed": "changed synonyms",
    "synonyms.removed": "removed synonyms",
    "term.announced": "announced the last day as lead of",
    "term.asked": "asked for another last day as lead of",
    "term.changed": "changed the last day as lead of",
    "term.closed": "closed what was asked for about the last day as lead of",
    "term.refused": "refused another last day as lead of",
    "term.ended": "ended, its last day being over, the term as lead of",
    "totp.confirmed": "confirmed an authenticator",
}


@dataclass(frozen=True)
class Row:
    """One entry as the page shows it."""

    entry: AuditEntry
    who: str
    verb: str
    what: str
    url: str | None


def rows(reader: Actor, entries: Iterable[AuditEntry]) -> list[Row]:
    """The entries as rows. A paper that ``reader`` may not read is named by its kind and id."""
    entries = list(entries)
    ids = {e.actor_id for e in entries} | {e.object_id for e in entries}
    people = {
        p.public_id: p for p in db.session.scalars(select(Person).where(Person.public_id.in_(ids)))
    }
    papers = readable_papers(reader, {e.object_id for e in entries if e.object_kind in KINDS})
    titles = {i: p.current.title for i, p in papers.items() if p.current}
    names = {public_id: _name(reader, person) for public_id, person in people.items()}
    return [_row(entry, names, titles) for entry in entries]


def _name(reader: Actor, person: Person) -> str:
    """Admins vet members and see their names; to others an office may keep them off papers."""
    if Role.COALITION_ADMIN in reader.roles:
        return person.name
    return shown_person(reader, person)


def _row(entry: AuditEntry, people: Mapping[str, str], titles: Mapping[str, str]) -> Row:
    who = people.get(entry.actor_id) or _actor_words(entry)
    verb = VERBS.get(entry.action, entry.action)
    if entry.object_id in titles:
        return Row(
            entry, who, verb, f"“{titles[entry.object_id]}”", f"/documents/{entry.object_id}"
        )
    return Row(entry, who, verb, _object_words(entry, people), None)


def _actor_words(entry: AuditEntry) -> str:
    if entry.actor_kind == "visitor":
        return "A visitor"
    if entry.actor_kind == "person":
        return f"Former member {entry.actor_id}"
    return f"{entry.actor_kind.title()} {entry.actor_id}"


def _object_words(entry: AuditEntry, people: Mapping[str, str]) -> str:
    if entry.object_kind in KINDS:
        return f"{KINDS[entry.object_kind].label.lower()} {entry.object_id}"
    if entry.object_id in people:
        name = people[entry.object_id]
        return "" if entry.object_id == entry.actor_id else name
    if entry.object_kind in (
        "application",
        "invitation",
        "flags",
        "records-notice",
        "records-request",
        "saved-search",
        "session",
        "audit",
        "synonyms",
    ):
        # The verb has named it already; its id is among the details.
        return ""
    if entry.object_kind == "permission":
        return f"the permission {entry.object_id}"
    return "" if entry.object_id in ("-", "") else f"{entry.object_kind} {entry.object_id}"
