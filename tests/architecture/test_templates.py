"""Templates hold no code that the content security policy would have to allow."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source_tree import shown, templates

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
IN_EXPRESSIONS = {
    "turns escaping off": re.compile(r"\|\s*safe\b|autoescape\s+(false|False)"),
}
IN_MARKUP = {
    "has an inline style": re.compile(r"<[^<>]*\sstyle\s*=|<style\b", re.I),
    "has an inline handler": re.compile(r"<[^<>]*\son[a-z]+\s*=", re.I),
    "has an inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.I),
    "runs a javascript: address": re.compile(r"[\"'=]\s*javascript:", re.I),
}


def faults(text: str) -> Iterator[str]:
    """What a template does that it must not."""
    for expression in JINJA.findall(text):
        yield from (fault for fault, rule in IN_EXPRESSIONS.items() if rule.search(expression))
    # A value may hold a > sign, which would end the tag too early for the rules below.
    markup = JINJA.sub("JINJA", text)
    yield from (fault for fault, rule in IN_MARKUP.items() if rule.search(markup))


def test_no_template_holds_code_or_turns_escaping_off():
    found = {shown(path): list(faults(path.read_text(encoding="utf-8"))) for path in templates()}
    assert not {name: what for name, what in found.items() if what}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ body|safe }}", "turns escaping off"),
        ("{% autoescape false %}", "turns escaping off"),
        ('<p style="color: red">', "has an inline style"),
        ('<a {{ "x" if a > b }} onclick="go()">', "has an inline handler"),
        ("<script>go()</script>", "has an inline script"),
        ('<a href="javascript:go()">', "runs a javascript: address"),
    ],
)
def test_the_rules_see_what_they_forbid(text, fault):
    assert list(faults(text)) == [fault]


def test_the_rules_let_plain_markup_pass():
    plain = '<script src="{{ url }}" defer></script><p class="on style">The only = sign</p>'
    assert not list(faults(plain))
