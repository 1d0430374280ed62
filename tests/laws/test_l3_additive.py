"""L3. Additive: the score of a path is the sum of its own lines and of the lines of its steps, each counted once."""

from __future__ import annotations

from cafematch.matching.suggestion import Path, ScoreLine
from laws.drawn import every
from strategies import Situation


def lines(path: Path) -> list[ScoreLine]:
    """Return all lines of a path, its own first."""
    return [*path.lines, *(line for step in path.steps for line in step.lines)]


@every(200)
def test_a_score_is_the_sum_of_its_lines(situation: Situation) -> None:
    for path in situation.answer.paths:
        assert path.score == sum(line.points for line in lines(path))


@every(200)
def test_every_line_names_a_rule_or_weight_and_why(situation: Situation) -> None:
    known = {rule.id for rule in situation.rule_set.rules} | situation.rule_set.weights.keys()
    for path in situation.answer.paths:
        for line in lines(path):
            assert line.rule in known
            assert line.because.versions


@every(200)
def test_every_need_of_the_person_is_answered_or_left_open_once(situation: Situation) -> None:
    for path in situation.answer.paths:
        answered = [need for step in path.steps for need in step.answers]
        assert sorted([*answered, *path.unanswered]) == sorted(situation.problem.needs)
        assert sorted(path.answers) == sorted(answered)


@every(200)
def test_a_need_is_paid_for_once(situation: Situation) -> None:
    """Answering brings the need's own lines where it is answered first; leaving open costs exactly one line."""
    gains = {"need_now", "need_days", "need_weeks", "need_later"}
    costs = {"unanswered_now", "unanswered_days", "unanswered_weeks", "unanswered_later"}
    for path in situation.answer.paths:
        assert sorted(line.about for line in lines(path) if line.rule in gains) == sorted(path.answers)
        assert sorted(line.about for line in lines(path) if line.rule in costs) == sorted(path.unanswered)
