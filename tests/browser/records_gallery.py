"""What an office keeps and was asked for, on the pages of records."""

from coalition.db import unit_of_work
from coalition.records.holds.services import place
from coalition.web.dispatch import Portal
from tests.support.world import Member


def keep_records(app: Portal, people: dict[str, Member], ids: dict[str, str]) -> dict[str, str]:
    """A hold on the memo."""
    with app.app_context(), unit_of_work():
        hold = place(
            people["lead"].actor,
            number=ids["memo"],
            cause="litigation",
            reference="2026-17",
            reason="The matter goes to trial",
            review_on="2030-01-31",
        )
        return {"hold": hold.public_id}
