"""Plan: the k best plans, exactly, the most promising first.

A branch is all plans that have some steps in common; its bound is the most that any of them can reach: it counts every gain
that may come, and only costs that are certain (`prospects`). The branch with the best bound is looked at first, and none
whose bound does not reach the k-th plan found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from cafematch.matching.index import required_facts
from cafematch.matching.knowledge import ActingRule
from cafematch.matching.layout import Layout, blocked, lay_out, score
from cafematch.matching.problem import Problem
from cafematch.matching.prospects import NEVER, Part
from cafematch.matching.truth import NO, YES
from cafematch.model.rules import Prerequisite
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


@dataclass(frozen=True, slots=True)
class _Branch:
    """All plans that have some steps, and in which the needs decided so far are answered or left as said.

    `points` are those of the needs and steps so far, `closed` what is closed at the start and opened by none of them, `made`
    the facts they make, `bound` the most that a plan of this branch can reach. `added` is the last step, if it is not judged.
    """

    bound: int
    points: int
    position: int
    chosen: frozenset[str]
    left: frozenset[str]
    closed: frozenset[Part]
    made: int
    added: str | None


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
        self.best: list[Plan] = []
        self.waiting: list[tuple[int, int, int, _Branch]] = []
        self.number = 0
        self.seen: set[frozenset[str]] = set()
        self.too_long: int | None = None
        self.new_organisation = problem.judgement.index.weights["new_organisation"].points
        self.choices = list(self._choices())
        self.hopes = [0]
        for need, options in reversed(self.choices):
            self.hopes.append(self.hopes[-1] + self.best_case(need, options))
        self.hopes.reverse()
        self.extras = self._extras() if self.prospects.most_gain else {}
        self.most_extra = sum(self.extras.values())

    def _choices(self) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """Yield what must be decided, and the services to choose from: guards, what rules include, the needs."""
        for kinds in self.problem.first_kinds:
            yield None, self._possible(self.candidates.guarding(kinds))
        for included in self.problem.included:
            if included.everywhere:
                yield None, self._possible(sorted(included.options))
        values = self.problem.needs.values()
        for value in sorted(values, key=lambda value: (value.unanswered.points - value.gain, value.need.need)):
            yield value.need.need, self._possible(self.candidates.answering(value.need.need))

    def _possible(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of some services that may be steps, as far as that is told without judging them."""
        return tuple(id_ for id_ in ids if self.cost_of_opening(id_) is not None)

    def cost_of_opening(self, id_: str) -> int | None:
        """Return what opening a service costs at least, None if no steps can."""
        prospect = self.prospects.of(id_)
        if prospect is None:
            return None
        cost = max(map(self.prospects.least, prospect.closed), default=0)
        return cost if cost < NEVER else None

    def best_case(self, need: str | None, options: tuple[str, ...]) -> int:
        """Return the most that deciding one thing can add."""
        most = self._most_points(options)
        if need is None:
            return max(0, most or 0)
        value = self.problem.needs[need]
        return max(value.unanswered.points, value.unanswered.points if most is None else value.gain + max(0, most))

    def _most_points(self, options: Iterable[str]) -> int | None:
        """Return the most points that one of some services brings, None if none is a step; as few are judged as can be."""
        most: int | None = None
        prospects = [(prospect.points, id_) for id_ in options if (prospect := self.prospects.of(id_)) is not None]
        for points, id_ in sorted(prospects, key=lambda entry: (-entry[0], entry[1])):
            if most is not None and most >= points:
                break
            candidate = self.candidates.find(id_)
            if candidate is not None and (most is None or candidate.points > most):
                most = candidate.points
        return most

    def _extras(self) -> dict[str, int]:
        """Return the points that steps which only open others may bring."""
        making, services = self.problem.judgement.index.making, self.problem.judgement.index.services
        ruled = {key for entry in self.problem.judgement.acting for key in _required_by(entry)}
        waiting = {id_ for _, options in self.choices for id_ in options}
        waiting |= {id_ for included in self.problem.included for id_ in included.options}
        openers = {id_ for included in self.problem.included if not included.everywhere for id_ in included.options}
        found: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            found.add(id_)
            makers = {maker for key in services[id_].required | ruled for maker in making.get(key, ())}
            openers |= makers
            waiting |= makers - found
        prospects = {id_: self.prospects.of(id_) for id_ in openers}
        return {id_: prospect.points for id_, prospect in prospects.items() if prospect and prospect.points > 0}

    def run(self) -> Plans:
        """Search all plans."""
        self.wait(_Branch(self.hopes[0] + self.most_extra, 0, 0, frozenset(), frozenset(), frozenset(), 0, None))
        expansions = 0
        while self.waiting:
            branch = heappop(self.waiting)[-1]
            if not self.promising(branch.bound):
                break
            if expansions >= self.max_expansions:
                self.begin()
                return Plans(tuple(self.best), "expansions")
            expansions += 1
            known = self.judged(branch)
            if known is None:
                continue
            if known.bound < branch.bound:
                self.wait(known)
            elif known.position < len(self.choices):
                self.decide(known)
            else:
                self.extend(known)
        cut = self.too_long is not None and self.promising(self.too_long)
        return Plans(tuple(self.best), "steps" if cut else None)

    def promising(self, reachable: int) -> bool:
        """Return whether a branch that can reach at most this score may still hold one of the best plans."""
        return len(self.best) < self.top or reachable >= self.best[-1].score

    def wait(self, branch: _Branch) -> None:
        """Put a branch among those waiting; of several with the same bound the one with most steps comes first."""
        if self.promising(branch.bound):
            self.number += 1
            heappush(self.waiting, (-branch.bound, -len(branch.chosen), -self.number, branch))

    def judged(self, branch: _Branch) -> _Branch | None:
        """Return a branch bounded by what is found about its last step, None if that is no step."""
        if branch.added is None:
            return branch
        candidate = self.candidates.find(branch.added)
        if candidate is None:
            return None
        prospect = self.prospects.of(branch.added)
        assert prospect is not None
        if candidate.points == prospect.points and len(candidate.closed) == len(prospect.closed):
            return branch
        closed = branch.closed | {part for part in candidate.closed if part.makers.isdisjoint(branch.chosen)}
        points = branch.points - prospect.points + candidate.points
        return self.bounded(points, branch.position, branch.chosen, branch.left, closed, branch.made, None)

    def bounded(
        self,
        points: int,
        position: int,
        chosen: frozenset[str],
        left: frozenset[str],
        closed: frozenset[Part],
        made: int,
        added: str | None,
    ) -> _Branch | None:
        """Return a branch with its bound, None if what is closed in it can never be opened."""
        dearest = 0
        for part in closed:
            cost = self.prospects.cheapest(part) if part.above & made else self.prospects.least(part)
            if cost > dearest:
                if cost >= NEVER:
                    return None
                dearest = cost
        extra = self.most_extra - sum(self.extras.get(id_, 0) for id_ in chosen) if self.extras else 0
        bound = points + self.hopes[position] + extra - dearest
        return _Branch(bound, points, position, chosen, left, closed, made, added)

    def decide(self, branch: _Branch) -> None:
        """Go on from the next need: whoever may answer it, or nobody."""
        name, options = self.choices[branch.position]
        taken = not branch.chosen.isdisjoint(options)
        value = self.problem.needs[name] if name is not None else None
        gain = value.gain if value is not None else 0
        if taken:
            self.go_on(branch, gain, branch.left)
            return
        for id_ in options:
            self.add(branch, id_, branch.position + 1, gain)
        if value is not None:
            self.go_on(branch, value.unanswered.points, branch.left | {value.need.need})

    def go_on(self, branch: _Branch, points: int, left: frozenset[str]) -> None:
        """Decide the next need without a new step."""
        position = branch.position + 1
        further = self.bounded(branch.points + points, position, branch.chosen, left, branch.closed, branch.made, None)
        if further is not None:
            self.wait(further)

    def add(self, branch: _Branch, id_: str, position: int, gain: int = 0) -> None:
        """Let a branch with one more step wait, if there may be such plans."""
        prospect = self.prospects.of(id_)
        if prospect is None or (branch.left and not branch.left.isdisjoint(self.candidates.needs_of(id_))):
            return
        chosen = branch.chosen | {id_}
        if position == len(self.choices) == branch.position:
            if chosen in self.seen:
                return
            self.seen.add(chosen)
        closed = {part for part in branch.closed if id_ not in part.makers}
        closed.update(part for part in prospect.closed if part.makers.isdisjoint(branch.chosen))
        made = branch.made | self.prospects.ways.made.get(id_, 0)
        points = branch.points + gain + prospect.points + self.cost_of_meeting(id_, branch.chosen)
        further = self.bounded(points, position, chosen, branch.left, frozenset(closed), made, id_)
        if further is None or not self.promising(further.bound):
            return
        if len(chosen) > self.max_steps:
            self.too_long = max(self.too_long or further.bound, further.bound)
            return
        self.wait(further)

    def cost_of_meeting(self, id_: str, chosen: frozenset[str]) -> int:
        """Return the points for an organisation that is new to the person, and to these steps."""
        if not self.new_organisation:
            return 0
        provider = self.problem.judgement.index.catalog.provider
        name = provider[id_].organisation
        met = not self.candidates.is_new(name) or any(provider[other].organisation == name for other in chosen)
        return 0 if met else self.new_organisation

    def extend(self, branch: _Branch) -> None:
        """Record the plan of the chosen steps, and try every step that might open one of them."""
        if branch.closed:
            lacking = max(branch.closed, key=lambda part: (self.prospects.least(part), part.ordered))
            openers: Iterable[str] = lacking.makers
        else:
            openers = self.openers(branch.chosen)
        for id_ in sorted(openers):
            self.add(branch, id_, branch.position)

    def openers(self, chosen: frozenset[str]) -> set[str]:
        """Record the plan of some steps, and return those that may open one of them further, or that rules include."""
        steps = [self.candidates.step(id_) for id_ in chosen]
        found = {id_ for included in self.problem.included if included.missing_in(chosen) for id_ in included.options}
        if all(step.rising for step in steps):
            stuck = blocked(self.problem, chosen)
            if stuck:
                # some step must break the circle, and make what one of these lacks
                walked = chosen - stuck
                lacking = (
                    part for id_ in stuck for part in self.candidates.step(id_).closed if part.makers.isdisjoint(walked)
                )
                return {maker for part in lacking for maker in part.makers} - chosen
        self.record(chosen)
        return found.union(*(step.helpers for step in steps if step.start is not YES)) - chosen

    def record(self, chosen: frozenset[str]) -> None:
        """Keep the plan of these steps, if it is one, not kept yet and among the best."""
        if not chosen or any(kept.layout.ids == chosen for kept in self.best):
            return
        layout = lay_out(self.problem, chosen)
        if layout is None:
            return
        self.best.append(Plan(layout, score(self.problem, layout)))
        self.best.sort(key=lambda kept: kept.rank)
        del self.best[self.top :]

    def begin(self) -> None:
        """Record a first few plans: whatever is asked for answered by the most hopeful service that needs no opener.

        A search that is cut short has something to show then, if not the best.
        """
        chosen = frozenset[str]()
        for need, options in self.choices:
            if chosen.isdisjoint(options):
                for id_ in sorted(options, key=self.most_hopeful):
                    candidate = self.candidates.find(id_)
                    if candidate is None or candidate.start is NO:
                        continue
                    if need is None or lay_out(self.problem, chosen | {id_}) is not None:
                        chosen |= {id_}
                        break
            if len(chosen) <= self.max_steps:
                self.record(chosen)

    def most_hopeful(self, id_: str) -> tuple[int, str]:
        """Return an order of services: those that may bring most points first."""
        prospect = self.prospects.of(id_)
        return -prospect.points if prospect is not None else 0, id_


def _required_by(entry: ActingRule) -> frozenset[tuple[str, ...]]:
    """Return the facts that a rule adds to what services require."""
    then = entry.rule.then
    return required_facts(then.require) if isinstance(then, Prerequisite) and entry.truth is not NO else frozenset()
