"""The interview: it asks only for what can still change the answer, and when it stops nothing about facts can.

Beside the engine's way of stopping stands the naive one: try every value of every fact that is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

from builders import vocabulary
from cafematch import Profile
from cafematch.matching.asking.interview import Interview
from cafematch.matching.asking.worlds import Worlds
from cafematch.matching.judging.knowledge import know
from cafematch.model.saying import say
from laws.drawn import every
from strategies import FACTS, Situation

MOST_COMPLETIONS = 150


def answered(situation: Situation, random: Random) -> Iterator[Interview]:
    """Yield an interview after each of its questions, answered by chance, until there is none left."""
    interview = situation.matcher.interview(situation.profile)
    yield interview
    while (question := interview.next_question()) is not None:
        values = FACTS.get(question.fact)
        if values is None:
            values = ("A1", "A2", "B1", "native") if question.fact.startswith("language.") else ()
        chance = random.random()
        if not values or chance < 0.1:
            interview = interview.skip(question.fact)
        elif chance < 0.2:
            interview = interview.not_known(question.fact)
        elif chance < 0.3:
            interview = interview.decline(question.fact)
        else:
            interview = interview.answer(question.fact, random.choice(values))
        yield interview


def open_to_all(interview: Interview) -> list[str]:
    """Return the facts nobody was asked for, nobody told and no rule derived."""
    index = interview.worlds.index
    known, _ = know(index.catalog, index.rules, interview.profile, interview.worlds.as_of)
    silent = {*known.values, *interview.profile.declined, *interview.profile.dont_know, *interview.asked}
    declared = vocabulary().facts
    return [name for name in FACTS if name not in silent and declared[name].absent == "unknown"]


def looked_at(situation: Situation) -> set[str]:
    """Return the facts whose names stand anywhere in the network or its rules, or that barriers look at."""
    text = repr((situation.services, situation.rules))
    return {name for name in FACTS if name in text} | {"gender", "pets", "district"}


def completions(situation: Situation, interview: Interview, random: Random) -> Iterator[Profile]:
    """Yield profiles in which everything is known: all there are, or many of them drawn by chance."""
    catalog = situation.catalog
    facts = [name for name in open_to_all(interview) if name in looked_at(situation)]
    options = [FACTS[name] for name in facts]
    every_one: Iterator[tuple[Any, ...]] = product(*options)
    size = 1
    for values in options:
        size *= len(values)
    if size > MOST_COMPLETIONS:
        every_one = (tuple(random.choice(values) for values in options) for _ in range(MOST_COMPLETIONS))
    for values in every_one:
        profile = interview.profile
        for name, value in zip(facts, values, strict=True):
            profile = say(profile, catalog, name, value)
        yield profile


@every(40, stops=True)
def test_when_no_question_is_left_no_answer_about_facts_changes_the_best_paths(situation: Situation) -> None:
    random = Random(repr(situation))
    *_, last = answered(situation, random)
    today = last.worlds.picture(last.profile)
    if today.stops:
        return  # nobody is asked anything in a crisis
    for complete in completions(situation, last, random):
        assert last.worlds.picture(complete) == today, complete


@every(40)
def test_a_question_is_asked_once_and_never_about_what_is_known_or_was_declined(situation: Situation) -> None:
    random = Random(repr(situation))
    interview = situation.matcher.interview(situation.profile)
    for interview in answered(situation, random):
        question = interview.next_question()
        if question is not None:
            assert question.fact not in interview.asked
            assert question.fact not in interview.profile.declined
            assert question.fact not in dict(interview.profile.background)


@every(25)
def test_the_next_question_is_the_same_however_often_it_is_looked_for(situation: Situation) -> None:
    random = Random(repr(situation))
    for interview in answered(situation, random):
        anew = Interview(Worlds(interview.worlds.index, interview.worlds.as_of, 3), interview.profile, interview.asked)
        assert interview.next_question() == interview.next_question() == anew.next_question()


@every(25)
def test_an_answer_that_is_told_to_change_something_does(situation: Situation) -> None:
    interview = situation.matcher.interview(situation.profile)
    question = interview.next_question()
    for outlook in question.outlooks if question else ():
        assert question is not None
        for value in outlook.answers:
            profile = interview.worlds.with_answer(interview.profile, question.fact, value)
            shown = {step.service for path in situation.matcher.suggest(profile).paths for step in path.steps}
            assert set(outlook.appears) <= shown
            assert shown.isdisjoint(outlook.goes)


@every(25)
def test_what_the_interview_compares_is_what_is_suggested(situation: Situation) -> None:
    answer = situation.matcher.suggest(situation.profile)
    interview = situation.matcher.interview(situation.profile)
    picture = interview.worlds.picture(situation.profile)
    assert picture.paths == tuple(tuple(step.service for step in path.steps) for path in answer.paths)
    assert picture.safeguards == tuple(sorted(card.rule for card in answer.safeguards))
