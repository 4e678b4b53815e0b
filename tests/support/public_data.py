"""Public test data (court passages, benchmarks, hostile lists) kept beside the checkout.

It is never part of the project, because it names real people. Tests that use it skip with a
sentence where it is absent; small fixtures of our own carry the same checks everywhere.
"""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"


def public_data(*parts: str) -> Path:
    """The path of one file or folder of the data; the test is skipped where it is absent."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the public test data {'/'.join(parts)} is not beside this checkout")
    return path
