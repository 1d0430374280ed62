"""Answers: the values of a fact that something tells apart, a handful for each fact.

Two answers that every test of a network treats alike are one answer: nobody need try both. Numbers differ only at the
bounds that tests name, so an age has as many answers as the network has age limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise, product
from typing import Any

from cafematch.matching.judging.truth import passes
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import (
    Between,
    Both,
    Check,
    Compare,
    Count,
    Every,
    Fields,
    FromFact,
    Has,
    Near,
    OneOf,
    Some,
    Subject,
)
from cafematch.model.duration import Duration
from cafematch.model.scopes import LOCAL
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    DateType,
    DurationType,
    Level,
    LevelType,
    ListType,
    MoneyType,
    NumberType,
    PlaceType,
    ProviderType,
    RecordType,
    SetType,
    TextType,
    ValueType,
)
from cafematch.quick import dataclass

MOST_COMBINED = 5
"""Of so many entries of a list or set every combination is tried; of more, each alone, none, and all together."""


def answers(
    subject: Subject, checks: Iterable[Check], whole: bool, catalog: Catalog, as_of: datetime
) -> tuple[tuple[Any, ...], ...]:
    """Return the answers that checks tell apart, each as the values that are alike; the first stands for all.

    `whole` says that no two values are alike. There are no answers where values cannot be listed.
    """
    own = sorted(checks, key=str)
    today = _Today(catalog, as_of)
    found: dict[Hashable, list[Any]] = {}
    for value in dict.fromkeys(_values(subject.type, own, catalog, as_of)):
        told_apart = value if whole else tuple(passes(check, value, today) for check in own)
        found.setdefault(told_apart, []).append(value)
    return tuple(tuple(alike) for alike in found.values())


@dataclass(frozen=True, slots=True)
class _Today:
    """What a test needs to know beside the value it is given."""

    catalog: Catalog
    as_of: datetime

    def value(self, subject: Subject) -> Any:
        """Return nothing: a test that compares with another fact is not asked."""
        return None

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.catalog.lies_in(place)


def local_name(fact: str, catalog: Catalog) -> str:
    """Return the name of a fact with the network's own language by its code."""
    return f"language.{catalog.network.language}" if fact == f"language.{LOCAL}" else fact


def _mentioned(check: Check) -> Iterator[Any]:
    """Yield every value a check names, those of the tests inside it included."""
    match check:
        case OneOf(values=values) | Has(values=values):
            yield from (values,) if isinstance(values, FromFact) else values
        case Compare(value=value):
            yield value
        case Between(low=low, high=high):
            yield from (low, high)
        case Near(duration=duration):
            yield duration
        case Both(checks=checks):
            for part in checks:
                yield from _mentioned(part)
        case Some(test=test) | Every(test=test):
            yield from _mentioned(test)
        case _:
            return


def _values(type_: ValueType, checks: list[Check], catalog: Catalog, as_of: datetime) -> Iterator[Any]:
    """Yield values of a type, at least one for every answer that checks tell apart."""
    mentioned = [value for check in checks for value in _mentioned(check) if not isinstance(value, FromFact)]
    match type_:
        case BooleanType():
            yield from (True, False)
        case ChoiceType(values=words):
            yield from sorted(words)
        case PlaceType():
            yield from sorted(catalog.network.places)
        case NumberType() | MoneyType():
            yield from _numbers(type_, mentioned)
        case DurationType():
            yield from (Duration(days, "day") for days in _steps({round(value.days) for value in mentioned}))
        case DateType():
            yield from _dates(mentioned, as_of)
        case LevelType():
            yield from _levels(type_)
        case SetType(item=item):
            among = sorted(item.values)
            yield from map(frozenset, _subsets([word for word in among if word in mentioned] or among))
            yield from (frozenset({word}) for word in among)
        case ListType(item=item):
            single = list(dict.fromkeys(_values(item, [*_inside(checks)], catalog, as_of)))
            if not single:
                return
            longest = max((value for check in checks for value in _counts(check)), default=1) + 1
            for some in _subsets(single):
                yield tuple(some)
                yield from (tuple(some) + (some[-1],) * more for more in range(1, longest) if some)
        case RecordType(fields=fields):
            yield from _records(fields, checks, catalog, as_of)
        case TextType():
            named = sorted({value for value in mentioned if isinstance(value, str)})
            yield from (*named, "".join((*named, "?")))
        case ProviderType():
            yield from sorted((*catalog.organisation, *catalog.services))
        case _:
            return


def _inside(checks: list[Check]) -> Iterator[Check]:
    """Yield what checks of a list ask of its entries."""
    for check in checks:
        match check:
            case Some(test=test) | Every(test=test):
                yield test
            case Both(checks=parts):
                yield from _inside(list(parts))
            case _:
                yield check


def _records(
    fields: tuple[tuple[str, ValueType], ...], checks: list[Check], catalog: Catalog, as_of: datetime
) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Yield records that differ in the fields that checks look at; a field may also be missing."""
    tests: dict[str, list[Check]] = defaultdict(list)
    for name, test in (pair for check in checks if isinstance(check, Fields) for pair in check.tests):
        tests[name].append(test)
    looked_at = [(name, type_) for name, type_ in fields if name in tests]
    options = [(None, *dict.fromkeys(_values(type_, tests[name], catalog, as_of))) for name, type_ in looked_at]
    for values in product(*options):
        yield tuple((name, value) for (name, _), value in zip(looked_at, values, strict=True) if value is not None)


def _levels(type_: LevelType) -> Iterator[Level]:
    yield from (Level(rank, rank) for _, rank in type_.ranks)


def _counts(check: Check) -> Iterator[int]:
    match check:
        case Count(test=test):
            yield from (int(value) for value in _mentioned(test) if isinstance(value, int))
        case Both(checks=checks):
            for part in checks:
                yield from _counts(part)
        case _:
            return


def _subsets(entries: list[Any]) -> Iterator[tuple[Any, ...]]:
    sizes = range(len(entries) + 1) if len(entries) <= MOST_COMBINED else (0, 1, len(entries))
    for size in sizes:
        yield from combinations(entries, size)


def _numbers(type_: NumberType | MoneyType, mentioned: list[Any]) -> Iterator[Any]:
    """Yield a number below, at and above every bound, as far as the type allows; small differences for what is not whole."""
    whole = isinstance(type_, NumberType) and type_.whole
    low, high = (type_.minimum, type_.maximum) if isinstance(type_, NumberType) else (0, None)
    bounds = {value for value in mentioned if isinstance(value, int | float)}
    numbers = _steps(bounds) if whole else sorted(bounds | {(a + b) / 2 for a, b in pairwise(sorted(bounds))})
    ends = [] if whole or not bounds else [min(bounds) - 1, max(bounds) + 1]
    usual = [low if low is not None else 0]
    yield from (
        number
        for number in sorted({*numbers, *ends, *usual})
        if (low is None or number >= low) and (high is None or number <= high)
    )


def _steps(bounds: set[Any]) -> list[int]:
    """Return whole numbers around every bound."""
    return sorted({number for bound in bounds for number in (bound - 1, bound, bound + 1)})


def _dates(mentioned: list[Any], as_of: datetime) -> Iterator[date]:
    """Yield a day before, on and after every bound, today among them."""
    bounds = {as_of.date(), *(value for value in mentioned if isinstance(value, date))}
    for duration in (value for value in mentioned if isinstance(value, Duration)):
        bounds |= {duration.before(as_of).date(), duration.after(as_of).date()}
    yield from sorted({bound + timedelta(days=days) for bound in bounds for days in (-1, 0, 1)})
