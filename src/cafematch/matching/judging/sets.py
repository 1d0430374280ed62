"""Sets of services: a bit for each service of a network, ids only when somebody asks for them.

Services are numbered so that what is worked out together lies side by side; that is not the order of their ids.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set

from bitarray import bitarray

from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of all services: `ids` are sorted, `places` tells for every number where its id stands in them."""

    ids: Sequence[str]
    places: array[int]
    numbers: array[int]

    def number(self, id_: str) -> int | None:
        """Return the number of a service, None if there is none of that id."""
        place = bisect_left(self.ids, id_)
        return self.numbers[place] if place < len(self.ids) and self.ids[place] == id_ else None


def numbered(ids: Sequence[str], places: array[int]) -> Numbering:
    """Return the numbering of services whose sorted ids are told, in the order of their numbers as `places` has it."""
    numbers = array("I", bytes(4 * len(places)))
    for number, place in enumerate(places):
        numbers[place] = number
    return Numbering(ids, places, numbers)


class ServiceSet(Set[str]):
    """The ids of some services of a network; walked through in the order of ids."""

    __slots__ = ("_numbering", "bits")

    def __init__(self, numbering: Numbering, bits: bitarray) -> None:
        """Make a set of the services whose bits are set, one for every number."""
        self._numbering = numbering
        self.bits = bits

    @classmethod
    def of(cls, numbering: Numbering, numbers: Sequence[int]) -> ServiceSet:
        """Return the set of the services with these numbers."""
        bits = bitarray(len(numbering.ids))
        bits[numbers] = 1
        return cls(numbering, bits)

    def __contains__(self, id_: object) -> bool:
        number = self._numbering.number(id_) if isinstance(id_, str) else None
        return number is not None and bool(self.bits[number])

    def __iter__(self) -> Iterator[str]:
        places = self._numbering.places
        return map(self._numbering.ids.__getitem__, sorted(map(places.__getitem__, self.bits.search(1))))

    def __len__(self) -> int:
        return self.bits.count()

    def __bool__(self) -> bool:
        return self.bits.any()

    def __or__(self, other: object) -> ServiceSet:
        return ServiceSet(self._numbering, self.bits | _bits_of(other))

    def __and__(self, other: object) -> ServiceSet:
        return ServiceSet(self._numbering, self.bits & _bits_of(other))

    def __sub__(self, other: object) -> ServiceSet:
        return ServiceSet(self._numbering, self.bits & ~_bits_of(other))

    def __repr__(self) -> str:
        return f"ServiceSet({list(self)})"


def _bits_of(other: object) -> bitarray:
    if not isinstance(other, ServiceSet):
        raise TypeError(f"expected a set of services of the same network, found {type(other).__name__}")
    return other.bits
