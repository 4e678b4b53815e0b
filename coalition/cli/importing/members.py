"""Who the file means: member offices and people, and placeholders for those we do not know."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.actor import CASE_ROLES, Actor, Role
from coalition.accounts.models import Person
from coalition.accounts.queries import SUSPENDED
from coalition.accounts.services import create_person
from coalition.cli.importing.lines import Survey
from coalition.cli.importing.mapping import ImportMap
from coalition.db import db
from coalition.errors import Invalid
from coalition.offices.queries import all_offices
from coalition.offices.services import create_office
from coalition.offices.states import STATES

_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Known:
    """A person we have: the id, the office's slug and whether that office's token is held."""

    id: int
    office: str
    works_on_cases: bool


class Members:
    """Looks up names of the file, and makes placeholders where the operator asked for them.

    A placeholder person is suspended and has neither password nor second factor, so nobody can
    act as them; their address lies under ``.invalid``, where no mail arrives (RFC 2606, section 2).
    """

    def __init__(self, mapping: ImportMap, seen: Survey, *, create: bool) -> None:
        self._mapping, self._seen, self._create = mapping, seen, create
        self._offices = {office.slug: office.id for office in all_offices()}
        self._people = {
            person.email: Known(person.id, person.office.slug, bool(CASE_ROLES & person.roles))
            for person in db.session.scalars(select(Person))
        }
        # Placeholders by name, with what the file calls them, until they are made.
        self._new_offices: dict[str, str] = {}
        self._new_people: dict[str, str] = {}
        self.made_offices = 0
        self.made_people = 0

    def office_named(self, name: str) -> str:
        """The slug of the office that the file calls ``name``.

        Raises:
            Invalid: it is no member, and none is to be made for it.
        """
        slug = self._mapping.offices.get(name, name)
        if slug in self._offices:
            return slug
        if slug != name:
            raise Invalid.because("office", f"The map names the office “{slug}”, which is none.")
        return self._placeholder("office", name)

    def person_named(self, name: str) -> str:
        """The address of the person that the file calls ``name``.

        Raises:
            Invalid: it is no member, and none is to be made for them.
        """
        email = self._mapping.people.get(name, name)
        if email in self._people:
            return email
        if email != name:
            raise Invalid.because("author", f"The map names the member “{email}”, who is none.")
        return self._placeholder("user", name)

    def _placeholder(self, what: str, name: str) -> str:
        field = "office" if what == "office" else "author"
        if not (name.isascii() and name.isdigit() and len(name) <= _LONGEST_NUMBER):
            raise Invalid.because(
                field, f"There is no {what} “{name[:60]}” here. Add it to the map."
            )
        number, source = str(int(name)), self._mapping.source
        key = f"{source}-office-{number}" if what == "office" else f"user-{number}@{source}.invalid"
        if key not in (self._offices if what == "office" else self._people):
            if not self._create:
                raise Invalid.because(
                    field, f"There is no {what} {number} here. Add it to the map, or let the "
                    "command make it with --create-members."
                )  # fmt: skip
            (self._new_offices if what == "office" else self._new_people)[key] = name
        return key

    def reads_with(self, email: str, offices: Collection[str]) -> bool:
        """Whether this person reads what one of these offices reads."""
        known = self._people.get(email)
        if known is not None:
            return known.works_on_cases and known.office in offices
        return self._home_of(email) in offices

    def _home_of(self, email: str) -> str:
        # Somebody whom the file names as a reader only belongs to an office of unknown people.
        name = self._seen.homes.get(self._new_people[email], "")
        try:
            return self.office_named(name)
        except Invalid:
            return f"{self._mapping.source}-office-unknown"

    def make(self, actor: Actor, offices: Collection[str], people: Collection[str]) -> None:
        """Make those placeholders that do not exist yet; joins the caller's unit of work."""
        for email in sorted(people):
            if email not in self._people:
                home = self._home_of(email)
                self._make_office(actor, home)
                self._make_person(actor, email, home)
        for slug in sorted(offices):
            self._make_office(actor, slug)

    def _make_office(self, actor: Actor, slug: str) -> None:
        if slug in self._offices:
            return
        name = self._new_offices.get(slug, "unknown")
        state = self._seen.states.get(name, "")
        office = create_office(
            actor,
            name=f"{self._mapping.source.capitalize()} office {name}",
            slug=slug,
            state=state if state in STATES else "DC",
        )
        self._offices[slug] = office.id
        self.made_offices += 1

    def _make_person(self, actor: Actor, email: str, home: str) -> None:
        person = create_person(
            actor,
            email=email,
            name=f"{self._mapping.source.capitalize()} member {self._new_people[email]}",
            office_id=self._offices[home],
            roles=[Role.PROSECUTOR],
        )
        person.status = SUSPENDED
        self._people[email] = Known(person.id, home, True)
        self.made_people += 1

    def mark(self) -> tuple[int, int]:
        """How many exist now, for :meth:`forget_since`."""
        return len(self._offices), len(self._people)

    def forget_since(self, mark: tuple[int, int]) -> None:
        """Forget what was made since ``mark``, because it was rolled back."""
        while len(self._offices) > mark[0]:
            self._offices.popitem()
            self.made_offices -= 1
        while len(self._people) > mark[1]:
            self._people.popitem()
            self.made_people -= 1

    def office_id(self, slug: str) -> int:
        """The id of an office that exists."""
        return self._offices[slug]

    def person_id(self, email: str) -> int:
        """The id of a person who exists."""
        return self._people[email].id

    def placeholders(self, *, dry_run: bool) -> tuple[int, int]:
        """How many offices and people were made, or would be."""
        if not dry_run:
            return self.made_offices, self.made_people
        homes = {self._home_of(email) for email in list(self._new_people)} - set(self._offices)
        return len(homes | set(self._new_offices)), len(self._new_people)
