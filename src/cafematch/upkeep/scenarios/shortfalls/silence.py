"""Why nothing came: rules that did nothing, nothing offered, nothing asked; and why something is asked."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.truth import YES
from cafematch.matching.suggestion import Message
from cafematch.model.rules import Ask, Safeguard
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry


def why_silent(inquiry: Inquiry, rules: tuple[str, ...]) -> Iterator[Reason]:
    """Yield why rules did nothing: all else is stopped, a line does not hold, or nothing was there to act on."""
    yield from inquiry.stopped()
    for name in rules:
        entry = inquiry.acting.get(name)
        if entry is None or entry.truth is not YES:
            yield inquiry.why_rule(name)
        else:
            yield Reason(Message.of("since_rule_idle", rule=inquiry.answered.rule(name)), "", entry.rule.at)


def why_unoffered(inquiry: Inquiry, kinds: tuple[str, ...]) -> Iterator[Reason]:
    """Yield why nothing is offered: a safeguard, nothing the person brings, nobody who welcomes it, or closed doors."""
    answered, index, knowledge = inquiry.answered, inquiry.answered.matcher.index, inquiry.knowledge
    yield from inquiry.stopped()
    for entry in inquiry.acting.values():
        if entry.truth is YES and isinstance(entry.rule.then, Safeguard) and entry.rule.then.no_offers:
            yield Reason(Message.of("since_no_offers", rule=answered.rule(entry.rule.id)), "", entry.rule.at)
    for competence in knowledge.profile.competences:
        if competence.wants_to_use == "no":
            yield Reason(Message.of("since_rather_not", label=competence.label), "", "")
    brought = {competence.area for competence in knowledge.profile.competences}
    if not brought:
        yield Reason(Message.of("since_no_competence"), "", "")
    labels = answered.catalog.vocabulary.competences.areas
    for id_ in sorted(index.of_kinds(kinds)):
        service, at = answered.service(id_), answered.catalog.services[id_].at
        welcome = {area for one in answered.catalog.services[id_].roles for area in one.areas}
        if not welcome:
            yield Reason(Message.of("since_unwelcoming", service=service), "", at)
        elif welcome.isdisjoint(brought):
            areas = tuple(labels[area].label for area in sorted(welcome))
            yield Reason(Message.of("since_other_areas", service=service, areas=areas), "", at)
        else:
            yield from inquiry.closed_by(inquiry.verdict(id_))


def why_unasked(inquiry: Inquiry, facts: tuple[str, ...]) -> Iterator[Reason]:
    """Yield why facts are not asked for: they are known, declined, kept private, or their answer would change nothing."""
    yield from inquiry.stopped()
    if not inquiry.answered.suggestion.stops:
        yield from (_why_not_asked(inquiry, fact) for fact in facts)
        for fact in facts:
            for entry in inquiry.acting.values():
                if isinstance(entry.rule.then, Ask) and entry.rule.then.ask == fact and entry.truth is not YES:
                    yield inquiry.why_rule(entry.rule.id)


def _why_not_asked(inquiry: Inquiry, fact: str) -> Reason:
    named, profile = inquiry.answered.fact(fact), inquiry.answered.profile
    if fact in inquiry.hidden:
        return Reason(Message.of("since_hidden", fact=named), "", "")
    if fact in profile.declined:
        return Reason(Message.of("since_declined", fact=named), "", "")
    named_need = fact.removeprefix("need.") in {need.need for need in profile.needs}
    if named_need or fact in inquiry.knowledge.values:
        return Reason(Message.of("since_known", fact=named), "", "")
    return Reason(Message.of("since_undecided", fact=named), "", "")


def why_asked(inquiry: Inquiry) -> Iterator[Reason]:
    """Yield what answers would change, or the rules that ask."""
    answered = inquiry.answered
    for question in answered.suggestion.questions:
        if question.fact in answered.catalog.vocabulary.words.opening:
            yield Reason(Message.of("since_opening", fact=answered.fact(question.fact)), "", "")
        if question.changes:
            named, services = answered.fact(question.fact), answered.services(question.changes)
            yield Reason(Message.of("since_changes", fact=named, services=services), "", "")
        for entry in inquiry.acting.values():
            if entry.truth is YES and isinstance(entry.rule.then, Ask) and entry.rule.then.ask == question.fact:
                told = Message.of(
                    "since_asked_by", rule=answered.rule(entry.rule.id), fact=answered.fact(question.fact)
                )
                yield Reason(told, "", entry.rule.at)
