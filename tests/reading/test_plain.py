"""Documents told as plain data come back as they were, to the last place and type; nothing else comes of plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from cafematch.model.catalog import Capacity, Verified
from cafematch.model.conditions import ALWAYS, All, AnyOf, Compare, Has, Not, Note, Subject, Test
from cafematch.model.documents import Document
from cafematch.model.duration import Duration
from cafematch.model.text import Text
from cafematch.model.values import BooleanType, Level, NumberType
from cafematch.reading.plain import NOT_PLAIN, from_plain, to_plain
from shipped import bordeaux, matcher, neuwerder


def spelled(value: Any) -> object:
    """Return everything there is to know of a value: what is left out of comparing as well, and what 1 == True hides."""
    kind = type(value)
    if isinstance(value, Document):
        fields = {name: spelled(value.__dict__[name]) for name in kind.model_fields}
        return kind, fields, value.model_fields_set, value.__pydantic_private__, value.__pydantic_extra__
    if isinstance(value, Mapping):
        return dict, [(spelled(key), spelled(entry)) for key, entry in value.items()]
    if isinstance(value, tuple | list):
        return kind, [spelled(entry) for entry in value]
    if isinstance(value, frozenset):
        return kind, {repr(entry): spelled(entry) for entry in value}
    if kind.__module__.startswith("cafematch."):
        return kind, [spelled(getattr(value, name)) for name in kind.__slots__]
    return kind, repr(value)


def again(value: object) -> Any:
    """Return a value after it was written down as JSON and read back."""
    return from_plain(from_json(json.dumps(to_plain(value), ensure_ascii=False).encode()))


AGE = Subject("age", "fact", ("age",), NumberType(minimum=0, maximum=120))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
LEAVES = (
    SCALARS
    | st.dates()
    | st.datetimes().map(lambda moment: moment.replace(fold=0))
    | st.builds(Duration, st.integers(0, 9999), st.sampled_from(["day", "week"]))
    | st.builds(Level, st.integers(0, 6), st.integers(0, 6))
    | st.builds(Text, st.lists(st.tuples(st.sampled_from(["de", "en"]), st.text()), min_size=1).map(tuple))
    | st.builds(Verified, on=st.dates(), by=st.text())
    | st.builds(Capacity, state=st.sampled_from(["open", "full"]), always_free=st.booleans())
    | st.builds(Test, st.just(AGE), st.builds(Compare, st.just("is"), st.integers()), at=st.text())
    | st.sampled_from([ALWAYS, BooleanType(), NumberType(), (), [], frozenset(), {}])
)
VALUES = st.recursive(
    LEAVES,
    lambda inside: (
        st.lists(inside)
        | st.lists(inside).map(tuple)
        | st.frozensets(SCALARS)
        | st.dictionaries(st.text(), inside)
        | st.builds(All, st.lists(inside).map(tuple), st.just(Note(if_unknown=True)), st.text())
        | st.builds(Not, inside)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    assert spelled(again(value)) == spelled(value)


@pytest.mark.parametrize(
    "value",
    [
        (1, 1.0, True, "1", -0.0, 0.0, None, "None", 2**70),
        (date(2026, 3, 16), datetime(2026, 3, 16), "2026-03-16"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([], [], {}, {}, (), ((),)),
        (Has(frozenset({"a"}), every=True), Has(frozenset({"a"}), every=False)),
        AnyOf((Test(AGE, Compare("above", 1), at="a:1"), Test(AGE, Compare("above", 1), at="a:2"))),
    ],
)
def test_what_is_nearly_equal_stays_apart(value: object) -> None:
    assert spelled(again(value)) == spelled(value)


def test_what_is_equal_is_one() -> None:
    twins = tuple(Test(Subject("age", "fact", ("age",), NumberType()), Compare("is", 4), at=f"a:{n}") for n in (1, 2))
    first, second = again(twins)
    assert first.subject is second.subject
    assert first.check is second.check
    assert first is not second


@pytest.mark.parametrize("network", ["neuwerder", "bordeaux"])
def test_a_network_and_its_rules_come_back(network: str) -> None:
    original = matcher(network)
    assert spelled(again(original.catalog)) == spelled(original.catalog)
    assert again(original.catalog) == original.catalog
    rules = original.rules
    assert spelled(again(rules)) == spelled(rules)


def test_networks_differ() -> None:
    assert spelled(neuwerder().catalog) != spelled(bordeaux().catalog)


@pytest.mark.parametrize("value", [b"bytes", 1j, object(), pytest, (1, {"a": b"bytes"})])
def test_nothing_else_is_told(value: object) -> None:
    with pytest.raises(TypeError):
        to_plain(value)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        [[], []],
        [["a"], [["os.system", [[0]]]]],
        [["a"], [["catalog.Mapping", [[0]]]]],
        [["a"], [["catalog.datetime", [[0]]]]],
        [["a"], [["catalog", [[0]]]]],
        [["a"], [["nowhere.Thing", [[0]]]]],
        [["a"], [["duration.Duration", [[0]]]]],
        [["a"], [["date", [[0]]]]],
        [["a"], [["tuple 1", [[1]]]]],
        [["a"], [["tuple 2", [[0], [0, 0]]]]],
        [["a"], [["tuple 1", [["0"]]]]],
        [["a"], [["mapping", [[0]]]]],
        [["a"], [["catalog.Verified", [[0], [0]]]]],
    ],
)
def test_nothing_comes_of_what_was_never_told(plain: Any) -> None:
    with pytest.raises(NOT_PLAIN):
        from_plain(plain)
