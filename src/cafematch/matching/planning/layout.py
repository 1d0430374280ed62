"""Lay out: the one order in which the services of a plan are visited, and what follows from it.

A set of services is a plan if it can be visited in some order so that every step's requirements hold or are unknown
given the steps before it, and no step could be left out without losing an answer or closing a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cafematch.matching.judging.doors import OpenDoor
from cafematch.matching.judging.index import Index, offered_level
from cafematch.matching.judging.truth import NO, UNKNOWN, Truth
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.problem import Problem, is_guard
from cafematch.matching.planning.ranking import Line, weigh
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class LaidStep:
    """A step in its place: the needs it answers first, the truth of its requirements there, and the steps it waits for."""

    candidate: Candidate
    answers: tuple[str, ...]
    truth: Truth
    waits_for: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether nothing about it is unknown once the steps before it are done."""
        return unknown_count(self) == 0


@dataclass(frozen=True, slots=True)
class Layout:
    """A plan in order."""

    steps: tuple[LaidStep, ...]
    unanswered: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(step.candidate.id for step in self.steps)

    def waited_for(self, id_: str) -> frozenset[str]:
        """Return the steps that one of them waits for, directly or through others."""
        waits = {step.candidate.id: step.waits_for for step in self.steps}
        found, waiting = set[str](), [id_]
        while waiting:
            new = set(waits[waiting.pop()]) - found
            found |= new
            waiting += new
        return frozenset(found)


def lay_out(problem: Problem, ids: frozenset[str]) -> Layout | None:
    """Return the plan of these services in its order, or None if they are no plan.

    At every place comes, of all steps after which the rest can still be visited, the first that is as open as it can
    be; then one that no sequence rule holds back, unless it is a safeguard's; then safeguards, what no rule defers, what
    is due first (a need of today is due today), what is least above the cap, what the person named, urgency, what opens
    first, id.
    """
    steps = {id_: problem.candidates.step(id_) for id_ in ids}
    truth_after = problem.candidates.truth_after
    rising = all(step.rising for step in steps.values())
    best = {id_: max(step.start, truth_after(id_, ids - {id_})) for id_, step in steps.items()}
    keys = _priorities(problem, steps, best)
    placed, order = frozenset[str](), list[tuple[str, Truth]]()
    while remaining := ids - placed:
        turns = []
        for id_ in remaining:
            state = truth_after(id_, placed)
            if state is not NO:
                held_back = keys[id_][0] and problem.is_held_back(id_, remaining)
                turns.append((state is not best[id_], held_back, keys[id_], id_, state))
        able = ((id_, state) for *_, id_, state in sorted(turns))
        chosen = next((turn for turn in able if rising or _can_go_on(problem, placed | {turn[0]}, ids)), None)
        if chosen is None:
            return None
        order.append(chosen)
        placed |= {chosen[0]}
    return _settle(problem, steps, order)


def blocked(problem: Problem, ids: frozenset[str]) -> frozenset[str]:
    """Return the steps of a set that are closed for want of each other: no order of it comes to them.

    Where no step closes another it does not matter in which order the others are walked.
    """
    truth_after = problem.candidates.truth_after
    left, grown = ids, True
    while left and grown:
        stuck = frozenset(id_ for id_ in left if truth_after(id_, ids - left) is NO)
        left, grown = stuck, stuck != left
    return left


def _can_go_on(problem: Problem, placed: frozenset[str], ids: frozenset[str]) -> bool:
    """Return whether the rest of a set can be visited after these steps, in whatever order."""
    key = (placed, ids)
    if key not in problem.walkable:
        rest = ids - placed
        able = (id_ for id_ in sorted(rest) if problem.candidates.truth_after(id_, placed) is not NO)
        problem.walkable[key] = not rest or any(_can_go_on(problem, placed | {id_}, ids) for id_ in able)
    return problem.walkable[key]


def _priorities(
    problem: Problem, steps: Mapping[str, Candidate], best: Mapping[str, Truth]
) -> dict[str, tuple[Any, ...]]:
    """Return the sort key of every step; one that opens another inherits that one's safeguard, date, voice and urgency."""
    ids = frozenset(steps)
    heirs = {id_: {id_} for id_ in ids}
    for id_, step in steps.items():
        if step.rising and step.start is best[id_]:
            continue
        for provider in step.providers & ids:
            if problem.candidates.truth_after(id_, ids - {id_, provider}) < best[id_]:
                heirs[provider].add(id_)
    grown = any(len(own) > 1 for own in heirs.values())
    while grown:
        before = sum(map(len, heirs.values()))
        for own in heirs.values():
            own |= {further for heir in tuple(own) for further in heirs[heir]}
        grown = sum(map(len, heirs.values())) > before
    keys = {}
    for id_, candidate in steps.items():
        family = [steps[heir] for heir in heirs[id_]]
        keys[id_] = (
            not any(heir.safeguard for heir in family),
            candidate.deferred,
            min([heir.pressure.due for heir in family]),
            max(0, candidate.threshold - problem.cap),
            not any(heir.pressure.voiced for heir in family),
            -max([heir.pressure.urgency for heir in family]),
            candidate.opening,
            id_,
        )
    return keys


def _settle(problem: Problem, candidates: Mapping[str, Candidate], order: list[tuple[str, Truth]]) -> Layout | None:
    """Return the layout of an order, or None if a step could be left out."""
    waits: dict[str, tuple[str, ...]] = {}
    opens: list[tuple[str, str]] = []
    addressing: dict[str, list[str]] = {}
    before: list[str] = []
    for id_, state in order:
        candidate = candidates[id_]
        waits[id_] = _waits_for(problem, candidate, state, [other for other in before if other in candidate.providers])
        if candidate.start < state:
            earlier = frozenset(before)
            opens += [
                (other, id_) for other in waits[id_] if problem.candidates.truth_after(id_, earlier - {other}) < state
            ]
        for need in candidate.needs:
            addressing.setdefault(need, []).append(id_)
        before.append(id_)
    sole = {ids[0] for ids in addressing.values() if len(ids) == 1}
    if not _all_useful(problem, frozenset(before), sole, opens):
        return None
    steps = tuple(
        LaidStep(
            candidate=candidates[id_],
            answers=tuple(
                sorted((need for need in candidates[id_].needs if addressing[need][0] == id_), key=problem.by_pressure)
            ),
            truth=state,
            waits_for=waits[id_],
        )
        for id_, state in order
    )
    return Layout(steps, tuple(need for need in problem.needs if need not in addressing))


def _waits_for(problem: Problem, step: Candidate, state: Truth, providers: list[str]) -> tuple[str, ...]:
    """Return the earlier steps, in order, without which a step would be less open; of several alike the first that opens it."""
    if step.rising and step.start is state:
        return ()
    id_, before = step.id, frozenset(providers)
    needed = [other for other in providers if problem.candidates.truth_after(id_, before - {other}) < state]
    if needed or step.start >= state:
        return tuple(sorted(needed))
    opened = (
        count
        for count in range(1, len(providers) + 1)
        if problem.candidates.truth_after(id_, frozenset(providers[:count])) is state
    )
    return (providers[next(opened) - 1],)


def _all_useful(problem: Problem, ids: frozenset[str], sole: set[str], opens: list[tuple[str, str]]) -> bool:
    """Return whether nothing that safeguards and rules ask for is missing, and no step could be left out.

    A step is useful if only it answers something or is what a safeguard or a rule asks for, or if it opens a useful step
    further than that was at the start.
    """
    useful = set(sole)
    for kinds in problem.first_kinds:
        own = [id_ for id_ in ids if is_guard(problem.candidates.step(id_), kinds)]
        if not own:
            return False
        useful |= set(own) if len(own) == 1 else set()
    if any(included.missing_in(ids) for included in problem.included):
        return False
    grown = True
    while grown:
        wanted = [
            asked
            for included in problem.included
            if len(asked := included.options & ids) == 1
            and (included.everywhere or any(map(included.concerns, useful)))
        ]
        more = frozenset[str]().union(*wanted, {opener for opener, heir in opens if heir in useful}) - useful
        useful |= more
        grown = bool(more)
    return useful == ids


def step_lines(problem: Problem, layout: Layout) -> Iterator[tuple[Line, ...]]:
    """Yield the lines of every step, in order."""
    judgement = problem.judgement
    visited: set[str] = set()
    before = problem.origin
    for position, step in enumerate(layout.steps):
        candidate = step.candidate
        lines = [line for need in step.answers for line in problem.needs[need].answered]
        late = [need for need in step.answers if problem.too_late(need, candidate.opening)]
        lines.extend(weigh(judgement, "too_late", about=need) for need in late)
        lines.extend(candidate.lines)
        if candidate.new_organisation and candidate.organisation not in visited:
            lines.append(weigh(judgement, "new_organisation", about=candidate.organisation))
        visited.add(candidate.organisation)
        unknown = unknown_count(step)
        if unknown:
            lines.append(weigh(judgement, "unknown_requirement", unknown))
        if position == 0:
            above = candidate.threshold - problem.cap - (1 if candidate.safeguard else 0)
            if above > 0:
                lines.append(weigh(judgement, "threshold_above_cap", above))
        level = handover_level(problem, before, candidate)
        if level < problem.handover_usual:
            lines.append(weigh(judgement, "handover_below_min", problem.handover_usual - level))
        if level == 0 and candidate.organisation != before:
            lines.append(weigh(judgement, "retelling"))
        before = candidate.organisation
        yield tuple(lines)


def unknown_count(step: LaidStep) -> int:
    """Return how many things are not known about a step: its requirements together, exclusions, entry and barriers."""
    door = step.candidate.door
    barriers = sum(1 for mismatch in door.unclear if mismatch.fact)
    return (step.truth is UNKNOWN) + len(step.candidate.verdict.perhaps) + (door.entry is UNKNOWN) + barriers


def handover_level(problem: Problem, before: str, candidate: Candidate) -> int:
    """Return the warmest hand-over offered to a step: from where the person sits or the step before, or accompanied."""
    index, indexed, host = problem.judgement.index, candidate.verdict.indexed, candidate.door.indexed.host
    offered = [offered_level(index, origin, indexed, host)[0] for origin in {problem.origin, before}]
    return max(*offered, raised_handover(index, candidate.door))


def raised_handover(index: Index, door: OpenDoor) -> int:
    """Return the hand-over that attached supports make, 0 if none of them does."""
    if not door.supports:
        return 0
    vocabulary = index.catalog.vocabulary
    kinds = [vocabulary.kinds[index.services[support.service].service.kind] for support in door.supports]
    ranks = vocabulary.ranks["handover"]
    return max((ranks[kind.raises_handover] for kind in kinds if kind.raises_handover), default=0)


def unanswered_lines(problem: Problem, layout: Layout) -> tuple[Line, ...]:
    """Return the path's own lines: the needs it leaves open."""
    return tuple(problem.needs[need].unanswered for need in layout.unanswered)


def score(problem: Problem, layout: Layout) -> int:
    """Return the score of a plan: the sum of all its lines."""
    own = sum(line.points for line in unanswered_lines(problem, layout))
    return own + sum(line.points for lines in step_lines(problem, layout) for line in lines)
