"""The manual of the catalog, run: its example, its tables and its messages are what the code does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders import yaml
from cafematch import Catalog, InvalidData, Matcher, Problem, load_catalog, load_rules
from cafematch.matching.judging.index import build_index
from cafematch.matching.judging.knowledge import know
from cafematch.matching.judging.verdicts import judge
from cafematch.model.catalog import (
    Capacity,
    CoLocated,
    Cost,
    Door,
    DoorPlace,
    Handover,
    Interpreting,
    Languages,
    Organisation,
    Service,
    Verified,
    Welcome,
)
from cafematch.model.documents import Document
from cafematch.model.duration import UNITS, Duration
from cafematch.model.hours import Hours, check_hours, next_opening
from cafematch.model.text import Text
from cafematch.reading.loading import read_profile
from cafematch.upkeep.checks import check_network
from manuals.pages import Cell, manual
from shipped import ROOT, neuwerder
from strategies import Situation

MANUAL = manual("catalog")
(EXAMPLE,) = MANUAL.files
HANDOVERS = "catalog/neuwerder/handovers.yaml"


def ids(rows: tuple[tuple[Cell, ...], ...]) -> list[str]:
    return [row[0].written or row[0].text for row in rows]


def keys_of(model: type[Document]) -> dict[str, bool]:
    """Return every key of a document as it is written, and whether it must be there."""
    return {field.alias or name: field.is_required() for name, field in model.model_fields.items()}


# The example: laid into a copy of the network.


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the shipped files, and what the manual tells to add."""
    folder = tmp_path_factory.mktemp("network")
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / EXAMPLE).write_text(MANUAL.files[EXAMPLE], encoding="utf-8")
    with (folder / HANDOVERS).open("a", encoding="utf-8") as file:
        file.write(added_handovers())
    return folder


def added_handovers() -> str:
    return MANUAL.section("Übergaben").blocks[0]


@pytest.fixture(autouse=True)
def inside(network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(network)


def told(catalog: Catalog) -> set[tuple[str, str]]:
    rules = load_rules(ROOT / "rules", catalog=catalog)
    return {(problem.code, problem.message) for problem in check_network(catalog, rules)}


def test_the_example_is_read_and_nothing_new_is_worth_a_look() -> None:
    catalog = load_catalog("catalog")
    assert catalog.organisation.keys() - neuwerder().catalog.organisation.keys() == {"cl"}
    assert len(catalog.handovers) == len(neuwerder().catalog.handovers) + 2
    assert not told(catalog) - told(neuwerder().catalog)


def test_the_example_is_found_by_whom_it_is_for() -> None:
    catalog = load_catalog("catalog")
    matcher = Matcher(catalog, load_rules("rules", catalog=catalog))
    for age, expected in ((19, True), (40, False)):
        profile = read_profile({"needs": ["situation.care_leaver"], "background": {"age": age}}, catalog)
        assert (
            "cl.treff" in [step.service for path in matcher.suggest(profile).paths for step in path.steps]
        ) is expected


def test_everything_lies_where_the_manual_says() -> None:
    for row in MANUAL.section("Was wo liegt").rows:
        assert (ROOT / row[0].written).exists()


def test_the_conditions_and_outcomes_it_shows_are_read(network: Path) -> None:
    raw = yaml(MANUAL.files[EXAMPLE])
    shown = {key: value for block in MANUAL.section("Bedingungen").blocks for key, value in yaml(block).items()}
    assert shown.keys() == {"requires", "outcomes"}
    assert_reads(network, {**raw, "services": [{**raw["services"][0], **shown}]})


def assert_reads(network: Path, raw: Mapping[str, Any]) -> None:
    """Fail unless the network can be read with this in the place of the example."""
    with replaced(network / EXAMPLE, json.dumps(raw, ensure_ascii=False, indent=1)):
        load_catalog("catalog")


@contextmanager
def replaced(path: Path, text: str) -> Iterator[None]:
    """Give a file another text for a while."""
    kept = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(kept, encoding="utf-8")


# Every key, what is written behind it, and whether it must be there.

TABLES: dict[str, type[Document]] = {
    "Die Organisation": Organisation,
    "Das Angebot": Service,
    "Die Tür": Door,
    "Übergaben": Handover,
}
INSIDE: tuple[type[Document], ...] = (Verified, Languages, Interpreting, Capacity, Cost, Welcome, DoorPlace, CoLocated)


@pytest.mark.parametrize("title", TABLES)
def test_every_key_has_its_row_and_it_is_said_whether_it_must_be_there(title: str) -> None:
    rows = MANUAL.section(title).rows
    said = {row[0].written: "must" in row[-1].text for row in rows}
    assert said == keys_of(TABLES[title])


@pytest.mark.parametrize("model", INSIDE)
def test_every_key_of_what_stands_inside_is_shown(model: type[Document]) -> None:
    assert keys_of(model).keys() <= MANUAL.words


def shown_in(title: str) -> dict[str, Any]:
    """Return what the rows of a table give as examples, by key."""
    found: dict[str, Any] = {}
    for row in MANUAL.section(title).rows:
        example = yaml(row[1].written) or {}
        assert example.keys() <= {row[0].written}
        found.update(example)
    return found


def test_every_example_of_a_key_is_read(network: Path) -> None:
    raw = yaml(MANUAL.files[EXAMPLE])
    service = {**raw["services"][0], **shown_in("Das Angebot")}
    service["doors"] = [{**service["doors"][0], **shown_in("Die Tür")}]
    assert_reads(network, {**raw, **shown_in("Die Organisation"), "services": [service]})


def test_every_example_of_a_key_of_a_handover_is_read(network: Path) -> None:
    file = network / HANDOVERS
    shipped = (ROOT / HANDOVERS).read_text(encoding="utf-8")
    shown = shown_in("Übergaben")
    with replaced(file, f"{shipped}  - {json.dumps(shown, ensure_ascii=False)}\n"):
        read = [(handover.from_, handover.to) for handover in load_catalog("catalog").handovers]
    assert (shown["from"], shown["to"]) in read


def word_lists() -> dict[str, Mapping[str, Text]]:
    vocabulary = neuwerder().catalog.vocabulary
    words, facts = vocabulary.words, vocabulary.facts
    return {
        "channels": words.channels,
        "appointment": words.appointment,
        "name": words.name,
        "forms": words.forms,
        "accessibility": words.accessibility,
        "state": words.capacity,
        "role": words.roles,
        "agreement": words.agreement,
        "feedback": words.feedback,
        "also_offers": words.side_offers,
        "areas": {name: area.label for name, area in vocabulary.competences.areas.items()},
        "offers": {name: level.label for name, level in vocabulary.scales["handover"].items()},
        "pets": facts["pets"].values or {},
        "genders": (facts["interpreter"].fields or {})["gender"].values or {},
    }


def test_the_words_to_choose_from_are_those_of_the_vocabulary() -> None:
    said = {row[0].written: (row[1], row[2]) for row in MANUAL.section("Wörter zur Auswahl").rows}
    assert list(said) == list(word_lists())
    for key, labels in word_lists().items():
        for cell, language in zip(said[key], ("de", "en"), strict=True):
            assert cell.code == tuple(labels)
            assert cell.text == " · ".join(f"{word} {label.in_language(language)}" for word, label in labels.items())


# Hours and durations.

HOURS = MANUAL.section("Öffnungszeiten").rows


@pytest.mark.parametrize("row", HOURS, ids=ids(HOURS))
def test_hours_say_what_stands_beside_them(row: tuple[Cell, ...]) -> None:
    written, _, _, opened, closed = row
    assert check_hours(written.written, "DE") is None
    for cell, expected in ((opened, True), (closed, False)):
        for moment in map(datetime.fromisoformat, cell.code):
            found = next_opening(moment, Hours(written.written, "DE"), at_least=timedelta(minutes=1))
            assert (found is not None and found[0] == moment) is expected


def test_hours_are_shown_in_ten_ways_at_least() -> None:
    assert len(HOURS) >= 10


def test_durations_are_read_and_every_unit_is_shown() -> None:
    written = MANUAL.section("Dauer").first_column
    assert {Duration.of(text).unit for text in written} == set(UNITS)


@pytest.mark.parametrize("title", ["Platz und Wartezeit", "Sprachen"])
def test_what_a_table_tells_to_write_is_read(title: str, network: Path) -> None:
    raw = yaml(MANUAL.files[EXAMPLE])
    for row in MANUAL.section(title).rows:
        assert_reads(network, {**raw, "services": [{**raw["services"][0], **yaml(row[0].written)}]})


def test_every_state_of_capacity_is_shown() -> None:
    shown = {yaml(row[0].written)["capacity"]["state"] for row in MANUAL.section("Platz und Wartezeit").rows}
    assert shown == set(neuwerder().catalog.vocabulary.words.capacity)


def test_a_full_service_is_not_suggested_and_a_waiting_list_is_no_first_step(network: Path) -> None:
    raw = yaml(MANUAL.files[EXAMPLE])
    first: dict[str, bool] = {}
    for row in MANUAL.section("Platz und Wartezeit").rows:
        changed = {**raw["services"][0], **yaml(row[0].written)}
        with replaced(network / EXAMPLE, json.dumps({**raw, "services": [changed]})):
            catalog = load_catalog("catalog")
        matcher = Matcher(catalog, load_rules("rules", catalog=catalog))
        needs = ["situation.care_leaver", "social.loneliness"]
        paths = matcher.suggest(read_profile({"needs": needs, "background": {"age": 19}}, catalog)).paths
        services = [step.service for step in paths[0].steps]
        state = changed["capacity"]["state"]
        assert ("cl.treff" in services) is (state != "full")
        first[state] = bool(services) and services[0] == "cl.treff"
    assert not first["waitlist"]


# The threshold.

T0 = {"name": "anonymous", "appointment": "none", "papers": "none"}
LADDER = MANUAL.section("Die Schwelle").rows


@cache
def reached(written: str) -> tuple[str, frozenset[int]]:
    """Return the threshold of a door that says this, for whom an authority sends, and the rungs of the ladder that make it."""
    said = yaml(written)
    at_door = {key: value for key, value in said.items() if key in Door.model_fields}
    of_service = {key: value for key, value in said.items() if key not in at_door}
    situation = Situation(
        ({"id": "east.one", **of_service, "door": {**T0, **at_door}},), person={"sent_by_authority": True}
    )
    index = build_index(situation.catalog, situation.rule_set)
    assert situation.profile.as_of is not None
    knowledge, acting = know(situation.catalog, index.rules, situation.profile, situation.profile.as_of)
    door = judge(index, knowledge, acting).verdicts["east.one"].door
    assert door is not None
    rungs = situation.catalog.ladder.rungs
    return f"T{door.threshold}", frozenset(rungs.index(rung) for rung in door.rungs)


@pytest.mark.parametrize("row", LADDER, ids=[row[1].written for row in LADDER])
def test_the_threshold_follows_from_the_door(row: tuple[Cell, ...]) -> None:
    assert reached(row[1].written)[0] == row[0].written


def test_every_rung_of_the_ladder_is_shown() -> None:
    made = frozenset[int]().union(*(reached(row[1].written)[1] for row in LADDER))
    assert made == frozenset(range(len(neuwerder().catalog.ladder.rungs)))


def test_what_is_not_stated_does_not_count() -> None:
    assert reached("{name: null, appointment: null, papers: null}")[0] == "T0"


# What goes wrong, and what is told.


def problems_with(network: Path, right: str, wrong: str) -> tuple[Problem, ...]:
    """Return what is told when something right is written wrongly, in the example or the hand-overs of the manual."""
    file, text = network / EXAMPLE, MANUAL.files[EXAMPLE]
    if right not in text:
        file, text = network / HANDOVERS, added_handovers()
    assert right in text
    whole = file.read_text(encoding="utf-8")
    with replaced(file, whole.replace(text, text.replace(right, wrong, 1))), pytest.raises(InvalidData) as caught:
        load_catalog("catalog")
    return caught.value.problems


MISTAKES = MANUAL.section("Häufige Fehler").rows


@pytest.mark.parametrize("row", MISTAKES, ids=[row[1].written or row[1].text for row in MISTAKES])
def test_a_mistake_is_told_as_the_manual_says(row: tuple[Cell, ...], network: Path) -> None:
    problem = problems_with(network, row[0].written, row[1].written)[0]
    hint = [f"hint: {problem.hint}"] if problem.hint else []
    assert row[2].code == (f"{problem.message} [{problem.code}]", *hint)


SLIPS = MANUAL.section("Gelesen, und doch anders gemeint").rows


@pytest.mark.parametrize("row", SLIPS, ids=[row[1].written for row in SLIPS])
def test_a_slip_is_told_as_the_manual_says(row: tuple[Cell, ...], network: Path) -> None:
    right, wrong, message = row[0].written, row[1].written, row[2].code
    text = MANUAL.files[EXAMPLE]
    assert right in text
    before = told(load_catalog("catalog"))
    with replaced(network / EXAMPLE, text.replace(right, wrong, 1)):
        catalog = load_catalog("catalog")
        found = check_network(catalog, load_rules(ROOT / "rules", catalog=catalog))
    (new,) = (problem for problem in found if (problem.code, problem.message) not in before)
    assert message == (f"{new.message} [{new.code}]", f"hint: {new.hint}")


def test_a_message_looks_as_the_manual_shows(network: Path) -> None:
    shown = MANUAL.section("In fünf Minuten").blocks[0]
    (problem,) = problems_with(network, "kind: peer_support ", "kind: peer_suport ")
    assert f"{problem}\n" == shown


def test_an_old_entry_is_told_as_the_manual_shows(network: Path) -> None:
    section = MANUAL.section("Geprüft am")
    text = MANUAL.files[EXAMPLE]
    with replaced(network / EXAMPLE, text.replace("on: 2026-03-12", "on: 2025-09-01", 1)):
        catalog = load_catalog("catalog")
        rules = load_rules("rules", catalog=catalog)
        (found,) = (problem for problem in check_network(catalog, rules) if "'cl.treff'" in problem.message)
    assert f"{found}\n" == section.blocks[0]
    (rule,) = (rule for rule in rules.rules if rule.id == "call-first-after-six-months")
    manual_text = " ".join(MANUAL.path.read_text(encoding="utf-8").split())
    assert all(words in manual_text for _, words in rule.then.show.versions if _ in ("de", "en"))  # type: ignore[union-attr]


def test_what_still_names_an_organisation_that_has_left_is_told(network: Path) -> None:
    with replaced(network / EXAMPLE, ""):
        (network / EXAMPLE).unlink()
        with pytest.raises(InvalidData) as caught:
            load_catalog("catalog")
    assert [problem.code for problem in caught.value.problems] == ["handover-to-nobody"] * 2


# The manual as a page.


def test_lines_are_short_rows_are_even_and_links_lead_somewhere() -> None:
    assert MANUAL.long_lines == []
    assert list(MANUAL.uneven_rows) == []
    assert list(MANUAL.broken_links) == []


def test_dates_of_the_example_are_no_older_than_it_may_be() -> None:
    as_of = neuwerder().catalog.network.as_of
    assert as_of is not None
    dates = [date.fromisoformat(found) for found in re.findall(r"on: (\S+),", MANUAL.files[EXAMPLE])]
    assert all(timedelta(0) <= as_of.date() - day < timedelta(days=60) for day in dates)
