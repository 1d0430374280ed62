"""The manual of the scenarios, run: its scenario passes, and every key of a profile and an expectation has its row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from builders import yaml
from cafematch import Profile
from cafematch.model.documents import Document
from cafematch.model.profile import Choice, Competence, Consent, ProfileNeed, Readiness
from cafematch.model.text import Text
from cafematch.reading.loading import read_profile
from cafematch.upkeep.scenarios.running import load_scenario, run_scenario
from manuals.pages import manual
from shipped import ROOT, neuwerder

MANUAL = manual("examples")
EXPECTED = ("Der empfohlene Weg", "Jeder Weg", "Die ganze Antwort")
EXPECTATION = load_scenario(ROOT / "examples" / "neighbour-with-a-craft").expectation


FIRST = MANUAL.section("In fünf Minuten")


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Return a folder with the scenario that the manual shows."""
    folder = tmp_path / FIRST.rows[0][1].code[0]
    folder.mkdir()
    for name, text in zip(("profile.yaml", "expect.yaml"), FIRST.blocks, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_scenario_it_shows_passes(scenario: Path) -> None:
    result = run_scenario(neuwerder(), load_scenario(scenario))
    assert [check for check in result.checks if not check.passed] == []
    assert len(result.checks) >= 4


def test_the_scenario_is_written_as_the_manual_tells(scenario: Path) -> None:
    assert f"cafematch suggest examples/{scenario.name}/profile.yaml" in FIRST.words
    assert not (ROOT / "examples" / scenario.name).exists()
    for text in FIRST.blocks:
        assert [line.startswith("# ") for line in text.splitlines()[:3]] == [True, True, False]


def test_the_scenario_can_fail(scenario: Path) -> None:
    file = scenario / "expect.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[navigation]", "[debt_counselling]"), encoding="utf-8")
    assert not run_scenario(neuwerder(), load_scenario(scenario)).passed


# The profile.


def test_every_key_of_a_profile_has_its_row_and_its_example_is_read() -> None:
    rows = MANUAL.section("Was in `profile.yaml`").rows
    assert [row[0].written for row in rows] == list(Profile.model_fields)
    shown = {key: value for row in rows for key, value in yaml(row[1].written).items()}
    assert list(shown) == list(Profile.model_fields)
    assert read_profile(shown, neuwerder().catalog).model_fields_set == set(Profile.model_fields)


def test_every_key_of_a_need_has_its_row_in_the_words_of_the_vocabulary() -> None:
    rows = {row[0].written: row[1:] for row in MANUAL.section("Ein Anliegen").rows}
    assert list(rows) == [name for name in ProfileNeed.model_fields if name != "need"]
    vocabulary = neuwerder().catalog.vocabulary
    lists: dict[str, Mapping[str, Text]] = {
        "state": vocabulary.words.need_states,
        "urgency": {name: level.label for name, level in vocabulary.scales["urgency"].items()},
        "voiced_by": vocabulary.words.voiced_by,
    }
    for key, labels in lists.items():
        for cell, language in zip(rows[key], ("de", "en"), strict=True):
            assert cell.text == " · ".join(f"{word} {label.in_language(language)}" for word, label in labels.items())


def test_a_need_alone_says_what_the_manual_says() -> None:
    (need,) = read_profile({"needs": ["housing.rent_arrears"]}, neuwerder().catalog).needs
    assert (need.state, need.urgency, need.voiced_by) == ("unmet", "weeks", "person")


@pytest.mark.parametrize("model", [Readiness, Competence, Choice, Consent])
def test_what_stands_inside_is_shown(model: type[Document]) -> None:
    seldom = {"wants_to_show", "esco_uri", "withdrawn_on"}
    assert model.model_fields.keys() - seldom <= MANUAL.words


# The expectation.


def test_every_key_of_an_expectation_has_its_row_in_the_order_of_a_file() -> None:
    shown = [key for title in EXPECTED for key in MANUAL.section(title).first_column]
    assert shown == list(type(EXPECTATION).model_fields)


def test_every_property_of_a_step_has_its_row_in_the_order_of_a_file() -> None:
    assert list(MANUAL.section("In `first` und").first_column) == list(type(EXPECTATION.first).model_fields)


# The manual as a page.


def test_every_folder_it_names_is_there() -> None:
    named = {code for title in ("Sieben Konflikte", "Weitere Paare") for code in MANUAL.section(title).first_column}
    assert all((ROOT / "examples" / name / "profile.yaml").exists() for name in named)
    assert len(named) >= 30


def test_lines_are_short_rows_are_even_and_links_lead_somewhere() -> None:
    assert MANUAL.long_lines == []
    assert list(MANUAL.uneven_rows) == []
    assert list(MANUAL.broken_links) == []


def test_nobody_is_told_to_run_python() -> None:
    text = MANUAL.path.read_text(encoding="utf-8")
    assert not re.search(r"python|pytest -", text)
