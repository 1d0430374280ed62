"""The manual of the rules, run: its example, every kind, every condition and every message is what the code does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from builders import yaml
from cafematch import InvalidData, Problem, Profile, load_rules
from cafematch.matching.judging.index import build_index
from cafematch.matching.judging.knowledge import Knowledge, know
from cafematch.matching.judging.truth import Truth, examine, truth
from cafematch.matching.judging.verdicts import Judgement, judge
from cafematch.model.conditions import COMPARISONS, DATE_TESTS, LIST_TESTS, NOTE_KEYS, SET_TESTS, All, read_conditions
from cafematch.model.documents import Document, ReadingContext, Source
from cafematch.model.rules import (
    ABOUT_SERVICES,
    CONSEQUENCES,
    Advice,
    Before,
    Contact,
    Example,
    Line,
    Rule,
    RuleKind,
    Weight,
)
from cafematch.model.scopes import KnownNames, PersonScope, ServiceScope
from cafematch.reading.loading import read_profile
from cafematch.upkeep.checks import check_network
from cafematch.upkeep.scenarios.rule_examples import run_examples
from manuals.pages import Cell, manual
from shipped import ROOT, neuwerder, rule_in_shipped_words

MANUAL = manual("rules")
(EXAMPLE,) = MANUAL.files
TEXT = MANUAL.files[EXAMPLE]


def keys_of(model: type[Document]) -> dict[str, bool]:
    """Return every key of a document as it is written, and whether it must be there."""
    return {field.alias or name: field.is_required() for name, field in model.model_fields.items()}


# The example: laid into a copy of the rules.


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the rules with the example of the manual; the working folder is the one above."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / EXAMPLE).write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


@pytest.mark.parametrize("status", ["draft", "active"])
def test_the_example_is_read_and_its_examples_come_out(status: str, rules: Path) -> None:
    Path(EXAMPLE).write_text(TEXT.replace("status: active", f"status: {status}"), encoding="utf-8")
    catalog = neuwerder().catalog
    rule_set = load_rules("rules", catalog=catalog)
    (rule,) = (rule for rule in rule_set.rules if rule.at.startswith(EXAMPLE.removeprefix("rules/")))
    assert len(rule_set.rules) == len(neuwerder().rules.rules) + 1
    results = list(run_examples(build_index(catalog, rule_set), rule))
    assert [result.found for result in results] == ["yes", "no", "no", "unknown"]
    assert all(result.passed for result in results)
    usual = {problem.message for problem in check_network(catalog, neuwerder().rules)}
    assert {problem.message for problem in check_network(catalog, rule_set)} == usual


def test_the_sentence_it_says_is_one_of_the_field() -> None:
    known = {name for rule in neuwerder().rules.rules for name in rule.domain}
    assert set(yaml(TEXT)["domain"]) <= known


def test_a_rule_is_retired_as_the_manual_says(rules: Path) -> None:
    retired = yaml(MANUAL.section("Das Leben").blocks[1])
    Path(EXAMPLE).write_text(json.dumps({**yaml(TEXT), **retired}), encoding="utf-8")
    rule_set = load_rules("rules", catalog=neuwerder().catalog)
    assert sorted(
        rule.status for rule in rule_set.rules if rule.at.startswith("handover/called-together-in-grief")
    ) == ["retired"]


def test_a_rule_that_is_due_is_told_as_the_manual_shows(rules: Path) -> None:
    Path(EXAMPLE).write_text(TEXT.replace("review_by: 2027-03-01", "review_by: 2026-03-01"), encoding="utf-8")
    catalog = neuwerder().catalog
    found = check_network(catalog, load_rules("rules", catalog=catalog))
    (due,) = (problem for problem in found if problem.location and problem.location.file == EXAMPLE)
    assert f"{due}\n" == MANUAL.section("Das Leben").blocks[0]


# Every key, every kind.


def test_every_key_has_its_row_and_it_is_said_whether_it_must_be_there() -> None:
    said = {row[0].written: row[-1].text == "muss · must" for row in MANUAL.section("Eine Regel, Zeile").rows}
    assert said == keys_of(Rule)


def test_every_status_is_told() -> None:
    told = MANUAL.section("Das Leben").first_column
    statuses = get_args(Rule.model_fields["status"].annotation)
    assert [f"status: {status}" for status in statuses] == [cell for cell in told if cell != "review_by"]


PARTS: tuple[type[Document], ...] = (Example, Source, Advice, Contact, Line, Before, Weight, *CONSEQUENCES.values())


@pytest.mark.parametrize("model", dict.fromkeys(PARTS))
def test_every_key_of_what_stands_inside_is_shown(model: type[Document]) -> None:
    assert keys_of(model).keys() <= MANUAL.words


def test_every_answer_of_an_example_is_told() -> None:
    told = MANUAL.section("Beispiele").first_column
    assert {f"expect: {word}" for word in get_args(Example.model_fields["expect"].annotation)} == set(told)


@pytest.mark.parametrize("written", MANUAL.section("Bei welchem Angebot").first_column)
def test_every_way_to_say_at_which_service_is_read_and_run(written: str) -> None:
    example = {"name": "somebody", "profile": {}, **yaml(written), "expect": "yes"}
    rule = rule_in_shipped_words({"id": "any", "kind": "exclude", "then": {"exclude": True}, "examples": [example] * 2})
    assert [result.found for result in run_examples(neuwerder().index, rule)] == ["yes", "yes"]


KINDS = MANUAL.section("Die Arten").rows


def test_the_kinds_stand_in_their_order() -> None:
    assert list(dict.fromkeys(row[0].written for row in KINDS)) == list(get_args(RuleKind))


def consequences() -> dict[str, dict[str, Any]]:
    """Return for every kind all that the manual shows under `then`, together."""
    found: dict[str, dict[str, Any]] = {}
    for row in KINDS:
        found.setdefault(row[0].written, {}).update(yaml(row[-1].written))
    return found


def test_every_consequence_is_read_and_every_key_of_its_kind_is_shown(rules: Path) -> None:
    for kind, then in consequences().items():
        assert then.keys() == keys_of(CONSEQUENCES[kind]).keys()  # type: ignore[index]
        raw = {**yaml(TEXT), "id": f"shown-{kind}", "kind": kind, "then": then}
        folder = rules / kind
        folder.mkdir(exist_ok=True)
        (folder / f"shown-{kind}.yaml").write_text(json.dumps(raw, ensure_ascii=False, indent=1), encoding="utf-8")
    rule_set = load_rules("rules", catalog=neuwerder().catalog)
    assert sum(rule.id.startswith("shown-") for rule in rule_set.rules) == len(get_args(RuleKind))


def test_the_kinds_that_speak_about_services_are_told() -> None:
    sentence = ", ".join(f"`{kind}`" for kind in ABOUT_SERVICES)
    assert sentence in " ".join(MANUAL.path.read_text(encoding="utf-8").split())


def test_the_sources_shown_are_read() -> None:
    sources = [yaml(row[1].code[0])["source"] for row in MANUAL.section("Quellen").rows]
    assert all(Source.model_validate(source).checked for source in sources)


# The conditions, row by row.

CONDITIONS = [
    row for title in ("Zahlen, Wörter", "Anliegen", "Gefühle", "Verbinden") for row in MANUAL.section(title).rows
]
NOTHING_SAID = "nichts gesagt · nothing said"
NEVER = "–"


@cache
def names() -> KnownNames:
    catalog = neuwerder().catalog
    return KnownNames(catalog.network.places, {**catalog.organisation, **catalog.services})


@cache
def condition(written: str) -> All:
    """Return a line of conditions on a person."""
    return read_conditions([yaml(written)], PersonScope(neuwerder().catalog.vocabulary, names()), ReadingContext())


@cache
def known(said: str) -> Knowledge:
    """Return what is known of a person who says this; facts stand where the vocabulary has them."""
    raw: dict[str, Any] = {}
    facts = neuwerder().catalog.vocabulary.facts
    for name, value in yaml(f"{{{said}}}").items():
        if name in facts and name not in Profile.model_fields:
            raw.setdefault(facts[name].section, {})[name] = value
        else:
            raw[name] = value
    profile = read_profile(raw, neuwerder().catalog)
    assert profile.as_of is not None
    return know(neuwerder().catalog, neuwerder().index.rules, profile, profile.as_of)[0]


ROWS = [pytest.param(row, id=row[0].written.replace("\n", ", ")) for row in CONDITIONS]


@pytest.mark.parametrize("row", ROWS)
def test_a_condition_comes_out_as_the_manual_says(row: tuple[Cell, ...]) -> None:
    asked = condition(row[0].written)
    for cell, expected in zip(row[2:], (Truth.YES, Truth.NO, Truth.UNKNOWN), strict=True):
        if cell.text == NEVER:
            assert truth(asked, known("")) is not expected
            continue
        assert cell.code or cell.text == NOTHING_SAID
        assert truth(asked, known(cell.written)) is expected
        assert examine(asked, known(cell.written)).truth is expected


def keys_in(value: Any) -> Iterator[str]:
    """Yield every key inside a value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            yield from keys_in(entry)


def test_every_test_that_conditions_know_has_its_row() -> None:
    rows = (*CONDITIONS, *SERVICES.rows)
    written = {key for row in rows for key in keys_in(yaml(row[0].written))}
    tests = {*COMPARISONS, *DATE_TESTS, *LIST_TESTS, *SET_TESTS, "one_of", "between", "from", "all", "any", "not"}
    assert tests | set(NOTE_KEYS) <= written


def test_every_family_has_its_row() -> None:
    subjects = [key for row in CONDITIONS for key in yaml(row[0].written)]
    families = {"need", "feeling", "readiness", "competence", "language", "parameter"}
    assert families <= {subject.partition(".")[0] for subject in subjects}
    words = neuwerder().catalog.vocabulary.words
    assert {f"readiness.work.training.{ruler}" for ruler in words.readiness} <= set(subjects)
    attributes = {subject.rpartition(".")[2] for subject in subjects if subject.startswith("need.")}
    assert attributes >= {"state", "urgency", "deadline", "voiced_by", "wanted_now"}


# The services, row by row.

SERVICES = MANUAL.section("Über welche Angebote")


@cache
def judged() -> Judgement:
    """Return how services look to the person of the manual."""
    profile = read_profile(yaml(SERVICES.blocks[0]), neuwerder().catalog)
    index = neuwerder().index
    assert profile.as_of is not None
    return judge(index, *know(neuwerder().catalog, index.rules, profile, profile.as_of))


@pytest.mark.parametrize("row", SERVICES.rows, ids=SERVICES.first_column)
def test_a_property_of_services_is_as_the_manual_says(row: tuple[Cell, ...]) -> None:
    scope = ServiceScope(neuwerder().catalog.vocabulary, names())
    asked = read_conditions([yaml(row[0].written)], scope, ReadingContext())
    verdicts = judged().verdicts
    assert [truth(asked, verdicts[id_].facts) for id_ in row[3].code] == [Truth.YES]
    assert [truth(asked, verdicts[id_].facts) is Truth.YES for id_ in row[4].code] == [False]


def test_every_property_of_services_has_its_row() -> None:
    shown = [key for row in SERVICES.rows for key in yaml(row[0].written)]
    assert sorted(shown) == sorted(neuwerder().catalog.vocabulary.service_types)


# What goes wrong, and what is told.


def problems_with(right: str, wrong: str) -> tuple[Problem, ...]:
    """Return what is told when something right of the example is written wrongly."""
    assert right in TEXT
    Path(EXAMPLE).write_text(TEXT.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        load_rules("rules", catalog=neuwerder().catalog)
    return caught.value.problems


MISTAKES = MANUAL.section("Häufige Fehler").rows


@pytest.mark.parametrize("row", MISTAKES, ids=[row[1].written or row[1].text for row in MISTAKES])
def test_a_mistake_is_told_as_the_manual_says(row: tuple[Cell, ...], rules: Path) -> None:
    problem = problems_with(row[0].written, row[1].written)[0]
    hint = [f"hint: {problem.hint}"] if problem.hint else []
    assert row[2].code == (f"{problem.message} [{problem.code}]", *hint)


# The manual as a page.


def test_lines_are_short_rows_are_even_and_links_lead_somewhere() -> None:
    assert MANUAL.long_lines == []
    assert list(MANUAL.uneven_rows) == []
    assert list(MANUAL.broken_links) == []
