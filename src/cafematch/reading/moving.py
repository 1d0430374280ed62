"""Moving the entries of mappings inside a text, which otherwise stays as it is, byte for byte.

An entry takes along what belongs to it: the comment on its line and the comments above it. A comment belongs to what
stands below it; it belongs to what stands above it where it is indented more deeply than the keys, as what is inside
the entry above is. What follows the last entry of a mapping stays at its end, and what an empty line separates from the
first entry stays at the beginning. Empty lines go with the entry below them; there are never new ones at the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from cafematch.quick import dataclass
from cafematch.reading.outline import Entry, Mark, Node, outline
from cafematch.reading.shapes import Path

_DASHES: Final = re.compile(r" *(?:- +)+")
_AFTER_A_VALUE: Final = re.compile(r"([ \t]*,)?([ \t]*(?:[ \t]#[^\r\n]*)?[\r\n]*)")


def move(text: str, orders: Mapping[Path, Sequence[str]]) -> str | None:
    """Return a text in which the keys of the mappings at some paths stand in another order; None where one cannot move.

    None of the mappings may be inside another, all their keys must be named, and the text must be one that `parse_yaml`
    accepts, without a byte order mark. A mapping behind an alias is left to the place where it is written. Whether the
    text still says the same is to be looked at: an alias, say, could stand above its anchor.
    """
    top = outline(text)
    lines = text.splitlines(keepends=True)
    changes: list[tuple[Mark, Mark, str]] = []
    for path, order in orders.items():
        mapping = _at(top, path)
        change = None if mapping is None else _change(lines, mapping, order)
        if change is None:
            return None
        changes.append(change)
    starts = [0, *accumulate(map(len, lines))]
    parts, done = [], 0
    for (line, column), (last, end), words in sorted(changes):
        parts += [text[done : starts[line] + column], words]
        done = starts[last] + end
    return "".join((*parts, text[done:]))


def _at(node: Node | None, path: Path) -> Node | None:
    """Return the mapping at a path; None where an alias stands on the way."""
    for step in path:
        if node is None:
            return None
        if isinstance(step, int):
            node = node.items[step] if step < len(node.items) else None
        else:
            node = node.entries[step].value if step in node.entries else None
    return node if node is not None and node.entries else None


def _change(lines: list[str], mapping: Node, order: Sequence[str]) -> tuple[Mark, Mark, str] | None:
    """Return from where to where a text changes, and what it says there instead."""
    if mapping.flow and not _has_comment(lines, mapping):
        return _within_brackets(lines, mapping, order)
    return _by_lines(lines, mapping, order)


def _within_brackets(lines: list[str], mapping: Node, order: Sequence[str]) -> tuple[Mark, Mark, str]:
    """Exchange the entries between the commas; the commas, and the spaces and line ends beside them, stay."""
    entries = [*mapping.entries.values()]
    words = ""
    for place, key in enumerate(order):
        if place:
            words += _between(lines, entries[place - 1].value.end, entries[place].start)
        words += _between(lines, mapping.entries[key].start, mapping.entries[key].value.end)
    return entries[0].start, entries[-1].value.end, words


def _has_comment(lines: list[str], mapping: Node) -> bool:
    """Return whether a comment stands between the entries of a mapping in brackets."""
    marks = [mapping.start]
    for entry in mapping.entries.values():
        marks += [entry.start, entry.value.end]
    marks.append(mapping.end)
    return any("#" in _between(lines, *pair) for pair in zip(marks[::2], marks[1::2], strict=True))


def _between(lines: list[str], start: Mark, end: Mark) -> str:
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    inside = "".join(lines[start[0] + 1 : end[0]])
    return lines[start[0]][start[1] :] + inside + "".join(lines[end[0] : end[0] + 1])[: end[1]]


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of an entry: empty lines and comments above it, what stands before its key on the line, and the rest."""

    empty: str
    comments: tuple[str, ...]
    before: str
    body: str

    @property
    def text(self) -> str:
        return "".join((self.empty, *self.comments, self.before, self.body))


def _by_lines(lines: list[str], mapping: Node, order: Sequence[str]) -> tuple[Mark, Mark, str] | None:
    """Move whole lines; None if two entries share one."""
    old, *_, last = mapping.entries
    new = order[0]
    opening = _before(lines, mapping.entries[old])
    if any(_before(lines, mapping.entries[key]).strip(" \t") for key in mapping.entries if key != old):
        return None
    if opening.strip(" \t") and not _DASHES.fullmatch(opening):
        return None
    tops, bottoms = _extents(lines, mapping)
    blocks = {key: _block(lines, entry, tops[key], bottoms[key]) for key, entry in mapping.entries.items()}
    if mapping.flow and not (blocks := _with_commas(lines, mapping, blocks, order)):
        return None
    if old != new:
        blocks[old] = replace(blocks[old], empty=blocks[new].empty, before=" " * len(opening))
        blocks[new] = replace(blocks[new], empty="", before=opening)
    if "-" in opening:  # what stood above the key will stand above the dash
        indent = opening.partition("-")[0]
        comments = tuple(line if _is_empty(line) else indent + line.lstrip(" \t") for line in blocks[new].comments)
        blocks[new] = replace(blocks[new], comments=comments)
    line_end = lines[0][len(lines[0].rstrip("\r\n")) :]
    words = [block.text for block in map(blocks.__getitem__, order)]
    words[:-1] = [each if each.endswith(("\n", "\r")) else each + line_end for each in words[:-1]]
    return (tops[old], 0), (bottoms[last], 0), "".join(words)


def _before(lines: list[str], entry: Entry) -> str:
    line, column = entry.start
    return lines[line][:column]


def _extents(lines: list[str], mapping: Node) -> tuple[dict[str, int], dict[str, int]]:
    """Return for each entry the first line that belongs to it, and the first that no longer does."""
    tops: dict[str, int] = {}
    bottoms: dict[str, int] = {}
    bottom: int | None = None
    for key, entry in mapping.entries.items():
        top = entry.start[0]
        if bottom is not None:
            top = bottom
        elif not _before(lines, entry).strip(" \t"):
            while top and _is_comment(lines[top - 1]):
                top -= 1
        tops[key], bottoms[key] = top, (bottom := _bottom(lines, entry))
    return tops, bottoms


def _bottom(lines: list[str], entry: Entry) -> int:
    bottom = entry.value.end[0] + 1
    if entry.value.flow or not [*entry.value.inside()]:
        return bottom
    for number in range(bottom, len(lines)):
        line = lines[number]
        if _is_comment(line) and len(line) - len(line.lstrip(" ")) > entry.start[1]:
            bottom = number + 1
        elif not _is_empty(line):
            break
    return bottom


def _block(lines: list[str], entry: Entry, top: int, bottom: int) -> _Block:
    line, column = entry.start
    above = lines[top:line]
    count = next((number for number, each in enumerate(above) if not _is_empty(each)), len(above))
    body = lines[line][column:] + "".join(lines[line + 1 : bottom])
    return _Block("".join(above[:count]), tuple(above[count:]), _before(lines, entry), body)


def _with_commas(
    lines: list[str], mapping: Node, blocks: Mapping[str, _Block], order: Sequence[str]
) -> dict[str, _Block]:
    """Return the blocks of a mapping in brackets with commas where its new order needs them; none if it cannot be."""
    *_, last = mapping.entries
    parts: dict[str, tuple[str, str | None, str]] = {}
    for key, entry in mapping.entries.items():
        value = _between(lines, entry.start, entry.value.end)
        after = _AFTER_A_VALUE.fullmatch(blocks[key].body, len(value))
        if after is None or (after[1] is None and key != last):
            return {}
        parts[key] = value, after[1], after[2]
    closed = parts[last][1] is not None
    return {
        key: replace(blocks[key], body=value + ((comma or ",") if closed or key != order[-1] else "") + rest)
        for key, (value, comma, rest) in parts.items()
    }


def _is_empty(line: str) -> bool:
    return not line.strip(" \t\r\n")


def _is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")
