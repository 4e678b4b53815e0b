"""The version of the detectors: a digest of everything that decides what is found.

Nobody has to remember to change it. Decisions lapse with it, so it may change too often, on a
comment, but never too seldom.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
_MODULES: Final = (
    "case_names", "features", "findings", "language_model", "mentions", "names", "normalise",
    "pipeline", "propagation", "safe_spans", "surroundings", "weighing", "words",
)  # fmt: skip
_DIGITS: Final = 12


def deciding_files() -> list[Path]:
    """The sources and the data that decide what is found, in a fixed order."""
    files = [_FOLDER / f"{name}.py" for name in _MODULES]
    files += sorted(_FOLDER.glob("detectors/*.py"))
    files += sorted(_FOLDER.glob("gazetteers/*.*"))
    return [*files, _FOLDER / "weights.json"]


def version_of(files: list[Path]) -> str:
    """One short word that changes whenever a file of these does."""
    digest = sha256()
    for file in files:
        digest.update(f"{file.name}\n".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]
