"""Candidates: the services that may be steps of one person's plan, each with all that does not depend on the plan.

Nothing here is worked out before somebody asks for it: a plan looks at few of a network's services.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations, islice
from typing import NamedTuple

from cafematch.matching.judging.doors import OpenDoor
from cafematch.matching.judging.knowledge import latest
from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth
from cafematch.matching.judging.verdicts import (
    MOST_RULED_OUT,
    MOST_TOLD,
    Judgement,
    Verdict,
)
from cafematch.matching.planning.prospects import Prospects
from cafematch.matching.planning.ranking import Line, own_lines
from cafematch.matching.planning.ways import Part, Requirement
from cafematch.model.catalog import Outcome
from cafematch.model.profile import ProfileNeed
from cafematch.model.rules import Rule, Sequence
from cafematch.quick import dataclass

FEW = 10
"""So few services are sooner judged each by itself than all of the network are ruled out at once."""
MOST_PROVIDERS_COMBINED = 6
"""Up to so many services that bear on one requirement are tried in every combination: one may close what another opens."""


class Pressure(NamedTuple):
    """How much some needs press: when the first is due, whether the person named one, the highest urgency."""

    due: date
    voiced: bool
    urgency: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be a step, with everything about it that does not depend on the plan."""

    verdict: Verdict
    door: OpenDoor
    needs: frozenset[str]
    lines: tuple[Line, ...]
    points: int
    new_organisation: bool
    deferred: bool
    safeguard: bool
    pressure: Pressure
    start: Truth
    providers: frozenset[str]
    """The other services whose outcomes its requirements look at: they may open it, or close it."""
    helpers: frozenset[str]
    """Those that can make it more open; where one may close it, all of them."""
    parts: tuple[Part, ...]
    """What it requires and steps can change."""
    closed: tuple[Part, ...]
    """The parts that are closed at the start: some earlier step must open each."""
    steady: Truth
    """The truth of the rest, which no step changes."""
    rising: bool
    """Whether no step makes its requirements less true."""
    plain: bool
    """Whether `parts` and `steady` tell all: what its requirements are after other steps needs no look at their outcomes."""

    @property
    def id(self) -> str:
        return self.verdict.id

    @property
    def organisation(self) -> str:
        return self.verdict.indexed.organisation.organisation

    @property
    def threshold(self) -> int:
        return self.door.threshold

    @property
    def opening(self) -> datetime:
        return self.door.opening

    def concerned_by(self, rule: Rule) -> bool:
        """Return whether a rule surely speaks about this service at its door."""
        return self.door.facts.concerned_by(rule) is YES


@dataclass(frozen=True, slots=True)
class NeedValue:
    """A need to be answered: the lines that count if it is, and the line that counts if it is not."""

    need: ProfileNeed
    answered: tuple[Line, ...]
    unanswered: Line

    @property
    def gain(self) -> int:
        return sum(line.points for line in self.answered)


class Candidates(Mapping[str, Candidate]):
    """The services that may be steps, each judged when it is first asked for.

    As a mapping they are those that some order of steps can reach, and the providers of each are among them. To go through
    them judges every service that has to do with the person; the planner finds the few it needs by id.
    """

    def __init__(
        self, judgement: Judgement, needs: Mapping[str, NeedValue], kinds: frozenset[str], first: frozenset[str]
    ):
        """`kinds` are what rules ask for beside the needs, `first` those of them that safeguards ask for."""
        self.judgement = judgement
        self.prospects = Prospects(judgement)
        self._needs = needs
        self._kinds = kinds
        self._first = first
        sequences = (entry.rule for entry in judgement.acting if entry.truth is YES)
        self._defers = [rule for rule in sequences if isinstance(rule.then, Sequence) and rule.then.defer]
        self._known = _known_organisations(judgement)
        self._sole: str | None = None
        self._found: dict[str, Candidate | None] = {}
        self._met: dict[str, frozenset[str]] = {}
        self._answering: dict[str, tuple[str, ...]] = {}
        self._pressures: dict[frozenset[str], Pressure] = {}
        self._truths: dict[tuple[str, frozenset[str]], Truth] = {}
        self._reached: Mapping[str, Candidate] | None = None

    def __getitem__(self, id_: str) -> Candidate:
        return self._settled()[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settled())

    def __len__(self) -> int:
        return len(self._settled())

    def find(self, id_: str) -> Candidate | None:
        """Return a service as a step, None if it is none; whether some order of steps can reach it is not said."""
        if id_ not in self._found:
            verdict = self.judgement.verdicts[id_]
            found = self._candidate(verdict, verdict.door) if verdict.reachable and verdict.door is not None else None
            if found is not None and self._sole not in (None, id_):
                found = replace(found, needs=frozenset())
            self._found[id_] = found
        return self._found[id_]

    @property
    def no_steps(self) -> frozenset[str]:
        """The services that have been looked at and are none."""
        return frozenset(id_ for id_, candidate in self._found.items() if candidate is None)

    def step(self, id_: str) -> Candidate:
        """Return a service that is known to be a step."""
        candidate = self._found.get(id_) or self.find(id_)
        assert candidate is not None, id_
        return candidate

    def can_be_reached(self, id_: str) -> bool:
        """Return whether a service is among the candidates."""
        candidate = self.find(id_)
        return candidate is not None and (candidate.start is not NO or id_ in self)

    def answering(self, need: str) -> tuple[str, ...]:
        """Return the services that answer a need, if they are steps, the most promising first."""
        if need not in self._answering:
            possible = self._possible(need)
            some = possible if self._sole is None else (id_ for id_ in possible if id_ == self._sole)
            self._answering[need] = self.prospects.in_order(some)
        return self._answering[need]

    def told(self, need: str) -> tuple[str, ...]:
        """Return the services for a need that an answer speaks about, by id: the most promising, and few of those ruled out."""
        found = self.judgement.index.answering.get(need)
        if found is None or len(found) <= MOST_TOLD:
            return tuple(found or ())
        ruled_out = islice(found & self.judgement.verdicts.ruled_out, MOST_RULED_OUT)
        return tuple(sorted((*self.answering(need)[:MOST_TOLD], *ruled_out)))

    def promised(self, needs: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the services for some needs, most promising first: how many of them each answers, its points at most, id."""
        if len(needs) == 1:
            ids: Iterable[str] = self.answering(*needs)
        else:
            ids = {id_ for need in needs for id_ in self.answering(need)}
            ids = sorted(self.prospects.in_order(ids), key=lambda id_: -len(needs & self.needs_of(id_)))
        for id_ in ids:
            prospect = self.prospects.of(id_)
            if prospect is not None:
                yield len(needs & self.needs_of(id_)), prospect.points, id_

    def _possible(self, need: str) -> Iterable[str]:
        """Return the services that answer a need, if they are steps; where they are many, all are looked at together."""
        found = self.judgement.index.answering.get(need, ())
        if not isinstance(found, ServiceSet) or len(found) <= FEW:
            return found
        possible = found - self.judgement.verdicts.ruled_out
        self.prospects.foresee(possible)
        return possible

    def guarding(self, kinds: frozenset[str]) -> tuple[str, ...]:
        """Return the services of some kinds that answer something, if they are steps."""
        return tuple(id_ for id_ in self.of_kinds(kinds) if self.needs_of(id_))

    def of_kinds(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Return the services of some kinds."""
        found = sorted(self.judgement.index.of_kinds(kinds))
        if len(found) > FEW:
            ruled_out = self.judgement.verdicts.ruled_out
            found = [id_ for id_ in found if id_ not in ruled_out]
        return tuple(found)

    def needs_of(self, id_: str) -> frozenset[str]:
        """Return the needs of the person that a service answers."""
        return self._needs_met_by(id_) if self._sole in (None, id_) else frozenset()

    def _needs_met_by(self, id_: str) -> frozenset[str]:
        found = self._met.get(id_)
        if found is None:
            found = self._met[id_] = self.judgement.index.services[id_].needs.intersection(self._needs)
        return found

    def is_new(self, organisation: str) -> bool:
        """Return whether the person has to get to know an organisation."""
        return organisation not in self._known

    def with_one_answering(self, id_: str) -> Candidates:
        """Return the same services, of which only one answers needs."""
        other = copy(self)
        other._sole, other._found, other._answering, other._reached = id_, {}, {}, None
        return other

    def truth_after(self, id_: str, before: frozenset[str]) -> Truth:
        """Return the truth of a step's requirements once the services of `before` have done their work."""
        candidate = self.step(id_)
        if candidate.rising and candidate.start is YES:
            return YES
        if candidate.plain:
            found = candidate.steady
            for part in candidate.parts:
                if found is not NO and part.makers.isdisjoint(before):
                    found = min(found, self.prospects.truth_of(part))
            return found
        relevant = candidate.providers & before
        if not relevant:
            return candidate.start
        key = (id_, relevant)
        if key not in self._truths:
            knowledge = self.judgement.knowledge.after(self.outcomes_of(sorted(relevant)))
            self._truths[key] = candidate.verdict.requirement_after(knowledge)
        return self._truths[key]

    def outcomes_of(self, ids: Iterable[str]) -> list[Outcome]:
        """Return everything that services bring about."""
        services = self.judgement.index.catalog.services
        return [outcome for id_ in ids for outcome in services[id_].outcomes]

    def _candidate(self, verdict: Verdict, door: OpenDoor) -> Candidate:
        ways = self.prospects.ways
        needs = self._needs_met_by(verdict.id)
        lines = own_lines(self.judgement, verdict, door)
        providers = ways.makers(verdict.required) - {verdict.id}
        hard = [ways.requirement(condition) for condition in verdict.conditions]
        soft = [ways.requirement(ruled.condition) for ruled in verdict.ruled if ruled.acting is UNKNOWN]
        every = [*hard, *soft]
        rising = all(requirement.rising for requirement in every)
        parts = _parts(hard)
        helpers = providers
        if rising and all(requirement.complete for requirement in every):
            unsure = [part.makers for part in _parts(every) if self.prospects.truth_of(part) is not YES]
            helpers = frozenset[str]().union(*unsure) - {verdict.id}
        return Candidate(
            verdict=verdict,
            door=door,
            needs=needs,
            lines=lines,
            points=sum([line.points for line in lines]),
            new_organisation=self.is_new(verdict.indexed.organisation.organisation),
            deferred=any(door.facts.concerned_by(rule) is YES for rule in self._defers),
            safeguard=verdict.indexed.service.kind in self._first and bool(needs),
            pressure=self._pressure_of(needs),
            start=verdict.requirement,
            providers=providers,
            helpers=helpers,
            parts=parts,
            closed=tuple([part for part in parts if self.prospects.truth_of(part) is NO]),
            steady=YES if verdict.requirement is YES else self._steady(hard, soft),
            rising=rising,
            plain=all(one.plain for one in hard) and all(one.complete and not one.parts for one in soft),
        )

    def _pressure_of(self, needs: frozenset[str]) -> Pressure:
        if needs not in self._pressures:
            values = [self._needs[name].need for name in needs]
            ranks = self.judgement.index.catalog.vocabulary.ranks["urgency"]
            self._pressures[needs] = Pressure(
                due=min([due(self.judgement, need) for need in values], default=date.max),
                voiced=any(need.voiced_by == "person" for need in values),
                urgency=max([ranks[need.urgency] for need in values], default=0),
            )
        return self._pressures[needs]

    def _steady(self, hard: Iterable[Requirement], soft: Iterable[Requirement]) -> Truth:
        """Return the truth of what no step changes; what only may be required is never a no."""
        found = [*map(self.prospects.steady, hard), *(max(UNKNOWN, self.prospects.steady(entry)) for entry in soft)]
        return min(found)

    def near(self, shown: Collection[str]) -> Mapping[str, Candidate]:
        """Return the candidates that an answer is about: of every need the most promising, those of its paths, their openers.

        In a network of ordinary size these are all.
        """
        answering = [self.answering(need) for need in self._needs]
        if all(len(ids) <= MOST_TOLD for ids in answering):
            return self._settled()
        some = {id_ for ids in answering for id_ in ids[:MOST_TOLD]}
        return self._reachable({*some, *shown, *self.of_kinds(self._kinds)})

    def _settled(self) -> Mapping[str, Candidate]:
        """Return the candidates that some order of steps can reach; the others are no steps, whatever asks for them."""
        if self._reached is None:
            answering = {id_ for need in self._needs for id_ in self.answering(need)}
            self._reached = self._reachable({*answering, *self.of_kinds(self._kinds)})
        return self._reached

    def _reachable(self, wanted: set[str]) -> Mapping[str, Candidate]:
        """Return those of some services, and of who can open them, that some order of steps can reach."""
        related = self._related(wanted)
        reached: set[str] = set()
        grown = True
        while grown:
            new = {id_ for id_ in related - reached if self._opens_after(id_, reached)}
            reached |= new
            grown = bool(new)
        steps = map(self.step, sorted(reached))
        return {
            step.id: step if step.providers <= reached else replace(step, providers=step.providers & reached)
            for step in steps
        }

    def _related(self, frontier: set[str]) -> frozenset[str]:
        """Return those of some services that may be steps, and what can open them, and so on."""
        making = self.judgement.index.making
        found: set[str] = set()
        while frontier:
            id_ = frontier.pop()
            candidate = self.find(id_)
            if id_ in found or candidate is None:
                continue
            found.add(id_)
            if candidate.start is not YES:
                frontier |= {maker for key in candidate.verdict.required for maker in making.get(key, ())} - found
        return frozenset(found)

    def _opens_after(self, id_: str, reached: set[str]) -> bool:
        """Return whether a candidate is open at the start, or after some of the steps that can be reached."""
        candidate = self.step(id_)
        if candidate.start is not NO:
            return True
        providers = sorted(candidate.providers & reached)
        if candidate.rising:
            return self.truth_after(id_, frozenset(providers)) is not NO
        sizes = range(len(providers) + 1) if len(providers) <= MOST_PROVIDERS_COMBINED else (1, len(providers))
        sets = (frozenset(some) for size in sizes for some in combinations(providers, size))
        return any(self.truth_after(id_, some) is not NO for some in sets)


def _parts(requirements: Iterable[Requirement]) -> tuple[Part, ...]:
    return tuple([part for requirement in requirements for part in requirement.parts])


def _known_organisations(judgement: Judgement) -> frozenset[str]:
    """Return the organisations that are not new to the person, whoever it is that runs this."""
    catalog, values = judgement.index.catalog, judgement.knowledge.values
    contacts = [dict(contact) for contact in values.get("previous_contacts", ())]
    words: set[str] = {contact[key] for contact in contacts for key in ("service", "organisation") if key in contact}
    words.update(values.get("existing_trust", ()))
    owners = {catalog.provider[word].organisation for word in words & catalog.provider.keys()}
    return frozenset(
        name
        for name in (owners | words) & catalog.organisation.keys()
        if any(judgement.history.knows(judgement.index.services[own.id]) for own in catalog.organisation[name].services)
    )


def due(judgement: Judgement, need: ProfileNeed) -> date:
    """Return when a need is due: today, by its deadline, or within its urgency if the person says so and not somebody else."""
    if need.urgency == "now":
        return judgement.knowledge.as_of.date()
    if need.voiced_by != "person":
        return need.deadline or date.max
    return latest(judgement.knowledge, need) or date.max
