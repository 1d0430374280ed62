"""Of every type the values that tell its tests apart: for each way in which the tests can come out at least one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from cafematch.model.conditions import Between, Check, Compare, FromFact, Near, OneOf
from cafematch.model.duration import Duration
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    DateType,
    DurationType,
    HoursType,
    Level,
    LevelType,
    MoneyType,
    NumberType,
    PlaceType,
    ProviderType,
    TextType,
    ValueType,
)

Surroundings = Mapping[str, frozenset[str]]
ELSEWHERE = ""
"""A place, or a word, that nobody named."""


def telling_values(
    type_: ValueType, checks: Iterable[Check], surroundings: Surroundings, as_of: datetime
) -> tuple[Any, ...] | None:
    """Return values of a type, for every combination of outcomes that these checks can have at least one.

    None for a type whose values cannot be told in a few, or where what comes out depends on the day one looks.
    """
    checks = tuple(checks)
    named = [value for check in checks for value in _compared(check)]
    match type_:
        case BooleanType():
            return True, False
        case NumberType(whole=True, minimum=minimum, maximum=maximum):
            near = sorted({number + step for number in named for step in (-1, 0, 1)})
            return tuple(number for number in near if _within(number, minimum, maximum))
        case NumberType(minimum=minimum, maximum=maximum):
            return tuple(_between(named, minimum, maximum))
        case MoneyType():
            return tuple(_between(named, 0, None))
        case DurationType():
            between = _between([duration.days for duration in named], 0, None)
            return (*named, *(Duration(round(days * 1_440), "minute") for days in between))
        case DateType():
            return _dates(checks, named, as_of)
        case ChoiceType(values=values):
            return tuple(sorted(values))
        case LevelType(ranks=ranks):
            return tuple(Level(rank, rank) for _, rank in ranks)
        case PlaceType():
            known = frozenset(surroundings).union(*surroundings.values())
            return (*sorted(surroundings), ELSEWHERE) if known.issuperset(named) else None
        case ProviderType() | TextType() | HoursType():
            return *sorted({*named, *surroundings}), ELSEWHERE
        case _:
            return None


def _compared(check: Check) -> Iterator[Any]:
    """Yield the values a check compares with."""
    match check:
        case Compare(value=value) if not isinstance(value, FromFact):
            yield value
        case Between(low=low, high=high):
            yield from (low, high)
        case OneOf(values=values) if not isinstance(values, FromFact):
            yield from values
        case _:
            return


def _within(number: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or minimum <= number) and (maximum is None or number <= maximum)


def _between(bounds: Iterable[float], minimum: float | None, maximum: float | None) -> Iterator[float]:
    """Yield every bound, and a number below, between and above them, as far as there is room."""
    inner = sorted(set(bounds))
    outer = (minimum if minimum is not None else inner[0] - 1, maximum if maximum is not None else inner[-1] + 1)
    ends = sorted({*inner, *outer})
    yield from ends
    yield from ((low + high) / 2 for low, high in pairwise(ends))


def _dates(checks: Iterable[Check], named: list[date], as_of: datetime) -> tuple[date, ...] | None:
    """Return dates around all that are named; None where durations could change their order from day to day."""
    near = [check for check in checks if isinstance(check, Near)]
    durations = [check.duration for check in near if isinstance(check.duration, Duration)]
    sorts = {_COUNTED_IN.get(duration.unit) for duration in durations}
    if near and (named or len(sorts) > 1 or None in sorts):
        return None
    reckoned: tuple[Callable[[datetime], datetime], ...] = (
        *(duration.before for duration in durations),
        *(duration.after for duration in durations),
    )
    bounds = {*named, *(reckon(as_of).date() for reckon in reckoned), *([as_of.date()] if near else [])}
    return tuple(sorted({day for bound in bounds for day in _neighbours(bound)}))


_COUNTED_IN = {"day": "days", "week": "days", "month": "months", "year": "months"}


def _neighbours(day: date) -> Iterator[date]:
    """Yield a day with the one before and the one after, as far as the calendar has them."""
    for step in (-1, 0, 1):
        if date.min.toordinal() <= day.toordinal() + step <= date.max.toordinal():
            yield day + timedelta(days=step)
