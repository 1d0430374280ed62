"""Judge: whether each service is open, conditional or closed to a person, and why.

A service is closed if a requirement is NO, a rule excludes it, or every door is barred. It is conditional if nothing
is NO and something is UNKNOWN. A NO that another service's outcome can turn leaves it closed but reachable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final, Literal

from cafematch.matching.judging.barred import barred
from cafematch.matching.judging.barriers import Visitor, choices_about
from cafematch.matching.judging.concerned import surely_concerned
from cafematch.matching.judging.doors import (
    ClosedDoor,
    DoorFacts,
    OpenDoor,
    supports_person,
    try_doors,
    with_companion,
)
from cafematch.matching.judging.history import History
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import ActingRule, Knowledge, SetParameter, latest
from cafematch.matching.judging.services import IndexedService, required_facts
from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Finding, Truth, examine, truth
from cafematch.model.conditions import All, Condition
from cafematch.model.profile import Choice
from cafematch.model.rules import Exclude, Include, Prerequisite, Privacy, Rule
from cafematch.model.text import Text
from cafematch.quick import dataclass

MOST_TOLD: Final = 20
"""How many services for a need an answer speaks about beside those of its paths."""
MOST_RULED_OUT: Final = 10
"""How many it speaks about that are ruled out."""

State = Literal["open", "conditional", "closed"]


@dataclass(frozen=True, slots=True)
class RuledRequirement:
    """A requirement that a rule adds, as far as the rule's own `when` is certain."""

    rule: Rule
    condition: All
    acting: Truth


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule that would close a service, and the warning with which it stays open all the same."""

    rule: Rule
    warning: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one service for one person.

    `requirement` is the truth of all requirements together at the start of the path, `exclusions` the rules that close
    it, `perhaps` those that may (their `when` is unknown), `kept` those that would, were it not the only provider or the
    person's own choice. `facts` is what rules were asked about: the service at its best door, or at its first if all are
    barred. `hopeful` are the doors that would suit better than the best, if what is unknown about them turned out well.
    """

    indexed: IndexedService
    requirement: Truth
    ruled: tuple[RuledRequirement, ...]
    exclusions: tuple[Rule, ...]
    perhaps: tuple[ActingRule, ...]
    kept: tuple[Kept, ...]
    refused: Choice | None
    chosen: Choice | None
    door: OpenDoor | None
    hopeful: tuple[OpenDoor, ...]
    barred: tuple[ClosedDoor, ...]
    facts: DoorFacts
    required: frozenset[tuple[str, ...]]

    @property
    def id(self) -> str:
        return self.indexed.id

    @property
    def reachable(self) -> bool:
        """Whether only requirements stand in the way, so that an outcome of another service may open it."""
        return self.door is not None and not self.exclusions and self.refused is None

    @property
    def state(self) -> State:
        """Whether it is open, conditional or closed at the start of the path."""
        if self.door is None or not self.reachable or self.requirement is NO:
            return "closed"
        sure = self.requirement is YES and not self.perhaps and self.door.entry is YES
        return "open" if sure and not any(mismatch.fact for mismatch in self.door.unclear) else "conditional"

    @property
    def barriers(self) -> frozenset[str]:
        """What bars one door or another."""
        return frozenset().union(*(door.barriers for door in self.barred))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All requirements: the service's own, those of the chosen door, those of rules that surely act."""
        return _conditions(self.indexed, self.door, self.ruled)

    def requirement_after(self, knowledge: Knowledge) -> Truth:
        """Return the truth of all requirements given what is known by then."""
        return _requirement(self.conditions, self.ruled, knowledge)

    def findings(self, knowledge: Knowledge) -> tuple[Finding, ...]:
        """Return the findings of all requirements, every child kept."""
        return tuple(examine(condition, knowledge) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on all services, with what they were judged by."""

    index: Index
    knowledge: Knowledge
    acting: tuple[ActingRule, ...]
    visitor: Visitor
    verdicts: Verdicts

    @property
    def parameters(self) -> Mapping[str, SetParameter]:
        """The dials of the path in this run."""
        return self.knowledge.parameters

    @property
    def hidden(self) -> frozenset[str]:
        """The facts that acting privacy rules keep out of the answer."""
        acting = (entry.rule.then for entry in self.acting if entry.truth is YES)
        return frozenset(fact for then in acting if isinstance(then, Privacy) for fact in then.hide)

    def some_of(self, ids: Collection[str]) -> Collection[str]:
        """Return the services of many that an answer speaks about: not too many, and few of those ruled out."""
        if len(ids) <= MOST_TOLD:
            return ids
        ruled_out, in_order = self.verdicts.ruled_out, sorted(ids)
        possible = islice((id_ for id_ in in_order if id_ not in ruled_out), MOST_TOLD)
        return {*possible, *islice((id_ for id_ in in_order if id_ in ruled_out), MOST_RULED_OUT)}

    @property
    def history(self) -> History:
        """What the person had to do with services before."""
        return self.verdicts.history


def judge(index: Index, knowledge: Knowledge, acting: tuple[ActingRule, ...]) -> Judgement:
    """Return the verdict on every service of the network, each worked out when it is looked at."""
    excluding = tuple(entry for entry in acting if isinstance(entry.rule.then, Exclude) and entry.truth is not NO)
    requiring = tuple(entry for entry in acting if isinstance(entry.rule.then, Prerequisite) and entry.truth is not NO)
    along = tuple(entry for entry in acting if entry.truth is YES and goes_along(index, entry.rule))
    history = History(knowledge)

    def excluded(id_: str) -> Truth:
        facts = _facts_of(index.services[id_], knowledge, history)
        return max((facts.acted_on_by(entry) for entry in excluding), default=NO)

    visitor = Visitor(index, knowledge, _here(index, knowledge), excluded)
    return Judgement(index, knowledge, acting, visitor, Verdicts(visitor, history, excluding, requiring, along))


def goes_along(index: Index, rule: Rule) -> bool:
    """Return whether a rule includes somebody who goes along with steps, and is no step of their own."""
    kinds = index.catalog.vocabulary.kinds
    return isinstance(rule.then, Include) and all(kinds[name].companion for name in rule.then.include)


def _here(index: Index, knowledge: Knowledge) -> str:
    """Return the organisation where the person sits: the profile's, else the entrance's."""
    at = knowledge.profile.at or index.catalog.network.entrance
    return at if at in index.catalog.organisation else index.catalog.provider[at].organisation


class Verdicts(Mapping[str, Verdict]):
    """The verdict on every service by id. Most services have nothing to do with a person, so each is judged on demand."""

    def __init__(
        self,
        visitor: Visitor,
        history: History,
        excluding: tuple[ActingRule, ...],
        requiring: tuple[ActingRule, ...],
        along: tuple[ActingRule, ...],
    ) -> None:
        self._visitor = visitor
        self.history = history
        self._excluding = excluding
        self._requiring = requiring
        self._along = along
        needs = visitor.knowledge.profile.needs
        self._pressing = {need.need for need in needs if need.is_open and need.presses}
        self._closed: ServiceSet | None = None
        self._ruled_out: ServiceSet | None = None
        self._strict: dict[str, Verdict] = {}
        self._final: dict[str, Verdict] = {}

    def __getitem__(self, id_: str) -> Verdict:
        if id_ not in self._final:
            self._final[id_] = self._keep_sole_provider(self.strict(id_))
        return self._final[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._visitor.index.services)

    def __len__(self) -> int:
        return len(self._visitor.index.services)

    @property
    def closed(self) -> ServiceSet:
        """The services whose own requirements, or those of all their doors, are not met at the start."""
        if self._closed is None:
            self._closed = self._visitor.index.requirements.of(self._visitor.knowledge).no
        return self._closed

    @property
    def ruled_out(self) -> ServiceSet:
        """The services closed to this person whatever others bring about; there may be further such services.

        They require what is not so and no service can make so, a rule without exception excludes them, or every door of
        theirs is barred by what nobody bridges.
        """
        if self._ruled_out is None:
            index, knowledge = self._visitor.index, self._visitor.knowledge
            found = self.closed.bits & ~index.openable | barred(self._visitor)
            for entry in self._excluding:
                then = _exclude(entry.rule)
                if entry.truth is YES and then.unless_sole_provider is None and then.unless_chosen is None:
                    found |= surely_concerned(index, entry.rule, knowledge)
            self._ruled_out = index.set_of(found)
        return self._ruled_out

    def may_exclude(self, id_: str) -> list[ActingRule]:
        """Return the rules that may exclude a supporting service: what they look at is not known."""
        facts = _facts_of(self._visitor.index.services[id_], self._visitor.knowledge, self.history)
        return [entry for entry in self._excluding if facts.acted_on_by(entry) is UNKNOWN]

    def strict(self, id_: str) -> Verdict:
        """Return the verdict before any exclusion is lifted because nobody else answers a need."""
        if id_ not in self._strict:
            self._strict[id_] = self._judged(self._visitor.index.services[id_])
        return self._strict[id_]

    def _judged(self, indexed: IndexedService) -> Verdict:
        knowledge, joined = self._visitor.knowledge, self.history.with_service(indexed)
        pressing = not self._pressing.isdisjoint(indexed.needs)
        doors = try_doors(self._visitor, indexed, joined, pressing, self._excluding)
        first = indexed.doors[0]
        facts = doors.best.facts if doors.best else DoorFacts(knowledge, first.attributes, joined, first.about)
        choices = choices_about(indexed, knowledge)
        chosen = _foremost(choices, want=True)
        exclusions, perhaps, kept = self._excluded(facts, own_choice=chosen is not None and chosen.by == "person")
        ruled = tuple(self._required_by_rules(facts))
        door = _with_companions(self._visitor, indexed, doors.best, self._along)
        return Verdict(
            indexed=indexed,
            requirement=_requirement(_conditions(indexed, door, ruled), ruled, knowledge),
            ruled=ruled,
            exclusions=tuple(exclusions),
            perhaps=tuple(perhaps),
            kept=tuple(kept),
            refused=_foremost(choices, want=False),
            chosen=chosen,
            door=door,
            hopeful=doors.hopeful,
            barred=doors.closed,
            facts=facts,
            required=indexed.required | required_facts(*(entry.condition for entry in ruled))
            if ruled
            else indexed.required,
        )

    def _excluded(self, facts: DoorFacts, *, own_choice: bool) -> tuple[list[Rule], list[ActingRule], list[Kept]]:
        """Return the rules that exclude a service at a door, those that may, and those that the person's choice lifts."""
        exclusions, perhaps, kept = list[Rule](), list[ActingRule](), list[Kept]()
        for entry in self._excluding:
            about = facts.acted_on_by(entry)
            warning = _exclude(entry.rule).unless_chosen if own_choice else None
            if warning is not None:
                kept += [Kept(entry.rule, warning)] if about is YES else []
            elif about is YES:
                exclusions.append(entry.rule)
            elif about is UNKNOWN:
                perhaps.append(entry)
        return exclusions, perhaps, kept

    def _required_by_rules(self, facts: DoorFacts) -> Iterator[RuledRequirement]:
        """Yield what rules surely add, or may add, to what a service requires."""
        for entry in self._requiring:
            about = facts.acted_on_by(entry)
            if about is not NO:
                assert isinstance(entry.rule.then, Prerequisite)
                yield RuledRequirement(entry.rule, entry.rule.then.require, about)

    def _keep_sole_provider(self, verdict: Verdict) -> Verdict:
        """Keep a service that rules exclude where it alone answers a need of the person and every such rule allows it."""
        rules, knowledge = verdict.exclusions, self._visitor.knowledge
        if not rules:
            return verdict
        kept = [Kept(rule, text) for rule in rules if (text := _exclude(rule).unless_sole_provider) is not None]
        if len(kept) < len(rules):
            return verdict
        answering = self._visitor.index.answering
        needs = [need for need in active_needs(knowledge) if need in verdict.indexed.needs]
        others = [[other for other in answering[need] - self.ruled_out if other != verdict.id] for need in needs]
        if all(any(self._can_open(self.strict(other)) for other in group) for group in others):
            return verdict
        kinds = self._visitor.index.catalog.vocabulary.kinds
        companions = {name for name, kind in kinds.items() if kind.raises_handover}
        door = verdict.door and _accompanied(self._visitor, verdict.indexed, verdict.door, companions, rules[0].id)
        return replace(verdict, exclusions=(), kept=(*verdict.kept, *kept), door=door)

    def _can_open(self, verdict: Verdict) -> bool:
        """Return whether a service is not closed, or could be opened by what other services bring about."""
        if not verdict.reachable or verdict.requirement is not NO:
            return verdict.reachable
        index = self._visitor.index
        makers = {id_ for key in verdict.required for id_ in index.making.get(key, ())}
        outcomes = [outcome for id_ in sorted(makers) for outcome in index.services[id_].service.outcomes]
        return verdict.requirement_after(self._visitor.knowledge.after(outcomes)) is not NO


def _facts_of(indexed: IndexedService, knowledge: Knowledge, history: History) -> DoorFacts:
    """Return what rules may ask about a service whichever of its doors is meant."""
    return DoorFacts(knowledge, indexed.attributes, history.with_service(indexed), indexed.about)


def _conditions(
    indexed: IndexedService, door: OpenDoor | None, ruled: Iterable[RuledRequirement]
) -> tuple[Condition, ...]:
    """Return what a service requires, and its door if it requires anything, and what rules that surely act add."""
    own = indexed.service.requires
    at_door = (door.indexed.door.requires,) if door is not None and door.indexed.door.requires.parts else ()
    return (own, *at_door, *[entry.condition for entry in ruled if entry.acting is YES])


def _requirement(conditions: Iterable[Condition], ruled: Iterable[RuledRequirement], knowledge: Knowledge) -> Truth:
    """Return the truth of all requirements; what only may be required is never a no."""
    found = min([truth(condition, knowledge) for condition in conditions])
    for entry in ruled:
        if entry.acting is UNKNOWN:
            found = min(found, max(UNKNOWN, truth(entry.condition, knowledge)))
    return found


def _exclude(rule: Rule) -> Exclude:
    assert isinstance(rule.then, Exclude)
    return rule.then


def _foremost(choices: Collection[Choice], *, want: bool) -> Choice | None:
    """Return the choice that counts of those for a service, or against it."""
    return min((choice for choice in choices if choice.want is want), key=_by_whom, default=None) if choices else None


def _by_whom(choice: Choice) -> tuple[str, str]:
    return choice.by, choice.because or ""


def _with_companions(
    visitor: Visitor, indexed: IndexedService, door: OpenDoor | None, along: tuple[ActingRule, ...]
) -> OpenDoor | None:
    """Return a door with everybody beside it whom rules want there, as far as the network has such a service."""
    for entry in along:
        if door is not None and door.facts.concerned_by(entry.rule) is YES:
            assert isinstance(entry.rule.then, Include)
            door = _accompanied(visitor, indexed, door, entry.rule.then.include, entry.rule.id)
    return door


def _accompanied(
    visitor: Visitor, indexed: IndexedService, door: OpenDoor, kinds: Collection[str], rule: str
) -> OpenDoor:
    """Return a door with a service of one of these kinds attached; of several the one that can come along soonest.

    It stays as it is where one is attached already, or none takes the person; and nobody is waited for until it is too
    late.
    """
    services = visitor.index.services
    if any(services[support.service].service.kind in kinds for support in door.supports):
        return door
    limits = [
        limit
        for need in visitor.knowledge.profile.needs
        if need.need in indexed.needs and (limit := latest(visitor.knowledge, need))
    ]
    found = [
        (with_companion(visitor, indexed, door, id_, rule), id_)
        for id_ in sorted(visitor.index.of_kinds(kinds))
        if id_ != indexed.id and supports_person(visitor, services[id_])
    ]
    in_time = [
        (accompanied.opening, id_, accompanied)
        for accompanied, id_ in found
        if accompanied and not any(door.opening.date() <= limit < accompanied.opening.date() for limit in limits)
    ]
    return min(in_time, key=lambda entry: entry[:2])[2] if in_time else door


def active_needs(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the needs to be answered, by name: those unmet, and those of which it is not known."""
    return tuple(sorted({need.need for need in knowledge.profile.needs if need.is_open}))
