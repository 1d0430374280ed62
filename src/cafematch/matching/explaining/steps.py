"""Steps told: where, when, how handed over, with whom, what it hangs on, what if it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cafematch.matching.asking.questions import OpenFact, open_facts
from cafematch.matching.explaining.fallbacks import fallback, meanwhile
from cafematch.matching.explaining.handovers import handover, phone_of, supports
from cafematch.matching.judging.doors import OpenDoor, interpreter_wished
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.services import IndexedService
from cafematch.matching.judging.truth import UNKNOWN, YES, Finding
from cafematch.matching.judging.verdicts import Verdict
from cafematch.matching.planning.layout import LaidStep, step_lines
from cafematch.matching.planning.plans import Plan
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.ranking import Line
from cafematch.matching.planning.timeline import Moment
from cafematch.matching.suggestion import (
    HangsOn,
    Message,
    PlaceShown,
    ScoreLine,
    Step,
    ThresholdShown,
    Words,
)
from cafematch.model.catalog import Outcome
from cafematch.model.rules import Expire, Rule
from cafematch.model.vocabulary import Vocabulary


def line_shown(line: Line) -> ScoreLine:
    """Return a line of a score as it is shown."""
    return ScoreLine(line.points, line.rule, line.because, line.about, line.at)


def steps_shown(problem: Problem, plan: Plan, moments: Mapping[str, Moment], hidden: frozenset[str]) -> Iterator[Step]:
    """Yield the steps of a plan as they are told, in order; `hidden` facts are kept out."""
    positions = {step.candidate.id: position for position, step in enumerate(plan.layout.steps, 1)}
    waits = _all_waits(moments)
    before = problem.origin
    for step, lines in zip(plan.layout.steps, step_lines(problem, plan.layout), strict=True):
        yield _step(problem, plan, step, lines, moments[step.candidate.id], positions, waits, before, hidden)
        before = step.candidate.organisation


def _all_waits(moments: Mapping[str, Moment]) -> Mapping[str, frozenset[str]]:
    """Return for every step all earlier ones it waits for, directly or through others."""
    waits: dict[str, frozenset[str]] = {}
    for id_, moment in moments.items():
        waits[id_] = moment.waits_for.union(*(waits[other] for other in moment.waits_for))
    return waits


def _step(
    problem: Problem,
    plan: Plan,
    step: LaidStep,
    lines: tuple[Line, ...],
    moment: Moment,
    positions: Mapping[str, int],
    waits: Mapping[str, frozenset[str]],
    before: str,
    hidden: frozenset[str],
) -> Step:
    index, verdict = problem.judgement.index, step.candidate.verdict
    indexed, service, door = verdict.indexed, verdict.indexed.service, step.candidate.door
    vocabulary = index.catalog.vocabulary
    hangs_on = tuple(_hangs_on(problem, step, moment, positions, hidden))
    earlier = sorted((position, id_) for id_, position in positions.items() if position < positions[verdict.id])
    horizon = problem.judgement.parameters["horizon"].value
    sure = not hangs_on and not step.waits_for and step.certain
    return Step(
        position=positions[verdict.id],
        service=verdict.id,
        name=service.name,
        organisation=indexed.organisation.organisation,
        organisation_name=indexed.organisation.name,
        kind=service.kind,
        kind_label=vocabulary.kinds[service.kind].label,
        does=service.does,
        answers=step.answers,
        status="confirmed" if sure else "conditional",
        hangs_on=hangs_on,
        opens_when=_opens_when(moment, positions, hidden),
        earliest=moment.earliest,
        door=_door_message(door),
        place=_place(index, door),
        phone=phone_of(indexed, door.indexed),
        hours=door.indexed.door.hours,
        languages=_languages(indexed),
        threshold=_threshold(vocabulary, door),
        handover=handover(problem, step.candidate, before),
        supports=tuple(supports(problem, step, moment)),
        bring=tuple(sorted(door.indexed.door.papers or (), key=lambda paper: paper.versions)),
        warnings=tuple(dict.fromkeys(kept.warning for kept in verdict.kept)),
        check=tuple(_checks(problem, step, door)),
        confidentiality=_confidentiality(problem, indexed),
        meanwhile=meanwhile(problem, step, moment),
        if_it_fails=fallback(problem, plan, step),
        chosen=Message.of("chosen", by=verdict.chosen.by) if verdict.chosen is not None else None,
        parallel_with=tuple(position for position, id_ in earlier if id_ not in waits[verdict.id]),
        later=positions[verdict.id] > horizon,
        lines=tuple(line_shown(line) for line in lines),
        at=service.at,
    )


def _hangs_on(
    problem: Problem, step: LaidStep, moment: Moment, positions: Mapping[str, int], hidden: frozenset[str]
) -> Iterator[HangsOn]:
    """Yield what a step waits for: outcomes of earlier steps, unknown facts, a need nobody is sure of."""
    judgement, verdict = problem.judgement, step.candidate.verdict
    for id_, outcome in moment.after:
        at = problem.candidates.step(id_).verdict.indexed.service.at
        fact = None if outcome.subject.asked_fact in hidden else outcome.subject.name
        yield HangsOn(fact, _outcome_of(positions[id_], outcome, hidden), at)
    if not step.certain:
        earlier = [id_ for id_ in positions if positions[id_] < positions[verdict.id]]
        known = judgement.knowledge.after(problem.candidates.outcomes_of(earlier))
        found = sorted(open_facts(judgement, verdict, known), key=_by_name)
        told = {fact: (subject, because) for fact, subject, because in reversed(found) if fact not in hidden}
        for fact, (subject, because) in sorted(told.items()):
            unknown: Words = because or Message.of("fact_unknown", fact=fact, subject=subject)
            yield HangsOn(fact, unknown, verdict.indexed.service.at)
        if found and not told:  # what it is must stay unsaid
            yield HangsOn(None, Message.of("to_clarify"), verdict.indexed.service.at)
        if (
            not found
        ):  # nothing about the person: whether a rule speaks about this service, or whether a line still holds
            for rule in sorted(_perhaps(verdict), key=lambda rule: rule.id):
                yield HangsOn(None, rule.because, rule.at)
            for says in _no_longer_sure(verdict, known):
                yield HangsOn(None, says, verdict.indexed.service.at)
    for need in step.answers:
        if problem.needs[need].need.state == "unknown":
            label = judgement.index.catalog.vocabulary.terms[need].label
            yield HangsOn(f"need.{need}", Message.of("need_unsure", need=label), "")


def _outcome_of(position: int, outcome: Outcome, hidden: frozenset[str]) -> Message:
    """Return what an earlier step brings about; only which step it is where a rule hides the fact."""
    if outcome.subject.asked_fact in hidden:
        return Message.of("step_alone", position=position)
    return Message.of("outcome_of_step", position=position, subject=outcome.subject, value=outcome.value)


def _after_outcome(position: int, outcome: Outcome, hidden: frozenset[str]) -> Message:
    if outcome.subject.asked_fact in hidden:
        return Message.of("step_done", position=position)
    return Message.of("after_outcome", position=position, subject=outcome.subject, value=outcome.value)


def _by_name(open_fact: OpenFact) -> tuple[str, str, str]:
    fact, subject, because = open_fact
    return fact, str(because), subject.name if subject else ""


def _perhaps(verdict: Verdict) -> Iterator[Rule]:
    """Yield the rules of which it is not known whether they exclude a service or ask more of its visitors."""
    yield from (entry.rule for entry in verdict.perhaps)
    yield from (ruled.rule for ruled in verdict.ruled if ruled.acting is UNKNOWN)


def _opens_when(moment: Moment, positions: Mapping[str, int], hidden: frozenset[str]) -> Message:
    outcomes = (_after_outcome(positions[id_], outcome, hidden) for id_, outcome in moment.after)
    parts = list(dict.fromkeys(outcomes))
    told = {id_ for id_, _ in moment.after}
    parts += [Message.of("step_done", position=positions[id_]) for id_ in moment.held_by if id_ not in told]
    if moment.paced_by is not None and moment.paced_by not in {*told, *moment.held_by}:
        parts.append(Message.of("contact_stands", position=positions[moment.paced_by]))
    if not parts:
        return Message.of("opens_now")
    return Message.of("opens_after", outcomes=tuple(parts))


def _door_message(door: OpenDoor) -> Message:
    own = door.indexed.door
    return Message.of("door", appointment=own.appointment, name=own.name, channels=tuple(sorted(own.channels)))


def _place(index: Index, door: OpenDoor) -> PlaceShown:
    own, places = door.indexed, index.catalog.network.places
    return PlaceShown(
        name=own.door.place.name,
        district=places[own.district].label if own.district is not None else None,
        with_organisation=index.catalog.organisation[own.host].name if own.host else None,
        step_free=own.step_free,
    )


def _languages(indexed: IndexedService) -> tuple[str, ...]:
    languages = indexed.service.languages
    if languages is None:
        return ()
    return ("any",) if languages.spoken == "any" else tuple(sorted(languages.spoken))


def _threshold(vocabulary: Vocabulary, door: OpenDoor) -> ThresholdShown:
    scale = vocabulary.scale("threshold")
    level = scale.name_of(door.threshold)
    reasons = sorted({rung.because for rung in door.rungs if rung.level == level}, key=lambda text: text.versions)
    if not reasons and (what := vocabulary.scales["threshold"][level].what):
        reasons = [what]
    return ThresholdShown(level, vocabulary.scales["threshold"][level].label, tuple(reasons))


def _no_longer_sure(verdict: Verdict, knowledge: Knowledge) -> Iterator[Message]:
    """Yield the requirements that were written to hold until a day that is past."""
    for finding in verdict.findings(knowledge):
        for ended in _ended(finding):
            until = ended.condition.note.valid_until
            yield Message.of("check_ended", until=until, because=ended.condition.note.because)


def _checks(problem: Problem, step: LaidStep, door: OpenDoor) -> Iterator[Words]:
    """Yield what staff must still check with the service: its own notes, what it has not stated, what has gone stale."""
    judgement, verdict = problem.judgement, step.candidate.verdict
    yield from sorted(verdict.indexed.service.confirm, key=lambda text: text.versions)
    wished = interpreter_wished(judgement.visitor)
    if wished and any("language" in support.bridges for support in door.supports):
        yield Message.of("check_interpreter", interpreting=wished)
    if verdict.indexed.service.capacity.state == "waitlist":
        yield Message.of("check_waitlist")
    if any(problem.too_late(need, door.opening) for need in step.answers):
        yield Message.of("check_too_late")
    for mismatch in sorted(door.unclear, key=lambda entry: entry.barrier):
        if mismatch.fact is None:
            yield Message.of("check_barrier", barrier=mismatch.barrier)
    yield from _no_longer_sure(verdict, judgement.knowledge)
    for entry in judgement.acting:
        then = entry.rule.then
        if entry.truth is YES and isinstance(then, Expire) and door.facts.concerned_by(entry.rule) is YES:
            yield then.show


def _ended(finding: Finding) -> Iterator[Finding]:
    if finding.force == "ended":
        yield finding
    for child in finding.children:
        yield from _ended(child)


def _confidentiality(problem: Problem, indexed: IndexedService) -> Message | None:
    """Return what a service does with what it learns, for whoever wants to stay without a name."""
    if not problem.judgement.parameters["anonymity"].rules:
        return None
    if indexed.attributes["transmission_duty"]:
        return Message.of("passes_on")
    if indexed.attributes["professional_secrecy"]:
        return Message.of("keeps_secret")
    return Message.of("ask_passed_on" if indexed.attributes["transmission_duty"] is None else "passes_nothing_on")
