"""Every part of a network's files that is of some sort, with its place: texts for people, sources, lines of conditions.

The documents are walked instead of the files: only they know what is a text and what a word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Literal

from pydantic import BaseModel

from cafematch.model.catalog import Catalog, Handover
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test
from cafematch.model.documents import PlacedDocument, Source
from cafematch.model.rules import RuleSet
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.upkeep.inspection.sources import Place, Sources, Steps

Part = Text | Source


@dataclass(frozen=True, slots=True)
class Found:
    """A part, where it stands in its file, and what of a list in that file it belongs to, if the file is one."""

    part: Part
    folder: Literal["catalog", "rules"]
    file: str
    steps: Steps
    owner: PlacedDocument | None = None

    @property
    def key(self) -> str:
        """The key it stands under; in a list or a mapping of names the one above."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")


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
        return tuple(
            Found(part, whole.folder, whole.file, steps, owner)
            for value, whole, owner in _documents(self._catalog, self._rules)
            for part, steps in _within(value, whole.steps)
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
    steps = (*found.steps, *below)
    if isinstance(found.owner, Handover):
        steps = ("handovers", sources.position(found.owner, "handovers"), *steps)
    return Place(found.folder, found.file, steps, of)


def _within(value: object, steps: Steps) -> Iterator[tuple[Part, Steps]]:
    if isinstance(value, Text | Source):
        yield value, steps
    elif isinstance(value, BaseModel):
        for name, key in _fields(type(value)):
            yield from _within(getattr(value, name), (*steps, key))
    elif isinstance(value, All | AnyOf | Not | Test):
        for line, place in lines_in(value, steps):
            if line.note.because is not None:
                yield line.note.because, (*place, "because")
            if line.note.source is not None:
                yield line.note.source, (*place, "source")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _within(entry, (*steps, key))
    elif isinstance(value, tuple):
        for position, entry in enumerate(value):
            yield from _within(entry, (*steps, position))


@cache
def _fields(document: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a sort of document, each with its key in the file."""
    return tuple((name, field.alias or name) for name, field in document.model_fields.items())


def lines_in(condition: Condition, steps: Steps) -> Iterator[tuple[Condition, Steps]]:
    """Yield every line of a tree, those inside `all`, `any` and `not` among them, and where it stands; `steps` lead to the
    list that the tree is.
    """
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            for position, part in enumerate(parts):
                line = (*steps, position)
                inner = "any" if isinstance(part, AnyOf) else "not" if isinstance(part, Not) else "all"
                yield part, line
                yield from lines_in(part, (*line, inner))
        case Not(part=All() as part):
            yield from lines_in(part, steps)
        case Not(part=part):
            yield part, steps
            yield from lines_in(part, (*steps, "any" if isinstance(part, AnyOf) else "not"))
        case Test():
            return
