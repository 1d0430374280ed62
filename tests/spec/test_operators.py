"""Which test can be put to which type of fact: `x` can be written, `-` is refused while reading.

A comparison needs an order, `has` needs several values, `some` and `every` need a list. A record is tested field by
field and a person's languages one by one, as `language.de`, so neither takes a test of its own.
"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from builders import conditions

CAN_BE_WRITTEN = """
            | bare | one_of | between | at_least | at_most | above | below
letter      | x    | x      | -       | -        | -       | -     | -
status      | x    | x      | -       | -        | -       | -     | -
district    | x    | x      | -       | -        | -       | -     | -
doctor      | x    | x      | -       | -        | -       | -     | -
nickname    | x    | x      | -       | -        | -       | -     | -
free_at     | x    | x      | -       | -        | -       | -     | -
age         | x    | x      | x       | x        | x       | x     | x
distance    | x    | x      | x       | x        | x       | x     | x
savings     | x    | x      | x       | x        | x       | x     | x
in_town     | x    | x      | x       | x        | x       | x     | x
schooling   | x    | x      | x       | x        | x       | x     | x
language.de | x    | x      | x       | x        | x       | x     | x
arrived     | x    | -      | x       | x        | x       | x     | x
pets        | x    | -      | -       | -        | -       | -     | -
need        | x    | -      | -       | -        | -       | -     | -
competence  | x    | -      | -       | -        | -       | -     | -
children    | -    | -      | -       | -        | -       | -     | -
flat        | -    | -      | -       | -        | -       | -     | -
"""

CAN_BE_AMONG_SEVERAL = """
           | has | has_any | has_all | some | every | count
pets       | x   | x       | x       | -    | -     | x
need       | x   | x       | x       | -    | -     | x
competence | x   | x       | x       | -    | -     | x
children   | x   | x       | x       | x    | x     | x
letter     | -   | -       | -       | -    | -     | -
status     | -   | -       | -       | -    | -     | -
age        | -   | -       | -       | -    | -     | -
schooling  | -   | -       | -       | -    | -     | -
arrived    | -   | -       | -       | -    | -     | -
flat       | -   | -       | -       | -    | -     | -
"""

CAN_BE_NEAR = """
         | within_last | within_next | before_last
arrived  | x           | x           | x
age      | -           | -           | -
in_town  | -           | -           | -
children | -           | -           | -
"""

VALUES: dict[str, Any] = {
    "letter": True,
    "status": "open",
    "district": "north",
    "doctor": "house",
    "nickname": "Ada",
    "free_at": "Mo-Fr",
    "age": 18,
    "distance": 1.5,
    "savings": 100,
    "in_town": "2 weeks",
    "schooling": "primary",
    "language.de": "B1",
    "arrived": "2026-03-01",
    "pets": "dog",
    "need": "work.job",
    "competence": "cooking_hosting",
    "children": 3,
    "flat": 3,
}


def written(fact: str, operator: str) -> Any:
    """Return a test of a fact with a value of its type."""
    value = VALUES[fact]
    match operator:
        case "bare":
            return value
        case "one_of" | "has_any" | "has_all":
            return {operator: [value]}
        case "between":
            return {operator: [value, value]}
        case "count":
            return {operator: 1}
        case "within_last" | "within_next" | "before_last":
            return {operator: "1 week"}
        case _:
            return {operator: value}


def cells(table: str) -> list[tuple[str, str, str]]:
    """Return (fact, operator, x or -) of every cell."""
    heading, *rows = ([cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines())
    return [(row[0], operator, cell) for row in rows for operator, cell in zip(heading[1:], row[1:], strict=True)]


ALL = cells(CAN_BE_WRITTEN) + cells(CAN_BE_AMONG_SEVERAL) + cells(CAN_BE_NEAR)


@pytest.mark.parametrize(("fact", "operator", "cell"), ALL)
def test_which_test_fits_which_type(fact: str, operator: str, cell: str) -> None:
    raw = [{fact: written(fact, operator)}]
    if cell == "x":
        assert len(conditions(raw).parts) == 1
    else:
        with pytest.raises(ValidationError):
            conditions(raw)
