"""L2. Deterministic: the same content and moment give the same answer, whatever the order of keys, lists and files.

The order of keys and lists is shuffled in every file: the shipped catalog, its rules and the profiles of the examples,
and networks that are drawn. Only lists whose order is meaning stay as they are. `at`, which names a line, may differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, MutableSequence
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CATALOG, ROOT, RULES, shipped_words, shuffled, told, yaml
from cafematch import Catalog, Matcher, Suggestion, load_catalog, load_rules, read_profile
from cafematch.reading.loading import networks
from cafematch.rendering.json import to_json
from laws.drawn import every, examples
from strategies import Situation

EXAMPLES = ROOT / "examples"


def answer(suggestion: Suggestion, catalog: Catalog) -> list[str]:
    """Return an answer line by line, as the library's JSON, but without the places of its lines."""
    value = json.loads(to_json(suggestion, catalog, "en"))
    return json.dumps(without_places(value), indent=0, ensure_ascii=False).splitlines()


def without_places(value: Any) -> Any:
    """Return a value without `at`."""
    if isinstance(value, dict):
        return {key: without_places(entry) for key, entry in value.items() if key != "at"}
    return [without_places(entry) for entry in value] if isinstance(value, list) else value


def answer_to(situation: Situation) -> list[str]:
    """Return the answer to a situation, the value itself beside the library's JSON."""
    words = json.dumps(told(situation.answer), indent=0, ensure_ascii=False).splitlines()
    return [*words, *answer(situation.answer, situation.catalog)]


@cache
def profiles() -> dict[str, Any]:
    """Return the profiles of the examples, and those of people who have said nothing, or nothing but what they need."""
    found = {path.parent.name: yaml(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*/profile.yaml"))}
    needs = {domain: [f"{domain}.{name}" for name in said["terms"]] for domain, said in shipped_words("needs").items()}
    silent = {f"needs {domain}": {"needs": terms[:4]} for domain, terms in needs.items()}
    return {"nothing said": {}, **silent, **{name: profile or {} for name, profile in found.items()}}


def answers(catalog: Path, rules: Path, people: dict[str, Any]) -> dict[str, list[str]]:
    """Return the answer to every profile in its network."""
    found = {}
    for network in networks(catalog):
        loaded = load_catalog(catalog, network)
        matcher = Matcher(loaded, load_rules(rules, catalog=loaded))
        for name, person in people.items():
            if person.get("network", network) == network:
                suggestion = matcher.suggest(read_profile(person, loaded))
                found[f"{network}: {name}"] = answer(suggestion, loaded)
    return found


@cache
def shipped_answers() -> dict[str, list[str]]:
    """Return the answers of the shipped network and rules."""
    return answers(CATALOG, RULES, profiles())


def compare(found: dict[str, list[str]]) -> None:
    """Fail, naming a profile and the first line that differs, unless these are the answers of the shipped files."""
    assert found.keys() == shipped_answers().keys()
    for name, lines in shipped_answers().items():
        assert found[name] == lines, name


@cache
def shipped_files() -> dict[str, Any]:
    """Return what every shipped file says, by its name inside the checkout."""
    paths = [*sorted(CATALOG.rglob("*.yaml")), *sorted(RULES.rglob("*.yaml"))]
    return {path.relative_to(ROOT).as_posix(): yaml(path.read_text("utf-8")) for path in paths}


def write_shuffled(folder: Path, random: Random, keep: Callable[[str, Any], Any] = lambda _, value: value) -> None:
    """Write every shipped file with its keys and lists in another order; JSON is YAML too."""
    for name, value in shipped_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(keep(name, shuffled(value, random)), ensure_ascii=False), "utf-8")


def with_languages_in_order(name: str, value: Any) -> Any:
    """Return a network file with its languages as they were: which comes first has a test of its own."""
    if name.endswith("network.yaml"):
        return {**value, "languages": shipped_files()[name]["languages"]}
    return value


@examples(4)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_keys_and_lists_in_the_shipped_files_is_no_matter(seed: int) -> None:
    random = Random(seed)
    with TemporaryDirectory() as folder:
        write_shuffled(Path(folder), random, with_languages_in_order)
        people = {name: shuffled(person, random) for name, person in profiles().items()}
        compare(answers(Path(folder, "catalog"), Path(folder, "rules"), people))


def test_the_order_of_a_networks_languages_is_no_matter() -> None:
    with TemporaryDirectory() as folder:
        write_shuffled(Path(folder), Random(0), lambda name, value: shipped_files()[name])
        for path in Path(folder).rglob("network.yaml"):
            value = json.loads(path.read_text("utf-8"))
            path.write_text(json.dumps({**value, "languages": value["languages"][::-1]}), "utf-8")
        compare(answers(Path(folder, "catalog"), Path(folder, "rules"), profiles()))


def test_the_fingerprint_is_of_the_content_and_not_of_its_order() -> None:
    catalog = load_catalog(CATALOG)
    rules = load_rules(RULES, catalog=catalog)
    with TemporaryDirectory() as folder:
        write_shuffled(Path(folder), Random(1))
        shuffled_catalog = load_catalog(Path(folder, "catalog"))
        shuffled_rules = load_rules(Path(folder, "rules"), catalog=shuffled_catalog)
    assert shuffled_catalog.fingerprint == catalog.fingerprint
    assert shuffled_rules.fingerprint == rules.fingerprint


SCRIPT = """
import json, sys
from laws.test_l2_deterministic import shipped_answers
json.dump(shipped_answers(), sys.stdout)
"""


def test_every_process_and_every_seed_of_hashes_gives_the_same() -> None:
    source = str(Path(import_module("cafematch").__file__ or "").parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((source, str(ROOT / "tests"))), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", SCRIPT]
    running = [
        subprocess.Popen(command, env={**environment, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, cwd=ROOT)
        for seed in ("0", "1", "4294967295")
    ]
    for process in running:
        found, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        compare(json.loads(found))


class Backwards(Random):
    """Turns every order around, so that also two entries change places."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        x.reverse()


def reordered(situation: Situation, random: Random) -> Situation:
    """Return the same situation with everything in another order."""
    return Situation(
        tuple(shuffled(situation.services, random)),
        tuple(shuffled(situation.handovers, random)),
        tuple(shuffled(situation.rules, random)),
        situation.points,
        shuffled(situation.person or {}, random),
    )


@every(100)
def test_the_order_of_keys_and_lists_in_any_network_is_no_matter(situation: Situation) -> None:
    for random in (Backwards(), Random(1)):
        assert answer_to(reordered(situation, random)) == answer_to(situation)


@every(60)
def test_a_matcher_remembers_nothing(situation: Situation) -> None:
    """Asked again, also after others, it gives the same answer."""
    situation.matcher.suggest(situation.with_person({}).profile)
    assert told(situation.matcher.suggest(situation.profile, top=5)) == told(situation.answer)


@pytest.mark.parametrize("name", sorted(profiles()))
def test_the_shipped_network_answers_every_example(name: str) -> None:
    assert any(key.endswith(f": {name}") for key in shipped_answers())
