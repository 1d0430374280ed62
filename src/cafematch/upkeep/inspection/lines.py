"""The lines of conditions, each with the place it stands at and the words it is told with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cafematch.errors import quoted
from cafematch.model.conditions import NOTE_KEYS, All, AnyOf, Condition, Not, Test
from cafematch.model.text import shown
from cafematch.quick import dataclass
from cafematch.upkeep.inspection.sources import Place, Sources


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of conditions and its place in a file.

    `words` tell it where it is not what stands there, `alone` says what is the matter if nobody can meet it by itself.
    """

    condition: Condition
    place: Place
    words: str = ""
    alone: str = "can never hold"

    def told(self, sources: Sources) -> str:
        """Return the line as a message tells it: what stands there, without why and since when."""
        return self.words or quoted(_written(sources.written(self.place)))


Lines = tuple[Line, ...]


def lines_at(condition: All, place: Place) -> Lines:
    """Return the lines of a list that stands at a place."""
    return tuple(Line(part, place.below(position, of="value")) for position, part in enumerate(condition.parts))


def lines_inside(line: Line, sources: Sources) -> Lines:
    """Return the lines that stand inside a line: under `all`, `any` or `not`."""
    place = line.place
    match line.condition:
        case All(parts=parts):
            inside = place if place.steps[-1] == "not" and _is_list(sources, place) else place.below("all")
            return lines_at(All(parts), inside)
        case AnyOf(parts=parts):
            return lines_at(All(parts), place.below("any"))
        case Not(part=part):
            return (Line(part, place.below("not", of="value")),)
        case Test():
            return ()


def every_line(lines: Lines, sources: Sources) -> Iterator[Line]:
    """Yield lines and all that stand inside them, each before those inside it."""
    for line in lines:
        yield line
        yield from every_line(lines_inside(line, sources), sources)


def _is_list(sources: Sources, place: Place) -> bool:
    return isinstance(sources.written(place), list)


def _written(value: Any, *, inside: bool = False) -> str:
    """Return what a file says on one line, as it could be written there."""
    match value:
        case Mapping():
            said = {key: entry for key, entry in value.items() if inside or key not in NOTE_KEYS}
            pairs = ", ".join(f"{key}: {_written(entry, inside=True)}" for key, entry in said.items())
            return f"{{{pairs}}}" if inside else pairs
        case list() | tuple():
            return f"[{', '.join(_written(entry, inside=True) for entry in value)}]"
        case str():
            return value
        case _:
            return shown(value)
