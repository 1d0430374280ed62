"""The names a document uses that nothing has: looked up at every place that its model marks as a name.

What is looked through may be a checked document, or the plain values of a file that could not be made one: whatever
else is wrong in a file, its names are judged, each at its place.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from cafematch.errors import Problem
from cafematch.model.documents import Also, Names, Reads
from cafematch.model.languages import LANGUAGE_CODES
from cafematch.model.text import shown
from cafematch.quick import dataclass
from cafematch.reading.labels import did_you_mean, labels_in
from cafematch.reading.languages import language_meant
from cafematch.reading.problems import naming_problem
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile

Known = Mapping[str, Collection[str]]
"""The names there are, by their sort as `Names` of the model calls it; of a sort that is left out any name passes."""

_NOTHING: Final[Mapping[str, Any]] = {}


class Name(NamedTuple):
    """A name that nothing has: of what sort it should be, and where it stands."""

    sort: str
    word: str
    path: Path
    of: Literal["key", "value"] = "value"


def inside(value: object) -> Mapping[str, Any]:
    """Return what a checked document, or a mapping that may become one, holds by its keys; of anything else nothing."""
    if isinstance(value, dict):  # asked first, since it is told at once
        return value
    return value.__dict__ if isinstance(value, BaseModel) else _NOTHING


def unknown_names(model: type[BaseModel], value: object, known: Known) -> list[Name]:
    """Return every name in `value` that nothing has, where `value` is a document of `model` or was to be made one."""
    found: list[Name] = []
    _look(_shape_of(model), value, (), known, found)
    return found


def problem_of(file: YamlFile, name: Name, known: Known) -> Problem:
    """Return the problem of a name that nothing has."""
    sort, word, path, of = name
    among = known[sort]
    if sort == "language":
        message = f"expected a language code such as de, found {shown(word)}"
        return file.problem("not-a-language", message, path, of=of, hint=language_meant(word) or LANGUAGE_CODES)
    if sort in _CHOSEN:
        message = f"expected one of {', '.join(among)}; found {shown(word)}"
        return file.problem(_CHOSEN[sort], message, path, of=of, hint=did_you_mean(word, among, labels_in(among)))
    meant, what = _MEANT.get(sort, (sort, sort))
    return naming_problem(file, f"unknown-{meant.replace(' ', '-')}", what, word, among, path, of)


_MEANT: Final[Mapping[str, tuple[str, str]]] = {
    "area": ("area", "area of competence"),
    "asked": ("fact", "fact"),
    "fact or need": ("fact", "fact"),
    "flag": ("flag", "safeguard or mark of stale entries"),
    "kind": ("kind", "kind of service"),
    "provider": ("service", "service or organisation"),
}
"""What is told of a name that nothing has, where it is not called as its sort is: in the code, and to the reader."""

_CHOSEN: Final[Mapping[str, str]] = {
    "accessibility": "unknown-value",
    "gender of interpreters": "unknown-value",
    "handover": "not-a-level",
    "pet": "unknown-value",
    "threshold": "not-a-level",
}
"""The sorts of which there are so few that a message lists them all, each with its code."""


# Where names stand.


@dataclass(slots=True)
class _Shape:
    """Where names stand in a value: itself, if it is text; in the entries of a list; in keys and values of a mapping."""

    sort: str = ""
    keys: str = ""
    each: _Shape | None = None
    values: _Shape | None = None
    fields: list[tuple[str, str, _Shape]] = field(default_factory=list)
    """The fields of a document that hold names: as the document calls them, as a file does, and what is in them."""

    def __bool__(self) -> bool:
        return bool(self.sort or self.keys or self.each or self.values or self.fields)


def _look(shape: _Shape, value: object, path: Path, known: Known, found: list[Name]) -> None:
    if value.__class__ is str:
        if shape.sort and (names := known.get(shape.sort)) is not None and value not in names:
            found.append(Name(shape.sort, str(value), path))
    elif isinstance(value, dict):
        for _, key, part in shape.fields:
            if key in value:
                _look(part, value[key], (*path, key), known, found)
        if shape.keys and (names := known.get(shape.keys)) is not None:
            found += [Name(shape.keys, key, (*path, key), "key") for key in value if key not in names]
        if shape.values is not None:
            for key, entry in value.items():
                _look(shape.values, entry, (*path, key), known, found)
    elif isinstance(value, list | tuple):
        if shape.each is not None:
            for position, entry in enumerate(value):
                _look(shape.each, entry, (*path, position), known, found)
    elif isinstance(value, BaseModel):
        for name, key, part in shape.fields:
            _look(part, value.__dict__[name], (*path, key), known, found)


_SHAPES: Final[dict[type[BaseModel], _Shape]] = {}


def _shape_of(model: type[BaseModel]) -> _Shape:
    """Return where names stand in a document; a declaration, say, may hold declarations."""
    if model not in _SHAPES:
        shape = _SHAPES[model] = _Shape()
        model.model_rebuild()
        for name, entry in model.model_fields.items():
            part = _Shape()
            _note(part, entry.annotation, entry.metadata)
            if part:
                shape.fields.append((name, entry.alias or name, part))
    return _SHAPES[model]


def _note(shape: _Shape, annotation: Any, marks: Collection[Any] = ()) -> None:
    """Note in a shape where names stand in values of a type."""
    if any(isinstance(mark, Reads) for mark in marks):  # the function that reads it looks its names up
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    for mark in marks:
        if isinstance(mark, Names):
            shape.sort = mark.what
        elif isinstance(mark, Also):
            _note(shape, mark.form)
    if origin is Annotated:
        _note(shape, arguments[0], arguments[1:])
    elif origin in (Union, types.UnionType):
        for one in arguments:
            _note(shape, one)
    elif origin is tuple:
        shape.each = _inside(arguments[0])
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        shape.keys = (_inside(arguments[0]) or _Shape()).sort
        shape.values = _inside(arguments[1])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        shape.fields = _shape_of(annotation).fields


def _inside(annotation: Any) -> _Shape | None:
    shape = _Shape()
    _note(shape, annotation)
    return shape or None
