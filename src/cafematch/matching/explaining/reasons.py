"""Why: the reasons for and against a service, who answers a need, and what a rule did — as a tree down to single tests.

Every reason names the line that it rests on. Nothing here decides anything: it tells what `judge` and `plan` have found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, assert_never

from cafematch.matching.explaining.handovers import how_beside
from cafematch.matching.explaining.provenance import applied_rules
from cafematch.matching.explaining.tracing import traces_of
from cafematch.matching.judging.services import fact_key
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Finding, Truth, examine, truth
from cafematch.matching.judging.verdicts import Verdict
from cafematch.matching.planning.layout import step_lines
from cafematch.matching.planning.plans import Plan, Plans, plan_with_alone
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.ranking import Line
from cafematch.matching.planning.timeline import schedule
from cafematch.matching.suggestion import Message, Words
from cafematch.model.conditions import All, AnyOf, Not, Subject, Test, subjects
from cafematch.model.rules import Rule
from cafematch.quick import dataclass

Holds = Literal["yes", "no", "unknown", ""]
_HOLDS: dict[Truth, Holds] = {YES: "yes", NO: "no", UNKNOWN: "unknown"}


Bearing = Literal["reasons", "all", "any", "remarks", "way"]
"""What parts are to what stands above them: reasons for and against it, parts that must hold all or of which one is
enough, something to add, or steps one after the other."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that is so, or not, or not known; where it is written; and what is behind it."""

    says: Words
    holds: Holds
    at: str
    because: tuple[Reason, ...] = ()
    bearing: Bearing = "reasons"


def why_service(problem: Problem, plans: Plans, id_: str) -> Reason:
    """Return why a service is in the best paths or not, down to the tests that decide. Raises KeyError for no such id."""
    verdict = problem.judgement.verdicts[id_]
    service = verdict.indexed.service
    places = [(rank, taken) for rank, taken in enumerate(plans.best, 1) if id_ in taken.layout.ids]
    parts = [
        *_of_choices(verdict),
        *_of_rules(problem, verdict),
        *_of_requirements(problem, verdict),
        *_of_doors(problem, verdict),
    ]
    if places:
        rank, taken = places[0]
        ids = [step.candidate.id for step in taken.layout.steps]
        says = Message.of("why_in", name=service.name, path=rank, step=ids.index(id_) + 1)
        used = tuple(_of_use(taken, id_))
        way = _of_way(problem, taken, id_)
        return Reason(says, "yes", service.at, (*used, *parts, *way, *_of_points(problem, taken, id_)))
    if verdict.state == "closed":
        deciding_first = tuple(sorted(parts, key=lambda part: part.holds != "no"))
        return Reason(Message.of("why_closed", name=service.name), "no", service.at, deciding_first)
    left = (*_of_rivals(problem, plans, verdict), *parts, *_of_way_there(problem, id_))
    return Reason(Message.of("why_left", name=service.name), "", service.at, left)


def why_need(problem: Problem, plans: Plans, name: str) -> Reason:
    """Return who answers a need, and why each was taken or left. Raises KeyError for no such need."""
    judgement = problem.judgement
    label = judgement.index.catalog.vocabulary.terms[name].label
    answering = problem.candidates.told(name)
    if not answering:
        return Reason(Message.of("why_need_nobody", need=label), "no", "")
    takes = [taken for taken in plans.best if any(name in step.answers for step in taken.layout.steps)]
    code = "answered" if takes else "open" if name in problem.needs else "not_named"
    found = (_in_short(why_service(problem, plans, id_)) for id_ in answering)
    each = tuple(sorted(found, key=lambda reason: reason.holds != "yes"))
    return Reason(Message.of(f"why_need_{code}", need=label), "yes" if takes else "no", "", each)


def why_rule(problem: Problem, plans: Plans, name: str) -> Reason:
    """Return whether a rule acts, on whom, and what it did. Raises KeyError for a rule that is not in force here."""
    entry = {entry.rule.id: entry for entry in problem.judgement.acting}[name]
    rule = entry.rule
    whens = [_of_finding(problem, examine(part, problem.judgement.knowledge), rule.at) for part in rule.when.parts]
    effects = [found for found in applied_rules(problem, plans) if found.rule == name]
    done = [Reason(found.effect, "yes", found.at) for found in effects] or [
        Reason(Message.of("why_rule_idle"), "", rule.at)
    ]
    code = {YES: "acts", NO: "silent", UNKNOWN: "unknown"}[entry.truth]
    because = Reason(rule.because, "", rule.at)
    about = _of_services(problem, rule) if entry.truth is not NO else ()
    return Reason(
        Message.of(f"why_rule_{code}", name=rule.title),
        _HOLDS[entry.truth],
        rule.at,
        (because, *whens, *about, *(done if whens or about else ())),
    )


def why_told(problem: Problem, plans: Plans, subject: Subject) -> Reason:
    """Return what looked at something the profile tells, each with its place; what nothing looked at made no difference.

    What a rule hides stays unsaid here as well.
    """
    if subject.asked_fact in problem.judgement.hidden:
        return Reason(Message.of("why_fact_hidden"), "", "")
    value = problem.judgement.knowledge.value(subject)
    traces = tuple(
        Reason(says, _HOLDS[finding.truth] if finding else "", at)
        for says, finding, at in traces_of(problem, plans, subject.name)
    )
    if value is None:
        return Reason(Message.of("why_fact_unknown", subject=subject, value=True), "unknown", "", traces, "remarks")
    if not traces:
        return Reason(Message.of("why_fact_unused", subject=subject, value=value), "no", "")
    return Reason(Message.of("why_fact_used", subject=subject, value=value), "yes", "", traces, "remarks")


def _of_services(problem: Problem, rule: Rule) -> tuple[Reason, ...]:
    """Return the services a rule speaks about, of those that could be steps."""
    if not rule.services.parts:
        return ()
    verdicts = [problem.judgement.verdicts[id_] for need in problem.needs for id_ in problem.candidates.told(need)]
    names = sorted({v.id: v.indexed.service.name for v in verdicts if v.facts.concerned_by(rule) is YES}.items())
    return (
        (Reason(Message.of("why_rule_about", services=tuple(name for _, name in names)), "", rule.at),) if names else ()
    )


def _in_short(reason: Reason) -> Reason:
    """Return a reason with only what decides: of what is taken what speaks for it, of the others what closes or left them."""
    if reason.holds == "yes":
        parts = [part for part in reason.because if _speaks_for(part)]
    else:
        parts = [part for part in reason.because if part.holds in ("no", "") and part.bearing != "way"]
    return replace(reason, because=tuple(parts[:2]))


def _speaks_for(part: Reason) -> bool:
    """Return whether a part is a gain."""
    values = dict(part.says.values) if isinstance(part.says, Message) else {}
    return str(values.get("points", "")).startswith("+")


def _of_use(taken: Plan, id_: str) -> Iterator[Reason]:
    """Yield what a step is there for: the needs it answers, the steps it opens."""
    for step in taken.layout.steps:
        if step.candidate.id == id_:
            service = step.candidate.verdict.indexed.service
            for need in step.answers:
                label = step.candidate.verdict.facts.knowledge.catalog.vocabulary.terms[need].label
                yield Reason(Message.of("why_answers", need=label), "yes", service.at)
        elif id_ in step.waits_for:
            opened = step.candidate.verdict.indexed.service
            yield Reason(Message.of("why_opens", name=opened.name), "yes", opened.at)


def _of_way(problem: Problem, taken: Plan, id_: str) -> tuple[Reason, ...]:
    """Return the way to a step that others must come before: those and itself, with the moment of each; nothing if none."""
    before = taken.layout.waited_for(id_)
    if not before:
        return ()
    moments = schedule(problem, taken.layout)
    way: list[Reason] = []
    for step in taken.layout.steps:
        if step.candidate.id in before | {id_}:
            service = step.candidate.verdict.indexed.service
            moment = moments[step.candidate.id].earliest
            position = len(way) + 1
            says = Message.of("why_step", position=position, name=service.name, moment=moment)
            way.append(Reason(says, "", service.at))
    return (Reason(Message.of("why_way"), "", "", tuple(way), "way"),)


def _of_way_there(problem: Problem, id_: str) -> tuple[Reason, ...]:
    """Return the way to a service that is on no shown path: the best plan for its needs in which nobody else answers them."""
    target = problem.candidates.get(id_)
    if target is None:
        return ()
    found = plan_with_alone(problem, id_, target.needs)
    return _of_way(problem, found, id_) if found is not None and id_ in found.layout.ids else ()


def _of_points(problem: Problem, taken: Plan, id_: str) -> Iterator[Reason]:
    """Yield the lines that a step brings to its path."""
    for step, lines in zip(taken.layout.steps, step_lines(problem, taken.layout), strict=True):
        if step.candidate.id == id_:
            yield from (_of_line(line) for line in lines)


def _of_line(line: Line) -> Reason:
    return Reason(Message.of("why_points", points=f"{line.points:+d}", because=line.because), "", line.at)


def _of_choices(verdict: Verdict) -> Iterator[Reason]:
    at = verdict.indexed.service.at
    if verdict.refused is not None:
        yield Reason(Message.of("refused_by", by=verdict.refused.by), "no", at)
    if verdict.chosen is not None:
        yield Reason(Message.of("chosen", by=verdict.chosen.by), "yes", at)


def _of_rules(problem: Problem, verdict: Verdict) -> Iterator[Reason]:
    """Yield the rules that close a service, may close it, or would."""
    yield from (Reason(rule.because, "no", rule.at) for rule in verdict.exclusions)
    for entry in verdict.perhaps:
        findings = [examine(part, verdict.facts.knowledge) for part in entry.rule.when.parts]
        unknown = tuple(
            _of_finding(problem, finding, entry.rule.at) for finding in findings if finding.truth is UNKNOWN
        )
        yield Reason(entry.rule.because, "unknown", entry.rule.at, unknown)
    yield from (Reason(kept.warning, "yes", kept.rule.at) for kept in verdict.kept)


def _of_requirements(problem: Problem, verdict: Verdict) -> Iterator[Reason]:
    """Yield everything a service asks of its visitors, with the truth of every part at the start of a path."""
    at = verdict.indexed.service.at
    for finding in verdict.findings(problem.judgement.knowledge):
        for child in finding.children:
            if child.counts:
                yield _of_finding(problem, child, at, verdict.id)
    for ruled in verdict.ruled:
        if ruled.acting is UNKNOWN:
            yield Reason(ruled.rule.because, "unknown", ruled.rule.at)


def _of_finding(problem: Problem, finding: Finding, at: str, own: str = "") -> Reason:
    """Return a finding with all its parts; beside what is not so, or not known, who but the service itself brings it about."""
    condition = finding.condition
    here = condition.at or at if isinstance(condition, Test) else at
    if finding.force == "ended":
        until, because = condition.note.valid_until, condition.note.because
        return Reason(Message.of("check_ended", until=until, because=because), "unknown", here)
    if any(subject.asked_fact in problem.judgement.hidden for subject in subjects(condition)):
        return Reason(Message.of("why_fact_hidden"), "", here)
    match condition:
        case Not(part=Test()):
            return Reason(Message.of("why_test", test=condition), _HOLDS[finding.truth], here)
        case Test():
            told = Message.of("why_test", test=condition)
            reasons = (Reason(condition.note.because, "", here),) if condition.note.because is not None else ()
            openers = tuple(_openers(problem, condition, own)) if finding.truth is not YES else ()
            return Reason(told, _HOLDS[finding.truth], here, (*reasons, *openers), "remarks")
        case AnyOf():
            return Reason(
                Message.of("why_any"), _HOLDS[finding.truth], here, _of_parts(problem, finding, here, own), "any"
            )
        case All():
            return Reason(
                Message.of("why_all"), _HOLDS[finding.truth], here, _of_parts(problem, finding, here, own), "all"
            )
        case Not():
            parts = _of_parts(problem, finding, here, own)
            return Reason(Message.of("why_not"), _HOLDS[finding.truth], here, parts, "remarks")
        case _:
            assert_never(condition)


def _of_parts(problem: Problem, finding: Finding, at: str, own: str) -> tuple[Reason, ...]:
    return tuple(_of_finding(problem, child, at, own) for child in finding.children if child.counts)


def _of_doors(problem: Problem, verdict: Verdict) -> Iterator[Reason]:
    """Yield what bars the doors, and what is bridged or to be asked at the best."""
    at = verdict.indexed.service.at
    if verdict.door is None:
        found = {tuple(sorted(closed.barriers)) for closed in verdict.barred}
        for barriers in sorted(found):
            helpers = tuple(_who_bridges(problem, barriers))
            yield Reason(Message.of("barred", barriers=barriers), "no", at, helpers, "remarks")
        return
    for support in verdict.door.supports:
        other = verdict.facts.knowledge.catalog.services[support.service]
        yield Reason(how_beside(support, other.name), "yes", other.at)
    for mismatch in verdict.door.unclear:
        yield Reason(Message.of("check_barrier", barrier=mismatch.barrier), "unknown", at)


def _who_bridges(problem: Problem, barriers: tuple[str, ...]) -> Iterator[Reason]:
    """Yield who bridges such barriers elsewhere; whether they could here is to be asked."""
    index = problem.judgement.index
    for barrier in barriers:
        for id_ in index.bridging.get(barrier, ()):
            service = index.services[id_].service
            yield Reason(Message.of("why_bridged_by", name=service.name, barriers=(barrier,)), "", service.at)


def _openers(problem: Problem, leaf: Test, own: str) -> Iterator[Reason]:
    """Yield who brings about what a test asks for, how long that takes, and when it can begin."""
    judgement = problem.judgement
    now = truth(leaf, judgement.knowledge)
    for id_ in judgement.index.making.get(fact_key(leaf.subject), ()):
        maker = judgement.verdicts[id_]
        service, door = maker.indexed.service, maker.door
        for outcome in service.outcomes:
            if id_ != own and truth(leaf, judgement.knowledge.after([outcome])) > now:
                says = Message.of(
                    "why_opened_by",
                    name=service.name,
                    subject=outcome.subject,
                    value=outcome.value,
                    time=outcome.after,
                    moment=door.opening if door is not None else None,
                )
                yield Reason(says, "yes" if maker.reachable else "no", service.at)


def _of_rivals(problem: Problem, plans: Plans, verdict: Verdict) -> Iterator[Reason]:
    """Yield why an open service is on no shown path: who answers its needs there, and what both bring."""
    at, needs = verdict.indexed.service.at, sorted(set(problem.needs) & verdict.indexed.needs)
    if not needs:
        yield Reason(Message.of("why_no_need"), "no", at)
        return
    if not plans.best:
        return
    best = plans.best[0]
    terms = problem.judgement.index.catalog.vocabulary.terms
    moments = schedule(problem, best.layout)
    own = problem.candidates.get(verdict.id)
    for step in best.layout.steps:
        for need in step.answers:
            if need in needs:
                service = step.candidate.verdict.indexed.service
                says = Message.of(
                    "why_rival", need=terms[need].label, name=service.name, moment=moments[step.candidate.id].earliest
                )
                lines = tuple(_of_line(line) for line in _differing(own.lines if own else (), step.candidate.lines))
                yield Reason(says, "", service.at, lines, "remarks")


def _differing(own: Iterable[Line], others: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that speak against the one or for the other: costs of the first, gains of the second."""
    yield from (line for line in own if line.points < 0)
    yield from (line for line in others if line.points > 0)
