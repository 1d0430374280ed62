"""Checked documents as plain data, and back without being checked again: what the cache keeps.

Every value that is made of others is told as a row of numbers: the places of its parts in a list that begins with all
numbers and texts. Rows of one sort stand together, as columns, behind everything they name, and what is equal is told
once. So a network of any size is made again by a few hundred calls of `starmap`. Nothing is made but what the model has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from importlib import import_module
from itertools import starmap
from types import NoneType
from typing import Any, Final

from cafematch.model.documents import Document
from cafematch.model.text import Text

Plain = tuple[list[Any], list[tuple[str, list[list[int]]]]]
"""Numbers and texts, and the rows: of each sort its name and its columns."""

NOT_PLAIN: Final = (ValueError, TypeError, LookupError, AttributeError, ImportError)
"""What is raised where data is read back that never was told."""

_WORDS: Final = frozenset([NoneType, bool, str])
_NUMBERS: Final = frozenset([int, float])
_SETS: Final = frozenset([set, frozenset])
_DATES: Final = frozenset([date, datetime])
_MODEL: Final = "cafematch.model."


def to_plain(value: object) -> Plain:
    """Return a document, or any value of one, as lists of numbers and texts, fit for JSON; the same in every run."""
    teller = _Teller()
    teller.number_of(value)
    (_, scalars), *groups = sorted(teller.groups.items())
    numbers = [*scalars, *(number for _, rows in groups for number in rows)]
    place = {number: position for position, number in enumerate(numbers)}
    return [scalar for (scalar,) in scalars.values()], [
        (sort, [[place[number] for number in column] for column in zip(*rows.values(), strict=True)])
        for (_, sort), rows in groups
    ]


def from_plain(plain: Plain) -> Any:
    """Return the value that `to_plain` was given; raises one of NOT_PLAIN for what it cannot have returned."""
    scalars, groups = plain
    values = list(scalars)
    for sort, columns in groups:
        rows: Iterable[Any] = zip(*(map(values.__getitem__, column) for column in columns), strict=True)
        if not columns:  # an empty tuple, or a type that says nothing more: there is only one
            rows = [()]
        values += list(rows if sort.startswith("tuple") else starmap(_maker(sort), rows))
    return values[-1]


class _Teller:
    """Gives a number to every value, the same to equal ones, and groups them by depth and sort."""

    def __init__(self) -> None:
        self.groups: dict[tuple[int, str], dict[int, tuple[Any, ...]]] = {(0, ""): {}}
        self._depths: list[int] = []
        self._numbers: dict[object, int] = {}
        self._met: dict[int, int] = {}

    def number_of(self, value: Any) -> int:
        kind = value.__class__
        if kind in _WORDS:
            return self._number(value, 0, "", (value,))
        if kind in _NUMBERS:  # 1 is neither 1.0 nor true
            return self._number((kind, repr(value)), 0, "", (value,))
        if kind is tuple:
            return self._row(f"tuple {len(value)}", value)
        if kind is Text:  # most of a network is text: one row each, and no pairs
            languages, words = zip(*value.versions, strict=True)
            return self._row(" ".join(("text", *languages)), words)
        if kind is list:
            return self._row("list", (tuple(value),))
        if kind in _SETS:  # in an order that does not change from run to run
            return self._row(kind.__name__, (tuple(sorted(value, key=repr)),))
        if kind in _DATES:
            return self._row(kind.__name__, (value.isoformat(),))
        if isinstance(value, Mapping):
            return self._row("mapping", (tuple(value), tuple(value.values())))
        if id(value) not in self._met:  # a subject or a check stands at many places
            self._met[id(value)] = self._row(*_parts(value, kind))
        return self._met[id(value)]

    def _row(self, sort: str, parts: Iterable[object]) -> int:
        known, depths = self._numbers, self._depths
        numbers = tuple(
            [known[part] if part.__class__ in _WORDS and part in known else self.number_of(part) for part in parts]
        )
        depth = 1 + max([depths[number] for number in numbers], default=0)
        return self._number((sort, numbers), depth, sort, numbers)

    def _number(self, key: object, depth: int, sort: str, parts: tuple[Any, ...]) -> int:
        number = self._numbers.setdefault(key, len(self._depths))
        if number == len(self._depths):
            self._depths.append(depth)
            self.groups.setdefault((depth, sort), {})[number] = parts
        return number


def _parts(value: Any, kind: Any) -> tuple[str, list[Any]]:
    """Return the sort of a value of the model, and its parts: of a document first what was written, and where."""
    if not kind.__module__.startswith(_MODEL):
        raise TypeError(f"{kind} is nothing that the model has")
    sort = f"{kind.__module__.removeprefix(_MODEL)}.{kind.__name__}"
    if not issubclass(kind, Document):
        return sort, [getattr(value, field) for field in kind.__slots__]
    state = value.__getstate__()
    private, fields = state["__pydantic_private__"], state["__dict__"]
    at = private and private["_at"]
    return sort, [state["__pydantic_fields_set__"], at, *(fields[name] for name in kind.model_fields)]


def _maker(sort: str) -> Callable[..., Any]:
    """Return what makes a value of a sort of its parts."""
    if sort in _MAKERS:
        return _MAKERS[sort]
    if sort.startswith("text "):
        languages = sort.split(" ")[1:]
        return lambda *words: Text(tuple(zip(languages, words, strict=True)))
    module, name = sort.split(".")
    kind: Any = getattr(import_module(f"{_MODEL}{module}"), name)
    if kind.__module__ != f"{_MODEL}{module}":
        raise TypeError(f"{kind} is nothing that the model has")
    return _document_maker(kind) if issubclass(kind, Document) else kind


_MAKERS: Final[Mapping[str, Callable[..., Any]]] = {
    "list": list,
    "set": set,
    "frozenset": frozenset,
    "mapping": lambda keys, values: dict(zip(keys, values, strict=True)),
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _document_maker(kind: type[Document]) -> Callable[..., Document]:
    """Return what makes a document of its parts, as pydantic does for what needs no check."""
    names, put = tuple(kind.model_fields), object.__setattr__

    def make(written: set[str], at: str | None, *values: Any) -> Document:
        document = kind.__new__(kind)
        put(document, "__dict__", dict(zip(names, values, strict=True)))
        put(document, "__pydantic_extra__", None)
        put(document, "__pydantic_fields_set__", written)
        put(document, "__pydantic_private__", None if at is None else {"_at": at})
        return document

    return make
