"""Prospects: what a service can bring a plan at best, told from the network alone, before anybody judges it.

Judging thousands of services costs more than planning. So the planner first goes by bounds: the most points a service
could bring, and the least that opening what is closed at the start must cost. They count every gain that may come and
only costs that are certain; a plan is never better than its bound.

What closes a part of a requirement at the start is opened by a service that makes what the part looks at (`ways`). So the
least cost of opening a part is that of its cheapest maker, the dearest of the maker's own closed parts included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from math import ceil
from typing import NamedTuple

from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.judging.truth import NO, YES, Truth, truth
from cafematch.matching.judging.verdicts import Judgement, goes_along
from cafematch.matching.planning.ways import Part, Requirement, Standing, ways_of
from cafematch.model.catalog import Service
from cafematch.model.rules import Exclude, Expire, Points, Rule

NEVER = 1 << 60
"""The cost of what no step can open."""
DEEPEST = 60
"""So far the cost of opening is followed back; what lies further behind is taken to cost nothing."""


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
