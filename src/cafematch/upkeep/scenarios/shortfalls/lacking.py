"""Why services are not where they were expected: they come later, are on another path, closed, or others do more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.services import fact_key
from cafematch.matching.judging.truth import YES, truth
from cafematch.matching.planning.layout import LaidStep, step_lines, unanswered_lines
from cafematch.matching.planning.plans import Plan, plan_with_alone
from cafematch.matching.planning.ranking import Line
from cafematch.matching.planning.timeline import schedule
from cafematch.matching.suggestion import Message
from cafematch.model.conditions import Condition, subjects
from cafematch.model.rules import Rule
from cafematch.model.rules import Sequence as SequenceRule
from cafematch.upkeep.scenarios.failures import Lacking
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry

LINES_OF_POINTS = 2
"""How many lines of a score are told where points decide: those that count most."""

MOST_NEEDS = 3
"""How many needs are told that a service answers which none was named of."""


def why_lacking(inquiry: Inquiry, lacking: Lacking) -> Iterator[Reason]:
    """Yield why no step is of some kinds, or is one of some services: the services nearest to it first."""
    answered, index = inquiry.answered, inquiry.answered.matcher.index
    for kind in lacking.kinds:
        if not index.of_kind.get(kind):
            yield Reason(Message.of("since_no_service", kind=answered.kind(kind)), "no", "")
    yield from inquiry.stopped()
    if answered.suggestion.stops:
        return
    if not lacking.kinds and not lacking.services:
        yield from _why_no_path(inquiry)
    groups = [[id_ for id_ in answered.catalog.services if answered.is_at(id_, [name])] for name in lacking.services]
    groups += [list(index.of_kind.get(kind, ())) for kind in lacking.kinds]
    for id_ in dict.fromkeys(_nearest_first(inquiry, groups)):
        yield from _why_not(inquiry, id_)


def _why_no_path(inquiry: Inquiry) -> Iterator[Reason]:
    """Yield why there is no path at all: nothing is named, or nobody can answer it."""
    if not inquiry.problem.needs:
        yield Reason(Message.of("since_nothing_named"), "", "")
    for gap in inquiry.answered.suggestion.gaps:
        yield Reason(gap.says, "", "")


FAR = 3
"""How far a service is that helps with nothing of what is named."""


def _nearest_first(inquiry: Inquiry, groups: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield services of several groups: first the nearest of each, then the next; the far only where none is nearer."""
    turns: list[tuple[int, int, str]] = []
    for group in groups:
        found = sorted((_distance(inquiry, id_), id_) for id_ in group)
        near = [entry for entry in found if entry[0] < FAR] or found
        turns += [(turn, distance, id_) for turn, (distance, id_) in enumerate(near)]
    yield from (id_ for _, _, id_ in sorted(turns))


def _distance(inquiry: Inquiry, id_: str) -> int:
    """Return how far a service is from being where it was expected: on a path, open, closed, or for other needs."""
    verdict = inquiry.verdict(id_)
    if any(id_ in path.layout.ids for path in inquiry.paths):
        return 0
    if verdict.indexed.needs.isdisjoint(inquiry.problem.needs):
        return FAR
    return 2 if verdict.state == "closed" else 1


def _why_not(inquiry: Inquiry, id_: str) -> Iterator[Reason]:
    """Yield why one service is not where it was expected."""
    verdict, service = inquiry.verdict(id_), inquiry.answered.service(id_)
    at = verdict.indexed.service.at
    for rank, path in enumerate(inquiry.paths, 1):
        if id_ in path.layout.ids:
            yield from [why_later(inquiry, path, id_)] if rank == 1 else _why_other_path(inquiry, rank, id_)
            return
    if verdict.indexed.needs.isdisjoint(inquiry.problem.needs):
        kind = inquiry.answered.catalog.vocabulary.kinds[verdict.indexed.service.kind]
        if kind.bridges and verdict.indexed.service.kind in inquiry.answered.companions:
            yield Reason(Message.of("since_nothing_to_bridge", service=service, barriers=kind.bridges), "", at)
        else:
            terms = inquiry.answered.catalog.vocabulary.terms
            needs = sorted(need for need in verdict.indexed.needs if "." in need)[:MOST_NEEDS]
            labels = tuple(terms[need].label for need in needs)
            yield Reason(Message.of("since_no_need", service=service, needs=labels), "", at)
        return
    closed = list(inquiry.closed_by(verdict)) if verdict.state == "closed" else []
    yield from closed or _why_left(inquiry, id_)


def _why_other_path(inquiry: Inquiry, rank: int, id_: str) -> Iterator[Reason]:
    """Yield what the path a service is on trades against the best, and which lines of the score put it behind."""
    best, other = inquiry.paths[0], inquiry.paths[rank - 1]
    service, at = inquiry.answered.service(id_), inquiry.verdict(id_).indexed.service.at
    if other.score == best.score:
        yield Reason(Message.of("since_path_alike", service=service, path=rank), "", at)
        return
    shown = inquiry.answered.suggestion.paths
    trade_off = shown[rank - 1].trade_off if rank <= len(shown) else None
    points = {"own": other.score, "points": best.score}
    yield Reason(Message.of("since_other_path", service=service, path=rank, trade_off=trade_off, **points), "", at)
    fewer = _lines(inquiry, other), Message.of("path", path=rank)
    yield from _why_fewer(fewer, (_lines(inquiry, best), Message.of("path", path=1)))


def _why_left(inquiry: Inquiry, id_: str) -> Iterator[Reason]:
    """Yield why an open service is on no path that is shown: who does more, and which lines of the score make it so."""
    problem, service = inquiry.problem, inquiry.answered.service(id_)
    own = inquiry.verdict(id_).indexed
    needs = own.needs & problem.needs.keys()
    best = inquiry.paths[0] if inquiry.paths else None
    rival = next((step for step in best.layout.steps if needs & set(step.answers)), None) if best else None
    if rival is None:
        yield Reason(Message.of("since_left_open", service=service), "", own.service.at)
        return
    asked = (own.needs | rival.candidate.needs) & problem.needs.keys()
    ours, theirs = (plan_with_alone(problem, one, asked) for one in (id_, rival.candidate.id))
    other = inquiry.answered.service(rival.candidate.id)
    need = inquiry.answered.need(min(needs & set(rival.answers)))
    if ours is not None and rival.candidate.id in ours.layout.ids:
        yield Reason(Message.of("since_needless", service=service, other=other, need=need), "", own.service.at)
        for included in problem.included:
            if rival.candidate.id in included.options:
                told = Message.of("since_included", rule=inquiry.answered.rule(included.rule.id), service=other)
                yield Reason(told, "", included.rule.at)
        return
    if rival.candidate.safeguard and not problem.candidates.step(id_).safeguard:
        yield Reason(Message.of("since_left_guard", service=service, other=other, need=need), "", own.service.at)
        return
    if ours is None or theirs is None or ours.score > theirs.score:
        yield Reason(Message.of("since_left_in_whole", service=service, other=other, need=need), "", own.service.at)
        yield from _why_fewer((problem.candidates.step(id_).lines, service), (rival.candidate.lines, other))
        return
    if ours.score == theirs.score:
        yield Reason(Message.of("since_left_alike", service=service, other=other, need=need), "", own.service.at)
        return
    points = {"own": ours.score, "points": theirs.score}
    says = Message.of("since_left_behind", service=service, other=other, need=need, **points)
    yield Reason(says, "", own.service.at)
    yield from _why_fewer((_lines(inquiry, ours), service), (_lines(inquiry, theirs), other))


def _why_fewer(fewer: tuple[Sequence[Line], Message], more: tuple[Sequence[Line], Message]) -> Iterator[Reason]:
    """Yield the lines that count most of those that speak against the one, or for the other; each with what it is called."""
    told = [(line, fewer[1]) for line in _beyond(fewer[0], more[0]) if line.points < 0]
    told += [(line, more[1]) for line in _beyond(more[0], fewer[0]) if line.points > 0]
    for line, whose in sorted(told, key=lambda pair: (-abs(pair[0].points), pair[0].rule))[:LINES_OF_POINTS]:
        says = Message.of("since_points", whose=whose, amount=f"{line.points:+d}", because=line.because)
        yield Reason(says, "", line.at)


def _lines(inquiry: Inquiry, taken: Plan) -> list[Line]:
    steps = (line for lines in step_lines(inquiry.problem, taken.layout) for line in lines)
    return [*steps, *unanswered_lines(inquiry.problem, taken.layout)]


def _beyond(lines: Iterable[Line], others: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that the others do not have."""
    held = [(line.rule, line.points) for line in others]
    for line in lines:
        if (line.rule, line.points) in held:
            held.remove((line.rule, line.points))
        else:
            yield line


def why_later(inquiry: Inquiry, path: Plan, id_: str) -> Reason:
    """Return why a service that is on a path is not its beginning; or that it is."""
    steps, service = path.layout.steps, inquiry.answered.service(id_)
    position = next(number for number, step in enumerate(steps) if step.candidate.id == id_)
    own = steps[position]
    at = own.candidate.verdict.indexed.service.at
    if position == 0:
        return Reason(Message.of("since_first", service=service), "", at)
    waits = path.layout.waited_for(id_)
    before = next((step for step in steps if step.candidate.id in waits), steps[0])
    order, written = why_before(inquiry, path, before, own)
    moment = schedule(inquiry.problem, path.layout)[id_].earliest
    says = Message.of("since_later", service=service, position=position + 1, moment=moment, order=order)
    return Reason(says, "", written or at)


def why_before(inquiry: Inquiry, path: Plan, sooner: LaidStep, later: LaidStep) -> tuple[Message, str]:
    """Return why one step of a path stands before another, and where that is written, if it is."""
    problem, answered = inquiry.problem, inquiry.answered
    first, second = sooner.candidate, later.candidate
    named = answered.service(first.id)
    family = [
        first,
        *(step.candidate for step in path.layout.steps if first.id in path.layout.waited_for(step.candidate.id)),
    ]
    if first.id in path.layout.waited_for(second.id):
        return Message.of("order_waits", service=named), ""
    if (rule := _holding(inquiry, first.id, second.id)) is not None:
        return Message.of("order_rule", rule=answered.rule(rule.id), service=named), rule.at
    if any(one.safeguard for one in family) and not second.safeguard:
        return Message.of("order_safeguard", service=named), ""
    if not first.deferred and (rule := _deferring(inquiry, second.id)) is not None:
        return Message.of("order_deferred", rule=answered.rule(rule.id), service=answered.service(second.id)), rule.at
    due = min(one.pressure.due for one in family)
    if due < second.pressure.due:
        return Message.of("order_due", service=named, day=due), ""
    above = [max(0, one.threshold - problem.cap) for one in (first, second)]
    if above[0] < above[1]:
        return Message.of("order_threshold", service=named), ""
    if any(one.pressure.voiced for one in family) and not second.pressure.voiced:
        return Message.of("order_voiced", service=named), ""
    if max(one.pressure.urgency for one in family) > second.pressure.urgency:
        return Message.of("order_urgency", service=named), ""
    if first.opening < second.opening:
        return Message.of("order_opening", service=named, moment=first.opening), ""
    return Message.of("order_alike", service=named), ""


def _holding(inquiry: Inquiry, first: str, second: str) -> Rule | None:
    """Return the sequence rule that puts one service before another, if one does."""
    if not inquiry.problem.is_held_back(second, [first]):
        return None
    doors = [inquiry.verdict(id_).door for id_ in (first, second)]
    for entry in inquiry.acting.values():
        then = entry.rule.then
        if entry.truth is not YES or not isinstance(then, SequenceRule) or doors[0] is None or doors[1] is None:
            continue
        if then.before is not None:
            held = min(truth(then.before.first, doors[0].facts), truth(then.before.then, doors[1].facts))
        elif then.after is not None:
            held = min(truth(then.after, doors[0].facts), doors[1].facts.concerned_by(entry.rule))
        elif then.until is not None and first in _makers(inquiry, then.until):
            held = doors[1].facts.concerned_by(entry.rule)
        else:
            continue
        if held is YES:
            return entry.rule
    return None


def _deferring(inquiry: Inquiry, id_: str) -> Rule | None:
    """Return the rule that puts a service behind all others, if one does."""
    facts = inquiry.verdict(id_).facts
    for entry in inquiry.acting.values():
        then = entry.rule.then
        if (
            entry.truth is YES
            and isinstance(then, SequenceRule)
            and then.defer
            and facts.concerned_by(entry.rule) is YES
        ):
            return entry.rule
    return None


def _makers(inquiry: Inquiry, condition: Condition) -> set[str]:
    """Return the services that make facts which a condition looks at."""
    making = inquiry.answered.matcher.index.making
    return {id_ for subject in subjects(condition) for id_ in making.get(fact_key(subject), ())}
