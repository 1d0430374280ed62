"""Which changes make the difference to one person: found by trying, not by guessing.

The answer is worked out again with some of the changes and without the others. What brings about the new answer alone,
and of which nothing can be left out, is the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from cafematch.errors import InvalidData
from cafematch.matching.suggestion import Suggestion
from cafematch.quick import dataclass
from cafematch.upkeep.changes.differences import Difference, differences, essence
from cafematch.upkeep.changes.documents import Change
from cafematch.upkeep.changes.mixing import Chosen, Mixtures
from cafematch.upkeep.changes.people import Person

T = TypeVar("T")

MAX_CHANGES: Final = 24
"""Of how many changes it is found out which hold only together."""
MAX_ANSWERS: Final = 400
"""How many answers are worked out to find the causes for the people of one network."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Changes that hold only together, often a single one, and the differences they make when nothing else is changed."""

    changes: tuple[Change, ...]
    alone: tuple[Difference, ...]

    def makes(self, difference: Difference) -> bool:
        """Return whether this alone makes a difference."""
        return any(difference.like(other) for other in self.alone)


@dataclass(frozen=True, slots=True)
class Causes:
    """What makes one person's answer differ. If it is `proven`, all causes together bring about the new answer, and none of
    them can be left out. Else they are the changes that the two answers speak about, or all there are.
    """

    causes: tuple[Cause, ...]
    proven: bool


class Search:
    """Looks for the causes of what differs for the people of one network."""

    def __init__(self, mixtures: Mixtures, changes: Sequence[Change]) -> None:
        self._mixtures = mixtures
        self._groups = tuple(_groups(mixtures, changes))
        self._left = MAX_ANSWERS

    def causes(self, person: Person, before: Suggestion, after: Suggestion) -> Causes:
        """Return why two answers for one person differ."""
        wanted = essence(after)
        tried: dict[Chosen, bool | None] = {}

        def suffices(groups: Sequence[Chosen]) -> bool | None:
            chosen = frozenset[Change]().union(*groups)
            if chosen not in tried:
                answer = self._answer(person, chosen)
                tried[chosen] = None if answer is None else bool(essence(answer) == wanted)
            return tried[chosen]

        def enough(groups: Sequence[Chosen]) -> bool:
            return suffices(groups) is True

        spoken_of = _names_in((before, after))
        likely = [group for group in self._groups if any(change.name in spoken_of for change in group)]
        unlikely = [group for group in self._groups if group not in likely]
        found = smallest(likely if unlikely and enough(likely) else [*likely, *unlikely], enough)
        rests = [[other for other in found if other is not group] for group in found] if len(found) > 1 else []
        proven = all(suffices(rest) is False for rest in rests)
        if not proven and len(found) == len(self._groups):
            found = likely or found
        causes = (self._cause(person, before, after, group, alone=len(found) == 1) for group in found)
        return Causes(tuple(causes), proven)

    def _cause(
        self,
        person: Person,
        before: Suggestion,
        after: Suggestion,
        group: Chosen,
        *,
        alone: bool,
    ) -> Cause:
        answer = after if alone else self._answer(person, group)
        changes = tuple(sorted(group, key=lambda change: change.key))
        return Cause(changes, differences(before, answer) if answer else ())

    def _answer(self, person: Person, chosen: Chosen) -> Suggestion | None:
        """Return the answer with some changes only; None if they do not hold together, or too many were worked out."""
        matcher = self._mixtures.of(chosen) if self._left else None
        if matcher is None:
            return None
        self._left -= 1
        try:
            return person.answer(matcher)
        except InvalidData:
            return None


def _names_in(value: Any) -> frozenset[str]:
    """Return every name and every other short text that stands somewhere in an answer."""
    if isinstance(value, str):
        return frozenset((value,))
    parts = (
        value if isinstance(value, tuple) else [getattr(value, name) for name in getattr(value, "__match_args__", ())]
    )
    return frozenset().union(*map(_names_in, parts))


def _groups(mixtures: Mixtures, changes: Sequence[Change]) -> Iterator[Chosen]:
    """Yield the changes one by one, each with those without which it does not hold: a service goes with its hand-overs."""
    words = frozenset(change for change in changes if change.sort == "words")
    units = [*([words] if words else []), *(frozenset((change,)) for change in changes if change not in words)]
    found: dict[Chosen, None] = {}
    for unit in units:
        group = unit
        if len(units) <= MAX_CHANGES and mixtures.of(unit) is None:
            group = frozenset(changes)
            for other in units:
                if other is not unit and mixtures.of(group - other) is not None:
                    group -= other
        found[group] = None
    yield from found


def smallest(items: Sequence[T], enough: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """Return few of the items, in their order, that are still enough, and none of which can be left out.

    All of them must be enough, and none of them not. Halves are asked about first, so that one among many is quickly found
    (QuickXplain, Junker 2004); where more is not always enough that is no proof, and whatever can go is looked for one by one.
    """
    found = _needed((), items, enough, asked=True)
    if not enough(found):
        found = items
    while len(found) > 1:
        rests = ([*found[:place], *found[place + 1 :]] for place in range(len(found)))
        if (rest := next(filter(enough, rests), None)) is None:
            break
        found = rest
    return found


def _needed(
    given: Sequence[T], items: Sequence[T], enough: Callable[[Sequence[T]], bool], *, asked: bool
) -> Sequence[T]:
    """Return which of the items are needed beside those given; `asked` says that these alone are known not to be enough."""
    if not asked and enough(given):
        return ()
    if len(items) == 1:
        return items
    left, right = items[: len(items) // 2], items[len(items) // 2 :]
    of_right = _needed((*given, *left), right, enough, asked=False)
    of_left = _needed((*given, *of_right), left, enough, asked=not of_right)
    return (*of_left, *of_right)
