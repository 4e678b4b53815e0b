"""How the codes and reporters of the United States are cited, as data for the recogniser.

Canonical spellings follow The Bluebook (21st ed.), tables T1 and T6, with the section sign and
without "Ann.", year or publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

SECTION = r"\d{1,5}[A-Za-z]{0,3}(?:[.\-:–/]\d{1,5}[A-Za-z]{0,2}){0,4}"
SUBSECTIONS = r"(?:\([0-9A-Za-z]{1,5}\)){0,6}"
_GAP = r"\s{0,3}"
_SIGN = rf"(?:,?{_GAP}(?P<sign>§{{1,2}}|ss?\.|secs?\.|sections?)|,)?{_GAP}"
_TAIL = rf"(?P<section>{SECTION})(?P<subs>{SUBSECTIONS})(?![\w/])"
_SUBDIVISION = (
    rf"(?:,?{_GAP}subd(?:ivision|\.)?{_GAP}(?P<subd>\d{{1,3}}[a-z]?)(?P<subdsubs>{SUBSECTIONS}))?"
)


class Build(Protocol):
    """Makes (kind, canonical) of a match; a listed later section is handed in by name."""

    def __call__(
        self, match: re.Match[str], section: str | None = None, subsections: str | None = None
    ) -> tuple[str, str]: ...


# The words it can begin with, the code's name as a pattern, its canonical name. The upper-case
# codes write letters in section numbers as capitals (RCW 9A.36.011), the others as small ones
# (Cal. Penal Code § 835a).
_UPPER = (
    ("r rcw wash", r"R\.?C\.?W\.?|Wash\.?\s?Rev\.?\s?Code", "RCW"),
    ("o or ors", r"O\.?R\.?S\.?|Or\.\s?Rev\.?\s?Stat\.?", "ORS"),
    ("n nj njs njsa", r"N\.?J\.?\s?S\.?(?:\s?A\.?|tat\.?)", "N.J. Stat."),
    (
        "m mass mgl",
        r"(?:M\.?G\.?L\.?|Mass\.?\s?Gen\.?\s?Laws)\s?ch?\.?\s?(?P<chapter>\d{1,3}[A-Z]?)",
        "Mass. Gen. Laws ch. {chapter}",
    ),
)
_LOWER = (
    ("minn minnesota", r"Minn\.?(?:esota)?\s?Stat(?:utes|\.)?", "Minn. Stat."),
    ("a ar ariz ars", r"A\.?R\.?S\.?|Ariz\.?\s?Rev\.?\s?Stat\.?", "A.R.S."),
    ("c colo crs", r"C\.?R\.?S\.?|Colo\.?\s?Rev\.?\s?Stat\.?", "C.R.S."),
    ("cal california", r"(?:California|Cal\.?)\s?Pen(?:al|\.)\s?Code", "Cal. Penal Code"),
    ("cal california", r"(?:California|Cal\.?)\s?Veh(?:icle|\.)\s?Code", "Cal. Veh. Code"),
    (
        "cal california",
        r"(?:California|Cal\.?)\s?Gov(?:ernment|['’]t|\.)\s?Code",
        "Cal. Gov't Code",
    ),
    ("cal california", r"(?:California|Cal\.?)\s?Evid(?:ence|\.)\s?Code", "Cal. Evid. Code"),
    ("cal california", r"(?:California|Cal\.?)\s?Civ(?:il|\.)\s?Code", "Cal. Civ. Code"),
    ("tex texas", r"Tex(?:as|\.)?\s?Pen(?:al|\.)\s?Code", "Tex. Penal Code"),
    (
        "tex texas",
        r"Tex(?:as|\.)?\s?Code\s?Crim\.?\s?Proc\.?(?:\s?art\.?)?",
        "Tex. Code Crim. Proc. art.",
    ),
    ("va virginia", r"(?:Virginia|Va\.?)\s?Code", "Va. Code"),
    ("n ny", r"N\.?\s?Y\.?\s?Pen(?:al|\.)\s?Law", "N.Y. Penal Law"),
    ("n ny", r"N\.?\s?Y\.?\s?(?:C\.?P\.?L\.?|Crim\.?\s?Proc\.?\s?Law)", "N.Y. Crim. Proc. Law"),
    ("fla florida", r"(?:Florida|Fla\.?)\s?Stat(?:utes|\.)?", "Fla. Stat."),
    ("ohio", r"Ohio\s?Rev(?:ised|\.)?\s?Code", "Ohio Rev. Code"),
    ("m mcl mich", r"M\.?C\.?L\.?|Mich\.?\s?Comp\.?\s?Laws", "Mich. Comp. Laws"),
    ("maryland md", r"(?:Maryland|Md\.?)\s?Code,?\s?Crim(?:inal|\.)\s?Law", "Md. Code, Crim. Law"),
    ("wis wisconsin", r"(?:Wisconsin|Wis\.?)\s?Stat(?:utes|\.)?", "Wis. Stat."),
    ("ga o ocga", r"O\.?C\.?G\.?A\.?|Ga\.?\s?Code", "Ga. Code"),
    ("n nc ncgs", r"N\.?\s?C\.?\s?(?:Gen\.?\s?Stat\.?|G\.?S\.?)", "N.C. Gen. Stat."),
    ("n nev nrs", r"N\.?R\.?S\.?|Nev\.?\s?Rev\.?\s?Stat\.?", "Nev. Rev. Stat."),
    ("n nm", r"N\.?\s?M\.?\s?Stat\.?", "N.M. Stat."),
    ("conn", r"Conn\.?\s?Gen\.?\s?Stat\.?", "Conn. Gen. Stat."),
    ("h haw hrs", r"H\.?R\.?S\.?|Haw\.?\s?Rev\.?\s?Stat\.?", "Haw. Rev. Stat."),
    ("d dc", r"D\.?\s?C\.?\s?Code", "D.C. Code"),
    ("ind indiana", r"Ind(?:iana|\.)?\s?Code", "Ind. Code"),
    ("iowa", r"Iowa\s?Code", "Iowa Code"),
    ("mo r rsmo", r"R\.?S\.?Mo\.?|Mo\.?\s?Rev\.?\s?Stat\.?", "Mo. Rev. Stat."),
    ("utah", r"Utah\s?Code", "Utah Code"),
    ("idaho", r"Idaho\s?Code", "Idaho Code"),
    ("tenn", r"Tenn\.?\s?Code", "Tenn. Code"),
    ("wyo", r"Wyo\.?\s?Stat\.?", "Wyo. Stat."),
    ("k krs ky", r"K\.?R\.?S\.?|Ky\.?\s?Rev\.?\s?Stat\.?", "Ky. Rev. Stat."),
    ("la", r"La\.?\s?(?:R\.?S\.?|Rev\.?\s?Stat\.?)", "La. Rev. Stat."),
)
_FEDERAL_RULES = r"Fed(?:eral|\.)?\s?R(?:ules?|\.)?\s?(?:of\s?)?"
_PROCEDURE = r"\s?P(?:rocedure|\.)?"
_RULES = (
    (rf"{_FEDERAL_RULES}Crim(?:inal|\.)?{_PROCEDURE}", "Fed. R. Crim. P."),
    (rf"{_FEDERAL_RULES}Civ(?:il|\.)?{_PROCEDURE}", "Fed. R. Civ. P."),
    (rf"{_FEDERAL_RULES}App(?:ellate|\.)?{_PROCEDURE}", "Fed. R. App. P."),
    (rf"{_FEDERAL_RULES}Evid(?:ence|\.)?", "Fed. R. Evid."),
)
# Codes cited as title, code, section.
_TITLED = (
    (
        r"U\.?\s?S\.?\s?(?:C(?:ode)?\.?(?:\s?[AS]\.?(?![A-Za-z]))?)",
        "U.S.C.",
        "statute",
        r"\d{1,5}[A-Za-z]{0,3}(?:(?<=[A-Za-z])-\d{1,3}[A-Za-z]?)?",
    ),
    (
        r"C\.?\s?F\.?\s?R\.?(?:\s?(?:Part|pt\.?))?",
        "C.F.R.",
        "regulation",
        r"\d{1,5}(?:\.\d{1,5}[A-Za-z]?)?",
    ),
    (
        r"I\.?L\.?C\.?S\.?|Ill\.?\s?Comp\.?\s?Stat\.?",
        "ILCS",
        "statute",
        r"\d{1,4}/\d{1,4}[A-Za-z]?(?:[.\-]\d{1,4}[A-Za-z]?){0,3}",
    ),
    (r"Pa\.?\s?C(?:ons)?\.?\s?S(?:tat)?\.?(?:\s?A\.?)?", "Pa.C.S.", "statute", SECTION),
    (r"Del\.?\s?C(?:ode)?\.?", "Del. C.", "statute", SECTION),
    (r"V\.?S\.?A\.?", "V.S.A.", "statute", SECTION),
    (r"M\.?R\.?S\.?(?:\s?A\.?)?", "M.R.S.", "statute", SECTION),
)
_SERIES = r"(?:\s?(?P<series>[2-9](?:d|th)))?"
_STATES = "Cal|Minn|Or|Va|Mass|Ill|Wash|Ariz|Colo|Pa|Tex|Md|Conn|Mich|Wis|Ga"
_REPORTERS = (
    (r"U\.?\s?S\.?", "U.S."), (r"S\.?\s?Ct\.?", "S. Ct."), (rf"L\.?\s?Ed\.?{_SERIES}", "L. Ed."),
    (r"F\.?\s?(?P<series>2d|3d|4th)", "F."), (r"(?-i:F\.)", "F."),
    (rf"F\.?\s?Supp\.?{_SERIES}", "F. Supp."), (r"F\.?\s?App['’]?x\.?", "F. App'x"),
    (r"F\.?\s?R\.?\s?D\.?", "F.R.D."), (rf"N\.?\s?W\.?{_SERIES}", "N.W."),
    (rf"N\.?\s?E\.?{_SERIES}", "N.E."), (rf"S\.?\s?E\.?{_SERIES}", "S.E."),
    (rf"S\.?\s?W\.?{_SERIES}", "S.W."), (r"So\.?\s?(?P<series>2d|3d)", "So."),
    (r"P\.?\s?(?P<series>2d|3d)", "P."), (r"A\.?\s?(?P<series>2d|3d)", "A."),
    (rf"Cal\.?\s?Rptr\.?{_SERIES}", "Cal. Rptr."), (rf"Cal\.?\s?App\.?{_SERIES}", "Cal. App."),
    (rf"N\.?\s?Y\.?\s?S\.?{_SERIES}", "N.Y.S."), (r"N\.?\s?Y\.?\s?(?P<series>2d|3d)", "N.Y."),
    (rf"(?-i:(?P<state>{_STATES})\.){_SERIES}", "{state}."),
    (r"WL", "WL"),
)  # fmt: skip


def after_number() -> Iterator[tuple[str, Build]]:
    """Patterns that begin with a title or volume number."""
    for name, canonical, kind, section in _TITLED:
        yield (
            rf"(?P<title>\d{{1,4}})\s{{1,3}}(?:{name}){_SIGN}(?P<section>{section})(?P<subs>{SUBSECTIONS})(?![\w/])",
            _titled(canonical, kind),
        )
    for name, canonical in _REPORTERS:
        yield (
            rf"(?P<title>\d{{1,4}})\s{{1,3}}(?:{name}){_GAP}(?P<page>\d{{1,7}})(?!\w)",
            _case(canonical),
        )


def after_name() -> Iterator[tuple[set[str], str, Build]]:
    """Patterns that begin with a code's name, each with the words it can begin with."""
    for names, upper in ((_UPPER, True), (_LOWER, False)):
        for first_words, name, canonical in names:
            tail = f"{_TAIL}{_SUBDIVISION}" if canonical == "Minn. Stat." else _TAIL
            annotated = r"(?:\s?(?:Code\s?)?Ann(?:otated|\.)?)?"
            yield (
                set(first_words.split()),
                rf"(?:{name}){annotated}{_SIGN}{tail}",
                _code(canonical, upper),
            )
    for name, canonical in _RULES:
        yield {"fed", "federal"}, rf"(?:{name}){_GAP}(?:Rule{_GAP})?{_TAIL}", _rule(canonical)


def _titled(code: str, kind: str) -> Build:
    def build(
        match: re.Match[str], section: str | None = None, subsections: str | None = None
    ) -> tuple[str, str]:
        number = section or match["section"]
        subs = subsections if section else match["subs"]
        number = number.upper() if code == "ILCS" else number.lower()
        if code == "ILCS":
            return kind, f"{match['title']} ILCS {number}{subs}"
        if code == "C.F.R." and "." not in number:
            return kind, f"{match['title']} C.F.R. pt. {number}"
        return kind, f"{match['title']} {code} § {number}{subs}"

    return build


def _code(code: str, upper: bool) -> Build:
    def build(
        match: re.Match[str], section: str | None = None, subsections: str | None = None
    ) -> tuple[str, str]:
        groups = match.groupdict()
        number = (section or match["section"]).replace("–", "-")
        number = number.upper() if upper else number.lower()
        chapter = (groups.get("chapter") or "").upper()
        subs = subsections if section else match["subs"]
        sign = " " if code.endswith(("RCW", "ORS", "art.")) else " § "
        canonical = f"{code.format(chapter=chapter)}{sign}{number}{subs}"
        if not section and groups.get("subd"):
            canonical += f", subd. {groups['subd'].lower()}{groups['subdsubs']}"
        return "statute", canonical

    return build


def _rule(code: str) -> Build:
    def build(
        match: re.Match[str], section: str | None = None, subsections: str | None = None
    ) -> tuple[str, str]:
        return "rule", f"{code} {match['section']}{match['subs']}"

    return build


def _case(reporter: str) -> Build:
    def build(
        match: re.Match[str], section: str | None = None, subsections: str | None = None
    ) -> tuple[str, str]:
        groups = match.groupdict()
        name = reporter.format(state=groups.get("state"))
        series = (groups.get("series") or "").lower()
        if series:
            # Bluebook rule 6.1(a): no space after a single capital, one after a longer word.
            spaced = len(name.split(".")[-2].strip()) > 1 or " " in name
            name += f" {series}" if spaced else series
        return "case", f"{match['title']} {name} {match['page']}"

    return build
