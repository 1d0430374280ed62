"""A need that nobody is to be sent anywhere for is left aside, and is no gap; whatever else is unanswered is one."""

from __future__ import annotations

import pytest

from builders import Raw, catalog, profile, rules
from cafematch import Matcher, Suggestion
from shipped import suggestion_for

PLACEMENT: Raw = {"id": "work.placement", "kind": "office", "addresses": ["work.job"]}
FOR_ADULTS: Raw = {"id": "work.club", "addresses": ["work.job"], "requires": [{"age": {"at_least": 30}}]}
FOR_HOLDERS: Raw = {"id": "work.bureau", "addresses": ["work.job"], "requires": [{"permit": True}]}
FULL: Raw = {"id": "work.full", "addresses": ["work.job"], "capacity": {"state": "full"}}
MEALS: Raw = {"id": "house.meals", "addresses": ["daily.food"]}

NO_PLACEMENT: Raw = {
    "id": "no-placement-for-the-young",
    "kind": "exclude",
    "when": [{"age": {"below": 15}}],
    "services": [{"kind": "office"}],
    "then": {"exclude": True},
}
NOBODY_TO_A_FULL_PLACE: Raw = {
    "id": "nobody-to-a-full-place",
    "kind": "exclude",
    "when": [],
    "services": [{"capacity": "full"}],
    "then": {"exclude": True},
}
NEXT_STEP: Raw = {
    "id": "nobody-without-a-next-step",
    "kind": "escalate",
    "when": [{"need": {"count": {"at_least": 1}}}],
    "then": {"suggest": "case_conference", "show": "We ask for advice.", "with": [], "unanswered": True},
}


def answer(services: tuple[Raw, ...], person: Raw) -> Suggestion:
    network = catalog(services)
    matcher = Matcher(network, rules([NO_PLACEMENT, NOBODY_TO_A_FULL_PLACE, NEXT_STEP]))
    return matcher.suggest(profile(person, network))


@pytest.mark.parametrize(
    ("services", "person", "gaps", "asks_the_network"),
    [
        ((PLACEMENT,), {"needs": ["work.job"], "age": 14}, {"work.job": "on_purpose"}, False),
        ((PLACEMENT, MEALS), {"needs": ["work.job", "daily.food"], "age": 14}, {"work.job": "on_purpose"}, False),
        ((PLACEMENT,), {"needs": ["work.job"], "age": 15}, {}, False),
        ((PLACEMENT,), {"needs": ["work.job", "work.course"], "age": 15}, {"work.course": "network"}, True),
        (
            (PLACEMENT,),
            {"needs": ["work.job", "work.course"], "age": 14},
            {"work.job": "on_purpose", "work.course": "network"},
            True,
        ),
        ((PLACEMENT, FOR_ADULTS), {"needs": ["work.job"], "age": 14}, {"work.job": "on_purpose"}, False),
        ((FOR_ADULTS,), {"needs": ["work.job"], "age": 14}, {"work.job": "person"}, True),
        ((PLACEMENT, FOR_HOLDERS), {"needs": ["work.job"], "age": 14, "permit": False}, {"work.job": "person"}, True),
        ((FULL,), {"needs": ["work.job"], "age": 40}, {"work.job": "person"}, True),
        ((PLACEMENT, FULL), {"needs": ["work.job"], "age": 14}, {"work.job": "person"}, True),
        (
            (PLACEMENT,),
            {"choices": [{"service": "work.placement", "want": False}], "needs": ["work.job"]},
            {"work.job": "on_purpose"},
            False,
        ),
        ((PLACEMENT,), {}, {}, False),
    ],
)
def test_what_is_left_aside_is_no_open_end(
    services: tuple[Raw, ...], person: Raw, gaps: dict[str, str], asks_the_network: bool
) -> None:
    found = answer(services, person)
    assert {gap.need: gap.where for gap in found.gaps} == gaps
    assert [entry.rule for entry in found.escalations] == [NEXT_STEP["id"]] * asks_the_network


@pytest.mark.parametrize(
    ("example", "need", "nearest"),
    [
        ("bastide-letter-he-cannot-read", "situation.bereavement", ()),  # not to the rights desk, which settles fines
        ("a-wheelchair-and-a-refusal", "health.disability_support", ()),  # not to counselling for worries of the soul
        ("hearing-in-ten-days-in-tigrinya", "status.asylum_procedure", ("mi.asyl",)),
    ],
)
def test_what_comes_nearest_is_made_for_the_need(example: str, need: str, nearest: tuple[str, ...]) -> None:
    assert [gap.nearest for gap in suggestion_for(example).gaps if gap.need == need] == [nearest]
