"""Questions: only about what is open, and never about what was declined."""

from __future__ import annotations

from laws.drawn import every
from strategies import Situation


@every(150)
def test_nothing_is_asked_that_is_known_or_was_declined(situation: Situation) -> None:
    asked = {question.fact for question in situation.answer.questions}
    assert not asked & situation.knowledge.values.keys()
    assert not asked & set(situation.profile.declined)


@every(150)
def test_a_question_is_about_services_that_may_be_steps(situation: Situation) -> None:
    for question in situation.answer.questions:
        assert set(question.changes) <= situation.problem.candidates.keys()
