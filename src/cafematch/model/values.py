"""The types a declared fact can have, and how a value of each is read.

A type turns what YAML says into the value the engine works with. It knows nothing of people or services.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, Protocol

from cafematch.model.documents import read_date
from cafematch.model.duration import Duration
from cafematch.model.hours import check_hours
from cafematch.model.languages import LANGUAGE_CODES, is_language
from cafematch.model.refusals import Refused, read_each
from cafematch.model.text import shown
from cafematch.quick import dataclass

SKILLS = ("listening", "reading", "speaking", "writing")

PLAIN: Final = re.compile(r"[^\W_][\w .()/-]{0,59}")
"""Text that means the same within brackets and without quotes."""

_YEARS: Final = range(1900, 2100)
_SAYS_YES: Final = frozenset(("yes", "ja", "oui", "wahr", "vrai"))
_SAYS_NO: Final = frozenset(("no", "nein", "non", "falsch", "faux"))


@dataclass(frozen=True, slots=True)
class Level:
    """What is known of a level: it lies between `low` and `high`, ranks on its scale; equal when it is exact."""

    low: int
    high: int

    def raised_to(self, rank: int) -> Level:
        """Return the level after somebody has reached `rank`: levels only rise."""
        return Level(max(self.low, rank), max(self.high, rank))


class Names(Protocol):
    """The names a value may point to: places, and who offers something."""

    @property
    def places(self) -> Collection[str] | None: ...

    @property
    def providers(self) -> Collection[str] | None: ...


@dataclass(frozen=True, slots=True)
class BooleanType:
    """true or false."""

    def read(self, raw: object, names: Names) -> bool:
        if not isinstance(raw, bool):
            raise Refused("wrong-type", f"expected true or false, found {shown(raw)}", hint=as_truth(raw))
        return raw


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number between `minimum` and `maximum`, whole if `whole`."""

    whole: bool = True
    minimum: float | None = None
    maximum: float | None = None

    def read(self, raw: object, names: Names) -> int | float:
        kind = "a whole number" if self.whole else "a number"
        if isinstance(raw, bool) or not isinstance(raw, int if self.whole else int | float):
            raise Refused(
                "wrong-type", f"expected {kind}, found {shown(raw)}", hint=without_quotes(raw) or _without_word(raw)
            )
        if (self.minimum is not None and raw < self.minimum) or (self.maximum is not None and raw > self.maximum):
            low = "" if self.minimum is None else f" from {self.minimum:g}"
            high = "" if self.maximum is None else f" to {self.maximum:g}"
            a_year = raw in _YEARS and self.maximum is not None and self.maximum < min(_YEARS)
            hint = "this looks like a year: write how many years or months it is since then" if a_year else None
            raise Refused("out-of-range", f"expected {kind}{low}{high}, found {shown(raw)}", hint=hint)
        return raw


@dataclass(frozen=True, slots=True)
class DateType:
    """A calendar date."""

    def read(self, raw: object, names: Names) -> date:
        return read_date(raw)


@dataclass(frozen=True, slots=True)
class DurationType:
    """A length of time."""

    def read(self, raw: object, names: Names) -> Duration:
        return Duration.of(raw)


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """One of a few declared words. Where they are names of a vocabulary, `what` says of what: `need`, `feeling`."""

    values: frozenset[str]
    what: str = ""

    def read(self, raw: object, names: Names) -> str:
        if isinstance(raw, str) and raw in self.values:
            return raw
        word = raw if isinstance(raw, str) else None
        if self.what and word is not None:
            code = f"unknown-{self.what.partition(' ')[0]}"
            raise Refused(code, f"there is no {self.what} {shown(raw)}", word=word, among=self.values)
        wanted = f"the name of one {self.what}" if self.what else f"one of {', '.join(sorted(self.values))}"
        code = "wrong-type" if word is None else "unknown-value"
        raise Refused(code, f"expected {wanted}; found {shown(raw)}", word=word, among=self.values)


@dataclass(frozen=True, slots=True)
class LevelType:
    """A level on a named scale; `ranks` orders its levels from low to high."""

    scale: str
    ranks: tuple[tuple[str, int], ...]

    def read(self, raw: object, names: Names) -> Level:
        ranks = dict(self.ranks)
        if not isinstance(raw, str) or raw not in ranks:
            word = raw if isinstance(raw, str) else None
            message = f"expected one of {', '.join(level for level, _ in self.ranks)}; found {shown(raw)}"
            raise Refused("not-a-level", message, word=word, among=ranks)
        return Level(ranks[raw], ranks[raw])

    def name_of(self, rank: int) -> str:
        """Return the level of that rank."""
        return next(level for level, own in self.ranks if own == rank)


@dataclass(frozen=True, slots=True)
class SetType:
    """Several of a list of declared words, each at most once."""

    item: ChoiceType

    def read(self, raw: object, names: Names) -> frozenset[str]:
        entries = read_each(enumerate(read_list(raw)), lambda _, entry: self.item.read(entry, names))
        return frozenset(value for _, value in entries)


@dataclass(frozen=True, slots=True)
class ListType:
    """Several values of one type, equal ones allowed."""

    item: ValueType

    def read(self, raw: object, names: Names) -> tuple[Any, ...]:
        entries = read_each(enumerate(read_list(raw)), lambda _, entry: self.item.read(entry, names))
        return tuple(value for _, value in entries)


@dataclass(frozen=True, slots=True)
class RecordType:
    """A few named values that belong together, each of them optional."""

    fields: tuple[tuple[str, ValueType], ...]

    def read(self, raw: object, names: Names) -> tuple[tuple[str, Any], ...]:
        types = dict(self.fields)
        if not isinstance(raw, Mapping):
            message = f"expected keys with values ({', '.join(sorted(types))}), found {shown(raw)}"
            raise Refused("wrong-type", message)

        def read(key: str, value: object) -> Any:
            if key not in types:
                raise Refused("unknown-key", f"{shown(key)} is no key here", word=key, among=types)
            return types[key].read(value, names)

        return tuple(sorted(read_each(raw.items(), read)))


@dataclass(frozen=True, slots=True)
class LanguagesType:
    """The languages somebody speaks: a level each, or one per skill; an unnamed skill stays unknown."""

    level: LevelType

    def read(self, raw: object, names: Names) -> tuple[tuple[str, tuple[tuple[str, Level], ...]], ...]:
        if not isinstance(raw, Mapping):
            message = f"expected languages with their levels such as '{{de: A2}}', found {shown(raw)}"
            raise Refused("wrong-type", message)

        def read_skill(skill: str, level: object) -> Level:
            if skill not in SKILLS:
                raise Refused("unknown-key", f"there is no language skill {shown(skill)}", word=skill, among=SKILLS)
            return self.level.read(level, names)

        def read_language(code: str, level: object) -> tuple[tuple[str, Level], ...]:
            if not isinstance(code, str) or not is_language(code):
                raise Refused(
                    "not-a-language",
                    f"expected a language code such as de, found {shown(code)}",
                    word=str(code),
                    hint=LANGUAGE_CODES,
                )
            if isinstance(level, Mapping):
                return tuple(sorted(read_each(level.items(), read_skill), key=lambda pair: pair[0]))
            exact = self.level.read(level, names)
            return tuple((skill, exact) for skill in SKILLS)

        return tuple(sorted(read_each(raw.items(), read_language), key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class PlaceType:
    """A place of the network."""

    def read(self, raw: object, names: Names) -> str:
        if not isinstance(raw, str):
            raise Refused("wrong-type", f"expected the name of a place, found {shown(raw)}")
        if names.places is not None and raw not in names.places:
            raise Refused("unknown-place", f"there is no place {shown(raw)}", word=raw, among=names.places)
        return raw


@dataclass(frozen=True, slots=True)
class ProviderType:
    """A service or an organisation of the network, by id."""

    def read(self, raw: object, names: Names) -> str:
        if not isinstance(raw, str):
            raise Refused("wrong-type", f"expected the id of a service or organisation, found {shown(raw)}")
        if names.providers is not None and raw not in names.providers:
            message = f"there is no service or organisation {shown(raw)}"
            raise Refused("unknown-service", message, word=raw, among=names.providers)
        return raw


@dataclass(frozen=True, slots=True)
class MoneyType:
    """An amount of money, zero or more, in the network's currency."""

    def read(self, raw: object, names: Names) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or raw < 0:
            message = f"expected an amount of money such as 3.50, found {shown(raw)}"
            hint = without_quotes(raw) or "write the number alone, without a currency"
            raise Refused("wrong-type", message, hint=hint)
        return float(raw)


@dataclass(frozen=True, slots=True)
class HoursType:
    """Times of the week as opening_hours."""

    def read(self, raw: object, names: Names) -> str:
        return read_hours(raw)


@dataclass(frozen=True, slots=True)
class TextType:
    """Free words."""

    def read(self, raw: object, names: Names) -> str:
        if not isinstance(raw, str):
            raise Refused("wrong-type", f"expected text, found {shown(raw)}", hint=in_quotes(raw))
        return raw


ValueType = (
    BooleanType
    | NumberType
    | DateType
    | DurationType
    | ChoiceType
    | LevelType
    | SetType
    | ListType
    | RecordType
    | LanguagesType
    | PlaceType
    | ProviderType
    | MoneyType
    | HoursType
    | TextType
)


def read_list(raw: object) -> list[Any]:
    """Return `raw` if it is a list; raises `Refused` otherwise."""
    if not isinstance(raw, list | tuple):
        raise Refused("wrong-type", f"expected a list, found {shown(raw)}", hint=in_brackets(raw))
    return list(raw)


def in_quotes(raw: object) -> str | None:
    """Return how a number, or true or false, is written where text is expected."""
    return f'write it in quotes: "{shown(raw)}"' if isinstance(raw, bool | int | float) else None


def in_brackets(raw: object) -> str | None:
    """Return how one value is written where a list is expected."""
    if raw is None:
        return "write [] if there is none"
    if isinstance(raw, Mapping):
        return "begin each entry with '- ' on a line of its own"
    if isinstance(raw, bool | int | float):
        return f"write [{shown(raw)}]"
    inside = raw.strip("[]") if isinstance(raw, str) else ""  # of `kl.schulden]` the other bracket is missing
    entries = [entry.strip() for entry in inside.split(",")]
    return f"write [{', '.join(entries)}]" if all(map(PLAIN.fullmatch, entries)) else None


def as_truth(raw: object) -> str | None:
    """Return how a yes or no is written that stands there in words of a language."""
    word = raw.casefold() if isinstance(raw, str) else None
    return "write true" if word in _SAYS_YES else "write false" if word in _SAYS_NO else None


def _without_word(raw: object) -> str | None:
    """Return how a number is written that stands before a word: `2 years` may be asked for in months."""
    before_a_word = isinstance(raw, str) and re.fullmatch(r"[0-9]{1,20} [^\W\d]{1,20}\.?", raw)
    return "write the number alone, without a word" if before_a_word else None


def without_quotes(raw: object) -> str | None:
    """Return how a number is written that stands in quotes or has a comma."""
    if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,20}([.,][0-9]{1,9})?", raw):
        return None
    return f"write {raw.replace(',', '.')}, without quotes"


def read_hours(raw: object) -> str:
    """Read opening_hours text; raises `Refused` with what is wrong with it."""
    if not isinstance(raw, str):
        raise Refused("bad-hours", f"expected opening hours such as 'Mo-Fr 09:00-17:00', found {shown(raw)}")
    return _fine_hours(raw)


@lru_cache(maxsize=8192)  # thousands of doors share a few hundred hours; what is refused is not kept
def _fine_hours(text: str) -> str:
    wrong = check_hours(text)
    if wrong is not None:
        raise Refused("bad-hours", wrong)
    return text
