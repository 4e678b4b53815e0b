"""Long commands say how far they have come, also where there is no terminal."""

import pytest

from coalition.cli.progress import LINES, progress


def test_a_log_gets_a_bounded_number_of_lines_and_the_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress("Importing", 10_000) as advance:
        for _ in range(50):
            advance(200)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == LINES
    assert lines[-1] == "Importing: 10,000 of 10,000"


def test_nothing_to_do_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Importing", 0) as advance:
        advance(0)
    assert capsys.readouterr().out == ""
