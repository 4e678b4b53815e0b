"""What the log and the person's mail are told about an account, and the words for it."""

from coalition.access.actor import Actor
from coalition.accounts.models import Person
from coalition.audit import services as audit
from coalition.outbox import services as outbox

EVENT_LABELS = {
    "person.created": "Account created",
    "person.suspended": "Account suspended",
    "person.spared": "Account kept, because too few admins would remain",
    "person.warned": "Warned that the account will be suspended without a sign-in",
    "access-review.confirmed": "Access confirmed in the review",
    "person.reactivated": "Account reactivated",
    "term.announced": "Told that the term as office lead ends soon",
    "term.asked": "Another last day as office lead asked for",
    "term.changed": "Last day as office lead changed",
    "term.closed": "Another last day as office lead asked for by nobody any more",
    "term.refused": "Another last day as office lead refused",
    "term.ended": "Term as office lead over",
    "session.started": "Signed in",
    "device.new": "Signed in on a device that was not known",
    "session.refused": "Sign-in refused",
    "session.ended": "Signed out",
    "session.revoked": "Session ended from the account page",
    "sessions.revoked": "Other sessions ended",
    "factor.confirmed": "Second factor given again",
    "totp.confirmed": "Authenticator set up",
    "totp.removed": "Authenticator removed",
    "passkey.added": "Passkey added",
    "passkey.renamed": "Passkey renamed",
    "passkey.removed": "Passkey removed",
    "recovery-code.used": "Recovery code used",
    "recovery-codes.made": "New recovery codes made",
    "recovery-codes.saved": "Recovery codes confirmed as saved",
    "password.changed": "Password changed",
    "password.reset-asked": "New password asked for by mail",
    "password.reset": "New password set with the link of a mail",
    "factor-reset.asked": "New second factor asked for",
    "factor-reset.approved": "New second factor approved by a coalition admin",
    "factor-reset.cancelled": "New second factor cancelled",
    "factor-reset.opened": "Link for a new second factor opened",
    "factor-reset.used": "Second factors replaced",
    "password.refused": "Password change refused",
}


def log(
    actor: Actor | None,
    action: str,
    person: Person,
    *,
    outcome: str = "done",
    detail: dict[str, object] | None = None,
) -> None:
    """Record an act on an account."""
    audit.record(
        actor,
        action,
        object_kind="person",
        object_id=person.public_id,
        outcome=outcome,
        detail=detail,
    )


def log_and_tell(actor: Actor | None, action: str, person: Person) -> None:
    """Record a security change and have the person told by mail."""
    log(actor, action, person)
    tell(person, action)


def tell(person: Person, what: str) -> None:
    """Have the person told by mail what happened."""
    outbox.announce("person.security-changed", person=person.public_id, what=what)
