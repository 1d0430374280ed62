"""What a condition means: Kleene's three truth values over what is known.

`truth` answers fast, `examine` answers with a finding that keeps every child; both always agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    joined,
    subjects,
)
from cafematch.model.duration import Duration
from cafematch.model.values import Level
from cafematch.quick import dataclass


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


class AtLeast(dict[Any, Truth]):
    """A set or list of which only some entries are known: it has these, and perhaps others."""

    def __missing__(self, entry: Any) -> Truth:
        return UNKNOWN


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
    """Return whether a condition holds; one of which no line is in force says nothing, and nothing fails."""
    said = _said(condition, facts)
    return YES if said is None else said


def _said(condition: Condition, facts: Facts) -> Truth | None:
    """Return whether a condition holds, None if no line of it is in force."""
    found: Truth | None
    match condition:
        case Test():
            value = facts.value(condition.subject)
            found = UNKNOWN if value is None else passes(condition.check, value, facts)
        case All(parts=parts):
            found = None if parts else YES
            for part in parts:
                own = _said_on_time(part, parts, facts) if part.note.dated else _said(part, facts)
                if own is not None and (found is None or own < found):
                    found = own
                    if found is NO:
                        break
        case AnyOf(parts=parts):
            found = None
            for part in parts:
                own = _said_on_time(part, parts, facts) if part.note.dated else _said(part, facts)
                if own is not None and (found is None or own > found):
                    found = own
                    if found is YES:
                        break
        case Not(part=part):
            own = _said_on_time(part, (part,), facts) if part.note.dated else _said(part, facts)
            found = None if own is None else _NEGATED[own]
        case _:
            assert_never(condition)
    return YES if found is UNKNOWN and condition.note.if_unknown else found


def _said_on_time(part: Condition, siblings: tuple[Condition, ...], facts: Facts) -> Truth | None:
    """Return what a part that begins or ends on some day says."""
    force = in_force(part, siblings, facts.as_of.date())
    return _said(part, facts) if force == "now" else UNKNOWN if force == "ended" else None


def in_force(part: Condition, siblings: tuple[Condition, ...], today: date) -> str:
    """Return `now`, `not_yet`, `replaced` (a line about the same fact has followed) or `ended` (nobody knows what holds)."""
    note = part.note
    if note.valid_from is not None and today < note.valid_from:
        return "not_yet"
    if note.valid_until is None or today <= note.valid_until:
        return "now"
    return "replaced" if any(follows(other, part, today) for other in siblings) else "ended"


def follows(other: Condition, part: Condition, today: date) -> bool:
    """Return whether a line has begun after another one ended, and speaks about the same fact."""
    begun, ended = other.note.valid_from, part.note.valid_until
    if begun is None or ended is None or not ended < begun <= today:
        return False
    own = {subject.name for subject in subjects(part)}
    return any(subject.name in own for subject in subjects(other))


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a condition: its truth, the value found, and the findings of all its parts."""

    truth: Truth
    condition: Condition
    force: str = "now"
    found: Any = None
    children: tuple[Finding, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it says anything: it is in force, or it has ended and nobody knows what holds."""
        return self.force in ("now", "ended")


def examine(condition: Condition, facts: Facts, force: str = "now") -> Finding:
    """Return the finding of a condition, with every child, also those that decided nothing.

    `force` is how far the line is in force; a part of which no line is comes out as `silent` and is not counted.
    """
    found: Any = None
    children: tuple[Finding, ...] = ()
    own: Truth | None
    match condition:
        case Test():
            found = facts.value(condition.subject)
            own = UNKNOWN if found is None else passes(condition.check, found, facts)
        case All(parts=parts) | AnyOf(parts=parts):
            today = facts.as_of.date()
            children = tuple(examine(part, facts, in_force(part, parts, today)) for part in parts)
            counted = [child.truth for child in children if child.counts]
            own = (min if isinstance(condition, All) else max)(counted, default=None if parts else YES)
        case Not(part=part):
            children = (examine(part, facts, in_force(part, (part,), facts.as_of.date())),)
            own = _NEGATED[children[0].truth] if children[0].counts else None
        case _:
            assert_never(condition)
    if force == "ended":
        return Finding(UNKNOWN, condition, force, found, children)
    if own is None:
        return Finding(YES, condition, "silent" if force == "now" else force, found, children)
    return Finding(YES if own is UNKNOWN and condition.note.if_unknown else own, condition, force, found, children)


def deciding(finding: Finding) -> Iterator[Finding]:
    """Yield the leaves that made a finding what it is: for a NO the parts that are NO, for UNKNOWN those unknown."""
    if finding.force == "ended" or isinstance(finding.condition, Test):
        yield finding
        return
    wanted = _NEGATED[finding.truth] if isinstance(finding.condition, Not) else finding.truth
    for child in finding.children:
        if child.counts and child.truth is wanted:
            yield from deciding(child)


def decisive(finding: Finding) -> frozenset[str]:
    """Return the names of what a finding stands on: of each it holds that without it the finding could be another one."""
    condition = finding.condition
    if isinstance(condition, Test):
        looked_at = (condition.subject, *joined(condition.check))
        return frozenset(name for subject in looked_at for name in (subject.name, subject.asked_fact))
    children = [decisive(child) for child in finding.children if child.counts and _decides(child, finding)]
    one_is_enough = isinstance(condition, All | AnyOf) and isinstance(condition, All) is (finding.truth is NO)
    if one_is_enough:
        return frozenset.intersection(*children) if children else frozenset()
    return frozenset().union(*children)


def _decides(child: Finding, finding: Finding) -> bool:
    return isinstance(finding.condition, Not) or child.truth is finding.truth


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
            found = [_has(value, wanted, facts) for wanted in resolved]
            return min(found, default=YES) if every else max(found, default=NO)
        case Some(test=test):
            return max((*(passes(test, entry, facts) for entry in value), _beyond(value, NO)))
        case Every(test=test):
            return min((*(passes(test, entry, facts) for entry in value), _beyond(value, YES)))
        case Count(test=test):
            if isinstance(value, AtLeast):
                return UNKNOWN
            size = value.count_named() if hasattr(value, "count_named") else len(value)
            return passes(test, size, facts)
        case Fields(tests=tests):
            record = dict(value)
            return min(passes(test, record.get(name, ABSENT), facts) for name, test in tests)
        case Between(low=low, high=high):
            return min(_compare("at_least", value, low, facts), _compare("at_most", value, high, facts))
        case Near(operator=operator, duration=duration):
            length = facts.value(duration.subject) if isinstance(duration, FromFact) else duration
            if length is None or length is ABSENT:
                return UNKNOWN if length is None else NO
            return YES if _near(operator, value, length, facts.as_of) else NO
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
    if isinstance(value, str):
        return NO if facts.lies_in(value).isdisjoint(resolved) else YES
    return YES if any(_same(value, wanted, facts) for wanted in resolved) else NO


def _has(value: Any, wanted: Any, facts: Facts) -> Truth:
    """A set has a word or not; of needs, and of a set known in part, it may be unknown."""
    if isinstance(value, Mapping):
        found: Truth = value[wanted]
        return found
    return YES if any(_same(entry, wanted, facts) for entry in value) else NO


def _beyond(value: Any, nothing: Truth) -> Truth:
    """Return what the entries nobody knows of add: unknown for a set known in part, else nothing."""
    return UNKNOWN if isinstance(value, AtLeast) else nothing


def _same(value: Any, wanted: Any, facts: Facts) -> bool:
    if value == wanted:
        return True
    if isinstance(value, str):
        return wanted in facts.lies_in(value)
    return isinstance(value, Duration) and isinstance(wanted, Duration) and value.days == wanted.days


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
