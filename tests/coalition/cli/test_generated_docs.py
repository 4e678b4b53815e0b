"""The generated pages say what the code says."""

import pytest

from coalition.cli.generated_docs import PAGES
from coalition.cli.reference import DOCS


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_in_step_with_the_code(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: flask docs build"


def test_the_settings_command_prints_meanings_and_no_values(app, run):
    output = run("settings").output
    assert "COALITION_AUDIT_KEY" in output
    assert "a key for tests" not in output
