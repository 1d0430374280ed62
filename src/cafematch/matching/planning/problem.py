"""The planning problem of one person: the needs to answer, the candidate steps, the rules about their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import know, latest
from cafematch.matching.judging.services import required_facts
from cafematch.matching.judging.truth import YES, truth
from cafematch.matching.judging.verdicts import Judgement, active_needs, goes_along, judge
from cafematch.matching.planning.candidates import Candidate, Candidates, NeedValue, due
from cafematch.matching.planning.ranking import answered_lines, unanswered_line
from cafematch.model.catalog import Network
from cafematch.model.conditions import Condition
from cafematch.model.documents import FIRST_YEAR, LAST_YEAR
from cafematch.model.profile import Profile, ProfileNeed
from cafematch.model.rules import Include, Rule, Safeguard, Sequence
from cafematch.quick import dataclass


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
        return candidate is not None and candidate.concerned_by(self.rule)

    def missing_in(self, ids: frozenset[str]) -> bool:
        """Return whether these steps lack what the rule includes."""
        return self.options.isdisjoint(ids) and (self.everywhere or any(map(self.concerns, ids)))


@dataclass(slots=True)
class Problem:
    """What is to be planned: the needs, the candidate steps, and the rules about their order."""

    judgement: Judgement
    needs: Mapping[str, NeedValue]
    candidates: Candidates
    first_kinds: tuple[frozenset[str], ...]
    included: tuple[Included, ...]
    origin: str
    """The organisation where the person sits."""
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
        return truth(condition, self.candidates.step(id_).door.facts) is YES

    def by_pressure(self, name: str) -> tuple[Any, ...]:
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
    open_needs = [need for need in knowledge.profile.needs if need.is_open]
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

    Raises ValueError if nobody says when, or a year so far away that no date can be reckoned from it.
    """
    if not isinstance(profile, Profile):
        raise TypeError(f"expected what read_profile or load_profile returns, found a {type(profile).__name__}")
    if not isinstance(as_of, datetime | None):
        raise TypeError(f"as_of: expected a datetime, found a {type(as_of).__name__}")
    moment = as_of or profile.as_of or network.as_of
    if moment is None:
        raise ValueError("say when: pass as_of, or a profile that has one")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"as_of: expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {moment.year}")
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


def is_guard(candidate: Candidate, kinds: frozenset[str]) -> bool:
    """Return whether a step is what a safeguard asks for: of one of its kinds, and an answer to something."""
    return candidate.verdict.indexed.service.kind in kinds and bool(candidate.needs)
