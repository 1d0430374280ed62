"""Every list of conditions that a network and its rules hold, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cafematch.model.catalog import Organisation, Service
from cafematch.model.conditions import All
from cafematch.model.rules import Offer, Prerequisite, Rule, Sequence
from cafematch.quick import dataclass
from cafematch.upkeep.inspection import Inspection
from cafematch.upkeep.inspection.lines import Lines, lines_at
from cafematch.upkeep.inspection.sources import Place, Steps


@dataclass(frozen=True, slots=True)
class Conditions:
    """A list of conditions that a catalog or a rule holds: what messages call it, its lines, and those that hold where
    it is asked. A service or a rule stands or falls with its `decisive` ones.
    """

    what: str
    lines: Lines
    given: Lines = ()
    decisive: Literal["service", "rule"] | None = None


def conditions_of(inspection: Inspection) -> Iterator[Conditions]:
    """Yield every list of conditions of the network, of its ladder of thresholds and of the rules in force in it."""
    for organisation, service, steps in inspection.services():
        yield from _of_service(organisation, service, steps)
    for position, rung in enumerate(inspection.catalog.ladder.rungs):
        place = Place("catalog", LADDER, ("rungs", position, "when"))
        yield Conditions(f"a reason for the threshold {rung.level}", lines_at(rung.when, place))
    for rule in inspection.index.rules:
        yield from conditions_of_rule(rule)


LADDER = "vocabulary/thresholds.yaml"


def requirements_of(organisation: Organisation, service: Service, steps: Steps) -> Lines:
    """Return what a service requires at whatever door."""
    return lines_at(service.requires, Place.inside(organisation, *steps, "requires"))


def entry_of(organisation: Organisation, service: Service, steps: Steps, door: int) -> Lines:
    """Return what a door requires beside."""
    return lines_at(service.doors[door].requires, Place.inside(organisation, *steps, "doors", door, "requires"))


def when_of(rule: Rule) -> Lines:
    """Return when a rule acts."""
    return lines_at(rule.when, Place.inside_rule(rule, "when"))


def _of_service(organisation: Organisation, service: Service, steps: Steps) -> Iterator[Conditions]:
    required = requirements_of(organisation, service, steps)
    if required:
        yield Conditions(f"the requirements of '{service.id}'", required, decisive="service")
    if service.welcomes.parts:
        lines = lines_at(service.welcomes, Place.inside(organisation, *steps, "welcomes"))
        yield Conditions(f"what '{service.id}' welcomes", lines, required)
    for position, door in enumerate(service.doors):
        if door.requires.parts:
            lines = entry_of(organisation, service, steps, position)
            what = f"the requirements of a door of '{service.id}'"
            yield Conditions(what, lines, required, "service" if len(service.doors) == 1 else None)


def conditions_of_rule(rule: Rule) -> Iterator[Conditions]:
    """Yield every list of conditions that a rule has."""
    if rule.when.parts:
        yield Conditions(f"'when' of the rule '{rule.id}'", when_of(rule), decisive="rule")
    parts: list[tuple[str, All | None]] = [("services", rule.services)]
    match rule.then:
        case Prerequisite(require=require):
            parts.append(("then.require", require))
        case Offer(competence=competence):
            parts.append(("then.competence", competence))
        case Sequence(before=before, after=after, until=until):
            parts += [("then.after", after), ("then.until", until)]
            if before is not None:
                parts += [("then.before.first", before.first), ("then.before.then", before.then)]
    for name, condition in parts:
        if condition is not None and condition.parts:
            lines = lines_at(condition, Place.inside_rule(rule, *name.split(".")))
            given = when_of(rule) if name == "then.require" else ()
            yield Conditions(f"'{name}' of the rule '{rule.id}'", lines, given)
