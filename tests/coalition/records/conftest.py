"""Papers and people for the tests of this feature: those of the papers."""

import pytest

from coalition.db import db, unit_of_work
from coalition.offices.models import Office
from tests.coalition.documents.conftest import cast as people
from tests.coalition.documents.conftest import write

__all__ = ["people", "write"]


@pytest.fixture
def cast(app, people):
    """The same people, whose members share without release."""
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, people.home.id).release_required = False
    return people
