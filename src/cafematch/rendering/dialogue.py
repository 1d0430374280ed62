"""A conversation in words: how a question is put, which answers can be picked, and what a reply means.

A reply is what somebody typed: a number from the list, a word, or one of the signs for what is no answer. What it means
depends on what was asked; nothing is taken for an answer that was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from cafematch.matching.asking.interview import InterviewQuestion, Outlook
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import Subject
from cafematch.model.saying import names_of
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    LanguagesType,
    LevelType,
    ListType,
    NumberType,
    PlaceType,
    SetType,
)
from cafematch.quick import dataclass
from cafematch.reading.nearest import nearest
from cafematch.rendering.conditions import value_in_words
from cafematch.rendering.wording import Wording

Sign = Literal["answer", "skip", "not_known", "declined", "back", "done", "help", "unclear"]

SIGNS: Mapping[str, Sign] = {"": "skip", "?": "not_known", "-": "declined", "–": "declined", "<": "back", ".": "done"}
"""What stands for no answer, in every language; each also has words, `reply_…` in the messages."""

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_APART = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply means; `value` is the answer as a profile file would have it."""

    sign: Sign
    value: Any = None


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be picked: as a profile file would have it, and in words."""

    value: Any
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be answered: the answers to pick from, whether several, and what else is understood.

    `sort` is one of `yes_no`, `one`, `several`, `number`, `numbers`, `languages`, `words`.
    """

    sort: str
    options: tuple[Option, ...] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)


def asked_about(wording: Wording, subject: Subject | None) -> Asked:
    """Return how something can be answered; None stands for a need, which is there or not."""
    if subject is None:
        return Asked("yes_no")
    match subject.type:
        case BooleanType():
            return Asked("yes_no")
        case ChoiceType() | LevelType() | PlaceType():
            return Asked("one", tuple(_options(wording, subject)))
        case SetType():
            return Asked("several", tuple(_options(wording, subject)))
        case NumberType(minimum=low, maximum=high):
            bounds = {"low": low, "high": high}
            return Asked("number", bounds={name: f"{bound:g}" for name, bound in bounds.items() if bound is not None})
        case ListType(item=NumberType()):
            return Asked("numbers")
        case LanguagesType():
            return Asked("languages")
        case _:
            return Asked("words")


def _options(wording: Wording, subject: Subject) -> Iterator[Option]:
    for value in _values(wording.catalog, subject):
        read = subject.type.read([value] if isinstance(subject.type, SetType) else value, names_of(wording.catalog))
        yield Option(value, value_in_words(wording, subject, read))


def _values(catalog: Catalog, subject: Subject) -> Sequence[str]:
    """Return the words that can be picked, in the order in which they are declared."""
    match subject.type:
        case LevelType(ranks=ranks):
            return [name for name, _ in ranks]
        case PlaceType():
            return list(catalog.network.places)
        case _:
            declared = catalog.vocabulary.facts.get(subject.name)
            return list(declared.values or ()) if declared else ()


def read_reply(wording: Wording, asked: Asked, typed: str) -> Reply:
    """Return what a reply means: an answer, or one of the signs for none."""
    typed = typed.strip()
    sign = _sign(wording, typed)
    if sign is not None:
        return Reply(sign)
    none = typed.casefold() in _words(wording, "none")
    match asked.sort:
        case "yes_no":
            return _yes_or_no(wording, typed, none)
        case "one":
            found = _picked(asked.options, [typed])
            if found is None and none and typed.casefold() not in _words(wording, "no"):
                found = [option for option in asked.options if option.value == "none"] or None
            return Reply("answer", found[0].value) if found else Reply("unclear")
        case "several":
            found = [] if none else _picked(asked.options, [part for part in _APART.split(typed) if part], typed)
            return Reply("unclear") if found is None else Reply("answer", [option.value for option in found])
        case "number":
            number = _number(typed)
            return Reply("unclear") if number is None else Reply("answer", number)
        case "numbers":
            numbers = [] if none else [_number(part) for part in _APART.split(typed) if part]
            return Reply("unclear") if None in numbers else Reply("answer", numbers)
        case "languages":
            languages = _languages(wording, typed)
            return Reply("answer", languages) if languages else Reply("unclear")
        case _:
            nothing = none or typed.casefold() in _words(wording, "no")
            return Reply("skip") if nothing else Reply("answer", typed)


def _sign(wording: Wording, typed: str) -> Sign | None:
    if typed in SIGNS:
        return SIGNS[typed]
    signs: tuple[Sign, ...] = ("not_known", "declined", "back", "done", "help")
    return next((sign for sign in signs if typed.casefold() in _words(wording, sign)), None)


def _words(wording: Wording, meaning: str) -> set[str]:
    return {word.strip().casefold() for word in wording.word(f"reply_{meaning}").split(";")}


def _yes_or_no(wording: Wording, typed: str, none: bool) -> Reply:
    if typed.casefold() in _words(wording, "yes"):
        return Reply("answer", True)
    return Reply("answer", False) if none or typed.casefold() in _words(wording, "no") else Reply("unclear")


def _picked(options: Sequence[Option], parts: Iterable[str], whole: str | None = None) -> list[Option] | None:
    """Return what was picked by number or by word; None if a part is neither."""
    by_word = {option.words.casefold(): option for option in options}
    by_word |= {str(option.value).casefold(): option for option in options}
    if whole is not None and whole.casefold() in by_word:
        return [by_word[whole.casefold()]]
    found = []
    for part in parts:
        if part.isascii() and part.isdigit():
            if not 1 <= int(part) <= len(options):
                return None
            found.append(options[int(part) - 1])
            continue
        meant = nearest(part.casefold(), by_word)
        if meant is None:
            return None
        found.append(by_word[meant])
    return found or None


def _number(typed: str) -> int | float | None:
    if _NUMBER.fullmatch(typed) is None:
        return None
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def _languages(wording: Wording, typed: str) -> dict[str, str] | None:
    """Return languages with levels from `Deutsch A2, Arabisch`; without a level it is the first language."""
    ranks = dict(wording.catalog.vocabulary.scale("cefr").ranks)
    names = {name.casefold(): code for code, name in wording.known_languages.items()}
    found: dict[str, str] = {}
    for part in re.split(r"[,;]", typed):
        words = part.split()
        if not words:
            continue
        level = next((name for name in ranks if words[-1].casefold() == name.casefold()), None)
        name = " ".join(words[:-1] if level and len(words) > 1 else words).casefold()
        meant = name if name in wording.known_languages else names.get(nearest(name, names) or "")
        if meant is None:
            return None
        found[meant] = level or "native"
    return found


def outlook_lines(wording: Wording, question: InterviewQuestion, subject: Subject | None) -> Iterator[str]:
    """Yield what would follow from the answers, in a line for each of the ways it could go on."""
    for outlook in question.outlooks:
        changes = [wording.word("ask_protects")] if outlook.protects else []
        changes += [wording.word("ask_appears", services=_names(wording, outlook.appears))] if outlook.appears else []
        changes += [wording.word("ask_goes", services=_names(wording, outlook.goes))] if outlook.goes else []
        told = _answers(wording, subject, outlook)
        yield wording.labelled(told, wording.apart(changes) if changes else wording.word("ask_moves"))


def _names(wording: Wording, services: Iterable[str]) -> str:
    return wording.listed(wording.provider(service) for service in services)


def _answers(wording: Wording, subject: Subject | None, outlook: Outlook) -> str:
    """Return answers in words: all values that lead to the same, ranges of numbers, an example of lists."""
    values = outlook.answers
    if subject is None:
        return wording.listed((wording.word("yes" if value else "no") for value in values), "or")
    if isinstance(subject.type, NumberType) and subject.type.whole:
        return wording.listed(_ranges(wording, values, outlook.tried), "or")
    if isinstance(subject.type, ListType | SetType) and {value for value in outlook.tried if value} <= set(values):
        told = [wording.word("ask_some"), *([wording.word("ask_none")] if any(not value for value in values) else ())]
        return wording.listed(told, "or")
    if isinstance(subject.type, ListType) and isinstance(subject.type.item, NumberType):
        singles, tried = ([value[0] for value in some if len(value) == 1] for some in (values, outlook.tried))
        told = [*_ranges(wording, singles, tried), *([] if all(values) else [wording.word("ask_none")])]
        if told:
            return wording.listed(told, "or")
    told = [value_in_words(wording, subject, value) or wording.word("ask_none") for value in values]
    if len(told) > 1 and isinstance(subject.type, ListType | SetType | NumberType):
        return wording.word("ask_for_example", value=told[0])
    return wording.apart(told) if any("," in words for words in told) else wording.listed(told, "or")


def _ranges(wording: Wording, values: Iterable[Any], tried: Iterable[Any]) -> list[str]:
    """Return numbers as ranges, from the lowest to the highest that were tried."""
    every = sorted(tried)
    return [_range(wording, part, tuple(every)) for part in _neighbours(sorted(values), every)]


def _neighbours(values: list[Any], tried: list[Any]) -> Iterator[list[Any]]:
    """Yield values in runs of such as follow each other among all that were tried."""
    run: list[Any] = []
    for value in values:
        if run and tried.index(value) != tried.index(run[-1]) + 1:
            yield run
            run = []
        run.append(value)
    if run:
        yield run


def _range(wording: Wording, run: list[Any], tried: tuple[Any, ...]) -> str:
    low, high = f"{run[0]:g}", f"{run[-1]:g}"
    if run[0] == min(tried):
        return wording.word("ask_up_to", value=high)
    if run[-1] == max(tried):
        return wording.word("ask_from", value=low)
    return low if low == high else wording.word("between", low=low, high=high)
