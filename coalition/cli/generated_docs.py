"""The pages of ``docs/`` that are made from the code, so that they cannot fall behind it."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from coalition.access.policy import POLICY, Clause
from coalition.evidence.demands.register import Status
from coalition.evidence.demands.rules import DEMANDS, RULES, Rule
from coalition.membership.vetting import LINK, STAGE_LABELS, TRANSITIONS, Stage, Transition
from coalition.records.requests import stages
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
        *_arrows(TRANSITIONS),
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


def _node(stage: StrEnum) -> str:
    return stage.value.replace("-", "_")


def _arrows(rows: Iterable[Transition | stages.Transition]) -> Iterator[str]:
    """One arrow for each two stages, with the acts that lead along it."""
    acts: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for row in rows:
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


def requests_page() -> str:
    """How a public-records request is handled: the diagram and the rows of the one table."""
    first, last = stages.Stage.REGISTERED, stages.Stage.CLOSED
    lines = [
        "# Public-records requests and holds",
        "",
        _MADE,
        "",
        "The lead of an office registers a request that the office received; its prosecutors read",
        "it, and nobody else. The requester’s name is never asked for: the office’s own file",
        "number stands for it. The portal knows no deadline of any law: the lead types the day.",
        "",
        "Each paper that the request concerns is kept from the moment it is chosen. Of the",
        "office’s own papers nothing is erased: drafts are not discarded, not even when the paper",
        "is withdrawn or recalled or the draft lies untouched; a comment that is taken back is",
        "hidden and erased with the last hold. Authors can go on writing, and a draft that is",
        "published becomes the revision: a hold keeps the draft from being erased, not from being",
        "changed. Of other offices’ papers the office keeps its copies: its people are told so",
        "when such a paper is recalled, and the contributor sees it in the ledger. A hold is also",
        "placed by hand, for litigation, discovery or an appeal, and several may stand at once.",
        "",
        "The contributors of other offices’ papers are asked before something is released. They",
        "see the office that was asked, its file number, the law, the kind of requester and their",
        "own paper. Closing the request lifts its holds and asks for a second factor given some",
        "minutes ago, as downloading the log does. Every act is in the audit log.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {_node(first)}: register",
        *(f"    {_node(stage)}: {label}" for stage, label in stages.STAGE_LABELS.items()),
        *_arrows(stages.TRANSITIONS),
        f"    {_node(last)} --> [*]",
        "```",
        "",
        "An act that leaves a request where it stands is left out of the picture.",
        "",
        "| At | Act | Who | Then | Needs |",
        "| --- | --- | --- | --- | --- |",
        *map(_step_row, stages.TRANSITIONS),
    ]
    return "\n".join(lines) + "\n"


def _step_row(row: stages.Transition) -> str:
    needs = "<br>and ".join(need.words for need in row.needs) or "–"
    before, after = stages.STAGE_LABELS[row.stage], stages.STAGE_LABELS[row.after]
    return f"| {before} | {row.act} | `{row.who}` | {after} | {needs} |"


def missing_evidence_page() -> str:
    """What the register of missing evidence is, and the one table of deadlines."""
    lines = [
        "# Missing evidence",
        "",
        _MADE,
        "",
        "Each published evidence index has a register of what is missing from it: the item, why",
        "(camera off, refused, destroyed, overwritten, never produced), the agency, whose it is by",
        "role, the period, how it is known to exist, and its recording in the index, if any.",
        "To an item belong demands (preservation letter, subpoena, Touhy request, public-records",
        "demand), to a demand its deadlines, the answers, and what was filed with a court.",
        "",
        "**Only the index’s own office sees it**, as with the custody log (`missing:read`,",
        "`missing:write`), whoever reads the index, and its words are sealed in the database. What",
        "readers are to know goes into the index itself, as a recording of the kind “Missing or",
        "refused”. Every word is looked through for what identifies somebody, and decided, before",
        "it is stored. Entries are added and never changed: a correction is an entry that says",
        "why, and both stay readable. Each entry carries the hash of the one before, the audit log",
        "holds the number of entries and the last hash, and the page says whether all of it fits.",
        "",
        "Where an item or a demand stands is worked out and never typed. Of several demands the",
        "first in this order counts for the item:",
        "",
        *(f"{number}. {status}" for number, status in enumerate(Status, start=1)),
        "",
        "A demand is overdue when somebody had to act by a day that is over. What they only may do",
        "by a day, such as object, is then over and nobody is late. An answer ends the deadlines",
        "of whoever was asked that were set before it; what the office itself has to do by a day",
        "goes on until that deadline is ended. “Produced” ends all of a demand’s deadlines.",
        "",
        "The authors of the index and whoever set the day are told by mail a week before, on the",
        "day and after it, each once, and “Demands due” lists the open days of the office, the",
        "first due first. A day counts as over when it is over in every state and territory",
        "(12 hours after its end in UTC). The register is downloaded as CSV, a line for each",
        "demand, or as JSON with every entry.",
        "",
        "## Deadlines",
        "",
        "Where the law gives no number of days, none is made up; enter the day that the demand",
        "names. The laws of states, a court’s own rules and local holidays are not known here.",
        "The day of the event is left out. Federal holidays are those of 5 U.S.C. 6103(a), with",
        "the weekdays on which they are kept; Juneteenth counts since 2021. What to know of it:",
        "",
        "- Holidays of a state, which Fed. R. Civ. P. 6(a)(6)(C) adds, and days that the President",
        "  or Congress sets once are not known. They could only make a day later.",
        "- A holiday on a Saturday is kept on the Friday before. Whether that Friday is a legal",
        "  holiday in the sense of Fed. R. Civ. P. 6(a)(6) was not checked in decisions; where the",
        "  office has to act, it should act before it.",
        "- Days added for service by mail (Fed. R. Civ. P. 6(d)) are not added.",
        "- An inaccessible clerk’s office (Rule 6(a)(3)) and the hour of a day (6(a)(4)) are not",
        "  taken into account.",
        "- No rule here counts backwards, in hours or in a state’s court days.",
        "",
        "| Rule | For | Starts with | Days | Who acts | Source | Where it holds | Checked |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *map(_rule_row, RULES.values()),
    ]
    return "\n".join(lines) + "\n"


def _rule_row(rule: Rule) -> str:
    kinds = ", ".join(label for code, label in DEMANDS.items() if code in rule.demands)
    days = f"{rule.days} {rule.count}" if rule.is_counted else rule.count
    who = rule.whose if rule.is_counted else "–"
    where = f"{rule.jurisdiction}. {rule.note}".strip()
    cells = (rule.label, kinds, rule.starts or "–", days, who, rule.source, where, rule.checked)
    return f"| {' | '.join(map(_cell, cells))} |"


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions_page,
    "settings.md": settings_page,
    "vetting.md": vetting_page,
    "records-requests.md": requests_page,
    "missing-evidence.md": missing_evidence_page,
}
