"""Where everything stands in a text that `parse_yaml` accepts: for those who move its parts without writing it anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any, Final

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cafematch.quick import dataclass
from cafematch.reading import parsing

Mark = tuple[int, int]
"""A line and a column of a text, counted from 0, as slices do."""


@dataclass(slots=True)
class Node:
    """A value of a text, from its first character to behind its last, with what is inside. An alias has nothing inside.

    `flow` marks a list or mapping in brackets. Empty lines at the end of a value belong to it only if it says so (`|+`).
    """

    start: Mark
    end: Mark
    flow: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)

    def inside(self) -> Iterator[Node]:
        """Yield what is one step inside."""
        yield from self.items
        yield from (entry.value for entry in self.entries.values())


@dataclass(slots=True)
class Entry:
    """A key of a mapping, where it begins, and what is written behind it."""

    start: Mark
    value: Node


def outline(text: str) -> Node | None:
    """Return the outline of a text without a byte order mark; None if it says nothing."""
    next_event: Callable[[], Any] = parsing.Parser(text).get_event
    lines = text.splitlines()  # what else this takes for an end of a line is not read in the first place

    def node(event: Any) -> Node:
        kind, found = event.__class__, Node(_mark(event.start_mark), _mark(event.end_mark))
        if kind is AliasEvent:
            return found
        if kind is SequenceStartEvent:
            while (end := next_event()).__class__ is not SequenceEndEvent:
                found.items.append(node(end))
        elif kind is MappingStartEvent:
            while (end := next_event()).__class__ is not MappingEndEvent:
                start, key = _mark(end.start_mark), end.value
                found.entries[key] = Entry(start, node(next_event()))
        else:
            if event.style in ("|", ">"):
                found.end = _end_of_block(lines, found)
            return found
        found.flow = bool(event.flow_style)  # PyYAML's own parser leaves it open for a list that is not indented
        found.end = _mark(end.end_mark) if found.flow else [*found.inside()][-1].end
        return found

    next_event()  # the stream starts
    if next_event().__class__ is StreamEndEvent:
        return None
    return node(next_event())


def _mark(mark: Any) -> Mark:
    return mark.line, mark.column


_KEEPS_ITS_END: Final = re.compile(r"[|>][1-9]?\+")


def _end_of_block(lines: list[str], found: Node) -> Mark:
    """Return where a block of text ends, which the parser finds only at what follows it."""
    line = found.end[0] - (found.end[1] == 0)
    if not _KEEPS_ITS_END.search(lines[found.start[0]], found.start[1]):
        while line > found.start[0] and not lines[line].strip(" \t"):
            line -= 1
    return line, len(lines[line])
