"""Turns what a document refuses into problems with a place, in the words of the people who write the files."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cafematch.errors import Problem, Severity, visible
from cafematch.model.text import shown
from cafematch.reading.nearest import did_you_mean
from cafematch.reading.yamlfile import YamlFile

Path = tuple[str | int, ...]

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "is_instance_of": "another value",
}


Finder = Callable[[Path], tuple[YamlFile, Path]]


def problems_of(error: ValidationError, model: type[BaseModel], find: Finder) -> Iterator[Problem]:
    """Yield one problem for everything a document refused; `find` tells the file of a place inside it, and where there."""
    for detail in error.errors(include_url=False):
        file, path = find(tuple(detail["loc"]))
        yield _problem(detail, model, file, path)


def _problem(detail: Any, model: type[BaseModel], file: YamlFile, path: Path) -> Problem:
    kind, loc, found = detail["type"], tuple(detail["loc"]), detail.get("input")
    context: Mapping[str, Any] = detail.get("ctx") or {}
    if kind == "missing":
        return file.problem("missing-key", f"the key {shown(loc[-1])} is missing here", path[:-1], of="key")
    if kind == "extra_forbidden":
        word, among = str(loc[-1]), sorted(_keys_at(model, loc[:-1]))
        hint = did_you_mean(word, among) or (f"keys here are {', '.join(among)}" if among else None)
        return file.problem("unknown-key", f"{shown(word)} is no key here", path, of="key", hint=hint)
    if "sentence" in context:
        word = context.get("word")
        hint = did_you_mean(word, context.get("among", ())) if isinstance(word, str) else None
        of: Literal["key", "value"] = (
            "key" if kind in ("unknown-fact", "unknown-key", "unknown-parameter", "unknown-test") else "value"
        )
        return file.problem(kind, visible(context["sentence"]), path, of=of, hint=hint)
    if kind == "literal_error":
        return _wrong_word(context.get("expected", ""), found, file, path)
    code, message = _told(kind, context, found, detail["msg"])
    return file.problem(code, message, path)


def _wrong_word(expected: str, found: object, file: YamlFile, path: Path) -> Problem:
    words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
    hint = did_you_mean(found, words) if isinstance(found, str) else None
    return file.problem("unknown-value", f"expected one of {', '.join(words)}; found {shown(found)}", path, hint=hint)


def _told(kind: str, context: Mapping[str, Any], found: object, message: str) -> tuple[str, str]:
    """Return code and sentence of a refusal that pydantic words itself."""
    if kind in _EXPECTED:
        return "wrong-type", f"expected {_EXPECTED[kind]}, found {shown(found)}"
    match kind:
        case "string_pattern_mismatch":
            return (
                "bad-id",
                f"expected lower-case letters, digits and _ as in 'kl' or 'kl.sozialrecht', found {shown(found)}",
            )
        case "greater_than_equal":
            return "out-of-range", f"expected {context['ge']:g} or more, found {shown(found)}"
        case "less_than_equal":
            return "out-of-range", f"expected {context['le']:g} or less, found {shown(found)}"
        case "too_short":
            return "too-few", f"expected at least {context['min_length']}, found {context['actual_length']}"
        case "too_long":
            return "too-many", f"expected at most {context['max_length']}, found {context['actual_length']}"
        case _:
            return "not-understood", f"{message}; found {shown(found)}"


def _keys_at(model: type[BaseModel], loc: Path) -> set[str]:
    """Return the keys that the document at `loc` inside `model` may have."""
    here: list[Any] = [model]
    for step in loc:
        inside: list[Any] = []
        for annotation in here:
            inside.extend(_inside(annotation, step))
        here = inside or here
    return {
        field.alias or name
        for annotation in here
        if isinstance(annotation, type) and issubclass(annotation, BaseModel)
        for name, field in annotation.model_fields.items()
    }


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    """Yield the types found one step into a type: a field, the entries of a list, the values of a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                yield from _plain(field.annotation)
    elif get_origin(annotation) is not None:
        arguments = get_args(annotation)
        is_mapping = isinstance(get_origin(annotation), type) and issubclass(get_origin(annotation), Mapping)
        for argument in arguments[1:] if is_mapping else arguments:
            yield from _plain(argument)


def _plain(annotation: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, without what is written beside it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from _plain(argument)
    elif annotation is not type(None) and annotation is not Ellipsis:
        yield annotation


def naming_problem(
    file: YamlFile,
    code: str,
    what: str,
    word: str,
    among: Sequence[str],
    path: Path,
    of: Literal["key", "value"] = "value",
    severity: Severity = "error",
) -> Problem:
    """Return the problem of a name that nothing has, with the nearest that something has."""
    return file.problem(
        code, f"there is no {what} {shown(word)}", path, of=of, hint=did_you_mean(word, among), severity=severity
    )
