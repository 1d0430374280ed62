"""Lay out: the one order in which the services of a plan are visited, and what follows from it.

A set of services is a plan if it can be visited in some order so that every step's requirements hold or are unknown
given the steps before it, and no step could be left out without losing an answer or closing a later step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

from cafematch.matching.doors import OpenDoor
from cafematch.matching.index import Index, offered_level
from cafematch.matching.ranking import Line, answered_lines, own_lines, unanswered_line, weigh
from cafematch.matching.truth import NO, UNKNOWN, YES, Truth, truth
from cafematch.matching.verdicts import Judgement, Verdict, active_needs
from cafematch.model.catalog import Outcome
from cafematch.model.profile import ProfileNeed
from cafematch.model.rules import Rule, Safeguard, Sequence


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


@dataclass(slots=True)
class Problem:
    """What is to be planned: the needs, the candidate steps, and the rules about their order."""

    judgement: Judgement
    needs: Mapping[str, NeedValue]
    candidates: Mapping[str, Candidate]
    first_kinds: tuple[frozenset[str], ...]
    precedence: Mapping[str, frozenset[str]]
    origin: str | None
    cap: int
    handover_min: int
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

    def too_late(self, name: str, opening: datetime | None) -> bool:
        """Return whether a door that opens then is too late for a need: after its deadline, else later than it presses."""
        need, now = self.needs[name].need, self.judgement.knowledge.as_of
        limit = need.deadline
        within = self.judgement.index.catalog.vocabulary.scales["urgency"][need.urgency].within
        if limit is None and within is not None and need.state == "unmet":
            limit = within.after(now).date()
        return opening is not None and limit is not None and opening.date() > limit


@dataclass(frozen=True, slots=True)
class LaidStep:
    """A step in its place: the needs it answers first, the truth of its requirements there, and the steps it waits for."""

    candidate: Candidate
    answers: tuple[str, ...]
    truth: Truth
    waits_for: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether nothing about it is unknown once the steps before it are done."""
        return unknown_count(self) == 0


@dataclass(frozen=True, slots=True)
class Layout:
    """A plan in order."""

    steps: tuple[LaidStep, ...]
    unanswered: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(step.candidate.id for step in self.steps)


def pose(judgement: Judgement) -> Problem:
    """Return the planning problem of one person in one network."""
    knowledge = judgement.knowledge
    open_needs = [need for need in knowledge.profile.needs if need.state in ("unmet", "unknown")]
    named = {need.need: need for need in sorted(open_needs, key=_most_pressing_last)}
    needs = {
        name: NeedValue(named[name], answered_lines(judgement, named[name]), unanswered_line(judgement, named[name]))
        for name in active_needs(knowledge)
    }
    first_kinds = _first_kinds(judgement)
    required_first = frozenset(kind for kinds in first_kinds for kind in kinds)
    wanted = _relevant(judgement, needs, required_first)
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
        precedence=_precedence(judgement, candidates),
        origin=judgement.visitor.here,
        cap=judgement.parameters["first_threshold_cap"].value.low,
        handover_min=judgement.parameters["handover_min"].value.low,
    )
    problem.candidates = _reachable(problem)
    possible = problem.candidates.values()
    problem.first_kinds = tuple(kinds for kinds in first_kinds if any(is_guard(entry, kinds) for entry in possible))
    return problem


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
    today = judgement.knowledge.as_of.date()
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
        due=min((today if need.urgency == "now" else need.deadline or date.max for need in values), default=date.max),
        voiced=any(need.voiced_by == "person" for need in values),
        urgency=max((ranks[need.urgency] for need in values), default=0),
        start=verdict.requirement,
        providers=frozenset(providers - {id_}) & wanted,
    )


def _precedence(judgement: Judgement, candidates: Mapping[str, Candidate]) -> dict[str, frozenset[str]]:
    """Return, for every candidate, those that sequence rules put before it when both are in a plan."""
    before: dict[str, set[str]] = {id_: set() for id_ in candidates}
    for entry in judgement.acting:
        if entry.truth is not YES or not isinstance(entry.rule.then, Sequence) or entry.rule.then.before is None:
            continue
        order = entry.rule.then.before
        facts = {id_: candidate.verdict.door.facts for id_, candidate in candidates.items() if candidate.verdict.door}
        first = {id_ for id_ in candidates if truth(order.first, facts[id_]) is YES}
        for id_ in candidates:
            if truth(order.then, facts[id_]) is YES:
                before[id_] |= first - {id_}
    return {id_: frozenset(ids) for id_, ids in before.items()}


def lay_out(problem: Problem, ids: frozenset[str]) -> Layout | None:
    """Return the plan of these services in its order, or None if they are no plan.

    At every place comes, of all steps after which the rest can still be visited, the first that is as open as it can
    be; then one that no sequence rule holds back, unless it is a safeguard's; then safeguards, what no rule defers, what
    is due first (a need of today is due today), thresholds within the cap, what the person named, urgency, id.
    """
    best = {id_: max(problem.candidates[id_].start, problem.truth_after(id_, ids - {id_})) for id_ in ids}
    keys = _priorities(problem, ids, best)
    placed, order = frozenset[str](), list[tuple[str, Truth]]()
    while remaining := ids - placed:
        state = {id_: problem.truth_after(id_, placed) for id_ in remaining}

        def turn(
            id_: str, state: Mapping[str, Truth] = state, remaining: frozenset[str] = remaining
        ) -> tuple[Any, ...]:
            waits = state[id_] is not best[id_]
            held_back = keys[id_][0] and not remaining.isdisjoint(problem.precedence[id_])
            return waits, held_back, keys[id_]

        able = sorted((id_ for id_ in remaining if state[id_] is not NO), key=turn)
        chosen = next((id_ for id_ in able if _can_go_on(problem, placed | {id_}, ids)), None)
        if chosen is None:
            return None
        order.append((chosen, state[chosen]))
        placed |= {chosen}
    return _settle(problem, order)


def _can_go_on(problem: Problem, placed: frozenset[str], ids: frozenset[str]) -> bool:
    """Return whether the rest of a set can be visited after these steps, in whatever order."""
    key = (placed, ids)
    if key not in problem.walkable:
        rest = ids - placed
        able = (id_ for id_ in sorted(rest) if problem.truth_after(id_, placed) is not NO)
        problem.walkable[key] = not rest or any(_can_go_on(problem, placed | {id_}, ids) for id_ in able)
    return problem.walkable[key]


def _priorities(problem: Problem, ids: frozenset[str], best: Mapping[str, Truth]) -> dict[str, tuple[Any, ...]]:
    """Return the sort key of every step; one that opens another inherits that one's safeguard, date, voice and urgency."""
    heirs = {id_: {id_} for id_ in ids}
    for id_ in ids:
        for provider in problem.candidates[id_].providers & ids:
            if problem.truth_after(id_, ids - {id_, provider}) < best[id_]:
                heirs[provider].add(id_)
    for _ in ids:
        for id_ in ids:
            heirs[id_] |= {further for heir in tuple(heirs[id_]) for further in heirs[heir]}
    keys = {}
    for id_ in ids:
        candidate = problem.candidates[id_]
        family = [problem.candidates[heir] for heir in heirs[id_]]
        keys[id_] = (
            not any(heir.safeguard for heir in family),
            candidate.deferred,
            min(heir.due for heir in family),
            candidate.threshold > problem.cap,
            not any(heir.voiced for heir in family),
            -max(heir.urgency for heir in family),
            id_,
        )
    return keys


def _settle(problem: Problem, order: list[tuple[str, Truth]]) -> Layout | None:
    """Return the layout of an order, or None if a step could be left out."""
    prefixes = [frozenset(id_ for id_, _ in order[:position]) for position in range(len(order))]
    waits: dict[str, tuple[str, ...]] = {}
    before_of = {id_: prefix for (id_, _), prefix in zip(order, prefixes, strict=True)}
    for (id_, state), before in zip(order, prefixes, strict=True):
        providers = problem.candidates[id_].providers & before
        waits[id_] = _waits_for(problem, id_, state, [other for other, _ in order if other in providers])
    opening = {
        other
        for id_, state in order
        for other in waits[id_]
        if problem.truth_after(id_, frozenset(before_of[id_]) - {other}) < state
    }
    addressing: dict[str, list[str]] = {}
    for id_, _ in order:
        for need in problem.candidates[id_].needs:
            addressing.setdefault(need, []).append(id_)
    sole = {ids[0] for ids in addressing.values() if len(ids) == 1}
    guarding = _guarding(problem, [id_ for id_, _ in order])
    if guarding is None or any(id_ not in opening | sole | guarding for id_, _ in order):
        return None
    steps = tuple(
        LaidStep(
            candidate=problem.candidates[id_],
            answers=tuple(sorted(need for need in problem.candidates[id_].needs if addressing[need][0] == id_)),
            truth=state,
            waits_for=waits[id_],
        )
        for id_, state in order
    )
    return Layout(steps, tuple(need for need in problem.needs if need not in addressing))


def _waits_for(problem: Problem, id_: str, state: Truth, providers: list[str]) -> tuple[str, ...]:
    """Return the earlier steps, in order, without which a step would be less open; of several alike the first that opens it."""
    before = frozenset(providers)
    needed = [other for other in providers if problem.truth_after(id_, before - {other}) < state]
    if needed or problem.candidates[id_].start >= state:
        return tuple(sorted(needed))
    opened = (
        count
        for count in range(1, len(providers) + 1)
        if problem.truth_after(id_, frozenset(providers[:count])) is state
    )
    return (providers[next(opened) - 1],)


def is_guard(candidate: Candidate, kinds: frozenset[str]) -> bool:
    """Return whether a step is what a safeguard asks for: of one of its kinds, and an answer to something."""
    return candidate.verdict.indexed.service.kind in kinds and bool(candidate.needs)


def _guarding(problem: Problem, ids: list[str]) -> frozenset[str] | None:
    """Return the steps that safeguards ask for, or None if one asks for a step that is missing."""
    guarding = set()
    for kinds in problem.first_kinds:
        own = [id_ for id_ in ids if is_guard(problem.candidates[id_], kinds)]
        if not own:
            return None
        if len(own) == 1:
            guarding.add(own[0])
    return frozenset(guarding)


def step_lines(problem: Problem, layout: Layout) -> Iterator[tuple[Line, ...]]:
    """Yield the lines of every step, in order."""
    judgement = problem.judgement
    visited: set[str] = set()
    before = problem.origin
    for position, step in enumerate(layout.steps):
        candidate = step.candidate
        lines = [line for need in step.answers for line in problem.needs[need].answered]
        assert candidate.verdict.door is not None
        late = [need for need in step.answers if problem.too_late(need, candidate.verdict.door.opening)]
        lines.extend(weigh(judgement, "too_late", about=need) for need in late)
        lines.extend(candidate.lines)
        if candidate.new_organisation and candidate.organisation not in visited:
            lines.append(weigh(judgement, "new_organisation", about=candidate.organisation))
        visited.add(candidate.organisation)
        unknown = unknown_count(step)
        if unknown:
            lines.append(weigh(judgement, "unknown_requirement", unknown))
        if position == 0:
            above = candidate.threshold - problem.cap - (1 if candidate.safeguard else 0)
            if above > 0:
                lines.append(weigh(judgement, "threshold_above_cap", above))
        level = handover_level(problem, before, candidate)
        if level < problem.handover_min:
            lines.append(weigh(judgement, "handover_below_min", problem.handover_min - level))
        if level == 0 and candidate.organisation != before:
            lines.append(weigh(judgement, "retelling"))
        before = candidate.organisation
        yield tuple(lines)


def unknown_count(step: LaidStep) -> int:
    """Return how many things are not known about a step: its requirements together, exclusions, entry and barriers."""
    verdict = step.candidate.verdict
    assert verdict.door is not None
    barriers = sum(1 for mismatch in verdict.door.unclear if mismatch.fact)
    return (step.truth is UNKNOWN) + len(verdict.perhaps) + (verdict.door.entry is UNKNOWN) + barriers


def handover_level(problem: Problem, before: str | None, candidate: Candidate) -> int:
    """Return the warmest hand-over offered to a step: from where the person sits or the step before, or accompanied."""
    index, verdict = problem.judgement.index, candidate.verdict
    assert verdict.door is not None
    origins = {origin for origin in (problem.origin, before) if origin}
    level = max(
        (offered_level(index, origin, verdict.indexed, verdict.door.indexed.host)[0] for origin in origins), default=0
    )
    return max(level, raised_handover(index, verdict.door))


def raised_handover(index: Index, door: OpenDoor) -> int:
    """Return the hand-over that attached supports make, 0 if none of them does."""
    if not door.supports:
        return 0
    vocabulary = index.catalog.vocabulary
    kinds = [vocabulary.kinds[index.services[support.service].service.kind] for support in door.supports]
    ranks = vocabulary.ranks["handover"]
    return max((ranks[kind.raises_handover] for kind in kinds if kind.raises_handover), default=0)


def unanswered_lines(problem: Problem, layout: Layout) -> tuple[Line, ...]:
    """Return the path's own lines: the needs it leaves open."""
    return tuple(problem.needs[need].unanswered for need in layout.unanswered)


def score(problem: Problem, layout: Layout) -> int:
    """Return the score of a plan: the sum of all its lines."""
    own = sum(line.points for line in unanswered_lines(problem, layout))
    return own + sum(line.points for lines in step_lines(problem, layout) for line in lines)
