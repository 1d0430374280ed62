"""A check of what is still to be written: words with which `cafematch init` holds a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from cafematch.model.catalog import Service
from cafematch.model.text import Text
from cafematch.upkeep.explained import placeholders
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Steps


def placeholders_left(inspection: Inspection) -> Iterator[Finding]:
    """Words that `cafematch init` has put in must be replaced before anybody reads them."""
    for organisation in inspection.catalog.organisations:
        for steps in _left_in(organisation):
            yield _finding(f"the organisation '{organisation.organisation}'", steps, Place.inside(organisation, *steps))
    for organisation, service, before in inspection.services():
        for steps in _left_in(service):
            yield _finding(f"'{service.id}'", steps, Place.inside(organisation, *before, *steps))
    for rule in inspection.rules.rules:
        for steps in _left_in(rule):
            yield _finding(f"the rule '{rule.id}'", steps, Place.inside_rule(rule, *steps))


def _finding(what: str, steps: Steps, place: Place) -> Finding:
    key = " under ".join(f"'{step}'" for step in reversed(steps) if isinstance(step, str))
    return Finding(f"{key} of {what} is still to be written", place, "write your own words in its place")


def _left_in(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Yield where placeholders stand in a document; services of an organisation are documents of their own."""
    match value:
        case Text(versions=versions):
            if any(words.startswith(placeholders()) for _, words in versions):
                yield steps
        case str():
            if value.startswith(placeholders()):
                yield steps
        case BaseModel():
            for name, field in type(value).model_fields.items():
                yield from _left_in(getattr(value, name), (*steps, field.alias or name))
        case Mapping():
            for key, entry in value.items():
                yield from _left_in(entry, (*steps, key))
        case tuple():
            for position, entry in enumerate(value):
                if not isinstance(entry, Service):
                    yield from _left_in(entry, (*steps, position))
