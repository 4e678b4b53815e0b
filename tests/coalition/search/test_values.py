"""Values of controlled lists: labels are read as codes, and what is in no list is explained."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.search import values
from coalition.search.facets import WORDS
from coalition.search.values import UnknownValue, completed_values, understood
from search_index import QueryError
from search_index.query_fields import FIELDS
from search_index.query_language import parse
from search_index.text import key

ALL = [(field, code, label) for field, words in WORDS.items() for code, label in words.items()]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("removal", "removal"),
        ("state:MN removal", "state:MN removal"),
        ("state:mn", "state:mn"),
        ("state:Oregon OR state:OR", 'state:"OR" OR state:OR'),
        ("state:(Oregon Minnesota)", 'state:("OR" MN)'),
        ('state:("OR" Minnesota)', 'state:("OR" MN)'),
        ('state:("Minnesota""Ohio")', 'state:("MN""OH")'),
        ("state:Minnesota removal", "state:MN removal"),
        ('state:"new mexico"', "state:NM"),
        ("state:New-Mexico", "state:NM"),
        ("state:(Minnesota OR IL) -removal", "state:(MN OR IL) -removal"),
        ("state:(MN OR (NOT Illinois)) state:Ohio", "state:(MN OR (NOT IL)) state:OH"),
        ('forum:"U.S. court of appeals"', "forum:circuit"),
        ('is:"Exculpatory (Brady)"', "is:exculpatory"),
        ("offence:trespass", "offence:trespass"),
        ('event:"firearm drawn"', 'event:"firearm drawn"'),
        (
            'office:"No Such" by:nobody title:Minnesota',
            'office:"No Such" by:nobody title:Minnesota',
        ),
        ("", ""),
    ],
)
def test_a_label_is_read_as_its_code_and_the_rest_stays(typed, taken):
    assert understood(typed).text == taken


def test_what_was_read_otherwise_is_told():
    found = understood('state:Minnesota forum:"U.S. court of appeals" kind:case-memo')
    assert [(r.field, r.typed, r.code) for r in found.readings] == [
        ("state", "Minnesota", "MN"),
        ("forum", "U.S. court of appeals", "circuit"),
    ]


@pytest.mark.parametrize(("field", "code", "label"), ALL)
def test_every_code_and_every_label_is_understood_as_the_code(field, code, label):
    for typed in (code, f'"{code}"', f'"{label}"'):
        assert key(understood(f"{field}:{typed}").text.partition(":")[2]) == key(code)


@pytest.mark.parametrize(("field", "code", "label"), ALL)
def test_every_code_and_label_is_parsed_alone_and_in_a_group_with_another(field, code, label):
    first = next(iter(WORDS[field].values()))
    bare = re.sub(r"[\W_]+", "-", label).strip("-")
    for value in (code, f'"{code}"', f'"{label}"', bare):
        other = f'"{first}"'
        parse(understood(f"{field}:{value}").text)
        # Bare in a group, a code that is an operator is one, and is refused as what it is.
        if value not in ("AND", "OR", "NOT"):
            for group in (f"({value} {other})", f"({other} {value})", f"({value} OR {other})"):
                parse(understood(f"{field}:{group}").text)


def test_a_value_offered_instead_is_no_operator():
    with pytest.raises(UnknownValue) as caught:
        understood("state:(Oregn Minnesota)")
    [offered] = [found.text for found in caught.value.instead if found.code == "OR"]
    assert offered == 'state:("OR" Minnesota)'
    assert understood(offered).text == 'state:("OR" MN)'


def test_what_could_not_be_read_again_stays_as_it_is_typed(monkeypatch):
    monkeypatch.setattr(values, "_written", lambda *_: "(")
    assert understood("state:Minnesota") == values.Understood("state:Minnesota")


def test_no_label_is_another_values_code():
    for field, words in WORDS.items():
        keys = {key(code): code for code in words}
        for code, label in words.items():
            assert keys.get(key(label), code) == code, (field, label)
        assert len({key(label) for label in words.values()}) == len(words), field


@pytest.mark.parametrize(
    ("typed", "said", "at", "instead"),
    [
        ("outcome:remandd", "There is no outcome “remandd”.", 8, ["outcome:remanded"]),
        ("a state:Minesota b", "no state “Minesota”", 8, ["a state:MN b"]),
        ('is:"brady"', "no disclosure flag “brady”", 3, ["is:exculpatory"]),
        ("(state:New Mexico)", "no state “New”", 7, ["(state:NM)"]),
        ("kind:memo x", "no kind of paper “memo”", 5, ["kind:case-memo x"]),
        ("event:zzzzqqq", "no event in footage “zzzzqqq”", 6, []),
        ("state:(MN OR zzzz)", "no state “zzzz”", 13, []),
    ],
)
def test_a_value_in_no_list_is_explained_where_it_stands(typed, said, at, instead):
    with pytest.raises(UnknownValue) as caught:
        understood(typed)
    assert said in str(caught.value)
    assert caught.value.position == at
    assert [found.text for found in caught.value.instead[: len(instead) or None]] == instead


def test_a_few_values_at_most_are_offered_and_each_is_understood():
    with pytest.raises(UnknownValue) as caught:
        understood("defense:immunity state:MN")
    assert 1 < len(caught.value.instead) <= 3
    for found in caught.value.instead:
        assert understood(found.text).text == found.text


@pytest.mark.parametrize(
    ("typed", "finished"),
    [
        ("state:mi", ("state:Minnesota", "state:Mississippi", "state:Missouri")),
        ("removal state:minn", ("removal state:Minnesota",)),
        ("(state:new-m", ("(state:New-Mexico",)),
        ('state:"new m', ('state:"New Mexico"',)),
        ("outcome:reman", ("outcome:remanded",)),
        ("Offence:tres", ("Offence:trespass",)),
        ("-is:ex", ("-is:exculpatory",)),
        ("state:zz", ()),
        ("state:MN", ()),
    ],
)
def test_a_value_at_the_end_is_finished_from_its_list(typed, finished):
    assert completed_values(typed)[: len(finished) or None] == finished


def test_a_field_with_nothing_after_it_offers_its_first_values():
    offered = completed_values("outcome:")
    assert len(offered) == 8
    assert offered[0] == "outcome:declined-insufficient"


@pytest.mark.parametrize(
    "typed", ["", "removal", "office:ald", "12:3", "http://state", 'title:"a', "state:MN ", "x:y"]
)
def test_what_ends_in_no_listed_value_is_left_to_others(typed):
    assert completed_values(typed) is None


@given(
    st.sampled_from(sorted(WORDS)),
    st.text("minewrcourtap -.\"'", max_size=12),
    st.sampled_from(["", "removal ", "(", "-", "state:MN "]),
)
def test_whatever_is_offered_to_finish_a_value_is_understood(field, typed, before):
    for text in completed_values(f"{before}{field}:{typed}") or ():
        assert text.startswith(before + field + ":")
        closed = text + ")" if before == "(" else text
        understood(closed)


@given(
    st.text(max_size=60) | st.text('ste:()MN"Oi ~*-', max_size=30), st.sampled_from(sorted(FIELDS))
)
def test_reading_values_changes_nothing_but_values(text, field):
    typed = f"{field}:{text}"
    try:
        found = understood(typed)
    except (QueryError, UnknownValue):
        return
    if not found.readings:
        assert found.text == typed
    # What was understood once is understood again, and stays as it is.
    assert understood(found.text).text == found.text
