"""The planning problem of one person: the needs to answer, the services that may be steps, the rules about their order.

Nothing here is worked out before somebody asks for it: a plan looks at few of a network's services.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import field, replace
from datetime import date, datetime
from itertools import combinations, islice
from typing import Any, NamedTuple

from cafematch.matching.judging.index import Index, required_facts
from cafematch.matching.judging.knowledge import know, latest
from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth, truth
from cafematch.matching.judging.verdicts import (
    MOST_RULED_OUT,
    MOST_TOLD,
    Judgement,
    Verdict,
    active_needs,
    goes_along,
    judge,
)
from cafematch.matching.planning.prospects import Part, Prospects, Requirement
from cafematch.matching.planning.ranking import Line, answered_lines, own_lines, unanswered_line
from cafematch.model.catalog import Network, Outcome
from cafematch.model.conditions import Condition
from cafematch.model.profile import Profile, ProfileNeed
from cafematch.model.rules import Include, Rule, Safeguard, Sequence
from cafematch.quick import dataclass

FEW = 10
"""So few services are sooner judged each by itself than all of the network are ruled out at once."""


class Pressure(NamedTuple):
    """How much some needs press: when the first is due, whether the person named one, the highest urgency."""

    due: date
    voiced: bool
    urgency: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be a step, with everything about it that does not depend on the plan."""

    verdict: Verdict
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
        assert self.verdict.door is not None
        return self.verdict.door.threshold

    @property
    def opening(self) -> datetime:
        assert self.verdict.door is not None
        return self.verdict.door.opening


@dataclass(frozen=True, slots=True)
class NeedValue:
    """A need to be answered: the lines that count if it is, and the line that counts if it is not."""

    need: ProfileNeed
    answered: tuple[Line, ...]
    unanswered: Line

    @property
    def pressing(self) -> bool:
        """Whether it cannot wait: a matter of days at most, or one with a deadline."""
        return self.need.urgency in ("now", "days") or self.need.deadline is not None

    @property
    def gain(self) -> int:
        return sum(line.points for line in self.answered)


@dataclass(frozen=True, slots=True)
class Included:
    """What a rule puts into a path: one of `options`, wherever the path has a step the rule is about."""

    rule: Rule
    options: frozenset[str]
    candidates: Candidates

    @property
    def everywhere(self) -> bool:
        """Whether it goes into every path."""
        return not self.rule.services.parts

    def concerns(self, id_: str) -> bool:
        """Return whether the rule is about a step, which is none of the options."""
        if self.everywhere or id_ in self.options:
            return False
        candidate = self.candidates.find(id_)
        return candidate is not None and _concerned(candidate, self.rule)

    def missing_in(self, ids: frozenset[str]) -> bool:
        """Return whether these steps lack what the rule includes."""
        return self.options.isdisjoint(ids) and (self.everywhere or any(map(self.concerns, ids)))


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
            found = self._candidate(verdict) if verdict.reachable else None
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

    def _candidate(self, verdict: Verdict) -> Candidate:
        assert verdict.door is not None
        facts, ways = verdict.door.facts, self.prospects.ways
        needs = self._needs_met_by(verdict.id)
        lines = own_lines(self.judgement, verdict)
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
            needs=needs,
            lines=lines,
            points=sum([line.points for line in lines]),
            new_organisation=self.is_new(verdict.indexed.organisation.organisation),
            deferred=any(facts.concerned_by(rule) is YES for rule in self._defers),
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


@dataclass(slots=True)
class Problem:
    """What is to be planned: the needs, the candidate steps, and the rules about their order."""

    judgement: Judgement
    needs: Mapping[str, NeedValue]
    candidates: Candidates
    first_kinds: tuple[frozenset[str], ...]
    included: tuple[Included, ...]
    origin: str | None
    cap: int
    handover_min: int
    handover_usual: int
    """What a hand-over is when nothing is known. A cooler one costs, and no more for whoever needs a warmer one: that is
    made up for, and must not make a harder beginning look better.
    """
    held_back: tuple[tuple[Condition, Condition | frozenset[str]], ...]
    """What sequence rules hold back, and until after which other steps."""
    walkable: dict[tuple[frozenset[str], frozenset[str]], bool] = field(default_factory=dict)
    _before: dict[tuple[str, str], bool] = field(default_factory=dict)

    def truth_after(self, id_: str, before: frozenset[str]) -> Truth:
        """Return the truth of a candidate's requirements once the services of `before` have done their work."""
        return self.candidates.truth_after(id_, before)

    def outcomes_of(self, ids: Iterable[str]) -> list[Outcome]:
        """Return everything that candidates bring about."""
        return self.candidates.outcomes_of(ids)

    def goes_before(self, first: str, then: str) -> bool:
        """Return whether sequence rules put one step before another when both are in a plan."""
        if not self.held_back or first == then:
            return False
        key = (first, then)
        if key not in self._before:
            self._before[key] = any(
                self._passes(then, later)
                and (first in until if isinstance(until, frozenset) else self._passes(first, until))
                for later, until in self.held_back
            )
        return self._before[key]

    def is_held_back(self, id_: str, by: Iterable[str]) -> bool:
        """Return whether sequence rules put one of some steps before another."""
        return bool(self.held_back) and any(self.goes_before(other, id_) for other in by)

    def _passes(self, id_: str, condition: Condition) -> bool:
        door = self.candidates.step(id_).verdict.door
        return door is not None and truth(condition, door.facts) is YES

    def pressing(self, name: str) -> tuple[Any, ...]:
        """Return an order of needs: what is due first, what the person named, urgency, name."""
        need = self.needs[name].need
        ranks = self.judgement.index.catalog.vocabulary.ranks["urgency"]
        return due(self.judgement, need), need.voiced_by != "person", -ranks[need.urgency], name

    def too_late(self, name: str, opening: datetime | None) -> bool:
        """Return whether a door that opens then is too late for a need: after its deadline, else later than it presses."""
        limit = latest(self.judgement.knowledge, self.needs[name].need)
        return opening is not None and limit is not None and opening.date() > limit


def pose(judgement: Judgement) -> Problem:
    """Return the planning problem of one person in one network."""
    knowledge, vocabulary = judgement.knowledge, judgement.index.catalog.vocabulary
    open_needs = [need for need in knowledge.profile.needs if need.state in ("unmet", "unknown")]
    named = {need.need: need for need in sorted(open_needs, key=_most_pressing_last)}
    needs = {
        name: NeedValue(named[name], answered_lines(judgement, named[name]), unanswered_line(judgement, named[name]))
        for name in active_needs(knowledge)
    }
    first_kinds = _first_kinds(judgement)
    required_first = frozenset(kind for kinds in first_kinds for kind in kinds)
    including = [entry.rule for entry in judgement.acting if entry.truth is YES and _puts_steps(judgement, entry.rule)]
    kinds = {kind for rule in including if isinstance(rule.then, Include) for kind in rule.then.include}
    candidates = Candidates(judgement, needs, required_first | kinds, required_first)
    return Problem(
        judgement=judgement,
        needs=needs,
        candidates=candidates,
        first_kinds=tuple(
            kinds for kinds in first_kinds if any(map(candidates.can_be_reached, candidates.guarding(kinds)))
        ),
        included=tuple(_included(candidates, including)),
        origin=judgement.visitor.here,
        cap=judgement.parameters["first_threshold_cap"].value.low,
        handover_min=judgement.parameters["handover_min"].value.low,
        handover_usual=vocabulary.ranks["handover"][str(vocabulary.parameters["handover_min"].default)],
        held_back=tuple(_held_back(judgement)),
    )


def problem_of(index: Index, profile: Profile, as_of: datetime | None) -> Problem:
    """Return the planning problem of a profile: know, judge, pose. Raises ValueError if nobody says when."""
    moment = moment_of(index.catalog.network, profile, as_of)
    knowledge, acting = know(index.catalog, index.rules, profile, moment)
    return pose(judge(index, knowledge, acting))


def moment_of(network: Network, profile: Profile, as_of: datetime | None) -> datetime:
    """Return the moment a profile is judged at: `as_of`, else the profile's own, else the network's, in local time.

    Raises ValueError if nobody says when.
    """
    moment = as_of or profile.as_of or network.as_of
    if moment is None:
        raise ValueError("say when: pass as_of, or a profile that has one")
    return network.local(moment)


def _puts_steps(judgement: Judgement, rule: Rule) -> bool:
    return isinstance(rule.then, Include) and not goes_along(judgement.index, rule)


def _included(candidates: Candidates, rules: list[Rule]) -> Iterator[Included]:
    """Yield what rules put into paths, as far as there is a candidate for it."""
    for rule in rules:
        assert isinstance(rule.then, Include)
        options = frozenset(filter(candidates.can_be_reached, candidates.of_kinds(rule.then.include)))
        if options:
            yield Included(rule, options, candidates)


MOST_PROVIDERS_COMBINED = 6
"""Up to so many services that bear on one requirement are tried in every combination: one may close what another opens."""


def _most_pressing_last(need: ProfileNeed) -> tuple[Any, ...]:
    order = ("later", "weeks", "days", "now")
    return (need.state == "unmet", order.index(need.urgency), -(need.deadline or date.max).toordinal(), need.voiced_by)


def _first_kinds(judgement: Judgement) -> tuple[frozenset[str], ...]:
    """Return, for every safeguard that acts and asks for a step today, the kinds that step may be of."""
    return tuple(
        frozenset(entry.rule.then.first)
        for entry in judgement.acting
        if entry.truth is YES and isinstance(entry.rule.then, Safeguard) and entry.rule.then.first
    )


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


def _held_back(judgement: Judgement) -> Iterator[tuple[Condition, Condition | frozenset[str]]]:
    """Yield which services sequence rules hold back, and until after which others."""
    for entry in judgement.acting:
        then = entry.rule.then
        if entry.truth is not YES or not isinstance(then, Sequence):
            continue
        if then.before is not None:
            yield then.before.then, then.before.first
        if then.after is not None:
            yield entry.rule.services, then.after
        if then.until is not None:
            making = judgement.index.making
            yield (
                entry.rule.services,
                frozenset(id_ for key in required_facts(then.until) for id_ in making.get(key, ())),
            )


def _concerned(candidate: Candidate, rule: Rule) -> bool:
    return candidate.verdict.door is not None and candidate.verdict.door.facts.concerned_by(rule) is YES


def is_guard(candidate: Candidate, kinds: frozenset[str]) -> bool:
    """Return whether a step is what a safeguard asks for: of one of its kinds, and an answer to something."""
    return candidate.verdict.indexed.service.kind in kinds and bool(candidate.needs)
