"""Values of the types that facts have, as schemas: what a profile states, what a rule sets, what an outcome makes true."""

from __future__ import annotations

from typing import assert_never

from cafematch.model.duration import UNITS
from cafematch.model.scopes import LOCAL
from cafematch.model.values import (
    SKILLS,
    BooleanType,
    ChoiceType,
    DateType,
    DurationType,
    HoursType,
    LanguagesType,
    LevelType,
    ListType,
    MoneyType,
    NumberType,
    PlaceType,
    ProviderType,
    RecordType,
    SetType,
    TextType,
    ValueType,
)
from cafematch.model.vocabulary import FieldDeclaration
from cafematch.upkeep.schemas.words import LANGUAGE, Names, Schema, chosen, described

DATE: Schema = {
    "type": "string",
    "format": "date",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "examples": ["2026-03-02"],
}
MOMENT: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-?[0-9W].*T",
    "examples": ["2026-03-16T10:00"],
}
DURATION: Schema = {
    "type": "string",
    "pattern": rf"^([0-9]{{1,4}} ({'|'.join(UNITS[:-1])})s?|0?[0-9]{{1,3}} {UNITS[-1]}s?|at once)$",
    "examples": ["2 weeks", "at once"],
}
HOURS: Schema = {"type": "string", "examples": ["Mo-Fr 09:00-17:00; PH off"]}
LANGUAGE_SUBJECT = rf"^language\.([a-z]{{2,3}}|{LOCAL})(\.({'|'.join(SKILLS)}))?$"

_NAMED = {"need": "need", "kind of service": "kind", "area of competence": "area", "feeling": "feeling"}
"""How a type calls the names it takes, and how the sort of these names is called."""


def value_schema(type_: ValueType, names: Names, declared: FieldDeclaration | None = None) -> Schema:
    """Return what may be written for a value of a type; `declared` has the labels of its words, where there are any."""
    match type_:
        case BooleanType():
            return {"type": "boolean"}
        case NumberType(whole=whole, minimum=minimum, maximum=maximum):
            bounds = {"minimum": minimum, "maximum": maximum}
            kind = "integer" if whole else "number"
            return {"type": kind, **{key: bound for key, bound in bounds.items() if bound is not None}}
        case DateType():
            return DATE
        case DurationType():
            return DURATION
        case ChoiceType(values=values, what=what):
            if what in _NAMED:
                return ref(_NAMED[what])
            own = names.listed(declared.values) if declared and declared.values else None
            return chosen(own or names.labels_of(values))
        case LevelType(scale=scale):
            return chosen(names.scale(scale))
        case SetType(item=item):
            return {"type": "array", "items": value_schema(item, names, declared)}
        case ListType(item=item):
            return {"type": "array", "items": value_schema(item, names, declared.of if declared else None)}
        case RecordType(fields=fields):
            inside = declared.fields or {} if declared else {}
            return {
                "type": "object",
                "properties": {name: value_schema(entry, names, inside.get(name)) for name, entry in fields},
                "additionalProperties": False,
            }
        case LanguagesType(level=level):
            exact = value_schema(level, names)
            by_skill: Schema = {
                "type": "object",
                "properties": dict.fromkeys(SKILLS, exact),
                "additionalProperties": False,
            }
            return {
                "type": "object",
                "patternProperties": {LANGUAGE: {"anyOf": [exact, by_skill]}},
                "additionalProperties": False,
            }
        case PlaceType():
            return ref("place")
        case ProviderType():
            return ref("provider")
        case MoneyType():
            return {"type": "number", "minimum": 0}
        case HoursType():
            return HOURS
        case TextType():
            return {"type": "string"}
        case _:
            assert_never(type_)


def ref(name: str) -> Schema:
    """Return a reference to a definition of the schema it stands in."""
    return {"$ref": f"#/definitions/{without_spaces(name)}"}


def without_spaces(name: str) -> str:
    """Return the name of a definition as a reference can hold it."""
    return name.replace(" ", "-")


def with_description(schema: Schema, description: str) -> Schema:
    """Return a schema that says what it is about; draft 07 does not look at what stands beside a reference."""
    if not description:
        return schema
    return {**described(description), **({"allOf": [schema]} if "$ref" in schema else schema)}
