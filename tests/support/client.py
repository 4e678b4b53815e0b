"""A browser without JavaScript: keeps cookies, reads pages, submits their forms as they are."""

from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coalition.accounts import devices, sessions
from coalition.accounts.models import Person
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import open_session
from coalition.db import db, unit_of_work
from coalition.web.identity import Stage
from tests.support.world import Member

# Where the requests of Flask's test client come from.
ORIGIN = Origin("127.0.0.1", "Werkzeug")


class Page:
    """An answer, as a person would meet it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.text = response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree; read only by those who look at it."""
        return BeautifulSoup(self.text, "html.parser")

    @property
    def title(self) -> str:
        """The document's title."""
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def words(self) -> str:
        """The visible text with white space folded."""
        return " ".join(self.soup.get_text(" ").split())

    def form(self, action: str | None = None) -> Tag:
        """The form with that action, or the only one in the main part of the page.

        What only a script can send is no form without one.
        """
        forms = [
            f
            for f in self.soup.select("form")
            if (
                f.get("action") == action
                if action
                else f.find_parent("main") and not f.has_attr("data-passkey")
            )
        ]
        assert len(forms) == 1, f"{len(forms)} forms with action {action!r} on {self.title!r}"
        return forms[0]


def form_values(form: Tag) -> dict[str, Any]:
    """What a browser would send of ``form`` without any button pressed."""
    values: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            # A browser reads line ends as one character and leaves out the one after the tag.
            text = field.get_text().replace("\r\n", "\n").removeprefix("\n")
            values.setdefault(name, []).append(text)
        elif field.name == "select":
            chosen = field.select("option[selected]") or (
                field.select("option")[:1] if not field.has_attr("multiple") else []
            )
            for option in chosen:
                values.setdefault(name, []).append(str(option.get("value", option.get_text())))
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values.setdefault(name, []).append(str(field.get("value", "on")))
        elif field.get("type") not in ("submit", "button", "file"):
            values.setdefault(name, []).append(str(field.get("value", "")))
    return {k: v if len(v) > 1 else v[0] for k, v in values.items()}


class Browser:
    """One person's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Page:
        """Fetch a page; redirects are not followed."""
        return Page(self.client.get(path, **options))

    def follow(self, page: Page) -> Page:
        """Go where the answer points."""
        assert page.location, f"no redirect: {page.status} {page.title}"
        return self.get(page.location)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        """Post exactly ``data``, without the hidden inputs of any form."""
        return Page(self.client.post(path, data=data or {}, **options))

    def submit(
        self, page: Page, values: dict[str, Any] | None = None, *, action: str | None = None
    ) -> Page:
        """Fill in a form of ``page`` and send it where it points."""
        form = page.form(action)
        data = form_values(form) | (values or {})
        return self.post(str(form.get("action") or page.response.request.full_path), data)

    def tokens(self, path: str = "/sign-in") -> dict[str, str]:
        """The hidden inputs of some form at ``path``, for posts that no page offers."""
        page = self.get(path)
        found = page.soup.select_one("input[name=csrf_token]")
        assert found is not None, f"no form at {path}: {page.status}"
        return {"csrf_token": str(found["value"])}

    def sign_in(self, member: Member) -> "Browser":
        """A session as both factors give it, made by the services that the pages call last.

        It takes a tenth of the time. What is about signing in goes through the pages.
        """
        app = self.client.application
        settings = app.extensions["coalition"].settings
        with app.app_context(), unit_of_work():
            person = db.session.get_one(Person, member.id)
            session, _ = sessions.start(person, Stage.SECOND_FACTOR, ORIGIN)
            session.factor = "authenticator"
            step = open_session(session, devices.keys_of(person, ORIGIN), ORIGIN)
        self.client.set_cookie(settings.cookie_name, step.token)
        self.client.set_cookie(settings.device_cookie_name, step.device_token)
        return self

    def sign_in_by_pages(self, member: Member) -> "Browser":
        """Both factors, through the pages."""
        page = self.submit(
            self.get("/sign-in"), {"email": member.email, "password": member.password}
        )
        assert page.location.endswith("/sign-in/code"), page.words
        page = self.submit(self.follow(page), {"code": member.code()})
        assert page.status in (302, 303), page.words
        return self
