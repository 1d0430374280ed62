"""Whether one condition holds wherever another does: what can be seen from how they are written, and that it is so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import builders as make
from cafematch.matching.truth import YES, truth
from cafematch.upkeep.implying import implies

Raw = dict[str, Any]

OPEN: Raw = {"status": "open"}
OPEN_OR_PENDING: Raw = {"status": {"one_of": ["pending", "open"]}}
GROWN_UP: Raw = {"age": {"at_least": 18}}
DOG: Raw = {"pets": {"has_any": ["dog"]}}
SOME_PET: Raw = {"pets": {"has_any": ["cat", "dog"]}}
BOTH_PETS: Raw = {"pets": {"has_all": ["cat", "dog"]}}
UNTIL: Raw = {**OPEN, "valid_until": "2020-01-01"}
SINCE: Raw = {"status": {"one_of": ["open", "pending", "refused"]}, "valid_from": "2020-01-02"}

CASES: list[tuple[list[Raw], list[Raw], bool]] = [
    ([], [], True),
    ([OPEN], [], True),
    ([], [OPEN], False),
    ([OPEN], [OPEN], True),
    ([OPEN, GROWN_UP], [GROWN_UP, OPEN], True),
    ([OPEN, GROWN_UP], [GROWN_UP], True),
    ([GROWN_UP], [OPEN, GROWN_UP], False),
    ([OPEN], [OPEN_OR_PENDING], True),
    ([OPEN_OR_PENDING], [OPEN], False),
    ([{"all": [OPEN, GROWN_UP]}], [OPEN], True),
    ([OPEN, GROWN_UP], [{"all": [GROWN_UP, OPEN]}], True),
    ([{"any": [OPEN, GROWN_UP]}], [{"any": [GROWN_UP, OPEN]}], True),
    ([{"any": [OPEN, GROWN_UP]}], [OPEN], False),
    ([{"not": OPEN}], [{"not": OPEN}], True),
    ([{"not": OPEN}], [{"not": OPEN_OR_PENDING}], False),
    ([{**OPEN, "because": "why"}], [{**OPEN, "because": "otherwise"}], True),
    ([{**OPEN, "if_unknown": "yes"}], [OPEN], False),
    ([DOG], [SOME_PET], True),
    ([SOME_PET], [DOG], False),
    ([BOTH_PETS], [BOTH_PETS], True),
    ([BOTH_PETS], [SOME_PET], False),  # it does, but that is not seen
    ([UNTIL], [UNTIL], True),
    ([UNTIL, SINCE], [UNTIL], False),  # what has been followed by another line says nothing any more
    ([UNTIL], [OPEN], False),
]


@pytest.mark.parametrize(("narrower", "wider", "seen"), CASES)
def test_what_can_be_seen(narrower: list[Raw], wider: list[Raw], seen: bool) -> None:
    assert implies(make.conditions(narrower), make.conditions(wider)) is seen


LINES = (
    st.sampled_from([OPEN, OPEN_OR_PENDING, GROWN_UP, DOG, SOME_PET, BOTH_PETS, UNTIL, SINCE])
    | st.sampled_from([{"not": OPEN}, {"any": [OPEN, GROWN_UP]}, {**OPEN, "if_unknown": "yes"}])
    | st.sampled_from([{"all": [OPEN, DOG]}, {"all": [UNTIL, SINCE]}, {"age": {"between": [18, 30]}}])
)
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["open", "pending", "refused"]),
        "age": st.sampled_from([17, 18, 40]),
        "pets": st.sampled_from([[], ["dog"], ["cat"], ["cat", "dog"]]),
    },
)


@given(st.lists(LINES, max_size=3), st.lists(LINES, max_size=3), PEOPLE)
def test_what_is_seen_is_so(narrower: list[Raw], wider: list[Raw], person: Raw) -> None:
    one, other, known = make.conditions(narrower), make.conditions(wider), make.knowledge(person)
    if implies(one, other) and truth(one, known) is YES:
        assert truth(other, known) is YES
