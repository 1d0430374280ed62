"""What every document has in common: frozen, no unknown keys, strict scalars, and a memory of where it stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Strict,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from cafematch.model.refusals import Refused, refusing
from cafematch.model.text import shown
from cafematch.quick import dataclass

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years in which a moment may lie, so that what is counted from it stays in the calendar."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")

Many = Annotated[tuple[T, ...], Strict(False)]


@dataclass(frozen=True, slots=True)
class Reads:
    """Marks a field that a function reads whole. Pydantic's own marker would also look into the field's type, which
    for a tree of conditions costs more than reading all rules. `what` says what it holds, for those who describe it.
    """

    read: Callable[[Any, ValidationInfo], Any]
    what: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)


@dataclass(frozen=True, slots=True)
class Names:
    """Marks text that names something declared elsewhere, of the sort `what`. Whether it is there is seen when all is read."""

    what: str


@dataclass(frozen=True, slots=True)
class Also:
    """Marks a value that a file may say in another form, too, which is read as if it stood in the usual one."""

    form: Any


class Document(BaseModel):
    """A part of a file, checked: it cannot be changed, holds no unknown key, and takes no scalar for another."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True, protected_namespaces=())


class PlacedDocument(Document):
    """A document that knows its file and line, so that an answer can name them."""

    _at: str = PrivateAttr(default="")

    @model_validator(mode="wrap")
    @classmethod
    def _remember_place(cls, raw: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        document = handler(raw)
        document._at = place_of(raw, info)
        return document

    @property
    def at(self) -> str:
        """Where it stands: `path:line`, relative to the catalog or rules folder; empty if it was made in memory."""
        private = self.__pydantic_private__  # asked for by its name, it would be looked for everywhere else first
        return private["_at"] if private else ""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a document may refer to while it is read: the file it stands in and the words declared so far.

    `words` is a `scopes.Words`. It is None while the vocabulary itself is read, which refers to nothing, and where the
    vocabulary is not what it should be: then what is said in its words is passed over.
    """

    file: str = ""
    words: Any = None

    @classmethod
    def of(cls, info: ValidationInfo) -> ReadingContext:
        """Return the context of a document that is being read; one without any place or words if there is none."""
        return info.context if isinstance(info.context, cls) else cls()


def place_of(raw: object, info: ValidationInfo) -> str:
    """Return `file:line` of a raw mapping that knows its line, else the empty text."""
    line = getattr(raw, "line", None)
    return f"{ReadingContext.of(info).file}:{line}" if line else ""


def read_date(raw: object) -> date:
    """Read an ISO 8601 date; raises `Refused` for anything else."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw if isinstance(raw, str) and _DATE.fullmatch(raw) else "")
    except ValueError:
        message = f"expected a date such as 2026-03-02, found {shown(raw)}"
        raise Refused("not-a-date", message, hint=_meant_date(raw)) from None


def _meant_date(raw: object) -> str | None:
    """Return how a date is written that is written the German or the French way, or that no calendar has."""
    if not isinstance(raw, str):
        return None
    if _DATE.fullmatch(raw):
        return "the calendar has no such day"
    if match := _DAY_FIRST.fullmatch(raw):
        return f"write {match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    if match := _YEAR_FIRST.fullmatch(raw):
        return f"write {match[1]}-{match[2]:0>2}-{match[3]:0>2}"
    return "write the year, the month and the day, with - between them"


def read_moment(raw: object) -> datetime:
    """Read an ISO 8601 date and time; raises `Refused` for anything else."""
    if isinstance(raw, datetime):
        return raw
    try:
        moment = datetime.fromisoformat(raw if isinstance(raw, str) and "T" in raw else "")
    except ValueError:
        message = f"expected a date and time such as 2026-03-16T10:00, found {shown(raw)}"
        hint = f"add the time: {raw}T10:00" if isinstance(raw, str) and _DATE.fullmatch(raw) else None
        raise Refused("not-a-moment", message, hint=hint) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {moment.year:04}"
        raise Refused("out-of-range", message)
    return moment


Date = Annotated[date, BeforeValidator(refusing(read_date))]
Moment = Annotated[datetime, BeforeValidator(refusing(read_moment))]


class Source(Document):
    """Where a professional or legal statement comes from, and when somebody last looked."""

    title: str
    url: str | None = None
    checked: Date | None = None


def mapping_or_empty(raw: object) -> Mapping[str, Any]:
    """Return `raw` if it is a mapping, else an empty one: for looking into a value before it is checked."""
    return raw if isinstance(raw, Mapping) else {}
