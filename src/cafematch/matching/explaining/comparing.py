"""Compare: what another profile would change, service by service, beside the answer of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cafematch.matching.suggestion import Step, Suggestion
from cafematch.model.text import Text
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service stands in an answer: in the best path that has it."""

    path: int
    position: int
    earliest: datetime | None
    status: str
    handover: str

    def like(self, other: Place) -> bool:
        """Return whether a person would notice no difference: another number in the same path is none, but the first is."""
        return (self.path, self.earliest, self.status, self.handover, self.position == 1) == (
            other.path,
            other.earliest,
            other.status,
            other.handover,
            other.position == 1,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A service that is in one of two answers only, or stands elsewhere in the other."""

    service: str
    name: Text
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers and what differs: what appears, what goes, and what moves to another place, day or state."""

    today: Suggestion
    changed: Suggestion
    appears: tuple[Change, ...]
    goes: tuple[Change, ...]
    moves: tuple[Change, ...]
    safeguards_appear: tuple[str, ...]
    safeguards_go: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs that a person would notice."""
        return not (self.appears or self.goes or self.moves or self.safeguards_appear or self.safeguards_go)


def compare(today: Suggestion, changed: Suggestion) -> Comparison:
    """Return what differs between two answers for one network."""
    before, after = dict(_places(today)), dict(_places(changed))
    changes = [
        Change(service, (after.get(service) or before[service])[1], _place(before, service), _place(after, service))
        for service in sorted(before.keys() | after.keys())
    ]
    cards = [{card.rule for card in answer.safeguards} for answer in (today, changed)]
    return Comparison(
        today=today,
        changed=changed,
        appears=tuple(change for change in changes if change.before is None),
        goes=tuple(change for change in changes if change.after is None),
        moves=tuple(
            change for change in changes if change.before and change.after and not change.before.like(change.after)
        ),
        safeguards_appear=tuple(sorted(cards[1] - cards[0])),
        safeguards_go=tuple(sorted(cards[0] - cards[1])),
    )


def _places(answer: Suggestion) -> Iterator[tuple[str, tuple[Place, Text]]]:
    seen: set[str] = set()
    for path in answer.paths:
        for step in path.steps:
            if step.service not in seen:
                seen.add(step.service)
                yield step.service, (_place_of(path.rank, step), step.name)


def _place_of(rank: int, step: Step) -> Place:
    return Place(rank, step.position, step.earliest, step.status, step.handover.level)


def _place(places: dict[str, tuple[Place, Text]], service: str) -> Place | None:
    return places[service][0] if service in places else None
