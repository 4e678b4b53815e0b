"""Policy, SQL filter and every search engine give the same answer to "may this person read it".

Stated over published papers: drafts are read under personal tokens in SQL and are never indexed.
"""

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition import clock
from coalition.access.actor import Actor, ActorKind, Role, operator
from coalition.access.audience import Audience, Tlp, group_token
from coalition.access.decide import allows
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.documents.queries import library, readable_papers
from coalition.offices.models import Group, GroupPlace
from coalition.search.asked import Search
from coalition.search.projection import entry_of
from coalition.search.queries import search
from coalition.sharing.models import Thing
from tests.flows.sharing import readdress, share, withdraw
from tests.support.groups import actor_now, found_group, group_id
from tests.support.portals import open_portal
from tests.support.settings import make_settings
from tests.support.world import Member, World

pytestmark = pytest.mark.database

OFFICES = 3
PEOPLE = (
    (0, "prosecutor"),
    (0, "office-lead"),
    (0, "auditor"),
    (1, "prosecutor"),
    (1, "investigator"),
    (1, "coalition-admin"),
    (2, "office-lead", "coalition-admin"),
    (2, "prosecutor"),
)
AUTHORS = [number for number, (_, *roles) in enumerate(PEOPLE) if roles[0] == "prosecutor"]


# A label with the numbers of the offices, people and groups that it names.
Named = tuple[Tlp, frozenset[int], frozenset[int], frozenset[int]]
# Who is in which group beside its founder, who is of the first office; the last group has ended.
GROUPS = ((0, 3, 7), (0, 2, 3, 4, 7), (0, 3, 6, 7))


@dataclass(frozen=True)
class Planned:
    """A paper to share: by whom, with whom, and what becomes of it."""

    author: int
    audience: Named
    then: str
    later: Named


some_offices = st.frozensets(st.integers(0, OFFICES - 1), min_size=1)
some_people = st.frozensets(st.integers(0, len(PEOPLE) - 1), min_size=1, max_size=4)
some_groups = st.frozensets(st.integers(0, len(GROUPS) - 1), min_size=1)
nobody: st.SearchStrategy[frozenset[int]] = st.just(frozenset())
audiences = st.one_of(
    st.tuples(st.sampled_from([Tlp.GREEN, Tlp.CLEAR, Tlp.AMBER_STRICT]), nobody, nobody, nobody),
    st.tuples(st.just(Tlp.AMBER), some_offices, nobody, st.one_of(nobody, some_groups)),
    st.tuples(st.just(Tlp.AMBER), nobody, nobody, some_groups),
    st.tuples(st.just(Tlp.RED), nobody, some_people, nobody),
)
plans = st.builds(
    Planned,
    st.sampled_from(AUTHORS),
    audiences,
    st.sampled_from(["stays", "stays", "withdrawn", "readdressed"]),
    audiences,
)
# Beside the members, actors with any tokens at all, of offices and people that exist or do not.
token_sets = st.frozensets(
    st.one_of(
        st.just("coalition"),
        st.integers(1, OFFICES + 1).map(lambda n: f"office:{n}"),
        st.integers(1, 3).map(lambda n: f"group:{n}"),
        st.integers(1, len(PEOPLE) + 1).map(lambda n: f"user:{n}"),
    )
)
strangers = st.builds(
    lambda tokens: Actor(
        ActorKind.PERSON,
        "Somebody",
        person_id=999,
        public_id="somebody",
        office_id=999,
        roles=frozenset({Role.PROSECUTOR}),
        tokens=tokens,
    ),
    token_sets,
)


@pytest.fixture(params=["memory:", "whoosh"])
def portal(request, database_url, tmp_path, clock):
    """The portal on each engine."""
    url = request.param if request.param == "memory:" else f"whoosh://{tmp_path}/index"
    app = open_portal(make_settings(tmp_path, database_url, SEARCH_URL=url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def populate(portal) -> tuple[list[int], list[Member], list[int]]:
    world = World(portal)
    offices = [world.office(f"office-{n}") for n in range(OFFICES)]
    people = [world.person(f"P{n}", offices[o], *roles) for n, (o, *roles) in enumerate(PEOPLE)]
    groups = [
        make_group(portal, people[1], people[6], [people[n] for n in members]) for members in GROUPS
    ]
    return [office.id for office in offices], people, groups


def make_group(portal, founder, lead, members) -> int:
    """A group at work. Somebody who reads no papers is put into it as well, by hand."""
    public_id = found_group(portal, founder, lead)
    number = group_id(portal, public_id)
    with portal.app_context(), unit_of_work():
        for member in members:
            who = {"person_id": member.id, "office_id": member.office_id}
            at = {"put_forward_at": clock.now(), "approved_at": clock.now()}
            place = GroupPlace(group_id=number, put_forward_by_id=founder.id, **who, **at)
            db.session.merge(place)
    return number


def end_the_last(portal, groups) -> None:
    """Papers were addressed to it while it was at work."""
    with portal.app_context(), unit_of_work():
        db.session.get_one(Group, groups[-1]).ended_at = clock.now()


def revive_the_last(portal, groups) -> None:
    """So that the next example can address it."""
    with portal.app_context(), unit_of_work():
        db.session.get_one(Group, groups[-1]).ended_at = None


def audience_of(planned, offices, people, groups) -> Audience:
    tlp, named_offices, named_people, named_groups = planned
    return Audience(
        tlp,
        frozenset(offices[n] for n in named_offices),
        frozenset(people[n].id for n in named_people),
        frozenset(groups[n] for n in named_groups),
    )


def carry_out(portal, planned, offices, people, groups, word) -> str:
    author = people[planned.author]
    first = audience_of(planned.audience, offices, people, groups)
    paper = share(portal, author, word, audience=first)
    if planned.then == "withdrawn":
        withdraw(portal, author, paper)
    elif planned.then == "readdressed":
        readdress(portal, author, paper, audience_of(planned.later, offices, people, groups))
    return paper


def by_policy(actor, papers) -> set[str]:
    found = db.session.scalars(db.select(Paper).join(Thing).where(Thing.public_id.in_(papers)))
    return {
        paper.public_id
        for paper in found.unique()
        if paper.state == "published" and allows(actor, "document:read", paper)
    }


def by_search(actor, word) -> set[str]:
    results = search(actor, Search(word))
    assert results.total == len(results.papers)
    return {found.paper.public_id for found in results.papers}


def test_policy_sql_and_search_agree_on_who_reads_what(portal):
    offices, people, groups = populate(portal)
    operators = [operator("operator", "search:index", "document:import")]
    count = iter(range(10**6))
    seen = {"read": 0, "hidden": 0}
    by_group: set[str] = set()

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(st.lists(plans, min_size=2, max_size=5), st.lists(strangers, max_size=3))
    def agree(planned, others):
        word = f"marker{next(count)}"
        revive_the_last(portal, groups)
        papers = [carry_out(portal, plan, offices, people, groups, word) for plan in planned]
        end_the_last(portal, groups)
        members = [actor_now(portal, person) for person in people]
        assert not any(group_token(groups[-1]) in actor.tokens for actor in members)
        by_group.update(token for actor in members for token in actor.tokens)
        for actor in [*members, *others, *operators]:
            with portal.app_context():
                allowed = by_policy(actor, papers)
                assert set(readable_papers(actor, papers)) == allowed
                listed = {p.public_id for p in library(actor, size=10_000).papers}
                assert listed & set(papers) == allowed
                assert by_search(actor, word) == allowed
            seen["read"] += len(allowed)
            seen["hidden"] += len(papers) - len(allowed)

    agree()
    # Agreement about nothing would say nothing.
    assert seen["read"] > 50
    assert seen["hidden"] > 50
    assert by_group >= {group_token(number) for number in groups[:-1]}


def test_what_an_index_wrongly_offers_is_neither_shown_nor_counted(portal):
    _, people, _ = populate(portal)
    author, outsider = people[0], people[3]
    hidden = [share(portal, author, "marker", audience=Audience(Tlp.AMBER_STRICT)) for _ in "12345"]
    shown = share(portal, author, "marker")
    with portal.app_context():
        rows = db.session.scalars(db.select(Paper).join(Thing).where(Thing.public_id.in_(hidden)))
        opened = [replace(entry_of(row), read_tokens={"coalition"}) for row in rows.unique()]
        portal.extensions["coalition"].engine.put(opened)
        results = search(outsider.actor, Search("marker"))
        assert [found.paper.public_id for found in results.papers] == [shown]
        assert results.total == 1
        assert results.facets["kind"] == {"case-memo": 1}
