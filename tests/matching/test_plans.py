"""Plans in networks full of circles, and every bound and shortcut of the planner beside what it stands for.

The situations of the laws have circles now and then; here are small, dense ones: services that ask for what others of them
make, with levels, alternatives, lacks and things unknown.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Raw, raw_weights
from cafematch.matching.judging.truth import NO
from cafematch.matching.planning.layout import lay_out
from cafematch.matching.planning.plans import plan
from laws.drawn import examples
from oracle import best_plans, seen, subsets
from strategies import CLOSING_TESTS, LEVELS, OPENING_FACTS, OPENING_TESTS, Dice, Situation

NEEDS = ("work.job", "daily.food", "work.course")


def dense(tape: bytes, *, closing: bool) -> Situation:
    """Return a small network in which most services wait for one another."""
    dice = Dice(tape)
    tests = (*OPENING_TESTS, *OPENING_TESTS, *CLOSING_TESTS) if closing else OPENING_TESTS

    def line() -> Any:
        if dice.seldom(5):
            return {dice.one(("any", "all")): [dice.one(tests) for _ in range(2)]}
        dates = {"valid_from": "2026-05-01"}, {"valid_until": "2026-01-31"}
        return {**dice.one(tests), **dice.one(dates)} if dice.seldom(12) else dice.one(tests)

    services = []
    for number in range(dice.between(4, 8)):
        outcomes: list[Any] = [{name: True} for name in dice.some(OPENING_FACTS, 2)]
        if dice.seldom(4):
            outcomes.append({"language.de": dice.one(LEVELS)})
        services.append(
            {
                "id": f"{dice.one(('house', 'east'))}.s{number}",
                "kind": dice.one(("advice", "course")),
                "addresses": [dice.one(NEEDS)] if dice.seldom(3) else [],
                "requires": [line() for _ in range(dice.below(3))],
                "outcomes": outcomes,
                "capacity": {"state": "open", "wait": f"{dice.below(4)} weeks"},
            }
        )
    services.append({"id": "house.goal", "addresses": ["work.job"], "requires": [line(), line()]})
    rules = [
        {"id": "liked", "kind": "prefer", "services": [{"kind": "course"}], "then": {"points": "liked"}},
        {"id": "asked", "kind": "prerequisite", "services": [{"kind": "advice"}], "then": {"require": [line()]}},
        {"id": "perhaps", "kind": "prerequisite", "when": [{"age": {"at_least": 18}}], "then": {"require": [line()]}},
        {"id": "advice", "kind": "include", "services": [{"kind": "course"}], "then": {"include": ["advice"]}},
    ]
    person: dict[str, Any] = {"needs": [dice.one(NEEDS) for _ in range(2)]}
    for name in OPENING_FACTS:
        said = dice.one((False, False, False, None, True))
        if said is not None:
            person[name] = said
    if dice.seldom(2):
        person["languages"] = {"de": "A1"}
    points = {"wait_week": -dice.between(0, 3), "unknown_requirement": -dice.below(4), "liked": dice.below(4)}
    return Situation(tuple(services), rules=tuple(dice.some(rules, 2)), points=points, person=person)


def networks(*, closing: bool) -> st.SearchStrategy[Situation]:
    return st.binary(min_size=150, max_size=150).map(lambda tape: dense(tape, closing=closing))


def told(services: list[Raw], top: int) -> list[tuple[int, str]]:
    """Return what the best plans for a job cost, and their steps."""
    points = {**dict.fromkeys(raw_weights(), 0), "need_weeks": 100, "wait_week": -1}
    person = {"needs": ["work.job"], **dict.fromkeys(OPENING_FACTS, False)}
    found = plan(Situation(tuple(services), points=points, person=person).problem, top)
    steps = [" ".join(step.candidate.id.partition(".")[2] for step in best.layout.steps) for best in found.best]
    return [(100 - best.score, order) for best, order in zip(found.best, steps, strict=True)]


def way(name: str, requires: str, makes: str, weeks: int) -> Raw:
    """Return a service that takes so many weeks: what it requires and makes, a letter for each fact; `!` is the job."""
    facts = {fact[0]: fact for fact in OPENING_FACTS}
    return {
        "id": f"house.{name}",
        "addresses": ["work.job"] if "!" in makes else [],
        "requires": [{facts[letter]: True} for letter in requires],
        "outcomes": [{facts[letter]: True} for letter in makes.replace("!", "")],
        "capacity": {"state": "open", "wait": f"{weeks} weeks"},
    }


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        pytest.param([way("job", "l", "!", 0), way("a", "p", "l", 1), way("b", "l", "p", 1)], [], id="nobody enters"),
        pytest.param(
            [way("job", "l", "!", 0), way("a", "p", "l", 1), way("b", "l", "p", 1), way("c", "", "p", 5)],
            [(6, "c a job")],
            id="one enters from outside",
        ),
        pytest.param(
            [way("job", "lp", "!", 0), way("a", "p", "lf", 1), way("b", "l", "p", 1), way("c", "", "l", 5)],
            [(6, "c b job")],
            id="who enters makes one of the circle needless",
        ),
        pytest.param(
            [way("job", "lpf", "!", 0), way("a", "p", "lf", 1), way("b", "l", "p", 1), way("c", "", "l", 5)],
            [(7, "c b a job")],
            id="who enters makes none of the circle needless",
        ),
        pytest.param(
            [
                way("job", "lp", "!", 0),
                way("a", "", "l", 3),
                way("b", "l", "p", 1),
                way("c", "", "p", 3),
                way("other", "", "!", 5),
            ],
            [(4, "a b job"), (5, "other"), (6, "a c job")],
            id="what is paid already opens for nothing",
        ),
        pytest.param(
            [way("job", "lp", "!", 0), way("a", "", "l", 2), way("b", "", "p", 2), way("c", "", "lp", 3)],
            [(3, "c job"), (4, "a b job")],
            id="one step for two things is paid for once",
        ),
    ],
)
def test_ways_through_circles(services: list[Raw], expected: list[tuple[int, str]]) -> None:
    for top in range(1, 5):
        assert told(services, top) == expected[:top]


@pytest.mark.parametrize(
    ("services", "most", "expected"),
    [
        pytest.param([way("a", "p", "l", 1), way("b", "l", "p", 1)], 3, [], id="nobody enters"),
        pytest.param([way("a", "l", "l", 1), way("c", "", "l", 5)], 2, [("house.c", "house.job")], id="one enters"),
    ],
)
def test_a_circle_is_no_longer_plan(services: list[Raw], most: int, expected: list[tuple[str, ...]]) -> None:
    """Who waits for what it makes itself opens nothing, however many steps are added: nothing is said to be left out."""
    person = {"needs": ["work.job"], **dict.fromkeys(OPENING_FACTS, False)}
    situation = Situation((way("job", "l", "!", 0), *services), person=person)
    found = plan(situation.problem, 5, max_steps=most)
    assert [best.rank[-1] for best in found.best] == expected
    assert found.truncated is None


@settings(examples(300))
@given(networks(closing=False))
def test_no_plan_is_lost_in_circles(situation: Situation) -> None:
    everything = seen(best_plans(situation.problem, 5))
    for top in (1, 2, 5):
        found = plan(situation.problem, top)
        assert found.truncated is None
        assert seen(found.best) == everything[:top]


@settings(examples(200))
@given(networks(closing=True))
def test_nor_where_steps_close_one_another(situation: Situation) -> None:
    everything = seen(best_plans(situation.problem, 5))
    found = plan(situation.problem, 5)
    assert found.truncated is None
    assert seen(found.best) == everything


@settings(examples(100))
@given(networks(closing=False), st.integers(1, 4))
def test_no_plan_of_so_many_steps_is_lost_and_longer_ones_are_spoken_of(situation: Situation, most: int) -> None:
    """It is not said that longer plans were left out unless one might have been among the best."""
    everything = best_plans(situation.problem, 1 << 20)
    found = plan(situation.problem, 3, max_steps=most)
    short = [entry for entry in everything if len(entry.layout.steps) <= most]
    assert seen(found.best) == seen(short[:3])
    if found.truncated is None:
        assert seen(found.best) == seen(everything[:3])


@settings(examples(100))
@given(networks(closing=True))
def test_no_prospect_is_too_bad(situation: Situation) -> None:
    candidates = situation.problem.candidates
    for id_, candidate in candidates.items():
        prospect = candidates.prospects.of(id_)
        assert prospect is not None, id_
        assert prospect.points >= candidate.points
        assert set(prospect.closed) <= set(candidate.closed)


@settings(examples(200))
@given(networks(closing=True))
def test_opening_never_costs_less_than_was_said(situation: Situation) -> None:
    """In every set that can be walked, whatever is closed of a step is opened by others; those cost what they cost."""
    candidates = situation.problem.candidates
    prospects = candidates.prospects
    for ids in subsets(sorted(candidates), 5):
        layout = lay_out(situation.problem, frozenset(ids))
        for step in layout.steps if layout is not None else ():
            others = [other.candidate for other in layout.steps if other is not step] if layout is not None else []
            spent = sum(max(0, -other.points) for other in others)
            assert prospects.least_together(step.candidate.closed) <= spent
            for part in step.candidate.closed:
                makers = [other for other in others if other.id in part.makers]
                assert makers, (step.candidate.id, ids)
                assert prospects.least(part) <= spent
                assert prospects.cheapest(part) <= min(max(0, -maker.points) for maker in makers)


@settings(examples(200))
@given(networks(closing=True))
def test_what_is_said_of_requirements_after_other_steps_is_what_conditions_say(situation: Situation) -> None:
    candidates = situation.problem.candidates
    knowledge = situation.problem.judgement.knowledge
    for id_, candidate in candidates.items():
        truths = {}
        for size in range(4):
            for some in combinations(sorted(candidates.keys() - {id_}), size):
                known = knowledge.after(candidates.outcomes_of(some))
                truths[frozenset(some)] = candidate.verdict.requirement_after(known)
        for before, truth in truths.items():
            assert candidates.truth_after(id_, before) is truth
            if candidate.rising:
                assert all(truths[before - {other}] <= truth for other in before)
                assert truth is candidates.truth_after(id_, before & candidate.helpers)


@settings(examples(100))
@given(networks(closing=True))
def test_what_no_step_can_open_is_no_candidate(situation: Situation) -> None:
    candidates = situation.problem.candidates
    for id_, service in situation.catalog.services.items():
        if candidates.prospects.of(id_) is None:
            assert candidates.find(service.id) is None or candidates.step(id_).start is NO
            assert id_ not in candidates
