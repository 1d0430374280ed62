"""What would change, told: beside the answer of today, in words and as JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from cafematch.matching.explaining.comparing import Comparison
from cafematch.reading.loading import load_profile
from cafematch.reading.supposing import suppose
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.what_if import comparison_to_json, print_comparison
from rendering.hostile import HOSTILE, with_every_text
from shipped import EXAMPLES, ROOT, matcher_for, suggestion_for


def compared(example: str, *assumptions: str) -> Comparison:
    there = matcher_for(example)
    today = load_profile(ROOT / "examples" / example / "profile.yaml", there.catalog)
    return there.compare(today, suppose(today, list(assumptions), there.catalog))


def told(comparison: Comparison, *assumptions: str, language: str = "de") -> str:
    file = io.StringIO()
    catalog = matcher_for("vocational-german-with-a2").catalog
    print_comparison(comparison, list(assumptions), catalog, language, Console(file=file, width=80))
    return file.getvalue().strip()


def test_with_b1_the_way_to_the_course_is_short() -> None:
    comparison = compared("vocational-german-with-a2", "language.de=B1")
    assert [change.service for change in comparison.goes] == ["sf.ankommen"]
    assert comparison.appears == ()
    moved = {change.service: change for change in comparison.moves}
    before, after = moved["sf.bsk"].before, moved["sf.bsk"].after
    assert [str(place.earliest) for place in (before, after) if place] == ["2027-01-25 13:00:00", "2026-04-20 13:00:00"]
    assert told(comparison, "language.de=B1").startswith("Was wäre, wenn: language.de=B1\n  • Es entfiele: Deutschkurs")


@pytest.mark.parametrize("example", EXAMPLES)
def test_nothing_differs_where_nothing_is_otherwise(example: str) -> None:
    comparison = compared(example)
    assert comparison.same
    assert comparison.today == suggestion_for(example)


def test_a_safeguard_that_would_appear_is_told_first() -> None:
    comparison = compared("debts-and-some-hope", "need.housing.roofless_tonight=now")
    assert "bed-tonight" in comparison.safeguards_appear
    first = told(comparison, "x").splitlines()[1]
    assert first.startswith("  • Dazu käme: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_all_would_stay_is_said(language: str) -> None:
    lines = told(compared("vocational-german-with-a2"), "age=34", language=language).splitlines()
    assert len(lines) == 2


def test_as_json_both_answers_and_the_differences() -> None:
    comparison = compared("vocational-german-with-a2", "language.de=B1")
    catalog = matcher_for("vocational-german-with-a2").catalog
    answer = json.loads(comparison_to_json(comparison, ["language.de=B1"], catalog, "en"))
    assert (answer["what_if"], answer["goes"], answer["appears"]) == (["language.de=B1"], ["sf.ankommen"], [])
    assert answer["today"]["paths"] != answer["changed"]["paths"]


def test_as_json_nothing_steers_a_terminal() -> None:
    comparison = compared("vocational-german-with-a2")
    hostile = replace(comparison, today=with_every_text(comparison.today, HOSTILE))
    catalog = matcher_for("vocational-german-with-a2").catalog
    told = comparison_to_json(hostile, [HOSTILE], catalog, "de")
    assert not {"\x1b", "\x9b", "\u200b", "\u202e", "\u2066"}.intersection(told)
    assert json.loads(told)["what_if"] == [HOSTILE]
