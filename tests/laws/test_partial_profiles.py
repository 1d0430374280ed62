"""Partial profiles: what is missing never refuses anybody, is named where a step hangs on it, and certainty decides ties."""

from __future__ import annotations

import pytest

from cafematch import Suggestion
from laws.drawn import every
from shipped import EXAMPLES, matcher_for, profile_of, without_facts
from strategies import Situation


def hanging(answer: Suggestion) -> list[tuple[float, int]]:
    """Return the score of every path and how many of its steps are conditional, best path first."""
    return [(-path.score, sum(step.status == "conditional" for step in path.steps)) for path in answer.paths]


def check(answer: Suggestion) -> None:
    assert hanging(answer) == sorted(hanging(answer))
    for path in answer.paths:
        for step in path.steps:
            assert (step.status == "conditional") == bool(step.hangs_on), step


@every(100)
def test_of_paths_that_are_worth_the_same_the_surer_comes_first_and_conditional_steps_name_what_they_hang_on(
    situation: Situation,
) -> None:
    check(situation.answer)


@pytest.mark.parametrize("example", EXAMPLES)
def test_with_nothing_but_what_is_named_first_conditional_steps_name_what_they_hang_on(example: str) -> None:
    matcher = matcher_for(example)
    check(matcher.suggest(without_facts(profile_of(example), matcher.catalog)))


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_step_of_the_full_profile_is_closed_to_nobody_whose_facts_are_missing(example: str) -> None:
    """No fact that is merely missing closes a door: who would be let in with everything told is not refused without."""
    matcher, full = matcher_for(example), profile_of(example)
    told = {step.service for path in matcher.suggest(full).paths for step in path.steps}
    less = matcher.suggest(without_facts(full, matcher.catalog))
    refused = {left.service for left in less.not_recommended if left.rule is None}
    assert told.isdisjoint(refused)
