"""The policy against answers written by hand: role x relation x state, for each permission.

The expected answers are not derived from the table; they say in plain words who may do what.
"""

from dataclasses import dataclass, field

import pytest

from coalition.access.actor import Actor, ActorKind, Role, operator
from coalition.access.audience import office_token, person_token, tokens_held
from coalition.access.decide import allows, might_allow, require
from coalition.access.policy import POLICY
from coalition.errors import NotFound, NotPermitted

OWN, OTHER = 1, 2
AUTHOR, COLLEAGUE, STRANGER = 10, 11, 20


@dataclass(frozen=True)
class Paper:
    """A thing as the policy sees it."""

    state: str
    read_tokens: frozenset[str]
    office_id: int = OWN
    author_ids: frozenset[int] = frozenset({AUTHOR})
    subject_id: None = field(default=None)


def member(role: Role, person: int, office: int) -> Actor:
    roles = frozenset({role})
    return Actor(
        ActorKind.PERSON,
        role.value,
        person_id=person,
        public_id=f"p{person}",
        office_id=office,
        roles=roles,
        tokens=tokens_held(person, office, roles),
    )


ACTORS = {
    "author": member(Role.PROSECUTOR, AUTHOR, OWN),
    "author-investigator": member(Role.INVESTIGATOR, AUTHOR, OWN),
    "colleague": member(Role.PROSECUTOR, COLLEAGUE, OWN),
    "own-lead": member(Role.OFFICE_LEAD, COLLEAGUE, OWN),
    "own-admin": member(Role.COALITION_ADMIN, COLLEAGUE, OWN),
    "own-auditor": member(Role.AUDITOR, COLLEAGUE, OWN),
    "other-prosecutor": member(Role.PROSECUTOR, STRANGER, OTHER),
    "other-investigator": member(Role.INVESTIGATOR, STRANGER, OTHER),
    "other-lead": member(Role.OFFICE_LEAD, STRANGER, OTHER),
    "other-admin": member(Role.COALITION_ADMIN, STRANGER, OTHER),
    "other-auditor": member(Role.AUDITOR, STRANGER, OTHER),
}

AUTHOR_ONLY = frozenset({person_token(AUTHOR)})
STATES = {
    "draft": Paper("draft", AUTHOR_ONLY),
    "submitted": Paper("draft", AUTHOR_ONLY | {person_token(COLLEAGUE)}),
    "own-office": Paper("published", frozenset({office_token(OWN)})),
    "two-offices": Paper("published", frozenset({office_token(OWN), office_token(OTHER)})),
    "coalition": Paper("published", frozenset({"coalition"})),
    "named": Paper("published", frozenset({person_token(AUTHOR), person_token(STRANGER)})),
    "withdrawn": Paper("withdrawn", AUTHOR_ONLY | {person_token(COLLEAGUE)}),
}

AUTHORS = {"author", "author-investigator"}
OWN_CASE = AUTHORS | {"colleague", "own-lead"}
OTHER_CASE = {"other-prosecutor", "other-investigator", "other-lead"}
# Everyone at the person id of COLLEAGUE holds that id's own token, whatever the role.
COLLEAGUES = {"colleague", "own-lead", "own-admin", "own-auditor"}
STRANGERS = {"other-prosecutor", "other-investigator", "other-lead", "other-admin", "other-auditor"}

NOT_WITHDRAWN = ["draft", "submitted", "own-office", "two-offices", "coalition", "named"]
OWN_LEAD = {"own-lead"}

# Readers who work on cases; nothing is said about what nobody reads yet or any more.
COMMENTED = {
    "own-office": OWN_CASE,
    "two-offices": OWN_CASE | OTHER_CASE,
    "coalition": OWN_CASE | OTHER_CASE,
    "named": AUTHORS | (STRANGERS & OTHER_CASE),
}

# Of those who read the paper, its own office.
CUSTODY = {
    "draft": AUTHORS,
    "submitted": AUTHORS | (COLLEAGUES & OWN_CASE),
    "own-office": OWN_CASE,
    "two-offices": OWN_CASE,
    "coalition": OWN_CASE,
    "named": AUTHORS,
    "withdrawn": AUTHORS | (COLLEAGUES & OWN_CASE),
}

# Written by hand: who may, for each state. A state that is left out: nobody.
EXPECTED = {
    "document:read": {
        "draft": AUTHORS,
        "submitted": AUTHORS | COLLEAGUES,
        "own-office": OWN_CASE,
        "two-offices": OWN_CASE | OTHER_CASE,
        "coalition": OWN_CASE | OTHER_CASE,
        "named": AUTHORS | STRANGERS,
        "withdrawn": AUTHORS | COLLEAGUES,
    },
    "document:edit": dict.fromkeys(NOT_WITHDRAWN, AUTHORS),
    "document:review": dict.fromkeys(NOT_WITHDRAWN, AUTHORS),
    "document:second-read": dict.fromkeys(NOT_WITHDRAWN, OWN_CASE - AUTHORS),
    "document:publish": dict.fromkeys(NOT_WITHDRAWN, AUTHORS),
    "document:delete-draft": dict.fromkeys(["draft", "submitted"], AUTHORS),
    "document:publish-beyond-office": dict.fromkeys(NOT_WITHDRAWN, OWN_LEAD),
    "document:release": dict.fromkeys(NOT_WITHDRAWN, OWN_LEAD),
    # Handing on shows the lead nothing, so that what they cannot read is handed on as well.
    "document:reassign": dict.fromkeys(STATES, OWN_LEAD),
    # The lead withdraws and re-addresses what the lead can read; a paper to named people is not.
    "document:withdraw": {
        "own-office": AUTHORS | {"own-lead"},
        "two-offices": AUTHORS | {"own-lead"},
        "coalition": AUTHORS | {"own-lead"},
        "named": AUTHORS,
    },
    "document:change-audience": {
        "own-office": AUTHORS | {"own-lead"},
        "two-offices": AUTHORS | {"own-lead"},
        "coalition": AUTHORS | {"own-lead"},
        "named": AUTHORS,
    },
    "document:ledger": {
        "draft": AUTHORS,
        "submitted": AUTHORS | {"own-lead"},
        "own-office": AUTHORS | {"own-lead"},
        "two-offices": AUTHORS | {"own-lead"},
        "coalition": AUTHORS | {"own-lead"},
        "named": AUTHORS,
        "withdrawn": AUTHORS | {"own-lead"},
    },
    "document:recall": {
        "own-office": AUTHORS | {"own-lead"},
        "two-offices": AUTHORS | {"own-lead"},
        "coalition": AUTHORS | {"own-lead"},
        "named": AUTHORS,
    },
    "document:comment": COMMENTED,
    "document:export": COMMENTED,
    "document:remove-comment": {
        "own-office": AUTHORS | {"own-lead"},
        "two-offices": AUTHORS | {"own-lead"},
        "coalition": AUTHORS | {"own-lead"},
        "named": AUTHORS,
    },
    "question:ask": COMMENTED,
    # A lead answers for what the lead can read, and whoever answers still reads what was asked.
    "question:answer": dict.fromkeys(("draft", "named"), AUTHORS)
    | dict.fromkeys(
        ("submitted", "own-office", "two-offices", "coalition", "withdrawn"), AUTHORS | {"own-lead"}
    ),
    "custody:read": CUSTODY,
    "custody:write": CUSTODY,
    "missing:read": CUSTODY,
    "missing:write": CUSTODY,
    "document:import": {},
    "document:clear": {},
}


@pytest.mark.parametrize("permission", sorted(EXPECTED))
@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("who", sorted(ACTORS))
def test_each_role_may_do_what_the_hand_written_table_says(
    permission: str, state: str, who: str
) -> None:
    expected = who in EXPECTED[permission].get(state, set())
    assert allows(ACTORS[who], permission, STATES[state]) is expected


def test_every_permission_about_papers_is_in_the_hand_written_table() -> None:
    families = ("custody:", "document:", "missing:", "question:")
    about_papers = {p for p in POLICY if p.startswith(families)}
    assert about_papers - {"document:list", "document:create"} == set(EXPECTED)


WITHOUT_A_THING = {
    "document:list": {"prosecutor", "investigator", "office-lead"},
    "document:create": {"prosecutor", "investigator", "office-lead"},
    "demand:list": {"prosecutor", "investigator", "office-lead"},
    "records:work": {"prosecutor", "investigator", "office-lead"},
    "request:list": {"prosecutor", "office-lead"},
    "request:register": {"office-lead"},
    "hold:list": {"prosecutor", "office-lead"},
    "flag:list": {"prosecutor", "office-lead"},
    "flag:export": {"prosecutor", "office-lead"},
    "retention:list": {"prosecutor", "office-lead"},
    "search:use": {"prosecutor", "investigator", "office-lead"},
    "search:save": {"prosecutor", "investigator", "office-lead"},
    "search:alert": set(),
    "search:index": set(),
    "search:synonyms": {"coalition-admin"},
    "coalition:oversee": {"coalition-admin"},
    "home:read": {r.value for r in Role},
    "account:read": {r.value for r in Role},
    "account:change": {r.value for r in Role},
    "recall:answer": {r.value for r in Role},
    "office:list": {"coalition-admin", "office-lead"},
    "office:create": {"coalition-admin"},
    "office:describe": {"coalition-admin"},
    "application:list": {"coalition-admin"},
    "term:list": {"coalition-admin"},
    "group:list": {"prosecutor", "investigator", "office-lead", "coalition-admin"},
    "group:found": {"coalition-admin", "office-lead"},
    "group:ask-to-join": {"prosecutor", "investigator", "office-lead"},
    "agreement:read": {r.value for r in Role},
    "agreement:write": {"coalition-admin"},
    "undertaking:sign": {r.value for r in Role},
    "recognition:change": {"coalition-admin"},
    "person:list": {"coalition-admin", "office-lead"},
    "access-review:list": {"coalition-admin", "office-lead"},
    "access-review:open": {"coalition-admin"},
    "invitation:create": {"coalition-admin", "office-lead"},
    "factor-reset:list": {"coalition-admin"},
    "factor-reset:cancel": {"coalition-admin"},
    "audit:read": {"coalition-admin", "auditor"},
    "audit:verify": {"auditor"},
    "mail:send": set(),
}


@pytest.mark.parametrize("permission", sorted(WITHOUT_A_THING))
@pytest.mark.parametrize("role", list(Role))
def test_permissions_without_a_thing_follow_the_hand_written_table(
    permission: str, role: Role
) -> None:
    actor = member(role, AUTHOR, OWN)
    assert allows(actor, permission) is (role.value in WITHOUT_A_THING[permission])


def test_every_other_permission_needs_a_thing() -> None:
    for permission in set(POLICY) - set(WITHOUT_A_THING):
        assert not any(allows(member(r, AUTHOR, OWN), permission) for r in Role), permission


@dataclass(frozen=True)
class Request:
    """An invitation or a person as the policy sees it."""

    office_id: int
    author_ids: frozenset[int]
    subject_id: int | None
    state: str = "awaiting"
    read_tokens: frozenset[str] = frozenset()
    office_has_no_lead: bool = False


def test_nobody_approves_what_they_asked_for_themselves() -> None:
    lead = member(Role.OFFICE_LEAD, COLLEAGUE, OWN)
    assert allows(lead, "invitation:approve", Request(OWN, frozenset({STRANGER}), None))
    assert not allows(lead, "invitation:approve", Request(OWN, frozenset({COLLEAGUE}), None))
    assert not allows(lead, "invitation:approve", Request(OWN, frozenset({STRANGER}), COLLEAGUE))


def test_a_lead_approves_for_the_own_office_alone() -> None:
    lead = member(Role.OFFICE_LEAD, COLLEAGUE, OWN)
    assert not allows(lead, "invitation:approve", Request(OTHER, frozenset({STRANGER}), None))


def test_an_admin_approves_only_where_an_office_has_no_lead_and_another_admin_asked() -> None:
    admin = member(Role.COALITION_ADMIN, COLLEAGUE, OWN)
    asked = frozenset({STRANGER})
    assert not allows(admin, "invitation:approve", Request(OTHER, asked, None))
    leaderless = Request(OTHER, asked, None, office_has_no_lead=True)
    assert allows(admin, "invitation:approve", leaderless)
    own_request = Request(OTHER, frozenset({COLLEAGUE}), None, office_has_no_lead=True)
    assert not allows(admin, "invitation:approve", own_request)


def test_a_decided_invitation_is_not_decided_again() -> None:
    lead = member(Role.OFFICE_LEAD, COLLEAGUE, OWN)
    for state in ("approved", "accepted", "refused"):
        thing = Request(OWN, frozenset({STRANGER}), None, state=state)
        assert not allows(lead, "invitation:approve", thing)
        assert not allows(lead, "invitation:refuse", thing)


def test_what_was_sent_is_taken_back_by_the_offices_lead_or_an_admin() -> None:
    lead = member(Role.OFFICE_LEAD, COLLEAGUE, OWN)
    admin = member(Role.COALITION_ADMIN, COLLEAGUE, OTHER)
    for state in ("awaiting", "approved", "accepted", "refused"):
        thing = Request(OWN, frozenset({STRANGER}), None, state=state)
        for actor in (lead, admin):
            assert allows(actor, "invitation:take-back", thing) is (state == "approved")
    elsewhere = Request(OTHER, frozenset({STRANGER}), None, state="approved")
    assert not allows(lead, "invitation:take-back", elsewhere)


def test_nobody_suspends_themselves_or_another_offices_people() -> None:
    lead = member(Role.OFFICE_LEAD, COLLEAGUE, OWN)
    admin = member(Role.COALITION_ADMIN, COLLEAGUE, OWN)
    assert allows(lead, "person:suspend", Request(OWN, frozenset(), STRANGER, "active"))
    assert not allows(lead, "person:suspend", Request(OTHER, frozenset(), STRANGER, "active"))
    assert allows(admin, "person:suspend", Request(OTHER, frozenset(), STRANGER, "active"))
    for actor in (lead, admin):
        own = Request(OWN, frozenset(), COLLEAGUE, "active")
        assert not allows(actor, "person:suspend", own)


def test_only_its_lead_changes_an_office() -> None:
    thing = Request(OWN, frozenset(), None, "active")
    for who, actor in ACTORS.items():
        assert allows(actor, "office:change", thing) is (who == "own-lead"), who


def test_an_unknown_permission_denies_everyone() -> None:
    for actor in ACTORS.values():
        assert not allows(actor, "document:burn", STATES["coalition"])
        assert not might_allow(actor, "document:burn")


def test_an_empty_list_and_an_empty_clause_deny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICY, "test:none", ())
    monkeypatch.setitem(POLICY, "test:empty", ((),))
    for permission in ("test:none", "test:empty"):
        assert not allows(ACTORS["own-lead"], permission, STATES["coalition"])
        assert not might_allow(ACTORS["own-lead"], permission)


def test_the_operator_may_do_only_what_it_was_given() -> None:
    given = operator("cli", "document:import")
    assert allows(given, "document:import")
    for permission in set(POLICY) - {"document:import"}:
        assert not allows(given, permission, STATES["coalition"]), permission


def test_a_persons_explicit_permissions_count_for_nothing() -> None:
    person = Actor(ActorKind.PERSON, "x", person_id=1, permissions=frozenset({"document:import"}))
    assert not allows(person, "document:import")


def test_what_cannot_be_read_is_not_found_and_what_can_is_forbidden() -> None:
    stranger, colleague = ACTORS["other-prosecutor"], ACTORS["colleague"]
    with pytest.raises(NotFound):
        require(stranger, "document:edit", STATES["own-office"])
    with pytest.raises(NotPermitted):
        require(colleague, "document:edit", STATES["own-office"])
    require(ACTORS["author"], "document:edit", STATES["own-office"])


def test_the_door_opens_wherever_some_thing_could_be_allowed() -> None:
    for who, actor in ACTORS.items():
        for permission, by_state in EXPECTED.items():
            if any(who in names for names in by_state.values()):
                assert might_allow(actor, permission), (who, permission)


# Who gets as far as a door behind which some paper, invitation or person might be theirs to act on.
DOORS = {
    "document:edit": {"prosecutor", "investigator", "office-lead"},
    "document:publish": {"prosecutor", "investigator", "office-lead"},
    "document:withdraw": {"prosecutor", "investigator", "office-lead"},
    "document:change-audience": {"prosecutor", "investigator", "office-lead"},
    "document:publish-beyond-office": {"office-lead"},
    "document:release": {"office-lead"},
    "document:import": set(),
    "document:clear": set(),
    "office:change": {"office-lead"},
    "document:reassign": {"office-lead"},
    "person:suspend": {"office-lead", "coalition-admin"},
    "person:leaving": {"office-lead", "coalition-admin"},
    "person:return": {"office-lead"},
    "person:lapse": set(),
    "term:change": {"coalition-admin"},
    "term:agree": {"coalition-admin"},
    "term:refuse": {"coalition-admin"},
    "term:end": set(),
    "access-review:confirm": {"office-lead", "coalition-admin"},
    "invitation:approve": {"office-lead", "coalition-admin"},
    "invitation:refuse": {"office-lead", "coalition-admin"},
    "request:handle": {"office-lead"},
    "request:close": {"office-lead"},
    "request:export": {"office-lead"},
    "request:read": {"prosecutor", "office-lead"},
    "notice:answer": {"prosecutor", "investigator", "office-lead"},
    "hold:read": {"prosecutor", "office-lead"},
    "hold:place": {"office-lead"},
    "hold:review": {"office-lead"},
    "hold:lift": {"office-lead"},
    "flag:disclose": {"prosecutor", "investigator", "office-lead"},
    "retention:change": {"office-lead"},
    "retention:keep": {"office-lead"},
}


@pytest.mark.parametrize("permission", sorted(DOORS | WITHOUT_A_THING))
@pytest.mark.parametrize("role", list(Role))
def test_the_door_stays_shut_for_roles_that_could_never_act(permission: str, role: Role) -> None:
    expected = (DOORS | WITHOUT_A_THING)[permission]
    assert might_allow(member(role, AUTHOR, OWN), permission) is (role.value in expected)
