"""What a condition means: Kleene's three truth values over what is known.

`truth` answers fast, `examine` answers with a finding that keeps every child; both always agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Protocol, assert_never

from cafematch.model.conditions import (
    All,
    AnyOf,
    Between,
    Both,
    Check,
    Compare,
    Condition,
    Count,
    Every,
    Fields,
    FromFact,
    Has,
    Near,
    Not,
    OneOf,
    Some,
    Subject,
    Test,
)
from cafematch.model.duration import Duration
from cafematch.model.values import Level


class Truth(IntEnum):
    """NO, UNKNOWN and YES, in this order: "and" is the lowest of the parts, "or" the highest."""

    NO = 0
    UNKNOWN = 1
    YES = 2


NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
_NEGATED = (YES, UNKNOWN, NO)


class _Absent:
    """The value of a statement that nobody made: no test of it passes."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class Facts(Protocol):
    """What conditions are tested against."""

    @property
    def as_of(self) -> datetime: ...

    def value(self, subject: Subject) -> Any:
        """Return the value of a subject, None where it is not known, `ABSENT` where nobody stated it."""

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""


def negated(truth: Truth) -> Truth:
    """Return Kleene's negation: unknown stays unknown."""
    return _NEGATED[truth]


def truth(condition: Condition, facts: Facts) -> Truth:
    """Return whether a condition holds."""
    match condition:
        case Test():
            value = facts.value(condition.subject)
            found = UNKNOWN if value is None else passes(condition.check, value, facts)
        case All(parts=parts):
            found = YES
            for part in parts:
                if part.note.valid_from is None and part.note.valid_until is None:
                    own = truth(part, facts)
                else:
                    own = _dated(part, parts, facts, YES)
                if own < found:
                    found = own
                    if found is NO:
                        break
        case AnyOf(parts=parts):
            found = NO
            for part in parts:
                if part.note.valid_from is None and part.note.valid_until is None:
                    own = truth(part, facts)
                else:
                    own = _dated(part, parts, facts, NO)
                if own > found:
                    found = own
                    if found is YES:
                        break
        case Not(part=part):
            found = _NEGATED[truth(part, facts)]
        case _:
            assert_never(condition)
    return YES if found is UNKNOWN and condition.note.if_unknown else found


def _dated(part: Condition, siblings: tuple[Condition, ...], facts: Facts, neutral: Truth) -> Truth:
    force = in_force(part, siblings, facts.as_of.date())
    return truth(part, facts) if force == "now" else UNKNOWN if force == "ended" else neutral


def in_force(part: Condition, siblings: tuple[Condition, ...], today: date) -> str:
    """Return `now`, `not_yet`, `replaced` (another line follows it) or `ended` (nothing does, so nobody knows)."""
    note = part.note
    if note.valid_from is not None and today < note.valid_from:
        return "not_yet"
    if note.valid_until is None or today <= note.valid_until:
        return "now"
    follows = any(other.note.valid_from is not None and other.note.valid_from > note.valid_until for other in siblings)
    return "replaced" if follows else "ended"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a condition: its truth, the value found, and the findings of all its parts."""

    truth: Truth
    condition: Condition
    force: str = "now"
    found: Any = None
    children: tuple[Finding, ...] = ()


def examine(condition: Condition, facts: Facts, force: str = "now") -> Finding:
    """Return the finding of a condition, with every child, also those that decided nothing."""
    found: Any = None
    children: tuple[Finding, ...] = ()
    match condition:
        case Test():
            found = facts.value(condition.subject)
            own = UNKNOWN if found is None else passes(condition.check, found, facts)
        case All(parts=parts) | AnyOf(parts=parts):
            today = facts.as_of.date()
            children = tuple(examine(part, facts, in_force(part, parts, today)) for part in parts)
            counted = [child.truth for child in children if child.force in ("now", "ended")]
            own = min(counted, default=YES) if isinstance(condition, All) else max(counted, default=NO)
        case Not(part=part):
            children = (examine(part, facts),)
            own = _NEGATED[children[0].truth]
        case _:
            assert_never(condition)
    if own is UNKNOWN and condition.note.if_unknown:
        own = YES
    return Finding(UNKNOWN if force == "ended" else own, condition, force, found, children)


def deciding(finding: Finding) -> Iterator[Finding]:
    """Yield the leaves that made a finding what it is: for a NO the parts that are NO, for UNKNOWN those unknown."""
    if finding.force == "ended" or isinstance(finding.condition, Test):
        yield finding
        return
    wanted = _NEGATED[finding.truth] if isinstance(finding.condition, Not) else finding.truth
    for child in finding.children:
        if child.force in ("now", "ended") and child.truth is wanted:
            yield from deciding(child)


def passes(check: Check, value: Any, facts: Facts) -> Truth:
    """Return whether a known value passes a check."""
    if value is ABSENT:
        return NO
    match check:
        case Compare(operator=operator, value=wanted):
            return _compare(operator, value, wanted, facts)
        case OneOf(values=values):
            return _one_of(value, values, facts)
        case Has(values=values, every=every):
            resolved = _resolved(values, facts)
            if resolved is None:
                return UNKNOWN
            found = [_has(value, wanted) for wanted in resolved]
            return min(found, default=YES) if every else max(found, default=NO)
        case Some(test=test):
            return max((passes(test, entry, facts) for entry in value), default=NO)
        case Every(test=test):
            return min((passes(test, entry, facts) for entry in value), default=YES)
        case Count(test=test):
            size = value.count_named() if hasattr(value, "count_named") else len(value)
            return passes(test, size, facts)
        case Fields(tests=tests):
            record = dict(value)
            return min(passes(test, record.get(name, ABSENT), facts) for name, test in tests)
        case Between(low=low, high=high):
            return min(_compare("at_least", value, low, facts), _compare("at_most", value, high, facts))
        case Near(operator=operator, duration=duration):
            return YES if _near(operator, value, duration, facts.as_of) else NO
        case Both(checks=checks):
            return min(passes(part, value, facts) for part in checks)
        case _:
            assert_never(check)


def _resolved(values: frozenset[Any] | FromFact, facts: Facts) -> frozenset[Any] | None:
    if not isinstance(values, FromFact):
        return values
    value = facts.value(values.subject)
    if value is None:
        return None
    if value is ABSENT:
        return frozenset()
    return frozenset(value) if isinstance(value, frozenset | tuple) else frozenset({value})


def _one_of(value: Any, values: frozenset[Any] | FromFact, facts: Facts) -> Truth:
    resolved = _resolved(values, facts)
    if resolved is None:
        return UNKNOWN
    if isinstance(value, Level):
        return max((_compare("is", value, wanted, facts) for wanted in resolved), default=NO)
    return YES if any(_same(value, wanted, facts) for wanted in resolved) else NO


def _has(value: Any, wanted: Any) -> Truth:
    """A set has a word or not; of needs it may be unknown whether somebody has them."""
    if isinstance(value, Mapping):
        return Truth(value[wanted])
    return YES if wanted in value else NO


def _same(value: Any, wanted: Any, facts: Facts) -> bool:
    if value == wanted:
        return True
    return isinstance(value, str) and isinstance(wanted, str) and wanted in facts.lies_in(value)


def _compare(operator: str, value: Any, wanted: Any, facts: Facts) -> Truth:
    if isinstance(wanted, FromFact):
        wanted = facts.value(wanted.subject)
        if wanted is None:
            return UNKNOWN
        if wanted is ABSENT:
            return NO
    if isinstance(value, Level):
        return _compare_levels(operator, value, wanted)
    if operator == "is":
        return YES if _same(value, wanted, facts) else NO
    left, right = (value.days, wanted.days) if isinstance(value, Duration) else (value, wanted)
    match operator:
        case "at_least":
            held = left >= right
        case "at_most":
            held = left <= right
        case "above":
            held = left > right
        case _:
            held = left < right
    return YES if held else NO


def _compare_levels(operator: str, value: Level, wanted: Level) -> Truth:
    """A level known to lie between two ranks passes surely, surely not, or perhaps."""
    rank = wanted.low
    match operator:
        case "at_least":
            return YES if value.low >= rank else NO if value.high < rank else UNKNOWN
        case "above":
            return YES if value.low > rank else NO if value.high <= rank else UNKNOWN
        case "at_most":
            return YES if value.high <= rank else NO if value.low > rank else UNKNOWN
        case "below":
            return YES if value.high < rank else NO if value.low >= rank else UNKNOWN
        case _:
            if value.low == value.high == rank:
                return YES
            return UNKNOWN if value.low <= rank <= value.high else NO


def _near(operator: str, day: date, duration: Duration, as_of: datetime) -> bool:
    today = as_of.date()
    match operator:
        case "within_last":
            return duration.before(as_of).date() <= day <= today
        case "within_next":
            return today <= day <= duration.after(as_of).date()
        case _:
            return day < duration.before(as_of).date()
