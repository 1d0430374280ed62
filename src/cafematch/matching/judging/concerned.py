"""Concerned: about which services a rule speaks for sure, found for all services at once.

What a rule asks of a service is asked of every value that attribute has in the network, and not of every service. What
only a door or a visitor decides is left open here; `verdicts` asks that of each service it judges.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bitarray import bitarray

from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.services import SETTLED
from cafematch.matching.judging.truth import UNKNOWN, YES, passes
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test, joined
from cafematch.model.rules import Rule

Told = tuple[bitarray, bitarray]
"""The services of which something surely holds, and those of which it surely does not."""


def surely_concerned(index: Index, rule: Rule, knowledge: Knowledge) -> bitarray:
    """Return the services a rule surely speaks about, by their numbers."""
    return _told(index, rule.services, knowledge)[0]


def _told(index: Index, condition: Condition, knowledge: Knowledge) -> Told:
    nobody = bitarray(len(index.services))
    match condition:
        case _ if condition.note.dated or condition.note.if_unknown:
            return nobody, nobody
        case Test():
            return _tested(index, condition, knowledge)
        case Not(part=part):
            holds, fails = _told(index, part, knowledge)
            return fails, holds
        case All(parts=parts) | AnyOf(parts=parts):
            every, some = ~nobody, nobody
            for part in parts:
                holds, fails = _told(index, part, knowledge)
                every, some = (
                    (every & holds, some | fails) if isinstance(condition, All) else (every & fails, some | holds)
                )
            return (every, some) if isinstance(condition, All) else (some, every)


def _tested(index: Index, test: Test, knowledge: Knowledge) -> Told:
    holds, fails = bitarray(len(index.services)), bitarray(len(index.services))
    name = test.subject.name
    if test.subject.family == "service" and name in SETTLED and next(joined(test.check), None) is None:
        for value, numbers in _by_value(index, name).items():
            found = UNKNOWN if value is None else passes(test.check, value, knowledge)
            if found is not UNKNOWN:
                (holds if found is YES else fails)[numbers] = 1
    return holds, fails


def _by_value(index: Index, name: str) -> Mapping[Any, Sequence[int]]:
    """Return for every value of an attribute the numbers of the services that have it."""
    catalog, told_by = index.catalog, SETTLED[name]

    def found() -> Mapping[Any, Sequence[int]]:
        numbers: dict[Any, list[int]] = defaultdict(list)
        for number, id_ in zip(index.requirements.numbering.numbers, catalog.services, strict=True):
            numbers[told_by(catalog.services[id_], catalog.provider[id_])].append(number)
        return {value: array("I", entries) for value, entries in numbers.items()}

    return index.kept(("by value", name), found)
