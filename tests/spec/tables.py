"""Truth tables as text, read by the tests that show them.

The corner of a table says what it is about:

- a fact (`age`): the rows are values of it, the columns tests of it;
- `given`: the rows are profiles, the columns conditions;
- `condition`: the rows are conditions, the columns profiles.

A profile is written in short, facts and parts of a profile file mixed; `nothing` is an empty one, `declined` and
`don't know` are one where the person was asked. A cell says what comes of it: yes, no or unknown. A line
`name = condition` above a table gives a long condition or profile a short name for its heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from builders import conditions, knowledge, yaml
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.truth import Truth, examine, truth
from cafematch.model.conditions import All

WORDS = {"yes": Truth.YES, "no": Truth.NO, "unknown": Truth.UNKNOWN}


@dataclass(frozen=True)
class Case:
    """One cell of a table: what is given, what is asked, and what comes of it."""

    given: str
    condition: str
    expected: str

    def check(self) -> None:
        """Fail unless the condition comes to what the table says, fast and examined alike."""
        known, asked = known_from(self.given), condition_from(self.condition)
        assert truth(asked, known).name.lower() == self.expected
        assert examine(asked, known).truth.name.lower() == self.expected


def cases(text: str) -> list[Any]:
    """Return every cell of every table as a parameter of a test."""
    return [pytest.param(case, id=f"{case.given} | {case.condition}") for case in read_tables(text)]


def read_tables(text: str) -> Iterator[Case]:
    """Yield every cell of every table."""
    names: dict[str, str] = {}
    heading: list[str] = []
    for line in text.splitlines():
        if "|" not in line:
            name, separator, condition = line.partition(" = ")
            if separator:
                names[name.strip()] = condition.strip()
            if not line.strip():
                heading = []
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if not heading:
            heading = cells
            continue
        assert len(cells) == len(heading), f"this row has {len(cells)} cells, its heading {len(heading)}: {line}"
        for column, cell in zip(heading[1:], cells[1:], strict=True):
            assert cell in WORDS, f"a cell says yes, no or unknown, not '{cell}'"
            yield _case(heading[0], names.get(cells[0], cells[0]), names.get(column, column), cell)


def _case(corner: str, row: str, column: str, cell: str) -> Case:
    match corner:
        case "given":
            return Case(row, column, cell)
        case "condition":
            return Case(column, row, cell)
        case fact:
            said = {"nothing": "nothing", "declined": f"declined: [{fact}]", "don't know": f"dont_know: [{fact}]"}
            test = f"{{{column}}}" if ": " in column else column
            return Case(said.get(row, f"{fact}: {row}"), f"{fact}: {test}", cell)


@cache
def known_from(given: str) -> Knowledge:
    """Return what is known of a person who says this."""
    return knowledge({} if given == "nothing" else yaml(f"{{{given}}}"))


@cache
def condition_from(text: str) -> All:
    """Return the conditions of one line, or of a list of lines."""
    return conditions(yaml(text if text.startswith("[") else f"[{{{text}}}]"))
