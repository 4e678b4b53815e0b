"""The two questions every layer asks, and the two refusals."""

from coalition.access.actor import Actor
from coalition.access.policy import POLICY
from coalition.access.predicates import Thing
from coalition.errors import NotFound, NotPermitted


def allows(actor: Actor, permission: str, thing: Thing | None = None) -> bool:
    """Whether some clause of ``permission`` holds in full for ``actor`` and ``thing``."""
    return any(
        bool(clause) and all(p.test(actor, thing) for p in clause)
        for clause in POLICY.get(permission, ())
    )


def might_allow(actor: Actor, permission: str) -> bool:
    """Whether some thing could exist for which ``permission`` is granted.

    Looks only at what is true of the actor alone; used at the door of a route and for
    navigation, never instead of :func:`require`.
    """
    return any(
        bool(clause) and all(p.test(actor, None) for p in clause if not p.about_thing)
        for clause in POLICY.get(permission, ())
    )


def require(actor: Actor, permission: str, thing: Thing | None = None) -> None:
    """Return when granted.

    Raises:
        NotFound: the actor may not read the thing, so its existence is not confirmed.
        NotPermitted: the actor may read it but not do this.
    """
    if allows(actor, permission, thing):
        return
    if thing is not None and not allows(actor, "document:read", thing):
        raise NotFound
    raise NotPermitted(permission)
