"""Plan: the k best plans, exactly, the most promising first.

A branch is all plans that have some steps in common; its bound is the most that any of them can reach: it counts every gain
that may come, and only costs that are certain (`decisions`). The branch with the best bound is looked at first, and none
whose bound does not reach the k-th plan found. A bound is of points, organisations and steps at once, as plans of equal
points are ordered; where ids alone decide, those that may still come are compared.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from heapq import heappop, heappush
from itertools import takewhile, zip_longest

from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.planning.branches import ANYWHERE, Alike, Branch, Lack, Openers, Place, Work
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.decisions import ORGANISATION, POINT, Decisions
from cafematch.matching.planning.layout import Layout, blocked, lay_out, score
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.prospects import NEVER
from cafematch.matching.planning.ways import Part
from cafematch.quick import dataclass

MAX_EXPANSIONS = 30_000
MAX_STEPS = 12

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
    `truncated`. Both are counts, so that the answer is the same everywhere. Raises ValueError if `top` is below 1.
    """
    if top < 1:
        raise ValueError(f"top must be 1 or more, not {top}")
    return _Search(problem, top, max_expansions, max_steps).run()


def plan_with_alone(problem: Problem, id_: str, needs: Collection[str]) -> Plan | None:
    """Return the best plan for some of the needs in which one service alone answers any; None if there is none."""
    kept = {name: value for name, value in problem.needs.items() if name in needs}
    alone = replace(problem, candidates=problem.candidates.with_one_answering(id_), needs=kept, walkable={})
    return next(iter(plan(alone, 1).best), None)


def worth_showing(problem: Problem, plans: Plans) -> tuple[Plan, ...]:
    """Return the plans to show: one that leaves open a pressing need which the best answers is no alternative."""
    if not plans.best:
        return ()
    left = set(plans.best[0].layout.unanswered)
    pressing = {name for name, value in problem.needs.items() if value.need.presses and name not in left}
    return tuple(plan for plan in plans.best if pressing.isdisjoint(plan.layout.unanswered))


class _Search:
    """The branches, best bound first.

    First the needs are decided one by one: left open, answered by a step already chosen, or by a new one. Then steps are
    added: where one is closed, one that makes what it lacks; where none is, any that may still open one further.
    """

    def __init__(self, problem: Problem, top: int, max_expansions: int, max_steps: int) -> None:
        self.problem = problem
        self.candidates = problem.candidates
        self.provider = problem.judgement.index.catalog.provider
        self.prospects = problem.candidates.prospects
        self.top = top
        self.max_expansions = max_expansions
        self.max_steps = max_steps
        self.best: list[tuple[Rank, Plan]] = []
        self.last: Rank | None = None
        self.floor = -NEVER * POINT
        self.waiting: list[tuple[int, int, int, Branch, Work]] = []
        self.number = 0
        self.seen: set[frozenset[tuple[str, Place]]] = set()
        self.walked: set[frozenset[str]] = set()
        self.too_long = -NEVER * POINT
        self.decisions = Decisions(problem)

    def run(self) -> Plans:
        """Search all plans."""
        nothing = frozenset[str]()
        hope = self.decisions.hope(0, 0, nothing, nothing)
        self.wait(hope, Branch(hope, 0, 0, nothing, nothing, nothing, {}, (), 0, None))
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
            if not self.may_rank(bound, branch, isinstance(work, Openers)):
                continue
            if branch.added is not None:
                found = self.looked_at(branch, branch.added)
                if found is None:
                    continue
                closer, branch = found
                if closer < bound:
                    self.wait(closer, branch)
                    continue
            if isinstance(work, Openers):
                self.open(bound, branch, work)
            elif work:
                self.choose(bound, branch, work)
            elif branch.position < len(self.decisions):
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

    def may_rank(self, bound: int, branch: Branch, one_more: bool, ids: tuple[str, ...] = ()) -> bool:
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

    def wait(self, bound: int, branch: Branch, work: Work = None) -> None:
        """Put a branch among those waiting; of several with the same bound the one with most steps comes first."""
        if bound >= self.floor and (bound > self.floor or self.may_come_first(branch)):
            self.number += 1
            heappush(self.waiting, (-bound, -len(branch.chosen), self.number, branch, work))

    def may_come_first(self, branch: Branch) -> bool:
        """Return whether the ids of a plan of this branch may come before those of the last of the best, if only they decide.

        Where nobody is added but for the needs, its ids are told: those chosen, and who may still answer a need as well.
        """
        if not self.decisions.only_needs or self.last is None or self.last[1]:
            return True
        chosen, last = sorted(branch.chosen), self.last[-1]
        for own, other in zip_longest(chosen, last):
            if own is None or other is None or own < other:
                return True
            if own > other:
                return any(self.may_join(branch, id_) for id_ in self.undecided(branch, other))
        return True

    def undecided(self, branch: Branch, last: str) -> Iterator[str]:
        """Yield who may answer a need not decided yet, of many alike the first, as far as the id does not come after `last`."""
        here = branch.organisations
        for sorts in self.decisions.sorts[branch.position :]:
            for sort in takewhile(lambda sort: sort.ids[0] <= last, sorts):
                for ids in (sort.elsewhere(here), *sort.inside(here)):
                    first = next((id_ for id_ in ids if id_ not in branch.chosen), None)
                    if first is not None and first <= last:
                        yield first

    def may_join(self, branch: Branch, id_: str) -> bool:
        """Return whether a branch may still hold one of the best plans if a service is in it."""
        prospect = self.prospects.of(id_)
        if prospect is None or id_ in branch.chosen:
            return False
        points, organisations = self.met(branch, id_)
        hope = self.decisions.hope(points + prospect.points, branch.position, branch.chosen | {id_}, organisations)
        return self.promising(hope)

    def looked_at(self, branch: Branch, added: str) -> tuple[int, Branch] | None:
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

    def dearest(self, lacking: Iterable[Lack], made: int, places: Mapping[str, Place]) -> int:
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

    def decide(self, bound: int, branch: Branch) -> None:
        """Go on from the next need: nobody answers it, or who promises most; the others wait for their turn."""
        value = self.decisions.need(branch.position)
        if not branch.chosen.isdisjoint(self.decisions.choosable[branch.position]):
            self.go_on(branch, value.gain if value is not None else 0, branch.left)
            return
        if value is not None:
            self.go_on(branch, value.unanswered.points, branch.left | {value.need.need})
        self.choose(bound, branch, self.promised(branch))

    def choose(self, bound: int, branch: Branch, options: tuple[Alike, ...]) -> None:
        """Add the first of the most promising services; without it the branch waits, for what the next promise."""
        if not options:
            return
        bound_of_first, ids, start = options[0]
        self.add(branch, ids[start], ANYWHERE, self.decisions.gain(branch.position))
        rest = options[1:]
        if start + 1 < len(ids):
            rest = (Alike(bound_of_first, ids, start + 1), *rest)
        if rest:
            self.wait(min(bound, rest[0].bound), branch, rest)

    def promised(self, branch: Branch) -> tuple[Alike, ...]:
        """Return the services for the need to be decided next, those that promise most first."""
        gain = self.decisions.gain(branch.position)
        here = branch.organisations
        found = []
        for sort in self.decisions.sorts[branch.position]:
            for ids in (sort.elsewhere(here), *sort.inside(here)):
                prospect = self.prospects.of(ids[0]) if ids else None
                if prospect is not None:
                    points, organisations = self.met(branch, ids[0])
                    chosen = branch.chosen | {ids[0]}
                    bound = self.decisions.hope(
                        points + gain + prospect.points, branch.position + 1, chosen, organisations
                    )
                    if self.promising(bound):
                        found.append(Alike(bound, ids))
        return tuple(sorted(found, key=lambda alike: (-alike.bound, alike.ids[0])))

    def go_on(self, branch: Branch, points: int, left: frozenset[str]) -> None:
        """Decide the next need without a new step."""
        position, points = branch.position + 1, branch.points + points
        hope = self.decisions.hope(points, position, branch.chosen, branch.organisations)
        missing = self.dearest(branch.lacking, branch.made, branch.places)
        self.wait(hope - missing * POINT, branch._replace(hope=hope, points=points, position=position, left=left))

    def add(self, branch: Branch, id_: str, place: Place, gain: int = 0) -> None:
        """Let a branch with one more step wait, if there may be such plans; the step has this place among the others."""
        prospect = self.prospects.of(id_)
        if prospect is None or (branch.left and not branch.left.isdisjoint(self.candidates.needs_of(id_))):
            return
        deciding = branch.position < len(self.decisions)
        position = branch.position + 1 if deciding else branch.position
        points, organisations = self.met(branch, id_)
        points += gain + prospect.points
        chosen = branch.chosen | {id_}
        hope = self.decisions.hope(points, position, chosen, organisations)
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
        self.wait(bound, Branch(hope, points, position, chosen, organisations, branch.left, places, lacking, made, id_))

    def met(self, branch: Branch, id_: str) -> tuple[int, frozenset[str]]:
        """Return the points of a branch and its organisations, one more step's met: that may be new to it and the person."""
        name = self.provider[id_].organisation
        if name in branch.organisations:
            return branch.points, branch.organisations
        return branch.points + self.decisions.entry(name), branch.organisations | {name}

    def extend(self, bound: int, branch: Branch) -> None:
        """Record the plan of the chosen steps if there may be one, and add steps of which each further plan has one."""
        chosen = branch.chosen
        if branch.lacking:
            id_, part = max(branch.lacking, key=self.hard_to_open)
            self.open(bound, branch, Openers(part.ordered, id_, part))
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
                        self.open(bound, branch, Openers(part.ordered, step.id, part))
                    else:
                        self.open(bound, branch, Openers(self.prospects.ways.cheapest_first(step.helpers), step.id))
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

    def further(self, branch: Branch, steps: Iterable[Candidate]) -> Iterator[tuple[Branch, Openers]]:
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
                    place = Place(part.makers & chosen, frozenset())
                    lacking = self.lacks(step.id, step.closed, chosen, place.later)
                    places = {**branch.places, step.id: place}
                    yield branch._replace(places=places, lacking=lacking), Openers(part.ordered, step.id, part)
        # whoever costs more promises too little
        dearest = (branch.hope - 1 - self.floor) // POINT + prospects.most_gain
        some = [id_ for id_ in anywhere - chosen if prospects.ways.cost(id_) <= dearest]
        yield branch, Openers(prospects.ways.cheapest_first(some))

    def open(self, bound: int, branch: Branch, openers: Openers) -> None:
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
        for need, options in zip(self.decisions.needs, self.decisions.options, strict=True):
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
