"""Who opens whom: which services bring about what others require, and what is left to people themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cafematch.matching.judging.index import Index
from cafematch.matching.judging.services import fact_key
from cafematch.matching.judging.truth import YES, Facts, passes
from cafematch.model.catalog import Service
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test
from cafematch.model.rules import Derive
from cafematch.model.values import LevelType, MoneyType, NumberType
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Openers:
    """What the services and rules of a network make true of people. `facts` are nobody's: they only know places and the day."""

    index: Index
    facts: Facts

    def makers(self, test: Test) -> tuple[str, ...]:
        """Return the services one of whose outcomes passes a test, by id."""
        key = fact_key(test.subject)
        services = self.index.catalog.services
        return tuple(
            id_
            for id_ in self.index.making.get(key, ())
            for outcome in services[id_].outcomes
            if fact_key(outcome.subject) == key and passes(test.check, outcome.value, self.facts) is YES
        )

    def derived(self, test: Test) -> bool:
        """Return whether some rule in force can derive what passes a test."""
        return any(
            setting.subject == test.subject and passes(test.check, setting.value, self.facts) is YES
            for rule in self.index.rules
            if isinstance(rule.then, Derive)
            for setting in rule.then.fact
        )

    def stuck(self) -> dict[str, frozenset[str]]:
        """Return the services that nobody can enter who lacks all that services make true, with those each waits for.

        A step to one service opens others. What no service makes true people have or have not, and so it is with levels
        and numbers, of which everybody has some: nobody waits for those.
        """
        services = self.index.catalog.services
        opened: set[str] = set()
        while more := {id_ for id_ in services if id_ not in opened and self._enters(services[id_], opened)}:
            opened |= more
        return {id_: self._waits_for(service) - opened for id_, service in services.items() if id_ not in opened}

    def _enters(self, service: Service, opened: Collection[str]) -> bool:
        return self._met(service.requires, opened) and any(self._met(door.requires, opened) for door in service.doors)

    def _met(self, condition: Condition, opened: Collection[str]) -> bool:
        """Return whether somebody may meet a condition who has been to the opened services."""
        match condition:
            case Test():
                makers = self._awaited(condition)
                return not makers or not makers.isdisjoint(opened)
            case All(parts=parts):
                return all(self._met(part, opened) for part in parts)
            case AnyOf(parts=parts):
                return any(self._met(part, opened) for part in parts)
            case Not():
                return True  # who lacks something meets this

    def _awaited(self, test: Test) -> frozenset[str]:
        """Return the services of which one must come first where somebody lacks what a test asks for."""
        if isinstance(test.subject.type, LevelType | NumberType | MoneyType) or self.derived(test):
            return frozenset()
        return frozenset(self.makers(test))

    def _waits_for(self, service: Service) -> frozenset[str]:
        conditions = (service.requires, *(door.requires for door in service.doors))
        return frozenset(
            maker for condition in conditions for test in _wanted(condition) for maker in self._awaited(test)
        )


def _wanted(condition: Condition) -> Iterator[Test]:
    """Yield the tests of a tree that are to be passed, not failed."""
    match condition:
        case Test():
            yield condition
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _wanted(part)
        case Not():
            return
