"""What differs between two answers: nothing is passed over, nothing is made up, and backwards it is the other way round."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch import Suggestion
from cafematch.matching.suggestion import Message, ParameterValue, Step
from cafematch.model.text import Text
from cafematch.rendering.json import to_json
from cafematch.rendering.messages import LANGUAGES
from cafematch.upkeep.changes.differences import Difference, Impact, Part, differences, essence, impact_of
from shipped import EXAMPLES, neuwerder, suggestion_for

EVICTION = "eviction-with-two-small-children"
VIOLENCE = "violence-at-home-by-day"
HERE = [example for example in EXAMPLES if suggestion_for(example).network == "neuwerder"]
PAIRS = list(pairwise(HERE))


def with_first_path(answer: Suggestion, **changes: Any) -> Suggestion:
    return replace(answer, paths=(replace(answer.paths[0], **changes), *answer.paths[1:]))


def with_step(answer: Suggestion, number: int, **changes: Any) -> Suggestion:
    steps = list(answer.paths[0].steps)
    steps[number] = replace(steps[number], **changes)
    return with_first_path(answer, steps=tuple(steps))


def first_step(answer: Suggestion) -> Step:
    return answer.paths[0].steps[0]


# What is found, as values.


def test_a_safeguard_that_goes() -> None:
    answer = suggestion_for(VIOLENCE)
    card = answer.safeguards[0]
    found = differences(answer, replace(answer, safeguards=answer.safeguards[1:]))
    assert found == (Difference("safeguard", card.rule, card, None),)
    assert (found[0].how, impact_of(found)) == ("goes", Impact.SAFEGUARD)


def test_another_number_to_call_is_another_safeguard() -> None:
    answer = suggestion_for(VIOLENCE)
    card = answer.safeguards[0]
    other = replace(card, contacts=(replace(card.contacts[0], phone="110"), *card.contacts[1:]))
    found = differences(answer, replace(answer, safeguards=(other, *answer.safeguards[1:])))
    assert found == (Difference("safeguard", card.rule, card, other, ("contacts",)),)
    assert (found[0].how, impact_of(found)) == ("changes", Impact.SAFEGUARD)


def test_a_first_step_that_goes_makes_the_second_the_first() -> None:
    answer = suggestion_for("two-deadlines-and-a-clear-head")
    first, second, third = answer.paths[0].steps
    later = tuple(replace(step, position=step.position - 1) for step in (second, third))
    found = differences(answer, with_first_path(answer, steps=later))
    assert found == (
        Difference("first_step", "", first, later[0]),
        *sorted(
            (
                Difference("step", first.service, first, None),
                Difference("step", second.service, second, later[0], ("position",)),
                Difference("step", third.service, third, later[1], ("position",)),
            ),
            key=lambda difference: difference.name,
        ),
    )
    assert impact_of(found) is Impact.FIRST_STEP


def test_a_step_on_another_day_behind_another_door() -> None:
    answer = suggestion_for(EVICTION)
    step = first_step(answer)
    assert step.earliest
    moved = with_step(answer, 0, earliest=step.earliest + timedelta(days=1), phone="110")
    found = differences(answer, moved)
    assert found == (Difference("step", step.service, step, first_step(moved), ("earliest", "phone")),)
    assert impact_of(found) is Impact.PATH


def test_points_count_in_passing() -> None:
    answer = suggestion_for(EVICTION)
    more = with_first_path(answer, score=answer.paths[0].score + 1)
    found = differences(answer, more)
    assert found == (Difference("rest", "score", answer.paths[0].score, answer.paths[0].score + 1),)
    assert impact_of(found) is Impact.ASIDE


def test_a_need_that_stays_open_now() -> None:
    answer = suggestion_for(EVICTION)
    (first, *others), open_ = answer.paths[0].answers, answer.paths[0].unanswered
    found = differences(answer, with_first_path(answer, answers=tuple(others), unanswered=(*open_, first)))
    assert found == (Difference("need", first, "answered", "open"),)


def test_a_dial_that_is_set_otherwise() -> None:
    answer = suggestion_for(EVICTION)
    dial = answer.parameters[0]
    other = ParameterValue(dial.name, dial.label, "other", dial.rules)
    found = differences(answer, replace(answer, parameters=(other, *answer.parameters[1:])))
    assert found == (Difference("parameter", dial.name, dial, other, ("value",)),)


def test_questions_in_another_order() -> None:
    answer = next(answer for answer in map(suggestion_for, HERE) if len(answer.questions) > 1)
    facts = tuple(question.fact for question in answer.questions)
    found = differences(answer, replace(answer, questions=answer.questions[::-1]))
    assert found == (Difference("question", "", facts, facts[::-1], ("order",)),)


def test_where_a_line_stands_and_hashes_are_no_difference() -> None:
    answer = suggestion_for(EVICTION)
    moved = with_step(answer, 0, at="elsewhere.yaml:1")
    assert differences(answer, replace(moved, fingerprint=replace(answer.fingerprint, rules="0" * 16))) == ()


def test_what_anybody_can_read_in_any_language_is_a_difference() -> None:
    answer = suggestion_for(EVICTION)
    name = dict(first_step(answer).name.versions)
    renamed = with_step(answer, 0, name=Text.of({**name, "fr": "Autrement"}))
    (found,) = differences(answer, renamed)
    assert (found.part, found.aspects) == ("step", ("name",))


# Laws.


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_answer_does_not_differ_from_itself(example: str) -> None:
    answer = suggestion_for(example)
    assert differences(answer, answer) == ()


def backwards(difference: Difference) -> Difference:
    return replace(difference, before=difference.after, after=difference.before)


def told(found: tuple[Difference, ...]) -> list[Any]:
    return sorted((repr(essence(difference)) for difference in found), key=str)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_backwards_what_appeared_goes(one: str, other: str) -> None:
    there = differences(suggestion_for(one), suggestion_for(other))
    back = differences(suggestion_for(other), suggestion_for(one))
    assert told(tuple(map(backwards, there))) == told(back)
    assert impact_of(there) == impact_of(back)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_order_is_that_of_what_matters(one: str, other: str) -> None:
    parts: tuple[Part, ...] = Part.__args__  # type: ignore[attr-defined]
    places = [parts.index(difference.part) for difference in differences(suggestion_for(one), suggestion_for(other))]
    assert places == sorted(places)


def plain(value: Any) -> Any:
    """Return an answer's JSON without what points at files."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items() if key not in ("at", "fingerprint")}
    return [plain(entry) for entry in value] if isinstance(value, list) else value


def as_json(answer: Suggestion) -> list[Any]:
    return [plain(json.loads(to_json(answer, neuwerder().catalog, language))) for language in LANGUAGES]


def parts_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything inside an answer that can be put otherwise."""
    if isinstance(value, tuple):
        inside = [way for place, entry in enumerate(value) for way in parts_of(entry, (*path, place))]
        return [*inside, *([path] if value and path else [])]
    names = getattr(value, "__match_args__", ())
    if isinstance(value, Text | Message) or not names:
        return [path]
    return [way for name in names for way in parts_of(getattr(value, name), (*path, name))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    step, *rest = path
    if isinstance(value, tuple):
        return (*value[:step], put(value[step], tuple(rest), new), *value[step + 1 :])
    return replace(value, **{step: put(getattr(value, step), tuple(rest), new)})


def value_at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step] if isinstance(value, tuple) else getattr(value, step)
    return value


SETTLED = {("cafematch",), ("paths", 0, "rank"), ("as_of",), ("truncated",)}
"""What cannot be otherwise: the format, that the first path is the first; and what has no other value of its sort."""


@given(st.sampled_from(HERE), st.randoms(use_true_random=False))
def test_whatever_is_put_otherwise_is_a_difference(example: str, chance: Any) -> None:
    """Whatever a reader of the answer's JSON can tell apart is found, and nothing else is."""
    answer = suggestion_for(example)
    path = chance.choice([way for way in parts_of(answer) if way not in SETTLED])
    old = value_at(answer, path)
    match old:
        case bool():
            new: Any = not old
        case int():
            new = old + 1
        case tuple():
            new = old[1:]
        case Text():
            new = Text.of("anders")
        case Message():
            new = Message.of("gap_on_purpose", need=f"{chance.random()}")
        case _:
            new = f"{old}!" if isinstance(old, str) else None
    other = put(answer, path, new)
    assert bool(differences(answer, other)) == (essence(answer) != essence(other))
    if isinstance(old, bool | int | tuple | Text) or (isinstance(old, str) and path[-1] not in ("status", "where")):
        assert bool(differences(answer, other)) == (as_json(answer) != as_json(other))
