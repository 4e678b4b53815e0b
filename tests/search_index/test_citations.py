"""Cases, statutes, regulations and rules in the spellings people use."""

from __future__ import annotations

import time

import pytest

from search_index.citations import find_citations, levels

SPELLINGS = {
    "18 U.S.C. § 242": (
        "18 USC 242", "18 U.S.C. §242", "18 u.s.c. 242", "18 U. S. C. § 242", "18 U.S.C.A. § 242",
        "18 U.S. Code § 242", "18 U.S.C.\n§\n242", "18 U.S.C. section 242",
    ),
    "28 U.S.C. § 1442(a)(1)": ("28 USC 1442(a)(1)", "28 U.S.C. § 1442(a)(1)"),
    "42 U.S.C. § 2000e-2": ("42 USC 2000e-2",),
    "Minn. Stat. § 609.02, subd. 9": (
        "Minn. Stat. § 609.02, subd. 9", "minn stat 609.02 subd 9",
        "Minn. Stat. Ann. § 609.02, subd. 9",
    ),
    "28 C.F.R. § 16.21": ("28 CFR 16.21", "28 C.F.R. § 16.21"),
    "28 C.F.R. pt. 23": ("28 CFR Part 23", "28 C.F.R. pt. 23"),
    "135 U.S. 1": ("135 U.S. 1", "135 US 1", "135 U. S. 1"),
    "253 F.3d 359": ("253 F.3d 359", "253 F. 3d 359", "253 f3d 359"),
    "88 F.4th 1331": ("88 F.4th 1331", "88 F. 4th 1331"),
    "245 F. Supp. 3d 1": ("245 F. Supp. 3d 1", "245 F.Supp.3d 1"),
    "109 S. Ct. 1865": ("109 S. Ct. 1865", "109 S.Ct. 1865"),
    "RCW 9A.36.011": ("RCW 9A.36.011", "rcw 9a.36.011", "Wash. Rev. Code § 9A.36.011"),
    "ORS 163.160": ("ORS 163.160", "Or. Rev. Stat. § 163.160"),
    "720 ILCS 5/12-1": ("720 ILCS 5/12-1", "720 Ill. Comp. Stat. 5/12-1"),
    "A.R.S. § 13-1203": ("A.R.S. § 13-1203", "ARS 13-1203", "Ariz. Rev. Stat. § 13-1203"),
    "Cal. Penal Code § 835a": ("Cal. Penal Code § 835a", "California Penal Code section 835a"),
    "Tex. Penal Code § 22.01(a)(1)": (
        "Tex. Penal Code § 22.01(a)(1)", "Texas Penal Code 22.01(a)(1)",
    ),
    "Va. Code § 18.2-57": ("Va. Code § 18.2-57", "Va. Code Ann. § 18.2-57",
                           "Virginia Code 18.2-57"),
    "C.R.S. § 18-3-203": ("C.R.S. § 18-3-203", "CRS 18-3-203", "Colo. Rev. Stat. § 18-3-203"),
    "18 Pa.C.S. § 2701": ("18 Pa.C.S. § 2701", "18 Pa. Cons. Stat. § 2701",
                          "18 Pa. C.S.A. § 2701"),
    "Fed. R. Crim. P. 12(b)(3)": (
        "Fed. R. Crim. P. 12(b)(3)", "Federal Rule of Criminal Procedure 12(b)(3)",
    ),
    "Fed. R. Evid. 902": ("Fed. R. Evid. 902", "Federal Rule of Evidence 902"),
    "N.J. Stat. § 2C:12-1": ("N.J.S.A. 2C:12-1", "NJSA 2C:12-1"),
    "Mass. Gen. Laws ch. 265 § 13A": ("M.G.L. c. 265, § 13A", "Mass. Gen. Laws ch. 265, § 13A"),
}  # fmt: skip


@pytest.mark.parametrize("canonical", SPELLINGS)
def test_every_spelling_has_one_canonical_form_and_exact_bounds(canonical: str) -> None:
    for spelling in SPELLINGS[canonical]:
        text = f"See ({spelling}), and more."
        found = find_citations(text)
        assert [c.canonical for c in found] == [canonical], spelling
        assert text[found[0].start : found[0].end] == spelling


def test_a_canonical_form_is_its_own_canonical_form() -> None:
    for canonical in SPELLINGS:
        assert [c.canonical for c in find_citations(canonical)] == [canonical]


def test_a_list_of_sections_is_each_of_them() -> None:
    found = find_citations("28 U.S.C. §§ 1442, 1455 and 1446(a) apply")
    assert [c.canonical for c in found] == [
        "28 U.S.C. § 1442", "28 U.S.C. § 1455", "28 U.S.C. § 1446(a)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["5 or 6 people", "on 3 May 2025", "the 2 us", "section 8", "A. 5", "18 U.S.C.", "F.3d 5"],
)
def test_what_is_no_citation_is_left_alone(text: str) -> None:
    assert find_citations(text) == []


def test_a_paragraph_lies_in_its_section() -> None:
    assert levels("Minn. Stat. § 609.02, subd. 9(a)") == [
        "Minn. Stat. § 609.02, subd. 9(a)", "Minn. Stat. § 609.02, subd. 9", "Minn. Stat. § 609.02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    ["18 U.S.C. § ", "1", "1 ", "(a)", "18 U.S.C. § 242(a)", "Minn. Stat. ", "§", "1.1.1-", "N. "],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            find_citations(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(80_000) < 12 * seconds(20_000) + 0.05
