import pytest

from coalition.deidentify.findings import TYPE_LABELS, Finding, TextTooLong, merged
from coalition.deidentify.gate import check_parts

SECRET = "123-45-6789"
PAPER = {
    "title": "Pointing a firearm at bystanders",
    "body": "See *In re Neagle*, 135 U.S. 1 (1890), and Minn. Stat. § 609.02.",
    "tags": "firearm, bystander",
    "change note": "First version",
    "event notes": "00:07:31 firearm pointed",
}


def test_a_paper_without_identifiers_passes() -> None:
    report = check_parts(PAPER)
    assert report.is_open
    assert report.findings == ()
    assert report.sentences() == []


@pytest.mark.parametrize("part", PAPER)
def test_an_identifier_in_any_part_closes_the_gate(part: str) -> None:
    report = check_parts({**PAPER, part: f"{PAPER[part]} His number is {SECRET}."})
    assert not report.is_open
    assert [(name, finding.type) for name, finding in report.blocking] == [(part, "ssn")]
    assert report.sentences() == [(part, "Remove before publishing: Social Security number (1).")]


def test_the_report_never_carries_the_words_it_is_about() -> None:
    report = check_parts({"body": f"{SECRET} and jane@example.org, DOB 5/3/1987, 612-555-0142"})
    shown = f"{report!r} {report} {report.sentences()} {[str(each) for each in report.blocking]}"
    for words in (SECRET, "6789", "jane", "example", "1987", "0142"):
        assert words not in shown
    assert {finding.type for _, finding in report.blocking} == {
        "ssn",
        "email",
        "date-of-birth",
        "phone",
    }


def test_what_is_only_doubtful_is_shown_but_does_not_close_the_gate() -> None:
    report = check_parts({"body": "SSN XXX-XX-6789, born in May 1987"})
    assert report.is_open
    assert [finding.type for _, finding in report.to_review] == ["ssn", "date-of-birth"]


def test_a_part_that_is_too_long_is_named_and_not_quoted() -> None:
    with pytest.raises(TextTooLong, match=r"^body: The text is longer than 400,000 characters\.$"):
        check_parts({"title": "x", "body": SECRET * 50_000})


def test_every_kind_of_finding_has_words_for_the_author() -> None:
    report = check_parts({"body": f"{SECRET}, a@b.org, DOB 5/3/1987, 612-555-0142, A123456789"})
    assert {finding.type for _, finding in report.blocking} <= set(TYPE_LABELS)
    assert len(report.sentences()[0][1].split(",")) == 5


def test_overlapping_findings_become_one_of_the_more_serious_type() -> None:
    findings = [
        Finding(5, 20, "phone", "review", ("r1",)),
        Finding(0, 10, "ssn", "block", ("r2",)),
        Finding(20, 25, "email", "block", ("r3",)),
    ]
    assert merged(findings, "x" * 25) == [
        Finding(0, 20, "ssn", "block", ("r2", "r1")),
        Finding(20, 25, "email", "block", ("r3",)),
    ]


def test_what_a_name_leaves_of_an_organisation_begins_and_ends_with_a_letter() -> None:
    text = "Rosalind Achterberg of Achterberg & Pine LLP."
    name = Finding(23, 33, "person", "block", ("r1",))
    firm = Finding(23, 44, "organisation", "review", ("r2",))
    kept = [text[each.start : each.end] for each in merged([name, firm], text)]
    assert kept == ["Achterberg", "Pine LLP"]
