"""What an office keeps and was asked for, on the pages of records."""

from coalition.db import unit_of_work
from coalition.records.holds.services import place
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
    made = {"request": open_.public_id, "over": over.public_id}
    return made | {"hold": hold, "notice": open_.notice(ids["memo"])}
