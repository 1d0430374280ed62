"""Undecided: every fact that is not known and that the best paths may hang on.

This is where the soundness of questions rests: if nothing is undecided, every condition that bears on what may be a
step is known, and no answer about facts can change the paths. What is listed here may still turn out to change nothing;
that is found out by trying (`matching.worlds`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from itertools import combinations
from typing import assert_never

from cafematch.matching.asking.answers import local_name
from cafematch.matching.asking.questions import UNASKED_FAMILIES, asked, asked_by, unknown_leaves
from cafematch.matching.judging.doors import DoorFacts
from cafematch.matching.judging.knowledge import ActingRule, Knowledge
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth, examine, negated, truth
from cafematch.matching.judging.verdicts import Judgement
from cafematch.matching.planning.candidates import MOST_PROVIDERS_COMBINED, Candidate
from cafematch.matching.planning.problem import Problem
from cafematch.model.conditions import All, AnyOf, Check, Condition, Not, Test, joined
from cafematch.model.rules import Ask, Derive, Escalate, Exclude, Offer, Prerequisite, Privacy, Rule, Sequence
from cafematch.model.saying import is_need
from cafematch.quick import dataclass

SILENT = (Ask, Derive, Escalate, Offer, Privacy)
"""Consequences that leave paths and safeguards as they are. What is derived matters where something looks at it."""


@dataclass(slots=True)
class Open:
    """An unknown fact: the services it bears on by name, and the checks that wait for it.

    `whole` says that something looks at its value without a check: then no two values are alike. `only_closes` says that
    all it can do is to close these services, or to make them certain.
    """

    services: set[str] = field(default_factory=set)
    checks: set[Check] = field(default_factory=set)
    whole: bool = False
    only_closes: bool = True

    def add(self, check: Check | None) -> None:
        """Note a check that waits for the fact, None for a look without a check."""
        if check is None:
            self.whole = True
        else:
            self.checks.add(check)


Found = dict[str, Open]


def undecided(problem: Problem, silent: frozenset[str] = frozenset()) -> Mapping[str, Open]:
    """Return every unknown fact that the paths or safeguards may hang on; `silent` facts get no answer any more."""
    judgement = problem.judgement
    found: Found = defaultdict(Open)
    for candidate in problem.candidates.values():
        _add(found, judgement, _requirements_of(problem, candidate), {candidate.id}, only_closes=True)
        _add(found, judgement, _conditions_of(problem, candidate), {candidate.id}, only_closes=False)
        for fact in _unclear_at(problem, candidate):
            found[fact].services.add(candidate.id)
            found[fact].add(None)
            found[fact].only_closes = False
    by_rules: Found = defaultdict(Open)
    for entry in judgement.acting:
        concerned = _concerned(problem, entry, silent)
        if concerned is not None:
            closes = isinstance(entry.rule.then, Exclude | Prerequisite) and bool(concerned)
            _add(by_rules, judgement, [(entry.rule.when, judgement.knowledge)], concerned, only_closes=closes)
    for fact, own in by_rules.items():
        if not is_need(judgement.index.catalog, fact):  # needs are named by the person, and rules say which to ask for
            found[fact].services |= own.services
            found[fact].checks |= own.checks
            found[fact].whole |= own.whole
            found[fact].only_closes &= own.only_closes
    _add_derived(problem, found)
    named = {need.need for need in judgement.knowledge.profile.needs if need.is_open}
    return {fact: own for fact, own in sorted(found.items()) if fact not in silent and _can_be_told(fact, named)}


def _add(found: Found, judgement: Judgement, looks: Iterable[Looks], services: set[str], *, only_closes: bool) -> None:
    """Add the facts that decide conditions which are not known yet."""
    for fact, check in _facts(looks):
        own = found[local_name(fact, judgement.index.catalog)]
        own.services |= services
        own.only_closes &= only_closes
        own.add(check)


def _can_be_told(fact: str, named: set[str]) -> bool:
    """Return whether somebody could answer: about a need that nobody has named there is nothing in detail to say."""
    term, is_detail, _ = fact.removeprefix("need.").partition(".detail.")
    return not is_detail or term in named


Looks = tuple[Condition, Knowledge | DoorFacts]
"""A condition, and what it is tested against."""


def _facts(looks: Iterable[Looks]) -> Iterator[tuple[str, Check | None]]:
    """Yield the facts that decide conditions which are not known yet, with the check; None if they are compared with."""
    for condition, facts in looks:
        if truth(condition, facts) is not UNKNOWN:
            continue
        for leaf in unknown_leaves(examine(condition, facts)):
            joins = next(joined(leaf.check), None) is not None
            for fact, subject in asked_by(leaf, facts):
                if subject.family not in UNASKED_FAMILIES:
                    yield fact, None if joins else leaf.check


def _requirements_of(problem: Problem, candidate: Candidate) -> Iterator[Looks]:
    """Yield everything that decides whether a candidate can be a step."""
    verdict = candidate.verdict
    for knowledge in _times(problem, candidate):
        yield verdict.indexed.service.requires, knowledge
        yield from ((ruled.condition, knowledge) for ruled in verdict.ruled)


def _conditions_of(problem: Problem, candidate: Candidate) -> Iterator[Looks]:
    """Yield everything that decides how and how well a candidate is a step: by which door, at which price."""
    judgement, verdict = problem.judgement, candidate.verdict
    at_start = judgement.knowledge
    if verdict.door is not None and verdict.door.indexed.door.requires.parts:
        yield from ((verdict.door.indexed.door.requires, knowledge) for knowledge in _times(problem, candidate))
    yield verdict.indexed.service.welcomes, at_start
    services = judgement.index.services
    doors = [door for door in (verdict.door, *verdict.hopeful) if door is not None]
    for door in doors:
        yield door.indexed.door.requires, at_start
        yield from ((rung.when, door.facts) for rung in door.indexed.visitor_rungs)
        for entry in judgement.acting:
            if entry.truth is YES:
                yield from ((condition, door.facts) for condition in _about_services(entry.rule))
        for support in door.supports:
            yield services[support.service].service.requires, at_start
            yield from ((entry.rule.when, at_start) for entry in judgement.verdicts.may_exclude(support.service))


def _about_services(rule: Rule) -> Iterator[Condition]:
    """Yield what a rule asks about services: which ones it speaks about, and which it puts in order."""
    yield rule.services
    if isinstance(rule.then, Sequence):
        yield from (rule.then.before.first, rule.then.before.then) if rule.then.before else ()
        yield from (rule.then.after,) if rule.then.after else ()


def _times(problem: Problem, candidate: Candidate) -> Iterator[Knowledge]:
    """Yield what may be known when a candidate is reached: at the start, and after those of its providers that come first."""
    knowledge = problem.judgement.knowledge
    providers = sorted(candidate.providers)
    sizes = range(len(providers) + 1) if len(providers) <= MOST_PROVIDERS_COMBINED else (0, 1, len(providers))
    for size in sizes:
        for some in combinations(providers, size):
            yield knowledge.after(problem.candidates.outcomes_of(some))


def _unclear_at(problem: Problem, candidate: Candidate) -> Iterator[str]:
    """Yield the facts that would tell whether a barrier stands at a door, or which of several doors suits better."""
    verdict = candidate.verdict
    doors = [door for door in (verdict.door, *verdict.hopeful) if door is not None]
    yield from (mismatch.fact for door in doors for mismatch in door.unclear if mismatch.fact is not None)
    if problem.judgement.visitor.says("pets") is None and len({door.door.pets for door in verdict.indexed.doors}) > 1:
        yield "pets"


def _concerned(problem: Problem, entry: ActingRule, silent: frozenset[str]) -> set[str] | None:
    """Return the candidates a rule of which it is not known whether it acts may bear on, empty for all; None for none."""
    if entry.truth is not UNKNOWN or isinstance(entry.rule.then, SILENT):
        return None
    if not _can_become(entry.rule.when, YES, problem.judgement.knowledge, silent):
        return None
    if not entry.rule.services.parts:
        return set()
    found = {id_ for id_, candidate in problem.candidates.items() if _may_speak_about(problem, entry, candidate)}
    return found or None


def _can_become(condition: Condition, wanted: Truth, knowledge: Knowledge, silent: frozenset[str]) -> bool:
    """Return whether answers about facts could make a condition YES or NO, each test taken by itself.

    Needs stay as they were named, and `silent` facts as unknown as they are.
    """
    found = truth(condition, knowledge)
    if found is not UNKNOWN:
        return found is wanted
    match condition:
        case Test(subject=subject):
            fact = local_name(asked(condition), knowledge.catalog)
            return subject.family not in ("need", *UNASKED_FAMILIES) and fact not in silent
        case Not(part=part):
            return _can_become(part, negated(wanted), knowledge, silent)
        case All(parts=parts) | AnyOf(parts=parts):
            together = isinstance(condition, All) is (wanted is YES)
            return (all if together else any)(_can_become(part, wanted, knowledge, silent) for part in parts)
        case _:
            assert_never(condition)


def _may_speak_about(problem: Problem, entry: ActingRule, candidate: Candidate) -> bool:
    """Return whether a rule may speak about a candidate at one of its doors."""
    knowledge, verdict = problem.judgement.knowledge, candidate.verdict
    doors = verdict.indexed.doors
    facts = (DoorFacts(knowledge, door.attributes, verdict.facts.joined, door.about) for door in doors)
    return any(own.concerned_by(entry.rule) is not NO for own in facts)


def _add_derived(problem: Problem, found: Found) -> None:
    """Add the facts from which an undecided one may be derived."""
    judgement = problem.judgement
    derives = [entry for entry in judgement.acting if entry.truth is UNKNOWN and isinstance(entry.rule.then, Derive)]
    waiting = set(found)
    while waiting:
        fact = min(waiting)
        waiting.discard(fact)
        for entry in derives:
            assert isinstance(entry.rule.then, Derive)
            if any(setting.name == fact for setting in entry.rule.then.fact):
                before = dict.fromkeys(found)
                looks = [(entry.rule.when, judgement.knowledge)]
                own = found[fact]
                _add(found, judgement, looks, own.services, only_closes=own.only_closes)
                waiting |= found.keys() - before.keys()
                derives = [other for other in derives if other is not entry]
