"""Inside a feature: views and api, then forms, services, queries, models; never upwards.

Who may import whom between features stands in pyproject.toml and is checked by `make check`.
"""

from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, imported_names, python_files, shown

ORDER = {"views": 0, "api": 0, "forms": 1, "services": 2, "queries": 3, "models": 4}


def place(dotted: str) -> tuple[str, str] | None:
    """Feature and role of a dotted name such as `coalition.offices.queries.find_office`.

    A folder inside a feature, such as `coalition.search.saved`, is a feature of its own here.
    """
    parts = dotted.split(".")
    at = 3 if len(parts) > 3 and parts[2] not in ORDER else 2
    if len(parts) <= at or parts[0] != "coalition" or parts[at] not in ORDER:
        return None
    return ".".join(parts[1:at]), parts[at]


def upward(feature: str, role: str, imported: str) -> bool:
    """Whether a module in this role may not import the name."""
    other = place(imported)
    if other is None or other[0] != feature or other[1] == role:
        return False
    return ORDER[other[1]] <= ORDER[role]


def roles() -> list[tuple[Path, str, str]]:
    """Every file that plays one of the roles, with its feature and role."""
    found = []
    for path in python_files("coalition"):
        spot = place(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if spot:
            found.append((path, *spot))
    return found


def test_no_module_imports_one_above_it_in_its_own_feature():
    wrong = [
        f"{shown(path)}:{line} imports {name}"
        for path, feature, role in roles()
        for line, name in imported_names(path)
        if upward(feature, role, name)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("role", "imported", "forbidden"),
    [
        ("services", "coalition.offices.queries.find_office", False),
        ("views", "coalition.offices.services.create_office", False),
        ("services", "coalition.offices.forms.OfficeForm", True),
        ("models", "coalition.offices.queries", True),
        ("views", "coalition.offices.api", True),
        ("queries", "coalition.accounts.services.sign_in", False),
    ],
)
def test_the_rule_itself_tells_up_from_down(role, imported, forbidden):
    assert upward("offices", role, imported) is forbidden
