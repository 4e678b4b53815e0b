"""What was posted of a review: choices and wordings by item, whatever page they came from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

from wtforms import HiddenField, SelectChoice, SelectField, StringField

from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.naming import label_of
from coalition.deidentify.sheet import Item, Sheet, State
from coalition.errors import Problem
from coalition.web.forms import Form

_NAME: Final = re.compile(r"(choice|replace|generalise|keep|confirm)-((?:late-)?[0-9a-f]{20})")
MARKED_TYPES: Final = ("person", "organisation", "place", "address", "date", "other")
TAKEN_BACK: Final = "none"


@dataclass
class Posted:
    """What was entered for one item."""

    choice: str = ""
    confirmed: bool = False
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def decision(self) -> Decision | None:
        """The decision that this makes; nothing when none was chosen."""
        if self.choice not in set(Choice):
            return None
        return Decision(Choice(self.choice), " ".join(self.texts.get(self.choice, "").split()))


def posted_items(form: Mapping[str, str]) -> dict[str, Posted]:
    """What was entered, by the key of the item."""
    found: dict[str, Posted] = {}
    for name, value in form.items():
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        posted = found.setdefault(match[2], Posted())
        if match[1] == "choice":
            posted.choice = value
        elif match[1] == "confirm":
            posted.confirmed = True
        else:
            posted.texts[match[1]] = value
    return found


def chosen_of(sheet: Sheet, posted: Mapping[str, Posted]) -> dict[str, Decision | None]:
    """The decisions to make or take back.

    What holds already is left alone. A lapsed decision that comes back as the page suggested it
    is made only when it was confirmed.
    """
    chosen: dict[str, Decision | None] = {}
    for item in sheet.items:
        entered = posted.get(item.key)
        if entered is None:
            continue
        if entered.choice == TAKEN_BACK:
            if item.decision is not None:
                chosen[item.key] = None
            continue
        decision = entered.decision
        if decision is None or (decision == item.decision and not _anew(item, entered)):
            continue
        chosen[item.key] = decision
    return chosen


def _anew(item: Item, entered: Posted) -> bool:
    return item.state is State.LAPSED and entered.confirmed


class ItemsForm(Form):
    """A form with items whose fields were not declared, as nobody knew what would be found."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item_errors: dict[str, str] = {}

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field, the items' fields among them."""
        for problem in problems:
            known = self._fields.get(problem.field)
            if known is not None:
                known.errors = [*known.errors, problem.message]
            elif _NAME.fullmatch(problem.field):
                self.item_errors[problem.field] = problem.message
            else:
                self.form_errors.append(problem.message)

    @property
    def errors(self) -> dict[Any, Any]:
        """Everything to mend, by field."""
        return {**super().errors, **self.item_errors}

    def __iter__(self) -> Iterator[Any]:
        """The fields of items first, as they stand on the page."""
        for name, message in self.item_errors.items():
            yield SimpleNamespace(name=name, id=name, errors=[message])
        yield from super().__iter__()


class ReviewForm(ItemsForm):
    """Around the items: which save was seen, what was missed, and the matter."""

    version = HiddenField(default="")
    saves = HiddenField(default="")
    phrase = StringField("Words that were missed")
    type = SelectField(
        "What they are",
        choices=[SelectChoice(code, label_of(code).capitalize()) for code in MARKED_TYPES],
        validate_choice=False,
    )
    matter = StringField(
        "Matter",
        description="People keep their pseudonyms in every paper of a matter. Type its name or "
        "number as your office knows it; the portal keeps neither it nor any name.",
    )
