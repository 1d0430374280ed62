"""Worlds: what the answer would be if something were known, each hypothetical profile judged once.

A world is a profile in which some unknown facts are taken to have a value. What is compared is its `Picture`: the
safeguards that act and the best paths, step by step. A fact matters if some world that differs in it has another picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cafematch.matching.asking.answers import answers
from cafematch.matching.asking.undecided import Open, undecided
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.truth import YES
from cafematch.matching.planning.plans import Plans, plan, worth_showing
from cafematch.matching.planning.problem import Problem, problem_of
from cafematch.model.profile import Profile
from cafematch.model.rules import Safeguard
from cafematch.model.saying import is_need, put, say_need, sayable
from cafematch.quick import dataclass

MOST_WORLDS = 12
"""So many worlds that differ in several facts are looked at; then facts are asked for without proof that they matter."""

Assumed = Mapping[str, Any]
Content = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What people go by: the rules that protect, and the steps of the best paths, best path first."""

    safeguards: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    stops: bool = False
    """Whether a safeguard lets all else wait."""

    @property
    def services(self) -> frozenset[str]:
        """Every service on one of the paths."""
        return frozenset(service for path in self.paths for service in path)

    def distance(self, other: Picture) -> int:
        """Return how much differs: 0 nothing, 1 some path, 2 the best path, 3 the first step, 4 what protects."""
        if self.safeguards != other.safeguards:
            return 4
        if self.paths == other.paths:
            return 0
        mine, theirs = (next(iter(paths), ()) for paths in (self.paths, other.paths))
        return 3 if mine[:1] != theirs[:1] else 2 if mine != theirs else 1


@dataclass(frozen=True, slots=True)
class World:
    """What was found about one hypothetical profile."""

    problem: Problem
    plans: Plans
    picture: Picture


class Worlds:
    """All hypothetical profiles about one network at one moment; each is judged once, whoever asks."""

    def __init__(self, index: Index, as_of: datetime, top: int) -> None:
        self.index = index
        self.as_of = as_of
        self.top = top
        self._worlds: dict[Content, World] = {}
        self._undecided: dict[tuple[Content, frozenset[str]], Mapping[str, Open]] = {}

    def world(self, profile: Profile) -> World:
        """Return what is found about a profile."""
        key = _content(profile)
        if key not in self._worlds:
            problem = problem_of(self.index, profile, self.as_of)
            plans = plan(problem, self.top)
            self._worlds[key] = World(problem, plans, _picture(problem, plans))
        return self._worlds[key]

    def picture(self, profile: Profile) -> Picture:
        """Return what people would go by."""
        return self.world(profile).picture

    def undecided(self, profile: Profile, silent: frozenset[str]) -> Mapping[str, Open]:
        """Return the facts that the picture may still hang on; `silent` facts get no answer any more."""
        key = (_content(profile), silent)
        if key not in self._undecided:
            world = self.world(profile)
            found = undecided(world.problem, silent)
            idle = {fact for fact, open_ in found.items() if _is_idle(world.problem, world.plans, open_)}
            if idle and cannot_be_overtaken(world.problem, world.plans, self.top):
                found = {fact: open_ for fact, open_ in found.items() if fact not in idle}
            self._undecided[key] = found
        return self._undecided[key]

    def answers(self, name: str, open_: Open) -> tuple[tuple[Any, ...], ...]:
        """Return the answers that something waiting for a fact tells apart, each as the values that are alike.

        Of a need only "no" is tried: a "yes" opens a matter of its own, which is the person's to name.
        """
        catalog = self.index.catalog
        if is_need(catalog, name):
            return ((False,),)
        whole = open_.whole or name.startswith("language.")  # barriers look at languages, too
        return answers(sayable(catalog, name), open_.checks, whole, catalog, self.as_of)

    def with_answer(self, profile: Profile, name: str, value: Any) -> Profile:
        """Return a profile in which a fact is taken to have a value."""
        catalog = self.index.catalog
        if is_need(catalog, name):
            return say_need(profile, catalog, name.removeprefix("need."), value)
        return put(profile, catalog, sayable(catalog, name), value)


def _content(profile: Profile) -> Content:
    """Return everything of a profile that an answer may depend on, for finding it again."""
    feelings, readiness = (tuple(sorted(entry.items())) for entry in (profile.feelings, profile.readiness))
    said = (profile.needs, profile.background, profile.constraints, profile.competences, profile.choices, profile.at)
    return (*said, feelings, readiness)


def _picture(problem: Problem, plans: Plans) -> Picture:
    acting = [entry.rule for entry in problem.judgement.acting if entry.truth is YES]
    safeguards = [rule for rule in acting if isinstance(rule.then, Safeguard)]
    stops = any(isinstance(rule.then, Safeguard) and rule.then.stop for rule in safeguards)
    best = () if stops else worth_showing(problem, plans)
    paths = tuple(tuple(step.candidate.id for step in found.layout.steps) for found in best)
    return Picture(tuple(sorted(rule.id for rule in safeguards)), paths, stops)


def _is_idle(problem: Problem, plans: Plans, open_: Open) -> bool:
    """Return whether a fact can only close services, or make them certain, that are in none of the best plans.

    Nothing else may depend on whether they are there: no rule or safeguard asks for them, others do not stay because of
    them, and no step could open them, so that they stand in the same place of a plan whatever is known.
    """
    if not open_.only_closes or plans.truncated:
        return False
    kinds = {kind for kinds in problem.first_kinds for kind in kinds}
    included = [entry for entry in problem.included if entry.everywhere or any(map(entry.concerns, problem.candidates))]
    asked_for = {id_ for entry in included for id_ in entry.options}
    shown = {step.candidate.id for best in plans.best for step in best.layout.steps}
    candidates = [problem.candidates[id_] for id_ in open_.services & problem.candidates.keys()]
    return (
        open_.services.isdisjoint(shown | asked_for)
        and not any(entry.providers or entry.verdict.indexed.service.kind in kinds for entry in candidates)
        and not _stands_in(problem, open_.services)
    )


def _stands_in(problem: Problem, services: set[str]) -> bool:
    """Return whether a service is left out as long as one of these answers a need in its place."""
    index, verdicts = problem.judgement.index, problem.judgement.verdicts
    needs = {need for id_ in services for need in index.services[id_].needs} & problem.needs.keys()
    others = {id_ for need in needs for id_ in problem.candidates.told(need)} - services
    return any(verdicts[id_].exclusions for id_ in others)


def cannot_be_overtaken(problem: Problem, plans: Plans, top: int) -> bool:
    """Return whether no other plan would be among the best if everything unknown about its requirements turned out well.

    Then only what the best plans themselves hang on can change them, and what does more than open or close services.
    """
    index = problem.judgement.index
    free = index.weights["unknown_requirement"].model_copy(update={"points": 0})
    hoped = replace(problem.judgement, index=replace(index, weights={**index.weights, "unknown_requirement": free}))
    found = plan(replace(problem, judgement=hoped), top + 1)
    best = {entry.layout.ids for entry in plans.best}
    others = [entry for entry in found.best if entry.layout.ids not in best]
    if not others or not plans.best:
        return found.truncated is None
    return found.truncated is None and len(plans.best) == top and others[0].score < plans.best[-1].score


@dataclass(frozen=True, slots=True)
class Effect:
    """What answers to one question would change: the values that are alike, and the picture they make."""

    fact: str
    pictures: tuple[tuple[tuple[Any, ...], Picture], ...]
    distance: int

    @property
    def kinds(self) -> int:
        """How many different pictures the answers make."""
        return len({picture for _, picture in self.pictures})


def effects(worlds: Worlds, profile: Profile, silent: frozenset[str]) -> Iterator[Effect]:
    """Yield what each undecided fact would change by itself; `silent` facts get no answer any more."""
    found = worlds.undecided(profile, silent)
    today = worlds.picture(profile)
    for fact, open_ in found.items():
        pictures = tuple(
            (alike, worlds.picture(worlds.with_answer(profile, fact, alike[0])))
            for alike in worlds.answers(fact, open_)
        )
        yield Effect(fact, pictures, max((today.distance(picture) for _, picture in pictures), default=0))


def together(worlds: Worlds, profile: Profile, silent: frozenset[str]) -> tuple[str, ...] | None:
    """Return facts that change the picture together, although none does alone: empty if none do, None if it is not known.

    One of them at least is undecided today; others may come up only when it is answered. All worlds are gone through, one
    undecided fact after the other, until one has another picture; where there are more than MOST_WORLDS, it stays
    unknown.
    """
    today = worlds.picture(profile)
    looked_at = 0
    waiting: list[Assumed] = [{}]
    while waiting:
        assumed = waiting.pop()
        looked_at += len(assumed) > 1
        if looked_at > MOST_WORLDS:
            return None
        supposed = _supposed(worlds, profile, assumed)
        found = worlds.undecided(supposed, silent)
        if worlds.picture(supposed) != today:
            return _needed(worlds, profile, assumed, silent)
        options = {fact: worlds.answers(fact, open_) for fact, open_ in found.items()}
        if not all(options.values()):
            return None  # of some fact the values cannot be listed
        if options:
            fact = min(options, key=lambda fact: (len(options[fact]), fact))
            waiting += [{**assumed, fact: alike[0]} for alike in options[fact]]
    return ()


def _supposed(worlds: Worlds, profile: Profile, assumed: Assumed) -> Profile:
    for fact, value in assumed.items():
        profile = worlds.with_answer(profile, fact, value)
    return profile


def _needed(worlds: Worlds, profile: Profile, assumed: Assumed, silent: frozenset[str]) -> tuple[str, ...]:
    """Return the facts of an assumption without those that can be left out and it still changes the picture.

    One that is undecided today stays among them: it is what can be asked about.
    """
    today, askable = worlds.picture(profile), worlds.undecided(profile, silent).keys()
    for fact in sorted(assumed):
        fewer = {other: value for other, value in assumed.items() if other != fact}
        if fewer.keys() & askable and worlds.picture(_supposed(worlds, profile, fewer)) != today:
            assumed = fewer
    return tuple(sorted(assumed))
