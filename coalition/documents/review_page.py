"""What the review page shows: the text with its marks, and the findings beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coalition.deidentify.decisions import Choice
from coalition.deidentify.forms import Posted, ReviewForm
from coalition.deidentify.naming import counted, label_of
from coalition.deidentify.services import proposed_text
from coalition.deidentify.sheet import Item, Sheet, State
from coalition.deidentify.wording import REASONS
from coalition.documents.gatekeeping import SHOWN
from coalition.documents.kinds.schema import TextPart

# One page posts four values for each, within what a form may hold.
MOST_SHOWN = 200
_AROUND = 45
# Every place may have been found for another reason; two are enough to judge by.
MOST_REASONS = 2


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``number`` is that of the finding it belongs to, or 0."""

    text: str
    number: int = 0
    state: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Passage:
    """One part with its marks."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """One finding. ``texts`` are what the three wordings hold, ``choice`` what is chosen."""

    number: int
    item: Item
    label: str
    why: str
    before: str
    after: str
    where: str
    choice: str
    texts: Mapping[str, str]

    @property
    def count(self) -> str:
        """“7 places”."""
        places = len(self.item.entity.places)
        return "1 place" if places == 1 else f"{places} places"


@dataclass(frozen=True)
class Alike:
    """Undecided findings of one type that may be decided in one act."""

    type: str
    title: str
    rows: tuple[Row, ...]
    suggested: str


@dataclass(frozen=True)
class ReviewPage:
    """The whole page."""

    rows: tuple[Row, ...]
    total: int
    decided: int
    lapsed: int
    left_out: int
    only_open: bool
    passages: tuple[Passage, ...]
    alike: tuple[Alike, ...]
    used_model: bool
    reasons: tuple[str, ...]
    rare: str
    in_matter: bool
    is_open: bool

    @property
    def left(self) -> int:
        """How many stand in the way."""
        return self.total - self.decided


def review_page(
    sheet: Sheet, parts: Mapping[str, TextPart], posted: Mapping[str, Posted], *, only_open: bool
) -> ReviewPage:
    """The page for ``sheet``; what was ``posted`` and not kept is shown as it was entered."""
    known = {**parts, SHOWN.name: SHOWN}
    rows = [_row(n, item, sheet, known, posted) for n, item in enumerate(sheet.items, start=1)]
    wanted = [row for row in rows if not only_open or row.item.is_open]
    lapsed = sum(item.state is State.LAPSED for item in sheet.items)
    return ReviewPage(
        tuple(wanted[:MOST_SHOWN]),
        len(rows),
        len(rows) - len(sheet.open_items),
        lapsed,
        max(0, len(wanted) - MOST_SHOWN),
        only_open,
        tuple(_passages(sheet, parts)),
        tuple(_alike(rows)),
        sheet.used_model,
        REASONS,
        _rare_words(sheet),
        bool(sheet.dossier.matter),
        sheet.is_open,
    )


def _row(
    number: int,
    item: Item,
    sheet: Sheet,
    parts: Mapping[str, TextPart],
    posted: Mapping[str, Posted],
) -> Row:
    place = item.entity.places[0]
    text = sheet.texts_of(item)[place.part]
    entered = posted.get(item.key)
    texts = {choice.value: proposed_text(item, choice) for choice in Choice}
    if item.decision:
        texts[item.decision.choice.value] = item.decision.text
    return Row(
        number,
        item,
        label_of(item.entity.type),
        " ".join(_sentence(reason) for reason in item.entity.reasons[:MOST_REASONS]),
        text[max(0, place.start - _AROUND) : place.start].rpartition("\n")[2].lstrip(),
        text[place.end : place.end + _AROUND].partition("\n")[0].rstrip(),
        ", ".join(dict.fromkeys(parts[p.part].label for p in item.entity.places)),
        entered.choice if entered else (item.decision.choice.value if item.decision else ""),
        {**texts, **(entered.texts if entered else {})},
    )


def _sentence(reason: str) -> str:
    words = reason[:1].upper() + reason[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _passages(sheet: Sheet, parts: Mapping[str, TextPart]) -> Iterable[Passage]:
    marks: dict[str, list[tuple[int, int, int, Item]]] = {}
    for number, item in enumerate(sheet.items, start=1):
        for place in () if item.late else item.entity.places:
            marks.setdefault(place.part, []).append((place.start, place.end, number, item))
    first: set[int] = set()
    for name, part in parts.items():
        pieces, done = [], 0
        for start, end, number, item in sorted(marks.get(name, []), key=lambda m: (m[0], -m[1])):
            if end <= done:
                continue
            start = max(start, done)
            anchor = "" if number in first else f"place-{number}"
            first.add(number)
            pieces.append(Piece(part.text[done:start]))
            pieces.append(Piece(part.text[start:end], number, item.state.value, anchor))
            done = end
        pieces.append(Piece(part.text[done:]))
        yield Passage(part.label, tuple(piece for piece in pieces if piece.text))


def _alike(rows: Iterable[Row]) -> Iterable[Alike]:
    by_type: dict[str, list[Row]] = {}
    for row in rows:
        if row.item.state is State.UNDECIDED and not row.item.late:
            by_type.setdefault(row.item.entity.type, []).append(row)
    for type_, found in by_type.items():
        if len(found) > 1:
            suggested = Choice.REPLACE if type_ == "person" else Choice.GENERALISE
            yield Alike(type_, counted(type_, len(found)), tuple(found), suggested.value)


def _rare_words(sheet: Sheet) -> str:
    if sheet.rare is None:
        return ""
    words = {item.entity.number: item.words for item in sheet.items if not item.late}
    places = ", ".join(f"“{words[number]}”" for number in sheet.rare.places[:3])
    dates = ", ".join(f"“{words[number]}”" for number in sheet.rare.dates[:3])
    return f"You keep {places} and {dates} beside a rare event."


def shown_form(form: ReviewForm, *, version: int, saves: int) -> ReviewForm:
    """``form`` as it goes back to the browser: bound to what is stored now."""
    form.version.data, form.saves.data = str(version), str(saves)
    return form
