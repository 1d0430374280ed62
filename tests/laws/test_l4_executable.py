"""L4. Executable: at every step all requirements hold, or are unknown and said so, given the steps before it."""

from __future__ import annotations

from itertools import chain, combinations

from cafematch.matching.judging.truth import NO, UNKNOWN, YES, deciding, truth
from cafematch.matching.planning.layout import lay_out
from cafematch.matching.planning.plans import Plan
from cafematch.model.conditions import Test, subjects
from cafematch.model.rules import Privacy
from laws.drawn import every
from oracle import Walk, every_truth_is_best, subsets
from strategies import Situation


def steps_of(found: Plan) -> tuple[str, ...]:
    """Return the services of a plan in their order."""
    return tuple(step.candidate.id for step in found.layout.steps)


def closed_for_good(situation: Situation, id_: str) -> bool:
    """Return whether no steps whatever can open a service: tried one by one and in every combination."""
    problem = situation.problem
    makers = [other for other in problem.candidates if problem.candidates[other].verdict.indexed.service.outcomes]
    tried = chain.from_iterable(combinations(makers, size) for size in range(len(makers) + 1))
    known, verdict = problem.judgement.knowledge, problem.judgement.verdicts[id_]
    return all(verdict.requirement_after(known.after(problem.candidates.outcomes_of(some))) is NO for some in tried)


@every(200)
def test_every_step_can_be_taken_after_the_steps_before_it(situation: Situation) -> None:
    walk = Walk(situation.problem)
    for found in situation.plans:
        assert walk.executable(steps_of(found)), walk.truths(steps_of(found))


@every(200)
def test_a_step_knows_whether_its_requirements_hold(situation: Situation) -> None:
    walk = Walk(situation.problem)
    for found in situation.plans:
        assert [step.truth for step in found.layout.steps] == walk.truths(steps_of(found))


@every(200)
def test_no_step_can_be_left_out(situation: Situation) -> None:
    """Each answers a need nobody else of the plan answers, opens a later step, or is what a safeguard asks for."""
    walk = Walk(situation.problem)
    for found in situation.plans:
        assert walk.is_plan(steps_of(found)), steps_of(found)


@every(200)
def test_what_is_not_certain_is_said(situation: Situation) -> None:
    """A step is conditional while a requirement is unknown or hangs on an outcome, and tells what it hangs on.

    What a privacy rule hides, and a line of law that has ended, is not asked for.
    """
    quiet = any(isinstance(rule.then, Privacy) for rule in situation.rule_set.rules)
    walk = Walk(situation.problem)
    for path in situation.answer.paths:
        order = tuple(step.service for step in path.steps)
        for step, state in zip(path.steps, walk.truths(order), strict=True):
            if state is YES and situation.problem.candidates[step.service].start is YES:
                continue
            assert step.status == "conditional", step.service
            assert step.hangs_on or step.check or quiet, step.service


def unknown_facts(situation: Situation, id_: str, before: tuple[str, ...]) -> set[str]:
    """Return the facts that leave a step's own requirements unknown after the steps before it.

    Of a test that compares two facts those that nobody knows.
    """
    found = set()
    known = Walk(situation.problem).known_after(before)
    for finding in situation.judgement.verdicts[id_].findings(known):
        leaves = deciding(finding) if finding.truth is UNKNOWN else ()
        for test in (leaf.condition for leaf in leaves if leaf.force == "now" and isinstance(leaf.condition, Test)):
            looked_at = list(subjects(test))
            found |= {one.asked_fact for one in looked_at if len(looked_at) == 1 or known.value(one) is None}
    return found


@every(200)
def test_every_fact_that_a_step_hangs_on_is_named(situation: Situation) -> None:
    """Also one that matters only once an earlier step has opened the door; a need is asked for by its own name."""
    hidden = {fact for rule in situation.rules for fact in rule["then"].get("hide", ())}
    for path in situation.answer.paths:
        order = tuple(step.service for step in path.steps)
        for position, step in enumerate(path.steps):
            named = {entry.fact for entry in step.hangs_on}
            missing = unknown_facts(situation, step.service, order[:position]) - named - hidden
            assert not {fact for fact in missing if fact != "need"}, step.service


@every(200)
def test_a_conditional_step_says_what_it_hangs_on(situation: Situation) -> None:
    quiet = any(rule["kind"] == "privacy" for rule in situation.rules)
    for path in situation.answer.paths:
        for step in path.steps:
            assert step.status == "confirmed" or step.hangs_on or step.check or quiet, step.service


@every(200)
def test_what_a_step_waits_for_comes_before_it(situation: Situation) -> None:
    for found in situation.plans:
        order = steps_of(found)
        for position, step in enumerate(found.layout.steps):
            assert set(step.waits_for) <= set(order[:position])
            assert step.truth is not NO
            if step.candidate.start is NO:
                assert step.waits_for or step.candidate.providers & set(order[:position])


@every(100, closing=False)
def test_hard_prerequisites_come_first(situation: Situation) -> None:
    """Where some order lets every step be at its best, the plan is such an order."""
    walk = Walk(situation.problem)
    for found in situation.plans:
        order = steps_of(found)
        if every_truth_is_best(walk, order):
            continue
        others = walk.orders(order) if len(order) <= 6 else ()
        assert not any(every_truth_is_best(walk, other) for other in others), order


@every(100, closing=False)
def test_what_cannot_be_laid_out_has_no_order_that_is_a_plan(situation: Situation) -> None:
    """The order of a set, and whether it is a plan, are those of the definition, tried out in all orders."""
    walk = Walk(situation.problem)
    for ids in subsets(sorted(situation.problem.candidates), 4):
        layout = lay_out(situation.problem, frozenset(ids))
        found = None if layout is None else tuple(step.candidate.id for step in layout.steps)
        assert found == walk.the_plan(frozenset(ids)), ids
        if walk.some_order(ids) is None:
            assert layout is None, ids


@every(60)
def test_a_step_comes_before_the_step_that_would_close_it(situation: Situation) -> None:
    """Also where one step ends what another requires, a set that can be visited in some order is not given up."""
    walk = Walk(situation.problem)
    for ids in subsets(sorted(situation.problem.candidates), 3):
        if lay_out(situation.problem, frozenset(ids)) is None:
            assert walk.the_plan(frozenset(ids)) is None, ids


@every(100, closing=False)
def test_outcomes_only_add(situation: Situation) -> None:
    """Where no condition asks for a lack, no step closes another, nor makes it less certain."""
    walk = Walk(situation.problem)
    for id_, candidate in situation.problem.candidates.items():
        for other in situation.problem.candidates:
            assert other == id_ or walk.truth_at(id_, (other,)) >= candidate.start, (other, id_)


@every(200)
def test_no_service_outside_the_candidates_could_be_a_step(situation: Situation) -> None:
    """Every other service is closed for good, or answers nothing, guards nothing and opens no candidate."""
    problem = situation.problem
    verdicts = problem.judgement.verdicts
    known = problem.judgement.knowledge
    for id_ in verdicts.keys() - problem.candidates.keys():
        verdict = verdicts[id_]
        if not verdict.reachable or closed_for_good(situation, id_):
            continue
        assert verdict.indexed.needs.isdisjoint(problem.needs), id_
        assert not any(verdict.indexed.service.kind in kinds for kinds in problem.first_kinds), id_
        after = known.after(verdict.indexed.service.outcomes)
        for candidate in problem.candidates.values():
            for condition in candidate.verdict.conditions:
                before = truth(condition, known)
                assert truth(condition, after) <= before or before is YES, (id_, candidate.id)
