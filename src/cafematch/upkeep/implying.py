"""Whether one condition holds wherever another does, as far as that can be seen from how they are written."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cafematch.model.conditions import All, AnyOf, Compare, Condition, Has, Not, OneOf, Test


def implies(narrower: Condition, wider: Condition) -> bool:
    """Return whether `wider` surely holds wherever `narrower` holds: each of its lines is a line of the other, or a value
    among more of them (`kind: a`, `kind: {one_of: [a, b]}`). False where that cannot be seen.

    Why a line stands there and on what ground makes no difference; from when until when does.
    """
    return all(any(_line_implies(given, wanted) for given in _lines(narrower)) for wanted in _lines(wider))


def equivalent(one: Condition, other: Condition) -> bool:
    """Return whether each of two conditions surely holds wherever the other does."""
    return implies(one, other) and implies(other, one)


def _lines(condition: Condition) -> tuple[Condition, ...]:
    """Return the lines that must all hold; lines that stand inside `all` are lines of the whole."""
    if isinstance(condition, All) and not condition.note.dated:
        return tuple(line for part in condition.parts for line in _lines(part))
    return (condition,)


def _line_implies(given: Condition, wanted: Condition) -> bool:
    if _meaning(given) == _meaning(wanted):
        return True
    if isinstance(given, Test) and isinstance(wanted, Test) and given.subject == wanted.subject:
        some, more = _alternatives(given), _alternatives(wanted)
        return _days(given) == _days(wanted) and some is not None and more is not None and some <= more
    return False


def _meaning(condition: Condition) -> Hashable:
    """Return what a line says, without its place, its reason and the order it is written in."""
    match condition:
        case Test(subject=subject, check=check):
            alternatives = _alternatives(condition)
            return "test", subject, check if alternatives is None else alternatives, _days(condition)
        case Not(part=part):
            return "not", _meaning(part), _days(condition)
        case All(parts=parts):
            return "all", frozenset(map(_meaning, parts)), _days(condition)
        case AnyOf(parts=parts):
            return "any", frozenset(map(_meaning, parts)), _days(condition)


def _days(condition: Condition) -> Hashable:
    note = condition.note
    return note.valid_from, note.valid_until, note.if_unknown


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
