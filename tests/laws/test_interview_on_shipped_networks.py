"""The interview on the shipped networks: what it leaves out changes nothing, whatever the answers would have been.

Every example begins with what a person names in the first minutes. Facts are answered by chance, with "I do not know" and
"I do not want to say" among the answers; then everything nobody was asked for is filled in by chance, many times.
"""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest

from cafematch import Catalog, Profile
from cafematch.matching.asking import worlds
from cafematch.matching.asking.interview import Interview
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import know
from cafematch.matching.planning.problem import Problem, problem_of
from cafematch.model.saying import say, sayable
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    LevelType,
    ListType,
    NumberType,
    PlaceType,
    SetType,
    ValueType,
)
from shipped import EXAMPLES, facts_of, matcher_for, neuwerder, profile_of, without_facts

COMPLETIONS = 12


def drawn(type_: ValueType, choices: list[str], catalog: Catalog, random: Random) -> Any:
    """Draw a value as a profile file would have it."""
    match type_:
        case BooleanType():
            return random.random() < 0.5
        case NumberType(minimum=low, maximum=high):
            low, high = int(low or 0), int(high or 240)
            return random.randint(low, random.choice((high, min(high, low + 30))))
        case ChoiceType():
            return random.choice(choices)
        case SetType():
            return random.sample(choices, random.randint(0, len(choices)))
        case ListType(item=item):
            return [drawn(item, choices, catalog, random) for _ in range(random.randint(0, 3))]
        case PlaceType():
            return random.choice(list(catalog.network.places))
        case LevelType(ranks=ranks):
            return random.choice([name for name, _ in ranks])
        case _:
            raise AssertionError(f"facts of this type are not drawn yet: {type_}")


def value_for(fact: str, catalog: Catalog, random: Random) -> Any:
    """Draw an answer to a question."""
    if fact.removeprefix("need.") in catalog.vocabulary.terms:
        return False
    declared = catalog.vocabulary.facts.get(fact)
    return drawn(sayable(catalog, fact).type, list(declared.values or ()) if declared else [], catalog, random)


def held(interview: Interview, random: Random) -> Interview:
    """Return an interview after its last question, every one answered by chance."""
    catalog = interview.worlds.index.catalog
    while (question := interview.next_question()) is not None:
        if question.fact in catalog.vocabulary.words.opening:
            interview = interview.skip(question.fact)
            continue
        match random.randrange(10):
            case 0:
                interview = interview.not_known(question.fact)
            case 1:
                interview = interview.decline(question.fact)
            case 2:
                interview = interview.skip(question.fact)
            case _:
                interview = interview.answer(question.fact, value_for(question.fact, catalog, random))
    return interview


def completed(interview: Interview, random: Random) -> Profile:
    """Return the profile with everything told that nobody was asked for."""
    profile, catalog = interview.profile, interview.worlds.index.catalog
    named = {need.need for need in profile.needs}
    silent = {*profile.declined, *profile.dont_know, *interview.asked}
    for fact in facts_of(catalog):
        known, _ = know(catalog, interview.worlds.index.rules, profile, interview.worlds.as_of)
        term, is_detail, _ = fact.removeprefix("need.").partition(".detail.")
        if fact not in silent and fact not in known.values and (not is_detail or term in named):
            profile = say(profile, catalog, fact, value_for(fact, catalog, random))
    return profile


@pytest.mark.parametrize("example", EXAMPLES)
def test_when_no_question_is_left_whatever_is_told_changes_no_path(example: str) -> None:
    matcher, random = matcher_for(example), Random(example)
    start = without_facts(profile_of(example), matcher.catalog)
    last = held(matcher.interview(start), random)
    today = last.worlds.picture(last.profile)
    for _ in range(COMPLETIONS if not today.stops else 0):
        complete = completed(last, random)
        assert last.worlds.picture(complete) == today, complete


@pytest.mark.parametrize("example", EXAMPLES[::4])
def test_no_profile_is_judged_twice(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Profile] = []

    def recorded(index: Index, profile: Profile, as_of: datetime) -> Problem:
        judged.append(profile.model_copy(update={"dont_know": (), "declined": ()}))
        return problem_of(index, profile, as_of)

    monkeypatch.setattr(worlds, "problem_of", recorded)
    matcher = matcher_for(example)
    held(matcher.interview(without_facts(profile_of(example), matcher.catalog)), Random(example))
    assert judged
    assert len({repr(profile) for profile in judged}) == len(judged)


@pytest.mark.parametrize("example", EXAMPLES)
def test_without_a_word_about_residence_nobody_asks_unless_a_path_hangs_on_it(example: str) -> None:
    """A special-category fact comes up only where some answer brings other paths, and the question says which."""
    matcher = matcher_for(example)
    interview = matcher.interview(without_facts(profile_of(example), matcher.catalog))
    while (question := interview.next_question()) is not None:
        if question.sensitivity == "special" and not question.fact.startswith("need."):
            assert question.outlooks or question.together_with, question
            assert question.why
        interview = interview.not_known(question.fact)


def test_for_a_meal_nobody_is_asked_for_papers() -> None:
    matcher = neuwerder()
    interview = matcher.interview(Profile.model_validate({}))
    interview = interview.answer("need.basic.food_today", True)
    asked = []
    while (question := interview.next_question()) is not None:
        asked.append(question.fact)
        interview = interview.not_known(question.fact)
    assert "residence_basis" not in asked


@pytest.mark.parametrize(
    "example", ["pregnant-without-papers", "said-no-to-one-thing", "a-friend-lets-him-sleep-tonight"]
)
def test_nothing_is_asked_for_the_sake_of_a_rule_that_has_nobody_to_go_with(example: str) -> None:
    """Rules include steps beside others that this person has none of, so who could be included does not matter."""
    matcher = matcher_for(example)
    assert matcher.interview(without_facts(profile_of(example), matcher.catalog)).next_question() is None
