"""When: the earliest moment of every step, from hours, availability, lead times, waits and what must come before."""

from __future__ import annotations

from datetime import datetime

from cafematch.matching.doors import open_together
from cafematch.matching.layout import LaidStep, Layout
from cafematch.matching.problem import Problem
from cafematch.model.catalog import Outcome
from cafematch.model.hours import next_opening
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step can begin at the earliest, and by which outcomes of which earlier steps it becomes possible."""

    earliest: datetime | None
    after: tuple[tuple[str, Outcome], ...]


def schedule(problem: Problem, layout: Layout) -> dict[str, Moment]:
    """Return the moment of every step; what must come before is taken as done and confirmed in its time."""
    moments: dict[str, Moment] = {}
    for step in layout.steps:
        moments[step.candidate.id] = _moment(problem, step, moments)
    return moments


def _moment(problem: Problem, step: LaidStep, moments: dict[str, Moment]) -> Moment:
    verdict = step.candidate.verdict
    door = verdict.door
    assert door is not None
    now = problem.judgement.knowledge.as_of
    start, after = now, tuple[tuple[str, Outcome], ...]()
    if step.waits_for:
        start, after = _possible_from(problem, step, moments, now)
    start = max(start, door.indexed.door.lead_time.after(start if step.waits_for else now))
    capacity = verdict.indexed.service.capacity
    start = max(start, capacity.wait.after(now))
    if door.indexed.hours is None:
        return Moment(start, after)
    span = next_opening(start, *open_together(problem.judgement.visitor, door.indexed, door.supports))
    return Moment(span[0] if span else None, after)


def _possible_from(
    problem: Problem, step: LaidStep, moments: dict[str, Moment], now: datetime
) -> tuple[datetime, tuple[tuple[str, Outcome], ...]]:
    """Return when enough outcomes of earlier steps hold, in the order they come true, and those outcomes."""
    coming: list[tuple[datetime, str, int, Outcome]] = []
    for id_ in step.candidate.providers:
        if id_ not in moments:
            continue
        begun = moments[id_].earliest or now
        outcomes = problem.candidates[id_].verdict.indexed.service.outcomes
        coming += [(outcome.after.after(begun), id_, number, outcome) for number, outcome in enumerate(outcomes)]
    coming.sort(key=lambda entry: (*entry[:2], entry[3].subject.name, str(entry[3].value)))
    held: list[tuple[str, Outcome]] = []
    state = step.candidate.start
    moment = now
    for when, id_, _, outcome in coming:
        if state is step.truth:
            break
        knowledge = problem.judgement.knowledge.after([*(entry for _, entry in held), outcome])
        reached = step.candidate.verdict.requirement_after(knowledge)
        held.append((id_, outcome))
        if reached is not state:
            state, moment = reached, when
    needed = {(id_, outcome.subject.name): outcome for id_, outcome in held if id_ in step.waits_for}
    return moment, tuple((id_, outcome) for (id_, _), outcome in needed.items())
