"""The pages of ``docs/`` that are made from the code, so that they cannot fall behind it."""

from collections.abc import Callable

from coalition.access.policy import POLICY, Clause
from coalition.settings import describe

_MADE = "<!-- Made by `flask docs build` from the code; change the code, not this page. -->"


def permissions_page() -> str:
    """Who may do what, from the one table."""
    lines = [
        "# Permissions",
        "",
        _MADE,
        "",
        "A permission is granted when everything in one line of the right column holds. What is",
        "not in this table is denied. “Was given this permission” is for the command line and the",
        "worker only: they have no roles and do exactly what they were given.",
        "",
        "| Permission | Granted when |",
        "| --- | --- |",
    ]
    lines += [
        f"| `{permission}` | {'<br>or '.join(map(_clause_words, clauses))} |"
        for permission, clauses in POLICY.items()
    ]
    return "\n".join(lines) + "\n"


def _clause_words(clause: Clause) -> str:
    return ", and ".join(predicate.name.replace("_", " ") for predicate in clause)


def settings_page() -> str:
    """Every setting, from the one class."""
    lines = [
        "# Settings",
        "",
        _MADE,
        "",
        "Settings are environment variables. An unknown name, a missing one or a value that breaks",
        "its rule stops the start and is named; the value is never repeated.",
        "",
        "| Setting | Default | Meaning |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| `{name}` | {_default_words(default)} | {_cell(meaning)} |"
        for name, default, meaning in describe()
    ]
    return "\n".join(lines) + "\n"


def _default_words(default: str) -> str:
    return {"required": "*required*", "": "*none*"}.get(default, f"`{default}`")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions_page,
    "settings.md": settings_page,
}
