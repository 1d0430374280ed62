"""A check of what is still to be written: words that hold a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from cafematch.model.catalog import Service
from cafematch.model.text import Text
from cafematch.upkeep.explained import placeholders
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Steps

_NOTE: Final = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b|\?\?\?|\b[Ll]orem ipsum\b")


def placeholders_left(inspection: Inspection) -> Iterator[Finding]:
    """Words that `cafematch init` has put in, and notes to oneself such as TODO or ???, must be replaced before anybody
    reads them.
    """
    for organisation in inspection.catalog.organisations:
        for steps in _left_in(organisation):
            yield _finding(f"the organisation '{organisation.organisation}'", steps, Place.inside(organisation, *steps))
    for organisation, service, before in inspection.services():
        for steps in _left_in(service):
            yield _finding(f"'{service.id}'", steps, Place.inside(organisation, *before, *steps))
    for handover in inspection.catalog.handovers:
        what = f"the hand-over from '{handover.from_}' to '{handover.to}'"
        for steps in _left_in(handover):
            yield _finding(what, steps, inspection.inside_handover(handover).below(*steps))
    for rule in inspection.rules.rules:
        for steps in _left_in(rule):
            yield _finding(f"the rule '{rule.id}'", steps, Place.inside_rule(rule, *steps))


def _finding(what: str, steps: Steps, place: Place) -> Finding:
    key = " under ".join(f"'{step}'" for step in reversed(steps) if isinstance(step, str))
    return Finding(f"{key} of {what} is still to be written", place, "write your own words in its place")


def _holds_a_place(words: str) -> bool:
    return words.startswith(placeholders()) or _NOTE.search(words) is not None


def _left_in(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Yield where placeholders stand in a document; services of an organisation are documents of their own."""
    match value:
        case Text(versions=versions):
            if any(_holds_a_place(words) for _, words in versions):
                yield steps
        case str():
            if _holds_a_place(value):
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
