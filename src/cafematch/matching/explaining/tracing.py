"""Tracing: what of a profile was looked at, by whom and where, and what made no difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from cafematch.matching.explaining.gaps import akin_to
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import ActingRule
from cafematch.matching.judging.services import IndexedDoor, IndexedService, required_facts
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Finding, decisive, examine
from cafematch.matching.judging.verdicts import Judgement, Verdict
from cafematch.matching.planning.plans import Plans
from cafematch.matching.planning.problem import Problem
from cafematch.matching.suggestion import Message, Unused
from cafematch.model.conditions import Condition, Test, leaves, subjects
from cafematch.model.profile import Profile
from cafematch.model.rules import Exclude, Include, Prerequisite, Rule

BARRIER_FACTS = frozenset(
    (
        "accessibility",
        "anonymity",
        "availability",
        "channels",
        "channels_not",
        "children_along",
        "cost_limit",
        "gender_preference",
        "interpreter",
        "languages",
        "literacy",
        "pets",
        "reach",
        "safe_contact",
        "will_sign_forms",
    )
)

_BARRIER_OF: Mapping[str, str] = {
    "availability": "hours",
    "channels": "channel",
    "channels_not": "channel",
    "cost_limit": "cost",
    "district": "reach",
    "gender_preference": "gender",
    "languages": "language",
    "will_sign_forms": "forms",
}
"""The barrier that a statement is about, where the two are not called the same."""

_TOLD_AS: Mapping[str, str] = {
    "earlier_experience": "previous_contacts",
    "earlier_results": "previous_contacts",
    "never_again": "previous_contacts",
    "trusted": "existing_trust",
}
"""What rules ask about a service that a profile tells, and under which name."""


def unused_fields(problem: Problem, shown: Collection[str]) -> Iterator[Unused]:
    """Yield the facts, feelings, competences and needs of a profile that made no difference; `shown` are the steps of paths.

    What is not listed was looked at: by a barrier, by a service that is near, by a rule that acts, or it is why one does not.
    """
    judgement = problem.judgement
    profile = judgement.knowledge.profile
    told = {name: unused for name, unused in _told(profile) if name.removeprefix("need.") not in problem.needs}
    idle = told.keys() - set(_looked_at(problem, shown))
    idle -= {name for entry in judgement.acting if entry.truth is NO for name in _holding_back(entry, judgement, idle)}
    idle -= {f"competence.{area}" for area in judgement.index.welcoming}
    narrower = judgement.index.catalog.vocabulary.narrower  # what a domain means hangs on its terms that are named
    idle -= {f"need.{term}" for need in profile.needs for term in narrower[need.need] - {need.need}}
    for name, unused in told.items():
        if name in idle and idle.issuperset(other for other in told if other.startswith(f"{name}.detail.")):
            yield unused


def _told(profile: Profile) -> Iterator[tuple[str, Unused]]:
    """Yield what a profile tells, by the name that conditions use, with what is said if nobody looked at it."""
    for section, values in (("background", profile.background), ("constraints", profile.constraints)):
        for name, _ in values:
            yield name, Unused(f"{section}.{name}", Message.of("unused_fact"))
    for need in profile.needs:
        for name, _ in need.detail:
            yield name, Unused(f"needs.{name.removeprefix('need.')}", Message.of("unused_fact"))
    for name in sorted(profile.feelings):
        yield f"feeling.{name}", Unused(f"feelings.{name}", Message.of("unused_feeling"))
    for name in sorted(profile.readiness):
        yield f"readiness.{name}", Unused(f"readiness.{name}", Message.of("unused_feeling"))
    for area in sorted({competence.area for competence in profile.competences}):
        yield f"competence.{area}", Unused(f"competences.{area}", Message.of("unused_competence"))
    for need in sorted(profile.needs, key=lambda entry: entry.need):
        if need.state in ("met", "declined", "none"):
            yield f"need.{need.need}", Unused(f"needs.{need.need}", Message.of(f"unused_need_{need.state}"))


def _holding_back(entry: ActingRule, judgement: Judgement, names: set[str]) -> frozenset[str]:
    """Return those of some names because of which a rule does not act."""
    if names.isdisjoint(_asked_by_rule(judgement.index, entry.rule)):
        return frozenset()
    return decisive(examine(entry.rule.when, judgement.knowledge)) & names


def _looked_at(problem: Problem, shown: Collection[str]) -> Iterator[str]:
    """Yield every name of the profile that something looked at: a barrier, a near service, a rule that acts.

    Also a rule that may act, where an answer tells so: a service may be closed, or a question asked.
    """
    judgement = problem.judgement
    yield from _at_every_door(judgement)
    for id_ in _near(problem, shown):
        indexed = judgement.index.services[id_]
        yield from _asked_by_service(judgement.index, indexed)
        yield from _looked_at_beside(judgement, indexed)
    for entry in judgement.acting:
        may_act = entry.truth is UNKNOWN and isinstance(entry.rule.then, Exclude | Include | Prerequisite)
        if entry.truth is YES or may_act:
            yield from _asked_by_rule(judgement.index, entry.rule)


def _asked_by_rule(index: Index, rule: Rule) -> frozenset[str]:
    """Return the names of everything a rule asks about a person: for acting, about services, and what it requires."""
    required = (rule.then.require,) if isinstance(rule.then, Prerequisite) else ()
    return index.kept(("asked by rule", rule.id), lambda: frozenset(_names_in((rule.when, rule.services, *required))))


def _asked_by_service(index: Index, indexed: IndexedService) -> frozenset[str]:
    """Return the names of everything a service may ask about a visitor, at any of its doors."""

    def asked() -> frozenset[str]:
        at_doors = (condition for door in indexed.doors for condition in (door.door.requires, *_rungs_of(door)))
        return frozenset(_names_in((indexed.service.requires, indexed.service.welcomes, *at_doors)))

    return index.kept(("asked by service", indexed.id), asked)


def _names_in(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from _names(condition)


def _rungs_of(door: IndexedDoor) -> Iterator[Condition]:
    return (rung.when for rung in door.visitor_rungs)


def _at_every_door(judgement: Judgement) -> frozenset[str]:
    """Return what every door is judged by."""
    return BARRIER_FACTS | {"district"} if "reach" in judgement.knowledge.values else BARRIER_FACTS


def _near(problem: Problem, shown: Collection[str]) -> set[str]:
    """Return the services that an answer looks at: for needs, for competences, along with others, and their openers."""
    judgement = problem.judgement
    index, needs = judgement.index, problem.needs
    areas = {competence.area for competence in judgement.knowledge.profile.competences}
    near = {id_ for need in needs for id_ in problem.candidates.told(need)} | problem.candidates.near(shown).keys()
    near |= {id_ for need in needs if need not in index.answering for id_ in akin_to(problem, need)}
    acting = [entry.rule.then for entry in judgement.acting if entry.truth is not NO]
    kinds = {kind for then in acting if isinstance(then, Include) for kind in then.include}
    kinds |= {name for name, kind in index.catalog.vocabulary.kinds.items() if kind.bridges}
    near.update(judgement.some_of(index.of_kinds(kinds)))
    near.update(judgement.some_of({id_ for area in areas for id_ in index.welcoming.get(area, ())}))
    by_rules = {key for then in acting if isinstance(then, Prerequisite) for key in required_facts(then.require)}
    waiting = set(near)
    while waiting:
        required = index.services[waiting.pop()].required | by_rules
        openers = {id_ for key in required for id_ in judgement.some_of(index.making.get(key, ()))} - near
        near |= openers
        waiting |= openers
    return near


def traces_of(problem: Problem, plans: Plans, name: str) -> Iterator[tuple[Message, Finding | None, str]]:
    """Yield everything that looked at something a profile tells: what it is, what came of it, and where it is written.

    Services of the paths shown come first. A rule is named if it acts, or if it does not because of this.
    """
    judgement = problem.judgement
    field = "languages" if name.startswith("language.") else name
    shown = [step.candidate.id for plan in plans.best for step in plan.layout.steps]
    at_every_door = _at_every_door(judgement)
    near = sorted(_near(problem, shown), key=lambda id_: (shown.index(id_) if id_ in shown else len(shown), id_))
    for id_ in near:
        verdict = judgement.verdicts[id_]
        service = verdict.indexed.service
        at_its_door = field in at_every_door and (id_ in shown or _BARRIER_OF.get(field, field) in verdict.barriers)
        if at_its_door or name in _looked_at_beside(judgement, verdict.indexed):
            yield Message.of("why_fact_door", name=service.name), None, service.at
        for condition in _conditions_of(verdict):
            for leaf in _tests_of(examine(condition, verdict.facts), name):
                says = Message.of("why_fact_service", name=service.name, test=leaf.condition)
                yield says, leaf, getattr(leaf.condition, "at", "") or service.at
    for entry in judgement.acting:
        finding = examine(entry.rule.when, judgement.knowledge)
        if entry.truth is YES or (entry.truth is NO and name in decisive(finding)):
            for leaf in _tests_of(finding, name):
                says = Message.of("why_fact_rule", name=entry.rule.title, test=leaf.condition)
                yield says, leaf, getattr(leaf.condition, "at", "") or entry.rule.at
        if entry.truth is YES:
            for test in leaves(entry.rule.services):
                if name in _names(test):
                    yield Message.of("why_fact_rule_about", name=entry.rule.title), None, test.at or entry.rule.at


def _tests_of(finding: Finding, name: str) -> Iterator[Finding]:
    if isinstance(finding.condition, Test) and name in _names(finding.condition):
        yield finding
    for child in finding.children:
        yield from _tests_of(child, name)


def _conditions_of(verdict: Verdict) -> Iterator[Condition]:
    """Yield everything that may be asked about a visitor of a service, at any of its doors."""
    yield from verdict.conditions
    yield verdict.indexed.service.welcomes
    for door in verdict.indexed.doors:
        if verdict.door is None or door is not verdict.door.indexed:
            yield door.door.requires
        yield from _rungs_of(door)


def _looked_at_beside(judgement: Judgement, indexed: IndexedService) -> Iterator[str]:
    """Yield what a service is judged by beside its conditions: earlier contacts, trust, doors for women or men only."""
    joined = judgement.verdicts.history.with_service(indexed)
    if joined["earlier_experience"] != "none":
        yield "previous_contacts"
    if joined["trusted"]:
        yield "existing_trust"
    if any(door.door.women_only or door.door.men_only for door in indexed.doors):
        yield "gender"


def _names(condition: Condition) -> Iterator[str]:
    """Yield the names of everything a condition looks at, as a profile's fields are named."""
    for subject in subjects(condition):
        yield subject.name
        yield subject.asked_fact
        if subject.family == "readiness":
            yield f"readiness.{subject.key[0]}"
        elif subject.family == "competence_attribute":
            yield f"competence.{subject.key[0]}"
        elif subject.family == "service":
            yield _TOLD_AS.get(subject.name, subject.name)
        elif subject.family == "need_attribute":
            yield f"need.{subject.key[0]}"
    for leaf in leaves(condition):
        if leaf.subject.family == "competence":
            yield from (f"competence.{area}" for area in getattr(leaf.check, "values", ()))
        elif leaf.subject.family == "need":
            yield from (f"need.{need}" for need in getattr(leaf.check, "values", ()))
