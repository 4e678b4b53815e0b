"""Mail about saved searches: to whom, when, how often, and that it says nothing."""

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.db import unit_of_work
from coalition.search.saved import services
from tests.flows.sharing import decide, readdress, revise, share, withdraw

pytestmark = pytest.mark.database

THEIR_OFFICE = Audience(Tlp.AMBER_STRICT)
SECRET = "Zebulon"


def test_a_day_later_the_owner_is_told_how_many_and_nothing_else(
    app, author, reader, saves, mails, clock, tmp_path, announced
):
    saved = saves()
    share(app, author, f"Removal of {SECRET}")
    share(app, author, "Removal again")
    share(app, author, "Another matter")
    share(app, author, "Removal for us", audience=THEIR_OFFICE)
    clock.advance(days=0.9)
    assert mails() == []
    clock.advance(days=0.1)
    [(to, text)] = mails()
    assert to == reader.email
    assert "has 2 new papers." in text
    assert "http://localhost/saved-searches\n" in text
    whole = "".join(file.read_text() for file in tmp_path.glob("mail/*.eml"))
    for word in (SECRET, "emoval", "tamarack", "alder", saved):
        assert word not in whole.replace(reader.email, "")
    assert announced() == [{"search": saved, "person": reader.public_id, "count": 2}]


def test_nothing_is_sent_when_nothing_is_new_or_none_was_asked_for(
    app, author, saves, mails, clock
):
    share(app, author, "Removal of before")
    saves()
    saves("porch", frequency="never")
    share(app, author, "A porch")
    clock.advance(days=8)
    assert mails() == []


def test_a_week_is_a_week_and_each_mail_counts_what_came_since_the_last(
    app, author, saves, mails, clock
):
    saves(frequency="weekly")
    share(app, author, "Removal")
    clock.advance(days=6.9)
    assert mails() == []
    clock.advance(days=0.2)
    assert len(mails()) == 1
    share(app, author, "Removal, two")
    share(app, author, "Removal, three")
    clock.advance(days=6.8)
    assert mails() == []
    clock.advance(days=0.1)
    [(_, text)] = mails()
    assert "2 new papers" in text
    clock.advance(days=7)
    assert mails() == []


def test_a_revised_and_a_newly_shared_paper_are_new_and_a_withdrawn_one_is_not(
    app, author, saves, mails, clock
):
    revised = share(app, author, "Removal")
    shared = share(app, author, "Removal, ours at first", audience=THEIR_OFFICE)
    gone = share(app, author, "Removal, withdrawn")
    saves()
    revise(app, author, revised, "Removal, better")
    readdress(app, author, shared, Audience(Tlp.GREEN))
    revise(app, author, gone, "Removal, worse")
    withdraw(app, author, gone)
    clock.advance(days=1)
    [(_, text)] = mails()
    assert "2 new papers" in text


def test_an_outcome_is_told_at_once_and_other_changes_are_not(app, author, saves, mails, clock):
    paper = share(app, author, "Removal")
    saves(frequency="outcomes")
    revise(app, author, paper, "Removal, better")
    share(app, author, "Removal, new and open")
    assert mails() == []
    decide(app, author, paper, "remanded")
    [(_, text)] = mails()
    assert "1 new paper." in text
    clock.advance(days=1)
    revise(app, author, paper, "Removal, better still")
    assert mails() == []
    decide(app, author, paper, "immunity-denied")
    assert len(mails()) == 1
    clock.advance(days=1)
    decide(app, author, paper, "")
    assert mails() == []


def test_an_outcome_of_a_paper_that_does_not_match_or_may_not_be_read_is_not_told(
    app, author, saves, mails
):
    saves(frequency="outcomes")
    share(app, author, "Another matter", outcome="remanded")
    share(app, author, "Removal for us", audience=THEIR_OFFICE, outcome="remanded")
    assert mails() == []


def test_an_outcome_that_was_followed_by_another_text_is_told_all_the_same(
    app, author, saves, mails
):
    paper = share(app, author, "Removal")
    saves(frequency="outcomes")
    decide(app, author, paper, "remanded")
    revise(app, author, paper, "Removal, better")
    readdress(app, author, paper, Audience(Tlp.CLEAR))
    assert len(mails()) == 1


def test_a_text_that_was_hidden_from_the_owner_neither_causes_nor_prevents_a_mail(
    app, author, saves, mails, clock
):
    saves(frequency="outcomes")
    known = share(app, author, "Removal", outcome="remanded", audience=THEIR_OFFICE)
    assert mails() == []
    # For the reader this outcome is new, although an earlier text said it to others.
    decide(app, author, known, "remanded", audience=Audience(Tlp.GREEN))
    assert len(mails()) == 1
    clock.advance(days=1)
    # What others read in between is not what the reader read last.
    decide(app, author, known, "dismissed-other", audience=THEIR_OFFICE)
    decide(app, author, known, "remanded", audience=Audience(Tlp.GREEN))
    assert mails() == []


def test_a_bulk_of_outcomes_makes_one_mail_an_hour(app, author, saves, mails, clock):
    saves(frequency="outcomes")
    share(app, author, "Removal 0", outcome="remanded")
    assert len(mails()) == 1
    for number in range(4):
        clock.advance(minutes=14)
        share(app, author, f"Removal {number + 1}", outcome="remanded")
        assert mails() == []
    clock.advance(minutes=4)
    [(_, text)] = mails()
    assert "4 new papers" in text
    clock.advance(minutes=61)
    assert mails() == []


def test_each_saved_search_has_its_own_mail(app, author, reader, world, saves, mails, clock):
    other = world.person("Other", world.office("birch"))
    saves()
    saves("porch")
    saves(member=other)
    share(app, author, "Removal from a porch")
    clock.advance(days=1)
    assert sorted(to for to, _ in mails()) == sorted([reader.email, reader.email, other.email])


def test_asking_for_mail_later_tells_of_nothing_from_before(
    app, author, reader, saves, mails, clock
):
    saved = saves(frequency="never")
    share(app, author, "Removal", outcome="remanded")
    with app.app_context(), unit_of_work():
        services.change_search(reader.actor, saved, name="Mine", frequency="outcomes")
    clock.advance(days=1)
    assert mails() == []
    share(app, author, "Removal, two", outcome="remanded")
    assert len(mails()) == 1


def test_asking_for_less_mail_keeps_what_was_not_told_yet(app, author, reader, saves, mails, clock):
    saved = saves()
    share(app, author, "Removal")
    with app.app_context(), unit_of_work():
        services.change_search(reader.actor, saved, name="Mine", frequency="weekly")
    clock.advance(days=6.9)
    assert mails() == []
    clock.advance(days=0.2)
    assert len(mails()) == 1


def test_a_removed_search_is_silent(app, author, reader, saves, mails, clock):
    saved = saves()
    share(app, author, "Removal")
    with app.app_context(), unit_of_work():
        services.remove_search(reader.actor, saved)
    clock.advance(days=1)
    assert mails() == []


def test_mail_does_not_wander_through_the_day(app, author, saves, mails, clock):
    saves()
    clock.advance(days=1, minutes=50)
    mails()
    share(app, author, "Removal")
    clock.advance(days=1, minutes=-49)
    assert len(mails()) == 1
