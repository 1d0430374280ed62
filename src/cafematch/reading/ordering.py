"""The fixed order of keys: which one a file has, where a file leaves it, and how it comes back to it.

The order is that of the fields of the documents; it is written down nowhere else. A condition begins with its test, then
come its notes; an outcome begins with its fact. Mappings whose keys are words (needs, languages, facts) have no order,
nor have those with a key that nobody knows.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import BaseModel

from cafematch.errors import InvalidData
from cafematch.model.catalog import HandoversFile, Ladder, Network, Organisation, Outcome
from cafematch.model.conditions import NOTE_KEYS, All
from cafematch.model.documents import Source
from cafematch.model.profile import Profile
from cafematch.model.rules import Example, Rule, WeightsFile
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass
from cafematch.reading.folders import Folder
from cafematch.reading.moving import move
from cafematch.reading.shapes import Path, alternatives, types_inside
from cafematch.reading.yamlfile import Value, YamlFile, parse_yaml


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A mapping whose keys stand in another order than theirs: where it is, its keys, and their order."""

    path: Path
    keys: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def first(self) -> tuple[str, str]:
        """The first key that is missed at its place, and the one that stands there."""
        return next((key, instead) for key, instead in zip(self.order, self.keys, strict=True) if key != instead)


def document_of(folder: Literal["catalog", "rules"], name: str) -> Any:
    """Return the type of what a file of a folder says; None for a file that has no order."""
    match folder, *name.split("/"):
        case "catalog", "vocabulary", "thresholds.yaml":
            return Ladder
        case "catalog", "vocabulary", file:
            field = Vocabulary.model_fields.get(file.removesuffix(".yaml"))
            return field.annotation if field else None
        case "catalog", _, "network.yaml":
            return Network
        case "catalog", _, "handovers.yaml":
            return HandoversFile
        case "catalog", _, "organisations", _:
            return Organisation
        case "rules", "weights.yaml":
            return WeightsFile
        case "rules", _, _:
            return Rule
    return None


def ordered_files(
    folder: Literal["catalog", "rules"], path: FilePath, networks: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the name of every file that has an order, with the type of what it says.

    Of the catalog folder these are the vocabulary and the files of some networks.
    """
    place = Folder(path, folder)
    for part in ("vocabulary", *networks) if folder == "catalog" else ("",):
        for name in place.names(part):
            document = document_of(folder, name)
            if document is not None and name.endswith(".yaml"):
                yield name, document


def misplaced(value: Value, document: Any) -> Iterator[Misplaced]:
    """Yield every mapping of a value whose keys are not in the order that a document gives them, outer ones first."""
    yield from _misplaced(value, list(alternatives(document)), ())


def _misplaced(value: Value, types: list[Any], path: Path) -> Iterator[Misplaced]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            inside = [found for annotation in types for found in types_inside(annotation, position, value)]
            if inside:
                yield from _misplaced(item, inside, (*path, position))
    elif isinstance(value, dict):
        keys = tuple(value)
        order = next((order for annotation in types if (order := _order(annotation, keys))), keys)
        if keys != order:
            yield Misplaced(path, keys, order)
        for key, item in value.items():
            inside = [found for annotation in types for found in _types_behind(annotation, key, value)]
            if inside:
                yield from _misplaced(item, inside, (*path, key))


def _order(annotation: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys in the order they have in a part of a document; none if it gives them none."""
    if annotation is All:
        return _first_what_is_not(NOTE_KEYS, keys)
    if annotation is Outcome:
        return _first_what_is_not(("after",), keys)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        known = [field.alias or name for name, field in annotation.model_fields.items()]
        if set(keys) <= set(known):
            return tuple(key for key in known if key in keys)
    return ()


def _first_what_is_not(last: tuple[str, ...], keys: tuple[str, ...]) -> tuple[str, ...]:
    return (*(key for key in keys if key not in last), *(key for key in last if key in keys))


def _types_behind(annotation: Any, key: str, value: Mapping[str, Value]) -> Iterator[Any]:
    """Yield the types of what stands behind a key; of conditions only what is again conditions, or a source."""
    if annotation is All:
        if key in ("all", "any", "not"):
            yield All
        elif key == "source":
            yield Source
    elif annotation is Example and key == "profile":
        yield Profile
    else:
        yield from types_inside(annotation, key, value)


def in_order(file: YamlFile, document: Any) -> YamlFile:
    """Return a file with its keys in the order that a document gives them; all else stays as it is, byte for byte.

    A mapping is left alone where it could not be moved without changing what the file says: an alias must not come to
    stand above its anchor, say. A file in which nothing can be moved is returned itself.
    """
    while (moved := _moved_once(file, document)) is not file:  # what was moved may make room for what was left alone
        file = moved
    return file


def _moved_once(file: YamlFile, document: Any) -> YamlFile:
    """Return a file in which every mapping was moved once, where it was needed and could be."""
    left: set[Path] = set()
    while found := _outermost(each for each in misplaced(file.value, document) if each.path not in left):
        if (together := _moved(file, found)) is not None:
            file = together
            continue
        for each in found:
            if (alone := _moved(file, [each])) is None:
                left.add(each.path)
            else:
                file = alone
    return file


def _outermost(found: Iterable[Misplaced]) -> list[Misplaced]:
    outermost: list[Misplaced] = []
    for each in found:
        if not outermost or each.path[: len(outermost[-1].path)] != outermost[-1].path:
            outermost.append(each)
    return outermost


def _moved(file: YamlFile, found: Iterable[Misplaced]) -> YamlFile | None:
    """Return a file with some mappings in order; None if one cannot be moved, or the file would say something else."""
    text = move(file.source.text, {each.path: each.order for each in found})
    if text is None:
        return None
    mark = BOM_UTF8 if file.text.startswith(BOM_UTF8) else b""
    try:
        moved = parse_yaml(mark + text.encode(), file.name)
    except InvalidData:
        return None
    return moved if moved.value == file.value else None
