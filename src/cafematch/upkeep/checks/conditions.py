"""Checks of conditions as they are written: lines that say nothing, or that nobody can ever meet."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.model.conditions import All
from cafematch.upkeep.conditions.satisfying import Satisfying
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.conditions import conditions_of
from cafematch.upkeep.inspection.groups import (
    Group,
    groups_in,
    place_beside,
    smallest_clash,
    told_together,
    whole,
)
from cafematch.upkeep.inspection.lines import Line, lines_inside
from cafematch.upkeep.inspection.sources import Sources


def impossible_conditions(inspection: Inspection) -> Iterator[Finding]:
    """Conditions that nobody can ever meet, alone or beside what must hold anyway, have no effect or close a door."""
    satisfying = inspection.satisfying
    for conditions in conditions_of(inspection):
        if conditions.decisive:
            continue  # it is the service nobody can enter, or the rule that never acts, that is told
        clash = smallest_clash(satisfying, inspection.sources, conditions.lines, conditions.given)
        if clash:
            message = f"{conditions.what} can never hold: {told_together(clash, inspection.sources)}"
            if len(clash) == 1:
                message = f"{clash[0].told(inspection.sources)} in {conditions.what} can never hold"
            yield Finding(message, clash[0].place, "change a line, or take it away")


def idle_lines(inspection: Inspection) -> Iterator[Finding]:
    """A line that holds for everybody asks for nothing; if it stands there, something else was meant."""
    satisfying = inspection.satisfying
    for group in groups_in(inspection):
        if not group.every or (
            group.conditions.decisive == "rule" and satisfying.always(whole(group.conditions.lines))
        ):
            continue  # where all that a rule names always holds, it is the rule that is told
        for line, fate in zip(group.lines, group.fates, strict=True):
            if fate == "always":
                message = f"{line.told(inspection.sources)} in {group.conditions.what} always holds"
                yield Finding(message, line.place, "take it away, or write what was meant")


def repeated_lines(inspection: Inspection) -> Iterator[Finding]:
    """A line that follows from the lines beside it says nothing new: written twice, or less than another says."""
    satisfying = inspection.satisfying
    for group in groups_in(inspection):
        if group.every:
            yield from _repeated(group, satisfying, inspection.sources)


def dead_branches(inspection: Inspection) -> Iterator[Finding]:
    """Every branch of an `any` should open a way of its own: one that can never hold, or that another one covers, does not."""
    satisfying = inspection.satisfying
    for group in groups_in(inspection):
        if not group.every:
            yield from _dead(group, satisfying, inspection.sources)


def _repeated(group: Group, satisfying: Satisfying, sources: Sources) -> Iterator[Finding]:
    left = [*group.open]
    for line in left[::-1]:
        rest = [other for other in left if other is not line]
        others = [other for other in (*rest, *group.given) if _stands_beside(other, line)]
        if others and satisfying.follows(line.condition, *(other.condition for other in others)):
            left = rest
            source = next((other for other in others if satisfying.follows(line.condition, other.condition)), None)
            why = _source(line, source, sources)
            message = f"{line.told(sources)} in {group.conditions.what} says nothing new: {why}"
            yield Finding(message, line.place, "take it away, or write what was meant")


def _source(line: Line, source: Line | None, sources: Sources) -> str:
    """Return how a message tells what a line follows from; None if it takes several."""
    if source is None:
        return "it follows from the lines beside it"
    place = place_beside(source, line, sources)
    told = source.told(sources)
    return f"{place} says it already" if told == line.told(sources) else f"it follows from {told} ({place})"


def _dead(group: Group, satisfying: Satisfying, sources: Sources) -> Iterator[Finding]:
    hint = "take the branch away, or write what was meant"
    left = []
    for line in group.lines:
        parts = lines_inside(line, sources) if isinstance(line.condition, All) else (line,)
        clash = smallest_clash(satisfying, sources, parts, group.given)
        if clash:
            message = f"a branch of 'any' in {group.conditions.what} is dead: {told_together(clash, sources)}"
            yield Finding(message, line.place, hint)
        else:
            left.append(line)
    for line in left[::-1]:
        rest = [other for other in left if other is not line]
        others = (other for other in rest if _stands_beside(other, line))
        wider = next((other for other in others if satisfying.follows(other.condition, line.condition)), None)
        if wider is not None:
            left = rest
            covered = f"{wider.told(sources)} ({place_beside(wider, line, sources)}) covers {line.told(sources)}"
            yield Finding(f"a branch of 'any' in {group.conditions.what} is dead: {covered}", line.place, hint)


def _stands_beside(other: Line, line: Line) -> bool:
    """Return whether one line is in force whenever another is."""
    one, two = other.condition.note, line.condition.note
    return not one.dated or (one.valid_from, one.valid_until) == (two.valid_from, two.valid_until)
