"""Whatever identifier is invented, in whatever usual spelling, is found where it stands."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coalition.deidentify import Finding
from tests.support.marked import findings as find_identifiers

BEFORE = st.sampled_from(
    [
        "",
        "The witness gave ",
        "At the second stop (clip 3), Agent B read out: ",
        "See 135 U.S. 1 and Minn. Stat. § 609.02.\n\nHer ",
        "- **Item**: ",
        "| Victim 1 | ",
        "die lange straße, año, naïve “quote” ",
        "He paid $1,250.00 at 00:14:22, then said ",
    ]
)
AFTER = st.sampled_from(
    [
        "",
        ".",
        ", and left.",
        " at 00:07:31.",
        ") on the form",
        " |",
        "\n\nThen 18 U.S.C. § 242.",
        "!",
    ]
)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=count, max_size=count)


@st.composite
def social_security_numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(1, 899).filter(lambda number: number != 666))
    group, serial = draw(st.integers(1, 99)), draw(st.integers(1, 9999))
    divider = draw(st.sampled_from(["-", " ", ".", "–", "—", "-\n", " - ", "‑", "−"]))
    return f"{area:03}{divider}{group:02}{divider}{serial:04}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    area = draw(st.integers(200, 999))
    exchange = draw(st.integers(200, 999))
    line = draw(digits(4))
    shape = draw(
        st.sampled_from(
            [
                "({}) {}-{}", "({}){}-{}", "{}-{}-{}", "{}.{}.{}", "{} {} {}", "{}/{}-{}",
                "+1 {} {} {}", "+1{}{}{}", "+1-{}-{}-{}", "1-{}-{}-{}", "1 ({}) {}-{}", "{}–{}–{}",
                "({}) {} {}", "({})\n{}-{}", "{} - {} - {}", "({}) {}.{}", "1.{}.{}.{}",
            ]
        )
    )  # fmt: skip
    return shape.format(area, exchange, line)


@st.composite
def emails(draw: st.DrawFn) -> str:
    word = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
    local = draw(st.lists(word, min_size=1, max_size=3).map(draw(st.sampled_from("._+-")).join))
    domain = draw(st.lists(word, min_size=1, max_size=3).map(".".join))
    at, dot, top = draw(
        st.tuples(
            st.sampled_from(["@", "＠", " (at) ", "[at]", " [at] ", "@\n"]),
            st.just("."),
            st.sampled_from(["com", "org", "gov", "us", "COM"]),
        )
    )
    return f"{local}{at}{domain}{dot}{top}"


@st.composite
def alien_numbers(draw: st.DrawFn) -> str:
    letter = draw(st.sampled_from(["A", "A-", "A ", "A#", "A# ", "A:"]))
    number = draw(st.integers(7, 9).flatmap(digits))
    if draw(st.booleans()):
        divider = draw(st.sampled_from("- ."))
        number = divider.join([number[:-6], number[-6:-3], number[-3:]])
    return letter + number


@st.composite
def birth_dates(draw: st.DrawFn) -> tuple[str, str]:
    """Words that name it, and the date."""
    day = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    shapes = [
        "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%Y-%m-%d", "%Y/%m/%d", "%B %d, %Y",
        "%b. %d, %Y", "%d %B %Y", "%d-%b-%Y", "%d%b%Y", "%b %d %Y", "%B %dth, %Y", "%m %d %Y",
        "%Y%m%d", "%m%d%Y", "%dth of %B %Y", "%d %b '%y", "%d.%m.%Y",
    ]  # fmt: skip
    written = day.strftime(draw(st.sampled_from(shapes)))
    cue = draw(
        st.sampled_from(
            [
                "DOB ", "DOB: ", "D.O.B. ", "dob - ", "D/O/B: ", "date of birth: ", "born ",
                "Date of Birth\n", "born on ", "was born in Duluth on ", "Birth date: ",
                "birthday: ", "date of birth is ", "DOB | ", "(DOB ", "DATE OF BIRTH ",
            ]
        )
    )  # fmt: skip
    return cue, draw(st.sampled_from([written, written.upper()]))


def the_finding(before: str, identifier: str, after: str) -> Finding:
    """The only finding in the text, which must cover the identifier and nothing else."""
    text = before + identifier + after
    findings = find_identifiers(text)
    assert len(findings) == 1, findings
    assert (findings[0].start, findings[0].end) == (len(before), len(before) + len(identifier))
    assert findings[0].severity == "block"
    assert findings[0].reasons
    return findings[0]


@given(BEFORE, social_security_numbers(), AFTER)
def test_a_social_security_number_is_found(before: str, number: str, after: str) -> None:
    assert the_finding(before, number, after).type == "ssn"


@given(
    st.sampled_from(["SSN ", "SSN: ", "ssn", "Social Security number ", "social security no. is "]),
    digits(9),
    AFTER,
)
def test_nine_digits_that_are_called_one_are_found(cue: str, number: str, after: str) -> None:
    assert the_finding("Her " + cue, number, after).type == "ssn"


@given(BEFORE, phones(), AFTER)
def test_a_telephone_number_is_found(before: str, number: str, after: str) -> None:
    assert the_finding(before, number, after).type == "phone"


@given(
    st.sampled_from(["call ", "phone: ", "Tel. ", "cell is ", "called her at ", "text me on "]),
    st.integers(200, 999),
    digits(4),
    st.sampled_from(["-", " ", ".", ""]),
    AFTER,
)
def test_a_local_number_is_found_where_it_is_called_one(
    cue: str, exchange: int, line: str, divider: str, after: str
) -> None:
    number = f"{exchange}{divider}{line}"
    assert the_finding(f"Victim 1 said: {cue}", number, after).type == "phone"


@pytest.mark.parametrize("number", ["+44 20 7946 0958", "+52 55 1234 5678", "011 49 30 901820"])
def test_a_number_abroad_is_found(number: str) -> None:
    assert the_finding("Her sister answered ", number, ".").type == "phone"


@given(BEFORE, emails(), AFTER)
def test_an_email_address_is_found(before: str, address: str, after: str) -> None:
    assume(not (before.endswith("-") or before == ""))
    assert the_finding(before, address, after).type == "email"


@pytest.mark.parametrize(
    "address",
    [
        "jane at example dot org",
        "jane dot doe at example dot org",
        "jane(at)example(dot)org",
        "o'brien@example.co.uk",
        '"jane doe"@example.org',
        "jane@[192.0.2.1]",
        "jane@192.0.2.1",
        "jane @ example.org",
        "jane@example\n.org",
        "jürgen@exämple.org",
        "v@mail.example",
    ],
)
def test_an_unusual_address_is_found(address: str) -> None:
    assert the_finding("Write to ", address, " today.").type == "email"


@given(BEFORE, alien_numbers(), AFTER)
def test_an_alien_registration_number_is_found(before: str, number: str, after: str) -> None:
    assert the_finding(before, number, after).type == "a-number"


@given(
    st.sampled_from(
        ["alien number ", "Alien Registration No. ", "A-file ", "A-number: ", "USCIS # "]
    ),
    st.integers(7, 9).flatmap(digits),
    AFTER,
)
def test_digits_called_an_alien_number_are_found(cue: str, number: str, after: str) -> None:
    assert the_finding("The " + cue, number, after).type == "a-number"


@given(BEFORE, birth_dates(), AFTER)
def test_a_date_of_birth_is_found(before: str, cued: tuple[str, str], after: str) -> None:
    cue, written = cued
    assert the_finding(before + cue, written, after).type == "date-of-birth"


def test_a_date_of_birth_is_found_before_its_name_and_below_it() -> None:
    assert the_finding("Victim 2, ", "5/3/1987", " (DOB)").type == "date-of-birth"
    table = (
        "| Who | DOB | Seen |\n|---|---|---|\n| A | 5/3/1987 | 6/1/2026 |\n| B | May 3, 1990 | |"
    )
    found = [table[finding.start : finding.end] for finding in find_identifiers(table)]
    assert found == ["5/3/1987", "May 3, 1990"]


def test_what_may_be_one_is_left_to_the_author() -> None:
    doubtful = [
        "SSN XXX-XX-6789",
        "the last four of his SSN are 6789",
        "born in May 1987",
        "Case No. 123-45-6789",
        "2026001234",
        "Exhibit A 1234567",
    ]
    severities = [[each.severity for each in find_identifiers(text)] for text in doubtful]
    assert severities == [["review"]] * len(doubtful)


HARD_NEGATIVES = [
    "In re Neagle, 135 U.S. 1 (1890)", "Mesa v. California, 489 U.S. 121, 139 (1989)",
    "253 F.3d 359, vacated as moot, 266 F.3d 979", "88 F.4th 1331 (11th Cir. 2023)",
    "Minn. Stat. § 609.02, subd. 10", "609.02", "28 U.S.C. § 1442(a)(1)", "28 CFR 16.21-16.29",
    "6 CFR 5.41-5.49", "720 ILCS 5/12-3.05", "RCW 9A.36.021", "Cal. Penal Code § 245(a)(2)",
    "Fed. R. Crim. P. 12(b)(3)", "MCL 750.82",
    "00:14:22.500", "12:34:56", "from 00:07:31 to 00:09:02", "$1,234,567.89",
    "$612.555", "EV-2026-0012345", "AXON-612-555-0142", "OFF-123-45-6789", "Exhibit 12",
    "DHS-000123–000456", "55401-1234", "pages 612-618",
    "A 12,345,678 dollar budget", "3 @ 5.00", "called 911", "call log, pages 100-1200",
    "The newborn was there at the hearing of May 3, 2026", "The hearing on May 3, 2026 was brief",
    "2026-01-05", "a 1234567 vote margin", "meet at the dot com office", "offset 128 s ± 4",
    "3b5d5c3712955042212316173ccf37be", "the fourth born. On May 3, 2026 he resigned",
]  # fmt: skip


@pytest.mark.parametrize("phrase", HARD_NEGATIVES)
def test_what_only_looks_like_an_identifier_is_left_alone(phrase: str) -> None:
    assert find_identifiers(phrase) == []
    assert find_identifiers(f"The memo says {phrase} and goes on.") == []


@given(
    st.integers(1, 999), st.sampled_from(["U.S.", "F.3d", "F.4th", "N.W.2d"]), st.integers(1, 9999)
)
def test_no_citation_is_taken_for_an_identifier(volume: int, reporter: str, page: int) -> None:
    assert find_identifiers(f"See {volume} {reporter} {page}, {page + 3} (2001).") == []


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_no_timecode_is_taken_for_an_identifier(h: int, m: int, s: int, fraction: int) -> None:
    assert find_identifiers(f"At {h:02}:{m:02}:{s:02}.{fraction:03} to {h:02}:{m:02}:{s:02}") == []


@given(social_security_numbers(), phones(), st.text(alphabet="abc \n", max_size=20))
def test_findings_are_in_order_and_never_overlap(number: str, phone: str, between: str) -> None:
    text = f"{phone}; {between}; {number}; SSN {number}; {phone}"
    findings = find_identifiers(text)
    assert [each.type for each in findings] == ["phone", "ssn", "ssn", "phone"]
    for earlier, later in pairwise(findings):
        assert earlier.end <= later.start
