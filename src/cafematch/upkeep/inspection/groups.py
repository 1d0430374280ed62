"""Lines that stand together, in every list of conditions and at every depth, and what becomes of each line.

What can hold is decided by `upkeep.conditions.satisfying`; what that cannot decide is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from cafematch.model.conditions import PLAIN, All, AnyOf, Condition, Not, Test
from cafematch.quick import dataclass
from cafematch.upkeep.conditions.satisfying import Satisfying
from cafematch.upkeep.inspection import Inspection
from cafematch.upkeep.inspection.conditions import Conditions, conditions_of
from cafematch.upkeep.inspection.lines import Line, Lines, lines_inside
from cafematch.upkeep.inspection.sources import Sources

Fate = Literal["never", "always", "open"]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of which every one must hold, or any one, with what is `given`: the lines that hold anyway where these are asked.

    Each line has its fate: that it can never hold, that it always holds, or neither as far as can be told.
    """

    conditions: Conditions
    lines: Lines
    fates: tuple[Fate, ...]
    every: bool
    given: Lines

    @property
    def open(self) -> Lines:
        """The lines that can hold or fail."""
        return tuple(line for line, fate in zip(self.lines, self.fates, strict=True) if fate == "open")


def groups_in(inspection: Inspection) -> tuple[Group, ...]:
    """Return the groups of lines of a network and of its rules, outer ones first; what can never hold has none inside."""
    return inspection.index.kept(("groups of lines", inspection.as_of), lambda: tuple(_groups(inspection)))


def _groups(inspection: Inspection) -> Iterator[Group]:
    satisfying = inspection.satisfying
    fates: dict[tuple[int, int], Fate] = {}

    def fate(line: Line) -> Fate:
        """Return the fate of a line; equal tests stand at many places, and mostly share what they are made of."""
        condition = line.condition
        if not isinstance(condition, Test) or condition.note.if_unknown:
            return _fate(condition, satisfying)
        made_of = id(condition.subject), id(condition.check)
        if made_of not in fates:
            fates[made_of] = _fate(condition, satisfying)
        return fates[made_of]

    for conditions in conditions_of(inspection):
        if not satisfying.never(whole((*conditions.lines, *conditions.given))):
            yield from _groups_of(conditions, inspection.sources, fate)


def _fate(condition: Condition, satisfying: Satisfying) -> Fate:
    return "never" if satisfying.never(condition) else "always" if satisfying.always(condition) else "open"


def _groups_of(conditions: Conditions, sources: Sources, fate: Callable[[Line], Fate]) -> Iterator[Group]:
    def together(lines: Lines, given: Lines) -> Iterator[Group]:
        group = Group(conditions, lines, tuple(map(fate, lines)), True, given)
        yield group
        for line in group.open:
            others = tuple(other for other in lines if other is not line and not other.condition.note.dated)
            yield from inside(line, (*others, *given))

    def inside(line: Line, given: Lines) -> Iterator[Group]:
        match line.condition:
            case All():
                yield from together(lines_inside(line, sources), given)
            case AnyOf():
                branches = lines_inside(line, sources)
                group = Group(conditions, branches, tuple(map(fate, branches)), False, given)
                yield group
                for branch in group.open:
                    yield from inside(branch, given)
            case Not():
                yield from inside(lines_inside(line, sources)[0], given)
            case _:
                return

    yield from together(conditions.lines, conditions.given)


def smallest_clash(satisfying: Satisfying, sources: Sources, lines: Lines, given: Lines = ()) -> Lines:
    """Return the fewest lines that can never hold together, also with what is given; none if they can, or if what is
    given cannot hold by itself. Of a line that says `all`, those inside are told.
    """
    if not satisfying.never(whole((*lines, *given))) or (given and satisfying.never(whole(given))):
        return ()
    every = (*lines, *given)
    inner = tuple(part for line in every for part in _flat(line, sources))
    return _clash(satisfying, inner) or _clash(satisfying, every)


def _clash(satisfying: Satisfying, lines: Lines) -> Lines:
    return tuple(lines[position] for position in satisfying.contradiction([line.condition for line in lines]))


def _flat(line: Line, sources: Sources) -> Iterator[Line]:
    if isinstance(line.condition, All) and line.condition.note == PLAIN and not line.words:
        for part in lines_inside(line, sources):
            yield from _flat(part, sources)
    else:
        yield line


def told_together(lines: Lines, sources: Sources) -> str:
    """Return how a message tells lines that contradict each other, or one that contradicts itself."""
    if len(lines) == 1:
        return f"{lines[0].told(sources)} {lines[0].alone}"
    told = [f"{line.told(sources)} ({place_beside(line, lines[0], sources)})" for line in lines]
    return f"{', '.join(told[:-1])} and {told[-1]} contradict each other"


def whole(lines: Sequence[Line]) -> All:
    """Return lines as one condition: that all of them hold."""
    return All(tuple(line.condition for line in lines))


def place_beside(line: Line, other: Line, sources: Sources) -> str:
    """Return where a line stands: its number where it is in the same file as another."""
    return f"line {sources.line(line.place)}" if line.place.file == other.place.file else sources.shown(line.place)
