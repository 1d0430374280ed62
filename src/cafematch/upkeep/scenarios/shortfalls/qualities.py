"""Why a step is as it is: its threshold, its hand-over, its moment, its certainty, its company; and how many are at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.planning.timeline import schedule
from cafematch.matching.suggestion import Message, Step
from cafematch.model.rules import Include
from cafematch.model.values import LevelType
from cafematch.upkeep.scenarios.failures import Otherwise
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry


def why_otherwise(inquiry: Inquiry, otherwise: Otherwise) -> Iterator[Reason]:
    """Yield why a step is not as it should be."""
    match otherwise.what:
        case "threshold":
            return _why_threshold(inquiry, otherwise)
        case "handover":
            return _why_handover(inquiry, otherwise.step)
        case "moment":
            return _why_moment(inquiry, otherwise.step)
        case "status":
            return _why_certain(inquiry, otherwise.step)
        case "company":
            return _why_alone(inquiry, otherwise.step)
        case _:
            assert_never(otherwise.what)


def _why_threshold(inquiry: Inquiry, otherwise: Otherwise) -> Iterator[Reason]:
    """Yield what makes the door as high as it is, and how high the beginning may be."""
    step = otherwise.step
    reasons = tuple(Message.of("sentence", words=reason) for reason in step.threshold.reasons)
    yield Reason(Message.of("since_threshold", level=step.threshold.level, reasons=reasons), "", inquiry.place(step))
    if otherwise.first:
        candidate = inquiry.problem.candidates.find(step.service)
        if candidate is not None and candidate.safeguard:
            yield Reason(Message.of("since_guard", service=inquiry.answered.service(step.service)), "", "")
        yield from _why_set(inquiry, "first_threshold_cap")


def _why_set(inquiry: Inquiry, parameter: str) -> Iterator[Reason]:
    """Yield the value of a parameter, and what sets it: rules, or nothing but what is usual."""
    found = inquiry.problem.judgement.parameters[parameter]
    vocabulary = inquiry.answered.catalog.vocabulary
    label, type_ = vocabulary.parameters[parameter].label, vocabulary.type_of(vocabulary.parameters[parameter])
    value = type_.name_of(found.value.low) if isinstance(type_, LevelType) else str(found.value)
    if not found.rules:
        yield Reason(Message.of("since_usual", parameter=label, level=value), "", "")
    for rule in found.rules:
        named = inquiry.answered.rule(rule.id)
        yield Reason(Message.of("since_set", parameter=label, level=value, rule=named), "", rule.at)


def _why_handover(inquiry: Inquiry, step: Step) -> Iterator[Reason]:
    """Yield how the step is handed over, and how warmly rules want it."""
    told = Message.of("since_handover", how=step.handover.how)
    yield Reason(told, "", step.handover.at or inquiry.place(step))
    yield from _why_set(inquiry, "handover_min")


def _why_moment(inquiry: Inquiry, step: Step) -> Iterator[Reason]:
    """Yield what holds a step back, and when its door is open."""
    at, said = inquiry.place(step), inquiry.answered.catalog.services[step.service]
    if step.opens_when.code != "opens_now":
        yield Reason(Message.of("since_waits", when=step.opens_when), "", at)
    if said.capacity.wait.amount:
        yield Reason(Message.of("since_wait", time=said.capacity.wait), "", at)
    door = inquiry.verdict(step.service).door
    if door is not None and door.indexed.door.lead_time.amount:
        yield Reason(Message.of("since_lead", time=door.indexed.door.lead_time), "", at)
    if step.hours is not None:
        yield Reason(Message.of("since_hours", hours=step.hours), "", at)
        if (free := inquiry.knowledge.values.get("availability")) is not None:
            yield Reason(Message.of("since_free", hours=free), "", "")
    else:
        yield Reason(Message.of("since_arranged"), "", at)


def _why_certain(inquiry: Inquiry, step: Step) -> Iterator[Reason]:
    """Yield that all a step requires is met."""
    verdict = inquiry.verdict(step.service)
    met = list(inquiry.required_by(verdict)) if verdict.requirement is YES else []
    yield from met or [Reason(Message.of("since_asks_nothing"), "yes", inquiry.place(step))]


def _why_alone(inquiry: Inquiry, step: Step) -> Iterator[Reason]:
    """Yield why nobody goes along: how the step is handed over, and the rules that would send somebody and do not act."""
    vocabulary, verdict = inquiry.answered.catalog.vocabulary, inquiry.verdict(step.service)
    for entry in inquiry.acting.values():
        then = entry.rule.then
        if not isinstance(then, Include) or not any(vocabulary.kinds[kind].raises_handover for kind in then.include):
            continue
        if entry.truth is not YES and verdict.facts.concerned_by(entry.rule) is not NO:
            yield inquiry.why_rule(entry.rule.id)
    yield from _why_handover(inquiry, step)


def why_crowded(inquiry: Inquiry, steps: tuple[Step, ...]) -> Iterator[Reason]:
    """Yield how many organisations may be new at once, and which steps cannot wait."""
    yield from _why_set(inquiry, "new_organisations_at_once")
    for path in inquiry.paths[:1]:
        moments = schedule(inquiry.problem, path.layout)
        for step in steps:
            if step.service in moments and moments[step.service].carried:
                told = Message.of("since_pressing", service=inquiry.answered.service(step.service))
                yield Reason(told, "", inquiry.place(step))
