"""Every part of a network's files that is of some sort, with its place: texts for people, and sources.

The documents are walked instead of the files: only they know what is a text and what a word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from cafematch.model.catalog import Catalog, Handover
from cafematch.model.conditions import All, AnyOf, Condition, Not, Note, Test
from cafematch.model.documents import PlacedDocument, Source
from cafematch.model.rules import RuleSet
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.upkeep.sources import Place, Sources

Part = Text | Source


@dataclass(frozen=True, slots=True)
class Found:
    """A part, the place it stands at, and the file's document it belongs to, if that is not the whole file."""

    part: Part
    place: Place
    owner: PlacedDocument | None = None

    @property
    def key(self) -> str:
        """The key it stands under; in a list or a mapping of names the one above."""
        return next((step for step in reversed(self.place.steps) if isinstance(step, str)), "")


class Parts:
    """The texts and sources of a catalog and its rules, gathered when they are first asked for."""

    def __init__(self, catalog: Catalog, rules: RuleSet) -> None:
        self._catalog, self._rules = catalog, rules

    @cached_property
    def texts(self) -> tuple[tuple[Found, Text], ...]:
        """Every text for people."""
        return tuple((found, found.part) for found in self._all if isinstance(found.part, Text))

    @cached_property
    def sources(self) -> tuple[tuple[Found, Source], ...]:
        """Every source."""
        return tuple((found, found.part) for found in self._all if isinstance(found.part, Source))

    @cached_property
    def _all(self) -> tuple[Found, ...]:
        return (*_in_catalog(self._catalog), *_in_rules(self._rules))


def _in_catalog(catalog: Catalog) -> Iterator[Found]:
    """Yield every text and source of the vocabulary and the network."""
    vocabulary = catalog.vocabulary
    for name in type(vocabulary).model_fields:
        yield from _within(getattr(vocabulary, name), Place("catalog", f"vocabulary/{name}.yaml"))
    yield from _within(catalog.ladder, Place("catalog", "vocabulary/thresholds.yaml"))
    for document in (catalog.network, *catalog.organisations):
        yield from _within(document, Place.inside(document), document)
    for handover in catalog.handovers:
        yield from _within(handover, Place.inside(handover), handover)


def _in_rules(rules: RuleSet) -> Iterator[Found]:
    """Yield every text and source of rules and weights."""
    for rule in rules.rules:
        yield from _within(rule, Place.inside_rule(rule), rule)
    yield from _within(rules.weights, Place("rules", "weights.yaml", ("weights",)))


def place_of(found: Found, sources: Sources, *below: str, of: Literal["key", "value"] = "key") -> Place:
    """Return the place of a part, or of something `below` it; that of a hand-over, one of a list, is looked up."""
    steps = (*found.place.steps, *below)
    if isinstance(found.owner, Handover):
        steps = ("handovers", sources.position(found.owner, "handovers"), *steps)
    return Place(found.place.folder, found.place.file, steps, of)


def _within(value: object, place: Place, owner: PlacedDocument | None = None) -> Iterator[Found]:
    match value:
        case Text() | Source():
            yield Found(value, place, owner)
        case BaseModel():
            for name, field in type(value).model_fields.items():
                yield from _within(getattr(value, name), _below(place, field.alias or name), owner)
        case Mapping():
            for key, entry in value.items():
                yield from _within(entry, _below(place, key), owner)
        case All() | AnyOf() | Not() | Test():
            yield from _in_condition(value, place, owner)
        case tuple():
            for position, entry in enumerate(value):
                yield from _within(entry, _below(place, position), owner)
        case _:
            return


def _in_condition(condition: Condition, place: Place, owner: PlacedDocument | None) -> Iterator[Found]:
    """Yield what the lines of a tree say beside their tests; `place` is that of its list."""
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            for position, part in enumerate(parts):
                line = _below(place, position)
                yield from _beside(part.note, line, owner)
                inner = "any" if isinstance(part, AnyOf) else "not" if isinstance(part, Not) else "all"
                yield from _in_condition(part, _below(line, inner), owner)
        case Not(part=part):
            yield from _beside(part.note, place, owner)
            yield from _in_condition(part, place, owner)
        case Test():
            return


def _beside(note: Note, place: Place, owner: PlacedDocument | None) -> Iterator[Found]:
    for name, part in (("because", note.because), ("source", note.source)):
        if part is not None:
            yield Found(part, _below(place, name), owner)


def _below(place: Place, step: str | int) -> Place:
    return Place(place.folder, place.file, (*place.steps, step), place.of)
