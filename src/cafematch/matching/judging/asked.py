"""What is asked of a person for all services at once: each fact with all its tests, and each unusual test by itself.

The tests of a fact that come out as NO or as UNKNOWN depend only on its value, so their bits are joined once for each
value and kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Protocol

from bitarray import bitarray

from cafematch.matching.judging.rows import Bits, joined_bits
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Facts, Truth, negated, passes, truth
from cafematch.model.conditions import (
    Between,
    Both,
    Check,
    Compare,
    Condition,
    Count,
    Every,
    Fields,
    FromFact,
    Has,
    Near,
    Not,
    OneOf,
    Some,
    Subject,
    Test,
    joined,
)

MOST_VALUES_KEPT: Final = 1024
"""For how many values of one fact the joined bits are kept; after that they are joined anew."""


Answer = tuple[bitarray | None, bitarray | None]
"""The bits that are NO, and those that are UNKNOWN; None for no bits at all."""


_NUMBERS: Final = (int, float)


class Asker(Protocol):
    """One or more tests, and the bits that hang on each."""

    def answer(self, facts: Facts) -> Answer:
        """Return which bits are NO for a person, and which UNKNOWN."""


class _AskedOfFact:
    """The tests of one fact whose outcome depends on nothing but its value."""

    __slots__ = ("_bounds", "_kept", "_subject", "_tests", "_unknown", "_width")

    def __init__(self, subject: Subject, tests: Sequence[tuple[Check, bool, Bits]], width: int) -> None:
        self._subject = subject
        self._tests = tests
        self._width = width
        self._bounds = _bounds([check for check, *_ in tests])
        self._unknown = None, joined_bits((bits for *_, bits in tests), width)
        self._kept: dict[Any, Answer] = {}

    def answer(self, facts: Facts) -> Answer:
        value = facts.value(self._subject)
        if value is None:
            return self._unknown
        key, bounds = value, self._bounds
        if bounds is not None and value.__class__ in _NUMBERS:  # all values between two bounds are alike
            position = bisect_left(bounds, value)
            key = 2 * position + (position < len(bounds) and bounds[position] == value)
        elif isinstance(value, dict):  # needs, or a set known in part: hardly ever the same twice
            return self._tried(value, facts)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_VALUES_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._tried(value, facts)
        return found

    def _tried(self, value: Any, facts: Facts) -> Answer:
        bits: dict[Truth, list[Bits]] = {NO: [], UNKNOWN: [], YES: []}
        for check, turned, own in self._tests:
            found = passes(check, value, facts)
            bits[negated(found) if turned else found].append(own)
        return joined_bits(bits[NO], self._width), joined_bits(bits[UNKNOWN], self._width)


class _AskedOfNeeds:
    """The tests for single needs, no two of them on one bit. People have few needs: what is NO is all the rest."""

    __slots__ = ("_all", "_subject", "_tests", "_width")

    def __init__(self, subject: Subject, tests: Sequence[tuple[str, Bits]], width: int) -> None:
        self._subject = subject
        self._tests = tests
        self._width = width
        self._all = joined_bits((bits for _, bits in tests), width) or bitarray(width)

    def answer(self, facts: Facts) -> Answer:
        needs = facts.value(self._subject)
        no = self._all.copy()
        doubtful: list[Bits] = []
        for need, bits in self._tests:
            found = needs[need]
            if found is not NO:
                if isinstance(bits, bitarray):
                    no &= ~bits
                else:
                    no[bits] = 0
                if found is UNKNOWN:
                    doubtful.append(bits)
        return no, joined_bits(doubtful, self._width)


class _AskedAsWhole:
    """A test that looks at several facts or at the date, or is made of others in some unusual way."""

    __slots__ = ("_bits", "_condition", "_width")

    def __init__(self, condition: Condition, bits: Bits, width: int) -> None:
        self._condition = condition
        self._bits = bits
        self._width = width

    def answer(self, facts: Facts) -> Answer:
        found = truth(self._condition, facts)
        if found is YES:
            return None, None
        bits = joined_bits((self._bits,), self._width)
        return (bits, None) if found is NO else (None, bits)


def _apart(rows: Sequence[Bits], width: int) -> bool:
    """Return whether no bit hangs on two of these tests."""
    joined = joined_bits(rows, width)
    count = sum(bits.count() if isinstance(bits, bitarray) else len(bits) for bits in rows)
    return joined is None or joined.count() == count


def askers(tests: Iterable[tuple[Condition, Bits]], width: int) -> Iterator[Asker]:
    """Yield whatever is to be asked of a person: each fact with all its tests, and each unusual test."""
    by_fact: dict[str, list[tuple[Subject, Check, bool, Bits]]] = defaultdict(list)
    for test, own in tests:
        plain = test.part if isinstance(test, Not) else test
        usual = not any(note.if_unknown or note.dated for note in (test.note, plain.note))
        if usual and isinstance(plain, Test) and _of_value_alone(plain.check):
            by_fact[plain.subject.name].append((plain.subject, plain.check, plain is not test, own))
        else:
            yield _AskedAsWhole(test, own, width)
    for entries in by_fact.values():
        subject = entries[0][0]
        needs = [(need, own) for _, check, turned, own in entries if not turned for need in _single(subject, check)]
        if len(needs) == len(entries) and _apart([own for _, own in needs], width):
            yield _AskedOfNeeds(subject, needs, width)
        else:
            yield _AskedOfFact(subject, [(check, turned, own) for _, check, turned, own in entries], width)


def _single(subject: Subject, check: Check) -> Iterable[str]:
    """Return the need a check asks for, if it asks for one and nothing else."""
    match check:
        case Has(values=frozenset() as values) if subject.family == "need" and len(values) == 1:
            return values
        case _:
            return ()


def _of_value_alone(check: Check) -> bool:
    """Return whether a check's outcome depends on nothing but the value it looks at: on no other fact, and no date."""
    if next(joined(check), None) is not None:
        return False
    match check:
        case Near():
            return False
        case Some(test=test) | Every(test=test) | Count(test=test):
            return _of_value_alone(test)
        case Fields(tests=tests):
            return all(_of_value_alone(test) for _, test in tests)
        case Both(checks=checks):
            return all(map(_of_value_alone, checks))
        case _:
            return True


def _bounds(checks: Iterable[Check]) -> list[float] | None:
    """Return the numbers, in order, at which the outcome of some check of a number can change; None if it is no number."""
    found: set[float] = set()
    for check in checks:
        values = list(_compared_with(check))
        if not values or not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            return None
        found.update(values)
    return sorted(found)


def _compared_with(check: Check) -> Iterator[Any]:
    match check:
        case Compare(value=value):
            yield value
        case Between(low=low, high=high):
            yield from (low, high)
        case OneOf(values=values) if not isinstance(values, FromFact):
            yield from values
        case Both(checks=checks):
            for part in checks:
                yield from _compared_with(part)
        case _:
            yield None
