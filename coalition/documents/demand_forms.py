"""The forms of a register of missing evidence, one for each kind of entry."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from wtforms import HiddenField, SelectChoice, SelectField, StringField

from coalition.deidentify.forms import ItemsForm
from coalition.evidence.demands.register import ABSENCES, ANSWERS, COURT_OUTCOMES
from coalition.evidence.demands.rules import DEMANDS, RULES, Count, Rule

_A_DAY = "YYYY-MM-DD."


def _choices(labels: Mapping[str, str], first: str = "Choose one") -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in {"": first, **labels}.items()]


def rule_label(rule: Rule) -> str:
    """A rule as a choice: what ends, after how many days, and under which law."""
    if not rule.is_counted:
        return rule.label
    kind = "working days" if rule.count is Count.WORKING else "days"
    return f"{rule.label}: {rule.days} {kind} ({rule.source.split(';')[0]})"


def _rules(rules: Iterable[Rule]) -> list[SelectChoice]:
    return _choices({rule.code: rule_label(rule) for rule in rules})


class EntryForm(ItemsForm):
    """What every entry has. ``seen`` stands for the words whose findings the page showed."""

    seen = HiddenField(default="")
    why = StringField("Why is it corrected?", description="Both versions stay in the register.")

    def typed(self) -> dict[str, str]:
        """Every field as it was sent."""
        return {field.name: field.data or "" for field in self._fields.values()}

    def offer_clips(self, labels: Iterable[str]) -> None:
        """Offer the recordings of the index, where the entry may name one."""

    def offer_rules(self, rules: Iterable[Rule]) -> None:
        """Offer the rules for a kind of demand, where the entry names one."""


class MissingForm(EntryForm):
    """Something that is missing."""

    item = StringField("What is missing?", description="Such as “Body-worn camera of Agent B”.")
    clip = SelectField("Its place in the index", validate_choice=False, choices=_choices({}))
    absence = SelectField("Why is it missing?", validate_choice=False, choices=_choices(ABSENCES))
    agency = StringField("Agency", description="Which agency holds or held it.")
    whom = StringField("Whose, by role", description="Such as “Agent B”. Never a name.")
    period = StringField("Period in question", description="Such as “day 1, 05:25 to 06:00”.")
    known = StringField(
        "How is it known to exist?",
        description="Such as “A light blinks on the vest at event 3”. If it may not exist, say so.",
    )
    note = StringField("Note")

    def offer_clips(self, labels: Iterable[str]) -> None:
        """Offer the recordings of the index."""
        self.clip.choices = _choices({label: label for label in labels}, "None of the index")


def _rule_field() -> SelectField:
    return SelectField(
        "Rule of the deadline", validate_choice=False, choices=_rules(RULES.values())
    )


def _start_field() -> StringField:
    hint = f"Where the rule counts days: served, received, filed. {_A_DAY}"
    return StringField("The day that starts it", description=hint)


def _named_field() -> StringField:
    hint = f"In the demand, an answer or a court’s order. {_A_DAY}"
    return StringField("The day that is named", description=hint)


class DemandForm(EntryForm):
    """A demand that was sent, with its first deadline."""

    kind = SelectField("Kind of demand", validate_choice=False, choices=_choices(DEMANDS))
    sent_on = StringField("Sent on", description=_A_DAY)
    to = StringField("To", description="The agency, and there an office or a role. Never a name.")
    reference = StringField("Your reference")
    rule = _rule_field()
    starts_on = _start_field()
    named_on = _named_field()
    note = StringField("Note")


class DeadlineForm(EntryForm):
    """Another deadline of a demand, or that one counts no longer."""

    rule = _rule_field()
    starts_on = _start_field()
    named_on = _named_field()
    ended = SelectField(
        "Does it count?",
        validate_choice=False,
        choices=_choices({"yes": "No: it is met, or counts no longer"}, "Yes"),
    )
    note = StringField("Note")

    def offer_rules(self, rules: Iterable[Rule]) -> None:
        """Offer these."""
        self.rule.choices = _rules(rules)


class AnswerForm(EntryForm):
    """What came of a demand."""

    outcome = SelectField("What came?", validate_choice=False, choices=_choices(ANSWERS))
    answered_on = StringField(
        "On", description=f"If nothing came, the day on which that was clear. {_A_DAY}"
    )
    ground = StringField("Ground", description="As the agency gave it, if it refused any of it.")
    note = StringField("Note")


class CourtForm(EntryForm):
    """A motion or suit about a demand, or what became of it."""

    motion = StringField("Motion or suit", description="Such as “Motion to compel”.")
    court = StringField("Court")
    docket = StringField("Docket number")
    outcome = SelectField(
        "What became of it?", validate_choice=False, choices=_choices(COURT_OUTCOMES)
    )
    decided_on = StringField("Filed or decided on", description=_A_DAY)
    note = StringField("Note")


FORMS: Final[Mapping[str, type[EntryForm]]] = MappingProxyType(
    {
        "missing": MissingForm,
        "demand": DemandForm,
        "deadline": DeadlineForm,
        "answer": AnswerForm,
        "court": CourtForm,
    }
)
TITLES: Final = MappingProxyType(
    {
        "missing": "Missing item",
        "demand": "Demand",
        "deadline": "Deadline",
        "answer": "Answer",
        "court": "Motion or suit",
    }
)
LABELS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "absences": ABSENCES,
        "answers": ANSWERS,
        "outcomes": COURT_OUTCOMES,
        "demands": DEMANDS,
        "titles": TITLES,
        "rules": {code: rule.label for code, rule in RULES.items()},
    }
)


def shown_word(act: str, name: str, text: str) -> str:
    """What an entry says in a field, in words: the label of what was chosen, or the text."""
    kind = {"absence": "absences", "kind": "demands", "rule": "rules"}.get(name)
    if name == "outcome":
        kind = "answers" if act == "answer" else "outcomes"
    return LABELS[kind].get(text, text) if kind else text
