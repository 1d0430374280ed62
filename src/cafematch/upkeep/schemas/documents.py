"""Documents as schemas, read from their models: keys, types, bounds, the names a field may hold, and what each key means."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cafematch.model.documents import Also, Reads, Source
from cafematch.model.documents import Names as Marker
from cafematch.model.duration import Duration
from cafematch.model.profile import Profile
from cafematch.model.rules import ABOUT_SERVICES, CONSEQUENCES, Example, Rule, RuleKind, Sequence
from cafematch.model.text import Text
from cafematch.model.vocabulary import FieldDeclaration
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.schemas.conditions import Conditions
from cafematch.upkeep.schemas.facts import read_whole
from cafematch.upkeep.schemas.values import (
    DATE,
    DURATION,
    MOMENT,
    ref,
    with_description,
    without_spaces,
)
from cafematch.upkeep.schemas.words import LANGUAGE, Names, Schema, chosen, closed

SAID_ELSEWHERE: Mapping[tuple[type[BaseModel], str], Any] = {(Example, "profile"): Profile}
"""What fields hold whose names are looked up only when they are used: a rule's examples."""


class Documents:
    """The definitions of all that files hold: documents, conditions, names."""

    def __init__(self, names: Names, explained: Explained) -> None:
        self.names = names
        self.explained = explained
        self.definitions: dict[str, Schema] = {"date": DATE, "text": _text(names.catalog.network.languages)}
        self.definitions |= {without_spaces(sort): names.schema(sort) for sort in names.sorts}
        self.definitions |= Conditions(names, explained).define()
        self._document(Source)  # conditions refer to it

    def whole(self, schema: Schema) -> Schema:
        """Return a schema of a file with the definitions that it needs, and those that these need."""
        needed: set[str] = set()
        found = [schema]
        while found:
            names = set(_references(found.pop())) - needed
            needed |= names
            found += [self.definitions[name] for name in sorted(names)]
        optional = "$ref" in schema and "required" not in self.definitions[_referred(schema)]
        ways: Schema = {"anyOf": [schema, {"type": "null"}]} if optional else {"allOf": [schema]}
        return {**ways, "definitions": {name: self.definitions[name] for name in sorted(needed)}}

    def of(self, annotation: Any, metadata: Iterable[Any] = ()) -> Schema:
        """Return what may be written for a type, as a model annotates a field with it."""
        marks = [part for entry in metadata for part in (entry.metadata if isinstance(entry, FieldInfo) else [entry])]
        whole = self._whole(annotation, marks)
        forms = [self.of(mark.form) for mark in marks if isinstance(mark, Also)]
        return {"anyOf": [*forms, whole]} if forms else whole

    def _whole(self, annotation: Any, marks: Iterable[Any]) -> Schema:
        bounds = _bounds(annotation, marks)
        for mark in marks:
            if isinstance(mark, Reads):
                return read_whole(mark.what, self.names, self.explained)
            if isinstance(mark, Marker):
                return {**ref(mark.what)} if not bounds else {"allOf": [ref(mark.what)], **bounds}
        return {**self._shape(annotation), **bounds}

    def _shape(self, annotation: Any) -> Schema:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.of(arguments[0], arguments[1:])
        if origin in (Union, types.UnionType):
            return _either([self.of(argument) for argument in arguments])
        if origin is Literal:
            words = frozenset(map(str, arguments))
            labels = {**self.names.labels_of(words), **self.explained.words(words)}
            return (
                {"enum": list(arguments)} if True in arguments else chosen({word: labels[word] for word in arguments})
            )
        if origin is tuple:
            if arguments[-1] is Ellipsis:
                return {"type": "array", "items": self.of(arguments[0])}
            entries = [self.of(argument) for argument in arguments]
            return {"type": "array", "items": entries, "minItems": len(entries), "maxItems": len(entries)}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(*arguments)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._document(annotation)
        return _PLAIN[annotation]

    def _mapping(self, key: Any, value: Any) -> Schema:
        """Return what may be written for named values; where it is known which names there may be, just these."""
        if value is Any:
            return {"type": "object"}
        entries = self.of(value)
        sort = next((mark.what for mark in get_args(key)[1:] if isinstance(mark, Reads | Marker)), None)
        if get_origin(key) is Literal:
            return closed(dict.fromkeys(get_args(key), entries))
        if sort is not None:
            told = self.names.labelled(sort)
            return closed({name: with_description(entries, label) for name, label in told.items()})
        pattern = self.of(key).get("pattern")
        limit = {"propertyNames": {"pattern": pattern}} if pattern else {}
        return {"type": "object", "additionalProperties": entries, **limit}

    def _document(self, model: type[BaseModel]) -> Schema:
        name = model.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # declarations of facts hold declarations
            model.model_rebuild()
            properties = {}
            for own, field in model.model_fields.items():
                annotation = SAID_ELSEWHERE.get((model, own), field.annotation)
                key = field.alias or own
                schema = self.of(annotation, field.metadata)
                properties[key] = self._told(schema, self.explained.key(model, key))
            required = [field.alias or own for own, field in model.model_fields.items() if field.is_required()]
            self.definitions[name] = {
                **closed(properties),
                **({"required": required} if required else {}),
                **self._together(model),
            }
        return ref(name)

    def _told(self, schema: Schema, meaning: str) -> Schema:
        """Return the schema of a key with what it means; above the label of a word an editor shows it as a title."""
        named = {ref(sort)["$ref"] for sort in self.names.sorts}
        title = {"title": meaning} if meaning and ("oneOf" in schema or schema.get("$ref") in named) else {}
        return {**title, **with_description(schema, meaning)}

    def _together(self, model: type[BaseModel]) -> Schema:
        """Return what the keys of a document demand of each other."""
        if model is Rule:
            retired = _where("status", "retired", {"required": ["retired_because"]})
            return {"allOf": [retired, *(self._consequence(kind) for kind in CONSEQUENCES)]}
        if model is Sequence:
            return {"anyOf": [{"required": [key]} for key in ("before", "after", "until", "defer")]}
        if issubclass(model, FieldDeclaration):
            return {"allOf": [_where("type", type_, {"required": [key]}) for type_, key in _DECLARED_BY.items()]}
        return {}

    def _consequence(self, kind: RuleKind) -> Schema:
        """Return what follows from a rule of a kind, and whether it speaks about services."""
        everywhere = {} if kind in ABOUT_SERVICES else {"services": {"maxItems": 0}}
        return _where("kind", kind, {"properties": {"then": self._document(CONSEQUENCES[kind]), **everywhere}})


_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    date: ref("date"),
    datetime: MOMENT,
    Duration: DURATION,
    Text: ref("text"),
}
"""What is written for types that are no documents."""


def _either(ways: list[Schema]) -> Schema:
    """Return what one of some schemas takes; words stand one beside the other, so that an editor shows their labels."""
    words = [word for way in ways for word in way.get("oneOf", [way])]
    listed = any("oneOf" in way for way in ways) and all({"const", "type"} & word.keys() for word in words)
    return {"oneOf": words} if listed else {"anyOf": ways}


def _text(languages: Iterable[str]) -> Schema:
    """Return what may be written for text: words, or words by language."""
    by_language = {
        "type": "object",
        "properties": {code: {"type": "string"} for code in languages},
        "patternProperties": {LANGUAGE: {"type": "string"}},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [{"type": "string"}, by_language]}


_DECLARED_BY = {"choice": "values", "set": "values", "level": "scale", "list": "of", "record": "fields"}
"""What a declaration of a type cannot do without."""


def _where(key: str, value: str, then: Schema) -> Schema:
    """Return what holds for a document where a key has a value."""
    return {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": then}


def _bounds(annotation: Any, marks: Iterable[Any]) -> Schema:
    """Return what the markers of a field say of its bounds."""
    keys = {"ge": "minimum", "le": "maximum", "pattern": "pattern"}
    if get_origin(annotation) is tuple:
        keys |= {"min_length": "minItems", "max_length": "maxItems"}
    return {
        said: bound for mark in marks for key, said in keys.items() if (bound := getattr(mark, key, None)) is not None
    }


def _references(schema: Any) -> Iterator[str]:
    """Yield the names of all definitions that a schema refers to."""
    if isinstance(schema, list):
        for entry in schema:
            yield from _references(entry)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield _referred(schema)
        for entry in schema.values():
            yield from _references(entry)


def _referred(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
