"""What to ask next: the unknown facts that stand between a person and services for their needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cafematch.matching.judging.doors import OpenDoor
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Facts, Finding, deciding, examine, truth
from cafematch.matching.judging.verdicts import Judgement, Verdict
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.problem import Problem
from cafematch.matching.suggestion import Message, Question, Words
from cafematch.model.conditions import Condition, Subject, Test, joined
from cafematch.model.rules import Ask, Include, Rule
from cafematch.model.text import Text
from cafematch.model.vocabulary import NeedTerm, Vocabulary

SENSITIVITY = {"ordinary": 0, "personal": 1, "special": 2}
UNASKED_FAMILIES = (
    "service",
    "feeling",
    "readiness",
    "competence",
    "competence_attribute",
    "need_attribute",
    "parameter",
)


OpenFact = tuple[str, Subject | None, Text | None]


def open_facts(judgement: Judgement, verdict: Verdict, knowledge: Knowledge) -> Iterator[OpenFact]:
    """Yield every fact that a service hangs on, the subject it is tested by, and why it matters there.

    `knowledge` is what is known when the service is reached: at the start, or after earlier steps.
    """
    perhaps = [ruled for ruled in verdict.ruled if ruled.acting is UNKNOWN]
    yield from _unknown(verdict.conditions, knowledge)
    yield from _unknown([ruled.condition for ruled in perhaps], knowledge)
    yield from _unknown([entry.rule.when for entry in verdict.perhaps], knowledge)
    yield from _unknown([ruled.rule.when for ruled in perhaps], knowledge)
    if verdict.door is not None:
        yield from _open_at(judgement, verdict.door, knowledge)


def hoped_for(judgement: Judgement, verdict: Verdict) -> Iterator[OpenFact]:
    """Yield what is not known about doors of a service that may suit better than its best."""
    for door in verdict.hopeful:
        yield from _unknown([door.indexed.door.requires], judgement.knowledge)
        yield from _open_at(judgement, door, judgement.knowledge)


def _open_at(judgement: Judgement, door: OpenDoor, knowledge: Knowledge) -> Iterator[OpenFact]:
    """Yield what is not known about the barriers of a door, and about who would bridge them."""
    for support in door.supports:
        yield from _unknown([entry.rule.when for entry in judgement.verdicts.may_exclude(support.service)], knowledge)
        yield from _unknown([judgement.index.services[support.service].service.requires], knowledge)
    for mismatch in door.unclear:
        if mismatch.fact is not None:
            yield mismatch.fact, None, None


def _unknown(conditions: Iterable[Condition], knowledge: Knowledge) -> Iterator[OpenFact]:
    """Yield the facts that decide conditions of which it is not known whether they hold."""
    for condition in conditions:
        if truth(condition, knowledge) is UNKNOWN:
            for leaf in unknown_leaves(examine(condition, knowledge)):
                yield from ((fact, subject, leaf.note.because) for fact, subject in asked_by(leaf, knowledge))


def unknown_leaves(finding: Finding) -> Iterator[Test]:
    """Yield the tests that make a finding unknown; what has ended nobody can answer."""
    if finding.truth is UNKNOWN:
        for leaf in deciding(finding):
            if leaf.force == "now" and isinstance(leaf.condition, Test):
                yield leaf.condition


def asked_by(test: Test, facts: Facts) -> Iterator[tuple[str, Subject]]:
    """Yield the facts to ask for where a test is unknown, and its subjects: its own, what it compares with, or both."""
    compared = [subject for subject in joined(test.check) if facts.value(subject) is None]
    if not compared or facts.value(test.subject) is None:
        yield asked(test), test.subject
    yield from ((subject.asked_fact, subject) for subject in compared)


def asked(test: Test) -> str:
    """Return the fact to ask for: a need by its own name, a language as a whole."""
    values = getattr(test.check, "values", None)
    if test.subject.family == "need" and isinstance(values, frozenset):
        return f"need.{min(values)}"
    return test.subject.asked_fact


def questions(problem: Problem, paths: Sequence[Sequence[str]], hidden: frozenset[str]) -> tuple[Question, ...]:
    """Return the questions worth asking, those first that bear on the best path, of them the less delicate first.

    Then those that bear on an earlier step, and on more steps of all `paths`. Declined facts are never asked again. A
    special-category fact, and one the person could not answer before, is asked only if a shown step hangs on it.
    """
    judgement = problem.judgement
    profile, vocabulary = judgement.knowledge.profile, judgement.index.catalog.vocabulary
    best = list(paths[0]) if paths else []
    shown = {service for path in paths for service in path}
    first = tuple(question for question in first_questions(judgement) if question.fact not in hidden)
    silent = {*profile.declined, *hidden, *(question.fact for question in first)}
    found = []
    near = problem.candidates.near(shown)
    for fact, services in _bearing(problem, near, best).items():
        weight, decides = SENSITIVITY[sensitivity_of(vocabulary, fact)], len(services & shown)
        unasked = weight == SENSITIVITY["special"] or fact in profile.dont_know
        if fact in silent or (unasked and not decides):
            continue
        earliest = min((best.index(service) for service in services if service in best), default=len(best))
        ask, why = question_words(vocabulary, fact)
        key = (earliest == len(best), weight, earliest, -decides, -len(services), fact)
        found.append((key, Question(fact, ask, why, tuple(sorted(services)))))
    return (*first, *(question for _, question in sorted(found, key=lambda pair: pair[0])))


def _bearing(problem: Problem, near: Mapping[str, Candidate], best: Sequence[str]) -> Mapping[str, set[str]]:
    """Return the services that an answer bears on, by fact: those that hang on it, and steps that it may make needless."""
    judgement = problem.judgement
    bearing: dict[str, set[str]] = defaultdict(set)
    for candidate in near.values():
        found = [
            *open_facts(judgement, candidate.verdict, judgement.knowledge),
            *hoped_for(judgement, candidate.verdict),
        ]
        providers = sorted(candidate.providers)
        if providers:
            found += _open_after(problem, candidate, providers)
        for fact, subject, _ in found:
            if _is_asked(subject):
                bearing[fact].add(candidate.id)
        for provider in providers if candidate.id in best else ():
            if provider in best:
                still = {fact for fact, *_ in _open_after(problem, candidate, [provider])}
                for fact, subject, _ in open_facts(judgement, candidate.verdict, judgement.knowledge):
                    if _is_asked(subject) and fact not in still:
                        bearing[fact].add(provider)
    for entry in judgement.acting:
        if entry.truth is UNKNOWN and isinstance(entry.rule.then, Include) and _may_concern(near, entry.rule):
            for fact, subject, _ in _unknown([entry.rule.when], judgement.knowledge):
                if _is_asked(subject):
                    bearing[fact] |= judgement.index.of_kinds(entry.rule.then.include)
    return bearing


def _open_after(problem: Problem, candidate: Candidate, providers: Iterable[str]) -> Iterator[OpenFact]:
    """Yield what a candidate hangs on when others have been gone to before."""
    knowledge = problem.judgement.knowledge.after(problem.candidates.outcomes_of(providers))
    return open_facts(problem.judgement, candidate.verdict, knowledge)


def _is_asked(subject: Subject | None) -> bool:
    return subject is None or subject.family not in UNASKED_FAMILIES


def _may_concern(near: Mapping[str, Candidate], rule: Rule) -> bool:
    """Return whether a rule speaks about every path, or about some service that may be a step."""
    return not rule.services.parts or any(entry.verdict.facts.concerned_by(rule) is not NO for entry in near.values())


def first_questions(judgement: Judgement) -> Iterator[Question]:
    """Yield what is asked whatever services there are: by rule, and how a conversation begins where no need is named."""
    profile, knowledge = judgement.knowledge.profile, judgement.knowledge
    vocabulary = judgement.index.catalog.vocabulary
    if not profile.needs:
        for name, opening in sorted(vocabulary.words.opening.items()):
            yield Question(name, opening.ask, opening.why, ())
    named = {f"need.{need.need}" for need in profile.needs}
    for entry in judgement.acting:
        then = entry.rule.then
        if entry.truth is not YES or not isinstance(then, Ask) or then.ask in profile.declined:
            continue
        if then.ask not in named and then.ask not in knowledge.values:
            ask, _ = question_words(vocabulary, then.ask)
            yield Question(then.ask, ask, entry.rule.because, ())


def sensitivity_of(vocabulary: Vocabulary, fact: str) -> str:
    """Return how delicate a question is: of a need always as delicate as can be."""
    if fact in vocabulary.facts:
        return vocabulary.facts[fact].sensitivity
    return "special" if fact.startswith("need.") else "ordinary"


def question_words(vocabulary: Vocabulary, fact: str) -> tuple[Words, Words]:
    """Return how to ask for a fact, and why."""
    if fact in vocabulary.facts:
        return vocabulary.facts[fact].ask, vocabulary.facts[fact].why
    if fact.startswith("language."):
        code = fact.removeprefix("language.")
        return Message.of("ask_language", language=code), Message.of("ask_language_why", language=code)
    term = vocabulary.terms[fact.removeprefix("need.")]
    own = term.ask if isinstance(term, NeedTerm) else None
    ask = Message.of("ask_need", need=term.label) if own is None else Message.of("ask_gently", ask=own)
    return ask, Message.of("ask_need_why", need=term.label)
