"""What all services of a network require, compiled so that a person is tested against every distinct line once.

A service's requirement is a conjunction. Each of its lines is a test, or a group of tests of which one is enough; whatever
else it is counts as one test and is tried as a whole. Every test knows the bits that hang on it: one for each service that
has it as a line, one for each place of a group where it stands. For one person, the tests of a fact that come out as NO or as
UNKNOWN depend only on its value, so their bits are joined once for each value and kept. A service is then closed where the bit
of its line is NO, or the bits of all places of a group are; Kleene's logic, all services at a time.

Services of the same shape (how many groups, of how many tests) are numbered side by side, so that the bits of a place of
their groups are a row, and groups are cut row with row.

That this is the same as asking every service by itself is a law in the tests (`tests/matching/test_requirements.py`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from bitarray import bitarray

from cafematch.matching.judging.sets import Numbering, ServiceSet, numbered
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Facts, Truth, negated, passes, truth
from cafematch.model.catalog import Service
from cafematch.model.conditions import (
    PLAIN,
    All,
    AnyOf,
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
    subjects,
)
from cafematch.quick import dataclass

MOST_VALUES_KEPT: Final = 1024
"""For how many values of one fact the joined bits are kept; after that they are joined anew."""


class Eligibility:
    """For which services what they require of a person is met, is not, or is not known to be."""

    __slots__ = ("_numbering", "no", "unknown")

    def __init__(self, numbering: Numbering, no: bitarray, unknown: bitarray) -> None:
        self._numbering = numbering
        self.no = ServiceSet(numbering, no)
        self.unknown = ServiceSet(numbering, unknown)

    @property
    def yes(self) -> ServiceSet:
        """The services of which everything required is met."""
        return ServiceSet(self._numbering, ~(self.no.bits | self.unknown.bits))

    def of(self, id_: str) -> Truth:
        """Return whether what a service requires is met; raises KeyError for an id that no service has."""
        number = self._numbering.number(id_)
        if number is None:
            raise KeyError(id_)
        return NO if self.no.bits[number] else UNKNOWN if self.unknown.bits[number] else YES


@dataclass(frozen=True, slots=True)
class Shape:
    """Services with so many doors and groups of the same sizes: their first number, how many they are, where their rows begin."""

    doors: int
    sizes: tuple[int, ...]
    first: int
    count: int
    row: int

    @property
    def own(self) -> slice:
        """The bits of these services."""
        return slice(self.first, self.first + self.count)

    def groups(self) -> Iterator[list[slice]]:
        """Yield for each group the rows of bits of its places."""
        row = self.row
        for size in self.sizes:
            yield rows_from(row, self.count, size)
            row += size * self.count


def rows_from(begin: int, length: int, count: int) -> list[slice]:
    """Return rows of bits that lie one behind the other."""
    return [slice(row, row + length) for row in range(begin, begin + length * count, length)]


class Requirements:
    """The requirements of all services. Only what is kept for values of facts grows; answers never change."""

    __slots__ = ("_askers", "_nothing", "_tests", "numbering", "shapes")

    def __init__(self, services: Sequence[Service]) -> None:
        """Compile the requirements of services, which come in the order of their ids."""
        tests = _Tests()
        bits, known = tests.bits, tests.known
        places = array("I")
        grouped: dict[tuple[int, tuple[int, ...]], list[tuple[int, list[int], list[tuple[int, ...]]]]]
        grouped = defaultdict(list)
        for place, service in enumerate(services):
            lines: list[int] = []
            groups: list[tuple[int, ...]] = []
            for line in lines_of(service):
                if type(line) is Test and (test := known.get((id(line.subject), id(line.check), line.note.if_unknown))):
                    lines.append(test)
                elif type(line) is AnyOf and (members := tests.group(line)):
                    groups.append(members)
                else:
                    lines.append(tests.number(line))
            if groups or len(service.doors) > 1:
                groups.sort(key=len)
                grouped[len(service.doors), tuple(map(len, groups))].append((place, lines, groups))
                continue
            number = len(places)
            places.append(place)
            for test in lines:
                bits[test].append(number)
        shapes: list[Shape] = []
        row = len(services)
        for (doors, sizes), members_of_shape in sorted(grouped.items()):
            shape = Shape(doors, sizes, len(places), len(members_of_shape), row)
            for offset, (place, lines, groups) in enumerate(members_of_shape):
                places.append(place)
                for test in lines:
                    bits[test].append(shape.first + offset)
                for position, test in enumerate(test for group in groups for test in group):
                    bits[test].append(row + position * shape.count + offset)
            row += sum(sizes) * shape.count
            shapes.append(shape)
        self.shapes = tuple(shapes)
        self.numbering = numbered([service.id for service in services], places)
        self._nothing = bitarray(row)
        self._tests = [(test, kept_bits(own, row)) for test, own in zip(tests.distinct, bits[1:], strict=True)]
        self._askers = tuple(_askers(self._tests, row))

    def of(self, facts: Facts) -> Eligibility:
        """Return for which services what they require of a person is met."""
        no, unknown = self._nothing.copy(), self._nothing.copy()
        for asker in self._askers:
            closed, doubtful = asker.answer(facts)
            if closed is not None:
                no |= closed
            if doubtful is not None:
                unknown |= doubtful
        for shape in self.shapes:
            for rows in shape.groups():
                unknown[shape.own] |= in_all([no[row] | unknown[row] for row in rows])
                no[shape.own] |= in_all([no[row] for row in rows])
        count = len(self.numbering.ids)
        del no[count:], unknown[count:]
        return Eligibility(self.numbering, no, unknown & ~no)

    def looking_at(self, wanted: Callable[[Subject], bool]) -> bitarray:
        """Return the services that require something of one of the wanted subjects, by their numbers."""
        found = (
            joined_bits((bits for test, bits in self._tests if any(map(wanted, subjects(test)))), len(self._nothing))
            or self._nothing.copy()
        )
        for shape in self.shapes:
            for rows in shape.groups():
                for row in rows:
                    found[shape.own] |= found[row]
        del found[len(self.numbering.ids) :]
        return found


def in_all(rows: list[bitarray]) -> bitarray:
    """Return the bits that all rows have; the first of them is changed."""
    found, *others = rows
    for row in others:
        found &= row
    return found


def lines_of(service: Service) -> Sequence[Condition]:
    """Return what a service requires, line by line: its own lines, and that one of its doors lets in whoever comes."""
    lines = service.requires.parts
    for door in service.doors:
        if not door.requires.parts:
            break
    else:
        doors = tuple(door.requires for door in service.doors)
        lines = (*lines, *(doors[0].parts if len(doors) == 1 else (AnyOf(doors),)))
    for line in lines:
        if line.note is not PLAIN and line.note.dated:
            return (All(lines),)  # which of its lines are in force is a matter of all together
    return lines


class _Tests:
    """The distinct tests of a network, numbered from 1."""

    def __init__(self) -> None:
        self.distinct: list[Condition] = []
        self.bits: list[list[int]] = [[]]
        """For each number of a test the bits that hang on it."""
        self.known: dict[tuple[int, int, bool], int] = {}
        """The numbers of tests by the objects they are made of: equal tests mostly share them, since reading sees to it."""
        self._by_meaning: dict[object, int] = {}
        self._groups: dict[int, tuple[AnyOf, tuple[int, ...]]] = {}

    def number(self, test: Condition) -> int:
        """Return the number of a test."""
        if not isinstance(test, Test):
            return self._number(test, test)
        said = test.note.if_unknown
        made_of = id(test.subject), id(test.check), said
        if made_of not in self.known:
            self.known[made_of] = self._number((test.subject, test.check, said), test)
        return self.known[made_of]

    def _number(self, meaning: object, test: Condition) -> int:
        found = self._by_meaning.setdefault(meaning, len(self.distinct) + 1)
        if found > len(self.distinct):
            self.distinct.append(test)
            self.bits.append([])
        return found

    def group(self, group: AnyOf) -> tuple[int, ...]:
        """Return the numbers of the tests of which one is enough; none if the group must be tried as a whole."""
        _, found = self._groups.get(id(group), (group, None))
        if found is None:
            whole = group.note.if_unknown or any(map(_may_say_nothing, group.parts))
            found = () if whole else tuple(dict.fromkeys(map(self.number, group.parts)))
            self._groups[id(group)] = group, found
        return found


def _may_say_nothing(condition: Condition) -> bool:
    """Return whether a condition has a date on which some part of it begins or ends to hold."""
    match condition:
        case Not(part=part):
            return condition.note.dated or _may_say_nothing(part)
        case All(parts=parts) | AnyOf(parts=parts):
            return condition.note.dated or any(map(_may_say_nothing, parts))
        case _:
            return condition.note.dated


Bits: TypeAlias = "array[int] | bitarray"
"""The bits that hang on a test: where they are few their positions, where they are many a row with these set."""


def kept_bits(positions: list[int], width: int) -> Bits:
    """Return bits in the form that takes less room."""
    if len(positions) * BITS_OF_A_POSITION < width:
        return array("I", positions)
    row = bitarray(width)
    row[positions] = 1
    return row


BITS_OF_A_POSITION: Final = 32

Answer = tuple[bitarray | None, bitarray | None]
"""The bits that are NO, and those that are UNKNOWN; None for no bits at all."""


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


_NUMBERS: Final = (int, float)


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


def joined_bits(rows: Iterable[Bits], width: int) -> bitarray | None:
    """Return a row with all of these bits set; None if there are none."""
    joined: bitarray | None = None
    for bits in rows:
        if joined is None:
            joined = bitarray(width)
        if isinstance(bits, bitarray):
            joined |= bits
        else:
            joined[bits] = 1
    return joined


def _apart(rows: Sequence[Bits], width: int) -> bool:
    """Return whether no bit hangs on two of these tests."""
    joined = joined_bits(rows, width)
    count = sum(bits.count() if isinstance(bits, bitarray) else len(bits) for bits in rows)
    return joined is None or joined.count() == count


def _askers(
    tests: Iterable[tuple[Condition, Bits]], width: int
) -> Iterator[_AskedOfFact | _AskedOfNeeds | _AskedAsWhole]:
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
