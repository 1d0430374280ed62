"""Every rule proves itself: its examples are run, and they hold a yes, a no, and an unknown or near miss."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.matching.index import Index, build_index
from cafematch.model.rules import Rule
from cafematch.upkeep.rule_examples import run_examples

ROOT = Path(__file__).parents[2]
RULES = sorted(path.stem for path in (ROOT / "rules").glob("*/*.yaml"))
NETWORKS = ("neuwerder", "bordeaux")


@cache
def shipped(network: str = "neuwerder") -> Index:
    catalog = load_catalog(ROOT / "catalog", network)
    return build_index(catalog, load_rules(ROOT / "rules", catalog=catalog))


def where_it_holds(name: str) -> tuple[Index, Rule]:
    """Return a rule and a sample network in which it is in force: its examples may name services of that network."""
    found = [(index, rule) for index in map(shipped, NETWORKS) for rule in index.rules if rule.id == name]
    return found[0]


@pytest.mark.parametrize("name", RULES)
def test_examples_come_as_expected(name: str) -> None:
    index, rule = where_it_holds(name)
    results = list(run_examples(index, rule))
    assert [(result.example.name, result.found) for result in results] == [
        (result.example.name, result.example.expect) for result in results
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_an_example_each_way(name: str) -> None:
    _, rule = where_it_holds(name)
    expected = [example.expect for example in rule.examples]
    assert {"yes", "no"} <= set(expected)
    assert len(expected) >= 3 or "unknown" in expected or not rule.when.parts


def test_a_wrong_example_is_found() -> None:
    rule = next(rule for rule in shipped().rules if len({example.expect for example in rule.examples}) > 1)
    examples = tuple(
        example.model_copy(update={"expect": {"yes": "no", "no": "yes", "unknown": "yes"}[example.expect]})
        for example in rule.examples
    )
    results = run_examples(shipped(), rule.model_copy(update={"examples": examples}))
    assert not any(result.passed for result in results)
