"""Where an answer comes from: the rules that acted, what was assumed, and what of the profile made no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cafematch.matching.doors import OpenDoor
from cafematch.matching.gaps import akin_to
from cafematch.matching.knowledge import ActingRule
from cafematch.matching.layout import step_lines
from cafematch.matching.plans import Plans
from cafematch.matching.problem import Problem
from cafematch.matching.suggestion import Applied, Assumption, Message, Unused
from cafematch.matching.truth import NO, UNKNOWN, YES, Finding, decisive, examine, truth
from cafematch.matching.verdicts import Judgement, Verdict
from cafematch.model.catalog import Service
from cafematch.model.conditions import Condition, Test, leaves, subjects
from cafematch.model.profile import Profile
from cafematch.model.rules import (
    Ask,
    Derive,
    Escalate,
    Exclude,
    Expire,
    Include,
    Offer,
    Points,
    Prerequisite,
    Privacy,
    Safeguard,
    Sequence,
    Setter,
)
from cafematch.model.text import Text

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


def applied_rules(problem: Problem, plans: Plans, named: frozenset[str] = frozenset()) -> tuple[Applied, ...]:
    """Return every rule that made a difference to this answer, by id, with what it did; `named` are those of offers and
    escalations.
    """
    found = []
    shown = [step.candidate.verdict for plan in plans.best for step in plan.layout.steps]
    in_lines = {line.rule for plan in plans.best for lines in step_lines(problem, plan.layout) for line in lines}
    answering = {id_ for need in problem.needs for id_ in problem.judgement.index.answering.get(need, ())}
    for entry in problem.judgement.acting:
        effect = _effect(problem, entry, shown, in_lines | named, answering) if entry.truth is not NO else None
        if effect is not None:
            found.append(Applied(entry.rule.id, entry.rule.title, effect, entry.rule.at))
    return tuple(sorted(found, key=lambda applied: applied.rule))


def _effect(
    problem: Problem, entry: ActingRule, shown: list[Verdict], in_lines: set[str], answering: set[str]
) -> Message | None:
    rule, judgement = entry.rule, problem.judgement

    def names(ids: set[str]) -> tuple[Text, ...]:
        return tuple(judgement.index.services[id_].service.name for id_ in sorted(ids))

    match rule.then:
        case Prerequisite():
            asked = {verdict.id for verdict in shown for ruled in verdict.ruled if ruled.rule is rule}
            return Message.of("effect_require", services=names(asked)) if asked else None
        case Exclude():
            closed = {id_ for id_ in answering if rule in judgement.verdicts[id_].exclusions}
            kept = {id_ for id_ in answering if any(other.rule is rule for other in judgement.verdicts[id_].kept)}
            perhaps = {id_ for id_ in answering if any(other.rule is rule for other in judgement.verdicts[id_].perhaps)}
            if closed:
                return Message.of("effect_exclude", services=names(closed))
            if kept:
                return Message.of("effect_kept", services=names(kept))
            return Message.of("effect_perhaps", services=names(perhaps)) if perhaps else None
        case _ if entry.truth is UNKNOWN:
            return None
        case Safeguard(stop=stop):
            return Message.of("effect_stop" if stop else "effect_safeguard")
        case Derive(fact=settings):
            facts, hidden = judgement.index.catalog.vocabulary.facts, judgement.hidden
            told = tuple(facts[setting.name].label for setting in settings if setting.name not in hidden)
            return Message.of("effect_derive", facts=told) if told else None
        case Setter(set=settings):
            parameters = judgement.index.catalog.vocabulary.parameters
            return Message.of("effect_set", parameters=tuple(parameters[setting.name].label for setting in settings))
        case Privacy():
            return Message.of("effect_privacy")
        case Sequence():
            return _sequence_effect(entry, shown)
        case Include(include=kinds):
            return _include_effect(entry, shown, kinds, names)
        case Offer():
            return Message.of("effect_offer") if rule.id in in_lines else None
        case Escalate():
            return Message.of("effect_escalate") if rule.id in in_lines else None
        case Ask(ask=ask):
            named = {f"need.{need.need}" for need in judgement.knowledge.profile.needs}
            return Message.of("effect_ask") if ask not in named | judgement.knowledge.values.keys() else None
        case Points() | Expire():
            return Message.of("effect_points") if rule.id in in_lines else None


def _sequence_effect(entry: ActingRule, shown: list[Verdict]) -> Message | None:
    then = entry.rule.then
    assert isinstance(then, Sequence)

    def some(condition: Condition) -> list[Verdict]:
        return [verdict for verdict in shown if verdict.door and truth(condition, verdict.door.facts) is YES]

    if then.defer and some(entry.rule.services):
        return Message.of("effect_defer")
    if then.before is not None and some(then.before.first) and some(then.before.then):
        return Message.of("effect_before")
    held = then.until is not None or (then.after is not None and some(then.after))
    return Message.of("effect_hold") if held and some(entry.rule.services) else None


def _include_effect(
    entry: ActingRule, shown: list[Verdict], kinds: tuple[str, ...], names: Callable[[set[str]], tuple[Text, ...]]
) -> Message | None:
    along = {
        support.service
        for verdict in shown
        if verdict.door
        for support in verdict.door.supports
        if support.rule == entry.rule.id
    }
    included = {verdict.id for verdict in shown if verdict.indexed.service.kind in kinds} | along
    return Message.of("effect_include", services=names(included)) if included else None


def assumptions(judgement: Judgement, shown: Iterable[str]) -> Iterator[Assumption]:
    """Yield what was taken for granted because nobody stated it, by fact; `shown` are the services of the paths shown."""
    vocabulary = judgement.index.catalog.vocabulary
    verdicts = [judgement.verdicts[id_] for id_ in sorted(shown)]
    doors = [(verdict.indexed.service, verdict.door) for verdict in verdicts if verdict.door is not None]
    for name, fact in sorted(vocabulary.facts.items()):
        if fact.assumed is not None and name not in judgement.knowledge.values:
            bears = _BEARS.get(name)
            matters = bool(doors) and (bears is None or any(bears(service, door) for service, door in doors))
            yield Assumption(name, fact.assumed, matters)


def _in_person(door: OpenDoor) -> bool:
    channels = door.indexed.door.channels
    return not channels or "in_person" in channels


_BEARS: Mapping[str, Callable[[Service, OpenDoor], bool]] = {
    "availability": lambda service, door: door.indexed.hours is not None,
    "languages": lambda service, door: service.languages is not None and service.languages.spoken != "any",
    "interpreter": lambda service, door: any("language" in support.bridges for support in door.supports),
    "reach": lambda service, door: _in_person(door),
    "children_along": lambda service, door: _in_person(door) and not door.indexed.door.children_on_site,
    "accessibility": lambda service, door: _in_person(door) and not door.indexed.step_free,
    "literacy": lambda service, door: not door.indexed.door.oral,
    "will_sign_forms": lambda service, door: door.indexed.door.forms != "none",
    "anonymity": lambda service, door: door.indexed.door.name not in ("anonymous", "pseudonym"),
    "cost_limit": lambda service, door: service.cost != "none",
    "channels": lambda service, door: not _in_person(door),
    "safe_contact": lambda service, door: not _in_person(door),
}
"""Whether a door would bear on what is assumed, if it were otherwise; what is not named here always may."""


def unused_fields(problem: Problem) -> Iterator[Unused]:
    """Yield the facts, feelings, competences and needs of a profile that made no difference.

    What is not listed was looked at: by a barrier, by a service that is near, by a rule that acts, or it is why one does not.
    """
    judgement = problem.judgement
    profile = judgement.knowledge.profile
    told = {name: unused for name, unused in _told(profile) if name.removeprefix("need.") not in problem.needs}
    idle = told.keys() - set(_looked_at(problem))
    idle -= {name for entry in judgement.acting if entry.truth is NO for name in _holding_back(entry, judgement, idle)}
    idle -= {f"competence.{area}" for entry in judgement.index.services.values() for area in _welcomed(entry.service)}
    for name, unused in told.items():
        if name in idle and idle.issuperset(other for other in told if other.startswith(f"{name}.detail.")):
            yield unused


def _welcomed(service: Service) -> Iterator[str]:
    """Yield the areas of competence that are welcome at a service."""
    for welcome in service.roles:
        yield from welcome.areas


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
    if names.isdisjoint(_names(entry.rule.when)):
        return frozenset()
    return decisive(examine(entry.rule.when, judgement.knowledge)) & names


def _looked_at(problem: Problem) -> Iterator[str]:
    """Yield every name of the profile that something looked at: a barrier, a near service, a rule that acts."""
    judgement = problem.judgement
    yield from _at_every_door(judgement)
    for id_ in sorted(_near(problem)):
        yield from _looked_at_by(judgement.verdicts[id_])
    for entry in judgement.acting:
        if entry.truth is YES:
            yield from _names(entry.rule.when)
            yield from _names(entry.rule.services)


def _at_every_door(judgement: Judgement) -> frozenset[str]:
    """Return what every door is judged by."""
    return BARRIER_FACTS | {"district"} if "reach" in judgement.knowledge.values else BARRIER_FACTS


def _near(problem: Problem) -> set[str]:
    """Return the services that an answer looks at: for needs, for competences, along with others, and their openers."""
    judgement = problem.judgement
    index, needs = judgement.index, problem.needs
    areas = {competence.area for competence in judgement.knowledge.profile.competences}
    near = {id_ for need in needs for id_ in index.answering.get(need, ())} | problem.candidates.keys()
    near |= {id_ for need in needs if need not in index.answering for id_, _ in akin_to(problem, need)}
    acting = [entry.rule.then for entry in judgement.acting if entry.truth is not NO]
    kinds = {kind for then in acting if isinstance(then, Include) for kind in then.include}
    kinds |= {name for name, kind in index.catalog.vocabulary.kinds.items() if kind.bridges}
    for id_, indexed in index.services.items():
        if indexed.service.kind in kinds or not areas.isdisjoint(_welcomed(indexed.service)):
            near.add(id_)
    waiting = set(near)
    while waiting:
        required = judgement.verdicts[waiting.pop()].required
        openers = {id_ for key in required for id_ in index.making.get(key, ())} - near
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
    near = sorted(_near(problem), key=lambda id_: (shown.index(id_) if id_ in shown else len(shown), id_))
    for id_ in near:
        verdict = judgement.verdicts[id_]
        service = verdict.indexed.service
        barriers = {mismatch.barrier for closed in verdict.barred for mismatch in closed.barred_by}
        barred = _BARRIER_OF.get(field, field) in barriers
        if name in _looked_at_beside(verdict) or (field in _at_every_door(judgement) and (id_ in shown or barred)):
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
        yield from (rung.when for rung in door.visitor_rungs)


def _looked_at_by(verdict: Verdict) -> Iterator[str]:
    for condition in _conditions_of(verdict):
        yield from _names(condition)
    yield from _looked_at_beside(verdict)


def _looked_at_beside(verdict: Verdict) -> Iterator[str]:
    """Yield what a service is judged by beside its conditions: earlier contacts, trust, doors for women or men only."""
    if verdict.joined["earlier_experience"] != "none":
        yield "previous_contacts"
    if verdict.joined["trusted"]:
        yield "existing_trust"
    if any(door.door.women_only or door.door.men_only for door in verdict.indexed.doors):
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
