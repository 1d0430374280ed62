"""Whether paths and their steps are as expected: what comes first, what later, in what order, when and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from cafematch.matching.suggestion import Message, Step
from cafematch.upkeep.scenarios.answered import Answered, Shown
from cafematch.upkeep.scenarios.expectations import StepProperties
from cafematch.upkeep.scenarios.failures import (
    Crowded,
    Failure,
    Lacking,
    Misplaced,
    Otherwise,
    Present,
    Shortfall,
)
from cafematch.upkeep.scenarios.keys.telling import Looking, named_step, place_in, step_at

FIRST_WEEK: Final = timedelta(days=7)
"""How long, from the moment of the suggestion, organisations count as begun with together."""


def _route(answered: Answered) -> Message:
    """Return the path that is recommended, in short."""
    if not answered.path:
        return Message.of("found_no_path")
    steps = (Message.of("route_step", position=step.position, name=step.name, kind=step.kind) for step in answered.path)
    return Message.of("found_route", steps=tuple(steps))


def _opening(step: Step) -> Message:
    return Message.of("found_moment", day=step.earliest.date()) if step.earliest else Message.of("found_no_moment")


def _properties(
    answered: Answered, rank: int, step: Step, expected: StepProperties, *, first: bool
) -> Iterator[Failure]:
    """Yield what of a step is not as expected."""
    asked = expected.model_fields_set
    where = Message.of("where_first", step=named_step(step)) if first else step_at(rank, step)
    level, handover = step.threshold.level, step.handover.level
    if "threshold_max" in asked and answered.rank("threshold", level) > answered.rank(
        "threshold", expected.threshold_max
    ):
        wanted = Message.of("expect_threshold_max", where=where, level=expected.threshold_max)
        found = Message.of("found_threshold", level=level)
        yield Failure(wanted, found, Otherwise(step, "threshold", first), ("threshold_max",))
    used = answered.rank("handover", handover)
    found = Message.of("found_handover", level=handover, offered=step.handover.offered)
    if "handover_min" in asked and used < answered.rank("handover", expected.handover_min):
        wanted = Message.of("expect_handover_min", where=where, level=expected.handover_min)
        yield Failure(wanted, found, Otherwise(step, "handover", first), ("handover_min",))
    if "handover_max" in asked and used > answered.rank("handover", expected.handover_max):
        wanted = Message.of("expect_handover_max", where=where, level=expected.handover_max)
        yield Failure(wanted, found, Otherwise(step, "handover", first), ("handover_max",))
    begins = step.earliest.date() if step.earliest else None
    if "today" in asked and (begins == answered.as_of.date()) is not expected.today:
        wanted = Message.of(
            "expect_today" if expected.today else "expect_not_today", where=where, day=answered.as_of.date()
        )
        yield Failure(wanted, _opening(step), Otherwise(step, "moment", first), ("today",))
    if "before" in asked and (begins is None or begins >= expected.before):
        wanted = Message.of("expect_before", where=where, day=expected.before)
        yield Failure(wanted, _opening(step), Otherwise(step, "moment", first), ("before",))
    if "services" in asked and not answered.is_at(step.service, expected.services):
        wanted = Message.of("expect_services", where=where, services=answered.services(expected.services))
        found = Message.of("found_service", service=answered.service(step.service))
        yield Failure(wanted, found, Lacking(services=expected.services, first=first), ("services",))


def _first_any_of(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    if not expected and answered.path:
        shown = tuple(Shown(step.service, step.kind, "step", step, 1) for step in answered.path)
        yield Failure(Message.of("expect_no_path"), _route(answered), Present(shown))
    elif expected and (answered.first is None or answered.first.kind not in expected):
        wanted = Message.of("expect_first", kinds=answered.kinds(expected))
        found = _route(answered)
        if answered.first is not None:
            over = answered.first is not answered.path[0]
            told = {"step": named_step(answered.first), "route": found}
            found = Message.of("found_first_passed_over" if over else "found_first", **told)
        yield Failure(wanted, found, Lacking(tuple(expected), first=True))


def _first(answered: Answered, expected: StepProperties) -> Iterator[Failure]:
    if answered.first is None:
        yield Failure(Message.of("expect_some_first"), Message.of("found_no_path"), Lacking(first=True))
    else:
        yield from _properties(answered, 1, answered.first, expected, first=True)


def _later_all(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    if missing := tuple(kind for kind in expected if kind not in answered.later):
        wanted = Message.of("expect_later_all", kinds=answered.kinds(missing))
        yield Failure(wanted, _route(answered), Lacking(missing), place_in(expected, missing))


def _later_one_of(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    if answered.later.isdisjoint(expected):
        wanted = Message.of("expect_later_one_of", kinds=answered.kinds(expected))
        yield Failure(wanted, _route(answered), Lacking(tuple(expected)))


def _order(answered: Answered, expected: Sequence[tuple[str, str]]) -> Iterator[Failure]:
    kinds = [step.kind for step in answered.path]
    for position, (sooner, later) in enumerate(expected):
        if later in kinds and sooner not in kinds[: kinds.index(later)]:
            wanted = Message.of("expect_order", sooner=answered.kind(sooner), later=answered.kind(later))
            shortfall: Shortfall = Lacking((sooner,))
            if sooner in kinds:
                shortfall = Misplaced(((1, answered.path[kinds.index(later)]),), sooner)
            yield Failure(wanted, _route(answered), shortfall, (position,))


def _max_new_organisations(answered: Answered, expected: int) -> Iterator[Failure]:
    until = answered.as_of + FIRST_WEEK
    new = {
        step.organisation: step
        for step in reversed(answered.path)
        if step.kind not in answered.companions
        and not answered.is_at(step.service, answered.familiar)
        and (step.earliest is None or step.earliest < until)
    }
    if len(new) > expected:
        steps = tuple(sorted(new.values(), key=lambda step: step.position))
        names = answered.services(step.organisation for step in steps)
        wanted = Message.of("expect_max_new", count=expected) if expected else Message.of("expect_no_new")
        yield Failure(wanted, Message.of("found_new", count=len(new), organisations=names), Crowded(steps))


def _not_first(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    begun: dict[str, list[tuple[int, Step]]] = {}
    for path in answered.suggestion.paths:
        passed_over = answered.companions.difference(expected)
        first = next((step for step in path.steps if step.answers or step.kind not in passed_over), None)
        if first is not None and first.kind in expected:
            begun.setdefault(first.kind, []).append((path.rank, first))
    for kind, steps in begun.items():
        beginnings = tuple(Message.of("found_begins", path=rank, step=named_step(step)) for rank, step in steps)
        yield Failure(
            Message.of("expect_not_first", kind=answered.kind(kind)),
            Message.of("found_beginnings", beginnings=beginnings),
            Misplaced(tuple(steps)),
            place_in(expected, [kind]),
        )


def _not_before(answered: Answered, expected: Mapping[str, date]) -> Iterator[Failure]:
    for rank, step in answered.steps():
        if step.kind in expected and step.earliest and step.earliest.date() < expected[step.kind]:
            day = expected[step.kind]
            wanted = Message.of("expect_not_before", where=step_at(rank, step), day=day)
            yield Failure(wanted, _opening(step), Otherwise(step, "moment"), (step.kind,))


def _conditional_only(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    for rank, step in answered.steps():
        if step.kind in expected and step.status != "conditional":
            wanted = Message.of("expect_conditional", where=step_at(rank, step))
            yield Failure(
                wanted, Message.of("found_certain"), Otherwise(step, "status"), place_in(expected, [step.kind])
            )


def _only_accompanied(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    vocabulary = answered.catalog.vocabulary
    warmest = max(level.rank for level in vocabulary.scales["handover"].values())
    for rank, step in answered.steps():
        along = any(vocabulary.kinds[support.kind].raises_handover for support in step.supports)
        if step.kind in expected and not along and answered.rank("handover", step.handover.level) < warmest:
            wanted = Message.of("expect_accompanied", where=step_at(rank, step))
            found = Message.of("found_alone", level=step.handover.level)
            yield Failure(wanted, found, Otherwise(step, "company"), place_in(expected, [step.kind]))


def _every_step(answered: Answered, expected: StepProperties) -> Iterator[Failure]:
    for rank, step in answered.steps():
        yield from _properties(answered, rank, step, expected, first=False)


KEYS: Looking = {
    "first_any_of": _first_any_of,
    "first": _first,
    "later_all": _later_all,
    "later_one_of": _later_one_of,
    "order": _order,
    "not_first": _not_first,
    "conditional_only": _conditional_only,
    "not_before": _not_before,
    "only_accompanied": _only_accompanied,
    "max_new_organisations": _max_new_organisations,
    "every_step": _every_step,
}
"""What looks at each key that speaks about paths and their steps."""
