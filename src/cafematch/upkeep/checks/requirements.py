"""Checks of what services require: can it be met, and for how long does it hold?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cafematch.matching.truth import follows, in_force
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.sources import Place, Steps


def ending_requirements(inspection: Inspection) -> Iterator[Finding]:
    """A requirement with an end date needs another that follows it."""
    for organisation, service, steps in inspection.services():
        for part, place in _dated_parts(service.requires, (*steps, "requires")):
            until = part[0].note.valid_until
            state = in_force(part[0], part[1], inspection.as_of.date())
            followed = until is not None and any(follows(other, part[0], date.max) for other in part[1])
            if until is None or followed or state == "not_yet":
                continue
            word = "ended" if state == "ended" else "ends"
            message = f"a requirement of '{service.id}' {word} on {until}, and nothing follows it"
            hint = "find out what holds after that day and add it with 'valid_from'"
            yield Finding(message, Place.inside(organisation, *place, "valid_until"), hint)


def _dated_parts(condition: Condition, place: Steps) -> Iterator[tuple[tuple[Condition, tuple[Condition, ...]], Steps]]:
    """Yield every line of a tree with its siblings and its place in the file."""
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            for position, part in enumerate(parts):
                yield (part, parts), (*place, position)
                key = "any" if isinstance(part, AnyOf) else "all"
                if isinstance(part, All | AnyOf):
                    yield from _dated_parts(part, (*place, position, key))
        case Not() | Test():
            return
