"""L6. Safe first: a safeguard is never outranked, hidden or scored; a lower kind of rule never undoes a higher one."""

from __future__ import annotations

from cafematch.matching.judging.truth import YES
from cafematch.matching.suggestion import Suggestion
from cafematch.model.rules import Safeguard
from laws.drawn import every
from oracle import Walk
from strategies import KINDS, Situation

BEST_LIKED = {"liked": 1000}


def acting_safeguards(situation: Situation) -> set[str]:
    """Return the safeguards that act."""
    acting = situation.problem.judgement.acting
    return {entry.rule.id for entry in acting if entry.truth is YES and isinstance(entry.rule.then, Safeguard)}


@every(100, stops=True)
def test_every_safeguard_that_acts_is_shown(situation: Situation) -> None:
    answer = situation.answer
    assert {card.rule for card in answer.safeguards} == acting_safeguards(situation)


@every(100, stops=True)
def test_a_safeguard_that_stops_leaves_nothing_else(situation: Situation) -> None:
    answer = situation.answer
    stops = any(card.stops_matching for card in answer.safeguards)
    if stops:
        alone = {"cafematch", "network", "network_name", "as_of", "fingerprint", "wish", "entrance", "safeguards"}
        rest = Suggestion.__dataclass_fields__.keys() - alone
        assert all(not getattr(answer, name) for name in rest)


@every(100, stops=True)
def test_a_safeguard_has_no_points(situation: Situation) -> None:
    safeguards = acting_safeguards(situation)
    for path in situation.answer.paths:
        lines = [*path.lines, *(line for step in path.steps for line in step.lines)]
        assert not safeguards & {line.rule for line in lines}


@every(100)
def test_an_excluded_service_is_no_step_whatever_it_is_preferred_by(situation: Situation) -> None:
    prefer = {"id": "prefer-all", "kind": "prefer", "then": {"points": "liked"}}
    liked = Situation(
        situation.services,
        situation.handovers,
        (*situation.rules, prefer),
        {**(situation.points or {}), **BEST_LIKED, "disliked": 0},
        situation.person,
    )
    for path in liked.answer.paths:
        for step in path.steps:
            verdict = liked.problem.judgement.verdicts[step.service]
            assert not verdict.exclusions
            assert verdict.refused is None
            assert not any(support.service == step.service for support in step.supports)


@every(200)
def test_an_excluded_service_helps_nobody_as_a_support(situation: Situation) -> None:
    verdicts = situation.problem.judgement.verdicts
    for path in situation.answer.paths:
        for step in path.steps:
            assert not any(verdicts[support.service].exclusions for support in step.supports)


def check_guards_come_first(situation: Situation) -> None:
    """Fail unless the first step is of a kind that safeguards ask for, or every step before such a one opens it."""
    walk = Walk(situation.problem)
    wanted = frozenset(kind for kinds in situation.problem.first_kinds for kind in kinds)
    for path in situation.answer.paths:
        order = tuple(step.service for step in path.steps)
        assert all(walk.guards(order))
        candidates = [situation.problem.candidates[id_] for id_ in order]
        guards = [step.kind in wanted and bool(own.needs) for step, own in zip(path.steps, candidates, strict=True)]
        first = guards.index(True) if True in guards else 0
        way = order[: first + 1]
        for position in range(first):
            rest = way[:position] + way[position + 1 :]
            later, without = walk.truths(way)[position + 1 :], walk.truths(rest)[position:]
            assert any(less < more for more, less in zip(later, without, strict=True)), order


@every(200)
def test_what_a_safeguard_asks_for_comes_first(situation: Situation) -> None:
    check_guards_come_first(situation)


@every(100)
def test_no_rule_of_order_comes_before_a_safeguard(situation: Situation) -> None:
    """The same with rules that put every other kind before what the safeguards ask for."""
    kinds = [kind for kind in KINDS if not any(kind in wanted for wanted in situation.problem.first_kinds)]
    if not situation.problem.first_kinds or not kinds:
        return
    guarding = sorted(kind for wanted in situation.problem.first_kinds for kind in wanted)
    before = {"first": [{"kind": {"one_of": kinds}}], "then": [{"kind": {"one_of": guarding}}]}
    pushed = situation.with_rules({"id": "push", "kind": "sequence", "then": {"before": before}})
    check_guards_come_first(pushed)


@every(200)
def test_a_first_step_nobody_can_take_hides_no_other_way(situation: Situation) -> None:
    """Where no service of the kind a safeguard asks for can be reached, the other needs are answered all the same."""
    problem = situation.problem
    if problem.first_kinds and not situation.answer.paths:
        harmless = [
            {**rule, "then": {**rule["then"], "first": []}} if rule["kind"] == "safeguard" else rule
            for rule in situation.rules
        ]
        free = Situation(situation.services, situation.handovers, tuple(harmless), situation.points, situation.person)
        assert not free.answer.paths
