"""A doorway for visitors, so that a crowd that signs in does not slow down members at work.

Every step of signing in takes processor time: pages, a password hash, several commits. Two visitors
at once keep a worker's processor busy; more would only make everybody wait for everybody. The
others wait here, without a database connection, and members go past them.
"""

import threading

from flask import current_app, request

from coalition.errors import Unavailable
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, declarations

AT_ONCE = 2
# Each holds a thread of the worker; `threads` in gunicorn.conf.py leaves enough to those who read.
WAITING = 48
_PATIENCE_SECONDS = 20.0
# The longest thing that a visitor sends is a passkey's answer of 20,000 characters.
LARGEST_BODY = 128 * 1024
_KEY = "coalition.doorway"


class Doorway:
    """A few places, and a few more to wait for one."""

    def __init__(self, places: int, waiting: int, patience: float) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._line = threading.BoundedSemaphore(places + waiting)
        self._patience = patience

    def enter(self) -> None:
        """Return when there is a place; the caller leaves it with :meth:`leave`.

        Raises:
            Unavailable: too many wait already, or it took too long.
        """
        if not self._line.acquire(blocking=False):
            raise Unavailable("crowd")
        if not self._places.acquire(timeout=self._patience):
            self._line.release()
            raise Unavailable("crowd")

    def leave(self) -> None:
        """Give the place to the next."""
        self._places.release()
        self._line.release()


_doorway = Doorway(AT_ONCE, WAITING, _PATIENCE_SECONDS)


def _is_for_visitors() -> bool:
    """Whether the request is for a page that visitors come to in crowds."""
    declared = declarations(current_app).get(request.endpoint or "")
    if declared is None or declared.quick:
        return False
    return declared.requires in (PUBLIC, HALF_SIGNED_IN)


def wait_for_place() -> None:
    """Before a visitor's request is looked at: wait until it may be, if it is such a request.

    Raises:
        Unavailable: there is a crowd.
    """
    if not _is_for_visitors():
        return
    request.max_content_length = LARGEST_BODY
    # What is sent is taken in first, so that whoever sends it slowly keeps no place from others.
    request.get_data(parse_form_data=True)
    _doorway.enter()
    request.environ[_KEY] = _doorway


def give_place_back(_failure: BaseException | None = None) -> None:
    """After the answer is made, let the next one in."""
    held: Doorway | None = request.environ.pop(_KEY, None)
    if held is not None:
        held.leave()
