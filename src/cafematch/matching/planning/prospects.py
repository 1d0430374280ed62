"""Prospects: what a service can bring a plan at best, told from the network alone, before anybody judges it.

Judging thousands of services costs more than planning. So the planner first goes by bounds: the most points a service
could bring, and the least that opening what is closed at the start must cost. They count every gain that may come and
only costs that are certain; a plan is never better than its bound.

A requirement falls into parts, each of which must hold. What closes a part at the start can only be opened by a service
whose outcomes the part looks at: that much is true of every condition, however it is built. So the least cost of opening a
part is that of its cheapest maker, the dearest of the maker's own closed parts included.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from cafematch.matching.judging.index import SAME_HOUSE, Index, fact_key, required_facts, told
from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.judging.truth import NO, YES, Truth, truth
from cafematch.matching.judging.verdicts import Judgement, goes_along
from cafematch.model.catalog import Handover, Outcome, Service
from cafematch.model.conditions import All, AnyOf, Compare, Condition, Not, Test
from cafematch.model.rules import Exclude, Expire, Points, Rule
from cafematch.model.values import BooleanType, Level, LevelType
from cafematch.quick import dataclass

NEVER = 1 << 60
"""The cost of what no step can open."""
DEEPEST = 60
"""So far the cost of opening is followed back; what lies further behind is taken to cost nothing."""


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


class Prospect(NamedTuple):
    """The most points a service can bring, what it costs at least, and the parts of its own requirements closed at the start."""

    points: int
    cost: int
    closed: tuple[Part, ...]


class Prospects:
    """The prospects of all services for one person, each found when it is first asked for."""

    def __init__(self, judgement: Judgement) -> None:
        self.ways = ways_of(judgement.index)
        self._judgement = judgement
        self._gains = tuple(self._positive_rules())
        profile = judgement.knowledge.profile
        weights = judgement.index.weights
        self._of_competences = weights["competence_used"].points if profile.competences else 0
        self._of_choices = weights["choice_met"].points if profile.choices else 0
        self._of_welcomes: int = weights["welcomed"].points
        rules = sum(points for _, points in self._gains)
        self.most_gain: int = rules + self._of_competences + self._of_choices + self._of_welcomes
        self._found: dict[str, Prospect | None] = {}
        self._accompanied = self._may_be_accompanied()
        self._truths: dict[Part, Truth] = {}
        self._least: dict[Part, int] = {}

    def handover_to(self, organisation: str, usual: int) -> int:
        """Return the points that the hand-over to the first step in an organisation costs at least; `usual` costs nothing.

        Whoever makes it is no step of the same organisation, so the warmest is what anybody else offers.
        """
        if organisation == self._judgement.visitor.here or self._accompanied:
            return 0
        level = self.ways.warmest(organisation)
        weights = self._judgement.index.weights
        below: int = min(0, weights["handover_below_min"].points)
        retelling: int = min(0, weights["retelling"].points)
        return below * max(0, usual - level) + (retelling if level == 0 else 0)

    def _may_be_accompanied(self) -> bool:
        """Return whether somebody might come along with this person and make hand-overs warmer."""
        index, visitor = self._judgement.index, self._judgement.visitor
        kinds = {name: kind for name, kind in index.catalog.vocabulary.kinds.items() if kind.raises_handover}
        if not index.of_kinds(kinds):
            return False
        bridged = {barrier for kind in kinds.values() for barrier in kind.bridges}
        acting = [entry for entry in self._judgement.acting if entry.truth is not NO]
        return (
            any(check.barrier in bridged for check in visitor.checks)
            or any(goes_along(index, entry.rule) for entry in acting)
            or any(isinstance(entry.rule.then, Exclude) and entry.rule.then.unless_sole_provider for entry in acting)
        )

    def _positive_rules(self) -> Iterator[tuple[Rule, int]]:
        for entry in self._judgement.acting:
            then = entry.rule.then
            if entry.truth is YES and isinstance(then, Points | Expire):
                name = then.points if isinstance(then, Points) else "stale_entry"
                points = self._judgement.index.weights[name].points
                if points > 0:
                    yield entry.rule, points

    def of(self, id_: str) -> Prospect | None:
        """Return the prospect of a service, None if no steps can open it."""
        try:
            return self._found[id_]
        except KeyError:
            found = self._found[id_] = self._look_at(self._judgement.index.catalog.services[id_])
            return found

    def foresee(self, services: ServiceSet) -> None:
        """Find the prospects of many services at once: of most nothing is closed at the start, which sets tell."""
        found, standing = self._found, self.ways.standing
        alike: dict[tuple[Standing, int], Prospect] = {}
        for id_ in services - self._judgement.verdicts.closed:
            same = standing(id_), self._gain_by_rules(id_) if self._gains else 0
            prospect = alike.get(same)
            if prospect is None:
                points = self._points(*same)
                prospect = alike[same] = Prospect(points, max(0, -points), ())
            found[id_] = prospect

    def _look_at(self, service: Service) -> Prospect | None:
        requirement = self.ways.requirement(service.requires)
        if self.steady(requirement) is NO:
            return None
        closed = tuple([part for part in requirement.parts if self.truth_of(part) is NO])
        points = self._points(self.ways.standing(service.id), self._gain_by_rules(service.id) if self._gains else 0)
        return Prospect(points, max(0, -points), closed)

    def _points(self, standing: Standing, by_rules: int) -> int:
        """Return the most points that a service can bring."""
        own = self._of_competences * standing.roles + self._of_welcomes * standing.welcomes
        return self._of_choices + own + by_rules - standing.cost

    def _gain_by_rules(self, id_: str) -> int:
        """Return the most points that rules can give a service."""
        doors, gain = self._judgement.index.services[id_].doors, 0
        for rule, points in self._gains:
            if not rule.services.parts or any(door.about.of(rule) is not NO for door in doors):
                gain += points
        return gain

    def steady(self, requirement: Requirement) -> Truth:
        """Return the truth of what no step changes."""
        found = truth(requirement.dated, self._judgement.knowledge) if requirement.dated.parts else YES
        return min([found, *map(self.truth_of, requirement.steady)]) if requirement.steady else found

    def truth_of(self, part: Part) -> Truth:
        """Return the truth of a part at the start."""
        try:
            return self._truths[part]
        except KeyError:
            found = self._truths[part] = truth(part.condition, self._judgement.knowledge)
            return found

    def in_order(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return services in order: who may bring most points comes first, whom no steps can open last, of several by id."""
        found = self._found
        cost = {id_: NEVER if (own := found.get(id_) or self.of(id_)) is None else -own.points for id_ in sorted(ids)}
        return tuple(sorted(cost, key=cost.__getitem__))

    def least_of(self, id_: str) -> int:
        """Return what one more step costs at least, told without a look at who gains by it."""
        return max(0, self.ways.cost(id_) - self.most_gain)

    def cheapest(self, part: Part) -> int:
        """Return what one more step that makes a part costs at least."""
        return self.least_of(part.ordered[0])

    def least(self, part: Part, depth: int = 0) -> int:
        """Return what opening a closed part costs at least; NEVER if no steps can.

        Who needs what is being looked at is taken to cost no more than the step itself: never too much, sometimes too little.
        """
        known = self._least.get(part)
        if known is not None:
            return known
        if depth > DEEPEST:
            return 0
        self._least[part] = self.cheapest(part)
        best = NEVER
        for id_ in part.ordered:
            if self.least_of(id_) >= best:
                break
            prospect = self.of(id_)
            if prospect is None or prospect.cost >= best:
                continue
            before = 0
            for other in prospect.closed:
                before = max(before, self.least(other, depth + 1))
                if before >= best:
                    break
            best = min(best, prospect.cost + before)
        self._least[part] = best
        return best

    def least_together(self, parts: Collection[Part]) -> int:
        """Return what the steps that make some closed parts cost at least: who makes several is paid for by them together."""
        shared = Counter(id_ for part in parts for id_ in part.ordered)
        cost = 0.0
        for part in parts:
            best = float("inf")
            for id_ in part.ordered:
                if self.least_of(id_) / len(parts) >= best:
                    break
                prospect = self.of(id_)
                if prospect is not None:
                    best = min(best, prospect.cost / shared[id_])
            cost += best
        return ceil(cost - 1e-9) if cost < NEVER else NEVER


def _ones(mask: int) -> Iterator[int]:
    """Yield the places of a number's ones."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
