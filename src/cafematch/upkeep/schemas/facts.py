"""Facts with their values, as schemas: what a profile states, what rules derive and set, what services make true."""

from __future__ import annotations

from collections.abc import Callable

from cafematch.model.vocabulary import FactDeclaration
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.schemas.values import DURATION, LANGUAGE_SUBJECT, ref, value_schema, with_description
from cafematch.upkeep.schemas.words import Names, Schema, closed


def read_whole(what: str, names: Names, explained: Explained) -> Schema:
    """Return what may be written in a field that is read whole, by what its marker says of it."""
    match what:
        case "consequence":
            return {"type": "object"}
        case "outcomes":
            return {"type": "array", "items": _outcome(names, explained)}
        case "facts":
            return {**_stated(names, lambda fact: True), "minProperties": 1}
        case "settings":
            return {**_settings(names), "minProperties": 1}
        case "background" | "constraints":
            return _stated(names, lambda fact: fact.section == what)
        case "detail":
            return _details(names)
        case _:
            return ref(what)


def _settings(names: Names) -> Schema:
    vocabulary, told = names.catalog.vocabulary, names.labelled("parameter")
    return closed(
        {
            name: with_description(value_schema(vocabulary.type_of(entry), names, entry), told[name])
            for name, entry in vocabulary.parameters.items()
        }
    )


def _fact(name: str, names: Names) -> Schema:
    vocabulary = names.catalog.vocabulary
    schema = value_schema(vocabulary.fact_types[name], names, vocabulary.facts[name])
    return with_description(schema, names.labelled("fact")[name])


def _stated(names: Names, wanted: Callable[[FactDeclaration], bool]) -> Schema:
    facts = names.catalog.vocabulary.facts
    return closed({name: _fact(name, names) for name, fact in facts.items() if wanted(fact)})


def _details(names: Names) -> Schema:
    """Return what needs may say in detail, whichever need it is."""
    details: dict[str, list[Schema]] = {}
    for name in names.catalog.vocabulary.facts:
        if ".detail." in name:
            details.setdefault(name.partition(".detail.")[2], []).append(_fact(name, names))
    return closed({name: ways[0] if len(ways) == 1 else {"anyOf": ways} for name, ways in details.items()})


def _outcome(names: Names, explained: Explained) -> Schema:
    """Return what a service makes true: one fact, and after how long."""
    vocabulary = names.catalog.vocabulary
    facts = {name: _fact(name, names) for name in vocabulary.facts}
    after = with_description(DURATION, explained.key("outcomes", "after"))
    return {
        **closed({**facts, "after": after}),
        "patternProperties": {LANGUAGE_SUBJECT: value_schema(vocabulary.scale("cefr"), names)},
        "minProperties": 1,
        "if": {"required": ["after"]},
        "then": {"minProperties": 2, "maxProperties": 2},
        "else": {"maxProperties": 1},
    }
