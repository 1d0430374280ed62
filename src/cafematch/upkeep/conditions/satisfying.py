"""What can hold at all: whether a condition can ever hold, always holds, or follows from another one.

It is decided fact by fact over all cases that the tests of the conditions tell apart (`spaces`), with the meaning that
`matching.judging.truth` gives them: a case that says nothing of some facts and is NO stays NO whatever is said of them, so most
cases need not be looked at. What cannot be decided, or not within a bounded amount of work, is left alone: it counts as
possible. Nothing is ever called impossible that is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Final

from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth, negated, passes
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test
from cafematch.quick import dataclass
from cafematch.upkeep.conditions.cases import Case, Key, World
from cafematch.upkeep.conditions.spaces import Space

MOST_CASES: Final = 20_000
"""How many cases are looked at for one question, whole or in part."""
MOST_TOGETHER: Final = 4
"""How many of several conditions are tried together for a smallest set that contradicts itself."""


@dataclass(frozen=True, slots=True)
class Satisfying:
    """Decides what can hold in a world from a moment on, in local time.

    Dated lines count on the days they are in force; an answer is sure only if it holds on every day from `as_of` on.
    """

    world: World
    as_of: datetime

    def never(self, condition: Condition) -> bool:
        """Return whether surely no profile makes a condition YES: none that is known whole, and none known in part."""
        return not any(self._found(day, condition, None) for day in self.days(condition))

    def always(self, condition: Condition) -> bool:
        """Return whether surely every known profile makes a condition YES: every one that leaves nothing unknown of
        what the condition looks at. Where it does, the condition asks for no more than that something be known.
        """
        return not any(self._found(day, All(), condition, partly=False) for day in self.days(condition))

    def follows(self, condition: Condition, *others: Condition) -> bool:
        """Return whether surely every profile, known whole or in part, that makes all others YES makes a condition YES, too."""
        ground = others[0] if len(others) == 1 else All(others)
        return not any(self._found(day, ground, condition) for day in self.days(condition, *others))

    def contradiction(self, conditions: Sequence[Condition]) -> tuple[int, ...]:
        """Return which of several conditions can never hold together: a smallest set, empty if there surely is none.

        A condition counts on the days it is in force. The set is told by positions.
        """
        if not self.never(All(tuple(conditions))):
            return ()
        everything = range(len(conditions))
        for size in range(1, min(MOST_TOGETHER, len(conditions)) + 1):
            for some in combinations(everything, size):
                if self.never(All(tuple(conditions[position] for position in some))):
                    return some
        return tuple(everything)

    def days(self, *conditions: Condition) -> list[datetime]:
        """Return this moment, and for each later day on which some line begins or has ended to hold a moment on it."""
        today = self.as_of.date()
        later = {day for condition in conditions for day in _turning_days(condition) if day > today}
        return [self.as_of, *(datetime.combine(day, self.as_of.time()) for day in sorted(later))]

    def _found(self, day: datetime, held: Condition, failed: Condition | None, *, partly: bool = True) -> bool:
        """Return whether there may be a case on a day in which `held` is YES, and `failed` is not."""
        given = (held,) if failed is None else (held, failed)
        space = Space(self.world, given, day, partly=partly)
        try:
            return _Search(space).found({}, 0)
        except _TooManyCases:
            return True


class _TooManyCases(Exception):
    """The search has looked at as many cases as it may."""


class _Search:
    """Looks for a case of a space in which its first condition is YES, and its second, if there is one, is not."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._held, *self._failed = space.conditions
        self._variables = space.variables
        self._left = MOST_CASES

    def found(self, said: dict[Key, object], position: int) -> bool:
        """Return whether there may be one that agrees with what is said of the variables before a position."""
        self._left -= 1
        if self._left < 0:
            raise _TooManyCases
        case = self._space.case(said)
        held = _outcomes(self._held, case)
        if YES not in held:
            return False
        failed = _outcomes(self._failed[0], case) if self._failed else _ONLY[NO]
        if failed == _ONLY[YES]:
            return False
        if position == len(self._variables) or (held == _ONLY[YES] and YES not in failed):
            return True
        variable = self._variables[position]
        return any(self.found({**said, variable.key: value}, position + 1) for value in variable.options(said))


Outcomes = frozenset[Truth]
_ONLY: Final[Mapping[Truth, Outcomes]] = {outcome: frozenset({outcome}) for outcome in Truth}
_ANY: Final[Outcomes] = frozenset(Truth)


def _outcomes(condition: Condition, case: Case) -> Outcomes:
    """Return what can come of a condition when more is said: at least all that can."""
    match condition:
        case Test():
            value = case.value(condition.subject)
            found = UNKNOWN if value is None else passes(condition.check, value, case)
            return _ONLY[found] if found is not UNKNOWN or case.settles(condition) else _ANY
        case Not(part=part):
            return frozenset(map(negated, _outcomes(part, case)))
        case All(parts=parts):
            return _combined(parts, case, min, YES)
        case AnyOf(parts=parts):
            return _combined(parts, case, max, NO)


def _combined(
    parts: tuple[Condition, ...], case: Case, combine: Callable[[Truth, Truth], Truth], neutral: Truth
) -> Outcomes:
    found, decided = _ONLY[neutral], _ONLY[negated(neutral)]
    for part in parts:
        own = _outcomes(part, case)
        found = frozenset(combine(one, other) for one in found for other in own)
        if found == decided:
            break
    return found


def _turning_days(condition: Condition) -> Iterator[date]:
    """Yield the days on which a line of a tree begins to hold, or has ended."""
    note = condition.note
    if note.valid_from is not None:
        yield note.valid_from
    if note.valid_until is not None and note.valid_until < date.max:
        yield note.valid_until + timedelta(days=1)
    match condition:
        case Not(part=part):
            yield from _turning_days(part)
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _turning_days(part)
        case Test():
            return
