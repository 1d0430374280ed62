"""What callers may get wrong: each is told in words, whichever method hears it first."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from builders import catalog, profile, rules
from cafematch import Matcher, read_profile
from cafematch.model.refusals import Refused

MATCHER = Matcher(catalog(), rules())
PERSON = profile({"needs": ["work.job"]})

FROM_READING = "expected what read_profile or load_profile returns, found a "
TOP = "top must be 1 or more, not 0"

WRONG: dict[str, tuple[Callable[[Any], object], type[Exception], str]] = {
    "a folder for a catalog": (
        lambda wrong: Matcher(wrong("catalog"), rules()),
        TypeError,
        "expected what load_catalog and load_rules return, found a str and a RuleSet",
    ),
    "turned around": (
        lambda wrong: Matcher(wrong(rules()), wrong(catalog())),
        TypeError,
        "expected what load_catalog and load_rules return, found a RuleSet and a Catalog",
    ),
    "a mapping for a person": (lambda wrong: MATCHER.suggest(wrong({})), TypeError, f"{FROM_READING}dict"),
    "a file for a person": (lambda wrong: MATCHER.eligibility(wrong("a.yaml")), TypeError, f"{FROM_READING}str"),
    "nobody to ask": (lambda wrong: MATCHER.interview(wrong("a.yaml")), TypeError, f"{FROM_READING}str"),
    "nobody to compare with": (
        lambda wrong: MATCHER.compare(PERSON, wrong(None)),
        TypeError,
        f"{FROM_READING}NoneType",
    ),
    "one of many": (lambda wrong: list(MATCHER.suggest_many([wrong({})])), TypeError, f"{FROM_READING}dict"),
    "a day for a moment": (
        lambda wrong: MATCHER.suggest(PERSON, wrong(date(2026, 3, 11))),
        TypeError,
        "as_of: expected a datetime, found a date",
    ),
    "a year out of reach": (
        lambda _: MATCHER.suggest(PERSON, datetime(9999, 12, 31)),
        ValueError,
        "as_of: expected a year from 1900 to 2999, found 9999",
    ),
    "no path": (lambda _: MATCHER.suggest(PERSON, top=0), ValueError, TOP),
    "why of no path": (lambda _: MATCHER.why(PERSON, "age", top=0), ValueError, TOP),
    "questions about no path": (lambda _: MATCHER.interview(PERSON, top=0).next_question(), ValueError, TOP),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(name: str) -> None:
    call, kind, words = WRONG[name]
    with pytest.raises(kind) as caught:
        call(lambda value: value)
    assert str(caught.value) == words


def test_a_moment_and_a_day_may_be_values_of_python() -> None:
    said = {"as_of": datetime(2026, 3, 1, 9, 30), "background": {"arrived": date(2026, 1, 2)}}
    written = {"as_of": "2026-03-01T09:30", "background": {"arrived": "2026-01-02"}}
    assert read_profile(said, MATCHER.catalog) == read_profile(written, MATCHER.catalog)
    aware = read_profile({"as_of": datetime(2026, 3, 1, 9, 30, tzinfo=UTC)}, MATCHER.catalog)
    assert aware.as_of == datetime(2026, 3, 1, 10, 30)


def test_a_refusal_travels_between_processes() -> None:
    with pytest.raises(Refused) as caught:
        MATCHER.why(PERSON, "nothing of this name")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy), vars(copy)) == (Refused, str(caught.value), vars(caught.value))
