"""And, or and not over three truth values: Kleene's tables.

`and` is the lowest of its parts and `or` the highest, in the order no, unknown, yes. A NO decides an `and` and a YES an
`or`, whatever else is unknown; nothing else is decided while something is unknown. `not` leaves unknown as it is.
"""

from __future__ import annotations

from itertools import product

import pytest

from builders import conditions, knowledge
from cafematch.matching.judging.truth import Truth, examine, truth

AND = """
and     | yes     | no | unknown
--------+---------+----+--------
yes     | yes     | no | unknown
no      | no      | no | no
unknown | unknown | no | unknown
"""

OR = """
or      | yes | no      | unknown
--------+-----+---------+--------
yes     | yes | yes     | yes
no      | yes | no      | unknown
unknown | yes | unknown | unknown
"""

NOT = """
not     |
--------+--------
yes     | no
no      | yes
unknown | unknown
"""

SAYS = {"yes": {"letter": True}, "no": {"letter": False}, "unknown": {}}
OTHER = {"yes": {"proof": True}, "no": {"proof": False}, "unknown": {}}


def binary(table: str) -> list[tuple[str, str, str]]:
    """Return (left, right, result) of every cell of a table with two operands."""
    heading, _, *rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [(row[0], right, cell) for row in rows for right, cell in zip(heading[1:], row[1:], strict=True)]


def unary(table: str) -> list[tuple[str, str]]:
    """Return (operand, result) of every row of a table with one operand."""
    return [(row[0].strip(), row[1].strip()) for row in (line.split("|") for line in table.strip().splitlines()[2:])]


@pytest.mark.parametrize(("left", "right", "result"), binary(AND))
@pytest.mark.parametrize("written", ["a list of lines", "all"])
def test_and(written: str, left: str, right: str, result: str) -> None:
    lines = [{"letter": True}, {"proof": True}]
    condition = conditions(lines if written == "a list of lines" else [{"all": lines}])
    assert truth(condition, knowledge({**SAYS[left], **OTHER[right]})).name.lower() == result


@pytest.mark.parametrize(("left", "right", "result"), binary(OR))
def test_or(left: str, right: str, result: str) -> None:
    condition = conditions([{"any": [{"letter": True}, {"proof": True}]}])
    assert truth(condition, knowledge({**SAYS[left], **OTHER[right]})).name.lower() == result


@pytest.mark.parametrize(("operand", "result"), unary(NOT))
def test_not(operand: str, result: str) -> None:
    assert truth(conditions([{"not": {"letter": True}}]), knowledge(SAYS[operand])).name.lower() == result


def test_not_of_a_list_is_not_of_all_its_lines() -> None:
    condition = conditions([{"not": [{"letter": True}, {"proof": True}]}])
    assert truth(condition, knowledge({"letter": True, "proof": False})) is Truth.YES
    assert truth(condition, knowledge({"letter": True, "proof": True})) is Truth.NO
    assert truth(condition, knowledge({"letter": True})) is Truth.UNKNOWN


def test_no_condition_holds_always() -> None:
    assert truth(conditions([]), knowledge({})) is Truth.YES


def test_all_of_nothing_holds_and_any_of_nothing_cannot_be_written() -> None:
    assert truth(conditions([{"all": []}]), knowledge({})) is Truth.YES
    with pytest.raises(ValueError, match="expected at least one test under 'any'"):
        conditions([{"any": []}])


@pytest.mark.parametrize("values", list(product((True, False, None), repeat=3)))
def test_de_morgan(values: tuple[bool | None, ...]) -> None:
    facts = ("letter", "proof", "permit")
    known = knowledge({name: value for name, value in zip(facts, values, strict=True) if value is not None})
    lines = [{name: True} for name in facts]
    negated = [{"not": line} for line in lines]
    assert truth(conditions([{"not": [{"all": lines}]}]), known) is truth(conditions([{"any": negated}]), known)
    assert truth(conditions([{"not": [{"any": lines}]}]), known) is truth(conditions([{"all": negated}]), known)


@pytest.mark.parametrize("left", SAYS)
@pytest.mark.parametrize("right", OTHER)
@pytest.mark.parametrize("operator", ["all", "any"])
def test_a_finding_keeps_every_child_also_after_it_is_decided(left: str, right: str, operator: str) -> None:
    condition = conditions([{operator: [{"letter": True}, {"proof": True}]}])
    finding = examine(condition, knowledge({**SAYS[left], **OTHER[right]})).children[0]
    assert [child.truth.name.lower() for child in finding.children] == [left, right]
