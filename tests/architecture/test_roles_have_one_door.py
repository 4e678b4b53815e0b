"""Who holds a role is asked in one place, because the term of a lead may be over."""

import ast

from tests.architecture.source_tree import python_files, shown, tree_of

# Where the table is described, asked, filled, and rid of what is over.
ALLOWED = {
    "coalition/accounts/models.py",
    "coalition/accounts/roles.py",
    "coalition/accounts/services.py",
    "coalition/accounts/terms.py",
}


def test_nothing_else_asks_the_table_of_roles():
    asking = {
        shown(path)
        for path in python_files("coalition")
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Name) and node.id == "PersonRole")
        or (isinstance(node, ast.Attribute) and node.attr == "role_rows")
    }
    assert asking == ALLOWED, "Ask Person.roles or roles.holders_of instead."
