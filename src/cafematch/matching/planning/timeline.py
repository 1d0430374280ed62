"""When: the earliest moment of every step, from hours, availability, lead times, waits, pace and what must come before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cafematch.matching.judging.doors import OpenDoor, open_together
from cafematch.matching.judging.truth import YES, Truth, truth
from cafematch.matching.planning.layout import LaidStep, Layout
from cafematch.matching.planning.problem import Problem
from cafematch.model.catalog import Outcome
from cafematch.model.rules import Sequence
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step can begin at the earliest, and what it waits for.

    `contact` is when the first contact can be made, before any wait; `after` the outcomes of earlier steps by which it
    becomes possible, or which a sequence rule wants first; `paced_by` the step whose contact must stand first, `carried`
    whether pace would hold it back but it must not wait: then somebody else makes the contact.
    """

    earliest: datetime | None
    contact: datetime | None
    after: tuple[tuple[str, Outcome], ...]
    held_by: tuple[str, ...] = ()
    paced_by: str | None = None
    carried: bool = False

    @property
    def waits_for(self) -> frozenset[str]:
        """The steps that come before it in time."""
        return frozenset((*(id_ for id_, _ in self.after), *self.held_by, *([self.paced_by] if self.paced_by else ())))


def schedule(problem: Problem, layout: Layout) -> dict[str, Moment]:
    """Return the moment of every step; what must come before is taken as done and confirmed in its time.

    Pace: of the organisations new to the person, only so many are met at once; the next opens when an earlier contact
    stands. The house where they sit is met already. What cannot wait is not held back, but somebody else makes the call.
    """
    moments: dict[str, Moment] = {}
    at_once = problem.judgement.parameters["new_organisations_at_once"].value
    contacts: list[str] = []
    known = {problem.origin}
    for step in layout.steps:
        candidate = step.candidate
        new = candidate.new_organisation and candidate.organisation not in known
        blocker = contacts[-at_once] if new and len(contacts) >= at_once else None
        carried = blocker is not None and (
            candidate.safeguard or any(problem.needs[need].need.presses for need in step.answers)
        )
        moments[candidate.id] = _moment(problem, step, moments, None if carried else blocker, carried)
        if new:
            known.add(candidate.organisation)
            if not carried:
                contacts.append(candidate.id)
    return moments


def _moment(problem: Problem, step: LaidStep, moments: dict[str, Moment], blocker: str | None, carried: bool) -> Moment:
    door = step.candidate.door
    now = problem.judgement.knowledge.as_of
    start, after = now, tuple[tuple[str, Outcome], ...]()
    if step.waits_for:
        start, after = _possible_from(problem, step, moments)
    held_by: tuple[str, ...] = ()
    if not step.candidate.safeguard:
        held, held_by, wanted = _held_back(problem, step, moments)
        start, after = max(start, held), (*after, *(entry for entry in wanted if entry not in after))
    if blocker is not None:
        start = max(start, moments[blocker].contact or start)
    start = door.indexed.door.lead_time.after(start)
    wait = step.candidate.verdict.indexed.service.capacity.wait
    begun = max(start, wait.after(start if blocker is not None else now))
    contact = _open_from(problem, door, start)
    earliest = contact if begun == start else _open_from(problem, door, begun)
    return Moment(earliest, contact, after, held_by, blocker, carried)


def _open_from(problem: Problem, door: OpenDoor, start: datetime) -> datetime | None:
    span = open_together(problem.judgement.visitor, door.indexed, door.supports, start)
    return span[0] if span else None


def _held_back(
    problem: Problem, step: LaidStep, moments: dict[str, Moment]
) -> tuple[datetime, tuple[str, ...], tuple[tuple[str, Outcome], ...]]:
    """Return until when sequence rules hold a step back, by which earlier steps, and by which of their outcomes."""
    facts, now = step.candidate.door.facts, problem.judgement.knowledge.as_of
    until, held_by, wanted = now, list[str](), list[tuple[str, Outcome]]()
    for entry in problem.judgement.acting:
        then = entry.rule.then
        if entry.truth is not YES or not isinstance(then, Sequence) or facts.concerned_by(entry.rule) is not YES:
            continue
        if then.after is not None:
            for id_, moment in moments.items():
                earlier = problem.candidates.step(id_)
                if id_ != step.candidate.id and truth(then.after, earlier.door.facts) is YES:
                    service = earlier.verdict.indexed.service
                    begun = moment.earliest or now
                    done = service.duration.after(begun) if service.duration else begun
                    done = min((made.after.after(begun) for made in service.outcomes), default=done)
                    until = max(until, then.pause.after(done))
                    held_by.append(id_)
        if then.until is not None:
            for when, id_, outcome in _coming(problem, moments, moments):
                knowledge = problem.judgement.knowledge.after(entry for _, entry in wanted)
                if truth(then.until, knowledge) is YES:
                    break
                if truth(then.until, knowledge.after([outcome])) > truth(then.until, knowledge):
                    wanted.append((id_, outcome))
                    until = max(until, when)
    return until, tuple(dict.fromkeys(held_by)), tuple(wanted)


def _coming(problem: Problem, moments: dict[str, Moment], ids: Iterable[str]) -> list[tuple[datetime, str, Outcome]]:
    """Return what those of some steps bring about that are earlier, in the order it comes true."""
    now = problem.judgement.knowledge.as_of
    coming = [
        (outcome.after.after(moments[id_].earliest or now), id_, outcome)
        for id_ in ids
        if id_ in moments
        for outcome in problem.candidates.step(id_).verdict.indexed.service.outcomes
    ]
    return sorted(coming, key=lambda entry: (*entry[:2], entry[2].subject.name, str(entry[2].value)))


def _possible_from(
    problem: Problem, step: LaidStep, moments: dict[str, Moment]
) -> tuple[datetime, tuple[tuple[str, Outcome], ...]]:
    """Return when enough outcomes of earlier steps hold, in the order they come true, and those outcomes."""
    held: list[tuple[str, Outcome]] = []
    state = step.candidate.start
    moment = problem.judgement.knowledge.as_of
    for when, id_, outcome in _coming(problem, moments, step.candidate.providers):
        if state is step.truth:
            break
        knowledge = problem.judgement.knowledge.after([*(entry for _, entry in held), outcome])
        reached = step.candidate.verdict.requirement_after(knowledge)
        held.append((id_, outcome))
        if reached is not state:
            state, moment = reached, when
    return moment, tuple(_needed(problem, step, held, state))


def _needed(
    problem: Problem, step: LaidStep, held: list[tuple[str, Outcome]], state: Truth
) -> list[tuple[str, Outcome]]:
    """Return as few of these outcomes as open a step as far, rather those of the steps it waits for."""
    needed = held
    for entry in sorted(held, key=lambda entry: entry[0] in step.waits_for):
        fewer = [other for other in needed if other is not entry]
        knowledge = problem.judgement.knowledge.after(outcome for _, outcome in fewer)
        if step.candidate.verdict.requirement_after(knowledge) >= state:
            needed = fewer
    return needed
