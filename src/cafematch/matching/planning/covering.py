"""Covering: the most that deciding several needs can bring, each organisation met and entered but once.

Needs looked at one by one promise too much: that a service for each is right here. Taken together they show what any plan
must pay: getting to know each organisation in it, and a hand-over to the first of its steps. The bound is that of the best
division of the needs among organisations, over all sets of needs; an organisation in the plan already costs nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import add
from typing import Final, NamedTuple

from cafematch.quick import dataclass

MOST_TOGETHER: Final = 7
"""So many needs are looked at together, the last ones: work grows threefold with each. The others are looked at alone."""

Needs = tuple[int, ...]
"""Some of the needs, by their positions in the order in which they are decided."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What a need brings if it is answered, and if it is left open."""

    answered: int
    open: int


class Offer(NamedTuple):
    """What an organisation can do about the needs: for sets of them the points of a step that answers them.

    `entry` are the points, none above zero, that the first step there costs at least.
    """

    entry: int
    steps: tuple[tuple[Needs, int], ...]

    @property
    def shares(self) -> dict[int, int]:
        """For each need the most points a step brings for it, a cost shared by all the needs that it answers."""
        shares: dict[int, int] = {}
        for needs, points in self.steps:
            share = points if points >= 0 else -(-points // len(needs))
            for need in needs:
                shares[need] = max(share, shares.get(need, share))
        return shares


class Covering:
    """The bounds for one person: needs are decided in their order, so those not decided yet are the last of them."""

    def __init__(self, stakes: Sequence[Stake], answered: Mapping[str, Needs], offers: Mapping[str, Offer]) -> None:
        """`answered` tells of each service which needs it answers, `offers` what each organisation can do about them."""
        self.answered = answered
        self._stakes = stakes
        self._start = max(0, len(stakes) - MOST_TOGETHER)
        numbers = {offer: number for number, offer in enumerate(dict.fromkeys(offers.values()))}
        self._offers = tuple(numbers)
        self._shares = [offer.shares for offer in numbers]
        self.offers = {name: numbers[offer] for name, offer in offers.items()}
        """What each organisation offers, as a number: the same one where they offer alike."""
        self._alone = [0]
        for need in range(self._start):
            stake = stakes[need]
            hopes = (stake.answered + max(0, shares[need]) for shares in self._shares if need in shares)
            self._alone.append(self._alone[-1] + max((stake.open, *hopes)))
        self._most = self._divided(self._answered())
        self._others: dict[tuple[int, int], list[int]] = {}
        self._found: dict[tuple[int, int, frozenset[int]], int] = {}

    def met(self, chosen: Iterable[str]) -> int:
        """Return the needs that some steps answer, one bit each."""
        met = 0
        for id_ in chosen:
            for need in self.answered.get(id_, ()):
                met |= 1 << need
        return met

    def here(self, organisations: Iterable[str]) -> frozenset[int]:
        """Return what some organisations offer."""
        return frozenset([self.offers[name] for name in organisations if name in self.offers])

    def most(self, position: int, met: int, here: frozenset[int]) -> int:
        """Return the most that the needs from `position` on can bring beside steps chosen: `met` are the needs that these
        answer, `here` is what their organisations offer, whose entries are paid.
        """
        key = (position, met >> position, here)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._bound(position, met, here)
        return found

    def _bound(self, position: int, met: int, here: frozenset[int]) -> int:
        inside = [self._shares[offer] for offer in here]
        inner = 0  # the needs that may be answered without a new organisation
        brought = [0]  # what each set of them brings so
        first = max(position, self._start)
        for need in range(first, len(self._stakes)):
            gains = [shares[need] for shares in inside if need in shares]
            if met >> need & 1:
                gains.append(0)
            if gains:
                gain = self._stakes[need].answered + max(gains)
                brought += [points + gain for points in brought]
                inner |= self._bit(need)
        every = len(self._most) - self._bit(first) if first < len(self._stakes) else 0
        alone = self._alone[-1] - self._alone[min(position, self._start)]
        most: int = max(map(add, brought, self._without(inner, every)))
        return alone + most

    def _without(self, inner: int, every: int) -> list[int]:
        """Return the most that needs bring without those of each set of some of them, the sets in binary order."""
        found = self._others.get((inner, every))
        if found is None:
            sets = [0]
            for need in range(inner.bit_length()):
                if inner >> need & 1:
                    sets += [needs | 1 << need for needs in sets]
            found = self._others[inner, every] = [self._most[every ^ needs] for needs in sets]
        return found

    def _bit(self, need: int) -> int:
        """Return the bit of one of the needs looked at together, 0 for another."""
        return 1 << need - self._start if need >= self._start else 0

    def _answered(self) -> dict[int, int]:
        """Return for sets of needs the most points with which one organisation answers them, its entry paid."""
        answered: dict[int, int] = {}
        for offer in self._offers:
            reached = {0: offer.entry}
            for own, points in offer.steps:
                needs = sum(map(self._bit, own))
                for others, before in list(reached.items()):
                    both = others | needs
                    reached[both] = max(before + points, reached.get(both, before + points))
            for needs, points in reached.items():
                answered[needs] = max(points, answered.get(needs, points))
        return answered

    def _divided(self, answered: Mapping[int, int]) -> list[int]:
        """Return for every set of needs the most it brings, divided among organisations or left open."""
        own = self._stakes[self._start :]
        size = 1 << len(own)
        gains = [sum(stake.answered for need, stake in enumerate(own) if needs >> need & 1) for needs in range(size)]
        best = {
            needs: gains[needs] + max(enough)
            for needs in range(1, size)
            if (enough := [points for more, points in answered.items() if more & needs == needs])
        }
        most = [0] * size
        for needs in range(1, size):
            first = needs & -needs
            found = most[needs ^ first] + own[first.bit_length() - 1].open
            part = needs
            while part:
                if part & first and part in best:
                    found = max(found, best[part] + most[needs ^ part])
                part = (part - 1) & needs
            most[needs] = found
        return most


def offers_of(steps: Iterable[tuple[str, Needs, int]], entry: Callable[[str], int]) -> dict[str, Offer]:
    """Return what each organisation offers, told of every step its organisation, the needs it answers and its points.

    Of several steps alike in their needs only one can be in a plan, unless they bring points of their own: then they are
    taken for one that brings all. `entry` are the points of the first step in an organisation.
    """
    found: dict[str, dict[Needs, int]] = defaultdict(dict)
    for organisation, needs, points in steps:
        own = found[organisation]
        known = own.get(needs)
        own[needs] = points if known is None else max(known, points, known + points)
    return {name: Offer(entry(name), tuple(sorted(own.items()))) for name, own in found.items()}
