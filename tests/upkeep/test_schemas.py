"""Schemas of the files: they accept all that reading accepts, refuse what is plainly wrong, and explain every key and word.

What a schema must refuse is a table; that it never refuses what reading accepts is tried with the shipped files, with
networks and conditions drawn at random, and with the files of `tests/broken` that are right.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePath
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import BaseModel, ValidationError

from builders import (
    NETWORK,
    catalog,
    handover,
    raw_organisations,
    raw_profile,
    raw_vocabulary,
    raw_weights,
    rule,
    rules,
    shipped_words,
    vocabulary,
    yaml,
)
from cafematch.errors import InvalidData
from cafematch.model.catalog import MixedConditions, PersonConditions, ServiceConditions
from cafematch.model.conditions import NOTE_KEYS, read_conditions
from cafematch.model.documents import ReadingContext, Source
from cafematch.model.rules import CONSEQUENCES
from cafematch.model.scopes import PersonScope
from cafematch.rendering.json import schema_to_json
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.schemas import KINDS, file_schemas
from cafematch.upkeep.schemas.documents import SAID_ELSEWHERE
from laws.drawn import every
from shipped import ROOT, matcher
from strategies import Situation

NETWORKS = ("bordeaux", "neuwerder")
NAMES = [kind.name for kind in KINDS]
FILES: Mapping[str, tuple[Path, ...]] = {
    kind.name: tuple(
        sorted(
            ROOT.glob(kind.place.replace("CATALOG", "catalog").replace("RULES", "rules").replace("**", "examples/*"))
        )
    )
    for kind in KINDS
}
"""The shipped files of every kind."""


@cache
def schemas(network: str = "neuwerder", language: str = "de") -> Mapping[str, Any]:
    """Return all schemas for a sample network."""
    shipped = matcher(network)
    return dict(file_schemas(shipped.catalog, shipped.rules, NETWORKS, language))


@cache
def small() -> Mapping[str, Any]:
    """Return all schemas for the words of all tests."""
    return dict(file_schemas(catalog(), rules(), ["town"], "en"))


@cache
def judge_of(kind: str, network: str = "neuwerder") -> Draft7Validator:
    """Return what judges files of a kind."""
    return Draft7Validator((small() if network == "town" else schemas(network))[kind])


def refusals(kind: str, value: Any, network: str = "neuwerder") -> list[str]:
    """Return where a schema refuses something, as paths."""
    return sorted("/".join(map(str, error.path)) for error in judge_of(kind, network).iter_errors(value))


def check_jsonschema(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program that others check their files with."""
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# What is right.


def test_every_schema_is_one_and_accepts_the_shipped_files(tmp_path: Path) -> None:
    paths = {kind: tmp_path / f"{kind}.json" for kind in NAMES}
    for kind, path in paths.items():
        path.write_text(schema_to_json(schemas()[kind]), encoding="utf-8")
    done = check_jsonschema("--check-metaschema", *paths.values())
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")
    for kind, path in paths.items():
        assert FILES[kind]
        done = check_jsonschema("--schemafile", path, *FILES[kind])
        assert (kind, done.returncode, done.stdout) == (kind, 0, "ok -- validation done\n")


def test_the_schemas_of_one_network_accept_the_files_of_the_other() -> None:
    for kind in NAMES:
        for path in FILES[kind]:
            assert (path, refusals(kind, yaml(path.read_text(encoding="utf-8")), "bordeaux")) == (path, [])


@every(40)
def test_what_is_drawn_is_accepted(situation: Situation) -> None:
    drawn: list[tuple[str, Any]] = [("organisation", entry) for entry in raw_organisations(situation.services)]
    drawn += [("rule", rule(entry)) for entry in situation.rules]
    drawn += [
        ("handovers", {"handovers": [handover(edge) for edge in situation.handovers]}),
        ("weights", {"weights": raw_weights(situation.points)}),
        ("profile", raw_profile(situation.person or {})),
    ]
    assert [(kind, value, found) for kind, value in drawn if (found := refusals(kind, value, "town"))] == []


def test_the_words_of_the_tests_are_accepted() -> None:
    files = {**raw_vocabulary(), "thresholds": shipped_words("thresholds"), "network": NETWORK}
    assert {kind: refusals(kind, value, "town") for kind, value in files.items()} == {kind: [] for kind in files}


# Conditions, drawn wild: most are wrong, and whatever reading accepts the schema must accept.

SUBJECTS = (
    *vocabulary().facts,
    *("need", "competence", "feeling.hope", "parameter.horizon", "language.local", "language.ar.reading"),
    *(
        "need.housing.urgency",
        "need.work.job.deadline",
        "readiness.work.importance",
        "competence.crafts_repair.acquired",
    ),
)
TESTS = (
    *("one_of", "between", "at_least", "at_most", "above", "below", "within_last", "within_next", "before_last"),
    *("some", "every", "count", "has", "has_any", "has_all", "from", "subject", "rooms"),
)
PLAIN = st.sampled_from(
    (
        *(
            0,
            1,
            4,
            12,
            2.5,
            True,
            False,
            None,
            "open",
            "primary",
            "dog",
            "2026-03-02",
            "3 weeks",
            "at once",
            "Mo 09:00",
        ),
        *("town", "now", "housing", "work.job", "house.cafe", "B1", "crafts_repair", "yes", "formal", "whatever"),
    )
)
FROM = st.sampled_from(SUBJECTS).map(lambda name: {"from": name})
BEHIND = st.recursive(
    PLAIN | FROM,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(TESTS), inside, min_size=1, max_size=2)
    ),
    max_leaves=4,
)
NOTES = st.fixed_dictionaries(
    {},
    optional={
        "because": st.sampled_from(["so", {"de": "so"}, 3]),
        "valid_from": st.sampled_from(["2026-01-01", "soon"]),
        "valid_until": st.just("2026-12-31"),
        "if_unknown": st.sampled_from(["yes", True]),
        "source": st.sampled_from([{"title": "law"}, {"titel": "law"}]),
    },
)
TESTED = st.dictionaries(st.sampled_from(SUBJECTS), BEHIND, min_size=1, max_size=2)
LINE = st.recursive(
    st.tuples(TESTED, NOTES).map(lambda both: {**both[0], **both[1]}) | NOTES,
    lambda line: st.tuples(st.sampled_from(["all", "any", "not"]), st.lists(line, max_size=2) | line, NOTES).map(
        lambda three: {three[0]: three[1], **three[2]}
    ),
    max_leaves=3,
)


@cache
def judge_of_conditions(scope: str) -> Draft7Validator:
    definitions = {**small()["rule"]["definitions"], **small()["thresholds"]["definitions"]}
    return Draft7Validator({"$ref": f"#/definitions/conditions-of-{scope}", "definitions": definitions})


def reads(raw: list[Any]) -> bool:
    try:
        read_conditions(raw, PersonScope(vocabulary()), ReadingContext())
    except ValidationError:
        return False
    return True


@given(st.lists(LINE, max_size=2))
def test_conditions_that_can_be_read_are_accepted(raw: list[Any]) -> None:
    assert judge_of_conditions("the-person").is_valid(raw) or not reads(raw)


CONDITIONS = """
# Each line a list of conditions about a person, before it whether it is right.
right: []
right: [{age: 18}]
right: [{age: {at_least: 12, at_most: 26}}]
right: [{age: {between: [18, 26]}}]
right: [{age: {one_of: [18, 19]}}]
right: [{age: {above: {from: stated_age}}}]
right: [{status: open}, {status: {one_of: [open, pending]}}]
right: [{schooling: {at_least: primary}}]
right: [{arrived: {within_last: 3 months}}]
right: [{pets: dog}, {pets: {has_any: [dog, cat]}}, {pets: {count: {at_least: 2}}}]
right: [{children: {some: {at_most: 3}}}, {children: {has: 4}}]
right: [{courses: {every: {subject: German, passed: true}}}]
right: [{flat: {rooms: {at_least: 2}}}]
right: [{stated_status: {from: status}}]
right: [{need: housing.no_bed}, {not: {need: housing}}]
right: [{need.work.job.urgency: {at_least: days}}, {readiness.work.confidence: {at_most: 3}}]
right: [{feeling.hope: {below: 2}, because: {de: Darum.}, valid_from: 2026-01-01}]
right: [{any: [{letter: true}, {all: [{proof: true}, {form: true}]}], because: so, if_unknown: yes}]
right: [{language.ar.reading: A1}, {language.de: {at_least: B1}}]
wrong: {age: 18}
wrong: [{}]
wrong: [{because: so}]
wrong: [{age: 18, letter: true}]
wrong: [{age: 18, becuase: so}]
wrong: [{agee: 18}]
wrong: [{age: old}]
wrong: [{age: 200}]
wrong: [{age: {atleast: 18}}]
wrong: [{age: {within_last: 1 year}}]
wrong: [{age: {between: [18]}}]
wrong: [{age: {one_of: []}}]
wrong: [{age: {}}]
wrong: [{age: {from: letter}}]
wrong: [{age: {from: stated_age, at_least: 3}}]
wrong: [{status: opened}]
wrong: [{status: {at_least: open}}]
wrong: [{schooling: {at_least: university}}]
wrong: [{arrived: 2.3.2026}]
wrong: [{arrived: {within_last: soon}}]
wrong: [{pets: [dog]}]
wrong: [{pets: {has: lion}}]
wrong: [{children: 4}]
wrong: [{children: {some: {at_most: old}}}]
wrong: [{courses: {every: {topic: German}}}]
wrong: [{flat: {}}]
wrong: [{need: housing.castle}]
wrong: [{need.housing.castle.urgency: now}]
wrong: [{need.work.job.urgency: someday}]
wrong: [{feeling.hope: 5}]
wrong: [{any: []}]
wrong: [{not: 3}]
wrong: [{language.de: {at_least: B9}}]
wrong: [{language.german: B1}]
wrong: [{letter: true, if_unknown: true}]
wrong: [{letter: true, valid_from: soon}]
wrong: [{kind: advice}]
"""


@pytest.mark.parametrize("row", [line for line in CONDITIONS.strip().splitlines() if not line.startswith("#")])
def test_conditions_are_judged_as_reading_judges_them(row: str) -> None:
    word, _, text = row.partition(": ")
    raw = yaml(text)
    assert judge_of_conditions("the-person").is_valid(raw) == reads(raw) == (word == "right")


@pytest.mark.parametrize(
    ("scope", "text", "right"),
    [
        ("the-service", "[{kind: advice}, {wait: {above: 4 weeks}}, {languages: {has: {from: nickname}}}]", True),
        ("the-service", "[{organisation: {one_of: {from: conflict_organisations}}}]", True),
        ("the-service", "[{threshold: {at_most: T1}}, {papers: {at_least: 1}}]", True),
        ("the-service", "[{age: 18}]", False),
        ("the-service", "[{kind: advise}]", False),
        ("the-service", "[{threshold: T9}]", False),
        ("the-competence", "[{area: crafts_repair}, {level5.skills: {at_least: 3}}]", True),
        ("the-competence", "[{area: crafts}]", False),
        ("both", "[{authority: true}, {sent_by_authority: true}, {not: {name: full}}]", True),
        ("both", "[{name: complete}]", False),
    ],
)
def test_services_and_persons_have_conditions_of_their_own(scope: str, text: str, right: bool) -> None:
    assert judge_of_conditions(scope).is_valid(yaml(text)) == right


def test_the_marks_of_conditions_lead_to_their_definitions() -> None:
    marks = [get_args(form)[1].what for form in (PersonConditions, ServiceConditions, MixedConditions)]
    assert marks == ["conditions of the person", "conditions of the service", "conditions of both"]
    assert len(NOTE_KEYS) == 5  # what lines hold beside their test is counted one by one


# What is wrong.

REFUSED = (
    ("organisation", "organisations/kl.yaml", "professional_secrecy: true", "profesional_secrecy: true"),
    ("organisation", "organisations/kl.yaml", "money.debts", "money.detbs"),
    ("organisation", "organisations/kl.yaml", "kind: benefits_advice", "kind: benefit_advice"),
    ("organisation", "organisations/kl.yaml", "2026-03-02", "2.3.2026"),
    ("organisation", "organisations/kl.yaml", "state: open", "state: opened"),
    ("organisation", "organisations/kl.yaml", "organisation: kl", "organisation: KL"),
    ("organisation", "organisations/kl.yaml", "duration: 1 hour", "duration: an hour"),
    ("organisation", "organisations/kl.yaml", "channels: [in_person]", "channels: [inperson]"),
    ("organisation", "organisations/kl.yaml", "    requires: []\n", "    requires: [{agee: 18}]\n"),
    ("network", "network.yaml", "country: DE", "country: Germany"),
    ("network", "network.yaml", "entrance: wc.lotsen", "entrance: lotsen"),
    ("handovers", "handovers.yaml", "offers: H4", "offers: H5"),
    ("handovers", "handovers.yaml", "quality: 3", "quality: 4"),
    ("handovers", "handovers.yaml", "  - from: wc", "  - form: wc"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "{at_least: 3}", "{at_least: 7}"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "first_threshold_cap: T1", "first_threshold_cap: T7"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "{set: {", "{sett: {"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "kind: threshold", "kind: treshold"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "kind: threshold", "kind: exclude"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "expect: yes", "expect: true"),
    ("rule", "threshold/low-threshold-when-distrustful.yaml", "[social.loneliness]", "[social.lonely]"),
    ("weights", "weights.yaml", "points: 300", "points: a lot"),
    ("expect", "roofless-tonight-with-a-dog/expect.yaml", "first_any_of", "first_of"),
    ("profile", "roofless-tonight-with-a-dog/profile.yaml", "needs:", "need:"),
)


@pytest.mark.parametrize(("kind", "file", "old", "new"), REFUSED, ids=[f"{row[0]}: {row[3]}" for row in REFUSED])
def test_what_is_plainly_wrong_is_refused(kind: str, file: str, old: str, new: str) -> None:
    path = next(path for path in FILES[kind] if path.as_posix().endswith(file) and "bordeaux" not in path.parts)
    text = path.read_text(encoding="utf-8")
    assert old in text
    assert refusals(kind, yaml(text)) == []
    assert refusals(kind, yaml(text.replace(old, new))) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("organisation", "{organisation: zz, name: Neu, verified: {on: 2026-01-01, by: Leitung}, services: []}"),
        ("profile", ""),
        ("profile", "{at: somewhere.new, needs: [housing.roofless_tonight], wish: null}"),
        (
            "profile",
            "{needs: [{need: safety.suicidality, detail: {plan: true}}], declined: [need.safety.suicidality.urgency]}",
        ),
        ("expect", "{first: {services: [somewhere.new]}, explained_by: [a-new-rule]}"),
        ("catalog", "{default_network: somewhere, note: mine}"),
    ],
)
def test_names_that_grow_with_daily_work_are_not_judged(kind: str, text: str) -> None:
    assert refusals(kind, yaml(text)) == []


# The broken examples.

BROKEN = ROOT / "tests/broken"
NEVER_READ = "too-many-files"
"""Files of these examples are counted, and what they say is not looked at."""


def kind_of(name: str) -> str | None:
    """Return what kind of file a file of a broken example is; None if it is none of them."""
    for kind in KINDS:
        pattern = kind.place.replace("CATALOG", "catalog").replace("RULES", "rules").replace("**/", "")
        if PurePath(name).match(pattern):
            return kind.name
    return None


def broken_files() -> Iterator[tuple[str, str, Any, bool]]:
    """Yield every file of the broken examples that is YAML: where it is, of what kind, what it says, is it to blame."""
    for path in sorted(BROKEN.glob("*/*/**/*.yaml")):
        code, case, name = path.relative_to(BROKEN).as_posix().split("/", 2)
        kind = kind_of(name)
        if kind is None or not path.is_file() or code == NEVER_READ:
            continue
        told = (BROKEN / code / case / "expected.txt").read_text(encoding="utf-8")
        with suppress(InvalidData):
            yield f"{code}/{case}/{name}", kind, yaml(path.read_text(encoding="utf-8", errors="replace")), name in told


def test_of_the_broken_examples_a_schema_refuses_only_what_reading_blames() -> None:
    found = [(name, bool(refusals(kind, value)), blamed) for name, kind, value, blamed in broken_files()]
    assert [name for name, refused, blamed in found if refused and not blamed] == []
    blamed = [refused for _, refused, blamed in found if blamed]
    assert sum(blamed) >= 0.7 * len(blamed)  # the rest is wrong only beside other files, or reckoned


# What is explained.


def documents() -> Iterator[type[BaseModel]]:
    """Yield every document that a file may hold."""
    found: list[Any] = [kind.holds for kind in KINDS] + list(CONSEQUENCES.values()) + [Source, *SAID_ELSEWHERE.values()]
    seen = set()
    while found:
        annotation = found.pop()
        found += get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
            seen.add(annotation)
            annotation.model_rebuild()
            found += [field.annotation for field in annotation.model_fields.values()]
            yield annotation


def keys() -> set[tuple[str, str]]:
    """Return every key of every document."""
    return {
        (model.__name__, field.alias or name) for model in documents() for name, field in model.model_fields.items()
    }


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_every_key_is_explained_in_every_language(language: str) -> None:
    explained = Explained(language)
    inside = [(model, field.alias or name) for model in documents() for name, field in model.model_fields.items()]
    assert [(model.__name__, key) for model, key in inside if not explained.key(model, key)] == []
    properties = [("service properties", name) for name in vocabulary().service_types]
    assert [key for key in properties if not explained.key(*key)] == []


def test_explanations_are_complete_and_nothing_is_left_over() -> None:
    said: Any = yaml((ROOT / "src/cafematch/upkeep/explained.yaml").read_text(encoding="utf-8"))
    texts = {(part, key): text for part, keys_ in said.items() for key, text in keys_.items()}
    assert [place for place, text in texts.items() if text.keys() != {"de", "en", "fr"}] == []
    phrases = {("beginning", key) for key in said["beginning"]} - {
        ("beginning", key) for key in ("comment", "sample", "draft")
    }
    sentences = {place: text for place, text in texts.items() if place[0] != "words" and place not in phrases}
    # one without its end has lost it to a comment
    assert [place for place, text in sentences.items() if not all(words.endswith(".") for words in text.values())] == []
    models = {model.__name__ for model in documents()}
    assert {place for place in texts if place[0] in models} - keys() == set()
    assert {key for part, key in texts if part == "anywhere"} <= {key for _, key in keys()}
    assert {key for part, key in texts if part == "files"} == set(NAMES)


def described(schema: Any, value: str) -> set[str]:
    """Return what a schema says of a word or key, wherever it stands in it."""
    found = set()
    if isinstance(schema, list):
        for entry in schema:
            found |= described(entry, value)
    elif isinstance(schema, dict):
        if schema.get("const") == value:
            found.add(schema.get("description", ""))
        found |= {entry.get("description", "") for key, entry in schema.get("properties", {}).items() if key == value}
        for entry in schema.values():
            found |= described(entry, value)
    return found


def test_labels_are_shown_in_the_readers_language() -> None:
    german, french = schemas("neuwerder", "de"), schemas("neuwerder", "fr")
    need = "housing.eviction_risk"
    terms = matcher("neuwerder").catalog.vocabulary.terms
    for shown, language in ((german, "de"), (french, "fr")):
        domain, label = (terms[name].label.in_language(language) for name in ("housing", need))
        assert described(shown["organisation"], need) == {f"{domain}: {label}"}
    assert described(german["rule"], "wc.lotsen") == {
        matcher("neuwerder").catalog.services["wc.lotsen"].name.in_language("de")
    }
    assert "Ab diesem Tag gilt die Zeile." in described(german["rule"], "valid_from")
    assert described(german["rule"], "safeguard") - {""} == {"schützt zuerst"}


def test_schemas_are_the_same_under_any_hash_seed() -> None:
    command = [sys.executable, "-m", "cafematch.cli", "schema", "rule"]
    printed = {
        subprocess.run(
            command, cwd=ROOT, env={"PYTHONHASHSEED": seed, **_environment()}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert printed == {f"{schema_to_json(schemas()['rule'])}\n".encode()}


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "PYTHONHASHSEED"} | {"PYTHONIOENCODING": "utf-8"}


def test_json_is_told_in_the_order_of_the_files() -> None:
    told = json.loads(schema_to_json(schemas()["rule"]))
    assert list(told["definitions"]["Rule"]["properties"])[:3] == ["id", "title", "domain"]
