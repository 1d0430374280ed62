"""A vocabulary without a word: it is refused for lack of it, or everything works without it. Word by word, none left out."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from rich.console import Console

from builders import NETWORK, handover, raw_organisations, raw_weights, shipped_words
from cafematch import Matcher, load_catalog, load_rules
from cafematch.errors import InvalidData, Problem
from cafematch.model.catalog import Catalog, Rung
from cafematch.model.documents import ReadingContext
from cafematch.model.profile import Urgency
from cafematch.model.relied_on import ASKED_FACTS, FACTS, PARAMETERS, SCALES
from cafematch.model.scopes import Words
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.declarations import link_vocabulary
from cafematch.reading.gathering import VOCABULARY_FILES
from cafematch.reading.loading import read_profile
from cafematch.reading.yamlfile import parse_yaml
from cafematch.rendering.json import to_json
from cafematch.rendering.text import print_suggestion
from cafematch.upkeep.checks import check_network

Path = tuple[str, ...]
Raw = Mapping[str, Any]

FILES = {f"vocabulary/{part}.yaml": parse_yaml(b"{}", part) for part in VOCABULARY_FILES}
SHIPPED: Raw = {part: shipped_words(part) for part in VOCABULARY_FILES}
KIND = next(iter(SHIPPED["kinds"]))
NEEDS = [f"{domain}.{term}" for domain, entry in SHIPPED["needs"].items() for term in entry["terms"]][:4]
BRIDGES = {barrier: name for name, kind in SHIPPED["kinds"].items() for barrier in kind.get("bridges", ())}

DOORS: list[list[Raw]] = [
    [{"pets": []}],
    [{"women_only": True, "children_on_site": False, "channels": ["in_person", "phone"]}],
    [{"place": {"district": "north", "step_free": False}, "forms": "many", "name": "full", "appointment": "required"}],
    [
        {"place": {"organisation": "house"}, "channels": ["letter"], "lead_time": "2 days"},
        {"hours": "Mo-Fr 09:00-12:00"},
    ],
]
SERVICES: list[Raw] = [
    {"id": "house.cafe", "kind": KIND},
    *(
        {"id": f"one.for_need_{number}", "kind": KIND, "addresses": [need], "doors": doors}
        for number, (need, doors) in enumerate(zip(NEEDS, DOORS, strict=True))
    ),
    *({"id": f"two.{barrier}", "kind": kind} for barrier, kind in sorted(BRIDGES.items())),
    {"id": "three.course", "kind": KIND, "addresses": NEEDS[:1], "languages": {"spoken": ["en"]}, "authority": True},
]
HANDOVERS: list[Raw] = [
    {"from": "house", "to": "one", "offers": "H1"},
    {"from": "house", "to": "three", "offers": "H2"},
    {"from": "one", "to": "three", "offers": "H3"},
]
SILENT: Raw = {"needs": [{"need": need, "urgency": word} for need, word in zip(NEEDS, get_args(Urgency), strict=True)]}
PROFILES: list[Raw] = [
    {},
    SILENT,
    {**SILENT, "constraints": {"reach": "walk", "gender_preference": "woman"}},
    {
        "needs": [{"need": NEEDS[0], "urgency": "now", "deadline": "2026-03-13"}, NEEDS[2]],
        "background": {
            "district": "village",
            "gender": "man",
            "pets": ["dog"],
            "previous_contacts": [{"service": "one.for_need_0", "experience": "bad", "result": "sent_on"}],
            "existing_trust": ["three"],
        },
        "constraints": {
            "languages": {"de": "A1"},
            "reach": "walk",
            "availability": "Mo 09:00-11:00",
            "children_along": True,
            "channels": ["in_person"],
            "channels_not": ["phone"],
            "safe_contact": "only_in_person",
            "accessibility": ["step_free", "quiet"],
            "literacy": "oral_only",
            "will_sign_forms": False,
            "anonymity": "required",
            "gender_preference": "woman",
            "cost_limit": 0,
            "interpreter": {"gender": "woman"},
        },
    },
]


def words_of(part: str) -> Iterator[Path]:
    """Yield where every word of a part stands, the levels among them, and what can be chosen of a fact the engine reads."""
    for name, entry in SHIPPED[part].items():
        yield part, name
        if part in ("scales", "words", "competences"):
            yield from ((part, name, word) for word in entry)
        if name in FACTS:
            yield from ((part, name, "values", word) for word in entry.get("values", ()))


def without(path: Path) -> Raw:
    """Return the shipped vocabulary without one word."""
    values = {part: copy.deepcopy(dict(SHIPPED[part])) if part == path[0] else SHIPPED[part] for part in SHIPPED}
    *above, last = path
    inside: Any = values
    for step in above:
        inside = inside[step]
    del inside[last]
    return values


def refused(values: Raw) -> list[Problem] | ValidationError | Vocabulary:
    """Return the vocabulary, or why it is none."""
    try:
        vocabulary = Vocabulary.model_validate(values, context=ReadingContext("vocabulary"))
    except ValidationError as error:
        return error
    return list(link_vocabulary(values, vocabulary, (), FILES)) or vocabulary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FilePath:
    """Return a folder with a network in which every barrier stands somewhere, and the shipped vocabulary, and weights."""
    folder = tmp_path_factory.mktemp("network")
    for part, values in SHIPPED.items():
        write(folder / f"catalog/vocabulary/{part}.yaml", values)
    write(folder / "catalog/catalog.yaml", {"default_network": "town"})
    write(folder / "catalog/town/network.yaml", NETWORK)
    write(folder / "catalog/town/handovers.yaml", {"handovers": [handover(edge) for edge in HANDOVERS]})
    for organisation in raw_organisations(SERVICES):
        write(folder / f"catalog/town/organisations/{organisation['organisation']}.yaml", organisation)
    write(folder / "rules/weights.yaml", {"weights": raw_weights()})
    return folder


def write(file: FilePath, value: Any) -> None:
    """Write a file of a catalog: YAML, of which JSON is a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def load(folder: FilePath, vocabulary: Vocabulary) -> Matcher:
    """Return the network in the words that are written in its folder, its ladder with the rungs that can be said in them."""
    words, ladder = Words(vocabulary), shipped_words("thresholds")
    rungs = [rung for rung in ladder["rungs"] if _is_a_rung(rung, words)]
    write(folder / "catalog/vocabulary/thresholds.yaml", {**ladder, "rungs": rungs})
    catalog = load_catalog(folder / "catalog")
    return Matcher(catalog, load_rules(folder / "rules", catalog=catalog))


def _is_a_rung(raw: Raw, words: Words) -> bool:
    try:
        Rung.model_validate(raw, context=ReadingContext("thresholds.yaml", words))
    except ValidationError:
        return False
    return raw["level"] in words.vocabulary.scales["threshold"]


def said(raw: Raw, catalog: Catalog) -> Raw:
    """Return what of a profile can be said in the words of a catalog."""
    kept: dict[str, Any] = {}
    for part, values in raw.items():
        if isinstance(values, Mapping):
            kept[part] = {name: value for name, value in values.items() if _can_be_said({part: {name: value}}, catalog)}
        else:
            kept[part] = [entry for entry in values if _can_be_said({part: [entry]}, catalog)]
    return kept


def _can_be_said(raw: Raw, catalog: Catalog) -> bool:
    try:
        read_profile(raw, catalog)
    except InvalidData:
        return False
    return True


def answer_everybody(matcher: Matcher) -> None:
    """Suggest, ask, show and check, for people of all sorts."""
    catalog = matcher.catalog
    for raw in PROFILES:
        person = read_profile(said(raw, catalog), catalog)
        suggestion = matcher.suggest(person)
        for language in ("de", "fr"):
            to_json(suggestion, catalog, language)
            print_suggestion(suggestion, catalog, language, Console(file=io.StringIO()))
    check_network(catalog, matcher.rules, neighbours=())


def test_the_network_makes_the_engine_look_at_what_it_relies_on(folder: FilePath) -> None:
    whole = refused(SHIPPED)
    assert isinstance(whole, Vocabulary)
    matcher = load(folder, whole)
    assert all(said(raw, matcher.catalog) == raw for raw in PROFILES)
    answered = [matcher.suggest(read_profile(raw, matcher.catalog)) for raw in PROFILES]
    asked = {question.fact for suggestion in answered for question in suggestion.questions}
    assert asked >= {"district", "gender", "pets"}


@pytest.mark.parametrize("part", ["facts", "scales", "parameters", "words", "feelings", "competences"])
def test_without_a_word_reading_refuses_or_all_works(part: str, folder: FilePath) -> None:
    """Refused is the vocabulary itself, or a file of the network that needs the word."""
    worked = set()
    for path in words_of(part):
        found = refused(without(path))
        if not isinstance(found, Vocabulary):
            continue
        write(folder / f"catalog/vocabulary/{part}.yaml", without(path)[part])
        try:
            matcher = load(folder, found)
        except InvalidData:
            continue
        answer_everybody(matcher)
        worked.add(path)
    write(folder / f"catalog/vocabulary/{part}.yaml", SHIPPED[part])
    assert worked, "some words of every part are dispensable"


RELIED_ON: list[Path] = [
    *(("facts", name) for name in ASKED_FACTS),
    *(("parameters", name) for name in PARAMETERS),
    *(("scales", name) for name in SCALES),
    *(("scales", name, level) for name, levels in SCALES.items() for level in levels),
]


@pytest.mark.parametrize("path", RELIED_ON, ids=".".join)
def test_a_word_that_is_relied_on_is_missed_once(path: Path) -> None:
    found = refused(without(path))
    assert isinstance(found, list)
    what = {"facts": "fact", "parameters": "parameter", "scales": "scale"}[path[0]] if len(path) == 2 else "level"
    missed = [problem for problem in found if problem.code == "missing-key"]
    assert [problem.message for problem in missed] == [f"the {what} '{path[-1]}' is missing here"]
    assert all(problem.hint is not None for problem in missed)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_the_engine_reads_has_the_type_it_is_read_as(name: str) -> None:
    values = {**SHIPPED, "facts": {**SHIPPED["facts"], name: {**SHIPPED["facts"][name], "type": "text"}}}
    found = refused(values)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["wrong-type"]
