"""When nothing is left to ask, the interview ends: no fact that is learned later changes which ways are the best.

Rules that only prefer, order or set a dial do nothing while they are unknown and ask nothing; they are left out here,
and so is what a service merely welcomes. What a person declined to say is not asked again, and not learned either.
"""

from __future__ import annotations

from dataclasses import replace

from builders import Raw
from laws.drawn import every
from laws.test_l1_unknown_is_never_no import learned
from strategies import Situation

ASKING = ("exclude", "prerequisite")


def plain(situation: Situation) -> Situation:
    """Return a situation without what asks nothing."""
    kept: list[Raw] = [{key: said for key, said in entry.items() if key != "welcomes"} for entry in situation.services]
    person = {key: said for key, said in (situation.person or {}).items() if key not in ("declined", "dont_know")}
    rules = tuple(rule for rule in situation.rules if rule["kind"] in ASKING)
    return replace(situation, services=tuple(kept), rules=rules, person=person)


def ways(situation: Situation) -> list[tuple[str, ...]]:
    """Return the steps of every path shown."""
    return [tuple(step.service for step in path.steps) for path in situation.answer.paths]


@every(150)
def test_when_nothing_is_asked_no_fact_changes_the_answer(situation: Situation) -> None:
    asked = plain(situation)
    if asked.answer.questions:
        return
    for fact, wiser in learned(asked):
        assert ways(wiser) == ways(asked), fact


@every(150)
def test_nothing_is_asked_that_is_known_or_was_declined(situation: Situation) -> None:
    asked = {question.fact for question in situation.answer.questions}
    assert not asked & situation.knowledge.values.keys()
    assert not asked & set(situation.profile.declined)


@every(150)
def test_a_question_is_about_services_that_may_be_steps(situation: Situation) -> None:
    for question in situation.answer.questions:
        assert set(question.changes) <= situation.problem.candidates.keys()
