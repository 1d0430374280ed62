"""What the planner must agree with: everything tried, nothing clever.

Two oracles. `best_plans` tries every set of candidates and takes the engine's own word for what a plan is and what it
scores: it checks the search. The rest says again, from the design's own sentences and without `lay_out`, when an order
can be walked, when a step is useful, and which order is the one: it checks the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, permutations
from typing import Any

from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.truth import NO, Truth
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.layout import lay_out, score
from cafematch.matching.planning.plans import Plan
from cafematch.matching.planning.problem import Problem

Order = tuple[str, ...]


def best_plans(problem: Problem, top: int) -> list[Plan]:
    """Return the best plans of at least one step among all sets of candidates."""
    plans = []
    for ids in subsets(sorted(problem.candidates)):
        layout = lay_out(problem, frozenset(ids))
        if layout is not None:
            plans.append(Plan(layout, score(problem, layout)))
    return sorted(plans, key=lambda plan: plan.rank)[:top]


def seen(plans: Any) -> list[Any]:
    """Return plans as what they are ordered by and the order of their steps."""
    return [(found.rank, tuple(step.candidate.id for step in found.layout.steps)) for found in plans]


def subsets(ids: Sequence[str], most: int | None = None) -> Iterator[Order]:
    """Yield every set of one element or more, as sorted tuples, small ones first."""
    sizes = range(1, min(len(ids), len(ids) if most is None else most) + 1)
    return chain.from_iterable(combinations(ids, size) for size in sizes)


@dataclass
class Walk:
    """Orders of steps, judged by what is known after the steps before: their outcomes, taken in the order they come."""

    problem: Problem

    def known_after(self, before: Iterable[str]) -> Knowledge:
        """Return what is known after these steps."""
        services = (self.problem.candidates[other].verdict.indexed.service for other in before)
        return self.problem.judgement.knowledge.after(outcome for service in services for outcome in service.outcomes)

    def truth_at(self, id_: str, before: Iterable[str]) -> Truth:
        """Return whether everything a service requires holds after these steps."""
        return self.problem.candidates[id_].verdict.requirement_after(self.known_after(before))

    def truths(self, order: Order) -> list[Truth]:
        """Return the truth of every step in its place."""
        return [self.truth_at(id_, order[:position]) for position, id_ in enumerate(order)]

    def executable(self, order: Order) -> bool:
        """Return whether at every step all requirements hold or are unknown."""
        return NO not in self.truths(order)

    def orders(self, ids: Iterable[str]) -> Iterator[Order]:
        """Yield every order in which all these services can be visited."""
        return (order for order in permutations(sorted(ids)) if self.executable(order))

    def some_order(self, ids: Iterable[str]) -> Order | None:
        """Return an order in which all these services can be visited, None if there is none."""
        return next(self.orders(ids), None)

    def best_truth(self, id_: str, ids: Iterable[str]) -> Truth:
        """Return the best a service of a set can hope for: with nothing before it, or with all the others."""
        return max(self.truth_at(id_, ()), self.truth_at(id_, [other for other in sorted(ids) if other != id_]))

    def answers(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the needs that these services answer."""
        return frozenset(need for id_ in ids for need in self.problem.candidates[id_].needs)

    def guards(self, ids: Iterable[str]) -> list[bool]:
        """Return, for every safeguard that asks for a step today, whether one of these is such a step.

        Such a step is of a kind the safeguard names, and answers something.
        """
        candidates = [self.problem.candidates[id_] for id_ in ids]
        kinds = {candidate.verdict.indexed.service.kind for candidate in candidates if candidate.needs}
        return [not kinds.isdisjoint(wanted) for wanted in self.problem.first_kinds]

    def inclusions(self, ids: Iterable[str]) -> list[bool]:
        """Return, for every rule that includes a kind, whether one of these is of it, or none of these asks for it."""
        those = set(ids)
        return [
            bool(those & rule.options) or (not rule.everywhere and not any(map(rule.concerns, those)))
            for rule in self.problem.included
        ]

    def useful(self, order: Order, position: int, others: frozenset[str]) -> bool:
        """Return whether a step could not be left out: an answer, a guard or an opening would be lost.

        `others` are the steps that are known to be useful: what opens only useless steps, or is included for their sake, is
        useless as well. What is open at the start needs no opener, whatever would close it on the way.
        """
        rest = order[:position] + order[position + 1 :]
        if self.answers(rest) != self.answers(order) or self.guards(rest) != self.guards(order):
            return True
        for rule in self.problem.included:
            if not rule.options & set(rest) and (rule.everywhere or any(map(rule.concerns, others))):
                return True
        later = zip(rest[position:], self.truths(order)[position + 1 :], self.truths(rest)[position:], strict=True)
        return any(
            id_ in others and without < with_it and self.truth_at(id_, ()) < with_it for id_, with_it, without in later
        )

    def is_plan(self, order: Order) -> bool:
        """Return whether an order is a plan: it can be walked, nothing can be left out, no safeguard is left open."""
        if not self.executable(order) or not all((*self.guards(order), *self.inclusions(order))):
            return False
        found = frozenset[str]()
        while more := {
            id_ for position, id_ in enumerate(order) if id_ not in found and self.useful(order, position, found)
        }:
            found |= more
        return found == frozenset(order)

    def opens(self, opener: str, id_: str, ids: frozenset[str]) -> bool:
        """Return whether a service of a set cannot come to its best truth without another."""
        others = [other for other in sorted(ids) if other not in (opener, id_)]
        return opener != id_ and self.truth_at(id_, others) < self.best_truth(id_, ids)

    def key(self, id_: str, ids: frozenset[str]) -> tuple[Any, ...]:
        """Return what a step is ordered by among those that are ready.

        Safeguards, what no rule defers, what is due first, what is least above the cap, what the person named, urgency,
        what opens first, id. Who opens another is as safeguarding, due, voiced and urgent as that one.
        """
        family = {id_}
        while more := {opener for opener in ids for heir in family if self.opens(heir, opener, ids)} - family:
            family |= more
        heirs: list[Candidate] = [self.problem.candidates[heir] for heir in family]
        own = self.problem.candidates[id_]
        return (
            not any(heir.safeguard for heir in heirs),
            own.deferred,
            min(heir.pressure.due for heir in heirs),
            max(0, own.threshold - self.problem.cap),
            not any(heir.pressure.voiced for heir in heirs),
            -max(heir.pressure.urgency for heir in heirs),
            own.opening,
            id_,
        )

    def the_order(self, ids: frozenset[str]) -> Order | None:
        """Return the order of a set: of all that can be walked the one whose earliest steps come first.

        At every place a step that is at its best truth and that no sequence rule holds back (none holds back a
        safeguard's) goes before one that a rule holds back, that one before one whose opener is still to come; and then by `key`.
        """
        best = {id_: self.best_truth(id_, ids) for id_ in ids}
        keys = {id_: self.key(id_, ids) for id_ in ids}

        def rank(order: Order) -> list[tuple[int, tuple[Any, ...]]]:
            ranks = []
            for position, (id_, truth) in enumerate(zip(order, self.truths(order), strict=True)):
                held_back = keys[id_][0] and any(self.problem.goes_before(other, id_) for other in order[position:])
                ranks.append((2 if truth is not best[id_] else int(held_back), keys[id_]))
            return ranks

        return min(self.orders(ids), key=rank, default=None)

    def the_plan(self, ids: frozenset[str]) -> Order | None:
        """Return the order of a set if it is a plan, else None."""
        order = self.the_order(ids)
        return order if order is not None and self.is_plan(order) else None


def every_truth_is_best(walk: Walk, order: Order) -> bool:
    """Return whether every step of an order is as open as it can be in its plan."""
    ids = frozenset(order)
    return all(truth is walk.best_truth(id_, ids) for id_, truth in zip(order, walk.truths(order), strict=True))
