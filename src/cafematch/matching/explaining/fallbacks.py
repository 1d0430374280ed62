"""Otherwise: where to go if a step does not work out, and what holds until it opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.layout import LaidStep
from cafematch.matching.planning.plans import Plan
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.timeline import Moment
from cafematch.matching.suggestion import Fallback, Message, Words


def fallback(problem: Problem, plan: Plan, step: LaidStep) -> Fallback:
    """Return the next best service for what a step answers, else the way back to the entrance.

    It is no harder to enter than the step itself or what the path begins with at most, and nothing that rules put after
    it; it is in time where the step is, and nobody who only comes along; where a safeguard asks for the step only another
    such step will do.
    """
    index, answers = problem.judgement.index, frozenset(step.answers)
    most = max(problem.cap, step.candidate.threshold)
    kinds = index.catalog.vocabulary.kinds

    def in_time(opening: datetime) -> bool:
        return not any(problem.too_late(need, opening) for need in answers)

    def comes_along(candidate: Candidate) -> bool:
        return kinds[candidate.verdict.indexed.service.kind].raises_handover is not None

    def suits(other: Candidate) -> bool:
        return (
            other.start is not NO
            and (other.safeguard or not step.candidate.safeguard)
            and other.threshold <= most
            and not problem.goes_before(step.candidate.id, other.id)
            and (in_time(other.opening) or not in_time(step.candidate.opening))
            and (not comes_along(other) or comes_along(step.candidate))
        )

    best = _first(problem, answers, plan.layout.ids, suits)
    if best is None:
        entrance = index.services[index.catalog.network.entrance]
        if step.candidate.id == entrance.id:
            return Fallback(entrance.id, entrance.service.name, Message.of("fallback_stay"))
        if problem.judgement.visitor.support_truth(entrance.id) is NO:
            how = Message.of("fallback_call", name=entrance.service.name)
        else:
            how = Message.of("fallback_entrance", name=entrance.service.name)
        return Fallback(entrance.id, entrance.service.name, how)
    name = best.verdict.indexed.service.name
    return Fallback(best.id, name, Message.of("fallback_service", name=name))


def _first(
    problem: Problem, answers: frozenset[str], taken: frozenset[str], suits: Callable[[Candidate], bool]
) -> Candidate | None:
    """Return the service for most of some needs, most open, with most points; those that promise less are not judged."""
    best: tuple[tuple[int, bool, int, str], Candidate] | None = None
    for answered, points, id_ in problem.candidates.promised(answers):
        if best is not None and (-answered, False, -points, id_) > best[0]:
            break
        other = problem.candidates.find(id_) if id_ not in taken else None
        if other is not None and suits(other):
            own = (-len(other.needs & answers), other.start is not YES, -other.points, id_)
            if best is None or own < best[0]:
                best = own, other
    return None if best is None else best[1]


def meanwhile(problem: Problem, step: LaidStep, moment: Moment) -> Words | None:
    """Return what holds until a step opens that has a wait, or waits for what an earlier step brings about."""
    index = problem.judgement.index
    capacity = step.candidate.verdict.indexed.service.capacity
    if capacity.wait.amount:
        return capacity.bridge or Message.of(
            "meanwhile", name=index.services[index.catalog.network.entrance].service.name
        )
    if moment.after:
        return Message.of("meanwhile", name=index.services[moment.after[-1][0]].service.name)
    return None
