"""Several refusals of one value, raised together, each with its own place inside the value.

Pydantic adds the place of the value itself, so that the reader can name line and column of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from cafematch.quick import dataclass

Loc = tuple[str | int, ...]
T = TypeVar("T")
K = TypeVar("K", str, int)


class Refused(ValueError):
    """One value that is not what it should be: a stable code, a sentence, the words it may have meant, how to mend."""

    def __init__(
        self, code: str, message: str, *, word: str | None = None, among: Iterable[str] = (), hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.word = word
        self.among = tuple(sorted(among)) if word is not None else ()
        self.hint = hint
        self.parts: tuple[tuple[str | int, object, Refused], ...] = ()

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str], dict[str, object]]:
        """Travel between processes; an error that cannot ends all of them."""
        return type(self), (self.code, self.message), self.__dict__

    @classmethod
    def together(cls, parts: Iterable[tuple[str | int, object, Refused]]) -> Refused:
        """Return one refusal of a container for all that is wrong inside it: key or index, what was found, refusal."""
        whole = cls("inside", "something inside is not what it should be")
        whole.parts = tuple(parts)
        return whole


@dataclass(slots=True)
class Refusals:
    """Collects refusals while a value is read, so that all of them are told at once."""

    title: str
    details: list[InitErrorDetails] = field(default_factory=list)

    def add(
        self,
        code: str,
        message: str,
        loc: Loc,
        found: object,
        *,
        word: str | None = None,
        among: Iterable[str] = (),
        hint: str | None = None,
    ) -> None:
        """Note one refusal at `loc`, a path inside the value; `word` and `among` feed the reader's did-you-mean."""
        context = {
            "sentence": message,
            "word": word,
            "among": tuple(sorted(among)) if word is not None else (),
            "hint": hint,
        }
        self.details.append(
            InitErrorDetails(type=PydanticCustomError(code, "{sentence}", context), loc=loc, input=found)
        )

    def take(self, refused: Refused, loc: Loc, found: object) -> None:
        """Note a `Refused` at `loc`, or each of its parts at its own place."""
        for step, inside, part in refused.parts:
            self.take(part, (*loc, step), inside)
        if refused.parts:
            return
        self.add(refused.code, refused.message, loc, found, word=refused.word, among=refused.among, hint=refused.hint)

    def absorb(self, error: ValidationError, loc: Loc) -> None:
        """Note everything that pydantic refused in the part at `loc`, as pydantic knows it."""
        for detail in error.errors(include_url=False):
            context = detail.get("ctx", {})
            kind = (
                PydanticCustomError(detail["type"], "{sentence}", context) if "sentence" in context else detail["type"]
            )
            place = (*loc, *detail["loc"])
            self.details.append(InitErrorDetails(type=kind, loc=place, input=detail["input"], ctx=context))

    def raise_if_any(self) -> None:
        """Raise `pydantic.ValidationError` with everything noted, if anything was."""
        if self.details:
            raise ValidationError.from_exception_data(self.title, self.details)


def refuse(code: str, message: str, found: object, hint: str | None = None) -> NoReturn:
    """Raise `pydantic.ValidationError` for the value that is being read."""
    refusals = Refusals("value")
    refusals.add(code, message, (), found, hint=hint)
    refusals.raise_if_any()
    raise AssertionError("a refusal was noted")


def refuse_missing(why: str, *, beside: str, what: str) -> NoReturn:
    """Raise for a field that is missing only because of what is said beside it: why, at which key, and what to add."""
    raise PydanticCustomError("missing", "{why}", {"why": why, "beside": beside, "what": what})


def refusing(read: Callable[[Any], T]) -> Callable[[Any], T]:
    """Wrap a reader that raises `Refused` so that pydantic keeps its code and its hint."""

    def validate(raw: Any) -> T:
        try:
            return read(raw)
        except Refused as refused:
            refusals = Refusals("value")
            refusals.take(refused, (), raw)
            refusals.raise_if_any()
            raise

    return validate


def read_each(entries: Iterable[tuple[K, Any]], read: Callable[[K, Any], T]) -> list[tuple[K, T]]:
    """Read every entry of a container; raises one `Refused` for all entries that are wrong."""
    good: list[tuple[K, T]] = []
    bad: list[tuple[str | int, object, Refused]] = []
    for key, raw in entries:
        try:
            good.append((key, read(key, raw)))
        except Refused as refused:
            bad.append((key, raw, refused))
    if bad:
        raise Refused.together(bad)
    return good
