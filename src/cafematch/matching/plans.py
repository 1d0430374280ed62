"""Plan: the k best plans, exactly, by branch and bound.

Needs are decided one by one: left open, answered by a step already chosen, or by a new one. Then steps are added that
open what is closed or unknown. A branch is left when even the best that could still come would not reach the k-th
plan found; the bound counts every gain that may come and only costs that are certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from cafematch.matching.layout import Layout, lay_out, score
from cafematch.matching.problem import Candidate, Problem, is_guard
from cafematch.matching.truth import NO, YES
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
    search = _Search(problem, top, max_expansions, max_steps)
    search.run()
    return Plans(tuple(search.best), search.truncated)


def worth_showing(problem: Problem, plans: Plans) -> tuple[Plan, ...]:
    """Return the plans to show: one that leaves open a pressing need which the best answers is no alternative."""
    if not plans.best:
        return ()
    left = set(plans.best[0].layout.unanswered)
    pressing = {name for name, value in problem.needs.items() if value.pressing and name not in left}
    return tuple(plan for plan in plans.best if pressing.isdisjoint(plan.layout.unanswered))


@dataclass(slots=True)
class _Search:
    problem: Problem
    top: int
    max_expansions: int
    max_steps: int
    best: list[Plan] = field(default_factory=list)
    truncated: str | None = None
    expansions: int = 0
    choices: list[tuple[str | None, tuple[Candidate, ...]]] = field(default_factory=list)
    hopes: list[int] = field(default_factory=list)
    extras: dict[str, int] = field(default_factory=dict)
    organisation_cost: int = 0
    seen: set[frozenset[str]] = field(default_factory=set)

    def run(self) -> None:
        """Search all plans."""
        problem = self.problem
        self.organisation_cost = problem.judgement.index.weights["new_organisation"].points
        openers = {id_ for candidate in problem.candidates.values() for id_ in candidate.providers}
        openers |= {id_ for included in problem.included if included.concerned is not None for id_ in included.options}
        self.extras = {id_: problem.candidates[id_].points for id_ in openers if problem.candidates[id_].points > 0}
        candidates = sorted(problem.candidates.values(), key=lambda candidate: (-self.hope(candidate), candidate.id))
        for kinds in problem.first_kinds:
            own = tuple(entry for entry in candidates if is_guard(entry, kinds))
            self.choices.append((None, own))
        for included in problem.included:
            if included.concerned is None:
                self.choices.append((None, tuple(entry for entry in candidates if entry.id in included.options)))
        ordered = sorted(
            problem.needs.values(), key=lambda value: (value.unanswered.points - value.gain, value.need.need)
        )
        for value in ordered:
            name = value.need.need
            self.choices.append((name, tuple(entry for entry in candidates if name in entry.needs)))
        hopes = [0]
        for need, options in reversed(self.choices):
            hopes.append(hopes[-1] + self.best_case(need, options))
        self.hopes = hopes[::-1]
        self.begin()
        self.decide(0, frozenset(), 0, frozenset())

    def begin(self) -> None:
        """Record a first few plans: whatever is asked for answered by the most hopeful service that needs no opener.

        They are no better than what the search finds; it can leave weak branches sooner, and has something to show when it
        is cut short.
        """
        chosen = frozenset[str]()
        for name, options in self.choices:
            answered = any(entry.id in chosen for entry in options)
            for entry in () if answered else options:
                layout = lay_out(self.problem, chosen | {entry.id}) if entry.start is not NO else None
                if layout is not None or (name is None and entry.start is not NO):
                    chosen |= {entry.id}
                    break
            layout = lay_out(self.problem, chosen) if chosen and len(chosen) <= self.max_steps else None
            if layout is not None:
                self.record(Plan(layout, score(self.problem, layout)))

    def hope(self, candidate: Candidate) -> float:
        """Return what a new step adds at best for one need: a gain in full, a cost shared by the needs it answers."""
        return (
            candidate.points
            if candidate.points > 0
            else candidate.points / max(1, len(candidate.needs) + candidate.safeguard)
        )

    def best_case(self, name: str | None, options: tuple[Candidate, ...]) -> int:
        """Return the most that deciding one need can add."""
        most = max((self.hope(candidate) for candidate in options), default=0.0)
        if name is None:
            return int(max(0, most)) + 1 if most > 0 else 0
        value = self.problem.needs[name]
        answered = value.gain + max(0, most) if options else value.unanswered.points
        return int(max(value.unanswered.points, answered)) + 1

    def promising(self, reachable: int) -> bool:
        """Return whether a branch that can reach at most this score may still hold one of the best plans."""
        return len(self.best) < self.top or reachable >= self.best[-1].score

    def expand(self) -> bool:
        """Count one branch; return whether it may be looked at."""
        if self.expansions >= self.max_expansions:
            self.truncated = "expansions"
            return False
        self.expansions += 1
        return True

    def certain(self, chosen: frozenset[str]) -> int:
        """Return the points that chosen steps bring whatever else is in the plan, costs of the order left out."""
        candidates = [self.problem.candidates[id_] for id_ in chosen]
        organisations = {candidate.organisation for candidate in candidates if candidate.new_organisation}
        return sum(candidate.points for candidate in candidates) + self.organisation_cost * len(organisations)

    def extra(self, chosen: frozenset[str]) -> int:
        """Return the points that steps which only open others may still bring."""
        return sum(points for id_, points in self.extras.items() if id_ not in chosen)

    def decide(self, position: int, chosen: frozenset[str], decided: int, left: frozenset[str]) -> None:
        """Decide the need at `position`, given the steps chosen and the points of the needs decided so far."""
        if not self.expand() or not self.promising(
            self.certain(chosen) + decided + self.hopes[position] + self.extra(chosen)
        ):
            return
        if position == len(self.choices):
            self.extend(chosen, decided, left)
            return
        name, options = self.choices[position]
        taken = any(candidate.id in chosen for candidate in options)
        if name is None:
            for candidate in () if taken else options:
                self.take(candidate, position, chosen, decided, left)
            if taken:
                self.decide(position + 1, chosen, decided, left)
            return
        value = self.problem.needs[name]
        if taken:
            self.decide(position + 1, chosen, decided + value.gain, left)
            return
        for candidate in options:
            self.take(candidate, position, chosen, decided + value.gain, left)
        self.decide(position + 1, chosen, decided + value.unanswered.points, left | {name})

    def take(
        self, candidate: Candidate, position: int, chosen: frozenset[str], decided: int, left: frozenset[str]
    ) -> None:
        if not left.isdisjoint(candidate.needs):
            return
        if len(chosen) >= self.max_steps:
            self.truncated = self.truncated or "steps"
            return
        self.decide(position + 1, chosen | {candidate.id}, decided, left)

    def extend(self, chosen: frozenset[str], decided: int, left: frozenset[str]) -> None:
        """Record the plan of the chosen steps, and try every step that might open one of them."""
        if chosen in self.seen or not self.promising(self.certain(chosen) + decided + self.extra(chosen)):
            return
        self.seen.add(chosen)
        if not self.expand():
            return
        layout = lay_out(self.problem, chosen) if chosen else None
        if layout is not None:
            self.record(Plan(layout, score(self.problem, layout)))
        for candidate in self.openers(chosen):
            if not left.isdisjoint(candidate.needs):
                continue
            if len(chosen) >= self.max_steps:
                self.truncated = self.truncated or "steps"
                return
            self.extend(chosen | {candidate.id}, decided, left)

    def openers(self, chosen: frozenset[str]) -> Iterator[Candidate]:
        """Yield the candidates that make a fact some chosen step needs and does not surely have, or that rules include."""
        found = self.asked(chosen)
        for id_ in chosen:
            candidate = self.problem.candidates[id_]
            if candidate.start is not YES:
                found |= candidate.providers
        yield from (self.problem.candidates[id_] for id_ in sorted(found - chosen))

    def asked(self, chosen: frozenset[str]) -> set[str]:
        """Return the candidates that rules include beside chosen steps, where none of them is there yet."""
        return {id_ for included in self.problem.included if included.missing_in(chosen) for id_ in included.options}

    def record(self, plan: Plan) -> None:
        """Keep a plan if it is among the best and not kept yet."""
        if any(kept.layout.ids == plan.layout.ids for kept in self.best):
            return
        self.best.append(plan)
        self.best.sort(key=lambda kept: kept.rank)
        del self.best[self.top :]
