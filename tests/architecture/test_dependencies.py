"""What the project depends on is asked for by name, locked by hash and explained in one line."""

import re

import pytest

from tests.architecture.source_tree import ROOT

PAIRS = [("requirements", "Running"), ("requirements-dev", "Building and testing")]


def plain(name: str) -> str:
    """A package's name as PEP 503 writes it, without extras."""
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()


def asked_for(file: str) -> set[str]:
    """The packages a requirements file asks for itself."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    wanted = (re.match(r"[A-Za-z][\w.\[\]-]*", line) for line in lines)
    return {plain(match.group()) for match in wanted if match}


def locked(file: str) -> dict[str, list[str]]:
    """Package → the versions a lock pins (one for each range of Python versions)."""
    pins: dict[str, list[str]] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z][\w.\[\]-]*)==(\S+)", line):
            pins.setdefault(plain(match.group(1)), []).append(match.group(2))
    return pins


def explained(heading: str) -> dict[str, str]:
    """Package → reason, from the list under a heading of docs/dependencies.md."""
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^- `([^`]+)`: (.+)$", section, re.M))


@pytest.mark.parametrize(("name", "heading"), PAIRS)
def test_every_dependency_is_explained_and_every_explanation_has_one(name, heading):
    assert {plain(package) for package in explained(heading)} == asked_for(f"{name}.in")


@pytest.mark.parametrize("heading", [heading for _, heading in PAIRS])
def test_a_reason_is_a_sentence(heading):
    reasons = explained(heading)
    assert all(r.endswith(".") and len(r.split()) >= 4 for r in reasons.values()), reasons


@pytest.mark.parametrize("name", [name for name, _ in PAIRS])
def test_every_dependency_is_locked(name):
    assert asked_for(f"{name}.in") <= set(locked(f"{name}.txt"))


@pytest.mark.parametrize("name", [name for name, _ in PAIRS])
def test_every_pin_has_a_hash_and_no_lock_names_a_host(name):
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.split(r"\n(?=[A-Za-z])", text)
    assert all("--hash=sha256:" in pin for pin in pins)


def test_tests_run_on_the_versions_that_are_served():
    runtime, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name: development.get(name) for name in runtime} == runtime
