"""Stretches of a text that look like identifiers and are not: law, money, timecodes, exhibits.

A candidate is dropped only if it lies wholly inside of one and nothing nearby names it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from coalition.deidentify.detectors.address import STATES
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers, at_words
from search_index.citations import find_citations

_SUBSECTIONS: Final = r"(?:\([0-9A-Za-z]{1,5}\)){0,6}"
# A number with the dashes of a telephone or Social Security number is no section of anything.
_SECTION: Final = (
    r"(?![0-9]{3}[-–.][0-9]{2,3}[-–.][0-9]{4})[A-Z]{0,3}-?[0-9][0-9A-Za-z]{0,8}"
    rf"(?:[.:/\-–][0-9A-Za-z]{{1,8}}){{0,5}}{_SUBSECTIONS}"
)
_LATER_SECTION: Final = rf"[0-9]{{1,5}}[A-Za-z]?(?:[.:][0-9]{{1,4}})?{_SUBSECTIONS}(?![0-9A-Za-z-])"
# What gives numbers to its sections, its pages or its issues, and names nobody by them.
_NUMBERED: Final = (
    r"Codes?|Stats?\.?|Statutes?|Laws|Law|R\.?C\.?W\.?|O\.?R\.?S\.?|M\.?C\.?L\.?|M\.?C\.?R\.?"
    r"|M\.?R\.?E\.?"
    r"|A\.?R\.?S\.?|C\.?R\.?S\.?|N\.?R\.?S\.?|K\.?R\.?S\.?|K\.?S\.?A\.?|R\.?S\.?A\.?|R\.?S\.?Mo\.?"
    r"|C\.?P\.?L\.?"
    r"|O\.?C\.?G\.?A\.?|N\.?J\.?S\.?A\.?|N\.?Y\.?C\.?R\.?R\.?|N\.?M\.?S\.?A\.?|I\.?L\.?C\.?S\.?"
    r"|U\.?S\.?C\.?|C\.?F\.?R\.?"
    r"|W\.?A\.?C\.?|O\.?A\.?R\.?|I\.?N\.?A\.?|Fed\.[ ]Reg\.|Stat\.|Pub(?:lic|\.)[ ]L(?:aw|\.)"
    r"|P\.L\.|H\.?R\.?|H\.?B\.?|S\.?B\.?"
    r"|A\.?B\.?|Bill|Act|Const\.|art\.|Art\.|Article|amend\.|Rules?|R\.[ ](?:Crim|Civ|App)\.[ ]P\."
    r"|R\.[ ]Evid\.|Evid\."
    r"|Directives?|Policy|Polic(?:y|ies)|Orders?|Proclamation|Memorandum|Memo|Bulletin|Circular"
    r"|Opinion|Op\."
    r"|Ordinance|Ord\.|Resolution|Res\.|Grant|Award|Contract|Measure|LEXIS|Instruction|Standards?"
    r"|Procedures?|SOP|Manual|Handbook|SP|FIPS|ISO(?:/IEC)?|ANSI|ASTM|RFC"
    r"|MIL-STD|Forms?"
    r"|CALCRIM|CALJIC|WPIC|CRIMJIG|M[ ]?Crim[ ]JI|IPI|CJI2d|UPL|Exhibits?|Exs?\.|Appendix|App\."
    r"|Tab|Schedule|Bates"
    r"|Tr\.|Dkt\.|ECF|Doc\.|Transcript|Vol\.|Volume|pp?\.|pages?|lines?|paras?\.|paragraphs?"
    r"|[Ss]ections?|SECTION|Secs?\.|sec\.|P\.A\.|Public[ ]Act|N\.?D\.?C\.?C\.?|S\.?D\.?C\.?L\.?"
    r"|H\.?R\.?S\.?|R\.|[Bb]uild|[Vv]ersion|[Ff]irmware|[Rr]elease"
    r"|chapter|ch\.|Chapter|Part|part|pt\.|Title|title|Route|Highway|Interstate|Flight"
    r"|PageID\.?|JA|App['’]x|R\.[ ]Doc\.|SF|PC|VC|H&S|HS|WIC|B&P|DoDD|DoDI"
    r"|Channel|clips?|Clips?|frames?"
    r"|Frames?|model|Model"
)
_REST: Final = (
    r"(?:[ ]?(?:Nos?\.|nos?\.|Number|§{1,2}))?"
    rf"(?:[ \n]{{1,2}}|(?<=[§¶.])){_SECTION}"
    rf"(?:(?:,|,?[ ](?:and|or|to|through)|[-–])[ ]?{_LATER_SECTION}){{0,4}}"
)
_NUMBERED_PART: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{_NUMBERED}){_REST}")
_WORDS_OF_A_NAME: Final = 4
# These begin with a mark, and are looked for everywhere.
_MARKED: Final = (
    re.compile(rf"[§¶]{{1,2}}{_REST}"),
    # Sections, however many digits and dots they have.
    re.compile(r"§{1,2}[ ]?[0-9][0-9A-Za-z.:\-]{0,30}(?:\([0-9A-Za-z]{1,4}\)){0,6}"),
    # Dollar amounts, with thousands and cents.
    re.compile(r"\$[ ]?[0-9][0-9,.]{0,20}"),
)
# The number of a decision stands before where it is published.
_DECISION: Final = re.compile(
    r"\bNos?\.[ \n]?[0-9A-Z][0-9A-Za-z.:/-]{2,24}"
    r"(?=,[ \n](?:(?:19|20)[0-9]{2}[ ](?:WL|U\.|BL|LEXIS)|slip))"
)
# Lines that are open to everybody: 47 CFR 52.101 (toll-free codes).
_OPEN_LINE: Final = re.compile(
    r"(?i:[a-z]{0,6}line) (?:is |at |, |\()?1?[-. ]?\(?8(?:00|33|44|55|66|77"
    r"|88)\)?[-. ][0-9]{3}[-. ][0-9]{4}"
)
_ORDER: Final = re.compile(
    r"(?:GO|SO|G\.O\.|S\.O\.)[ ](?:No\.[ ])?[A-Z]?[0-9]{1,2}-[0-9]{1,2}(?:-[0-9]{1,2})?"
    r"(?![0-9A-Za-z])"
)
# Abbreviations of reviews, courts and codes in a row: "Crim. L. Bull.", "(D. Minn.", "U.S. Dist.".
_LEGAL: Final = (
    r"(?:Crim|Civ|Op|Att['’]y|Dist|Cir|Ct|Evid|App|Cong|Reg|Ann|Supp|Proc|Gov['’]t|Dep['’]t|Rptr|Sess"
    r"|Const|Amend|Stat|Bull|Cnty|Super|Bankr|Minn|Cal|Mass|Ill|Tex|Fla|Mich|Wash|Colo|Ariz|Wis|Tenn"
    r"|Conn|Okla|Kan|Neb|Nev|Ala|Ark|Haw|Mont|Wyo|Dak|Harv|Colum)"
)
_ABBREVIATED: Final = (
    rf"(?:(?:[USNEWDCMAFLJRPQ]|Rev|Gen|Ex|Exs|Misc|Pub|Res|Law|Geo|{_LEGAL})\.|Code"
    r"|(?:Int|Nat)['’]l|(?:Att|Sec)['’]y)"
)
_IN_A_ROW: Final = re.compile(
    rf"(?<![A-Za-z.])(?:{_ABBREVIATED}[ ]?){{0,5}}{_LEGAL}\.(?:[ ]?{_ABBREVIATED}){{0,5}}"
    r"(?:[ ][0-9]{1,4}(?:-[0-9]{1,3})?(?![0-9A-Za-z-]))?"
)
_JOURNAL: Final = re.compile(
    r"(?<![A-Za-z.])(?:[A-Z][A-Za-z'’&]{0,9}\.?[ ]){0,4}(?:L\.|J\.)[ ]?(?:Rev\.|Bull\.|J\.|Q\.|& )"
)
_LINES: Final = ("line", "hotline", "helpline", "tipline", "lifeline")
_BEGUN_BY_DIGITS: Final = (
    # Reporters and neutral citations that the recogniser does not know.
    re.compile(
        r"(?<![A-Za-z0-9])[0-9]{1,4}[ ](?:[A-Z][A-Za-z']{0,6}\.[ ]?){1,4}(?:[2-4]d[ ]|[4-9]th[ ])?"
        r"[0-9]{1,6}(?=[,;. ()]|$)"
    ),
    re.compile(
        rf"(?<![A-Za-z0-9])(?:19|20)[0-9]{{2}}(?:[ ](?:{STATES})[ ]?(?:SC|CA|COA|CCA|CR|App|Super)?"
        r"(?:[ ]\([0-9a-z]{3}\))?[ ]|[ ]Ark\.[ ]|-(?:NMSC|NMCA|NCSC|NCCOA|Ohio)-)[0-9]{1,6}(?:-U)?"
        r"(?![0-9A-Za-z-])"
    ),
    # What is measured, and shares of a hundred.
    re.compile(
        r"(?<![A-Za-z0-9])[0-9][0-9,.]{0,14}[ ]?(?:%|percent|fps|mm|cm|km|feet|miles|yards|GB|MB"
        r"|kHz|Hz)(?![A-Za-z])"
    ),
    # Sections before their code, as California's police say them: "187 PC".
    re.compile(
        r"(?<![A-Za-z0-9-])[0-9]{2,5}(?:\.[0-9]{1,2})?(?:\([a-z0-9]\)){0,3}[ ]"
        r"(?:PC|VC|H&S|HS|WIC)\b"
    ),
    # Timecodes, with fractions or frames.
    re.compile(r"(?<![0-9:])[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,:;][0-9]{1,6})?(?![0-9:])"),
)


class SafeSpans:
    """The safe stretches of one text."""

    def __init__(self, text: str) -> None:
        spans = sorted(_spans(text))
        self._starts = [start for start, _ in spans]
        # How far the stretches reach that start here or earlier.
        self._reach = list(accumulate((end for _, end in spans), max))

    def cover(self, start: int, end: int) -> bool:
        """Whether one of them holds all of `text[start:end]`."""
        earlier = bisect_right(self._starts, start)
        return earlier > 0 and self._reach[earlier - 1] >= end


@lru_cache(maxsize=8)
def safe_spans(text: str) -> SafeSpans:
    """Those of the text; who is done with it empties the cache, so that no draft stays in it."""
    return SafeSpans(text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for citation in find_citations(text):
        yield citation.start, citation.end
    for match in _matches(text):
        yield match.span()


def _matches(text: str) -> Iterator[re.Match[str]]:
    yield from at_numbers(_NUMBERED_PART, text, _WORDS_OF_A_NAME)
    for pattern in (*_MARKED, _IN_A_ROW, _JOURNAL):
        yield from pattern.finditer(text)
    for pattern in _BEGUN_BY_DIGITS:
        yield from at_digits(pattern, text)
    yield from at_words(_ORDER, text, ("go", "so", "g", "s"))
    yield from at_words(_DECISION, text, ("no", "nos"))
    yield from at_words(_OPEN_LINE, text, _LINES)
