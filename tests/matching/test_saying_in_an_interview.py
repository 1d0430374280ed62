"""What can be said in an interview: any declared name with a value of its type; everything else is refused, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cafematch import Interview, Profile
from cafematch.matching.asking.answers import answers
from cafematch.model.refusals import Refused
from cafematch.model.saying import put, sayable
from cafematch.model.values import Level
from shipped import neuwerder


def interview() -> Interview:
    return neuwerder().interview(Profile())


@pytest.mark.parametrize("name", ["nonsense", "AGE", "", "\0", "need.nothing", "parameter.tone", None, 5, []])
@pytest.mark.parametrize("what", ["answer", "decline", "not_known"])
def test_a_name_that_nobody_declared_is_refused(what: str, name: Any) -> None:
    arguments = (name, True) if what == "answer" else (name,)
    with pytest.raises(Refused):
        getattr(interview(), what)(*arguments)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need.money.debts", {"state": "unmet"}),
        ("need.money.debts", ["now"]),
        ("need.money.debts", 3),
        ("languages", {1: 2}),
        ("languages", {5: "B1"}),
        ("age", "thirty"),
        ("gender", "none of these"),
        ("children", 3),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(Refused):
        interview().answer(name, value)


@pytest.mark.parametrize("name", [*neuwerder().catalog.vocabulary.facts, "language.de", "language.de.reading"])
def test_what_an_outlook_tells_can_be_answered(name: str) -> None:
    catalog = neuwerder().catalog
    subject = sayable(catalog, name)
    for alike in answers(subject, (), True, catalog, datetime(2026, 3, 16, 10)):
        for value in alike:
            assert interview().answer(name, value).profile == put(Profile(), catalog, subject, value)


@pytest.mark.parametrize("value", [Level(0, 3), Level(99, 99), frozenset({"nonsense"}), ((1, 2),), ("A1",)])
@pytest.mark.parametrize("name", ["language.de", "pets", "previous_contacts", "age"])
def test_what_no_outlook_tells_is_refused(name: str, value: Any) -> None:
    with pytest.raises(Refused):
        interview().answer(name, value)


@pytest.mark.parametrize("what", ["decline", "not_known"])
def test_what_is_declined_or_not_known_takes_back_what_was_said(what: str) -> None:
    told = interview().answer("age", 30)
    after = getattr(told, what)("age")
    assert dict(told.profile.background) == {"age": 30}
    assert dict(after.profile.background) == {}
    assert (after.profile.declined, after.profile.dont_know) == (
        (("age",), ()) if what == "decline" else ((), ("age",))
    )
    assert after.answer("age", 31).profile.declined == after.answer("age", 31).profile.dont_know == ()


@pytest.mark.parametrize("what", ["decline", "not_known", "skip"])
def test_how_a_conversation_begins_can_be_passed_over(what: str) -> None:
    first = interview().next_question()
    assert first is not None
    after = getattr(interview(), what)(first.fact)
    assert after.profile == interview().profile
    assert after.next_question() is None
