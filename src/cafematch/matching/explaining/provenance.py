"""Where an answer comes from: the rules that acted, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cafematch.matching.judging.doors import OpenDoor
from cafematch.matching.judging.knowledge import ActingRule
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, truth
from cafematch.matching.judging.verdicts import Judgement, Verdict
from cafematch.matching.planning.layout import step_lines
from cafematch.matching.planning.plans import Plans
from cafematch.matching.planning.problem import Problem
from cafematch.matching.suggestion import Applied, Assumption, Message
from cafematch.model.catalog import Service
from cafematch.model.conditions import Condition
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


def applied_rules(problem: Problem, plans: Plans, named: frozenset[str] = frozenset()) -> tuple[Applied, ...]:
    """Return every rule that made a difference to this answer, by id, with what it did; `named` are those of offers and
    escalations.
    """
    found = []
    shown = [step.candidate.verdict for plan in plans.best for step in plan.layout.steps]
    in_lines = {line.rule for plan in plans.best for lines in step_lines(problem, plan.layout) for line in lines}
    answering = {id_ for need in problem.needs for id_ in problem.candidates.told(need)}
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
