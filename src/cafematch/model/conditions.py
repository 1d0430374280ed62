"""Conditions: the typed tree of tests over facts that requirements and rules are made of.

A tree can only be built from declared facts and values of their types; reading one refuses everything else, all at
once. What a tree means is said in `matching.judging.truth`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any, Protocol

from pydantic import ValidationError

from cafematch.model.documents import ReadingContext, Source, read_date
from cafematch.model.duration import Duration
from cafematch.model.other_words import JOINED, comparison_meant
from cafematch.model.refusals import Loc, Refusals, Refused
from cafematch.model.text import Text, shown, shown_keys
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    DateType,
    DurationType,
    LevelType,
    ListType,
    MoneyType,
    Names,
    NumberType,
    PlaceType,
    ProviderType,
    RecordType,
    SetType,
    TextType,
    ValueType,
    read_list,
)
from cafematch.quick import dataclass

NOTE_KEYS = ("because", "source", "valid_from", "valid_until", "if_unknown")
COMPARISONS = ("at_least", "at_most", "above", "below")
DATE_TESTS = ("within_last", "within_next", "before_last")
LIST_TESTS = ("some", "every", "count")
SET_TESTS = ("has", "has_any", "has_all")
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What a test looks at: a fact or an attribute of a family, with its type.

    `family` says where the value is found, `key` which one it is there.
    """

    name: str
    family: str
    key: tuple[str, ...]
    type: ValueType

    @property
    def asked_fact(self) -> str:
        """The fact to ask for when this value is missing: a language level is asked for the language as a whole."""
        return f"language.{self.key[0]}" if self.family == "language" else self.name


class Scope(Protocol):
    """The subjects a condition may name, and the names its values may point to."""

    @property
    def names(self) -> Names: ...

    @property
    def what(self) -> str:
        """What a subject of this scope is called in a message: `fact`, `property of services`."""

    def subject(self, name: str) -> Subject | None:
        """Return the subject of that name, or None if nothing declares it."""

    def fact(self, name: str) -> Subject | None:
        """Return the fact of the person that `from` may name, or None if nothing declares it."""

    def subject_names(self) -> Iterator[str]:
        """Return all names a writer may have meant."""

    def fact_names(self) -> Iterator[str]:
        """Return all names that may stand after `from`."""


@dataclass(frozen=True, slots=True)
class FromFact:
    """Stands where a value would: the value a fact of the person has in this run."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class Compare:
    """`is`, `at_least`, `at_most`, `above` or `below` a value."""

    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Between:
    """From `low` to `high`, both included."""

    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class OneOf:
    """Equal to one of the values, or to one that a value stands for (a district of a town)."""

    values: frozenset[Any] | FromFact


@dataclass(frozen=True, slots=True)
class Has:
    """A set or list that has `values`: all of them, or any of them."""

    values: frozenset[Any] | FromFact
    every: bool


@dataclass(frozen=True, slots=True)
class Some:
    """A list of which some entry passes a further test."""

    test: Check


@dataclass(frozen=True, slots=True)
class Every:
    """A list of which every entry passes a further test; an empty list does."""

    test: Check


@dataclass(frozen=True, slots=True)
class Count:
    """A list or set whose length passes a further test."""

    test: Check


@dataclass(frozen=True, slots=True)
class Fields:
    """A record whose fields all pass their tests."""

    tests: tuple[tuple[str, Check], ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A date `within_last`, `within_next` or `before_last` a duration, counted from `as_of`."""

    operator: str
    duration: Duration | FromFact


@dataclass(frozen=True, slots=True)
class Both:
    """Several checks of one value, all of which must pass: `{at_least: 12, at_most: 26}`."""

    checks: tuple[Check, ...]


Check = Compare | Between | OneOf | Has | Some | Every | Count | Fields | Near | Both


@dataclass(frozen=True, slots=True)
class Note:
    """What a line says beside its test: why, on what ground, from when until when."""

    because: Text | None = None
    source: Source | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    if_unknown: bool = False

    @property
    def dated(self) -> bool:
        """Whether the line begins or ends to hold on some day."""
        return self.valid_from is not None or self.valid_until is not None


PLAIN = Note()


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one subject."""

    __test__ = False

    subject: Subject
    check: Check
    note: Note = PLAIN
    at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Holds if every part holds; no part at all holds."""

    parts: tuple[Condition, ...] = ()
    note: Note = PLAIN
    at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if at least one part holds."""

    parts: tuple[Condition, ...]
    note: Note = PLAIN
    at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if its part does not."""

    part: Condition
    note: Note = PLAIN
    at: str = field(default="", compare=False)


Condition = Test | All | AnyOf | Not
ALWAYS = All()


def leaves(condition: Condition) -> Iterator[Test]:
    """Yield every test of a tree, in the order it is written."""
    match condition:
        case Test():
            yield condition
        case Not(part=part):
            yield from leaves(part)
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from leaves(part)


def subjects(condition: Condition) -> Iterator[Subject]:
    """Yield every subject a tree looks at, those it only compares with (`from`) included."""
    for leaf in leaves(condition):
        yield leaf.subject
        yield from joined(leaf.check)


def joined(check: Check) -> Iterator[Subject]:
    """Yield every fact a check compares with (`from`)."""
    match check:
        case OneOf(values=FromFact(subject)) | Has(values=FromFact(subject)):
            yield subject
        case Compare(value=FromFact(subject)) | Near(duration=FromFact(subject)):
            yield subject
        case Between(low=low, high=high):
            yield from (bound.subject for bound in (low, high) if isinstance(bound, FromFact))
        case Fields(tests=tests):
            for _, part in tests:
                yield from joined(part)
        case Some(test=test) | Every(test=test) | Count(test=test):
            yield from joined(test)
        case Both(checks=checks):
            for part in checks:
                yield from joined(part)
        case _:
            return


Checks = dict[tuple[str, str, str], Check]
"""The checks that were read: by what their subject is, its name, and what is written behind it."""


def read_conditions(raw: object, scope: Scope, context: ReadingContext, checks: Checks | None = None) -> All:
    """Read a list of conditions, a conjunction. Tests that are written alike share one check, also with those that
    were read into the same `checks` before.

    Raises `pydantic.ValidationError` naming every line that is wrong and how.
    """
    if isinstance(raw, All):
        return raw
    reader = _Reader(scope, context, {} if checks is None else checks)
    condition = reader.conjunction(raw, (), 0)
    reader.refusals.raise_if_any()
    return condition


class _Reader:
    """Reads one list of conditions and remembers everything that is wrong with it."""

    def __init__(self, scope: Scope, context: ReadingContext, checks: Checks) -> None:
        self.scope = scope
        self.context = context
        self.checks = checks
        self.refusals = Refusals("conditions")

    def conjunction(self, raw: object, loc: Loc, depth: int) -> All:
        if not isinstance(raw, list | tuple):
            message = f"expected a list of tests, found {shown(raw)}"
            hint = "begin each test with '- ' on a line of its own; write [] if there is none"
            self.refusals.add("not-a-condition", message, loc, raw, hint=hint)
            return ALWAYS
        parts = (self.line(entry, (*loc, index), depth + 1) for index, entry in enumerate(raw))
        return All(tuple(part for part in parts if part is not None), at=self.place(raw))

    def line(self, raw: object, loc: Loc, depth: int) -> Condition | None:
        """Read one line: a mapping with one test, and what it says beside it."""
        if depth > MAX_DEPTH:
            message = f"expected at most {MAX_DEPTH} of all, any and not inside each other, found more"
            self.refusals.add("too-deep", message, loc, raw, hint="split it into several lines")
            return None
        if not isinstance(raw, Mapping):
            message = f"expected a test such as 'age: {{at_least: 18}}', found {shown(raw)}"
            self.refusals.add("not-a-condition", message, loc, raw, hint=self.line_meant(raw))
            return None
        tests = [key for key in raw if key not in NOTE_KEYS]
        key = self.only_test(raw, tests, loc)
        if key is None:
            return None
        note, at = self.note(raw, loc), self.place(raw)
        value, inner = raw[key], (*loc, key)
        match key:
            case "all":
                return All(self.conjunction(value, inner, depth).parts, note, at)
            case "any":
                parts = self.conjunction(value, inner, depth).parts
                if isinstance(value, list | tuple) and not value:
                    message = "expected at least one test under 'any', found none"
                    self.refusals.add("not-a-condition", message, inner, value)
                return AnyOf(parts, note, at)
            case "not":
                part = (
                    self.conjunction(value, inner, depth)
                    if isinstance(value, list)
                    else self.line(value, inner, depth + 1)
                )
                return None if part is None else Not(part, note, at)
            case _:
                subject = self.scope.subject(key)
                if subject is None:
                    message = f"there is no {self.scope.what} {shown(key)}"
                    code = "unknown-property" if self.scope.what.startswith("property") else "unknown-fact"
                    among = self.scope.subject_names()
                    self.refusals.add(code, message, inner, value, word=key, among=among, hint=self.line_meant(key))
                    return None
                check = self.check_of(subject, value, inner)
                return None if check is None else Test(subject, check, note, at)

    def line_meant(self, word: object) -> str | None:
        """Return how a line is written that names a need, a fact that is true or false, or tests joined in other words."""
        if not isinstance(word, str):
            return None
        if word.casefold() in JOINED:
            return f"write '{JOINED[word.casefold()]}:', and below it one test a line"
        term, need = word.removeprefix("need."), self.scope.subject("need")
        if need is not None and isinstance(need.type, SetType) and self.is_read(need.type.item, term):
            return f"write 'need: {term}'"
        subject = self.scope.subject(word)
        return f"write '{word}: true'" if subject is not None and isinstance(subject.type, BooleanType) else None

    def is_read(self, type_: ValueType, word: str) -> bool:
        """Return whether a word is a value of a type."""
        try:
            type_.read(word, self.scope.names)
        except Refused:
            return False
        return True

    def only_test(self, raw: Mapping[str, Any], tests: list[str], loc: Loc) -> str | None:
        """Return the one key of a line that is a test; where others look like misspelt notes beside it, refuse them."""
        if len(tests) == 1:
            return tests[0]
        if not tests:
            message = f"expected a test such as 'age: {{at_least: 18}}', found {shown_keys(raw)}"
            self.refusals.add("not-a-condition", message, loc, raw)
            return None
        sure = [key for key in tests if key in ("all", "any", "not") or self.scope.subject(key) is not None]
        if len(sure) != 1:
            message = f"expected one test in each line, found {shown_keys(tests)}"
            hint = "begin each test with '- ' on a line of its own"
            self.refusals.add("not-a-condition", message, (*loc, tests[1]), raw, word=tests[1], hint=hint)
            return None
        for key in tests:
            if key not in sure:
                message = f"{shown(key)} is no key here"
                self.refusals.add("unknown-key", message, (*loc, key), raw[key], word=key, among=NOTE_KEYS)
        return sure[0]

    def note(self, raw: Mapping[str, Any], loc: Loc) -> Note:
        if len(raw) == 1:
            return PLAIN
        values: dict[str, Any] = {}
        for key in NOTE_KEYS:
            if key not in raw:
                continue
            try:
                values[key] = _NOTE_READERS[key](raw[key])
            except Refused as refused:
                self.refusals.take(refused, (*loc, key), raw[key])
            except ValidationError as error:
                self.refusals.absorb(error, (*loc, key))
        note = Note(**values)
        if note.valid_from and note.valid_until and note.valid_from > note.valid_until:
            message = f"expected an end after the beginning on {note.valid_from}, found {note.valid_until}"
            self.refusals.add("swapped-bounds", message, (*loc, "valid_until"), raw)
        return note

    def check_of(self, subject: Subject, raw: object, loc: Loc) -> Check | None:
        """Read what a subject is tested for, unless the same was read before: a catalog has few tests, many times."""
        written = self.scope.what, subject.name, repr(raw)
        check = self.checks.get(written)
        if check is None:
            refused = len(self.refusals.details)
            check = self.check(subject.type, raw, loc)
            if check is not None and len(self.refusals.details) == refused:
                self.checks[written] = check
        return check

    def check(self, type_: ValueType, raw: object, loc: Loc) -> Check | None:
        """Read what a value is tested for."""
        if isinstance(type_, RecordType):
            return self.fields(type_, raw, loc)
        if not isinstance(raw, Mapping):
            return self.bare(type_, raw, loc)
        checks = []
        if not raw:
            message = f"expected a value, or a test such as '{{{operators_of(type_)[0]}: …}}', found {{}}"
            self.refusals.add("not-a-condition", message, loc, raw)
        for operator, value in raw.items():
            place = (*loc, operator)
            if operator == "from":
                check: Check | None = self.bare(type_, raw, loc)
            else:
                check = self.operation(type_, operator, value, place)
            if check is not None:
                checks.append(check)
        return checks[0] if len(checks) == 1 else Both(tuple(checks)) if checks else None

    def bare(self, type_: ValueType, raw: object, loc: Loc) -> Check | None:
        if isinstance(type_, SetType):
            value = self.value(type_.item, raw, loc, several=True)
            if value is None:
                return None
            return Has(value if isinstance(value, FromFact) else frozenset({value}), every=True)
        if isinstance(type_, ListType):
            message = f"expected a test of the list's entries such as '{{some: …}}', found {shown(raw)}"
            hint = "some: at least one entry passes; every: all of them do; count: how many there are"
            self.refusals.add("not-a-condition", message, loc, raw, hint=hint)
            return None
        if isinstance(type_, NumberType) and isinstance(raw, str) and (meant := comparison_meant(raw)):
            message = f"expected a number, or a test of one, found {shown(raw)}"
            self.refusals.add("wrong-type", message, loc, raw, hint=f"write {meant}")
            return None
        value = self.value(type_, raw, loc)
        return None if value is None else Compare("is", value)

    def operation(self, type_: ValueType, operator: str, raw: object, loc: Loc) -> Check | None:
        allowed = operators_of(type_)
        if operator not in allowed:
            message = f"expected a test that fits this value, found {shown(operator)}"
            self.refusals.add("unknown-test", message, loc, raw, word=operator, among=allowed)
            return None
        if operator in LIST_TESTS:
            return self.list_test(type_, operator, raw, loc)
        if operator in SET_TESTS and isinstance(type_, SetType | ListType):
            return self.set_test(type_, operator, raw, loc)
        if operator in DATE_TESTS:
            duration = self.value(DurationType(), raw, loc)
            return None if duration is None else Near(operator, duration)
        if operator == "one_of":
            values = self.values(type_, raw, loc)
            return None if values is None else OneOf(values)
        if operator == "between":
            return self.between(type_, raw, loc)
        value = self.value(type_, raw, loc)
        return None if value is None else Compare(operator, value)

    def between(self, type_: ValueType, raw: object, loc: Loc) -> Check | None:
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            message = f"expected the lowest and the highest value such as [18, 26], found {shown(raw)}"
            self.refusals.add("not-a-condition", message, loc, raw)
            return None
        low, high = (self.value(type_, bound, (*loc, index)) for index, bound in enumerate(raw))
        if low is None or high is None:
            return None
        if not isinstance(low, FromFact) and not isinstance(high, FromFact) and _rank(low) > _rank(high):
            message = f"expected the lower value first, found {shown(raw[0])} before {shown(raw[1])}"
            self.refusals.add("swapped-bounds", message, loc, raw)
            return None
        return Between(low, high)

    def list_test(self, type_: ValueType, operator: str, raw: object, loc: Loc) -> Check | None:
        if operator == "count":
            count = self.check(NumberType(minimum=0), raw, loc)
            return None if count is None else Count(count)
        item = type_.item if isinstance(type_, SetType | ListType) else type_
        test = self.check(item, raw, loc)
        if test is None:
            return None
        return Some(test) if operator == "some" else Every(test)

    def set_test(self, type_: SetType | ListType, operator: str, raw: object, loc: Loc) -> Check | None:
        if operator == "has":
            value = self.value(type_.item, raw, loc, several=True)
            if value is None:
                return None
            return Has(value if isinstance(value, FromFact) else frozenset({value}), every=True)
        values = self.values(type_.item, raw, loc)
        return None if values is None else Has(values, every=operator == "has_all")

    def fields(self, type_: RecordType, raw: object, loc: Loc) -> Check | None:
        types = dict(type_.fields)
        if not isinstance(raw, Mapping) or not raw:
            names = ", ".join(sorted(types))
            message = f"expected tests of one or more of {names}; found {shown(raw)}"
            self.refusals.add("not-a-condition", message, loc, raw)
            return None
        tests: list[tuple[str, Check]] = []
        for name, value in raw.items():
            if name not in types:
                self.refusals.add(
                    "unknown-key", f"{shown(name)} is no key here", (*loc, name), value, word=name, among=types
                )
                continue
            test = self.check(types[name], value, (*loc, name))
            if test is not None:
                tests.append((name, test))
        return Fields(tuple(sorted(tests, key=lambda pair: pair[0])))

    def values(self, type_: ValueType, raw: object, loc: Loc) -> frozenset[Any] | FromFact | None:
        if isinstance(raw, Mapping) and set(raw) == {"from"}:
            return self.from_fact(type_, raw["from"], (*loc, "from"), several=True)
        try:
            entries = read_list(raw)
        except Refused as refused:
            self.refusals.take(refused, loc, raw)
            return None
        if not entries:
            self.refusals.add("not-a-condition", "expected at least one value, found []", loc, raw)
        values = [self.value(type_, entry, (*loc, index)) for index, entry in enumerate(entries)]
        return frozenset(value for value in values if value is not None)

    def value(self, type_: ValueType, raw: object, loc: Loc, *, several: bool = False) -> Any:
        """Read one value of a type, or the fact that it comes from; None if it was refused."""
        if isinstance(raw, Mapping) and set(raw) == {"from"}:
            return self.from_fact(type_, raw["from"], (*loc, "from"), several=several)
        try:
            return type_.read(raw, self.scope.names)
        except Refused as refused:
            self.refusals.take(refused, loc, raw)
            return None

    def from_fact(self, type_: ValueType, raw: object, loc: Loc, *, several: bool) -> FromFact | None:
        subject = self.scope.fact(raw) if isinstance(raw, str) else None
        if subject is None:
            message = f"there is no fact {shown(raw)}"
            self.refusals.add("unknown-fact", message, loc, raw, word=str(raw), among=self.scope.fact_names())
            return None
        if not comparable(type_, subject.type, several):
            message = f"expected a fact that holds the same sort of value, found {shown(raw)}"
            self.refusals.add("wrong-type", message, loc, raw)
            return None
        return FromFact(subject)

    def place(self, raw: object) -> str:
        line = getattr(raw, "line", None)
        return f"{self.context.file}:{line}" if line else ""


def operators_of(type_: ValueType) -> tuple[str, ...]:
    """Return the tests a value of that type can be put to."""
    match type_:
        case NumberType() | MoneyType() | LevelType() | DurationType():
            return ("one_of", "between", *COMPARISONS)
        case DateType():
            return ("between", *COMPARISONS, *DATE_TESTS)
        case SetType():
            return (*SET_TESTS, "count")
        case ListType():
            return (*LIST_TESTS, *SET_TESTS)
        case _:
            return ("one_of",)


def comparable(type_: ValueType, other: ValueType, several: bool) -> bool:
    """Return whether a value can be compared with what a fact of another type holds, or each of it if `several`."""
    if several and isinstance(other, SetType | ListType):
        other = other.item
    return _sort(type_) == _sort(other)


def _sort(type_: ValueType) -> object:
    match type_:
        case NumberType() | MoneyType():
            return "number"
        case ChoiceType() | TextType() | PlaceType() | ProviderType():
            return "word"
        case LevelType(scale=scale):
            return "level", scale
        case _:
            return type_


def _rank(value: Any) -> Any:
    match value:
        case Duration():
            return value.days
        case _:
            return getattr(value, "low", value)


def _read_flag(raw: object) -> bool:
    if raw != "yes":
        raise Refused("wrong-type", f"expected 'if_unknown: yes' or nothing, found {shown(raw)}")
    return True


def _read_source(raw: object) -> Source:
    return raw if isinstance(raw, Source) else Source.model_validate(raw)


_NOTE_READERS: Mapping[str, Any] = {
    "because": Text.of,
    "source": _read_source,
    "valid_from": read_date,
    "valid_until": read_date,
    "if_unknown": _read_flag,
}
