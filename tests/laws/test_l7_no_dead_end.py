"""L7. No dead end: there is always a next human step, and every need nobody serves is named as a gap of the network."""

from __future__ import annotations

from builders import ENTRANCE
from laws.drawn import every
from strategies import Situation


@every(100, stops=True)
def test_there_is_always_somebody_to_go_to(situation: Situation) -> None:
    answer = situation.answer
    assert answer.entrance.service == ENTRANCE["id"]
    for path in answer.paths:
        assert path.steps
        assert all(step.if_it_fails.service in situation.catalog.services for step in path.steps)


@every(200)
def test_every_need_that_no_path_answers_is_a_gap(situation: Situation) -> None:
    answer = situation.answer
    answered = {need for path in answer.paths for need in path.answers}
    gaps = {gap.need: gap.where for gap in answer.gaps}
    assert gaps.keys() == situation.problem.needs.keys() - answered
    for need, where in gaps.items():
        assert (where == "network") == (not situation.matcher.index.answering.get(need))


@every(200)
def test_what_comes_nearest_to_an_answer_is_nothing_that_is_left_out_on_purpose(situation: Situation) -> None:
    verdicts = situation.judgement.verdicts
    for gap in situation.answer.gaps:
        assert not (gap.where == "on_purpose" and gap.nearest)
        for id_ in gap.nearest:
            assert not any(
                rule.when.parts for rule in verdicts[id_].exclusions
            )  # nothing about this person speaks against it
            assert verdicts[id_].refused is None
            indexed = verdicts[id_].indexed
            kind = situation.catalog.vocabulary.kinds[indexed.service.kind]
            assert gap.need in kind.answers or gap.need in indexed.needs


def test_nobody_and_nothing_known_is_answered_too() -> None:
    nobody = Situation(services=())
    answer = nobody.answer
    assert answer.entrance.service == ENTRANCE["id"]
    assert answer.paths == ()
    assert answer.gaps == ()
