"""The pages of ``docs/`` that are made from the code, so that they cannot fall behind it."""

from collections.abc import Callable, Iterator

from coalition.access.policy import POLICY, Clause
from coalition.membership.vetting import LINK, STAGE_LABELS, TRANSITIONS, Stage, Transition
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


def vetting_page() -> str:
    """How an applicant is vetted: the diagram and the rows of the one table."""
    lines = [
        "# Vetting",
        "",
        _MADE,
        "",
        "Whoever wants to join asks on a public page and confirms the address by a mailed link.",
        "Admins then look into the application: which office it is, its mail domain, the bar",
        "number, the title, a call to a number that they found themselves, and a member of",
        "another office who vouches. Two admins approve. Neither is the sponsor, of the",
        "applicant's office, or of an office whose mail domain the applicant has. Each act asks",
        "for a second factor given some minutes ago and is in the audit log.",
        "",
        "The second approval makes an invitation. Into an office with a lead, that lead decides",
        "about it; an office without one gets its lead by the two. Nothing can be read before",
        "two factors are enrolled and the agreements are signed.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {_node(Stage.UNCONFIRMED)}: ask to join",
        *(f"    {_node(stage)}: {label}" for stage, label in STAGE_LABELS.items()),
        *_arrows(),
        *(f"    {_node(stage)} --> [*]" for stage in (Stage.INVITED, Stage.REFUSED)),
        "```",
        "",
        "An act that leaves an application where it stands is left out of the picture.",
        "",
        "| At | Act | Who | Then | Needs | Earlier approvals |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_transition_row, TRANSITIONS),
    ]
    return "\n".join(lines) + "\n"


def _node(stage: Stage) -> str:
    return stage.value.replace("-", "_")


def _arrows() -> Iterator[str]:
    """One arrow for each two stages, with the acts that lead along it."""
    acts: dict[tuple[Stage, Stage], list[str]] = {}
    for row in TRANSITIONS:
        if row.stage is not row.after:
            acts.setdefault((row.stage, row.after), []).append(row.act.value)
    for (before, after), names in acts.items():
        yield f"    {_node(before)} --> {_node(after)}: {', '.join(names)}"


def _transition_row(row: Transition) -> str:
    who = row.who if row.who == LINK else f"`{row.who}`"
    needs = "<br>and ".join(need.words for need in row.needs) or "–"
    ends = "end" if row.voids else "stay"
    return (
        f"| {STAGE_LABELS[row.stage]} | {row.act} | {who} | {STAGE_LABELS[row.after]} "
        f"| {needs} | {ends} |"
    )


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions_page,
    "settings.md": settings_page,
    "vetting.md": vetting_page,
}
