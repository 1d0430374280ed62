"""What all services of a network require, compiled so that a person is tested against every distinct line once.

A service's requirement is a conjunction. Each of its lines is a test, or a group of tests of which one is enough; whatever
else it is counts as one test and is tried as a whole. Every test knows the bits that hang on it: one for each service that
has it as a line, one for each place of a group where it stands. Which bits are NO for a person, and which UNKNOWN, is found in
`asked`. A service is then closed where the bit of its line is NO, or the bits of all places of a group are; Kleene's logic, all
services at a time.

Services of the same shape (how many groups, of how many tests) are numbered side by side, so that the bits of a place of
their groups are a row, and groups are cut row with row.

That this is the same as asking every service by itself is a law in the tests (`tests/matching/test_requirements.py`).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from bitarray import bitarray

from cafematch.matching.judging.asked import askers
from cafematch.matching.judging.rows import in_all, joined_bits, kept_bits, rows_from
from cafematch.matching.judging.sets import Numbering, ServiceSet, numbered
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Facts, Truth
from cafematch.model.catalog import Service
from cafematch.model.conditions import PLAIN, All, AnyOf, Condition, Not, Subject, Test, subjects
from cafematch.quick import dataclass


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
        self._askers = tuple(askers(self._tests, row))

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
