"""What can be wrong with data, and how it is told: Location, Problem, InvalidData.

A file may hold anything, and whatever it holds is shown as text: what does not print (control characters, escape
sequences, bidirectional overrides, hidden spaces) appears as its escape, `\\x1b`. Reading and judging live elsewhere.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, Literal, Self, TypeAlias

from cafematch.quick import dataclass

Severity: TypeAlias = Literal["error", "warning"]

MAX_MESSAGE: Final = 600
"""Characters of a message or a hint that are shown; the rest is cut."""

MAX_QUOTED: Final = 60
"""Characters of a file's own words that `quoted` repeats."""

EXCERPT_WIDTH: Final = 100
"""Columns of a source line that are shown; a longer line is cut around its caret."""

TAB: Final = "    "
"""What a tab of a source line is shown as."""


def visible(text: str) -> str:
    """Return the text with every character that does not print replaced by its escape (`\\n`, `\\x1b`, `\\u202e`)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def quoted(text: str) -> str:
    """Return a file's own words for use in a message: in quotes, visible, cut after MAX_QUOTED characters."""
    return f"'{_cut(text, MAX_QUOTED)}'"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: its name as shown to the reader, and line and column, both counted from 1.

    A column counts characters, whatever their width. Locations sort by file, line, column.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{visible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data, where it stands, and what may help.

    `code` is kebab-case, stable and documented. `source_line` is the whole text of the line and `length` the number of
    its characters, from the column on, that the problem is about. `str()` gives what a reader sees.
    """

    code: str
    message: str
    location: Location | None = None
    source_line: str | None = None
    length: int = 1
    hint: str | None = None
    severity: Severity = "error"

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, line, column, code, message: the order in which problems are told; those without a place come first."""
        place = self.location or Location("", 0, 0)
        return place.file, place.line, place.column, self.code, self.message

    def __str__(self) -> str:
        where = "" if self.location is None else f"{self.location}: "
        lines = [f"{where}{_cut(self.message, MAX_MESSAGE)} [{visible(self.code)}]"]
        if self.location is not None and self.source_line is not None:
            lines += [f"  {line}" for line in _excerpt(self.source_line, self.location.column, self.length)]
        if self.hint is not None:
            lines.append(f"  hint: {_cut(self.hint, MAX_MESSAGE)}")
        return "\n".join(lines)


class InvalidData(Exception):
    """Data that cannot be used, with every problem found in it.

    `problems` is sorted and holds at least one; making it from none is a ValueError. `str()` tells them all.
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        if not self.problems:
            raise ValueError("InvalidData needs at least one problem")
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.problems))


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _cut(text: str, limit: int) -> str:
    """Return the text visible, at most `limit` of its characters, with `…` for what is missing."""
    return visible(text) if len(text) <= limit else visible(text[:limit]) + "…"


@dataclass(frozen=True, slots=True)
class _Cell:
    """How one character of a source line is shown, and how many columns that takes in a terminal."""

    shown: str
    width: int

    @classmethod
    def of(cls, char: str) -> Self:
        from unicodedata import category, east_asian_width

        if char == "\t":
            return cls(TAB, len(TAB))
        if not char.isprintable():
            escape = _escape(char)
            return cls(escape, len(escape))
        if category(char) in ("Mn", "Me"):
            return cls(char, 0)
        return cls(char, 2 if east_asian_width(char) in "WF" else 1)


def _excerpt(line: str, column: int, length: int) -> tuple[str, str]:
    """Return the line as shown and, below it, carets under `length` characters from `column` (counted from 1)."""
    line = line.rstrip()
    caret = min(column - 1, len(line))
    before = [_Cell.of(char) for char in line[max(0, caret - EXCERPT_WIDTH) : caret]]
    after = [_Cell.of(char) for char in line[caret : caret + EXCERPT_WIDTH]]

    half = after[: _fitting(after, EXCERPT_WIDTH // 2)]
    before = before[len(before) - _fitting(before[::-1], EXCERPT_WIDTH - _width(half)) :]
    after = after[: _fitting(after, EXCERPT_WIDTH - _width(before))]

    cut_left = "…" if caret > len(before) else ""
    cut_right = "…" if caret + len(after) < len(line) else ""
    shown = "".join(cell.shown for cell in before + after)
    carets = "^" * max(1, _width(after[:length]))
    return f"{cut_left}{shown}{cut_right}", " " * (len(cut_left) + _width(before)) + carets


def _width(cells: Sequence[_Cell]) -> int:
    return sum(cell.width for cell in cells)


def _fitting(cells: Sequence[_Cell], columns: int) -> int:
    """Return how many of the first cells fit into so many columns."""
    return sum(total <= columns for total in accumulate(cell.width for cell in cells))
