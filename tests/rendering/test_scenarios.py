"""What a report of scenarios looks like: it fits its page, and hostile words of a file stay text."""

from __future__ import annotations

import io
import json

import pytest
from rich.cells import cell_len
from rich.console import Console

from cafematch.reading.yamlfile import parse_yaml
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.scenarios import print_trial, summary, trial_to_json
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.expectations import Expectation
from cafematch.upkeep.scenarios.running import Scenario, run_scenario
from cafematch.upkeep.scenarios.trials import Trial
from shipped import neuwerder

PROFILE = (
    "# [bold]red[/bold] \u202eback\u2066 \u200b[link=x]y[/link]\nneeds: [basic.food_today, housing.roofless_tonight]\n"
)
EXPECT = (
    "# {name} \u202e\n"
    "first_any_of: [food_aid, job_placement]\n"
    "forbidden: [emergency_shelter]  # [red]\u202e\n"
    "flags: [minor-alone]\n"
    "every_step: {threshold_max: T0, handover_min: H4}\n"
)


def trial() -> Trial:
    file = parse_yaml(EXPECT.encode(), "expect[bold].yaml")
    assert isinstance(file.value, dict)
    expectation = Expectation.model_validate(file.value)
    scenario = Scenario("a-case\u202e", parse_yaml(PROFILE.encode(), "profile.yaml"), expectation, file)
    return Trial((run_scenario(neuwerder(), scenario),))


def printed(language: str, width: int) -> str:
    file = io.StringIO()
    print_trial(trial(), {}, Wording(neuwerder().catalog, language), Console(file=file, width=width))
    return file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_longer_than_the_page_or_ends_in_blanks(language: str, width: int) -> None:
    for line in printed(language, width).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Nicht wie erwartet: 1 Szenario konnte nicht gelesen werden."),
        ("en", "Not as expected: 1 scenario could not be read."),
        ("fr", "Pas comme attendu : 1 scénario n'a pas pu être lu."),
    ],
)
def test_where_nothing_could_be_read_nothing_was_looked_at(language: str, told: str) -> None:
    assert summary(Trial((), unread=1), Wording(neuwerder().catalog, language)) == told


def test_whatever_a_file_holds_is_shown_as_text() -> None:
    told = printed("en", 80)
    assert told.startswith(
        "\n✗ a-case\\u202e\n"
        "  [bold]red[/bold] \\u202eback\\u2066 \\u200b[link=x]y[/link]\n"
        "  {name} \\u202e\n"
        "\n"
        "  expect[bold].yaml:2\n"
        "    first_any_of: [food_aid, job_placement]\n"
    )
    assert "    forbidden: [emergency_shelter]  # [red]\\u202e\n" in told.replace("] # [", "]  # [")
    assert all(line.isprintable() for line in told.splitlines())


def test_in_json_what_does_not_print_stands_by_its_number_and_nothing_is_lost() -> None:
    text = trial_to_json(trial(), {}, Wording(neuwerder().catalog, "en"))
    assert "\u202e" not in text
    assert json.loads(text)["scenarios"][0]["story"][1] == "{name} \u202e"
