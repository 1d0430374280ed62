"""Decisions: what a plan is asked to do, whom it can choose for each, and the most that plans can reach.

The bounds are told from what services promise (`prospects`) before most of them are judged, and of all needs together
(`covering`). They count every gain that may come, and only costs that are certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cafematch.matching.judging.knowledge import ActingRule
from cafematch.matching.judging.services import required_facts
from cafematch.matching.judging.truth import NO
from cafematch.matching.planning.candidates import NeedValue
from cafematch.matching.planning.covering import Covering, Needs, Stake, offers_of
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.prospects import NEVER
from cafematch.model.rules import Prerequisite

POINT, ORGANISATION = 10_000, 100
"""What a point and an organisation count where plans are compared by points, then organisations, then steps, in one number."""


class Sort(NamedTuple):
    """Services that promise any plan the same as far as it has no step yet where they are, in the order of their ids."""

    ids: tuple[str, ...]
    by_organisation: Mapping[str, tuple[str, ...]]

    def elsewhere(self, here: frozenset[str]) -> tuple[str, ...]:
        """Return those of other organisations than these."""
        if here.isdisjoint(self.by_organisation):
            return self.ids
        others = (ids for organisation, ids in self.by_organisation.items() if organisation not in here)
        return tuple([id_ for ids in others for id_ in ids])

    def inside(self, here: frozenset[str]) -> list[tuple[str, ...]]:
        """Return those of each of some organisations."""
        return [self.by_organisation[name] for name in here if name in self.by_organisation]


class Decisions:
    """What is decided one by one, in this order: what safeguards ask for, what rules include everywhere, then each need.

    Of each there are `options`, the services to choose from, the most promising first, and their `sorts`.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._candidates = problem.candidates
        self._prospects = problem.candidates.prospects
        self._provider = problem.judgement.index.catalog.provider
        self._new_organisation = problem.judgement.index.weights["new_organisation"].points
        self._entries: dict[str, int] = {}
        decided = list(self._decided())
        self.needs = [need for need, _ in decided]
        self.options = [options for _, options in decided]
        self.choosable = [frozenset(options) for options in self.options]
        self._guards = self.needs.count(None)
        self._guarded = self._most_of_guards()
        self._covering = self._bounds_of_needs()
        self.sorts = [self._sorts(options) for options in self.options]
        self._openable = self._looking_at_outcomes()
        self._extras = self._points_of_openers() if self._prospects.most_gain else {}
        self._most_extra = sum(self._extras.values())
        self.only_needs = self._only_needs()
        """Whether plans have no step but for what is decided here: nobody opens anybody, no rule adds to a step."""

    def __len__(self) -> int:
        return len(self.options)

    def need(self, position: int) -> NeedValue | None:
        """Return the need that is decided, None if it is another thing."""
        name = self.needs[position]
        return None if name is None else self._problem.needs[name]

    def gain(self, position: int) -> int:
        """Return the points of what is decided being answered."""
        value = self.need(position)
        return 0 if value is None else value.gain

    def entry(self, organisation: str) -> int:
        """Return the points that the first step in an organisation costs at least."""
        known = self._entries.get(organisation)
        if known is None:
            met = min(0, self._new_organisation) if self._candidates.is_new(organisation) else 0
            known = met + self._prospects.handover_to(organisation, self._problem.handover_usual)
            self._entries[organisation] = known
        return known

    def hope(self, points: int, position: int, chosen: frozenset[str], organisations: frozenset[str]) -> int:
        """Return the most that plans of a branch can reach if nothing need be opened: points, organisations, steps in one.

        A point counts more than all organisations and steps of a plan, an organisation more than all its steps.
        """
        extra = self._most_extra - sum(self._extras.get(id_, 0) for id_ in chosen) if self._extras else 0
        hope = (points + self._guarded[position] + extra) * POINT - len(organisations) * ORGANISATION - len(chosen)
        if position == len(self):
            return hope
        covering = self._covering
        return hope + covering.most(max(0, position - self._guards), covering.met(chosen), covering.here(organisations))

    def _most_of_guards(self) -> list[int]:
        """Return for every decision the most that this and the following bring that are about no need."""
        found = [0]
        for options in reversed(self.options[: self._guards]):
            found.append(found[-1] + max(0, self._most_points(options) or 0))
        found.reverse()
        return found + [0] * (len(self) - self._guards)

    def _decided(self) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """Yield what must be decided, and the services to choose from: guards, what rules include, the needs."""
        for kinds in self._problem.first_kinds:
            yield None, self._possible(self._candidates.guarding(kinds))
        for included in self._problem.included:
            if included.everywhere:
                yield None, self._possible(included.options)
        values = self._problem.needs.values()
        for value in sorted(values, key=lambda value: (value.unanswered.points - value.gain, value.need.need)):
            yield value.need.need, tuple(filter(self._may_be_step, self._candidates.answering(value.need.need)))

    def _possible(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of some services that may be steps, the most promising first."""
        return self._prospects.in_order(filter(self._may_be_step, ids))

    def _may_be_step(self, id_: str) -> bool:
        """Return whether a service can be opened, as far as that is told without judging it."""
        prospect = self._prospects.of(id_)
        if prospect is None:
            return False
        return not prospect.closed or all(self._prospects.least(part) < NEVER for part in prospect.closed)

    def _looking_at_outcomes(self) -> set[str]:
        """Return those to choose from that look at what some service makes."""
        index = self._problem.judgement.index
        openable, found = index.set_of(index.openable), set[str]()
        for need, options in zip(self.needs, self.options, strict=True):
            if need is None:
                found.update(id_ for id_ in options if id_ in openable)
            else:
                found.update(set(options).intersection(openable & index.answering.get(need, openable)))
        return found

    def _bounds_of_needs(self) -> Covering:
        """Return the bounds of several needs together; who promises most is judged before, and left out if it is no step."""
        needs = [need for need in self.needs if need is not None]
        answered: dict[str, Needs] = {}
        for position, options in enumerate(self.options[self._guards :]):
            self._most_points(options)
            alone = (position,)
            for id_ in options:
                known = answered.get(id_)
                answered[id_] = alone if known is None else known + alone
        for id_ in answered.keys() & self._candidates.no_steps:
            del answered[id_]
        values = (self._problem.needs[need] for need in needs)
        stakes = [Stake(value.gain * POINT, value.unanswered.points * POINT) for value in values]
        steps = (
            (self._provider[id_].organisation, needs, prospect.points * POINT - 1)
            for id_, needs in answered.items()
            if (prospect := self._prospects.of(id_)) is not None
        )
        return Covering(stakes, answered, offers_of(steps, lambda name: self.entry(name) * POINT - ORGANISATION))

    def _most_points(self, options: Iterable[str]) -> int | None:
        """Return the most points that one of some services brings, None if none is a step; as few are judged as can be.

        Who promises most comes first.
        """
        most: int | None = None
        for id_ in options:
            prospect = self._prospects.of(id_)
            if prospect is None or (most is not None and most >= prospect.points):
                break
            candidate = self._candidates.find(id_)
            if candidate is not None and (most is None or candidate.points > most):
                most = candidate.points
        return most

    def _points_of_openers(self) -> dict[str, int]:
        """Return the points that steps which only open others may bring."""
        services, ways = self._problem.judgement.index.services, self._prospects.ways
        openers = {id_ for included in self._problem.included if not included.everywhere for id_ in included.options}
        for entry in self._problem.judgement.acting:
            openers |= ways.makers(_required_by(entry))
        waiting = {*self._openable, *openers}
        found: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            found.add(id_)
            makers = ways.makers(services[id_].required)
            openers |= makers
            waiting |= makers - found
        prospects = {id_: self._prospects.of(id_) for id_ in openers}
        return {id_: prospect.points for id_, prospect in prospects.items() if prospect and prospect.points > 0}

    def _only_needs(self) -> bool:
        """Return whether plans have no step but for what is decided here: nobody opens anybody, no rule adds to a step."""
        index = self._problem.judgement.index
        ruled = any(key in index.making for entry in self._problem.judgement.acting for key in _required_by(entry))
        included = any(not included.everywhere for included in self._problem.included)
        return not (ruled or included or self._openable)

    def _sorts(self, options: Iterable[str]) -> list[Sort]:
        """Return services by what they promise as far as that is the same for all, in the order of the first of their ids."""
        answered, offers = self._covering.answered, self._covering.offers
        known: dict[str, tuple[Any, ...]] = {}
        sorts: dict[tuple[Any, ...], list[str]] = {}
        for id_ in options:  # of those that promise as much in the order of their ids
            prospect = self._prospects.of(id_)
            if prospect is not None:
                organisation = self._provider[id_].organisation
                same = known.get(organisation)
                if same is None:
                    same = known[organisation] = self.entry(organisation), offers.get(organisation)
                sort = prospect.points, answered.get(id_), same
                own = sorts.get(sort)
                if own is None:
                    sorts[sort] = [id_]
                else:
                    own.append(id_)
        return [Sort(tuple(ids), self._by_organisation(ids)) for ids in sorted(sorts.values())]

    def _by_organisation(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for id_ in ids:
            name = self._provider[id_].organisation
            found[name] = (*found.get(name, ()), id_)
        return found


def _required_by(entry: ActingRule) -> frozenset[tuple[str, ...]]:
    """Return the facts that a rule adds to what services require."""
    then = entry.rule.then
    return required_facts(then.require) if isinstance(then, Prerequisite) and entry.truth is not NO else frozenset()
