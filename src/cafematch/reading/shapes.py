"""What may stand at a place of a document, as its types say: its keys, and what is written behind each."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cafematch.model.conditions import All
from cafematch.model.documents import Names, Reads, Source, mapping_or_empty
from cafematch.model.duration import Duration
from cafematch.model.rules import CONSEQUENCES, Rule
from cafematch.model.text import Text

Path = tuple[str | int, ...]

KEYS: Final = "keys with values"
"""What a part of a document is called that holds several named values."""

PATTERNS: Final = {
    r"^[a-z][a-z0-9_]*$": ("bad-id", "an id such as 'kl' (small letters a to z, digits and _)"),
    r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$": (
        "bad-id",
        "an id such as 'kl.schulden' (small letters a to z, digits and _, with a dot)",
    ),
    r"^[a-z][a-z0-9-]*$": ("bad-id", "an id such as 'minor-alone' (small letters a to z, digits and -)"),
    r"^[A-Z]{2}$": ("unknown-country", "a country's code of two capital letters such as DE or FR"),
}
"""Code and words of what is expected where text must look a certain way."""


def leads_into(value: object, step: str | int) -> bool:
    """Return whether a step of a path leads into a value."""
    if isinstance(value, Mapping):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def fields_at(model: type[BaseModel], path: Path, value: Any) -> dict[str, FieldInfo]:
    """Return the keys that a part of a document may have, with what each holds; none where it is no document."""
    return {
        field.alias or name: field
        for document in documents_at(model, path, value)
        for name, field in document.model_fields.items()
    }


def documents_at(model: type[BaseModel], path: Path, value: Any) -> list[type[BaseModel]]:
    """Return the documents that a part of a document may be; none where it is no document."""
    found = _types_at(model, path, value)
    return [annotation for annotation in found if isinstance(annotation, type) and issubclass(annotation, BaseModel)]


def _types_at(model: type[BaseModel], path: Path, value: Any) -> list[Any]:
    """Return the types that a part of a document may have; none where it cannot be told."""
    here: list[Any] = [model]
    for step in path:
        here = [inside for annotation in here for inside in types_inside(annotation, step, value)]
        value = value[step] if leads_into(value, step) else None
    return here


def types_inside(annotation: Any, step: str | int, value: object) -> Iterator[Any]:
    """Yield the types found one step into a type: a field, the entries of a list, the values of a mapping."""
    if annotation is Rule and step == "then":
        kind = mapping_or_empty(value).get("kind")
        yield from [CONSEQUENCES[known] for known in CONSEQUENCES if known == kind]
    elif annotation is All:
        yield Source if step == "source" else All
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step == (field.alias or name):
                yield from alternatives(field.annotation)
    elif get_origin(annotation) is not None:
        arguments = get_args(annotation)
        origin = get_origin(annotation)
        is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
        for argument in arguments[1:] if is_mapping else arguments:
            yield from alternatives(argument)


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, without what is written beside it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from alternatives(argument)
    elif annotation is not type(None) and annotation is not Ellipsis:
        yield annotation


_BELONGS: Final[Mapping[Any, str]] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a date such as 2026-03-02",
    datetime: "a date and time such as 2026-03-16T10:00",
    Text: "text, or one text for each language",
    Duration: "a duration such as '2 weeks'",
    All: "a list of tests, [] if there is none",
}


def named_by(model: type[BaseModel], path: Path, value: Any) -> str | None:
    """Return what sort of thing the text of a key names, if it names something that is declared elsewhere."""
    if not path:
        return None
    field = fields_at(model, path[:-1], value).get(str(path[-1]))
    return next((part.what for part in field.metadata if isinstance(part, Names)), None) if field else None


def takes_text(field: FieldInfo) -> bool:
    """Return whether a key may hold text, a date, or one of some words."""
    return any(one in (str, Text, date) or get_origin(one) is Literal for one in alternatives(field.annotation))


def parents_of(model: type[BaseModel], key: str) -> list[str]:
    """Return the keys, from the top down, right under which a key of this name may stand in a document."""
    found: dict[str, None] = {}
    seen, coming = {model}, [model]
    while coming:
        for name, field in coming.pop(0).model_fields.items():
            for inside in _documents_inside(field.annotation):
                if any(key == (other.alias or own) for own, other in inside.model_fields.items()):
                    found[field.alias or name] = None
                if inside not in seen:
                    seen.add(inside)
                    coming.append(inside)
    return list(found)


def _documents_inside(annotation: Any) -> Iterator[type[BaseModel]]:
    for one in alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one
        elif get_origin(one) is not None:
            for argument in get_args(one):
                yield from _documents_inside(argument)


WRITTEN_AS_KEYS: Final = frozenset(("facts", "settings", "consequence", "detail", "background", "constraints"))
"""What fields that a function reads whole hold, where a file says it by keys of its own."""


def belongs(model: type[BaseModel], path: Path, value: Any) -> str:
    """Return what is written behind the key that ends a path."""
    field = fields_at(model, path[:-1], value).get(str(path[-1]))
    found = _types_at(model, path, value)
    for part in field.metadata if field else ():
        if (pattern := getattr(part, "pattern", None)) in PATTERNS:
            return PATTERNS[pattern][1]
        if isinstance(part, Reads) and part.what in WRITTEN_AS_KEYS:  # what is made of it may be a tuple
            found = [annotation for annotation in found if get_origin(annotation) is not tuple]
    return " or ".join(dict.fromkeys(map(_described, found))) or "keys of its own"


def _described(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        words = [str(word).lower() for word in get_args(annotation)]
        return words[0] if len(words) == 1 else f"one of {', '.join(words)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        keys = [field.alias or name for name, field in annotation.model_fields.items()]
        return f"the key{'s' if len(keys) > 1 else ''} {', '.join(keys)}"
    if annotation in _BELONGS:
        return _BELONGS[annotation]
    return "a list" if origin is tuple else "keys of its own"
