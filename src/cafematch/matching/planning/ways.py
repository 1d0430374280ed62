"""Ways: what a network tells of its services whoever comes, for planning: what opens what, and what each costs at least.

A requirement falls into parts, each of which must hold. What closes a part at the start can only be opened by a service
whose outcomes the part looks at: that much is true of every condition, however it is built.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from cafematch.matching.judging.index import SAME_HOUSE, Index
from cafematch.matching.judging.services import fact_key, required_facts, told
from cafematch.model.catalog import Handover, Outcome
from cafematch.model.conditions import All, AnyOf, Compare, Condition, Not, Test
from cafematch.model.values import BooleanType, Level, LevelType
from cafematch.quick import dataclass


class Part:
    """A part of requirements: who may make it hold, nobody if no outcome can, and how far that can be relied on.

    `rising`: no step makes it less true. `switch`: each of its makers makes it hold, whatever else is done. `above` are the
    facts, one bit each, that can matter on the way to it. `ordered` are the makers, the cheapest first.
    """

    __slots__ = ("above", "condition", "makers", "ordered", "rising", "switch")

    def __init__(self, ways: Ways, condition: Condition) -> None:
        self.condition = condition
        keys = required_facts(condition) & ways.bits.keys()
        makers = {id_ for key in keys for id_ in ways.index.making[key]}
        self.makers = frozenset(makers)
        self.ordered = ways.cheapest_first(makers)
        self.above = 0
        for key in keys:
            self.above |= ways.bits[key] | ways.above[key]
        self.rising = ways.is_rising(condition)
        self.switch = self.rising and isinstance(condition, Test) and isinstance(condition.subject.type, BooleanType)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A conjunction taken apart: the parts that outcomes can change, and the rest, which stays as it is at the start.

    Of the rest, `dated` is what holds for a time only. `complete`: nothing else is in it; of dated parts that can change it is
    not claimed. `plain`: besides, all parts are switches, so that it is known after any steps without a look at what they
    bring about.
    """

    parts: tuple[Part, ...]
    steady: tuple[Part, ...]
    dated: All
    rising: bool
    complete: bool

    @property
    def plain(self) -> bool:
        return self.complete and all(part.switch for part in self.parts)


class Standing(NamedTuple):
    """What can be told of a service whoever goes there: what it costs a plan at least, gains left out, for its wait and the
    papers; whether it has roles for competences, and whether it welcomes some people most.
    """

    cost: int
    roles: bool
    welcomes: bool


class Ways:
    """The ways to services that a network has: the same for every person, each found when it is first asked for."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.bits = {key: 1 << number for number, key in enumerate(sorted(index.making))}
        services = index.catalog.services
        makers = {id_ for ids in index.making.values() for id_ in ids}
        self.made = {id_: self._mask(fact_key(outcome.subject) for outcome in services[id_].outcomes) for id_ in makers}
        self.above = self._all_above({id_: self._mask(required_facts(services[id_].requires)) for id_ in makers})
        self._outcomes: dict[tuple[str, ...], tuple[Outcome, ...]] = {}
        self._parts: dict[Condition, Part] = {}
        self._requirements: dict[int, tuple[Condition, Requirement]] = {}
        self._standings: dict[str, Standing] = {}
        self._warmest: dict[str, int] = {}
        self._edges: dict[str, list[Handover]] = defaultdict(list)
        for edge in index.catalog.handovers:
            self._edges[edge.to].append(edge)
        self._makers: dict[frozenset[tuple[str, ...]], frozenset[str]] = {}

    def warmest(self, organisation: str) -> int:
        """Return the warmest hand-over that anybody can make to some service of an organisation."""
        if organisation not in self._warmest:
            catalog, ranks = self.index.catalog, self.index.catalog.vocabulary.ranks["handover"]
            services = catalog.organisation[organisation].services
            names = (organisation, *(service.id for service in services))
            offered = [ranks[edge.offers] for name in names for edge in self._edges.get(name, ())]
            hosts = {door.place.organisation for service in services for door in service.doors} - {None, organisation}
            self._warmest[organisation] = max((ranks[SAME_HOUSE] if hosts else 0, *offered))
        return self._warmest[organisation]

    def makers(self, keys: frozenset[tuple[str, ...]]) -> frozenset[str]:
        """Return the services that make one of some facts."""
        if keys not in self._makers:
            self._makers[keys] = frozenset(id_ for key in keys for id_ in self.index.making.get(key, ()))
        return self._makers[keys]

    def _mask(self, keys: Iterable[tuple[str, ...]]) -> int:
        mask = 0
        for key in keys:
            mask |= self.bits.get(key, 0)
        return mask

    def _all_above(self, required: Mapping[str, int]) -> dict[tuple[str, ...], int]:
        """Return, for every fact that services make, the facts that can matter for whoever makes it, and so on."""
        keys = sorted(self.index.making)
        above = [0] * len(keys)
        for number, key in enumerate(keys):
            for id_ in self.index.making[key]:
                above[number] |= required[id_]
        waiting = {number for number, mask in enumerate(above) if mask}
        below: dict[int, list[int]] = defaultdict(list)
        for number, mask in enumerate(above):
            for other in _ones(mask):
                below[other].append(number)
        while waiting:
            number = waiting.pop()
            for other in below[number]:
                grown = above[other] | above[number]
                if grown != above[other]:
                    above[other] = grown
                    waiting.add(other)
        return dict(zip(keys, above, strict=True))

    def standing(self, id_: str) -> Standing:
        """Return what can be told of a service whoever goes there."""
        try:
            return self._standings[id_]
        except KeyError:
            service = self.index.catalog.services[id_]
            papers = min((len(door.papers or ()) for door in service.doors), default=0)
            weeks = ceil(service.capacity.wait.days / 7)
            weights = self.index.weights
            cost = -(weights["wait_week"].points * weeks + weights["missing_paper"].points * papers)
            found = self._standings[id_] = Standing(cost, bool(service.roles), bool(service.welcomes.parts))
            return found

    def cost(self, id_: str) -> int:
        """Return what a service costs a plan at least, whoever goes there."""
        return self.standing(id_).cost

    def cheapest_first(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return services by what they cost at least, whoever goes there."""
        return tuple(sorted(ids, key=lambda id_: (self.cost(id_), id_)))

    def requirement(self, condition: Condition) -> Requirement:
        """Return a condition taken apart."""
        known = self._requirements.get(id(condition))
        if known is None:
            known = condition, self._taken_apart(condition)
            self._requirements[id(condition)] = known  # with the condition, so that no other gets its number
        return known[1]

    def _taken_apart(self, condition: Condition) -> Requirement:
        if not isinstance(condition, All) or condition.note.if_unknown:
            return Requirement((), (), All(), rising=self.is_rising(condition), complete=False)
        changing: list[Condition] = []
        steady: list[Condition] = []
        for part in condition.parts:
            (changing if required_facts(part) & self.bits.keys() else steady).append(part)
        parts = self._undated(sorted(changing, key=told))
        dated = All(tuple(part for part in steady if part.note.dated))
        rising = all(map(self.is_rising, changing))
        return Requirement(parts, self._undated(steady), dated, rising, complete=len(parts) == len(changing))

    def _undated(self, conditions: Iterable[Condition]) -> tuple[Part, ...]:
        return tuple(self.part(condition) for condition in conditions if not condition.note.dated)

    def part(self, condition: Condition) -> Part:
        """Return a part of requirements; the same for all services that require it."""
        if condition not in self._parts:
            self._parts[condition] = Part(self, condition)
        return self._parts[condition]

    def is_rising(self, condition: Condition) -> bool:
        """Return whether no outcome in the network can make a condition less true; where that is not seen, it is not claimed."""
        match condition:
            case All(parts=parts) | AnyOf(parts=parts):
                return all(map(self.is_rising, parts))
            case Not(part=part):
                return not required_facts(part) & self.bits.keys()
            case Test(subject=subject, check=Compare(operator=operator, value=wanted)):
                key = fact_key(subject)
                if key not in self.bits:
                    return not required_facts(condition) & self.bits.keys()
                made = self._made_of(key)
                if isinstance(subject.type, BooleanType):
                    return operator == "is" and wanted is True and all(outcome.value is True for outcome in made)
                if isinstance(subject.type, LevelType):
                    return operator in ("at_least", "above") and isinstance(wanted, Level)
                return False
            case _:
                return not required_facts(condition) & self.bits.keys()

    def _made_of(self, key: tuple[str, ...]) -> tuple[Outcome, ...]:
        if key not in self._outcomes:
            services = (self.index.catalog.services[id_] for id_ in self.index.making[key])
            self._outcomes[key] = tuple(
                outcome for service in services for outcome in service.outcomes if fact_key(outcome.subject) == key
            )
        return self._outcomes[key]


def ways_of(index: Index) -> Ways:
    """Return the ways of a network."""
    return index.kept("ways", lambda: Ways(index))


def _ones(mask: int) -> Iterator[int]:
    """Yield the places of a number's ones."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
