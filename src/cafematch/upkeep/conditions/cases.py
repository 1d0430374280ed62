"""What can be the case: everything that conditions look at, with the values that make a difference to them.

Of the endlessly many values a fact can have, the tests of a condition tell only a few apart: between two bounds all
numbers are alike. So each fact becomes a `Variable` with a value for every way its tests can come out, and a `Case` says
what some of the variables are. Which variables there are is said in `spaces`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from cafematch.matching.judging.truth import UNKNOWN, Truth
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import (
    Check,
    FromFact,
    Has,
    Subject,
    Test,
)
from cafematch.model.rules import RuleSet, Setter
from cafematch.model.values import Level, SetType
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass
from cafematch.upkeep.conditions.telling_values import Surroundings

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that can be one way or another. Where it hangs on another, `given` says what is left for values of that."""

    key: Key
    values: tuple[Any, ...]
    hangs_on: Key | None = None
    given: Mapping[Any, tuple[Any, ...]] | None = None

    def options(self, said: Mapping[Key, Any]) -> tuple[Any, ...]:
        """Return the values it can have beside what is said already."""
        return self.values if self.hangs_on is None or self.given is None else self.given[said[self.hangs_on]]


@dataclass(frozen=True, slots=True)
class World:
    """What there is for conditions to speak about: declared words, places, and all that parameters can be set to."""

    vocabulary: Vocabulary
    surroundings: Surroundings
    settable: Mapping[str, tuple[Any, ...]]

    @classmethod
    def of(cls, catalog: Catalog, rules: RuleSet) -> World:
        """Return the world of a network and its rules: a parameter is what rules set, or what holds where none does."""
        settable = {name: {default} for name, default in catalog.vocabulary.defaults.items()}
        for rule in rules.rules:
            if isinstance(rule.then, Setter):
                for setting in rule.then.set:
                    settable[setting.name].add(setting.value)
        values = {name: tuple(sorted(found, key=repr)) for name, found in settable.items()}
        return cls(catalog.vocabulary, catalog.surroundings, values)


@dataclass(frozen=True, slots=True)
class Case:
    """What some variables are, for `truth`: all that is not said is unknown."""

    said: Mapping[Key, Any]
    skills: Mapping[str, tuple[str, ...]]
    surroundings: Surroundings
    as_of: datetime

    def value(self, subject: Subject) -> Any:
        """Return the value of a subject, None where nothing is said of it."""
        if subject.family == "language":
            code, skill = subject.key
            if skill:
                return self.said.get(("language", code, skill))
            levels = [self.said.get(("language", code, own)) or _ANY_LEVEL for own in self.skills[code]]
            return Level(min(level.low for level in levels), min(level.high for level in levels))
        if isinstance(subject.type, SetType):
            return _Members(self.said, subject.name)
        return self.said.get(subject.key if subject.family == FREE else (subject.name,))

    def settles(self, test: Test) -> bool:
        """Return whether everything is said that a test looks at, so that what is unknown stays unknown."""
        subject = test.subject
        if subject.family == "language":
            code, skill = subject.key
            return all(("language", code, own) in self.said for own in ((skill,) if skill else self.skills[code]))
        if isinstance(subject.type, SetType):
            return all((subject.name, word) in self.said for word in words_sought([test.check]))
        return (subject.key if subject.family == FREE else (subject.name,)) in self.said

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.surroundings.get(place, frozenset({place}))


FREE: Final = "free"
"""The family of what is true or false as it likes."""
_ANY_LEVEL: Final = Level(-(10**9), 10**9)


class _Members(Mapping[str, Truth]):
    """A set of which it is said for some words whether it has them."""

    def __init__(self, said: Mapping[Key, Any], name: str) -> None:
        self._said = said
        self._name = name

    def __getitem__(self, word: str) -> Truth:
        found: Truth = self._said.get((self._name, word), UNKNOWN)
        return found

    def __iter__(self) -> Iterator[str]:
        return (key[1] for key in self._said if key[0] == self._name and len(key) == 2)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def words_sought(checks: list[Check]) -> Iterator[str]:
    """Yield the words that checks of a set look for, each by itself."""
    for check in checks:
        if isinstance(check, Has) and not isinstance(check.values, FromFact):
            yield from sorted(check.values)
