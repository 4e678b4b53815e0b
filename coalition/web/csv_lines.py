"""Lines of CSV that a spreadsheet cannot take for formulas."""

import csv
import io

# Some spreadsheets run what begins with the wide signs as well (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_line(cells: list[str]) -> str:
    """A line of an export, in which no cell is a formula."""
    line = io.StringIO()
    # A spreadsheet would run a cell that begins like a formula; a quote in front keeps it text.
    csv.writer(line).writerow(["'" + c if c.startswith(_FORMULA) else c for c in cells])
    return line.getvalue()
