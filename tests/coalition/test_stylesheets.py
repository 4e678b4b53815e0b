"""Templates and stylesheets speak of the same classes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Classes that change nothing by themselves, each with its reason.
WITHOUT_STYLE = {
    "button-secondary": "the look that every button has",
    "qr": "names the picture of the key",
    "recovery-codes": "names the list of codes",
    "snippet": "names the words around a hit",
    "text": "the column that takes what is left",
    "typed-key": "names the key to type",
}
ATTRIBUTE = re.compile(r"""class=(["'])((?:\{\{.*?\}\}|\{%.*?%\}|(?!\1).)*)\1""", re.S)


def styled() -> set[str]:
    """Every class that a stylesheet names."""
    sheets = (ROOT / "coalition" / "static" / "css").rglob("*.css")
    text = re.sub(r"/\*.*?\*/", "", " ".join(sheet.read_text() for sheet in sheets), flags=re.S)
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", text))


def used(template: str) -> set[str]:
    """Every class that a template writes out; those it puts together are left to the macros."""
    found: set[str] = set()
    for _, value in ATTRIBUTE.findall(template):
        plain = re.sub(r"\{%.*?%\}", " ", value, flags=re.S)
        words = re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", plain, flags=re.S)
        found |= set(words.split())
    return found


def test_every_class_of_a_template_is_in_a_stylesheet_or_listed_with_a_reason() -> None:
    known = styled() | set(WITHOUT_STYLE)
    unknown = {
        str(path.relative_to(ROOT)): used(path.read_text()) - known
        for path in (ROOT / "templates").rglob("*.html")
    }
    assert {path: classes for path, classes in unknown.items() if classes} == {}


def test_the_list_holds_no_class_that_has_a_style_or_is_gone() -> None:
    everywhere = set().union(*(used(p.read_text()) for p in (ROOT / "templates").rglob("*.html")))
    assert set(WITHOUT_STYLE) <= everywhere - styled()


@pytest.mark.parametrize(
    ("template", "classes"),
    [
        ('<p class="small muted">', {"small", "muted"}),
        ('<p class="tag tag-{{ kind }}{% if x == "a" %} wide{% endif %}">', {"tag", "wide"}),
        ("{{ f(class='control' ~ more) }}", {"control"}),
        ("<p>class</p>", set()),
    ],
)
def test_classes_are_found_between_what_jinja_fills_in(template: str, classes: set[str]) -> None:
    assert used(template) == classes
