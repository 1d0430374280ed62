"""Conditions in words: what a test looks at, and what it asks of it. What they mean is in `matching.judging.truth`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol, assert_never

from cafematch.model.catalog import Catalog
from cafematch.model.conditions import (
    All,
    AnyOf,
    Between,
    Both,
    Check,
    Compare,
    Condition,
    Count,
    Every,
    Fields,
    FromFact,
    Has,
    Near,
    Not,
    OneOf,
    Some,
    Subject,
    Test,
)
from cafematch.model.duration import Duration
from cafematch.model.text import Text
from cafematch.model.values import (
    DurationType,
    Level,
    LevelType,
    ListType,
    PlaceType,
    ProviderType,
    RecordType,
    SetType,
    ValueType,
)
from cafematch.rendering.messages import harmless


class Wording(Protocol):
    """The words of one language that conditions are told in; `rendering.wording.Wording` is one."""

    catalog: Catalog

    def word(self, key: str, **values: str | int) -> str: ...
    def labelled(self, label: str, words: str) -> str: ...
    def listed(self, parts: Iterable[str], last: str = "and") -> str: ...
    def text(self, text: Text) -> str: ...
    def need(self, name: str) -> str: ...
    def fact(self, name: str) -> str: ...
    def place(self, name: str) -> str: ...
    def provider(self, name: str) -> str: ...
    def level(self, scale: str, name: str) -> str: ...
    def language_name(self, code: str) -> str: ...
    def duration(self, duration: Duration) -> str: ...
    def day(self, day: date) -> str: ...


def condition_in_words(wording: Wording, condition: Condition) -> str:
    """Return a condition in words."""
    match condition:
        case Test(subject=subject, check=check):
            return _test(wording, subject, check)
        case All(parts=parts):
            return wording.listed(condition_in_words(wording, part) for part in parts)
        case AnyOf(parts=parts):
            return wording.listed((condition_in_words(wording, part) for part in parts), "or")
        case Not(part=part):
            return wording.word("not", words=condition_in_words(wording, part))
        case _:
            assert_never(condition)


def subject_in_words(wording: Wording, subject: Subject) -> str:
    """Return what a test looks at."""
    match subject.family, subject.key:
        case "language", (code, skill):
            name = wording.language_name(code)
            return wording.word(f"skill_{skill}", language=name) if skill else name
        case "need", _:
            return wording.word("need_named")
        case "need_attribute", (term, attribute):
            return wording.word(f"need_{attribute}", need=wording.need(term))
        case "feeling", (name,):
            return wording.text(wording.catalog.vocabulary.feelings[name].label)
        case "readiness", (term, ruler):
            return f"{wording.need(term)}, {wording.text(wording.catalog.vocabulary.words.readiness[ruler])}"
        case "parameter", (name,):
            return wording.text(wording.catalog.vocabulary.parameters[name].label)
        case "competence", _:
            return wording.word("competence")
        case "competence_attribute", (area, _):
            return wording.text(wording.catalog.vocabulary.competences.areas[area].label)
        case _:
            return wording.fact(subject.name)


def value_in_words(wording: Wording, subject: Subject, value: Any) -> str:
    """Return a value that a subject has or is tested for."""
    return _value(wording, subject, subject.type, value)


def _test(wording: Wording, subject: Subject, check: Check) -> str:
    label = subject_in_words(wording, subject)
    if check == Compare("is", True):
        return label
    if check == Compare("is", False):
        return wording.word("not", words=label)
    asked = _check(wording, subject, subject.type, check)
    if isinstance(check, OneOf | Has | Fields) or (isinstance(check, Compare) and check.operator == "is"):
        return wording.labelled(label, asked)
    return f"{label} {asked}"


def _check(wording: Wording, subject: Subject, type_: ValueType, check: Check) -> str:
    """Return what a check asks, to stand after what it looks at."""

    def told(value: Any, of: ValueType = type_) -> str:
        return _value(wording, subject, of, value)

    match check:
        case Compare(operator="is", value=value):
            return told(value)
        case Compare(operator=operator, value=value):
            return wording.word(operator, value=told(value))
        case Between(low=low, high=high):
            return wording.word("between", low=told(low), high=told(high))
        case OneOf(values=values):
            return _several(wording, subject, type_, values, "or")
        case Has(values=values, every=every):
            return _several(wording, subject, _item(type_), values, "and" if every else "or")
        case Some(test=test):
            return wording.word("some", check=_check(wording, subject, _item(type_), test))
        case Every(test=test):
            return wording.word("every", check=_check(wording, subject, _item(type_), test))
        case Count(test=test):
            return wording.word("count", check=_check(wording, subject, type_, test))
        case Fields(tests=tests):
            types = dict(getattr(_item(type_), "fields", ()))
            parts = (_check(wording, subject, types.get(name, type_), test) for name, test in tests)
            return wording.listed(parts)
        case Near(operator=operator, duration=duration):
            return wording.word(operator, duration=_value(wording, subject, DurationType(), duration))
        case Both(checks=checks):
            return wording.listed(_check(wording, subject, type_, part) for part in checks)
        case _:
            assert_never(check)


def _several(wording: Wording, subject: Subject, type_: ValueType, values: frozenset[Any] | FromFact, last: str) -> str:
    if isinstance(values, FromFact):
        return subject_in_words(wording, values.subject)
    return wording.listed(sorted(_value(wording, subject, type_, value) for value in values), last)


def _item(type_: ValueType) -> ValueType:
    return type_.item if isinstance(type_, SetType | ListType) else type_


def _value(wording: Wording, subject: Subject, type_: ValueType, value: Any) -> str:
    match value:
        case FromFact(subject=other):
            return subject_in_words(wording, other)
        case bool():
            return wording.word("yes" if value else "no")
        case Level(low=rank) if isinstance(type_, LevelType):
            name = type_.name_of(rank)
            label = wording.level(type_.scale, name)
            return name if label.startswith(name) else label
        case date():
            return wording.day(value)
        case Duration():
            return wording.duration(value)
        case int() | float():
            return f"{value:g}"
        case frozenset():
            return wording.listed(sorted(_value(wording, subject, _item(type_), part) for part in value))
        case tuple() if isinstance(type_, RecordType):
            return _record(wording, subject, type_, dict(value))
        case tuple():
            return wording.listed(_value(wording, subject, _item(type_), part) for part in value)
        case str():
            return _named(wording, subject, type_, value)
        case _:
            return harmless(str(value))


def _record(wording: Wording, subject: Subject, type_: RecordType, fields: Mapping[str, Any]) -> str:
    """Return what a record says: of whom, and what."""
    types = dict(type_.fields)
    told = {name: _value(wording, subject, types[name], value) for name, value in fields.items()}
    whom = [words for name, words in told.items() if isinstance(types[name], ProviderType)]
    what = ", ".join(words for name, words in told.items() if not isinstance(types[name], ProviderType))
    return wording.labelled(wording.listed(whom), what) if whom and what else what or wording.listed(whom)


def _named(wording: Wording, subject: Subject, type_: ValueType, name: str) -> str:
    match type_:
        case PlaceType():
            return wording.place(name)
        case ProviderType():
            return wording.provider(name)
        case _:
            labels = _labels(wording, subject)
            return wording.text(labels[name]) if name in labels else harmless(name)


def _labels(wording: Wording, subject: Subject) -> Mapping[str, Text]:
    """Return the labels of the words that a subject's value may be."""
    vocabulary = wording.catalog.vocabulary
    match subject.family:
        case "need":
            return {name: term.label for name, term in vocabulary.terms.items()}
        case "competence":
            return {name: area.label for name, area in vocabulary.competences.areas.items()}
        case "need_attribute":
            return {**vocabulary.words.need_states, **vocabulary.words.voiced_by}
        case "competence_attribute":
            areas = vocabulary.competences
            return {
                name: term.label
                for terms in (areas.acquired, areas.evidence, areas.wants)
                for name, term in terms.items()
            }
        case _:
            fact = vocabulary.facts.get(subject.name)
            return dict(_declared(fact)) if fact else {}


def _declared(field: Any) -> Iterable[tuple[str, Text]]:
    """Yield the words a field, its entries or its parts are declared to take."""
    yield from (field.values or {}).items()
    for inner in (*((field.of,) if field.of else ()), *(field.fields or {}).values()):
        yield from _declared(inner)
