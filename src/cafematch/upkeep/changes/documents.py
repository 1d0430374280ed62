"""What was changed between two states of catalog and rules, document by document and key by key.

A document is what somebody changes on purpose and somebody else may ask about: a rule, a weight, a service, an
organisation, a hand-over, the network, the ladder of thresholds, the words of one file of the vocabulary. What files are
called, how they are laid out, and in what order a list stands, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from difflib import SequenceMatcher
from typing import Any, Final, Literal, TypeAlias, get_args

from pydantic import ValidationError

from cafematch.model.documents import mapping_or_empty
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.reading.cache import meaning
from cafematch.reading.folders import Folder
from cafematch.reading.gathering import VOCABULARY_FILES
from cafematch.reading.history import State
from cafematch.reading.yamlfile import YamlFile

Sort = Literal[
    "rule", "weight", "service", "organisation", "handover", "network", "thresholds", "words", "default_network"
]
Steps = tuple[str | int, ...]
THRESHOLDS: Final = "thresholds"
"""What the ladder of thresholds is called."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A key of a document whose value is not what it was: the steps that lead to it, entries of lists counted from 1.

    `before` and `after` are as they stand in the files; None where there is none. `line` is where to look.
    """

    steps: Steps
    before: Any
    after: Any
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """A document that was added, removed or changed. `network` is the one it belongs to; None if it belongs to all.

    `file` and `line` tell where it stands in the new state, or where it stood if it was removed; `title` is what people
    call it, if it has a title or a name.
    """

    sort: Sort
    network: str | None
    name: str
    how: Literal["added", "removed", "changed"]
    file: str
    line: int
    title: Text | None = field(compare=False)
    details: tuple[Detail, ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[int, str, str]:
        """What changes are sorted by: their sort, network and name."""
        return _ORDER[self.sort], self.network or "", self.name


@dataclass(frozen=True, slots=True)
class _Document:
    """A document as it stands in a file: its value, how to get there, and what it is called."""

    value: Any
    file: YamlFile
    path: Steps
    own: Any
    """What of the value is looked at to compare it: of an organisation everything but its services."""


def handover_name(from_: str, to: str) -> str:
    """Return what a hand-over is called."""
    return f"{from_} → {to}"


_Key: TypeAlias = tuple[Sort, str | None, str]


def changes_between(before: State, after: State) -> tuple[Change, ...]:
    """Return the documents that differ between two states, those of rules first, each sort by its names.

    Only files that are not the same byte for byte are looked into. Raises InvalidData if one is no YAML.
    """
    found = []
    for name in ("rules", "catalog"):
        old, new = getattr(before, name), getattr(after, name)
        documents = [
            dict(_documents(folder, name, unlike(folder, other))) for folder, other in ((old, new), (new, old))
        ]
        for key in sorted({*documents[0], *documents[1]}, key=lambda key: (_ORDER[key[0]], key[1] or "", key[2])):
            change = _change(key, documents[0].get(key), documents[1].get(key))
            if change is not None:
                found.append(change)
    return tuple(found)


_ORDER: Final[Mapping[str, int]] = {sort: place for place, sort in enumerate(get_args(Sort))}


def unlike(folder: Folder, other: Folder) -> list[str]:
    """Return the names of the files of a folder that another one does not hold byte for byte."""
    files, others = folder.files or {}, other.files or {}
    return [name for name in sorted(files) if files[name] != others.get(name)]


def _documents(folder: Folder, sort: str, names: list[str]) -> Iterator[tuple[_Key, _Document]]:
    for name in names:
        file = folder.open(name)
        yield from (_of_rules if sort == "rules" else _of_catalog)(name, file)


def _of_rules(name: str, file: YamlFile) -> Iterator[tuple[_Key, _Document]]:
    value = mapping_or_empty(file.value)
    if name == "weights.yaml":
        for weight, told in mapping_or_empty(value.get("weights")).items():
            yield ("weight", None, weight), _Document(told, file, ("weights", weight), told)
    else:
        yield ("rule", None, str(value.get("id"))), _Document(value, file, (), value)


def _of_catalog(name: str, file: YamlFile) -> Iterator[tuple[_Key, _Document]]:
    value = mapping_or_empty(file.value)
    network, _, inside = name.partition("/")
    if network == "vocabulary":
        stem = inside.removesuffix(".yaml")
        if stem in VOCABULARY_FILES:
            yield ("words", None, stem), _Document(value, file, (), value)
        elif stem == THRESHOLDS:
            yield ("thresholds", None, stem), _Document(value, file, (), value)
    elif name == "catalog.yaml":
        yield ("default_network", None, "default_network"), _Document(value, file, (), value)
    elif inside == "network.yaml":
        yield ("network", network, network), _Document(value, file, (), value)
    elif inside == "handovers.yaml":
        for place, told in enumerate(_listed(value, "handovers")):
            name = handover_name(str(told.get("from")), str(told.get("to")))
            yield ("handover", network, name), _Document(told, file, ("handovers", place), told)
    elif inside.startswith("organisations/"):
        own = {key: told for key, told in value.items() if key != "services"}
        organisation = str(value.get("organisation"))
        yield ("organisation", network, organisation), _Document(value, file, (), own)
        for place, told in enumerate(_listed(value, "services")):
            document = _Document(told, file, ("services", place), {"organisation": organisation, **told})
            yield ("service", network, str(told.get("id"))), document


def _listed(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = value.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _change(key: _Key, before: _Document | None, after: _Document | None) -> Change | None:
    document = after or before
    assert document is not None
    if before is not None and after is not None and meaning(before.own) == meaning(after.own):
        return None
    sort, network, name = key
    source = document.file.source
    line = source.position(document.path, "value").line
    how: Literal["added", "removed", "changed"] = (
        "added" if before is None else "removed" if after is None else "changed"
    )
    details = tuple(_details(before, after)) if before is not None and after is not None else ()
    return Change(sort, network, name, how, document.file.name, line, _title(document.value), details)


def _title(value: Any) -> Text | None:
    """Return what people call a document: its title or its name."""
    told = mapping_or_empty(value)
    try:
        return Text.of(told.get("title", told.get("name")))
    except ValidationError:  # it has none, or stands in a file that nobody has checked
        return None


def _details(before: _Document, after: _Document) -> Iterator[Detail]:
    for steps, path, old, new in _unlike_values(before.own, after.own, (), ()):
        yield Detail(steps, old, new, after.file.source.position((*after.path, *path), "key").line)


def _unlike_values(old: Any, new: Any, steps: Steps, path: Steps) -> Iterator[tuple[Steps, Steps, Any, Any]]:
    """Yield where two values differ, as deep inside as can be told: the steps for a reader, the path in the new file,
    and what stands there in both.
    """
    if meaning(old) == meaning(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (*new, *(key for key in old if key not in new)):
            yield from _unlike_values(old.get(key), new.get(key), (*steps, key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and any(isinstance(entry, dict) for entry in (*old, *new)):
        for was, now in _paired(old, new):
            place = (now if now is not None else was) or 0
            inside = (*path, now) if now is not None else path
            yield from _unlike_values(
                old[was] if was is not None else None,
                new[now] if now is not None else None,
                (*steps, place + 1),
                inside,
            )
    else:
        yield steps, path, old, new


def _paired(old: list[Any], new: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Yield which entries of two lists stand for each other: those alike, then, in their order, what lies between."""
    matcher = SequenceMatcher(
        None, [meaning(entry) for entry in old], [meaning(entry) for entry in new], autojunk=False
    )
    for _, start, stop, begin, end in matcher.get_opcodes():
        for place in range(max(stop - start, end - begin)):
            was, now = start + place, begin + place
            yield (was if was < stop else None), (now if now < end else None)
