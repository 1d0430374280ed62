"""Every text for people and every source in a network's files, each with its place.

The documents are walked instead of the files: only they know what is a text and what a word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Literal

from pydantic import BaseModel

from cafematch.model.catalog import Catalog, Handover
from cafematch.model.conditions import All
from cafematch.model.described import DescribedService
from cafematch.model.documents import PlacedDocument, Source
from cafematch.model.rules import RuleSet
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.upkeep.inspection.lines import every_line, lines_at
from cafematch.upkeep.inspection.sources import Place, Sources

Part = Text | Source


@dataclass(frozen=True, slots=True)
class Found:
    """A part, where it stands, and what of a list in that file it belongs to, if the file is one."""

    part: Part
    place: Place
    owner: PlacedDocument | None = None

    @property
    def key(self) -> str:
        """The key it stands under; in a list or a mapping of names the one above."""
        return next((step for step in reversed(self.place.steps) if isinstance(step, str)), "")


class Parts:
    """The texts and sources of a catalog and its rules, gathered when they are first asked for."""

    def __init__(self, catalog: Catalog, rules: RuleSet, sources: Sources) -> None:
        self._catalog, self._rules, self._sources = catalog, rules, sources

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
        return tuple(
            Found(part, place, owner)
            for value, whole, owner in _documents(self._catalog, self._rules)
            for part, place in _within(value, whole, self._sources)
        )


def _documents(catalog: Catalog, rules: RuleSet) -> Iterator[tuple[object, Place, PlacedDocument | None]]:
    """Yield what every file says, or every entry of its list, with its place."""
    vocabulary = catalog.vocabulary
    for name in type(vocabulary).model_fields:
        yield getattr(vocabulary, name), Place("catalog", f"vocabulary/{name}.yaml"), None
    yield catalog.ladder, Place("catalog", "vocabulary/thresholds.yaml"), None
    for document in (catalog.network, *catalog.organisations, *catalog.handovers):
        yield document, Place.inside(document), document
    for rule in rules.rules:
        yield rule, Place.inside_rule(rule), rule
    yield rules.weights, Place("rules", "weights.yaml", ("weights",)), None


def place_of(found: Found, sources: Sources, *below: str, of: Literal["key", "value"] = "key") -> Place:
    """Return the place of a part, or of something `below` it; that of a hand-over, one of a list, is looked up."""
    place = found.place
    if isinstance(found.owner, Handover):
        position = sources.position(found.owner, "handovers")
        place = Place(place.folder, place.file, ("handovers", position, *place.steps))
    return place.below(*below, of=of)


def _within(value: object, place: Place, sources: Sources) -> Iterator[tuple[Part, Place]]:
    if isinstance(value, Text | Source):
        yield value, place
    elif isinstance(value, BaseModel) and not isinstance(value, DescribedService):  # nobody is shown what that says
        for name, key in _fields(type(value)):
            yield from _within(getattr(value, name), place.below(key), sources)
    elif isinstance(value, All):
        for line in every_line(lines_at(value, place), sources):
            if line.condition.note.because is not None:
                yield line.condition.note.because, line.place.below("because")
            if line.condition.note.source is not None:
                yield line.condition.note.source, line.place.below("source")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _within(entry, place.below(key), sources)
    elif isinstance(value, tuple):
        for position, entry in enumerate(value):
            yield from _within(entry, place.below(position), sources)


@cache
def _fields(document: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a sort of document, each with its key in the file."""
    return tuple((name, field.alias or name) for name, field in document.model_fields.items())
