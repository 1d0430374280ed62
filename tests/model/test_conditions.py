"""Reading conditions: what is written is kept line by line, or refused with a reason; nothing is dropped."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import conditions, vocabulary
from cafematch.model.conditions import MAX_DEPTH, All, AnyOf, Not, Test, leaves, subjects

FACTS = sorted((*vocabulary().facts, "need", "competence", "language.de", "feeling.shame", "need.work.job.urgency"))
OPERATORS = (
    *("one_of", "between", "at_least", "at_most", "above", "below"),
    *("has", "has_any", "has_all", "some", "every", "count", "within_last", "within_next", "before_last"),
)

VALUES = st.one_of(
    st.booleans(),
    st.integers(-1, 30),
    st.sampled_from(("open", "north", "house", "B1", "primary", "2 weeks", "2026-03-01", "dog", "work.job", "Sa", "")),
    st.none(),
    st.sampled_from([{"from": name} for name in FACTS]),
)
TESTS = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from((*OPERATORS, "from", "rooms", "passed")), inner, max_size=2)
    ),
    max_leaves=4,
)
LINES = st.recursive(
    st.dictionaries(st.sampled_from(FACTS), TESTS, min_size=1, max_size=1),
    lambda inner: st.dictionaries(
        st.sampled_from(("all", "any", "not")), st.lists(inner, max_size=2) | inner, min_size=1, max_size=1
    ),
    max_leaves=4,
)


def written(line: Any) -> int:
    """Return how many tests a line holds as it is written."""
    (key,) = line
    if key not in ("all", "any", "not"):
        return 1
    return sum(map(written, line[key])) if isinstance(line[key], list) else written(line[key])


@given(st.lists(LINES, max_size=3))
def test_every_test_that_is_written_is_kept_or_refused(raw: list[Any]) -> None:
    try:
        read = conditions(raw)
    except ValidationError:
        return
    assert len(read.parts) == len(raw)
    assert len(list(leaves(read))) == sum(map(written, raw))


@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=8))
def test_anything_else_is_refused_in_words(raw: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        conditions([{"age": {"at_least": 18}}, {"any": raw}])
    assert all(error["msg"] for error in caught.value.errors())


@pytest.mark.parametrize(
    "test",
    [
        {"within_last": {"from": "in_town"}},
        {"within_next": {"from": "in_town"}},
        {"before_last": {"from": "in_town"}},
        {"between": [{"from": "arrived"}, {"from": "stated_arrival"}]},
        {"below": {"from": "stated_arrival"}},
    ],
)
def test_a_test_with_a_value_of_the_person_is_kept_or_refused(test: dict[str, Any]) -> None:
    try:
        read = conditions([{"arrived": test}])
    except ValidationError:
        return
    assert len(read.parts) == 1


JOINED: list[tuple[dict[str, Any], set[str]]] = [
    ({"age": {"at_least": 18}}, {"age"}),
    ({"age": {"from": "stated_age"}}, {"age", "stated_age"}),
    ({"age": {"at_least": {"from": "stated_age"}}}, {"age", "stated_age"}),
    ({"age": {"above": 3, "at_most": {"from": "stated_age"}}}, {"age", "stated_age"}),
    ({"age": {"between": [{"from": "stated_age"}, 30]}}, {"age", "stated_age"}),
    ({"age": {"one_of": {"from": "children"}}}, {"age", "children"}),
    ({"pets": {"has_any": {"from": "stated_pets"}}}, {"pets", "stated_pets"}),
    ({"pets": {"count": {"from": "stated_age"}}}, {"pets", "stated_age"}),
    ({"children": {"some": {"below": {"from": "age"}}}}, {"children", "age"}),
    ({"courses": {"some": {"on": {"above": {"from": "arrived"}}}}}, {"courses", "arrived"}),
    ({"flat": {"rooms": {"at_least": {"from": "age"}}}}, {"flat", "age"}),
    ({"any": [{"not": {"letter": True}}, {"all": [{"proof": True}]}]}, {"letter", "proof"}),
]


@pytest.mark.parametrize(("line", "names"), JOINED)
def test_every_fact_a_condition_looks_at_is_known(line: dict[str, Any], names: set[str]) -> None:
    assert {subject.name for subject in subjects(conditions([line]))} == names


def test_the_tree_is_the_text() -> None:
    read = conditions([{"letter": True}, {"any": [{"not": {"proof": True}}, {"all": []}]}, {"not": [{"age": 3}]}])
    assert [type(part) for part in read.parts] == [Test, AnyOf, Not]
    any_of, negated = read.parts[1], read.parts[2]
    assert isinstance(any_of, AnyOf)
    assert [type(part) for part in any_of.parts] == [Not, All]
    assert isinstance(negated, Not)
    assert isinstance(negated.part, All)


def test_conditions_nest_only_so_deep() -> None:
    def nested(depth: int) -> dict[str, Any]:
        return {"all": [nested(depth - 1)]} if depth else {"letter": True}

    assert conditions([nested(MAX_DEPTH - 1)])
    with pytest.raises(ValidationError):
        conditions([nested(MAX_DEPTH)])


@pytest.mark.parametrize(
    "note",
    [
        {"valid_from": "2026-02-01", "valid_until": "2026-01-01"},
        {"valid_from": "soon"},
        {"valid_until": 2026},
        {"if_unknown": True},
        {"if_unknown": "no"},
        {"because": 3},
        {"source": {"url": "https://example.org"}},
        {"reason": "none"},
    ],
)
def test_what_is_said_beside_a_test_is_checked(note: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        conditions([{"letter": True, **note}])
