"""Questions: only about what is open, and never about what was declined."""

from __future__ import annotations

from cafematch.matching.judging.truth import UNKNOWN
from cafematch.model.rules import Include
from laws.drawn import every
from strategies import Situation


@every(150)
def test_nothing_is_asked_that_is_known_or_was_declined(situation: Situation) -> None:
    asked = {question.fact for question in situation.answer.questions}
    assert not asked & situation.knowledge.values.keys()
    assert not asked & set(situation.profile.declined)


@every(150)
def test_a_question_is_about_services_that_may_be_steps(situation: Situation) -> None:
    """A step may answer a need, open another, or be what a rule includes as soon as it is known that the rule acts."""
    problem, catalog = situation.problem, situation.matcher.catalog
    unsure = [entry.rule.then for entry in problem.judgement.acting if entry.truth is UNKNOWN]
    included = {kind for then in unsure if isinstance(then, Include) for kind in then.include}
    possible = {*problem.candidates, *(id_ for id_, service in catalog.services.items() if service.kind in included)}
    for question in situation.answer.questions:
        assert set(question.changes) <= possible
