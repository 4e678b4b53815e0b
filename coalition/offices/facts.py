"""What is known of an office, with the rules it must keep."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from coalition.errors import Invalid, Problem
from coalition.offices.fips import county_codes, problem_with
from coalition.offices.kinds import COUNTY, OFFICE_KINDS
from coalition.offices.states import STATES

MOST_DOMAINS = 10
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")


@dataclass(frozen=True)
class OfficeFacts:
    """An office as people describe it; ``county_fips`` and ``domains`` as they typed them."""

    name: str
    state: str
    kind: str = COUNTY
    county: str = ""
    county_fips: str = ""
    domains: str = ""

    def checked(self) -> "OfficeFacts":
        """The facts with white space folded, codes and domains in their stored form.

        Raises:
            Invalid: a field breaks a rule; the way out is said.
        """
        clean = OfficeFacts(
            " ".join(self.name.split()),
            self.state,
            self.kind,
            " ".join(self.county.split()),
            ", ".join(county_codes(self.county_fips)),
            ", ".join(domains_in(self.domains)),
        )
        problems = list(_problems(clean))
        if problems:
            raise Invalid(*problems)
        return clean


def domains_in(text: str) -> list[str]:
    """The domains of a list with commas or spaces between them, each once, in lower case."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", text.lower())))


def _problems(facts: OfficeFacts) -> Collection[Problem]:
    found = []
    if not facts.name or len(facts.name) > 160 or not facts.name.isprintable():
        found.append(Problem("name", "Enter the office's name, at most 160 characters."))
    if facts.state not in STATES:
        found.append(Problem("state", "Choose a state or territory."))
    if facts.kind not in OFFICE_KINDS:
        found.append(Problem("kind", "Choose a kind of office."))
    if len(facts.county) > 80 or not facts.county.isprintable():
        found.append(Problem("county", "Use at most 80 characters for the county."))
    codes = problem_with(county_codes(facts.county_fips), facts.state)
    if codes:
        found.append(Problem("county_fips", codes))
    found += _domain_problems(domains_in(facts.domains))
    return found


def _domain_problems(domains: list[str]) -> Collection[Problem]:
    if len(domains) > MOST_DOMAINS:
        return [Problem("domains", f"Give at most {MOST_DOMAINS} domains.")]
    if any(len(domain) > 253 or not _DOMAIN.fullmatch(domain) for domain in domains):
        return [Problem("domains", "Write domains like office.example, without @ and without //.")]
    return []
