"""What an alternative trades against the first path: said in the few differences that matter to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cafematch.matching.planning.plans import Plan
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.timeline import Moment
from cafematch.matching.suggestion import Message
from cafematch.model.duration import Duration

Moments = Mapping[str, Moment]
MOST_DIFFERENCES = 3
WEEK, MONTH = 7, 30


def trade_off(problem: Problem, first: Plan, first_moments: Moments, other: Plan, moments: Moments) -> Message:
    """Return what `other` gives and takes against `first`, at most three differences, the weightiest first."""
    parts = tuple(_differences(problem, first, first_moments, other, moments))[:MOST_DIFFERENCES]
    return Message.of("trade_off", parts=parts or (Message.of("trade_same"),))


def _differences(
    problem: Problem, first: Plan, first_moments: Moments, other: Plan, moments: Moments
) -> Iterator[Message]:
    terms = problem.judgement.index.catalog.vocabulary.terms
    for need in other.layout.unanswered:
        if need not in first.layout.unanswered:
            yield Message.of("trade_open", need=terms[need].label)
    for need in first.layout.unanswered:
        if need not in other.layout.unanswered:
            yield Message.of("trade_answered", need=terms[need].label)
    ours = {step.candidate.id: step.candidate for step in other.layout.steps}
    theirs = {step.candidate.id: step.candidate for step in first.layout.steps}
    added = [ours[id_].verdict.indexed.service.name for id_ in sorted(ours.keys() - theirs.keys())]
    dropped = [theirs[id_].verdict.indexed.service.name for id_ in sorted(theirs.keys() - ours.keys())]
    if added and dropped:
        yield Message.of("trade_instead", added=tuple(added), dropped=tuple(dropped))
    elif added:
        yield Message.of("trade_added", added=tuple(added))
    elif dropped:
        yield Message.of("trade_dropped", dropped=tuple(dropped))
    places = len({step.candidate.organisation for step in other.layout.steps}) - len(
        {step.candidate.organisation for step in first.layout.steps}
    )
    if places:
        yield Message.of("trade_fewer_places" if places < 0 else "trade_more_places", count=abs(places))
    days = _last(moments) - _last(first_moments)
    if abs(days) >= 1:
        yield Message.of("trade_later" if days > 0 else "trade_sooner", time=_roughly(abs(days)))
    if other.layout.steps and first.layout.steps:
        thresholds = other.layout.steps[0].candidate.threshold - first.layout.steps[0].candidate.threshold
        if thresholds:
            yield Message.of("trade_easier_start" if thresholds < 0 else "trade_harder_start")


def _roughly(days: int) -> Duration:
    """Return so many days as people say them: in weeks or months where there are many."""
    if days < 2 * WEEK:
        return Duration(days, "day")
    return Duration(round(days / WEEK), "week") if days < 2 * MONTH else Duration(round(days / MONTH), "month")


def _last(moments: Moments) -> int:
    """Return the day on which the last step of a path can begin."""
    return max((moment.earliest or datetime.min).toordinal() for moment in moments.values()) if moments else 0
