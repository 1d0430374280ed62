"""Who opens whom: which services nobody can enter who lacks what only they bring about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from builders import AS_OF, Raw, catalog, rules, yaml
from cafematch.matching.judging.index import build_index
from cafematch.upkeep.inspection import Dated
from cafematch.upkeep.inspection.openers import Openers

DERIVING: Raw = {"id": "derive", "kind": "derive", "when": [{"age": 30}], "then": {"fact": {"letter": True}}}


def stuck(services: Sequence[Raw], *derived: Raw) -> dict[str, list[str]]:
    """Return the services that are stuck, with those each waits for."""
    network = catalog(services)
    openers = Openers(build_index(network, rules(derived)), Dated(network, {}, datetime.fromisoformat(AS_OF)))
    return {id_: sorted(awaited) for id_, awaited in openers.stuck().items()}


@pytest.mark.parametrize(
    ("services", "found"),
    [
        pytest.param("a: {requires: [letter: true], outcomes: [letter: true]}", {"a": ["a"]}, id="itself"),
        pytest.param(
            """
            a: {requires: [letter: true], outcomes: [proof: true]}
            b: {requires: [proof: true], outcomes: [letter: true]}
            """,
            {"a": ["b"], "b": ["a"]},
            id="each-other",
        ),
        pytest.param(
            """
            a: {requires: [letter: true], outcomes: [proof: true]}
            b: {requires: [proof: true], outcomes: [letter: true]}
            c: {requires: [permit: true], outcomes: [letter: true]}
            d: {requires: [proof: true], outcomes: [permit: true]}
            """,
            {"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": ["a"]},
            id="several-makers-all-stuck",
        ),
        pytest.param(
            """
            a: {requires: [letter: true], outcomes: [proof: true]}
            b: {requires: [proof: true], outcomes: [letter: true]}
            c: {outcomes: [letter: true]}
            """,
            {},
            id="a-maker-that-is-open",
        ),
        pytest.param(
            """
            a: {requires: [any: [{letter: true}, {proof: true}]], outcomes: [permit: true]}
            b: {requires: [permit: true], outcomes: [letter: true]}
            c: {requires: [permit: true], outcomes: [proof: true]}
            """,
            {"a": ["b", "c"], "b": ["a"], "c": ["a"]},
            id="any-way-leads-back",
        ),
        pytest.param(
            """
            a: {requires: [any: [{letter: true}, {age: {below: 18}}]], outcomes: [permit: true]}
            b: {requires: [permit: true], outcomes: [letter: true]}
            """,
            {},
            id="a-way-of-ones-own",
        ),
        pytest.param(
            """
            a: {doors: [{requires: [letter: true]}, {requires: [proof: true]}], outcomes: [permit: true]}
            b: {requires: [permit: true], outcomes: [letter: true]}
            c: {requires: [permit: true], outcomes: [proof: true]}
            """,
            {"a": ["b", "c"], "b": ["a"], "c": ["a"]},
            id="every-door",
        ),
        pytest.param(
            """
            a: {doors: [{requires: [letter: true]}, {}], outcomes: [permit: true]}
            b: {requires: [permit: true], outcomes: [letter: true]}
            """,
            {},
            id="another-door",
        ),
        pytest.param("a: {requires: [not: {letter: true}], outcomes: [letter: true]}", {}, id="who-lacks-it-may-come"),
        pytest.param("a: {requires: [letter: false], outcomes: [letter: true]}", {}, id="who-surely-lacks-it-may-come"),
        pytest.param(
            "a: {requires: [language.de: {at_least: B1}], outcomes: [language.de: B2]}", {}, id="a-course-above-another"
        ),
        pytest.param("a: {requires: [letter: true], outcomes: [proof: true]}", {}, id="what-no-service-makes"),
        pytest.param(
            """
            a: {requires: [letter: true], outcomes: [letter: true]}
            b: {requires: [letter: true]}
            """,
            {"a": ["a"], "b": ["a"]},
            id="behind-a-circle",
        ),
    ],
)
def test_who_is_stuck(services: str, found: dict[str, list[str]]) -> None:
    entries: dict[str, Any] = yaml(services)
    wanted = {f"house.{id_}": [f"house.{other}" for other in others] for id_, others in found.items()}
    assert stuck([{"id": f"house.{id_}", **entry} for id_, entry in entries.items()]) == wanted


def test_what_a_rule_derives_nobody_waits_for() -> None:
    service: Raw = {"id": "house.a", "requires": [{"letter": True}], "outcomes": [{"letter": True}]}
    assert stuck([service]) == {"house.a": ["house.a"]}
    assert stuck([service], DERIVING) == {}
