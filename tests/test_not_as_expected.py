"""Scenarios that are not as expected, a folder each, with the whole report: tests/not_as_expected/README.md says how."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

from cafematch.matching.suggestion import Message
from cafematch.reading.loading import network_of
from cafematch.rendering.messages import LANGUAGES, load_messages
from cafematch.rendering.scenarios import print_trial
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.expectations import Expectation, StepProperties
from cafematch.upkeep.scenarios.running import ScenarioResult, load_scenario, run_scenario
from cafematch.upkeep.scenarios.shortfalls import MOST_REASONS
from cafematch.upkeep.scenarios.trials import Trial
from shipped import matcher

PLACE = Path(__file__).parent / "not_as_expected"
SAID_ELSEWHERE = {
    "found_no_moment",  # tests/upkeep/test_scenarios.py
    "since_rule_always",  # tests/upkeep/test_rule_examples.py
    "since_rule_inactive",  # tests/upkeep/test_shortfalls.py, and so is the last
    "since_left_open",
}
CASES = sorted(path.parent.name for path in PLACE.glob("*/expect.yaml"))


@cache
def result_of(case: str) -> ScenarioResult:
    scenario = load_scenario(PLACE / case)
    return run_scenario(matcher(network_of(scenario.profile) or "neuwerder"), scenario)


def report(case: str, language: str) -> str:
    """Return what is told of a case, with the name its file has for somebody who stands beside its folder."""
    file, result = io.StringIO(), result_of(case)
    catalog = result.answered.catalog
    print_trial(Trial((result,)), {}, Wording(catalog, language), Console(file=file, width=100))
    told = file.getvalue().replace(f"{PLACE.as_posix()}/", "")
    return told.lstrip("\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_not_as_expected(case: str, language: str) -> None:
    reviewed = PLACE / case / f"told.{language}.txt"
    told = report(case, language)
    if "REWRITE_EXPECTED" in os.environ and (reviewed.exists() or language == "de"):
        reviewed.write_text(told, encoding="utf-8")
    if language == "de" or reviewed.exists():
        assert told == (reviewed.read_text(encoding="utf-8") if reviewed.exists() else "there is no told.de.txt")


@pytest.mark.parametrize("case", CASES)
def test_every_line_of_a_case_fails_with_a_reason_and_few_of_them(case: str) -> None:
    result = result_of(case)
    for check in result.checks:
        assert check.failures, check.key
        for failure in check.failures:
            assert 1 <= len(result.why(failure)) <= MOST_REASONS, check.key


def test_every_key_and_every_property_of_a_step_has_its_case() -> None:
    asked = [result_of(case).scenario.expectation for case in CASES]
    assert {key for expectation in asked for key in expectation.model_fields_set} == set(Expectation.model_fields)
    steps = [step for expectation in asked for step in (expectation.first, expectation.every_step)]
    assert {name for step in steps for name in step.model_fields_set} == set(StepProperties.model_fields)


def test_every_word_that_such_a_report_may_say_is_said_by_some_case() -> None:
    said = {code for case in CASES for code in codes_of(result_of(case))}
    known = {code for code in load_messages("de").says if re.match(r"(expect|found|since|order|told)_", code)}
    assert known - said == SAID_ELSEWHERE


def codes_of(result: ScenarioResult) -> Iterator[str]:
    """Yield the code of every message that is told of a result."""
    for failure in (failure for check in result.checks for failure in check.failures):
        for says in (failure.expected, failure.found, *(reason.says for reason in result.why(failure))):
            yield from codes_in(says)


def codes_in(says: object) -> Iterator[str]:
    if isinstance(says, Message):
        yield says.code
        for _, value in says.values:
            yield from codes_in(value)
    elif isinstance(says, tuple):
        for part in says:
            yield from codes_in(part)
