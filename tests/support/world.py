"""Offices and people for tests, made directly in the database."""

from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher

from coalition import clock, ids
from coalition.access.actor import Actor, ActorKind, Role
from coalition.access.audience import tokens_held
from coalition.accounts.models import Person, PersonRole
from coalition.db import db, unit_of_work
from coalition.offices.models import Office
from coalition.runtime import current_vault
from coalition.web.dispatch import Portal
from tests.support.agreements import sign_everything

PASSWORD = "a long walk past nine courthouses"
# The cost is in the hash itself, so that tests can be quick and the portal stays slow.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Member:
    """A person as a test knows them: with the secrets that only they have."""

    id: int
    public_id: str
    email: str
    name: str
    office_id: int
    roles: frozenset[Role]
    password: str
    totp_secret: str

    @property
    def actor(self) -> Actor:
        """What a request of this person would act as."""
        return Actor(
            ActorKind.PERSON,
            self.name,
            person_id=self.id,
            public_id=self.public_id,
            office_id=self.office_id,
            roles=self.roles,
            tokens=tokens_held(self.id, self.office_id, self.roles),
        )

    def code(self) -> str:
        """What the person's authenticator shows now."""
        return pyotp.TOTP(self.totp_secret).at(clock.now())


@dataclass(frozen=True)
class TestOffice:
    """An office as a test knows it."""

    __test__ = False

    id: int
    public_id: str
    slug: str
    name: str
    state: str


class World:
    """Makes offices and people. Names are counted, so that no two are alike."""

    def __init__(self, app: Portal) -> None:
        self.app = app
        self._count = 0

    def office(
        self, slug: str = "", *, state: str = "MN", release_required: bool = False
    ) -> TestOffice:
        """A member office; by default its members may share without release."""
        self._count += 1
        slug = slug or f"office-{self._count}"
        with self.app.app_context(), unit_of_work():
            row = Office(
                public_id=ids.public_id(),
                slug=slug,
                name=f"{slug.title()} County Attorney",
                state=state,
                county=slug.title(),
                release_required=release_required,
                created_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            return TestOffice(row.id, row.public_id, row.slug, row.name, row.state)

    def person(
        self, name: str, office: TestOffice, *roles: Role | str, signs: bool = True
    ) -> Member:
        """An active member with a confirmed authenticator, who signed what there is to sign."""
        self._count += 1
        wanted = frozenset(Role(r) for r in roles or ("prosecutor",))
        secret = pyotp.random_base32()
        with self.app.app_context(), unit_of_work():
            public_id = ids.public_id()
            row = Person(
                public_id=public_id,
                email=f"{name.lower().replace(' ', '.')}.{self._count}@{office.slug}.example",
                name=name,
                office_id=office.id,
                status="active",
                password_hash=PASSWORD_HASH,
                totp_secret=current_vault().seal(secret.encode(), f"totp:{public_id}"),
                totp_confirmed_at=clock.now(),
                created_at=clock.now(),
                role_rows=[PersonRole(role=r.value) for r in wanted],
            )
            db.session.add(row)
            db.session.flush()
            if signs:
                sign_everything(row.id, office.id)
            return Member(row.id, public_id, row.email, name, office.id, wanted, PASSWORD, secret)
