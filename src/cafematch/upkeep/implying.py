"""Whether one condition holds wherever another does, as far as that can be seen from how they are written."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cafematch.model.conditions import ALWAYS, All, AnyOf, Compare, Condition, Has, Not, OneOf, Test


def implies(narrower: All, wider: All) -> bool:
    """Return whether `wider` surely holds wherever `narrower` holds: each of its lines is a line of the other, or a value
    among more of them (`kind: a`, `kind: {one_of: [a, b]}`). False where that cannot be seen.

    Why a line stands there and on what ground makes no difference. Where lines begin or end to hold on some day, one may
    follow another, and only the same lines imply each other.
    """
    given, wanted = _lines(narrower), _lines(wider)
    if any(map(_is_dated, (*given, *wanted))):
        return {*map(_meaning, given)} == {*map(_meaning, wanted)}
    return all(any(_line_implies(line, other) for line in given) for other in wanted)


def equivalent(one: All, other: All) -> bool:
    """Return whether each of two conditions surely holds wherever the other does."""
    return implies(one, other) and implies(other, one)


def _lines(condition: Condition) -> tuple[Condition, ...]:
    """Return the lines that must all hold; lines that stand inside `all` are lines of the whole."""
    if isinstance(condition, All) and _in_force(condition) == _ALWAYS:
        return tuple(line for part in condition.parts for line in _lines(part))
    return (condition,)


def _is_dated(condition: Condition) -> bool:
    match condition:
        case Test():
            return condition.note.dated
        case Not(part=part):
            return condition.note.dated or _is_dated(part)
        case All(parts=parts) | AnyOf(parts=parts):
            return condition.note.dated or any(map(_is_dated, parts))


def _line_implies(given: Condition, wanted: Condition) -> bool:
    if _meaning(given) == _meaning(wanted):
        return True
    if isinstance(given, Test) and isinstance(wanted, Test) and given.subject == wanted.subject:
        some, more = _alternatives(given), _alternatives(wanted)
        return _in_force(given) == _in_force(wanted) and some is not None and more is not None and some <= more
    return False


def _meaning(condition: Condition) -> Hashable:
    """Return what a line says, without its place, its reason and the order it is written in."""
    match condition:
        case Test(subject=subject, check=check):
            alternatives = _alternatives(condition)
            return "test", subject, check if alternatives is None else alternatives, _in_force(condition)
        case Not(part=part):
            return "not", _meaning(part), _in_force(condition)
        case All(parts=parts):
            return "all", frozenset(map(_meaning, parts)), _in_force(condition)
        case AnyOf(parts=parts):
            return "any", frozenset(map(_meaning, parts)), _in_force(condition)


def _in_force(condition: Condition) -> Hashable:
    """Return from when until when a line holds, and whether it is taken to hold where nothing is known."""
    note = condition.note
    return note.valid_from, note.valid_until, note.if_unknown


_ALWAYS = _in_force(ALWAYS)


def _alternatives(test: Test) -> frozenset[Any] | None:
    """Return the values of which one is enough, None for any other test."""
    match test.check:
        case Compare(operator="is", value=value):
            return frozenset({value})
        case OneOf(values=frozenset(values)):
            return values
        case Has(values=frozenset(values), every=every) if not every or len(values) == 1:
            return values
        case _:
            return None
