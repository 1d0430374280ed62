"""Plan: the k best plans, exactly, the most promising first.

A branch is all plans that have some steps in common; its bound is the most that any of them can reach: it counts every gain
that may come, and only costs that are certain (`prospects`, and `covering` for the needs not decided yet). The branch with the
best bound is looked at first, and none whose bound does not reach the k-th plan found. A bound is of points, organisations
and steps at once, as plans of equal points are ordered; where ids alone decide, those that may still come are compared.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import takewhile, zip_longest
from typing import Any, NamedTuple

from cafematch.matching.judging.index import required_facts
from cafematch.matching.judging.knowledge import ActingRule
from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.planning.covering import Covering, Needs, Stake, offers_of
from cafematch.matching.planning.layout import Layout, blocked, lay_out, score
from cafematch.matching.planning.problem import Candidate, Problem
from cafematch.matching.planning.prospects import NEVER, Part
from cafematch.model.rules import Prerequisite
from cafematch.quick import dataclass

MAX_EXPANSIONS = 30_000
MAX_STEPS = 12

POINT, ORGANISATION = 10_000, 100
"""What a point and an organisation count where plans are compared by points, then organisations, then steps, in one number."""

Rank = tuple[int, int, int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its score."""

    layout: Layout
    score: int

    @property
    def rank(self) -> Rank:
        """What plans are ordered by: the score, then fewer steps that hang on something, fewer organisations, steps, ids."""
        steps = self.layout.steps
        organisations = {step.candidate.organisation for step in steps}
        hanging = sum(bool(step.waits_for) or not step.certain for step in steps)
        return (-self.score, hanging, len(organisations), len(steps), tuple(sorted(self.layout.ids)))


@dataclass(frozen=True, slots=True)
class Plans:
    """The best plans, best first, and the bound that cut the search short, if one did."""

    best: tuple[Plan, ...]
    truncated: str | None


def plan(problem: Problem, top: int, max_expansions: int = MAX_EXPANSIONS, max_steps: int = MAX_STEPS) -> Plans:
    """Return the `top` best plans of at least one step.

    `max_expansions` bounds the branches looked at, `max_steps` the steps of a plan; reaching one is said in
    `truncated`. Both are counts, so that the answer is the same everywhere.
    """
    return _Search(problem, top, max_expansions, max_steps).run()


def worth_showing(problem: Problem, plans: Plans) -> tuple[Plan, ...]:
    """Return the plans to show: one that leaves open a pressing need which the best answers is no alternative."""
    if not plans.best:
        return ()
    left = set(plans.best[0].layout.unanswered)
    pressing = {name for name, value in problem.needs.items() if value.pressing and name not in left}
    return tuple(plan for plan in plans.best if pressing.isdisjoint(plan.layout.unanswered))


Lack = tuple[str, Part]
"""A step, and a part of its requirements that is closed at the start and that some step before it must open."""


class _Place(NamedTuple):
    """What is known of the place of a step: which steps come `later`, and which services do not come before it.

    Who was added to open another comes before it, so that no two are added for each other's sake. And it is the first in
    these plans that makes what it was added for: all others who make that are `barred` from coming before it, and so from
    opening what leads there.
    """

    later: frozenset[str]
    barred: frozenset[str]


ANYWHERE = _Place(frozenset(), frozenset())
"""The place of a step that is there for its own sake."""


class _Openers(NamedTuple):
    """Steps of which plans have one more, the cheapest first: before some step, to open a part of it, if it is for that."""

    ids: tuple[str, ...]
    before: str | None = None
    part: Part | None = None

    def place(self, heir: _Place) -> _Place:
        """Return the place of each, that of the step it comes before being told."""
        later = heir.later if self.before is None else heir.later | {self.before}
        return _Place(later, heir.barred if self.part is None else heir.barred | self.part.makers)


class _Sort(NamedTuple):
    """Services that promise any plan the same as far as it has no step yet where they are, in the order of their ids."""

    ids: tuple[str, ...]
    by_organisation: Mapping[str, tuple[str, ...]]

    def elsewhere(self, here: frozenset[str]) -> tuple[str, ...]:
        """Return those of other organisations than these."""
        if here.isdisjoint(self.by_organisation):
            return self.ids
        others = (ids for organisation, ids in self.by_organisation.items() if organisation not in here)
        return tuple([id_ for ids in others for id_ in ids])

    def inside(self, here: frozenset[str]) -> list[tuple[str, ...]]:
        """Return those of each of some organisations."""
        return [self.by_organisation[name] for name in here if name in self.by_organisation]


class _Alike(NamedTuple):
    """Services that promise a plan the same, and the most that it can reach with one of them, from `start` on."""

    bound: int
    ids: tuple[str, ...]
    start: int = 0


class _Branch(NamedTuple):
    """All plans that have some steps, and in which the needs decided so far are answered or left as said.

    `places` tells the place of each step. `lacking` is what no step opens that may come before. `points` are those of the
    needs and steps so far, `made` the facts the steps make, `hope` the most that a plan of this branch could reach if nothing
    were lacking. `added` is the step that came last, None once it is judged.
    """

    hope: int
    points: int
    position: int
    chosen: frozenset[str]
    organisations: frozenset[str]
    left: frozenset[str]
    places: Mapping[str, _Place]
    lacking: tuple[Lack, ...]
    made: int
    added: str | None


_Work = _Openers | tuple[_Alike, ...] | None
"""What is to be done next with a branch: add one of some openers, or one of the services for a need; None: see what."""


class _Search:
    """The branches, best bound first.

    First the needs are decided one by one: left open, answered by a step already chosen, or by a new one. Then steps are
    added: where one is closed, one that makes what it lacks; where none is, any that may still open one further.
    """

    def __init__(self, problem: Problem, top: int, max_expansions: int, max_steps: int) -> None:
        self.problem = problem
        self.candidates = problem.candidates
        self.prospects = problem.candidates.prospects
        self.top = top
        self.max_expansions = max_expansions
        self.max_steps = max_steps
        self.best: list[tuple[Rank, Plan]] = []
        self.last: Rank | None = None
        self.floor = -NEVER * POINT
        self.waiting: list[tuple[int, int, int, _Branch, _Work]] = []
        self.number = 0
        self.seen: set[frozenset[tuple[str, _Place]]] = set()
        self.walked: set[frozenset[str]] = set()
        self.too_long = -NEVER * POINT
        self.new_organisation = problem.judgement.index.weights["new_organisation"].points
        self.entries: dict[str, int] = {}
        self.choices = list(self._choices())
        self.choosable = [frozenset(options) for _, options in self.choices]
        self.guards = sum(need is None for need, _ in self.choices)
        self.hopes = [0]
        for _, options in reversed(self.choices[: self.guards]):
            self.hopes.append(self.hopes[-1] + max(0, self._most_points(options) or 0))
        self.hopes.reverse()
        self.hopes += [0] * (len(self.choices) - self.guards)
        self.provider = problem.judgement.index.catalog.provider
        self.covering = self._covering()
        self.sorts = [self._sorts(options) for _, options in self.choices]
        self.openable = self._openable()
        self.extras = self._extras() if self.prospects.most_gain else {}
        self.most_extra = sum(self.extras.values())
        self.only_needs = self._only_needs()

    def _choices(self) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """Yield what must be decided, and the services to choose from: guards, what rules include, the needs."""
        for kinds in self.problem.first_kinds:
            yield None, self._possible(self.candidates.guarding(kinds))
        for included in self.problem.included:
            if included.everywhere:
                yield None, self._possible(included.options)
        values = self.problem.needs.values()
        for value in sorted(values, key=lambda value: (value.unanswered.points - value.gain, value.need.need)):
            yield value.need.need, tuple(filter(self._may_be_step, self.candidates.answering(value.need.need)))

    def _possible(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of some services that may be steps, the most promising first."""
        return self.prospects.in_order(filter(self._may_be_step, ids))

    def _may_be_step(self, id_: str) -> bool:
        """Return whether a service can be opened, as far as that is told without judging it."""
        prospect = self.prospects.of(id_)
        if prospect is None:
            return False
        return not prospect.closed or all(self.prospects.least(part) < NEVER for part in prospect.closed)

    def _openable(self) -> set[str]:
        """Return those to choose from that look at what some service makes."""
        index = self.problem.judgement.index
        openable, found = index.set_of(index.openable), set[str]()
        for need, options in self.choices:
            if need is None:
                found.update(id_ for id_ in options if id_ in openable)
            else:
                found.update(set(options).intersection(openable & index.answering.get(need, openable)))
        return found

    def _covering(self) -> Covering:
        """Return the bounds of several needs together; who promises most is judged before, and left out if it is no step."""
        needs = [(need, options) for need, options in self.choices[self.guards :] if need is not None]
        answered: dict[str, Needs] = {}
        for position, (_, options) in enumerate(needs):
            self._most_points(options)
            alone = (position,)
            for id_ in options:
                known = answered.get(id_)
                answered[id_] = alone if known is None else known + alone
        for id_ in answered.keys() & self.candidates.no_steps:
            del answered[id_]
        values = (self.problem.needs[need] for need, _ in needs)
        stakes = [Stake(value.gain * POINT, value.unanswered.points * POINT) for value in values]
        steps = (
            (self.provider[id_].organisation, needs, prospect.points * POINT - 1)
            for id_, needs in answered.items()
            if (prospect := self.prospects.of(id_)) is not None
        )
        return Covering(stakes, answered, offers_of(steps, lambda name: self.entry(name) * POINT - ORGANISATION))

    def entry(self, organisation: str) -> int:
        """Return the points that the first step in an organisation costs at least."""
        known = self.entries.get(organisation)
        if known is None:
            met = min(0, self.new_organisation) if self.candidates.is_new(organisation) else 0
            known = met + self.prospects.handover_to(organisation, self.problem.handover_usual)
            self.entries[organisation] = known
        return known

    def _most_points(self, options: Iterable[str]) -> int | None:
        """Return the most points that one of some services brings, None if none is a step; as few are judged as can be.

        Who promises most comes first.
        """
        most: int | None = None
        for id_ in options:
            prospect = self.prospects.of(id_)
            if prospect is None or (most is not None and most >= prospect.points):
                break
            candidate = self.candidates.find(id_)
            if candidate is not None and (most is None or candidate.points > most):
                most = candidate.points
        return most

    def _extras(self) -> dict[str, int]:
        """Return the points that steps which only open others may bring."""
        services, ways = self.problem.judgement.index.services, self.prospects.ways
        openers = {id_ for included in self.problem.included if not included.everywhere for id_ in included.options}
        for entry in self.problem.judgement.acting:
            openers |= ways.makers(_required_by(entry))
        waiting = {*self.openable, *openers}
        found: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            found.add(id_)
            makers = ways.makers(services[id_].required)
            openers |= makers
            waiting |= makers - found
        prospects = {id_: self.prospects.of(id_) for id_ in openers}
        return {id_: prospect.points for id_, prospect in prospects.items() if prospect and prospect.points > 0}

    def _only_needs(self) -> bool:
        """Return whether plans have no step but for what is decided here: nobody opens anybody, no rule adds to a step."""
        index = self.problem.judgement.index
        ruled = any(key in index.making for entry in self.problem.judgement.acting for key in _required_by(entry))
        included = any(not included.everywhere for included in self.problem.included)
        return not (ruled or included or self.openable)

    def run(self) -> Plans:
        """Search all plans."""
        nothing = frozenset[str]()
        hope = self.hope(0, 0, nothing, nothing)
        self.wait(hope, _Branch(hope, 0, 0, nothing, nothing, nothing, {}, (), 0, None))
        expansions = 0
        while self.waiting:
            least, _, _, branch, work = heappop(self.waiting)
            bound = -least
            if not self.promising(bound):
                break
            if expansions >= self.max_expansions:
                self.begin()
                return Plans(self.kept, "expansions")
            expansions += 1
            if not self.may_rank(bound, branch, isinstance(work, _Openers)):
                continue
            if branch.added is not None:
                found = self.looked_at(branch, branch.added)
                if found is None:
                    continue
                closer, branch = found
                if closer < bound:
                    self.wait(closer, branch)
                    continue
            if isinstance(work, _Openers):
                self.open(bound, branch, work)
            elif work:
                self.choose(bound, branch, work)
            elif branch.position < len(self.choices):
                self.decide(bound, branch)
            else:
                self.extend(bound, branch)
        cut = self.too_long > -NEVER and self.promising(self.too_long)
        return Plans(self.kept, "steps" if cut else None)

    @property
    def kept(self) -> tuple[Plan, ...]:
        """The plans kept, best first."""
        return tuple(plan for _, plan in self.best)

    def promising(self, reachable: int) -> bool:
        """Return whether a branch that can reach at most this may still hold one of the best plans."""
        return reachable >= self.floor

    def may_rank(self, bound: int, branch: _Branch, one_more: bool, ids: tuple[str, ...] = ()) -> bool:
        """Return whether the best plan of a branch may be before the last kept; of as many points fewer steps come first.

        Whatever is added, no fewer steps will wait for others, and there will be no fewer organisations.
        """
        lost = -bound // POINT
        if self.last is None or lost < self.last[0]:
            return True
        prospects = map(self.prospects.of, branch.chosen)
        hanging = sum(1 for prospect in prospects if prospect is not None and prospect.closed)
        steps = len(branch.chosen) + (one_more or bool(branch.lacking))
        return (lost, hanging, len(branch.organisations), steps, ids) < self.last

    def wait(self, bound: int, branch: _Branch, work: _Work = None) -> None:
        """Put a branch among those waiting; of several with the same bound the one with most steps comes first."""
        if bound >= self.floor and (bound > self.floor or self.may_come_first(branch)):
            self.number += 1
            heappush(self.waiting, (-bound, -len(branch.chosen), self.number, branch, work))

    def may_come_first(self, branch: _Branch) -> bool:
        """Return whether the ids of a plan of this branch may come before those of the last of the best, if only they decide.

        Where nobody is added but for the needs, its ids are told: those chosen, and who may still answer a need as well.
        """
        if not self.only_needs or self.last is None or self.last[1]:
            return True
        chosen, last = sorted(branch.chosen), self.last[-1]
        for own, other in zip_longest(chosen, last):
            if own is None or other is None or own < other:
                return True
            if own > other:
                return any(self.may_join(branch, id_) for id_ in self.undecided(branch, other))
        return True

    def undecided(self, branch: _Branch, last: str) -> Iterator[str]:
        """Yield who may answer a need not decided yet, of many alike the first, as far as the id does not come after `last`."""
        here = branch.organisations
        for sorts in self.sorts[branch.position :]:
            for sort in takewhile(lambda sort: sort.ids[0] <= last, sorts):
                for ids in (sort.elsewhere(here), *sort.inside(here)):
                    first = next((id_ for id_ in ids if id_ not in branch.chosen), None)
                    if first is not None and first <= last:
                        yield first

    def may_join(self, branch: _Branch, id_: str) -> bool:
        """Return whether a branch may still hold one of the best plans if a service is in it."""
        prospect = self.prospects.of(id_)
        if prospect is None or id_ in branch.chosen:
            return False
        points, organisations = self.met(branch, id_)
        hope = self.hope(points + prospect.points, branch.position, branch.chosen | {id_}, organisations)
        return self.promising(hope)

    def looked_at(self, branch: _Branch, added: str) -> tuple[int, _Branch] | None:
        """Return a branch with what is found about its last step, and what it can reach; None if that is no step."""
        candidate, prospect = self.candidates.find(added), self.prospects.of(added)
        if candidate is None or prospect is None:
            return None
        lacking = branch.lacking
        if len(candidate.closed) > len(prospect.closed):
            found = self.lacks(added, candidate.closed, branch.chosen, branch.places[added].later)
            lacking += tuple(lack for lack in found if lack not in lacking)
        missing = self.dearest(lacking, branch.made, branch.places)
        if len(lacking) > 1:
            missing = max(missing, self.prospects.least_together(dict.fromkeys(part for _, part in lacking)))
        if missing >= NEVER:
            return None
        less = prospect.points - candidate.points
        points, hope = branch.points - less, branch.hope - less * POINT
        return hope - missing * POINT, branch._replace(points=points, hope=hope, lacking=lacking, added=None)

    def lacks(
        self, id_: str, closed: Iterable[Part], chosen: frozenset[str], later: frozenset[str]
    ) -> tuple[Lack, ...]:
        """Return what is closed of a step and none of the chosen ones opens that may come before it."""
        earlier = chosen - later if later else chosen
        return tuple([(id_, part) for part in closed if part.makers.isdisjoint(earlier)])

    def hope(self, points: int, position: int, chosen: frozenset[str], organisations: frozenset[str]) -> int:
        """Return the most that plans of a branch can reach if nothing need be opened: points, organisations, steps in one.

        A point counts more than all organisations and steps of a plan, an organisation more than all its steps.
        """
        extra = self.most_extra - sum(self.extras.get(id_, 0) for id_ in chosen) if self.extras else 0
        hope = (points + self.hopes[position] + extra) * POINT - len(organisations) * ORGANISATION - len(chosen)
        if position == len(self.choices):
            return hope
        covering = self.covering
        return hope + covering.most(max(0, position - self.guards), covering.met(chosen), covering.here(organisations))

    def dearest(self, lacking: Iterable[Lack], made: int, places: Mapping[str, _Place]) -> int:
        """Return what opening the dearest of what is lacking costs at least; what the steps make may have made it cheaper."""
        dearest = 0
        for id_, part in lacking:
            barred = places[id_].barred
            first = next((maker for maker in part.ordered if maker not in barred), None)
            if first is None:
                return NEVER
            cost = self.prospects.least_of(first)
            dearest = max(dearest, cost if part.above & made else max(cost, self.prospects.least(part)))
        return dearest

    def decide(self, bound: int, branch: _Branch) -> None:
        """Go on from the next need: nobody answers it, or who promises most; the others wait for their turn."""
        name, _ = self.choices[branch.position]
        value = self.problem.needs[name] if name is not None else None
        if not branch.chosen.isdisjoint(self.choosable[branch.position]):
            self.go_on(branch, value.gain if value is not None else 0, branch.left)
            return
        if value is not None:
            self.go_on(branch, value.unanswered.points, branch.left | {value.need.need})
        self.choose(bound, branch, self.promised(branch))

    def choose(self, bound: int, branch: _Branch, options: tuple[_Alike, ...]) -> None:
        """Add the first of the most promising services; without it the branch waits, for what the next promise."""
        if not options:
            return
        name, _ = self.choices[branch.position]
        bound_of_first, ids, start = options[0]
        self.add(branch, ids[start], ANYWHERE, self.problem.needs[name].gain if name is not None else 0)
        rest = options[1:]
        if start + 1 < len(ids):
            rest = (_Alike(bound_of_first, ids, start + 1), *rest)
        if rest:
            self.wait(min(bound, rest[0].bound), branch, rest)

    def promised(self, branch: _Branch) -> tuple[_Alike, ...]:
        """Return the services for the need to be decided next, those that promise most first."""
        name, _ = self.choices[branch.position]
        gain = self.problem.needs[name].gain if name is not None else 0
        here = branch.organisations
        found = []
        for sort in self.sorts[branch.position]:
            for ids in (sort.elsewhere(here), *sort.inside(here)):
                prospect = self.prospects.of(ids[0]) if ids else None
                if prospect is not None:
                    points, organisations = self.met(branch, ids[0])
                    chosen = branch.chosen | {ids[0]}
                    bound = self.hope(points + gain + prospect.points, branch.position + 1, chosen, organisations)
                    if self.promising(bound):
                        found.append(_Alike(bound, ids))
        return tuple(sorted(found, key=lambda alike: (-alike.bound, alike.ids[0])))

    def _sorts(self, options: Iterable[str]) -> list[_Sort]:
        """Return services by what they promise as far as that is the same for all, in the order of the first of their ids."""
        answered, offers = self.covering.answered, self.covering.offers
        known: dict[str, tuple[Any, ...]] = {}
        sorts: dict[tuple[Any, ...], list[str]] = {}
        for id_ in options:  # of those that promise as much in the order of their ids
            prospect = self.prospects.of(id_)
            if prospect is not None:
                organisation = self.provider[id_].organisation
                same = known.get(organisation)
                if same is None:
                    same = known[organisation] = self.entry(organisation), offers.get(organisation)
                sort = prospect.points, answered.get(id_), same
                own = sorts.get(sort)
                if own is None:
                    sorts[sort] = [id_]
                else:
                    own.append(id_)
        return [_Sort(tuple(ids), self._by_organisation(ids)) for ids in sorted(sorts.values())]

    def _by_organisation(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for id_ in ids:
            name = self.provider[id_].organisation
            found[name] = (*found.get(name, ()), id_)
        return found

    def go_on(self, branch: _Branch, points: int, left: frozenset[str]) -> None:
        """Decide the next need without a new step."""
        position, points = branch.position + 1, branch.points + points
        hope = self.hope(points, position, branch.chosen, branch.organisations)
        missing = self.dearest(branch.lacking, branch.made, branch.places)
        self.wait(hope - missing * POINT, branch._replace(hope=hope, points=points, position=position, left=left))

    def add(self, branch: _Branch, id_: str, place: _Place, gain: int = 0) -> None:
        """Let a branch with one more step wait, if there may be such plans; the step has this place among the others."""
        prospect = self.prospects.of(id_)
        if prospect is None or (branch.left and not branch.left.isdisjoint(self.candidates.needs_of(id_))):
            return
        deciding = branch.position < len(self.choices)
        position = branch.position + 1 if deciding else branch.position
        points, organisations = self.met(branch, id_)
        points += gain + prospect.points
        chosen = branch.chosen | {id_}
        hope = self.hope(points, position, chosen, organisations)
        if not self.promising(hope):
            return
        lacking = tuple([lack for lack in branch.lacking if id_ not in lack[1].makers])
        lacking += self.lacks(id_, prospect.closed, branch.chosen, place.later)
        made = branch.made | self.prospects.ways.made.get(id_, 0)
        places = {**branch.places, id_: place}
        missing = self.dearest(lacking, made, places)
        bound = hope - missing * POINT
        if missing >= NEVER or not self.promising(bound):
            return
        if len(chosen) + bool(lacking) > self.max_steps:
            self.too_long = max(self.too_long, bound)
            return
        if not deciding:
            key = frozenset(places.items())
            if key in self.seen:
                return
            self.seen.add(key)
        self.wait(
            bound, _Branch(hope, points, position, chosen, organisations, branch.left, places, lacking, made, id_)
        )

    def met(self, branch: _Branch, id_: str) -> tuple[int, frozenset[str]]:
        """Return the points of a branch and its organisations, one more step's met: that may be new to it and the person."""
        name = self.provider[id_].organisation
        if name in branch.organisations:
            return branch.points, branch.organisations
        return branch.points + self.entry(name), branch.organisations | {name}

    def extend(self, bound: int, branch: _Branch) -> None:
        """Record the plan of the chosen steps if there may be one, and add steps of which each further plan has one."""
        chosen = branch.chosen
        if branch.lacking:
            id_, part = max(branch.lacking, key=self.hard_to_open)
            self.open(bound, branch, _Openers(part.ordered, id_, part))
            return
        steps = [self.candidates.step(id_) for id_ in sorted(chosen)]
        stuck = blocked(self.problem, chosen) if all(step.rising for step in steps) else frozenset[str]()
        if stuck:
            # one of them is visited first, after some step that is not here yet
            for step in steps:
                if step.id in stuck:
                    lacks = self.lacks(step.id, step.closed, chosen, stuck | branch.places[step.id].later)
                    if lacks:
                        _, part = max(lacks, key=self.hard_to_open)
                        self.open(bound, branch, _Openers(part.ordered, step.id, part))
                    else:
                        self.open(bound, branch, _Openers(self.prospects.ways.cheapest_first(step.helpers), step.id))
            return
        if chosen in self.walked:
            return
        self.walked.add(chosen)
        if self.may_rank(bound, branch, False, tuple(sorted(chosen))):
            self.record(chosen)
        if not self.promising(branch.hope - 1):  # with one step more
            return
        for further, openers in self.further(branch, steps):
            self.open(bound, further, openers)

    def further(self, branch: _Branch, steps: Iterable[Candidate]) -> Iterator[tuple[_Branch, _Openers]]:
        """Yield openers of which each further plan has one, and the branch that is about them.

        Who is added is included by a rule, or opens one of these steps alone of all that come before that: who else here makes
        the same comes after it, and what only they opened is lacking again. Where its parts do not tell all about a step, who
        can make it more open may come anywhere.
        """
        chosen, prospects = branch.chosen, self.prospects
        branch = branch._replace(places=dict.fromkeys(chosen, ANYWHERE))
        anywhere = {
            id_ for included in self.problem.included if included.missing_in(chosen) for id_ in included.options
        }
        for step in steps:
            if not step.plain:
                anywhere |= step.helpers if step.start is not YES else frozenset()
                continue
            for part in step.parts:
                most = branch.hope - prospects.cheapest(part) * POINT
                if prospects.truth_of(part) is not YES and self.promising(most):
                    place = _Place(part.makers & chosen, frozenset())
                    lacking = self.lacks(step.id, step.closed, chosen, place.later)
                    places = {**branch.places, step.id: place}
                    yield branch._replace(places=places, lacking=lacking), _Openers(part.ordered, step.id, part)
        # whoever costs more promises too little
        dearest = (branch.hope - 1 - self.floor) // POINT + prospects.most_gain
        some = [id_ for id_ in anywhere - chosen if prospects.ways.cost(id_) <= dearest]
        yield branch, _Openers(prospects.ways.cheapest_first(some))

    def open(self, bound: int, branch: _Branch, openers: _Openers) -> None:
        """Add each of some openers, the cheapest first, as far as they promise what the branch does; the others wait."""
        heir = ANYWHERE if openers.before is None else branch.places[openers.before]
        place = openers.place(heir)
        for number, id_ in enumerate(openers.ids):
            most = branch.hope - self.prospects.least_of(id_) * POINT
            if most < bound:
                self.wait(most, branch, openers._replace(ids=openers.ids[number:]))
                return
            if id_ not in branch.chosen and id_ not in heir.barred:
                self.add(branch, id_, place)

    def hard_to_open(self, lack: Lack) -> tuple[int, int, str, tuple[str, ...]]:
        """Return an order of what is lacking: what costs most to open comes last, of several what fewest can open."""
        id_, part = lack
        return self.prospects.least(part), -len(part.makers), id_, part.ordered

    def record(self, chosen: frozenset[str]) -> None:
        """Keep the plan of these steps, if it is one, not kept yet and among the best."""
        ids = tuple(sorted(chosen))
        if not ids or any(rank[-1] == ids for rank, _ in self.best):
            return
        layout = lay_out(self.problem, chosen)
        if layout is None:
            return
        plan = Plan(layout, score(self.problem, layout))
        insort(self.best, (plan.rank, plan))
        del self.best[self.top :]
        if len(self.best) == self.top:
            self.last = self.best[-1][0]
            lost, hanging, organisations, steps, _ = self.last
            self.floor = -lost * POINT - (organisations * ORGANISATION + steps if not hanging else POINT - 1)

    def begin(self) -> None:
        """Record a first few plans: whatever is asked for answered by the most hopeful service that needs no opener.

        A search that is cut short has something to show then, if not the best.
        """
        chosen = frozenset[str]()
        for need, options in self.choices:
            if chosen.isdisjoint(options):
                for id_ in options:
                    candidate = self.candidates.find(id_)
                    if candidate is None or candidate.start is NO:
                        continue
                    if need is None or lay_out(self.problem, chosen | {id_}) is not None:
                        chosen |= {id_}
                        break
            if len(chosen) <= self.max_steps:
                self.record(chosen)


def _required_by(entry: ActingRule) -> frozenset[tuple[str, ...]]:
    """Return the facts that a rule adds to what services require."""
    then = entry.rule.then
    return required_facts(then.require) if isinstance(then, Prerequisite) and entry.truth is not NO else frozenset()
