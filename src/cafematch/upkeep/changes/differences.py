"""What differs between two answers for one person, part by part, what matters most first.

Two answers are the same if a reader could not tell them apart: hashes, and the lines of files that an answer points at,
do not count. Everything else is a difference, and none is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any, Final, Literal

from cafematch.matching.suggestion import Path, Suggestion
from cafematch.quick import dataclass

Part = Literal[
    "safeguard",
    "first_step",
    "step",
    "need",
    "alert",
    "gap",
    "path",
    "escalation",
    "offer",
    "not_recommended",
    "near_miss",
    "question",
    "parameter",
    "rule",
    "assumed",
    "unused",
    "rest",
]
"""The parts of an answer in which something can differ, in the order in which they matter to the person."""


class Impact(IntEnum):
    """How deep a change goes: nothing at all, something in passing (points, settings, questions), what is suggested, the first
    step of the first path, or what protects.
    """

    NONE = 0
    ASIDE = 1
    PATH = 2
    FIRST_STEP = 3
    SAFEGUARD = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in one of two answers only, or in both but not alike; `aspects` are the fields that are not alike.

    `before` and `after` are parts of the answers (a card, a step, a path …), or simple values; `name` is the id of what
    they are about: a rule, a service, a need, a fact, a parameter, or the name of a field of the answer itself.
    """

    part: Part
    name: str
    before: Any = None
    after: Any = None
    aspects: tuple[str, ...] = ()

    @property
    def how(self) -> Literal["appears", "goes", "changes"]:
        """Whether it is in the new answer only, was in the old one only, or is in both and not alike."""
        return "appears" if self.before is None else "goes" if self.after is None else "changes"

    def like(self, other: Difference) -> bool:
        """Return whether two differences tell the same."""
        return bool(essence(self) == essence(other))


_UNSEEN: Final = frozenset(("at", "fingerprint", "type"))
"""What a reader of an answer does not see: lines of files, hashes, and how a value in a condition is read."""


def essence(value: Any) -> Any:
    """Return a part of an answer without what its reader does not see, to be compared; an answer as a whole, too."""
    if isinstance(value, tuple):
        return tuple(map(essence, value))
    names: tuple[str, ...] = getattr(value, "__match_args__", ())  # of a dataclass: its fields
    return tuple((name, essence(getattr(value, name))) for name in names if name not in _UNSEEN) if names else value


_DEPTHS: Final[Mapping[str, Impact]] = {
    "safeguard": Impact.SAFEGUARD,
    "first_step": Impact.FIRST_STEP,
    **dict.fromkeys(("step", "need", "alert", "gap", "path", "escalation", "offer"), Impact.PATH),
}
_POINTS: Final = frozenset(("lines", "score", "trade_off"))


def impact_of(found: Iterable[Difference]) -> Impact:
    """Return how deep the deepest of some differences goes."""
    return max(map(_depth, found), default=Impact.NONE)


def _depth(difference: Difference) -> Impact:
    """Return how deep a difference goes; that something is worth more or less points is told in passing."""
    if difference.aspects and _POINTS.issuperset(difference.aspects):
        return Impact.ASIDE
    return _DEPTHS.get(difference.part, Impact.ASIDE)


def differences(before: Suggestion, after: Suggestion) -> tuple[Difference, ...]:
    """Return everything that differs between two answers, in the order of `Part`; nothing if they are the same."""
    if essence(before) == essence(after):
        return ()
    old, new = _first(before), _first(after)
    found = [
        *_keyed("safeguard", before.safeguards, after.safeguards, lambda card: card.rule),
        *_first_step(old, new),
        *_keyed("step", old.steps, new.steps, lambda step: step.service),
        *_needs(old, new),
        *_keyed("alert", old.alerts, new.alerts, essence),
        *_keyed("gap", before.gaps, after.gaps, lambda gap: gap.need),
        *_keyed("path", before.paths[1:], after.paths[1:], services_of),
        *_keyed("escalation", before.escalations, after.escalations, lambda entry: entry.rule),
        *_keyed("offer", before.offers, after.offers, lambda offer: offer.service),
        *_keyed("not_recommended", before.not_recommended, after.not_recommended, lambda entry: entry.service),
        *_keyed("near_miss", before.near_misses, after.near_misses, lambda entry: entry.service),
        *_keyed("question", before.questions, after.questions, lambda question: question.fact),
        *_keyed("parameter", before.parameters, after.parameters, lambda parameter: parameter.name),
        *_keyed("rule", before.applied, after.applied, lambda applied: applied.rule),
        *_keyed("assumed", before.assumed, after.assumed, lambda entry: entry.fact),
        *_keyed("unused", before.unused, after.unused, lambda entry: entry.field),
        *_rest(before, after, _ANSWER),
        *_rest(old, new, _PATH),
    ]
    return tuple(found)


_ANSWER: Final = ("network", "network_name", "as_of", "wish", "entrance", "truncated")
_PATH: Final = ("score", "lines", "trade_off", "met")
"""The fields of an answer, and of its first path, that are looked at as a whole."""

_NO_PATH: Final = Path(0, 0, (), (), (), None, (), (), ())


def _first(answer: Suggestion) -> Path:
    return answer.paths[0] if answer.paths else _NO_PATH


def services_of(path: Path) -> tuple[str, ...]:
    """Return the services of a path: paths that differ only in order, doors or supports are one."""
    return tuple(sorted(step.service for step in path.steps))


def _first_step(old: Path, new: Path) -> Iterator[Difference]:
    before, after = (path.steps[0] if path.steps else None for path in (old, new))
    if (before and before.service) != (after and after.service):
        yield Difference("first_step", "", before, after)


def _needs(old: Path, new: Path) -> Iterator[Difference]:
    """Yield the needs that the first path answers or leaves open, where that is not as it was."""
    stands = [
        {**dict.fromkeys(path.answers, "answered"), **dict.fromkeys(path.unanswered, "open")} for path in (old, new)
    ]
    for need in sorted({*stands[0], *stands[1]}):
        before, after = (stand.get(need) for stand in stands)
        if before != after:
            yield Difference("need", need, before, after)
    if not stands[0].items() ^ stands[1].items() and (old.answers, old.unanswered) != (new.answers, new.unanswered):
        yield Difference("need", "", old.answers, new.answers, ("order",))


def _rest(before: Any, after: Any, names: Iterable[str]) -> Iterator[Difference]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if essence(old) != essence(new):
            yield Difference("rest", name, old, new)


def _keyed(
    part: Part, old: tuple[Any, ...], new: tuple[Any, ...], key_of: Callable[[Any], Hashable]
) -> Iterator[Difference]:
    """Yield what of two lists is in one only, or not alike; then, if that alone differs, that the order does."""
    before, after = _by_key(old, key_of), _by_key(new, key_of)
    alike = True
    for key in sorted({*before, *after}, key=repr):
        one, other = before.get(key), after.get(key)
        aspects = () if one is None or other is None else _aspects(one, other)
        if one is None or other is None or aspects:
            alike = False
            yield Difference(part, key[0] if isinstance(key[0], str) else "", one, other, aspects)
    if alike and [*before] != [*after]:
        yield Difference(part, "", tuple(key[0] for key in before), tuple(key[0] for key in after), ("order",))


def _by_key(entries: tuple[Any, ...], key_of: Callable[[Any], Hashable]) -> dict[tuple[Any, int], Any]:
    """Return entries by their key; those with the same key are told apart by how many came before."""
    seen: Counter[Hashable] = Counter()
    found = {}
    for entry in entries:
        key = key_of(entry)
        found[key, seen[key]] = entry
        seen[key] += 1
    return found


def _aspects(one: Any, other: Any) -> tuple[str, ...]:
    """Return the fields in which two values of a sort are not alike."""
    return tuple(
        name
        for name in one.__match_args__
        if name not in _UNSEEN and essence(getattr(one, name)) != essence(getattr(other, name))
    )
