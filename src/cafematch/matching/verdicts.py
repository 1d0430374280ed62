"""Judge: whether each service is open, conditional or closed to a person, and why.

A service is closed if a requirement is NO, a rule excludes it, or every door is barred. It is conditional if nothing
is NO and something is UNKNOWN. A NO that another service's outcome can turn leaves it closed but reachable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from cafematch.matching.doors import ClosedDoor, DoorFacts, OpenDoor, Visitor, best_door
from cafematch.matching.index import Index, IndexedService, required_facts
from cafematch.matching.knowledge import ActingRule, Knowledge, SetParameter
from cafematch.matching.truth import NO, UNKNOWN, YES, Finding, Truth, examine, truth
from cafematch.model.conditions import All, Condition
from cafematch.model.profile import Choice
from cafematch.model.rules import Exclude, Prerequisite, Rule

State = Literal["open", "conditional", "closed"]


@dataclass(frozen=True, slots=True)
class RuledRequirement:
    """A requirement that a rule adds, as far as the rule's own `when` is certain."""

    rule: Rule
    condition: All
    acting: Truth


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one service for one person.

    `requirement` is the truth of all requirements together at the start of the path, `exclusions` the rules that close
    it, `perhaps` those that may (their `when` is unknown), `kept` those that would, were it not the only provider.
    """

    indexed: IndexedService
    state: State
    requirement: Truth
    ruled: tuple[RuledRequirement, ...]
    exclusions: tuple[Rule, ...]
    perhaps: tuple[ActingRule, ...]
    kept: tuple[Rule, ...]
    refused: Choice | None
    door: OpenDoor | None
    barred: tuple[ClosedDoor, ...]
    joined: Mapping[str, Any]
    required: frozenset[tuple[str, ...]]

    @property
    def id(self) -> str:
        return self.indexed.id

    @property
    def reachable(self) -> bool:
        """Whether only requirements stand in the way, so that an outcome of another service may open it."""
        return self.door is not None and not self.exclusions and self.refused is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All requirements: the service's own, those of the chosen door, those of rules that surely act."""
        own: tuple[Condition, ...] = (self.indexed.service.requires,)
        if self.door is not None:
            own = (*own, self.door.indexed.door.requires)
        return (*own, *(ruled.condition for ruled in self.ruled if ruled.acting is YES))

    def requirement_after(self, knowledge: Knowledge) -> Truth:
        """Return the truth of all requirements given what is known by then."""
        found = min(truth(condition, knowledge) for condition in self.conditions)
        for ruled in self.ruled:
            if ruled.acting is UNKNOWN:
                found = min(found, max(UNKNOWN, truth(ruled.condition, knowledge)))
        return found

    def findings(self, knowledge: Knowledge) -> tuple[Finding, ...]:
        """Return the findings of all requirements, every child kept."""
        return tuple(examine(condition, knowledge) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on all services, with what they were judged by."""

    index: Index
    knowledge: Knowledge
    parameters: Mapping[str, SetParameter]
    acting: tuple[ActingRule, ...]
    visitor: Visitor
    verdicts: Mapping[str, Verdict]


def joined_attributes(indexed: IndexedService, knowledge: Knowledge) -> dict[str, Any]:
    """Return what the person had to do with a service or its organisation before, and whether they trust it."""
    ids = (indexed.id, indexed.organisation.organisation)
    contacts = [dict(contact) for contact in knowledge.values.get("previous_contacts", ())]
    own = [contact for contact in contacts if contact.get("service") in ids or contact.get("organisation") in ids]
    told = {contact.get("experience") for contact in own}
    experience = next((word for word in ("bad", "good", "neutral") if word in told), "none")
    return {
        "earlier_experience": experience,
        "never_again": any(contact.get("never_again") is True for contact in own),
        "trusted": any(word in ids for word in knowledge.values.get("existing_trust", ())),
    }


def judge(
    index: Index, knowledge: Knowledge, acting: tuple[ActingRule, ...], parameters: Mapping[str, SetParameter]
) -> Judgement:
    """Return the verdict on every service of the network."""
    entrance = index.catalog.network.entrance
    here = knowledge.profile.at or index.catalog.provider[entrance].organisation
    visitor = Visitor(index, knowledge, here, parameters)
    excluding = [entry for entry in acting if isinstance(entry.rule.then, Exclude) and entry.truth is not NO]
    requiring = [entry for entry in acting if isinstance(entry.rule.then, Prerequisite) and entry.truth is not NO]
    contacts = {
        id_: joined_attributes(indexed, knowledge) if _has_history(knowledge) else _STRANGER
        for id_, indexed in index.services.items()
    }
    visitor.barred = frozenset(
        id_
        for id_, indexed in index.services.items()
        for entry in excluding
        if entry.truth is YES
        and _speaks_about(entry.rule, DoorFacts(knowledge, indexed.attributes, contacts[id_])) is YES
    )
    pressing = {need.need for need in knowledge.profile.needs if need.urgency in ("now", "days") or need.deadline}
    verdicts = {
        id_: _judge_one(visitor, indexed, contacts[id_], excluding, requiring, not pressing.isdisjoint(indexed.needs))
        for id_, indexed in index.services.items()
    }
    verdicts = _keep_sole_providers(index, knowledge, verdicts)
    return Judgement(index, knowledge, parameters, acting, visitor, verdicts)


_STRANGER: Mapping[str, Any] = {"earlier_experience": "none", "never_again": False, "trusted": False}


def _has_history(knowledge: Knowledge) -> bool:
    return bool(knowledge.values.get("previous_contacts") or knowledge.values.get("existing_trust"))


def _speaks_about(rule: Rule, facts: DoorFacts) -> Truth:
    return truth(rule.services, facts) if rule.services.parts else YES


def _judge_one(
    visitor: Visitor,
    indexed: IndexedService,
    joined: Mapping[str, Any],
    excluding: list[ActingRule],
    requiring: list[ActingRule],
    pressing: bool,
) -> Verdict:
    knowledge = visitor.knowledge
    door, barred = best_door(visitor, indexed, joined, pressing)
    facts = door.facts if door else DoorFacts(knowledge, indexed.doors[0].attributes, joined)
    exclusions, perhaps = [], []
    for entry in excluding:
        about = min(entry.truth, _speaks_about(entry.rule, facts))
        if about is YES:
            exclusions.append(entry.rule)
        elif about is UNKNOWN:
            perhaps.append(entry)
    ruled = []
    for entry in requiring:
        about = min(entry.truth, _speaks_about(entry.rule, facts))
        if about is not NO:
            assert isinstance(entry.rule.then, Prerequisite)
            ruled.append(RuledRequirement(entry.rule, entry.rule.then.require, about))
    refused = next(
        (choice for choice in knowledge.profile.choices if choice.service == indexed.id and not choice.want), None
    )
    verdict = Verdict(
        indexed=indexed,
        state="closed",
        requirement=UNKNOWN,
        ruled=tuple(ruled),
        exclusions=tuple(exclusions),
        perhaps=tuple(perhaps),
        kept=(),
        refused=refused,
        door=door,
        barred=barred,
        joined=joined,
        required=indexed.required | required_facts(*(entry.condition for entry in ruled)),
    )
    return replace(verdict, requirement=verdict.requirement_after(knowledge), state=_state(verdict, knowledge))


def _state(verdict: Verdict, knowledge: Knowledge) -> State:
    requirement = verdict.requirement_after(knowledge)
    if not verdict.reachable or requirement is NO:
        return "closed"
    assert verdict.door is not None
    sure = requirement is YES and not verdict.perhaps and verdict.door.entry is YES
    return "open" if sure and not any(mismatch.fact for mismatch in verdict.door.unclear) else "conditional"


def _keep_sole_providers(index: Index, knowledge: Knowledge, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """Keep a service that rules exclude where it alone answers a need of the person and every such rule allows that."""
    kept = dict(verdicts)
    for id_, verdict in verdicts.items():
        rules = verdict.exclusions
        if not rules or not all(isinstance(rule.then, Exclude) and rule.then.unless_sole_provider for rule in rules):
            continue
        needs = [need for need in active_needs(knowledge) if need in verdict.indexed.needs]
        others = {need: [other for other in index.answering.get(need, ()) if other != id_] for need in needs}
        if any(not any(_can_open(index, verdicts[other], knowledge) for other in others[need]) for need in needs):
            relieved = replace(verdict, exclusions=(), kept=rules)
            kept[id_] = replace(relieved, state=_state(relieved, knowledge))
    return kept


def _can_open(index: Index, verdict: Verdict, knowledge: Knowledge) -> bool:
    """Return whether a service is not closed, or could be opened by what other services bring about."""
    if not verdict.reachable or verdict.requirement is not NO:
        return verdict.reachable
    makers = {id_ for key in verdict.required for id_ in index.making.get(key, ())}
    outcomes = [outcome for id_ in sorted(makers) for outcome in index.services[id_].service.outcomes]
    return verdict.requirement_after(knowledge.after(outcomes)) is not NO


def active_needs(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the needs to be answered, by name: those unmet, and those of which it is not known."""
    return tuple(sorted({need.need for need in knowledge.profile.needs if need.state in ("unmet", "unknown")}))
