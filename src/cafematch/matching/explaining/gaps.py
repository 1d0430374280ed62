"""Gaps: needs that no path answers, services that one thing closes, and what is left out, each with the nearest thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cafematch.matching.judging.services import fact_key
from cafematch.matching.judging.truth import NO, Finding, deciding, examine, truth
from cafematch.matching.judging.verdicts import Verdict
from cafematch.matching.planning.plans import Plans, worth_showing
from cafematch.matching.planning.problem import Problem
from cafematch.matching.suggestion import Gap, Message, NearMiss, NotRecommended, Words
from cafematch.model.conditions import Condition, Test
from cafematch.model.values import NumberType


def gaps_of(problem: Problem, plans: Plans) -> Iterator[Gap]:
    """Yield the needs that no path shown answers, and what comes nearest to an answer."""
    terms = problem.judgement.index.catalog.vocabulary.terms
    answered = {need for plan in worth_showing(problem, plans) for step in plan.layout.steps for need in step.answers}
    for need in problem.needs:
        if not problem.judgement.index.answering.get(need):
            yield Gap(need, "network", Message.of("gap_network", need=terms[need].label), _akin(problem, need))
        elif need not in answered:
            yield _gap_for_person(problem, need)


def _gap_for_person(problem: Problem, need: str) -> Gap:
    """Return why no path answers a need that is served: what bars this person, or that nobody is to be sent there."""
    judgement = problem.judgement
    label = judgement.index.catalog.vocabulary.terms[need].label
    verdicts = [judgement.verdicts[id_] for id_ in problem.candidates.told(need)]
    if _set_aside(problem, verdicts):
        return Gap(need, "on_purpose", Message.of("gap_on_purpose", need=label))
    nearest = _least_closed(problem, verdicts) or _akin(problem, need)
    if any(verdict.door is not None or verdict.exclusions or verdict.refused for verdict in verdicts):
        return Gap(need, "person", Message.of("gap_person", need=label), nearest)
    barriers = {barrier for verdict in verdicts for barrier in verdict.barriers}
    return Gap(need, "person", Message.of("gap_barrier", need=label, barriers=tuple(sorted(barriers))), nearest)


def _set_aside(problem: Problem, verdicts: Iterable[Verdict]) -> bool:
    """Return whether nobody is to be sent to any service for a need, of those meant for people like this one."""
    left_out = [_left_out(verdict) for verdict in verdicts if not _for_others(problem, verdict)]
    return bool(left_out) and all(left_out)


def _least_closed(problem: Problem, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the service that least stands in the way of, of those meant for people like this one; nothing if there is none."""
    found = []
    for verdict in verdicts:
        if verdict.exclusions or verdict.refused or _for_others(problem, verdict):
            continue
        leaves = sum(len(list(deciding(finding))) for finding in _closing(problem, verdict))
        barriers = min((len(door.barred_by) for door in verdict.barred), default=0) if verdict.door is None else 0
        found.append((leaves + barriers, verdict.id))
    return tuple(id_ for _, id_ in sorted(found)[:1])


def _for_others(problem: Problem, verdict: Verdict) -> bool:
    """Return whether a service is meant for other people: of another age, or for women or men only."""
    leaves = [leaf for finding in _closing(problem, verdict) for leaf in deciding(finding)]
    return "gender" in verdict.barriers or any(_is_number(leaf.condition) for leaf in leaves)


def _akin(problem: Problem, need: str) -> tuple[str, ...]:
    """Return the open service that comes nearest to a need nobody serves: of a kind made for it.

    That another need of the same domain is served there says nothing: who grieves is not sent to where fines are settled.
    """
    found = []
    for id_ in akin_to(problem, need):
        verdict = problem.judgement.verdicts[id_]
        if verdict.requirement is not NO and not _left_out(verdict) and _lets_in(verdict):
            found.append((-verdict.requirement, id_))
    return tuple(id_ for _, id_ in sorted(found)[:1])


def _left_out(verdict: Verdict) -> bool:
    """Return whether a service is left out for this person; that it is full closes it to everybody, and is no reason here."""
    return verdict.refused is not None or any(rule.when.parts for rule in verdict.exclusions)


def _lets_in(verdict: Verdict) -> bool:
    """Return whether some door would let the person in, now or after however long a wait."""
    return verdict.door is not None or any(door.barriers <= {"hours"} for door in verdict.barred)


def akin_to(problem: Problem, need: str) -> Collection[str]:
    """Return the services of a kind made for a need, whether they say that they serve it or not."""
    index = problem.judgement.index
    return index.of_kinds(name for name, kind in index.catalog.vocabulary.kinds.items() if need in kind.answers)


def _closing(problem: Problem, verdict: Verdict) -> list[Finding]:
    """Return the requirements that are not met."""
    knowledge = problem.judgement.knowledge
    return [examine(condition, knowledge) for condition in verdict.conditions if truth(condition, knowledge) is NO]


def _is_number(condition: Condition) -> bool:
    """Return whether a test looks at a number, as at an age: nobody can open a door that closes on it."""
    return isinstance(condition, Test) and isinstance(condition.subject.type, NumberType)


def near_misses(problem: Problem, hidden: frozenset[str]) -> Iterator[NearMiss]:
    """Yield the services for a named need that only one requirement closes, and who could turn it."""
    judgement = problem.judgement
    for verdict in _answering(problem):
        if verdict.requirement is not NO or not verdict.reachable:
            continue
        leaves = [leaf for finding in _closing(problem, verdict) for leaf in deciding(finding)]
        if len(leaves) != 1 or not isinstance(leaves[0].condition, Test):
            continue
        leaf = leaves[0].condition
        if leaf.subject.asked_fact in hidden or _is_number(leaf):
            continue
        makers = judgement.index.making.get(fact_key(leaf.subject), ())
        makers = tuple(id_ for id_ in makers if judgement.verdicts[id_].reachable)
        closed_by: Words = leaf.note.because or Message.of("requirement", test=leaf)
        name = verdict.indexed.service.name
        yield NearMiss(verdict.id, name, closed_by, makers, leaf.at or verdict.indexed.service.at)


def not_recommended(problem: Problem) -> Iterator[NotRecommended]:
    """Yield the services for named needs that are left out, with the reason."""
    for verdict in _answering(problem):
        service = verdict.indexed.service
        for rule in verdict.exclusions:
            yield NotRecommended(verdict.id, service.name, rule.id, rule.because, rule.at)
        if verdict.refused is not None:
            yield NotRecommended(
                verdict.id, service.name, None, Message.of("refused_by", by=verdict.refused.by), service.at
            )
        if verdict.door is None and not verdict.exclusions:
            barriers = tuple(sorted(verdict.barriers))
            if "gender" in barriers:
                continue  # meant for others, and nothing to be sorry for
            yield NotRecommended(verdict.id, service.name, None, Message.of("barred", barriers=barriers), service.at)


def _answering(problem: Problem) -> Iterator[Verdict]:
    """Yield the verdicts on the services for a need of the person."""
    for id_ in sorted({id_ for need in problem.needs for id_ in problem.candidates.told(need)}):
        yield problem.judgement.verdicts[id_]
