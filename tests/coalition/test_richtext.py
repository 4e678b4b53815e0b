import json
import re
import time
from collections.abc import Iterator

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from coalition.richtext import (
    MAX_CHARACTERS,
    MarkdownTooLong,
    outline,
    plain_text,
    render_markdown,
)
from tests.support.public_data import FOLDER, public_data

HOSTILE = FOLDER / "hostile"
TAGS = {"a", "br", "code", "em", "strong", "blockquote", "hr", "li", "ol", "p", "pre", "ul"}
TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}} | {f"h{n}": {"id"} for n in range(2, 7)}
REL = "noopener noreferrer nofollow"

OWN_HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/)",
    "[x](/sign-out)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](mailto:someone@example.org)",
    "<javascript:alert(1)>",
    '[x](https://a.example/"onmouseover="alert(1))',
    '[x](https://a.example "title\\" onclick=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://a.example/pixel.png)",
    "![x][y]\n\n[y]: https://a.example/pixel.png",
    '```html" onload="alert(1)\nx\n```',
    "# </h2><script>alert(1)</script>",
    "# main\n\n# main\n\n# __proto__",
    "| a |\n|:-:|\n| <td onclick=x> |",
    "<svg><style><!--</style><script>alert(1)</script>",
    "a\x00b\x08c\x7f\ud800",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def described(html: str) -> list[tuple[str, dict[str, object]]]:
    return [(tag.name, dict(tag.attrs)) for tag in BeautifulSoup(html, "html.parser").find_all()]


def assert_harmless(html: str) -> None:
    """Only allowed tags and attributes are there, and a second sanitizer finds nothing to do."""
    found = described(html)
    for tag, attributes in found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            # An empty target, `[x]()`, is left without one.
            assert re.match(r"(?i)https?://|#", str(attributes.get("href", "#")))
            assert attributes["rel"] == REL.split()
    second = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )
    assert described(second) == found
    text = BeautifulSoup(html, "html.parser").get_text()
    assert BeautifulSoup(second, "html.parser").get_text() == text
    html.encode()


def lines_of(*names: str) -> Iterator[str]:
    for name in names:
        yield from (HOSTILE / name).read_bytes().decode("utf-8", "replace").splitlines()


def hostile_list(name: str) -> list[str]:
    public_data("hostile")
    if name == "html5sec":
        return [
            str(item["data"]) for item in json.loads((HOSTILE / "html5sec_items.json").read_text())
        ]
    if name == "dompurify":
        return [
            str(item["payload"])
            for item in json.loads((HOSTILE / "dompurify_expect.json").read_text())
        ]
    if name == "naughty strings":
        return [str(item) for item in json.loads((HOSTILE / "both" / "blns.json").read_text())]
    if name == "bleach":
        return [path.read_text() for path in sorted((HOSTILE / "both/bleach_tests").glob("*.test"))]
    return list(lines_of(*(str(path.relative_to(HOSTILE)) for path in sorted(HOSTILE.glob(name)))))


@pytest.mark.parametrize("text", OWN_HOSTILE)
def test_nothing_hostile_survives(text: str) -> None:
    assert_harmless(render_markdown(text))
    assert_harmless(render_markdown(f"- > {text}\n\n| a | b |\n|---|---|\n| {text} | c |"))


@pytest.mark.parametrize(
    "name",
    ["html5sec", "dompurify", "naughty strings", "bleach", "xss_pay*", "fuzzdb/xss*", "fuzzdb/u*"],
)
def test_nothing_in_a_published_list_of_attacks_survives(name: str) -> None:
    attacks = hostile_list(name)
    assert len(attacks) > 5
    for attack in attacks[:150]:
        assert_harmless(render_markdown(attack))
        assert_harmless(render_markdown(f"[text]({attack}) and [more](https://a.example {attack})"))
        plain_text(attack)
    # The rest in company: attacks that need one another, and the pieces a long text is cut into.
    for start in range(150, len(attacks), 100):
        assert_harmless(render_markdown("\n\n".join(attacks[start : start + 100])))


MARKUP = st.text(alphabet="ab#*_`[]()<>!|-:\"'\\&;/\n \t1.~+=\x00\u202e", max_size=200)


@given(MARKUP)
def test_whatever_is_typed_becomes_harmless_html(text: str) -> None:
    assert_harmless(render_markdown(text))


@given(st.text(max_size=200))
def test_any_character_can_be_typed(text: str) -> None:
    assert_harmless(render_markdown(text))
    plain_text(text)


def test_the_page_keeps_its_single_h1() -> None:
    html = render_markdown("# One\n\n## Two\n\n##### Five\n\n###### Six\n\nOne\n===")
    assert [tag for tag, _ in described(html)] == ["h2", "h3", "h6", "h6", "h2"]


def test_headings_can_be_reached_from_the_outline() -> None:
    text = "# Facts\n\n## The *stop*\n\n# Facts\n\n# Änderung & `code`\n\n# 事実\n\n#\n\n> # Quoted"
    entries = outline(text)
    assert entries == [
        ("section-facts", "Facts", 2),
        ("section-the-stop", "The stop", 3),
        ("section-facts-2", "Facts", 2),
        ("section-anderung-code", "Änderung & code", 2),
        ("section", "事実", 2),
        ("section-2", "", 2),
    ]
    ids = [str(found["id"]) for _, found in described(render_markdown(text)) if "id" in found]
    assert ids == [entry.id for entry in entries]


@given(st.lists(st.text(alphabet="ab12 -#", max_size=6), max_size=12))
def test_no_two_headings_share_an_id(headings: list[str]) -> None:
    ids = [entry.id for entry in outline("\n\n".join(f"# {heading}" for heading in headings))]
    assert len(ids) == len(set(ids))


def test_a_heading_keeps_its_id_when_another_part_of_the_text_changes() -> None:
    assert outline("# A\n\n# B")[1].id == outline("# New\n\n# B")[1].id


def test_links_lead_to_the_web_or_the_same_page_and_say_so_to_the_browser() -> None:
    html = render_markdown(
        "[a](https://a.example/x?y=1&z=2) [b](#section-facts) <http://c.example>"
    )
    assert [found for tag, found in described(html) if tag == "a"] == [
        {"href": "https://a.example/x?y=1&z=2", "rel": REL.split()},
        {"href": "#section-facts", "rel": REL.split()},
        {"href": "http://c.example", "rel": REL.split()},
    ]


def test_a_link_that_is_not_followed_stays_readable() -> None:
    assert render_markdown("[x](javascript:alert(1))") == "<p>[x](javascript:alert(1))</p>\n"
    assert "https://a.example" in render_markdown("See https://a.example today")
    assert described(render_markdown("See https://a.example today")) == [("p", {})]


def test_tables_lists_and_code_are_shown() -> None:
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | *2* |\n\n3. x\n4. y\n\n```py\n<b>\n```")
    assert [tag for tag, _ in described(html)] == [
        *("table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "em"),
        *("ol", "li", "li", "pre", "code"),
    ]
    assert "&lt;b&gt;" in html
    assert '<ol start="3">' in html


def test_plain_text_is_what_a_reader_sees() -> None:
    text = "# Facts\n\nHe **pointed** a\n[gun](https://a.example).\n\n- one\n- `two`\n\n"
    text += "    code\n\n|a|b|\n|-|-|\n|c|d|"
    assert plain_text(text) == "Facts\nHe pointed a gun.\none\ntwo\ncode\na\nb\nc\nd"


def test_a_long_table_or_list_reads_the_same_whole_and_in_pieces() -> None:
    row = "| *a* | [b](https://b.example) | <c> |\n"
    table = described(render_markdown("| x | y | z |\n|---|---|---|\n" + row * 500))
    assert [tag for tag, _ in table].count("tr") == 501
    assert [tag for tag, _ in table].count("td") == 1500
    assert table[-6:] == described(render_markdown("| x | y | z |\n|---|---|---|\n" + row))[-6:]
    items = render_markdown("> - **a** b\n" * 800)
    assert_harmless(items)
    assert [tag for tag, _ in described(items)].count("strong") == 800


def test_a_text_over_the_limit_is_refused() -> None:
    for function in (render_markdown, outline, plain_text):
        with pytest.raises(MarkdownTooLong, match="200,000"):
            function("a" * (MAX_CHARACTERS + 1))


BOMBS = {
    "quotes": ">",
    "spaced quotes": "> ",
    "brackets": "[",
    "images": "![",
    "links": "[a](",
    "stars": "***a",
    "underscores": "_a __b ",
    "ticks": "`a``",
    "tags": "<a ",
    "entities": "&",
    "tables": "|a|b|\n|-|-|\n",
    "fences": "```\n",
    "headings": "# *a*\n",
    "lists": "- ",
    "items": "- *a*\n",
    "references": "[a]: b\n",
}


def seconds_for(text: str) -> float:
    started = time.process_time()
    render_markdown(text)
    return time.process_time() - started


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_of_markup_costs_in_proportion_to_its_length(bomb: str) -> None:
    text = BOMBS[bomb] * (24_000 // len(BOMBS[bomb]))
    assert_harmless(render_markdown(text[:6_000]))
    short, long = seconds_for(text[:6_000]), seconds_for(text)
    # Four times the text; squared growth would make it sixteen times the work.
    assert long < 10 * short + 0.5


def test_a_text_at_the_limit_is_shown_whole() -> None:
    sentence = "The officer said that he saw a **firearm** [there](https://a.example). "
    text = (sentence * 5 + "\n\n") * (MAX_CHARACTERS // (5 * len(sentence) + 2))
    html = render_markdown(text)
    assert html.count("<strong>firearm</strong>") == text.count("**firearm**")
