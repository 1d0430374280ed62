"""Conditions as schemas: a list of lines with one test each, and for every fact the tests that its type allows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations

from cafematch.model.conditions import (
    DATE_TESTS,
    LIST_TESTS,
    NOTE_KEYS,
    SET_TESTS,
    comparable,
    operators_of,
)
from cafematch.model.scopes import LOCAL, CompetenceScope, PersonScope, ServiceScope, competence_types
from cafematch.model.values import (
    DurationType,
    ListType,
    NumberType,
    RecordType,
    SetType,
    ValueType,
)
from cafematch.model.vocabulary import FieldDeclaration
from cafematch.quick import dataclass
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.schemas.values import LANGUAGE_SUBJECT, ref, value_schema, with_description
from cafematch.upkeep.schemas.words import Names, Schema

_ONE_TEST = "one-test"
_NEED_ATTRIBUTES = ("state", "urgency", "deadline", "voiced_by", "wanted_now")


@dataclass(frozen=True, slots=True)
class Tested:
    """What a line may test: its type, the labels of its words, and what a reader is told about it."""

    type: ValueType
    declared: FieldDeclaration | None = None
    told: str = ""


class Conditions:
    """The definitions of all sorts of conditions, for the names of one network."""

    def __init__(self, names: Names, explained: Explained) -> None:
        self.names = names
        self.explained = explained
        self.vocabulary = names.catalog.vocabulary
        self.person = {**dict(self._facts()), **dict(self._statements())}
        self.families = dict(self._families())
        self.definitions: dict[str, Schema] = {}
        self._names: dict[str, str] = {}

    def define(self) -> Mapping[str, Schema]:
        """Return the definitions: of every scope its conditions and one line of them."""
        services = {
            name: Tested(type_, told=self.explained.key("service properties", name))
            for name, type_ in self.vocabulary.service_types.items()
        }
        competence = dict(self._attributes(CompetenceScope(self.vocabulary)))
        self._scope("the-person", self.person, self.families)
        self._scope("the-service", services, {})
        self._scope("the-competence", competence, {})
        self._scope("both", {**self.person, **services}, self.families)
        self.definitions[_ONE_TEST] = _one_test()
        patterns: list[Schema] = [{"type": "string", "pattern": pattern} for pattern in self.families]
        self.definitions["subject"] = {"anyOf": [{"enum": list(self.person)}, *patterns]}
        return self.definitions

    def _scope(self, scope: str, named: Mapping[str, Tested], families: Mapping[str, Tested]) -> None:
        lines, line = f"conditions-of-{scope}", f"line-of-{scope}"
        branches = {
            "all": ref(lines),
            "any": {"type": "array", "items": ref(line), "minItems": 1},
            "not": {"anyOf": [ref(line), ref(lines)]},
        }
        beside = {**branches, **self._notes()}
        told = {key: with_description(schema, self.explained.key("condition", key)) for key, schema in beside.items()}
        self.definitions[lines] = {"type": "array", "items": ref(line)}
        self.definitions[line] = {
            "type": "object",
            "properties": {**{name: self._test(tested) for name, tested in named.items()}, **told},
            **(
                {"patternProperties": {name: self._test(tested) for name, tested in families.items()}}
                if families
                else {}
            ),
            "additionalProperties": False,
            "allOf": [ref(_ONE_TEST)],
        }

    def _notes(self) -> Mapping[str, Schema]:
        return {
            "because": ref("text"),
            "source": ref("Source"),
            "valid_from": ref("date"),
            "valid_until": ref("date"),
            "if_unknown": {"const": "yes"},
        }

    # What there is to test.

    def _facts(self) -> Iterator[tuple[str, Tested]]:
        for name, declared in self.vocabulary.facts.items():
            told = self.names.labelled("fact")[name]
            yield name, Tested(self.vocabulary.fact_types[name], declared, told)

    def _statements(self) -> Iterator[tuple[str, Tested]]:
        scope = PersonScope(self.vocabulary)
        explained = self.explained
        languages = (LOCAL, *self.names.catalog.network.languages)
        told = {
            "need": explained.key("condition", "need"),
            "competence": explained.key("condition", "competence"),
            **{f"feeling.{name}": label for name, label in self.names.labelled("feeling").items()},
            **{f"parameter.{name}": label for name, label in self.names.labelled("parameter").items()},
            **{f"language.{code}": explained.key("condition", "language") for code in languages},
        }
        for name, label in told.items():
            subject = scope.subject(name)
            assert subject is not None
            declared = self.vocabulary.parameters.get(subject.key[0]) if subject.family == "parameter" else None
            yield name, Tested(subject.type, declared, label)

    def _families(self) -> Iterator[tuple[str, Tested]]:
        """Yield what is named in so many ways that only a pattern can say it."""
        scope, vocabulary = PersonScope(self.vocabulary), self.vocabulary
        term, area = next(iter(vocabulary.terms)), next(iter(vocabulary.competences.areas))
        terms, areas = self._any_term(), "|".join(vocabulary.competences.areas)
        samples = {
            **{rf"^need\.({terms})\.{name}$": f"need.{term}.{name}" for name in _NEED_ATTRIBUTES},
            **{
                rf"^readiness\.({terms})\.{ruler}$": f"readiness.{term}.{ruler}" for ruler in vocabulary.words.readiness
            },
            **{
                rf"^competence\.({areas})\.{name.replace('.', chr(92) + '.')}$": f"competence.{area}.{name}"
                for name in competence_types(vocabulary)
            },
            LANGUAGE_SUBJECT: f"language.{LOCAL}",
        }
        for pattern, sample in samples.items():
            subject = scope.subject(sample)
            assert subject is not None, f"{sample} is a subject"
            yield pattern, Tested(subject.type)

    def _any_term(self) -> str:
        return "|".join(
            rf"{name}(\.({'|'.join(domain.terms)}))?" if domain.terms else name
            for name, domain in self.vocabulary.needs.items()
        )

    def _attributes(self, scope: CompetenceScope | ServiceScope) -> Iterator[tuple[str, Tested]]:
        for name in scope.subject_names():
            subject = scope.subject(name)
            assert subject is not None
            yield name, Tested(subject.type)

    # What may be written behind it.

    def _test(self, tested: Tested) -> Schema:
        return with_description(self._check(tested), tested.told)

    def _check(self, tested: Tested) -> Schema:
        """Return what a value may be tested for."""
        type_, declared = tested.type, tested.declared
        if isinstance(type_, RecordType):
            inside = declared.fields or {} if declared else {}
            return {
                "type": "object",
                "properties": {name: self._check(Tested(entry, inside.get(name))) for name, entry in type_.fields},
                "additionalProperties": False,
                "minProperties": 1,
            }
        tests = {operator: self._operation(tested, operator) for operator in operators_of(type_)}
        told = {name: with_description(schema, self.explained.key("tests", name)) for name, schema in tests.items()}
        if isinstance(type_, ListType):
            return self._shared("test", _tests(told))
        item, several = (type_.item, True) if isinstance(type_, SetType) else (type_, False)
        source = with_description(self._fact_like(item, several), self.explained.key("tests", "from"))
        operations = {**_tests({**told, "from": source}), "dependencies": {"from": {"maxProperties": 1}}}
        return self._shared("test", {"anyOf": [self._plain(item, declared), operations]})

    def _plain(self, type_: ValueType, declared: FieldDeclaration | None) -> Schema:
        """Return what may be written for a value, its words only once."""
        schema = value_schema(type_, self.names, declared)
        return self._shared("words", schema) if schema.keys() & {"oneOf", "enum", "properties"} else schema

    def _operation(self, tested: Tested, operator: str) -> Schema:
        type_, declared = tested.type, tested.declared
        if operator == "count":
            return self._check(Tested(NumberType(minimum=0)))
        if operator in LIST_TESTS and isinstance(type_, ListType):
            return self._check(Tested(type_.item, declared.of if declared else None))
        if operator in SET_TESTS and isinstance(type_, SetType | ListType):
            labels = declared.of if declared and isinstance(type_, ListType) else declared
            item = Tested(type_.item, labels)
            return self._value(item, several=True) if operator == "has" else self._values(item)
        if operator in DATE_TESTS:
            return self._value(Tested(DurationType()))
        if operator == "one_of":
            return self._values(tested)
        if operator == "between":
            return {"type": "array", "items": self._value(tested), "minItems": 2, "maxItems": 2}
        return self._value(tested)

    def _values(self, tested: Tested) -> Schema:
        several = self._from(tested.type, several=True)
        return self._shared(
            "values", {"anyOf": [{"type": "array", "items": self._value(tested), "minItems": 1}, several]}
        )

    def _value(self, tested: Tested, *, several: bool = False) -> Schema:
        plain = self._plain(tested.type, tested.declared)
        return self._shared("value", {"anyOf": [plain, self._from(tested.type, several=several)]})

    def _from(self, type_: ValueType, *, several: bool) -> Schema:
        return {
            "type": "object",
            "properties": {"from": self._fact_like(type_, several)},
            "required": ["from"],
            "additionalProperties": False,
        }

    def _fact_like(self, type_: ValueType, several: bool) -> Schema:
        """Return the name of a fact whose value can be compared with one of a type."""
        fitting = [own for own, other in self.person.items() if comparable(type_, other.type, several)]
        patterns = [own for own, other in self.families.items() if comparable(type_, other.type, several)]
        ways: list[Schema] = [{"enum": fitting}] if fitting else []
        ways += [{"type": "string", "pattern": pattern} for pattern in patterns]
        fact: Schema = {"anyOf": ways} if ways else {"not": {}}
        return self._shared("comparable", fact)

    def _shared(self, what: str, schema: Schema) -> Schema:
        """Return a reference to a schema that is needed in several places, defined once."""
        name = self._names.setdefault(json.dumps(schema), f"{what}-{len(self._names) + 1}")
        self.definitions[name] = schema
        return ref(name)


def _tests(operations: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(operations), "additionalProperties": False, "minProperties": 1}


def _one_test() -> Schema:
    """Return what holds for a line with just one test beside its notes: not only notes, and at most one key more."""
    by_notes: list[Schema] = [{"maxProperties": 1}]
    for number in range(1, len(NOTE_KEYS) + 1):
        some = [{"required": list(keys)} for keys in combinations(NOTE_KEYS, number)]
        by_notes.append({"maxProperties": number + 1, "anyOf": some})
    return {"not": {"propertyNames": {"enum": list(NOTE_KEYS)}}, "anyOf": by_notes}
