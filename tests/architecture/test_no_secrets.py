"""No key, password or token of anybody's lies in the project's files."""

import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import shown, tracked_files

SHAPES = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}"),
    "a key of a cloud": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a token of a code host": re.compile(r"\b(ghp|gho|ghs|glpat)[_-][A-Za-z0-9]{20,}"),
    "a setting that is a secret": re.compile(
        r"COALITION_(?:SECRET_KEY|VAULT_KEYS|AUDIT_KEY)=(?!\$)\S{20,}"
    ),
    "an address with a password": re.compile(
        r"\b(?:postgresql|smtp)[+a-z]*://[^\s:/]+:[^\s@{]{8,}@"
    ),
}
PICTURES = {".png", ".ico", ".woff2", ".gz", ".pdf", ".zip"}


def found(path: Path) -> list[str]:
    """What in a file looks like a secret."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return [f"{shown(path)}: {what}" for what, shape in SHAPES.items() if shape.search(text)]


def test_no_file_of_the_project_holds_a_secret() -> None:
    files = [path for path in tracked_files() if path.suffix not in PICTURES]
    assert not [fault for path in files for fault in found(path)]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a private key", "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "A" * 30),
        ("a setting that is a secret", "COALITION_SECRET_KEY" + "=" + "x" * 32),
        ("an address with a password", "postgresql+psycopg" + "://user:longsecret@host/db"),
        ("a key of a cloud", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("a token of a code host", "ghp" + "_" + "a" * 36),
    ],
)
def test_the_rule_knows_a_secret_when_it_sees_one(what: str, text: str) -> None:
    assert SHAPES[what].search(text)
