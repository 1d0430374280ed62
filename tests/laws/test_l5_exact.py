"""L5. Exact: the best plans are those of a naive enumeration, tie for tie, or `truncated` says which bound was hit."""

from __future__ import annotations

from cafematch.matching.planning.plans import Plan, plan
from laws.drawn import every
from oracle import best_plans, seen
from strategies import Situation


@every(300)
def test_the_best_plans_are_those_of_all_sets_of_services(situation: Situation) -> None:
    everything: list[Plan] = best_plans(situation.problem, 5)
    for top in range(1, 6):
        found = plan(situation.problem, top)
        assert found.truncated is None
        assert seen(found.best) == seen(everything[:top])


@every(100, closing=False, most_rules=2)
def test_also_where_steps_only_open(situation: Situation) -> None:
    assert seen(situation.plans) == seen(best_plans(situation.problem, 5))


@every(100)
def test_more_plans_begin_with_fewer(situation: Situation) -> None:
    all_of_them = seen(plan(situation.problem, 300).best)
    for top in range(1, 6):
        assert seen(plan(situation.problem, top).best) == all_of_them[:top]


@every(200)
def test_a_search_cut_short_says_so(situation: Situation) -> None:
    everything = seen(best_plans(situation.problem, 3))
    for bounds in ({"max_expansions": 1}, {"max_expansions": 5}, {"max_expansions": 20}, {"max_steps": 1}):
        found = plan(situation.problem, 3, **bounds)
        assert found.truncated in (None, "expansions", "steps")
        if found.truncated is None:
            assert seen(found.best) == everything
        assert all(len(best.layout.steps) <= bounds.get("max_steps", 100) for best in found.best)


@every(200)
def test_the_answer_shows_the_best_plans(situation: Situation) -> None:
    """All of them, except one that leaves open a pressing need which the very best answers."""
    best = best_plans(situation.problem, 5)
    needs = situation.problem.needs.values()
    pressing = {value.need.need for value in needs if value.need.urgency in ("now", "days") or value.need.deadline}
    hidden = [found for found in best if pressing & (set(found.layout.unanswered) - set(best[0].layout.unanswered))]
    shown = [(path.score, tuple(step.service for step in path.steps)) for path in situation.answer.paths]
    assert shown == [(-rank[0], steps) for rank, steps in seen(found for found in best if found not in hidden)]
