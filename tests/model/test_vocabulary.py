"""Words: what a term stands for, and what profiles may leave out of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from builders import empty, profile, vocabulary
from cafematch import InvalidData, read_profile


def test_a_domain_stands_for_itself_and_its_terms() -> None:
    assert vocabulary().narrower["work"] == {"work", "work.job", "work.course"}
    assert vocabulary().narrower["work.job"] == {"work.job"}


def test_only_terms_that_say_so_are_unknown_when_nobody_names_them() -> None:
    assert vocabulary().unnamed_is_unknown == {"safety.violence", "safety.threat"}


def test_levels_are_ordered_by_their_rank() -> None:
    assert vocabulary().scale("schooling").ranks == (("none", 0), ("primary", 1), ("secondary", 2), ("degree", 3))


def test_nobody_can_change_what_was_read() -> None:
    with pytest.raises(ValidationError):
        vocabulary().__setattr__("needs", {})


def test_a_need_in_short_is_unmet_within_weeks_and_in_the_persons_own_words() -> None:
    short = profile({"needs": ["work.job"]})
    long = profile({"needs": [{"need": "work.job", "state": "unmet", "urgency": "weeks", "voiced_by": "person"}]})
    assert short == long


def test_an_empty_profile_is_one() -> None:
    assert read_profile({}, empty()).needs == ()


REFUSED: list[tuple[str, Any]] = [
    ("unknown-need", {"needs": ["work.jobs"]}),
    ("unknown-fact", {"background": {"agee": 3}}),
    ("wrong-section", {"constraints": {"age": 3}}),
    ("wrong-type", {"background": {"age": "3"}}),
    ("unknown-fact", {"declined": ["incom"]}),
    ("unknown-feeling", {"feelings": {"joy": 3}}),
    ("unknown-service", {"choices": [{"service": "house.nobody", "want": True}]}),
    ("other-network", {"network": "city"}),
]


@pytest.mark.parametrize(("code", "raw"), REFUSED)
def test_what_a_profile_may_not_say(code: str, raw: dict[str, Any]) -> None:
    with pytest.raises(InvalidData) as caught:
        read_profile(raw, empty())
    assert [problem.code for problem in caught.value.problems] == [code]
