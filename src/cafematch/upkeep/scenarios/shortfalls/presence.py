"""Why services are where they should not be: what put them there, and what would keep them away and does not here."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.truth import YES
from cafematch.matching.suggestion import Message, Offer, SafeguardCard, Step
from cafematch.model.rules import Exclude, Include, Safeguard
from cafematch.upkeep.scenarios.answered import Shown
from cafematch.upkeep.scenarios.failures import Misplaced
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry
from cafematch.upkeep.scenarios.shortfalls.lacking import why_before


def why_shown(inquiry: Inquiry, shown: tuple[Shown, ...]) -> Iterator[Reason]:
    """Yield why the answer proposes services; then what would keep them away, and does not here."""
    steps = {one.service for one in shown if one.role == "step"}
    for one in shown:
        if one.role != "fallback" or one.service not in steps:
            yield from _why_there(inquiry, one)
    for id_ in dict.fromkeys(one.service for one in shown):
        for entry in inquiry.acting.values():
            excludes = isinstance(entry.rule.then, Exclude) and entry.truth is not YES
            if excludes and entry.rule.services.parts and inquiry.verdict(id_).facts.concerned_by(entry.rule) is YES:
                yield inquiry.why_rule(entry.rule.id)


def _why_there(inquiry: Inquiry, shown: Shown) -> Iterator[Reason]:
    answered, service = inquiry.answered, inquiry.answered.service(shown.service)
    match shown.by:
        case SafeguardCard(rule=rule):
            yield inquiry.why_rule(rule)
        case Offer() as offer:
            yield why_offered(inquiry, offer)
        case Step() as step if shown.role == "step":
            yield from _why_step(inquiry, shown.path, step)
        case Step() as step if shown.role == "support":
            yield from _why_support(inquiry, step, shown.service)
        case Step() as step:
            at = answered.catalog.services[shown.service].at
            needs = tuple(answered.need(need) for need in step.answers)
            yield Reason(Message.of("since_fallback", service=service, needs=needs), "yes", at)


def why_offered(inquiry: Inquiry, offer: Offer) -> Reason:
    """Return why something is offered."""
    service = inquiry.answered.service(offer.service)
    return Reason(Message.of("since_offered", service=service, because=offer.because), "yes", offer.at)


def _why_step(inquiry: Inquiry, rank: int, step: Step) -> Iterator[Reason]:
    """Yield what a step is there for: needs it answers, steps it opens, rules that put it there."""
    answered, at, service = inquiry.answered, inquiry.place(step), inquiry.answered.service(step.service)
    if step.answers:
        needs = tuple(answered.need(need) for need in step.answers)
        yield Reason(Message.of("since_answers", service=service, needs=needs), "yes", at)
    for path in inquiry.paths[rank - 1 : rank]:
        for laid in path.layout.steps:
            if step.service in laid.waits_for:
                other = answered.service(laid.candidate.id)
                yield Reason(Message.of("since_opens", service=service, other=other), "yes", at)
    for entry in inquiry.acting.values():
        then = entry.rule.then
        wanted = (*getattr(then, "include", ()), *getattr(then, "first", ()))
        if entry.truth is YES and isinstance(then, Include | Safeguard) and step.kind in wanted:
            told = Message.of("since_included", rule=answered.rule(entry.rule.id), service=service)
            yield Reason(told, "yes", entry.rule.at)


def _why_support(inquiry: Inquiry, step: Step, id_: str) -> Iterator[Reason]:
    """Yield what a support is beside a step for: barriers, or a rule."""
    answered, service = inquiry.answered, inquiry.answered.service(id_)
    for support in step.supports:
        if support.service == id_ and support.bridges:
            told = Message.of("since_bridges", service=service, barriers=tuple(sorted(support.bridges)))
            yield Reason(told, "yes", answered.catalog.services[id_].at)
        if support.service == id_ and support.rule is not None:
            rule = answered.rules[support.rule]
            told = Message.of("since_included", rule=answered.rule(rule.id), service=service)
            yield Reason(told, "yes", rule.at)


def why_misplaced(inquiry: Inquiry, misplaced: Misplaced) -> Iterator[Reason]:
    """Yield why steps come before others."""
    for rank, step in misplaced.steps:
        for path in inquiry.paths[rank - 1 : rank]:
            laid = {one.candidate.id: one for one in path.layout.steps}
            own = laid.get(step.service)
            others = [
                one
                for one in path.layout.steps
                if one is not own and misplaced.sooner in (None, one.candidate.verdict.indexed.service.kind)
            ]
            if own is not None and others:
                order, at = why_before(inquiry, path, own, others[0])
                other = inquiry.answered.service(others[0].candidate.id)
                yield Reason(Message.of("since_before", other=other, order=order), "", at or inquiry.place(step))
        yield from _why_step(inquiry, rank, step)
