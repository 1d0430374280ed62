"""A check of numbers that stand twice, in words and in conditions: do both say the same?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from cafematch.model.catalog import Organisation, Service
from cafematch.model.conditions import Between, Compare, Subject, Test
from cafematch.model.text import Text
from cafematch.model.values import NumberType
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.conditions import conditions_of, entry_of, requirements_of
from cafematch.upkeep.inspection.lines import Line, every_line
from cafematch.upkeep.inspection.sources import Steps

SMALLEST: Final = 5
"""Below this a number counts children, days or visits rather than years: no age limit is so low."""

_NUMBER: Final = re.compile(r"(?<![\d§.,])(?<!§ )\b\d{1,3}\b(?![.,]\d)")
_SAID: Final = {"at_least": (0, -1), "below": (0, -1), "at_most": (0, 1), "above": (0, 1), "is": (0,)}
"""How far from a bound the number may be that tells it: "over 17" is at least 18, "under 27" at most 26."""


def other_numbers(inspection: Inspection) -> Iterator[Finding]:
    """For whom a service is must name the numbers that it requires, an age above all: who reads `from 16` and is 18 at
    least in the conditions is sent for nothing, or not at all.
    """
    for organisation, service, steps in inspection.services():
        lines = list(_numbers_required(inspection, organisation, service, steps))
        for numbers in _numbers_said(service.for_whom):
            unexplained = [
                number for number in numbers if not any(_says(number, bound) for _, bounds in lines for bound in bounds)
            ]
            unsaid = [
                line
                for line, bounds in lines
                if not all(any(_says(each, bound) for each in numbers) for bound in bounds)
            ]
            if unexplained and unsaid:
                said = " and ".join(map(str, unexplained))
                message = (
                    f"'{service.id}' requires {unsaid[0].told(inspection.sources)}, and 'for_whom' speaks of {said}"
                )
                yield Finding(message, unsaid[0].place, "let both say the same")
                break


def exact_numbers(inspection: Inspection) -> Iterator[Finding]:
    """A requirement or a rule seldom asks for just one number: `age: 18` lets in nobody who is 19."""
    for conditions in conditions_of(inspection):
        for line in every_line(conditions.lines, inspection.sources):
            match line.condition:
                case Test(subject=Subject(family="fact", type=NumberType()), check=Compare("is", int() as number)):
                    if number >= SMALLEST:
                        message = f"{line.told(inspection.sources)} in {conditions.what} holds for {number} alone"
                        yield Finding(message, line.place, f"write {{at_least: {number}}} if more will do")


_Bound = tuple[str, float]
"""A test of a number, and what it is compared with."""


def _numbers_required(
    inspection: Inspection, organisation: Organisation, service: Service, steps: Steps
) -> Iterator[tuple[Line, tuple[_Bound, ...]]]:
    """Yield every line of the requirements that asks for a number, with its bounds."""
    entries = (entry_of(organisation, service, steps, number) for number in range(len(service.doors)))
    required = (*requirements_of(organisation, service, steps), *chain.from_iterable(entries))
    for line in every_line(required, inspection.sources):
        if isinstance(line.condition, Test) and isinstance(line.condition.subject.type, NumberType):
            match line.condition.check:
                case Compare(operator=operator, value=int(value)) if value >= SMALLEST:
                    yield line, ((operator, value),)
                case Between(low=int(low), high=int(high)):
                    yield line, (("at_least", low), ("at_most", high))


def _numbers_said(text: Text | None) -> Iterator[tuple[int, ...]]:
    """Yield the numbers that a text names, of each language those of a version that names any."""
    for _, words in text.versions if text is not None else ():
        numbers = tuple(number for number in map(int, _NUMBER.findall(words)) if number >= SMALLEST)
        if numbers:
            yield numbers


def _says(number: int, bound: _Bound) -> bool:
    operator, value = bound
    return number - value in _SAID[operator]
