"""The planning problem of one person: the needs to answer, the services that may be steps, the rules about their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

from cafematch.matching.doors import DoorFacts
from cafematch.matching.index import Index, required_facts
from cafematch.matching.knowledge import know, latest
from cafematch.matching.ranking import Line, answered_lines, own_lines, unanswered_line
from cafematch.matching.truth import NO, YES, Truth, truth
from cafematch.matching.verdicts import Judgement, Verdict, active_needs, goes_along, judge
from cafematch.model.catalog import Network, Outcome
from cafematch.model.conditions import Condition
from cafematch.model.profile import Profile, ProfileNeed
from cafematch.model.rules import Include, Rule, Safeguard, Sequence
from cafematch.quick import dataclass


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
    due: date
    voiced: bool
    urgency: int
    start: Truth
    providers: frozenset[str]
    """The other candidates whose outcomes its requirements look at: they may open it, or close it."""

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
    """What a rule puts into a path: one of `options`, wherever the path has one of `concerned`; None: into every path."""

    rule: Rule
    options: frozenset[str]
    concerned: frozenset[str] | None

    def missing_in(self, ids: frozenset[str]) -> bool:
        """Return whether these steps lack what the rule includes."""
        return self.options.isdisjoint(ids) and (self.concerned is None or not self.concerned.isdisjoint(ids))


@dataclass(slots=True)
class Problem:
    """What is to be planned: the needs, the candidate steps, and the rules about their order."""

    judgement: Judgement
    needs: Mapping[str, NeedValue]
    candidates: Mapping[str, Candidate]
    first_kinds: tuple[frozenset[str], ...]
    included: tuple[Included, ...]
    precedence: Mapping[str, frozenset[str]]
    origin: str | None
    cap: int
    handover_min: int
    handover_usual: int
    """What a hand-over is when nothing is known. A cooler one costs, and no more for whoever needs a warmer one: that is
    made up for, and must not make a harder beginning look better.
    """
    never_closed: frozenset[str] = frozenset()
    """The candidates that are open or unknown after whatever steps: with only such, every order can be walked."""
    walkable: dict[tuple[frozenset[str], frozenset[str]], bool] = field(default_factory=dict)
    _truths: dict[tuple[str, frozenset[str]], Truth] = field(default_factory=dict)

    def truth_after(self, id_: str, before: frozenset[str]) -> Truth:
        """Return the truth of a candidate's requirements once the services of `before` have done their work."""
        candidate = self.candidates[id_]
        relevant = candidate.providers & before
        if not relevant:
            return candidate.start
        key = (id_, relevant)
        if key not in self._truths:
            knowledge = self.judgement.knowledge.after(self.outcomes_of(sorted(relevant)))
            self._truths[key] = candidate.verdict.requirement_after(knowledge)
        return self._truths[key]

    def outcomes_of(self, ids: Iterable[str]) -> list[Outcome]:
        """Return everything that candidates bring about."""
        return [outcome for id_ in ids for outcome in self.candidates[id_].verdict.indexed.service.outcomes]

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
    wanted = _relevant(judgement, needs, required_first | kinds)
    sequences = [
        entry.rule for entry in judgement.acting if entry.truth is YES and isinstance(entry.rule.then, Sequence)
    ]
    defers = [rule for rule in sequences if isinstance(rule.then, Sequence) and rule.then.defer]
    known = _known_organisations(judgement)
    candidates = {
        id_: _candidate(judgement, id_, wanted, needs, required_first, defers, known) for id_ in sorted(wanted)
    }
    problem = Problem(
        judgement=judgement,
        needs=needs,
        candidates=candidates,
        first_kinds=(),
        included=(),
        precedence=_precedence(judgement, candidates),
        origin=judgement.visitor.here,
        cap=judgement.parameters["first_threshold_cap"].value.low,
        handover_min=judgement.parameters["handover_min"].value.low,
        handover_usual=vocabulary.ranks["handover"][str(vocabulary.parameters["handover_min"].default)],
    )
    problem.candidates = _reachable(problem)
    problem.never_closed = frozenset(id_ for id_ in problem.candidates if _is_never_closed(problem, id_))
    possible = problem.candidates.values()
    problem.first_kinds = tuple(kinds for kinds in first_kinds if any(is_guard(entry, kinds) for entry in possible))
    problem.included = tuple(_included(problem, including))
    return problem


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


def _included(problem: Problem, rules: list[Rule]) -> Iterator[Included]:
    """Yield what rules put into paths, as far as there is a candidate for it."""
    candidates = problem.candidates
    for rule in rules:
        assert isinstance(rule.then, Include)
        options = frozenset(
            id_ for id_, entry in candidates.items() if entry.verdict.indexed.service.kind in rule.then.include
        )
        concerned = None
        if rule.services.parts:
            concerned = frozenset(
                id_
                for id_, entry in candidates.items()
                if entry.verdict.door is not None and entry.verdict.door.facts.concerned_by(rule) is YES
            )
            concerned -= options
        if options and (concerned is None or concerned):
            yield Included(rule, options, concerned)


def _reachable(problem: Problem) -> dict[str, Candidate]:
    """Return the candidates that some order of steps can reach; the others are no steps, whatever asks for them."""
    reached: set[str] = set()
    grown = True
    while grown:
        new = {id_ for id_ in problem.candidates.keys() - reached if _can_be_reached(problem, id_, reached)}
        reached |= new
        grown = bool(new)
    kept = sorted(reached)
    return {
        id_: replace(problem.candidates[id_], providers=problem.candidates[id_].providers & reached) for id_ in kept
    }


def _can_be_reached(problem: Problem, id_: str, reached: set[str]) -> bool:
    """Return whether a candidate is open at the start, or after some of the steps that can be reached."""
    candidate = problem.candidates[id_]
    if candidate.start is not NO:
        return True
    providers = sorted(candidate.providers & reached)
    sizes = range(len(providers) + 1) if len(providers) <= MOST_PROVIDERS_COMBINED else (1, len(providers))
    return any(
        problem.truth_after(id_, frozenset(some)) is not NO for size in sizes for some in combinations(providers, size)
    )


def _is_never_closed(problem: Problem, id_: str) -> bool:
    """Return whether no set of steps before it closes a candidate; where there are too many to try, it is not claimed."""
    providers = sorted(problem.candidates[id_].providers)
    if len(providers) > MOST_PROVIDERS_COMBINED:
        return False
    sets = (frozenset(some) for size in range(len(providers) + 1) for some in combinations(providers, size))
    return all(problem.truth_after(id_, some) is not NO for some in sets)


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


def _relevant(judgement: Judgement, needs: Mapping[str, NeedValue], first: frozenset[str]) -> frozenset[str]:
    """Return the services a plan may use: those that answer a need or a safeguard, and what can open them, and so on."""
    index = judgement.index
    found: set[str] = set()
    frontier = {id_ for need in needs for id_ in index.answering.get(need, ())}
    frontier |= {id_ for id_, indexed in index.services.items() if indexed.service.kind in first}
    while frontier:
        id_ = min(frontier)
        frontier.discard(id_)
        verdict = judgement.verdicts[id_]
        if id_ in found or not verdict.reachable:
            continue
        found.add(id_)
        if verdict.requirement is not YES:
            frontier |= {provider for key in verdict.required for provider in index.making.get(key, ())} - found
    return frozenset(found)


def _known_organisations(judgement: Judgement) -> frozenset[str]:
    """Return the organisations that are not new to the person, whoever it is that runs this."""
    services = judgement.index.services.values()
    return frozenset(entry.organisation.organisation for entry in services if judgement.history.knows(entry))


def _candidate(
    judgement: Judgement,
    id_: str,
    wanted: frozenset[str],
    needs: Mapping[str, NeedValue],
    required_first: frozenset[str],
    defers: list[Rule],
    known: frozenset[str],
) -> Candidate:
    verdict = judgement.verdicts[id_]
    index = judgement.index
    assert verdict.door is not None
    own_needs = frozenset(needs) & verdict.indexed.needs
    lines = own_lines(judgement, verdict)
    providers = {provider for key in verdict.required for provider in index.making.get(key, ())}
    values = [needs[name].need for name in sorted(own_needs)]
    ranks = index.catalog.vocabulary.ranks["urgency"]
    return Candidate(
        verdict=verdict,
        needs=own_needs,
        lines=lines,
        points=sum(line.points for line in lines),
        new_organisation=verdict.indexed.organisation.organisation not in known,
        deferred=any(verdict.door.facts.concerned_by(rule) is YES for rule in defers),
        safeguard=verdict.indexed.service.kind in required_first and bool(own_needs),
        due=min((due(judgement, need) for need in values), default=date.max),
        voiced=any(need.voiced_by == "person" for need in values),
        urgency=max((ranks[need.urgency] for need in values), default=0),
        start=verdict.requirement,
        providers=frozenset(providers - {id_}) & wanted,
    )


def due(judgement: Judgement, need: ProfileNeed) -> date:
    """Return when a need is due: today, by its deadline, or within its urgency if the person says so and not somebody else."""
    if need.urgency == "now":
        return judgement.knowledge.as_of.date()
    if need.voiced_by != "person":
        return need.deadline or date.max
    return latest(judgement.knowledge, need) or date.max


def _precedence(judgement: Judgement, candidates: Mapping[str, Candidate]) -> dict[str, frozenset[str]]:
    """Return, for every candidate, those that sequence rules put before it when both are in a plan."""
    before: dict[str, set[str]] = {id_: set() for id_ in candidates}
    facts = {id_: candidate.verdict.door.facts for id_, candidate in candidates.items() if candidate.verdict.door}
    for entry in judgement.acting:
        if entry.truth is not YES or not isinstance(entry.rule.then, Sequence):
            continue
        for condition, first in _firsts(judgement, entry.rule, facts):
            for id_ in candidates:
                if truth(condition, facts[id_]) is YES:
                    before[id_] |= first - {id_}
    return {id_: frozenset(ids) for id_, ids in before.items()}


def _firsts(
    judgement: Judgement, rule: Rule, facts: Mapping[str, DoorFacts]
) -> Iterator[tuple[Condition, frozenset[str]]]:
    """Yield which services a sequence rule holds back, and for which candidates."""
    then = rule.then
    assert isinstance(then, Sequence)
    if then.before is not None:
        yield then.before.then, _passing(then.before.first, facts)
    if then.after is not None:
        yield rule.services, _passing(then.after, facts)
    if then.until is not None:
        makers = {id_ for key in required_facts(then.until) for id_ in judgement.index.making.get(key, ())}
        yield rule.services, frozenset(makers & facts.keys())


def _passing(condition: Condition, facts: Mapping[str, DoorFacts]) -> frozenset[str]:
    return frozenset(id_ for id_, own in facts.items() if truth(condition, own) is YES)


def is_guard(candidate: Candidate, kinds: frozenset[str]) -> bool:
    """Return whether a step is what a safeguard asks for: of one of its kinds, and an answer to something."""
    return candidate.verdict.indexed.service.kind in kinds and bool(candidate.needs)
