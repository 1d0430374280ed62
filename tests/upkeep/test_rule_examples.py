"""Every rule proves itself: its examples are run, and they hold a yes, a no, and an unknown or near miss."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.matching.index import Index, build_index
from cafematch.upkeep.rule_examples import run_examples

ROOT = Path(__file__).parents[2]
RULES = sorted(path.stem for path in (ROOT / "rules").glob("*/*.yaml"))


@cache
def shipped() -> Index:
    catalog = load_catalog(ROOT / "catalog", "neuwerder")
    return build_index(catalog, load_rules(ROOT / "rules", catalog=catalog))


@pytest.mark.parametrize("name", RULES)
def test_examples_come_as_expected(name: str) -> None:
    rule = next(rule for rule in shipped().rules if rule.id == name)
    results = list(run_examples(shipped(), rule))
    assert [(result.example.name, result.found) for result in results] == [
        (result.example.name, result.example.expect) for result in results
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_an_example_each_way(name: str) -> None:
    rule = next(rule for rule in shipped().rules if rule.id == name)
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
