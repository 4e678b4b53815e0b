"""What an office keeps and was asked for, on the pages of records."""

from datetime import timedelta

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import worker
from coalition.db import db, unit_of_work
from coalition.records.holds.services import place
from coalition.records.retention.models import OverdueTerm
from coalition.records.retention.services import find_overdue, set_rules
from coalition.web.dispatch import Portal
from tests.support.requests import register
from tests.support.world import Member


def keep_records(app: Portal, people: dict[str, Member], ids: dict[str, str]) -> dict[str, str]:
    """A hold on the memo, a request that concerns it and another paper, and one that is over."""
    with app.app_context(), unit_of_work():
        hold = place(
            people["lead"].actor,
            number=ids["memo"],
            cause="litigation",
            reference="2026-17",
            reason="The matter goes to trial",
            review_on="2030-01-31",
        ).public_id
    open_, over = register(app, people["asked"]), register(app, people["asked"], reference="PRR 3")
    open_.choose(ids["memo"])
    open_.ask()
    said = {"ground": "common-interest", "reason": "Three offices wrote it together"}
    open_.reply(people["lead"], ids["memo"], "objects", **said)
    open_.log(ids["memo"], "withheld", ground="common-interest")
    open_.choose(ids["strategy"])
    over.note("withdraw")
    with app.app_context(), unit_of_work():
        set_rules(people["lead"].actor, years={("case-memo", "published"): "2"})
    years_on = clock.now() + timedelta(days=900)
    with app.app_context(), clock.use(lambda: years_on), unit_of_work():
        find_overdue(worker("housekeeping"), most=5)
    with app.app_context():
        term = db.session.scalars(select(OverdueTerm)).first()
        assert term is not None
        ids |= {"term": term.public_id}
    made = {"request": open_.public_id, "over": over.public_id}
    return made | {"hold": hold, "notice": open_.notice(ids["memo"])}
