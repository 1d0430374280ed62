"""Everything an answer holds, in words of one language: texts, messages, and the names of things.

What a catalog or a profile says comes out harmless: one line of plain text. Layout is left to the renderers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from cafematch.matching.suggestion import Message, Words
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import All, AnyOf, Condition, Not, Subject, Test
from cafematch.model.duration import Duration
from cafematch.model.scopes import LOCAL
from cafematch.model.text import Text
from cafematch.model.vocabulary import BarrierWords
from cafematch.rendering.conditions import condition_in_words, subject_in_words, value_in_words
from cafematch.rendering.messages import Template, fill, harmless, load_messages
from cafematch.rendering.moments import clock_in_words, day_in_words, moment_in_full, moment_in_words
from cafematch.rendering.opening import hours_in_words


class Wording:
    """Puts values into words of one language, for readers of one network.

    `as_of` is the moment from which today and tomorrow count; without it every moment has its date. Raises ValueError
    for a language there are no words in.
    """

    def __init__(self, catalog: Catalog, language: str, as_of: datetime | None = None) -> None:
        self.catalog = catalog
        self.language = language
        self.as_of = as_of
        self.languages = (language, catalog.network.language, *sorted(catalog.network.languages))
        self.messages = load_messages(language)

    def say(self, words: Words) -> str:
        """Return what a message or a text says."""
        if isinstance(words, Text):
            return self.text(words)
        values = dict(words.values)
        told = {name: self._value(name, value) for name, value in values.items()}
        subject, value = values.get("subject"), values.get("value")
        if isinstance(subject, Subject):  # what a value is called depends on what it is a value of
            told["subject"] = subject_in_words(self, subject)
            told["value"] = "" if value is True else value_in_words(self, subject, value)
        return _fill(self.messages.says[words.code], told, values.values())

    def word(self, key: str, **values: str | int) -> str:
        """Return fixed words of an answer, with words or numbers in their places."""
        return _fill(
            self.messages.words[key], {name: harmless(str(value)) for name, value in values.items()}, values.values()
        )

    def text(self, text: Text) -> str:
        """Return a text in the reader's language, else in one of the network's, else in any."""
        return harmless(text.in_language(*self.languages))

    def labelled(self, label: str, words: str) -> str:
        """Return words behind what they are about."""
        return self.word("labelled", label=label, words=words)

    def listed(self, parts: Iterable[str], last: str = "and") -> str:
        """Return parts as one says a list: the last is joined by `and` or `or`."""
        told = [part for part in parts if part]
        if len(told) < 2:
            return "".join(told)
        return f"{', '.join(told[:-1])} {self.word(f'list_{last}')} {told[-1]}"

    def apart(self, parts: Iterable[str]) -> str:
        """Return parts that are too long for a list, one after the other."""
        return self.word("separator").join(part for part in parts if part)

    def need(self, name: str) -> str:
        """Return what a need is called."""
        return self._labelled(self.catalog.vocabulary.terms, name)

    def fact(self, name: str) -> str:
        """Return what a fact is called: a declared one, a need (`need.…`) or how well somebody speaks (`language.…`)."""
        family, _, rest = name.partition(".")
        if name not in self.catalog.vocabulary.facts:
            if family == "language":
                return self.word("how_well", language=self.language_name(rest))
            if family == "need":
                return self.need(rest)
        return self._labelled(self.catalog.vocabulary.facts, name)

    def place(self, name: str) -> str:
        """Return what a place is called."""
        return self._labelled(self.catalog.network.places, name)

    def provider(self, name: str) -> str:
        """Return what an organisation or a service is called."""
        found = self.catalog.organisation.get(name) or self.catalog.services.get(name)
        return self.text(found.name) if found else harmless(name)

    def channel(self, name: str) -> str:
        """Return a way of contact."""
        return self._labelled(self.catalog.vocabulary.words.channels, name)

    def barrier(self, name: str, as_what: Literal["blocked", "ask", "bridged"]) -> str:
        """Return a barrier as an obstacle, as what to ask about it, or as what somebody does about it."""
        words: Mapping[Any, BarrierWords] = self.catalog.vocabulary.words.barriers
        return self.text(getattr(words[name], as_what)) if name in words else harmless(name)

    def role(self, name: str) -> str:
        """Return what a role is called."""
        return self._labelled(self.catalog.vocabulary.words.roles, name)

    def level(self, scale: str, name: str) -> str:
        """Return what a level of a scale is called."""
        return self._labelled(self.catalog.vocabulary.scales[scale], name)

    def language_name(self, code: str) -> str:
        """Return what a language is called."""
        if code == "any":
            return self.word("any_language")
        if code == LOCAL:
            return self.language_name(self.catalog.network.language)
        return self.messages.languages.get(code) or self._names_of_languages.get(code) or harmless(code)

    def duration(self, duration: Duration) -> str:
        """Return how long something takes."""
        return (
            self.word(f"duration_{duration.unit}", count=duration.amount)
            if duration.amount
            else self.word("duration_none")
        )

    def day(self, day: date) -> str:
        """Return a date."""
        return day_in_words(self.messages.time, day, self.as_of)

    def moment(self, moment: datetime) -> str:
        """Return a moment, as said at `as_of`."""
        return moment_in_words(self.messages.time, moment, self.as_of)

    def clock(self, moment: datetime) -> str:
        """Return the time of day of a moment."""
        return clock_in_words(self.messages.time["time"], moment.hour, moment.minute)

    def dated(self, moment: datetime) -> str:
        """Return a moment with its whole date, whenever it is read."""
        return moment_in_words(self.messages.time, moment, None)

    def in_full(self, moment: datetime) -> str:
        """Return a moment for paper, which is read on any day: the whole weekday and date, never today or tomorrow."""
        return moment_in_full(self.messages.time, moment)

    def hours(self, hours: str) -> str:
        """Return opening hours."""
        return harmless(hours_in_words(self.messages.time, hours, self.word("separator")))

    def condition(self, condition: Condition) -> str:
        """Return a condition: what it looks at, and what it asks of it."""
        return condition_in_words(self, condition)

    @property
    def known_languages(self) -> Mapping[str, str]:
        """What every language with a code is called."""
        return {**self._names_of_languages, **self.messages.languages}

    @cached_property
    def _names_of_languages(self) -> Any:
        from babel import Locale  # only here: loading it takes longer than a whole answer

        return Locale.parse(self.language).languages

    def _labelled(self, words: Any, name: str) -> str:
        """Return the label of a declared word; a word nobody declared is shown as it is."""
        found = words.get(name)
        if found is None:
            return harmless(name)
        return self.text(found if isinstance(found, Text) else found.label)

    def _value(self, name: str, value: Any) -> str:
        match value:
            case None:
                return ""
            case str():
                return self._name(name, value)
            case Text() | Message():
                return self.say(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case Duration():
                return self.duration(value)
            case Test() | Not() | All() | AnyOf():
                return self.condition(value)
            case tuple():
                parts = [self._value(name, part) for part in value]
                if any(isinstance(part, Message) for part in value):
                    return self.apart(parts)
                return self.listed(parts, "or" if name == "channels" else "and")
            case _:
                return str(value)

    def _name(self, place: str, name: str) -> str:
        """Return a name in a message: the place it stands in says what it names."""
        words = self.catalog.vocabulary.words
        match place:
            case "barrier":
                return self.barrier(name, "ask")
            case "barriers":
                return self.barrier(name, "blocked")
            case "bridges":
                return self.barrier(name, "bridged")
            case "channels":
                return self.channel(name)
            case "appointment":
                return self._labelled(words.appointment, name)
            case "name":
                return self._labelled(words.name, name)
            case "fact":
                return self.fact(name)
            case "language":
                return self.language_name(name)
            case "hours":
                return self.hours(name)
            case "interpreting":
                return self.word(f"interpreting_{name}")
            case _:
                return harmless(name)


def _fill(template: Template, told: Mapping[str, str], values: Iterable[object]) -> str:
    """Return a filled template, in the version that fits: by the number among the values, else by the word that names one."""
    if isinstance(template, str):
        return fill(template, told)
    for value in values:
        if isinstance(value, int):
            return fill(template, told, "one" if value == 1 else "other")
        if isinstance(value, str) and value in template:
            return fill(template, told, value)
    return fill(template, told)
