"""The cookie by which a device is known again: random, for 180 days, and no sign-in by itself."""

from flask import Response, after_this_request, request

from coalition.accounts.devices import LASTS
from coalition.ids import ALPHABET
from coalition.runtime import current_settings

_LETTERS = frozenset(ALPHABET)


def given() -> str:
    """The device's token as the request brought it, if it is well-formed; else nothing."""
    token = request.cookies.get(current_settings().device_cookie_name, "")
    return token if len(token) == 52 and set(token) <= _LETTERS else ""


def keep(token: str) -> None:
    """Answer with the device's token."""
    settings = current_settings()

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            settings.device_cookie_name,
            token,
            max_age=LASTS,
            path="/",
            secure=settings.cookie_secure,
            httponly=True,
            samesite="Lax",
        )
        return response
