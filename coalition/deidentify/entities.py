"""Which mentions are of one person: "Maria Gonzalez", "Ms. Gonzalez", "Gonzalez", "M. Gonzalez"."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from coalition.deidentify.propagation import name_keys, nicknames_of
from coalition.deidentify.words import Word


@dataclass
class _Person:
    number: int
    surname: str
    given: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)

    def may_bear(self, given: set[str], initials: set[str]) -> bool:
        """Whether these first names and initials contradict nothing that is known."""
        if given and self.given:
            known = set().union(self.given, *map(nicknames_of, self.given))
            return bool(given & known)
        first_letters = {name[0] for name in self.given} | self.initials
        if initials and first_letters:
            return bool(initials & first_letters)
        letters = {name[0] for name in given}
        return not letters or not self.initials or bool(letters & self.initials)


def persons(mentions: Sequence[list[Word]]) -> list[int]:
    """For each mention of a name, in the order of the text, the number of its person.

    Full names come first, so that a surname alone finds its person although the paper names
    them in full only later; of several who bear it, the one named last before.
    """
    known: list[_Person] = []
    numbers = [-1] * len(mentions)
    singles = []
    for index, mention in enumerate(mentions):
        keys, initials = name_keys(mention), _initials(mention)
        if len(keys) > 1 or (keys and initials):
            numbers[index] = _bearer(known, keys[-1], set(keys[:-1]), initials).number
        else:
            singles.append(index)
    for index in singles:
        numbers[index] = _alone(known, name_keys(mentions[index]), numbers[:index])
    return numbers


def _initials(mention: list[Word]) -> set[str]:
    return {word.kind.key for word in mention[:-1] if len(word.kind.key) == 1}


def _bearer(known: list[_Person], surname: str, given: set[str], initials: set[str]) -> _Person:
    for person in reversed(known):
        if person.surname == surname and person.may_bear(given, initials):
            person.given |= given
            person.initials |= initials
            return person
    known.append(_Person(len(known), surname, set(given), set(initials)))
    return known[-1]


def _alone(known: list[_Person], keys: list[str], before: list[int]) -> int:
    key = keys[0] if keys else ""
    bearers = [
        person for person in known if key == person.surname or key in person.surname.split("-")
    ]
    called = set().union({key}, nicknames_of(key))
    bearers = bearers or [person for person in known if person.given & called]
    if not bearers:
        return _bearer(known, key, set(), set()).number
    numbers = {person.number for person in bearers}
    return next((number for number in reversed(before) if number in numbers), bearers[0].number)
