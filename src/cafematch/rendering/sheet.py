"""A sheet of paper as plain values in the reader's words: what is on it and in what order, but not how it looks.

`sheet_for_person` and `sheet_for_staff` fill it, `html` and `markdown` show it. Its words come from files and are tamed
where they are shown.
"""

from __future__ import annotations

import re
from typing import Literal

from cafematch.matching.suggestion import Suggestion
from cafematch.quick import dataclass
from cafematch.rendering.parts import entrance_name
from cafematch.rendering.wording import Wording

Reader = Literal["person", "staff"]
"""Whom a sheet is for: the person takes it home, staff keep it."""

_NOT_DIALLED = re.compile(r"[^+0-9]")
_NUMBER = re.compile(r"\+?[0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as it is read, and as it is dialled; nothing is dialled if it is not a number."""

    number: str
    dial: str

    @classmethod
    def of(cls, number: str | None) -> Phone | None:
        """Return a number that was told, None if none was."""
        if not number:
            return None
        dial = _NOT_DIALLED.sub("", number)
        return cls(number, dial if _NUMBER.fullmatch(dial) else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing told about a step, under its label: words, a number to call, or a line to write on."""

    label: str
    words: str = ""
    phone: Phone | None = None
    to_fill_in: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call."""

    name: str
    phone: Phone | None = None
    hours: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What comes before everything else."""

    title: str
    words: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """One step of the way."""

    position: int
    name: str
    organisation: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with what belongs to it."""

    words: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    title: str
    items: tuple[Item, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet, from top to bottom; what is empty is left out.

    A sheet that is `only_on_screen` is shown to staff, but its print-out says nothing but that.
    """

    language: str
    reader: Reader
    title: str
    header: str
    note: str = ""
    wish_label: str = ""
    wish: str = ""
    cards: tuple[Card, ...] = ()
    way: str = ""
    words: tuple[str, ...] = ()
    steps: tuple[PrintedStep, ...] = ()
    sections: tuple[Section, ...] = ()
    call_label: str = ""
    call: Contact | None = None
    closing: str = ""
    only_on_screen: str = ""


def entrance_to_call(wording: Wording, suggestion: Suggestion, words: str = "") -> Contact:
    """Return the entrance as somebody to call."""
    entrance = suggestion.entrance
    hours = wording.hours(entrance.hours) if entrance.hours else ""
    return Contact(entrance_name(wording, suggestion), Phone.of(entrance.phone), hours, words)
