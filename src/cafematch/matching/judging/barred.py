"""Barred: the services none of whose doors can be used by a person, found for all services at once.

Doors that look alike to a barrier are one sort, and one door of each sort is tried. A barrier that somebody in the network
might bridge is left to `doors`, which looks at every door by itself: what is found here is barred there too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator

from bitarray import bitarray

from cafematch.matching.judging.barriers import BarrierCheck, Visitor
from cafematch.matching.judging.doors import supports_person
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.requirements import Shape
from cafematch.matching.judging.rows import Bits, in_all, joined_bits, kept_bits, rows_from
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class DoorSort:
    """Doors that look alike to a barrier: one of them, by its service and its position there, and the bits of all."""

    service: str
    door: int
    bits: Bits


def barred(visitor: Visitor) -> bitarray:
    """Return the services, by their numbers, of which every door is barred by something nobody here could bridge."""
    index = visitor.index
    closed = (
        sort.bits
        for check in visitor.checks
        if not _might_be_bridged(visitor, check)
        for sort in _sorts(index, check)
        if _is_blocked(visitor, check, sort)
    )
    doors = joined_bits(closed, _width(index)) or bitarray(_width(index))
    for shape, row in _rows(index):
        doors[shape.own] |= in_all([doors[own] for own in rows_from(row, shape.count, shape.doors)])
    del doors[len(index.services) :]
    return doors


def _might_be_bridged(visitor: Visitor, check: BarrierCheck) -> bool:
    services = visitor.index.services
    return any(supports_person(visitor, services[id_]) for id_ in visitor.index.bridging.get(check.barrier, ()))


def _is_blocked(visitor: Visitor, check: BarrierCheck, sort: DoorSort) -> bool:
    indexed = visitor.index.services[sort.service]
    door = next(door for door in indexed.doors if door.number == sort.door)
    found = check.find(visitor, indexed, door)
    return found is not None and found.state == "blocked"


def _sorts(index: Index, check: BarrierCheck) -> tuple[DoorSort, ...]:
    """Return the sorts of doors that a barrier tells apart."""
    return index.kept(("sorts of doors", check.barrier), lambda: tuple(_sort_doors(index, check)))


def _sort_doors(index: Index, check: BarrierCheck) -> Iterator[DoorSort]:
    bits: dict[Hashable, list[int]] = defaultdict(list)
    first: dict[Hashable, tuple[str, int]] = {}
    rows = {shape.first: (shape, row) for shape, row in _rows(index)}
    ids, places = index.requirements.numbering.ids, index.requirements.numbering.places
    shape, row = None, 0
    for number, place in enumerate(places):
        service = index.catalog.services[ids[place]]
        shape, row = rows.get(number, (shape, row))
        for position, door in enumerate(service.doors):
            key = check.looks_at(index.catalog, service, door)
            first.setdefault(key, (service.id, position))
            if len(service.doors) == 1 or shape is None:
                bits[key].append(number)
            else:
                bits[key].append(row + position * shape.count + number - shape.first)
    for key, positions in bits.items():
        yield DoorSort(*first[key], kept_bits(positions, _width(index)))


def _rows(index: Index) -> Iterator[tuple[Shape, int]]:
    """Yield the services with several doors, shape by shape, and where their rows begin, one for each door."""
    row = len(index.services)
    for shape in index.requirements.shapes:
        if shape.doors > 1:
            yield shape, row
            row += shape.doors * shape.count


def _width(index: Index) -> int:
    """Return how many bits there are: one for every service, and for those with several doors one more for each."""
    return len(index.services) + sum(
        shape.doors * shape.count for shape in index.requirements.shapes if shape.doors > 1
    )
