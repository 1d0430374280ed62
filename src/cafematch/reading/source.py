"""Source: what a file holds, and where in it something stands; found when there is a problem to tell."""

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cafematch.errors import Location, Problem, Severity
from cafematch.quick import dataclass
from cafematch.reading import parsing

LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Position(NamedTuple):
    """Where something stands in a text: line and column, counted from 1, and its length in characters on that line."""

    line: int
    column: int
    length: int


@dataclass(slots=True)
class _Place:
    """The positions of a value and of the key that names it, and the places of what is inside the value."""

    value: Position
    key: Position | None
    inside: dict[str | int, "_Place"]


@dataclass(frozen=True)
class Source:
    """A file's name and bytes; all else is worked out when first asked for, which is when there is a problem."""

    name: str
    data: bytes = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The file's text without a byte order mark; UnicodeDecodeError where it is not UTF-8."""
        return self.data.removeprefix(b"\xef\xbb\xbf").decode()

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their ends."""
        return LINE_END.split(self.text)

    def problem(
        self, code: str, message: str, position: Position, hint: str | None, severity: Severity = "error"
    ) -> Problem:
        """Return a problem that shows the line it stands on."""
        line, column, length = position
        return Problem(code, message, Location(self.name, line, column), self.lines[line - 1], length, hint, severity)

    def span(self, start: Any, end: Any) -> Position:
        """Return the position of what stands between two marks of the parser, as far as it stands on the first line."""
        if start.line == len(self.lines):  # libyaml ends the last line of a text where the text does not
            return Position(len(self.lines), len(self.lines[-1]) + 1, 1)
        stop = end.column if end.line == start.line else len(self.lines[start.line].rstrip())
        return Position(start.line + 1, start.column + 1, max(1, stop - start.column))

    def position(self, path: Sequence[str | int], of: Literal["key", "value"]) -> Position:
        """Return where the value at `path`, or the key that names it, stands; see `locate`."""
        place = self._outline
        for part in path:
            if part not in place.inside:
                break
            place = place.inside[part]
        return place.key if of == "key" and place.key is not None else place.value

    @cached_property
    def _outline(self) -> _Place:
        next_event: Callable[[], Any] = parsing.Parser(self.text).get_event
        anchored: dict[str, dict[str | int, _Place]] = {}

        def place(event: Any, key: Position | None) -> _Place:
            inside: dict[str | int, _Place] = {}
            end = event
            kind = event.__class__
            if kind is AliasEvent:
                inside = anchored[event.anchor]
            elif kind is SequenceStartEvent:
                while (end := next_event()).__class__ is not SequenceEndEvent:
                    inside[len(inside)] = place(end, None)
            elif kind is MappingStartEvent:
                while (end := next_event()).__class__ is not MappingEndEvent:
                    inside[end.value] = place(next_event(), self.span(end.start_mark, end.end_mark))
            if event.anchor is not None:
                anchored[event.anchor] = inside
            value = self.span(event.start_mark, end.end_mark)
            if end is not event and not event.flow_style:
                first = next(iter(inside.values())).key
                value = first if first is not None and first[:2] == value[:2] else value._replace(length=1)
            return _Place(value, key, inside)

        next_event()  # the stream starts
        if isinstance(next_event(), StreamEndEvent):
            return _Place(Position(1, 1, 1), None, {})
        return place(next_event(), None)


def locate(text: bytes | str, path: Sequence[str | int], *, of: Literal["key", "value"]) -> Position:
    """Return where the value at `path`, or the key that names it, stands in a text that `parse_yaml` accepts.

    A path holds keys and, for lists, indexes from 0; where it leads out of the text, its deepest existing part counts.
    A block of several lines is shown by what it begins with: its first key, its first dash, its first line.
    """
    return Source("", text if isinstance(text, bytes) else text.encode()).position(path, of)
