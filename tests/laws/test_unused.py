"""What is listed as unused made no difference: without it the answer is the same."""

from __future__ import annotations

import pytest

from cafematch import Profile, Suggestion
from laws.drawn import every
from shipped import EXAMPLES, matcher_for, profile_of, suggestion_for
from strategies import Situation


def without(profile: Profile, field: str) -> Profile:
    """Return a profile that says nothing about a field."""
    section, _, name = field.partition(".")
    kept: object
    match section:
        case "background" | "constraints":
            kept = tuple(pair for pair in getattr(profile, section) if pair[0] != name)
        case "feelings" | "readiness":
            kept = {other: value for other, value in getattr(profile, section).items() if other != name}
        case "competences":
            kept = tuple(competence for competence in profile.competences if competence.area != name)
        case _ if ".detail." in name:
            kept = tuple(
                need.model_copy(update={"detail": tuple(pair for pair in need.detail if pair[0] != f"need.{name}")})
                for need in profile.needs
            )
        case _:
            kept = tuple(need for need in profile.needs if need.need != name)
    changed = profile.model_copy(update={section: kept})
    assert changed != profile, field
    return changed


def compared(answer: Suggestion) -> tuple[object, ...]:
    questions = [
        question for question in answer.questions if question.changes
    ]  # without, it is how a conversation opens
    return answer.safeguards, answer.paths, answer.gaps, answer.offers, questions


@pytest.mark.parametrize("example", EXAMPLES)
def test_without_what_is_unused_the_answer_is_the_same(example: str) -> None:
    answer = suggestion_for(example)
    for unused in answer.unused:
        less = matcher_for(example).suggest(without(profile_of(example), unused.field))
        assert compared(less) == compared(answer), unused.field


@every(100)
def test_without_what_is_unused_every_answer_is_the_same(situation: Situation) -> None:
    for unused in situation.answer.unused:
        less = situation.matcher.suggest(without(situation.profile, unused.field), top=5)
        assert compared(less) == compared(situation.answer), unused.field
