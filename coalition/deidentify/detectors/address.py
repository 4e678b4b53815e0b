"""Postal addresses: a house and its street, and apartments (boxes: postal_box.py).

Shapes and suffixes: United States Postal Service, Publication 28 "Postal Addressing Standards",
sections 23-25 and 28, appendices C1 (suffixes) and C2 (units); section 29 for Puerto Rico. A
hundred block ("the 4200 block of Elm Street") is already a generalisation and no address.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers, at_words, landmarks
from coalition.deidentify.findings import ADDRESS, Severity

_SUFFIX: Final = (
    "alley|aly|arcade|avenue|ave?|bend|bluff|boulevard|blvd|branch|bridge|brook|bypass|canyon"
    "|circle"
    "|cir|close|common|commons|corner|corners|court|ct|cove|cv|creek|crescent|cres|crossing|xing"
    "|drive"
    "|dr|esplanade|estates?|expressway|expy|expwy|fwy|frwy|causeway|cswy|byp|extension|ext|falls|ferry|flats?|forge|fork|freeway"
    "|gardens?"
    "|gateway|glen|green|grove|harbor|heights|hts|highway|hwy|hill|hills|hollow|holw|island|isle"
    "|junction|knolls?|lake|landing|lane|ln|loop|manor|meadows?|mews|mill|mountain|oval|park"
    "|parkway"
    "|pkwy|pass|path|pike|pines?|place|pl|plaza|plz|point|pt|ranch|ridge|rdg|road|rd|row|run"
    "|shores?"
    "|spring|springs|square|sq|station|stravenue|street|st|str|summit|terrace|ter|trace|trail|trl"
    "|tr|bch|beach|ctr|center|crest|curve|curv|crse|course|divide|haven|hbr|inlet|knl|knoll|mall"
    "|motorway|mtwy|orchard|overpass|prairie|river|skyway|skwy|spgs|spur|throughway|wells?"
    "|tunnel|turnpike|tpke|valley|view|village|vista|walk|way|wynd|broadway"
)
# The same as words, with and without what may be missing at their ends.
_SUFFIXES: Final = frozenset(
    re.sub(drop, "", each) for each in _SUFFIX.split("|") for drop in (r"\?", r".\?")
)
# From a house to the word for its street: a direction and the longest name.
_LONGEST_STREET: Final = 150
_DIRECTION: Final = (
    r"(?:[NSEW]|N\.?E|N\.?W|S\.?E|S\.?W|North|South|East|West|Northeast|Northwest|Southeast"
    r"|Southwest"
    r"|no|so)\.?"
)
_HOUSE: Final = (
    r"[0-9]{1,6}(?:[- ]?[A-Z]|-[0-9]{1,5}|[ -]?1/2|[ ](?:and|&|to)[ ][0-9]{1,6}(?=[ ]))?"
)
_UNIT: Final = (
    r"(?i:,?[ \n]{1,2}(?:(?:apt|apartment|unit|suite|ste|rm|room|fl|floor|lot|spc|space|trlr"
    r"|trailer|bldg"
    r"|building|no|number|ph|basement|bsmt|upper|lower|rear|front|side|left|right)\b"
    r"(?:\.?[ ]?#?[ ]?(?-i:[A-Z0-9-]{1,6})(?![A-Za-z0-9]))?|#[ ]?[A-Z0-9-]{1,6}"
    r"|(?-i:[0-9]{1,3}[A-Z])(?![A-Za-z0-9])"
    r"|[0-9]{1,3}(?:st|nd|rd|th)[ ]fl(?:oor|r)?(?![A-Za-z])"
    r"|(?:1st|2nd|3rd|[4-9]th|first|second|third|top|upper|lower|up|down|dn)"
    r"(?:[ ](?:fl(?:oor)?|apt|unit|level))?(?![A-Za-z]))){0,3}"
)
STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ"
    "|NM|NY"
    "|NC|ND|OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
STATE_NAMES: Final = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia"
    "|Hawaii|Idaho"
    "|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota"
    "|Mississippi|Missouri|Montana|Nebraska|Nevada|New[ ]Hampshire|New[ ]Jersey|New[ ]Mexico"
    "|New[ ]York"
    "|North[ ]Carolina|North[ ]Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode[ ]Island"
    "|South[ ]Carolina"
    "|South[ ]Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West[ ]Virginia|Wisconsin"
    "|Wyoming"
)
# The town, state and ZIP code of an address belong to it.
TOWN: Final = (
    rf"(?:(?:,[ \n]?|[ ]|\n)(?-i:[A-Z][A-Za-z.'-]{{1,20}}"
    rf"(?:[ ][A-Z][A-Za-z.'-]{{1,20}}){{0,2}}),?[ \n]{{1,2}}(?-i:{STATES}|{STATE_NAMES})"
    r"(?![A-Za-z])(?:,?[ \n]{1,2}[0-9]{5}(?:-[0-9]{4})?)?"
    r"|,[ ](?-i:[A-Z][a-z'-]{2,20}(?:[ ][A-Z][a-z'-]{2,20})?)[ ][0-9]{5}(?:-[0-9]{4})?(?![0-9]))?"
)
ZIP_ONLY: Final = r"(?:,?[ \n]{1,2}[0-9]{5}(?:-[0-9]{4})?(?![0-9]))?"

_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9.'’-]{0,24}"
_STREET: Final = re.compile(
    rf"(?<![A-Za-z0-9$§¶.:/#-])(?P<house>{_HOUSE})[ \n]{{1,2}}(?:"
    rf"(?P<direction>{_DIRECTION})[ ]{{1,2}})?"
    rf"(?P<name>{_NAME}(?:[ \n]{_NAME}){{0,3}}?)[ \n]{{1,2}}(?P<suffix>{_SUFFIX})(?![A-Za-z])\.?"
    # "Blue Island Avenue", "Park Place Drive".
    rf"(?:[ ](?-i:(?=[A-Z]))(?:{_SUFFIX})(?![A-Za-z])\.?){{0,2}}"
    rf"(?:[ ](?P<after>{_DIRECTION})(?![A-Za-z]))?{_UNIT}{TOWN}{ZIP_ONLY}",
    re.IGNORECASE,
)
_HOUSE_BEFORE_A_WORD: Final = re.compile(
    r"(?<![0-9])[0-9]{1,6}[^ \n]{0,7}(?:[ ]1/2|[ ][A-Z])?[ \n]{1,2}(?=[^\n]{0,12}[A-Za-z])"
)
_ONE_WORD: Final = re.compile(
    rf"(?<![A-Za-z0-9$§¶.:/#-])(?P<house>{_HOUSE})[ ](?:{_DIRECTION}[ ])?"
    rf"(?:(?:Avenue|Ave\.?|Avenida|Ave|Calle|Camino|Paseo|Via|Vía|Rue|Boulevard|Carretera|Calz\.?"
    rf"|Callej[oó]n|Cerrada)"
    rf"[ ](?:of[ ]the[ ]|del?[ ])?(?:l[ao]s?[ ])?[A-Z0-9][A-Za-zÀ-ÿ0-9.'-]{{0,24}}"
    rf"(?:[ ][A-Z][A-Za-zÀ-ÿ.'-]{{1,24}}){{0,3}}"
    rf"|Broadway|The[ ]Embarcadero|Embarcadero|Bowery)(?![A-Za-z]){_UNIT}{TOWN}{ZIP_ONLY}"
)
_ROUTE: Final = re.compile(
    rf"(?<![A-Za-z0-9$§¶.:/#-])(?P<house>{_HOUSE})[ \n]{{1,2}}(?:{_DIRECTION}[ ])?"
    r"(?:(?:Old|US|U\.S\.|VT|NH|ME|MA|CT|RI|NY|NJ|PA|VA|NC|SC|GA|FL|AL|TN|KY|OH|MI|IN|IL|WI|MN|IA"
    r"|MO|AR|LA|KS|NE|SD|ND|MT|WY|CO|UT|AZ|NV|ID|OR|WA|AK|HI|MD|DE|WV|State|County|Cty|Co\.?"
    r"|Farm[ ]to[ ]Market|Ranch|Township|Twp|Private"
    r"|Forest|FM|RM|CR|SR|PR|NM|TX|CA)[ ]){0,2}"
    r"(?:Road|Rd\.?|Highway|Hwy\.?|Route|Rt\.?|Rte\.?|FM|RM|CR|SR|PR|Loop|US|County[ ]Road"
    r"|State[ ]Road)[ -][0-9]{1,5}[A-Z]{0,2}"
    rf"(?:[ ](?:{_DIRECTION}|North|South|East|West)(?![A-Za-z]))?"
    rf"(?![A-Za-z0-9]){_UNIT}{TOWN}{ZIP_ONLY}"
)
# A direction and a name make a street even where nobody wrote what kind of street it is.
_DIRECTED: Final = re.compile(
    rf"(?<![A-Za-z0-9$§¶.:/#-]){_HOUSE}[ ](?:[NSEW]|[NS][EW])\.?[ ](?!(?:AND|OF|ON|AT|IN"
    rf"|TO)[ ])[A-Z][A-Za-z'’]{{2,20}}"
    rf"(?:[ ][A-Z][a-z'’]{{2,20}})?(?![A-Za-z]){_UNIT}"
)
# Utah's and Wisconsin's grids number streets by their distance from an origin.
_GRID: Final = re.compile(
    rf"(?<![A-Za-z0-9$§¶.:/#-])(?:{_HOUSE}[ ](?:[NSEW]\.?|North|South|East|West)[ ][0-9]{{1,5}}[ ]"
    rf"(?:[NSEW]\.?|North|South|East|West)(?![A-Za-z])"
    rf"|[NSEW][0-9]{{1,3}}[ ]?[NSEW][0-9]{{3,6}}[ ][A-Z][A-Za-z]{{2,20}}"
    rf"(?:[ ][A-Z][A-Za-z]{{1,20}}){{0,2}}){_UNIT}{TOWN}{ZIP_ONLY}"
)
_IN_WORDS: Final = (
    r"(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|oh)"
)
_SPELLED: Final = re.compile(
    rf"(?<![A-Za-z]){_IN_WORDS}(?:[- ]{_IN_WORDS}){{0,5}}[ ](?:"
    r"(?:(?:[NSEW]\.?|North|South|East|West)[ ])?[A-Z][A-Za-z.'’]{2,20}"
    r"(?:[ ][A-Z][A-Za-z.'’]{1,20})?[ ](?:Street|St"
    r"|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Plaza|Place|Court|Way|Terrace|Circle)"
    r"|(?:North|South|East|West)[ ][A-Z][a-z'’]{2,20})"
    rf"(?![A-Za-z])\.?{_UNIT}{TOWN}"
)
# After "lives at" a house and a name suffice.
_LIVED_AT: Final = re.compile(
    rf"\b(?:lives?|lived|living|resid(?:es?|ed|ing)|address(?:[ ](?:is|was|of))?|home|stay(?:s|ed"
    rf"|ing)|[Rr]es|RES|LOC|[Aa]ddr)[:,]?[ ](?:at[ ]|in[ ]|of[ ])?"
    rf"(?P<place>{_HOUSE}[ ][A-Z][A-Za-z'’]{{2,20}}(?:[ ][A-Z][A-Za-z'’]{{2,20}})?"
    rf"(?:[ ]#[0-9A-Z]{{1,5}})?)(?=[,.;)]|$|\n|[ ]with|[ ]and)"
)
_CARRETERA: Final = re.compile(
    r"\b(?:Carr(?:etera|\.)?|PR)[ -]?[0-9]{1,4},?[ ](?:[Kk]m|KM)\.?[ ]?[0-9]{1,3}(?:\.[0-9]{1,2})?"
)
_APARTMENT: Final = re.compile(
    r"\b(?:apt|apartment|flat|suite|ste|trailer)\b\.?(?:[ ](?:no\.|number)|[ ]?#)?[ ]?"
    r"(?P<unit>[A-Z]?[0-9]{1,4}[A-Z]?|[A-Z])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# "12 people on the street", "40 feet down the road", "2 years in court": words that begin no name.
_NO_NAME: Final = re.compile(
    r"\b(?:(?i:on|in|of|at|from|to|by|down|up|across|along|off|near|into|onto|over|under|the|an"
    r"|and|or"
    r"|per|than|that|this|was|were|is|are|had|has|have|who|when|with|without|for|his|her|their|its"
    r"|said|saw|went|left|ran|drove|walked|came|as|if|but|not|block|percent|people|persons?"
    r"|officers?"
    r"|agents?|u\.s|usc|cfr)|a|no|blocks?|feet|foot|ft|yards?|miles?|meters?|minutes?|seconds?"
    r"|hours?"
    r"|days?|weeks?|months?|years?|men|women|vehicles?|cars|trucks|witnesses|rounds|shots|times"
    r"|dollars|copies|pages|a\.?m|p\.?m|other|more|different|separate|federal|state|district"
    r"|circuit"
    r"|superior|municipal|supreme|appeals|trial|motion|after|before|until|while|behind|between"
    r"|towards?|through|outside|inside|against|about|units?|clips?|cameras?|section|counts?|exhibit"
    r"|tapes?|frames?|photos?|calls?|complaints?|arrests?|stops?)\b"
)
_ORDINAL: Final = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th)\Z", re.IGNORECASE)
_COURT: Final = re.compile(
    r"(?:.{0,60}\b)?(?:Supreme|Circuit|District|Superior|Municipal|Federal|State|County|Appeals"
    r"|Trial|Family"
    r"|Bankruptcy|Immigration|Criminal|Probate|Appellate)\Z"
)
_ABBREVIATED_CITATION: Final = re.compile(r"(?:U\.S|S\.|F\.|Cal\.|N\.|P\.|A\.|So\.)", re.IGNORECASE)
_WEAK_SUFFIX: Final = re.compile(
    r"(?:park|point|pt|run|view|station|village|hill|hills|green|row|pass|path|mill|island|lake"
    r"|spring|springs"
    r"|summit|valley|walk|way|place|pl|court|ct|common|commons|corner|corners|creek|close|branch"
    r"|bridge|brook"
    r"|forge|fork|falls?|ferry|flats?|gardens?|gateway|glen|grove|harbor|heights|manor|meadows?"
    r"|mountain|oval"
    r"|pines?|ranch|ridge|shores?|square|sq|st|dr|ct|bend|bluff|bypass|canyon|circle|extension|ext"
    r"|estates?"
    r"|tr|beach|center|crest|curve|course|divide|haven|inlet|knoll|mall|overpass|prairie|river|spur"
    r"|wells?|freeway|expressway|tunnel|landing|junction|knolls?|trace|loop|plaza)\Z",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?:address|home|house|resid(?:es?|ing|ence)|lives?|lived|living|stay(?:s|ed|ing)?|door"
    r"|apartment|property|addressed|located|mail(?:ed|ing)?|deliver(?:ed|y)?|at|knocked|moved|to"
    r"|of|from|near)\b[^.;!?\n]{0,30}$",
    re.IGNORECASE,
)


_PLACED_AT: Final = re.compile(
    r"\bat[ ](?P<place>[0-9]{2,5}[ ](?!(?:Agent|Officer|Victim|Witness|Camera|Clip|Unit|Hours|The"
    r"|And|He|She|They)\b)"
    r"[A-Z][a-z]{2,20})(?=[.,;)])"
)
_PITCH: Final = re.compile(
    r"\b(?:Lot|Space|Trailer|Slip|Pitch)[ ]#?[0-9]{1,4}[A-Z]?(?![A-Za-z0-9]"
    r"|[-.:][0-9])"
)


_NUMBER_WORDS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_LIVING: Final = (
    "live", "lives", "lived", "living", "reside", "resides", "resided", "residing", "address",
    "home", "stay", "stays", "stayed", "staying", "res", "loc", "addr",
)  # fmt: skip
_APARTMENTS: Final = ("apt", "apartment", "flat", "suite", "ste", "trailer")


def find_addresses(text: str) -> Iterator[Candidate]:
    """Houses in streets and on numbered roads, pitches and apartments."""
    streets = _street_words(text)
    for house in at_digits(_HOUSE_BEFORE_A_WORD, text):
        yield from _house(text, house.start(), streets)
    for pattern, words in (
        (_SPELLED, _NUMBER_WORDS),
        (_CARRETERA, ("carr", "carretera", "pr")),
    ):
        for match in at_words(pattern, text, words):
            yield _address(match, "block", "a house and the name of a street or road")
    for match in at_numbers(_GRID, text):
        yield _address(match, "block", "a house on a numbered grid of streets")
    for match in at_words(_LIVED_AT, text, _LIVING):
        reason = "a house and a name after words for living there"
        yield Candidate(*match.span("place"), ADDRESS, "block", (reason,), named=False)
    for match in at_words(_PITCH, text, ("lot", "space", "trailer", "slip", "pitch")):
        yield _address(match, "review", "the number of a pitch or a trailer")
    for match in at_words(_PLACED_AT, text, ("at",)):
        reason = "a number and a name after “at”"
        yield Candidate(*match.span("place"), ADDRESS, "review", (reason,), named=False)
    for match in at_words(_APARTMENT, text, _APARTMENTS):
        yield _address(match, "review", "the number of an apartment")


def _street_words(text: str) -> list[int]:
    """Where the words for kinds of streets stand, without which no house is looked for."""
    words = landmarks(text).words
    return sorted(at for word in _SUFFIXES & words.keys() for at in words[word])


def _house(text: str, start: int, streets: list[int]) -> Iterator[Candidate]:
    place = bisect_left(streets, start)
    is_near = place < len(streets) and streets[place] - start < _LONGEST_STREET
    street = _STREET.match(text, start) if is_near else None
    severity = street and _street_severity(text, street)
    if street and severity:
        yield _address(street, severity, "a house number and the name of a street")
    for pattern in (_ONE_WORD, _ROUTE, _DIRECTED):
        match = pattern.match(text, start)
        if match is not None:
            reason = "a house number and the name of a street or road"
            yield Candidate(*match.span(), ADDRESS, "block", (reason,), named=True)


def _street_severity(text: str, match: re.Match[str]) -> Severity | None:
    if _NO_NAME.search(match["name"]) or _ABBREVIATED_CITATION.match(match["name"]):
        return None
    if match["suffix"].lower() in ("court", "ct") and _COURT.match(match["name"]):
        return None
    named = match["name"][0].isupper() or match["name"][0].isdigit()
    if named and match["suffix"][0].isupper():
        return "block"
    if _ORDINAL.match(match["name"]):
        return "block"
    at_home = _HOME.search(text, max(0, match.start() - 40), match.start()) is not None
    if _WEAK_SUFFIX.match(match["suffix"]) and not (at_home and match["suffix"].lower() != "way"):
        return None
    return "block" if at_home or named else "review"


def _address(match: re.Match[str], severity: Severity, reason: str) -> Candidate:
    return Candidate(*match.span(), ADDRESS, severity, (reason,), named=False)
