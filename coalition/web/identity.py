"""Who is signed in, as views and templates see it. The accounts feature fills this in."""

from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask, g
from flask_login import LoginManager, UserMixin, current_user

from coalition.access.actor import Actor
from coalition.errors import NotPermitted


class Stage(StrEnum):
    """How far a session has come. Only ``FULL`` has an actor."""

    SECOND_FACTOR = "second-factor"
    ENROLMENT = "enrolment"
    NEW_DEVICE = "new-device"
    FULL = "full"


@dataclass(frozen=True)
class TimeOut:
    """When the session ends if nothing more is done, and whether doing something puts it off."""

    seconds: int
    can_stay: bool


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The owner of the request's session."""

    person_id: int
    session_id: int
    stage: Stage
    display_name: str
    office_name: str
    theme: str = "system"
    role_labels: tuple[str, ...] = ()
    has_fresh_factor: bool = False
    time_out: TimeOut | None = None
    actor: Actor | None = field(default=None, repr=False)

    @property
    def is_authenticated(self) -> bool:
        """Two factors were given."""
        return self.stage is Stage.FULL and self.actor is not None

    def get_id(self) -> str:
        """Flask-Login's name for the identity; nothing is ever stored under it."""
        return str(self.person_id)


login_manager = LoginManager()


def forget_visitor() -> None:
    """Answer the rest of this request as to nobody."""
    g.visitor_forgotten = True


def current_sign_in() -> SignedIn | None:
    """The owner of the session at any stage, or nobody."""
    if g.get("visitor_forgotten"):
        return None
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def current_actor() -> Actor:
    """The actor of this request.

    Raises:
        NotPermitted: nobody is signed in with two factors. The guard has refused before this.
    """
    user = current_sign_in()
    if user is None or user.actor is None or not user.is_authenticated:
        raise NotPermitted("sign-in")
    return user.actor


def set_up(app: Flask) -> None:
    """Attach Flask-Login without its session, cookie and flash features."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None
