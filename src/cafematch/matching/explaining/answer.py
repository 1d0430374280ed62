"""Explain: turn verdicts and plans into the answer, every line with its reason and its place in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from cafematch.matching.asking.questions import questions
from cafematch.matching.explaining.gaps import gaps_of, near_misses, not_recommended
from cafematch.matching.explaining.handovers import phone_of
from cafematch.matching.explaining.offers import offers_to
from cafematch.matching.explaining.provenance import applied_rules, assumptions
from cafematch.matching.explaining.steps import line_shown, steps_shown
from cafematch.matching.explaining.tracing import unused_fields
from cafematch.matching.explaining.tradeoffs import trade_off
from cafematch.matching.judging.knowledge import ActingRule
from cafematch.matching.judging.services import IndexedDoor
from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.judging.verdicts import Judgement
from cafematch.matching.planning.layout import unanswered_lines
from cafematch.matching.planning.plans import Plan, Plans, worth_showing
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.timeline import Moment, schedule
from cafematch.matching.suggestion import (
    FORMAT_VERSION,
    ContactCard,
    Entrance,
    Escalation,
    Fingerprint,
    Gap,
    Message,
    NeedMet,
    ParameterValue,
    Path,
    SafeguardCard,
    Suggestion,
    Truncated,
)
from cafematch.model.hours import next_opening
from cafematch.model.rules import Contact, Escalate, Line, Safeguard
from cafematch.model.values import Level, LevelType
from cafematch.model.vocabulary import Vocabulary
from cafematch.version import __version__


def explain(problem: Problem, plans: Plans, rules_fingerprint: str) -> Suggestion:
    """Return the answer: safeguards first, and nothing else if one of them stops matching."""
    judgement = problem.judgement
    catalog, knowledge = judgement.index.catalog, judgement.knowledge
    suggestion = Suggestion(
        cafematch=FORMAT_VERSION,
        network=catalog.network.network,
        network_name=catalog.network.name,
        as_of=knowledge.as_of,
        fingerprint=Fingerprint(catalog.fingerprint, rules_fingerprint, __version__),
        wish=knowledge.profile.wish,
        entrance=_entrance(judgement),
        safeguards=tuple(_safeguards(judgement)),
    )
    return suggestion if suggestion.stops else _with_paths(suggestion, problem, plans)


def _with_paths(bare: Suggestion, problem: Problem, plans: Plans) -> Suggestion:
    judgement = problem.judgement
    hidden = judgement.hidden
    paths = _paths(problem, plans, hidden)
    shown = frozenset(step.service for path in paths for step in path.steps)
    offers = tuple(offers_to(judgement))
    gaps = tuple(gaps_of(problem, plans))
    escalations = tuple(_escalations(problem, paths, gaps))
    named = frozenset(
        rule for rule in (*(offer.rule for offer in offers), *(entry.rule for entry in escalations)) if rule is not None
    )
    return replace(
        bare,
        parameters=tuple(_parameters(judgement)),
        assumed=tuple(entry for entry in assumptions(judgement, shown) if entry.fact not in hidden),
        paths=paths,
        offers=offers,
        escalations=escalations,
        applied=applied_rules(problem, plans, named),
        questions=questions(problem, [[step.service for step in path.steps] for path in paths], hidden),
        near_misses=tuple(miss for miss in near_misses(problem, hidden) if miss.service not in shown),
        gaps=gaps,
        not_recommended=tuple(not_recommended(problem)),
        unused=tuple(entry for entry in unused_fields(problem, shown) if entry.field.rpartition(".")[2] not in hidden),
        truncated=Truncated(plans.truncated) if plans.truncated else None,
    )


def _entrance(judgement: Judgement) -> Entrance:
    index = judgement.index
    indexed = index.services[index.catalog.network.entrance]
    never = (datetime.max, datetime.max)
    spans = [(_opening(door, judgement.knowledge.as_of) or never, door) for door in indexed.doors]
    (opening, _), door = min(spans, key=lambda pair: (pair[0][0], pair[0][0] - pair[0][1], pair[1].sort_key))
    return Entrance(
        service=indexed.id,
        name=indexed.service.name,
        organisation=indexed.organisation.organisation,
        phone=phone_of(indexed, door),
        hours=door.door.hours,
        earliest=None if opening == datetime.max else opening,
        by_phone=judgement.visitor.support_truth(indexed.id) is NO,
    )


def _opening(door: IndexedDoor, after: datetime) -> tuple[datetime, datetime] | None:
    return next_opening(after, door.hours) if door.hours else None


def _safeguards(judgement: Judgement) -> Iterator[SafeguardCard]:
    cards = [entry for entry in judgement.acting if entry.truth is YES and isinstance(entry.rule.then, Safeguard)]
    for entry in sorted(cards, key=_most_pressing_card):
        rule, then = entry.rule, entry.rule.then
        if isinstance(then, Safeguard):
            yield SafeguardCard(
                rule=rule.id,
                title=rule.title,
                because=rule.because,
                do=tuple(
                    advice.text for advice in sorted(then.show, key=lambda advice: (advice.rank, advice.text.versions))
                ),
                contacts=(
                    *_lines(then.lines),
                    *_contacts(judgement, tuple(sorted(then.contacts, key=_rank_of_contact))),
                ),
                stops_matching=then.stop,
                no_printout=then.no_printout,
                at=rule.at,
            )


def _most_pressing_card(entry: ActingRule) -> tuple[bool, bool, str]:
    """Return an order of cards: what stops everything, what asks for a step today, then by id."""
    then = entry.rule.then
    return not getattr(then, "stop", False), not getattr(then, "first", ()), entry.rule.id


def _rank_of_contact(contact: Contact) -> tuple[int, str]:
    return contact.rank, contact.kind


def _lines(lines: tuple[Line, ...]) -> Iterator[ContactCard]:
    for line in sorted(lines, key=lambda line: (line.rank, line.phone)):
        yield ContactCard(None, line.name, None, line.phone, None, line.instruction)


def _contacts(judgement: Judgement, contacts: tuple[Contact, ...]) -> Iterator[ContactCard]:
    """Yield every service a safeguard names by kind, but none that rules keep away from this person.

    Services that do not take them are left out as long as one does; else the worker asks there who does.
    """
    named = [
        (contact, judgement.verdicts[id_])
        for contact in contacts
        for id_ in judgement.index.of_kind.get(contact.kind, ())
        if not judgement.verdicts[id_].exclusions
    ]
    taking = [(contact, verdict) for contact, verdict in named if verdict.requirement is not NO]
    for contact, verdict in taking or named:
        indexed = verdict.indexed
        door = min(indexed.doors, key=lambda door: ("phone" not in door.door.channels, door.sort_key))
        yield ContactCard(
            service=verdict.id,
            name=indexed.service.name,
            kind=contact.kind,
            phone=phone_of(indexed, door),
            hours=door.door.hours,
            instruction=contact.instruction,
        )


def _parameters(judgement: Judgement) -> Iterator[ParameterValue]:
    vocabulary = judgement.index.catalog.vocabulary
    for name, parameter in judgement.parameters.items():
        yield ParameterValue(
            name=name,
            label=vocabulary.parameters[name].label,
            value=_value_shown(vocabulary, name, parameter.value),
            rules=tuple(sorted(rule.id for rule in parameter.rules)),
        )


def _value_shown(vocabulary: Vocabulary, name: str, value: object) -> str:
    type_ = vocabulary.type_of(vocabulary.parameters[name])
    return type_.name_of(value.low) if isinstance(type_, LevelType) and isinstance(value, Level) else str(value)


def _paths(problem: Problem, plans: Plans, hidden: frozenset[str]) -> tuple[Path, ...]:
    best = worth_showing(problem, plans)
    schedules = [schedule(problem, plan.layout) for plan in best]
    paths = []
    for rank, (plan, moments) in enumerate(zip(best, schedules, strict=True), 1):
        traded = None if rank == 1 else trade_off(problem, best[0], schedules[0], plan, moments)
        paths.append(
            Path(
                rank=rank,
                score=plan.score,
                lines=tuple(line_shown(line) for line in unanswered_lines(problem, plan.layout)),
                answers=tuple(sorted(need for step in plan.layout.steps for need in step.answers)),
                unanswered=plan.layout.unanswered,
                trade_off=traded,
                alerts=tuple(_alerts(problem, plan, moments)),
                met=tuple(_met(problem, plan, moments)),
                steps=tuple(steps_shown(problem, plan, moments, hidden)),
            )
        )
    return tuple(paths)


def _met(problem: Problem, plan: Plan, moments: Mapping[str, Moment]) -> Iterator[NeedMet]:
    """Yield when each need finds its answer: with the step that answers it."""
    for position, step in enumerate(plan.layout.steps, 1):
        earliest = moments[step.candidate.id].earliest
        for name in step.answers:
            deadline = problem.needs[name].need.deadline
            in_time = earliest is not None and not problem.too_late(name, earliest)
            yield NeedMet(name, position, earliest, deadline, in_time)


def _alerts(problem: Problem, plan: Plan, moments: Mapping[str, Moment]) -> Iterator[Message]:
    """Yield what a path cannot do in time, or not at all although it presses, with what to do about it."""
    catalog = problem.judgement.index.catalog
    terms, entrance = catalog.vocabulary.terms, catalog.services[catalog.network.entrance].name
    for left in plan.layout.unanswered:
        if problem.needs[left].need.presses:
            yield Message.of("alert_open", need=terms[left].label, name=entrance)
    for met in _met(problem, plan, moments):
        if met.in_time:
            continue
        name = plan.layout.steps[met.step - 1].candidate.verdict.indexed.service.name
        need, moment = terms[met.need].label, met.earliest
        if met.deadline is None:
            yield Message.of("alert_late", need=need, moment=moment, name=name)
        else:
            yield Message.of("alert_deadline", need=need, moment=moment, name=name, deadline=met.deadline)


def _escalations(problem: Problem, paths: tuple[Path, ...], gaps: tuple[Gap, ...]) -> Iterator[Escalation]:
    """Yield every rule's proposal to sit down together that holds for the best path; with whoever is a part of it.

    A need that is left aside on purpose is not left open, whether there is a path for other needs or none at all.
    """
    judgement = problem.judgement
    steps = paths[0].steps if paths else ()
    organisations = {step.organisation: step.organisation_name for step in steps}
    unanswered = paths[0].unanswered if paths else problem.needs
    left_open = bool(set(unanswered) - {gap.need for gap in gaps if gap.where == "on_purpose"})
    kinds = judgement.index.catalog.vocabulary.kinds
    for entry in judgement.acting:
        rule, then = entry.rule, entry.rule.then
        if entry.truth is not YES or not isinstance(then, Escalate):
            continue
        enough = then.organisations is None or len(organisations) >= then.organisations
        if enough and (not then.unanswered or left_open):
            involved = organisations.values() if then.organisations is not None else ()
            invite = (*(kinds[name].label for name in sorted(then.with_)), *involved)
            yield Escalation(rule.id, then.suggest, then.show, rule.because, invite, rule.at)
