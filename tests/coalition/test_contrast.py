"""The look keeps its measurable promises: contrast in both themes, size, nothing from outside."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "coalition" / "static"
BASE_LAYOUT = Path(__file__).parents[2] / "templates" / "layouts" / "base.html"

# Text color -> the backgrounds it may stand on, in the order of tokens.css.
TEXT_ON: dict[str, tuple[str, ...]] = {
    "ink": (
        *("page", "surface", "sunken", "wash", "mark"),
        *("good-wash", "warn-wash", "bad-wash"),
    ),
    "muted": ("page", "surface", "sunken", "wash"),
    "accent": ("page", "surface", "sunken", "wash"),
    "accent-deep": ("page", "surface", "sunken", "wash"),
    "visited": ("page", "surface", "sunken", "wash"),
    "on-accent": ("accent", "accent-deep", "bad"),
    "good": ("page", "surface", "good-wash"),
    "warn": ("page", "surface", "warn-wash"),
    "bad": ("page", "surface", "bad-wash"),
    "on-head": ("head",),
    "head-muted": ("head",),
    "tlp-red": ("tlp",),
    "tlp-amber": ("tlp",),
    "tlp-green": ("tlp",),
    "tlp-clear": ("tlp",),
}
# Outlines and edges of controls are not text: WCAG 1.4.11 asks 3:1 of them.
EDGE_ON: dict[str, tuple[str, ...]] = {
    "edge": ("page", "surface"),
    "focus": ("page", "surface"),
    "bad": ("surface",),
}
THEMES = ("light", "dark")


def _tokens(theme: str) -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text().split("@media print")[0]
    found: dict[str, str] = {}
    for name, value in re.findall(r"--([a-z-]+): (light-dark\([^)]*\)|#[0-9a-f]+)", text):
        colors = re.findall(r"#[0-9a-f]{3,6}", value)
        found[name] = colors[-1] if theme == "dark" else colors[0]
    return found


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _contrast(first: str, second: str) -> float:
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    return [(theme, text, ground) for theme in THEMES for text in table for ground in table[text]]


def _sheets() -> list[Path]:
    return sorted((STATIC / "css").rglob("*.css"))


def test_contrast_is_computed_as_wcag_says() -> None:
    assert _contrast("#000", "#fff") == pytest.approx(21)
    assert _contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("theme", "text", "ground"), _pairs(TEXT_ON))
def test_text_reads_on_every_background_it_may_stand_on(theme: str, text: str, ground: str) -> None:
    colors = _tokens(theme)
    assert _contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize(("theme", "edge", "ground"), _pairs(EDGE_ON))
def test_edges_and_focus_show_on_their_backgrounds(theme: str, edge: str, ground: str) -> None:
    colors = _tokens(theme)
    assert _contrast(colors[edge], colors[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_focus_shows_on_the_dark_header(theme: str) -> None:
    header_focus = "#ffbf47"
    assert f"--focus: {header_focus}" in (STATIC / "css" / "layout.css").read_text()
    assert _contrast(header_focus, _tokens(theme)["head"]) >= 3


def test_every_color_token_is_checked_or_is_a_background_or_a_line() -> None:
    grounds = {ground for table in (TEXT_ON, EDGE_ON) for each in table.values() for ground in each}
    # A line only decorates; what it parts is also parted by space.
    assert set(_tokens("light")) - set(TEXT_ON) - set(EDGE_ON) - grounds == {"line"}


def test_colors_are_written_only_in_the_tokens() -> None:
    for sheet in _sheets():
        if sheet.name != "tokens.css":
            colors = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()))
            assert colors <= {"#000", "#ffbf47"}, sheet.name


def test_all_stylesheets_together_stay_under_sixteen_kilobytes() -> None:
    assert sum(sheet.stat().st_size for sheet in _sheets()) < 16_000


def test_no_stylesheet_asks_for_anything_from_elsewhere() -> None:
    for sheet in _sheets():
        assert not re.search(r"url\(|@import|@font-face|data:", sheet.read_text()), sheet.name


def test_every_component_stylesheet_is_linked_by_the_base_layout() -> None:
    linked = BASE_LAYOUT.read_text()
    for sheet in _sheets():
        assert f"'{sheet.stem}'" in linked, sheet.name
