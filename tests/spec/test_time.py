"""When: dates, public holidays, what is over, who comes along, and what holds until then — each in the smallest network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cafematch.matching.suggestion import Message, Suggestion
from strategies import Situation

FOOD: dict[str, Any] = {"id": "west.food", "addresses": ["daily.food"]}
HUNGRY = {"needs": ["daily.food"]}


def answer(*services: Any, person: Any = HUNGRY, rules: Any = (), as_of: str = "2026-03-11T09:30") -> Suggestion:
    """Return the answer to a person in a small network at a moment."""
    situation = Situation(tuple(services), rules=tuple(rules), person=person)
    return situation.matcher.suggest(situation.profile, as_of=datetime.fromisoformat(as_of))


def first_moment(found: Suggestion) -> str | None:
    """Return when the first step of the best path begins, None if there is no path."""
    return str(found.paths[0].steps[0].earliest) if found.paths else None


# moment of asking | hours | first moment: a festival with its date is a service like others while it lies ahead
DATES = """
2026-03-11T09:30 | 2026 Mar 28 14:00-18:00             | 2026-03-28 14:00:00
2026-03-28T15:10 | 2026 Mar 28 14:00-18:00             | 2026-03-28 15:10:00
2026-03-28T18:00 | 2026 Mar 28 14:00-18:00             | None
2026-03-28T18:00 | 2026 Mar 28,2026 Apr 25 14:00-18:00 | 2026-04-25 14:00:00
2026-04-02T12:01 | Mo-Fr 10:00-12:00                   | 2026-04-03 10:00:00
2026-04-02T12:01 | Mo-Fr 10:00-12:00; PH off           | 2026-04-07 10:00:00
2026-03-11T09:30 | We 09:00-10:00                      | 2026-03-11 09:30:00
2026-03-11T10:00 | We 09:00-10:00                      | 2026-03-18 09:00:00
"""


@pytest.mark.parametrize("row", DATES.strip().splitlines())
def test_a_door_is_told_from_its_first_opening(row: str) -> None:
    as_of, hours, expected = (cell.strip() for cell in row.split("|"))
    assert str(first_moment(answer({**FOOD, "doors": [{"hours": hours}]}, as_of=as_of))) == expected


def test_hours_and_the_persons_own_time_must_meet() -> None:
    food = {**FOOD, "doors": [{"hours": "Mo-Fr 09:00-12:00"}]}
    assert first_moment(answer(food, person={**HUNGRY, "availability": "Th 11:00-18:00"})) == "2026-03-12 11:00:00"
    never = answer(food, person={**HUNGRY, "availability": "Sa"})
    assert never.paths == ()
    assert [(gap.where, gap.says.code) for gap in never.gaps] == [("person", "gap_barrier")]


def test_whoever_comes_along_has_a_lead_time_and_hours_of_their_own() -> None:
    food = {**FOOD, "doors": [{"hours": "Mo-Fr 09:00-12:00"}]}
    companion = {"id": "house.companion", "kind": "companion", "doors": [{"hours": "Fr", "lead_time": "1 day"}]}
    along = {"id": "along", "kind": "include", "services": [{"kind": "advice"}], "then": {"include": ["companion"]}}
    found = answer(food, companion, rules=[along])
    assert first_moment(found) == "2026-03-13 09:00:00"
    assert [support.service for support in found.paths[0].steps[0].supports] == ["house.companion"]


def test_nobody_is_waited_for_until_it_is_too_late() -> None:
    food = {**FOOD, "doors": [{"hours": "Mo-Fr 09:00-12:00"}]}
    companion = {"id": "house.companion", "kind": "companion", "doors": [{"hours": "Fr", "lead_time": "1 day"}]}
    along = {"id": "along", "kind": "include", "services": [{"kind": "advice"}], "then": {"include": ["companion"]}}
    today = {"needs": [{"need": "daily.food", "urgency": "now"}]}
    found = answer(food, companion, rules=[along], person=today)
    assert first_moment(found) == "2026-03-11 09:30:00"
    assert found.paths[0].steps[0].supports == ()


def test_a_deadline_that_cannot_be_met_is_said_with_what_to_do() -> None:
    late = {**FOOD, "doors": [{"hours": "Mo 09:00-12:00"}]}
    person = {"needs": [{"need": "daily.food", "deadline": "2026-03-13"}]}
    assert [alert.code for alert in answer(late, person=person).paths[0].alerts] == ["alert_deadline"]
    early = {**FOOD, "doors": [{"hours": "Th 09:00-12:00"}]}
    assert answer(early, person=person).paths[0].alerts == ()


def test_a_wait_is_shown_with_what_holds_until_then() -> None:
    waiting = {**FOOD, "capacity": {"state": "waitlist", "wait": "4 weeks", "bridge": "Soup every evening."}}
    told = answer(waiting).paths[0].steps[0].meanwhile
    assert not isinstance(told, Message)
    assert told is not None
    assert told.in_language("en") == "Soup every evening."
    without = {**FOOD, "capacity": {"state": "waitlist", "wait": "4 weeks"}}
    somebody = answer(without).paths[0].steps[0].meanwhile
    assert isinstance(somebody, Message)
    assert somebody.code == "meanwhile"
    assert answer(FOOD).paths[0].steps[0].meanwhile is None


def test_a_step_that_asks_for_a_paper_comes_after_the_step_that_makes_it() -> None:
    paper = {"id": "east.paper", "outcomes": [{"letter": True, "after": "1 week"}]}
    found = answer(paper, {**FOOD, "requires": [{"letter": True}]}, person={**HUNGRY, "letter": False})
    first, second = found.paths[0].steps
    assert (first.service, second.service) == ("east.paper", "west.food")
    assert (first.earliest, second.earliest) == (datetime(2026, 3, 11, 9, 30), datetime(2026, 3, 18, 9, 30))
    assert second.status == "conditional"
    assert isinstance(second.meanwhile, Message)


HOLDING: dict[str, Any] = {
    "after": [{"kind": "office"}],
    "until": [{"proof": True}],
    "before": {"first": [{"kind": "office"}], "then": [{"kind": "advice"}]},
}


@pytest.mark.parametrize(
    ("word", "moment"),
    [("after", "2026-03-14 09:30:00"), ("until", "2026-03-14 09:30:00"), ("before", "2026-03-11 09:30:00")],
)
def test_after_and_until_hold_a_step_back_in_time_and_before_only_orders(word: str, moment: str) -> None:
    proof = {"proof": True, "after": "3 days"}
    office = {"id": "east.office", "kind": "office", "addresses": ["work.job"], "outcomes": [proof]}
    hold = {"id": "hold", "kind": "sequence", "services": [{"addresses": {"has": "daily.food"}}]}
    person = {"needs": ["daily.food", "work.job"]}
    steps = answer(office, FOOD, person=person, rules=[{**hold, "then": {word: HOLDING[word]}}]).paths[0].steps
    assert [step.service for step in steps] == ["east.office", "west.food"]
    assert str(steps[1].earliest) == moment
