"""Text for people: one string, or one string for each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cafematch.errors import quoted
from cafematch.model.languages import LANGUAGE_CODES, is_language
from cafematch.model.refusals import Refusals
from cafematch.quick import dataclass

ANY_LANGUAGE = ""
_USUAL = frozenset(("de", "en", "fr"))  # found at a glance; a network has thousands of texts
_COMMA = "put text that contains a comma in quotes"


@dataclass(frozen=True, slots=True)
class Text:
    """Words for a reader, by language.

    `versions` pairs an ISO 639 code with the words, sorted by code; the code is `ANY_LANGUAGE` where the
    words are the same in every language (a name, say).
    """

    versions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, raw: object) -> Text:
        """Read a string or a mapping of languages.

        Raises `pydantic.ValidationError` naming every entry that is neither.
        """
        if isinstance(raw, Text):
            return raw
        if isinstance(raw, str):
            return cls(((ANY_LANGUAGE, raw),))
        if (
            isinstance(raw, Mapping)
            and raw
            and (raw.keys() <= _USUAL or all(map(is_language, raw)))
            and {*map(type, raw.values())} == {str}
        ):
            return cls(tuple(sorted(raw.items())))
        refusals = Refusals("text")
        if not isinstance(raw, Mapping) or not raw:
            refusals.add(
                "not-text", f"expected text, or one text for each language (de: …, en: …), found {shown(raw)}", (), raw
            )
        else:
            for language, words in raw.items():
                if not is_language(language):
                    refusals.add(
                        "not-a-language",
                        f"expected a language code such as de, found {shown(language)}",
                        (language,),
                        words,
                        word=language,
                        hint=LANGUAGE_CODES if words is not None else _COMMA,
                    )
                elif not isinstance(words, str):
                    refusals.add("not-text", f"expected text, found {shown(words)}", (language,), words)
        refusals.raise_if_any()
        raise AssertionError("text that is not well formed is refused")

    def in_language(self, *languages: str) -> str:
        """Return the words in the first of the languages there is, else in any: something is always said."""
        versions = dict(self.versions)
        for language in (*languages, ANY_LANGUAGE):
            if language in versions:
                return versions[language]
        return self.versions[0][1]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.of,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _told, info_arg=True, return_schema=core_schema.str_schema()
            ),
        )


def _told(text: Text, info: core_schema.SerializationInfo) -> str:
    languages: tuple[str, ...] = info.context["languages"] if info.context else ()
    return text.in_language(*languages)


def shown(value: object) -> str:
    """Return a value as an error message shows it: text in quotes, never long; a number as it is; else its sort."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "keys with values" if value else "{}"
        case list() | tuple():
            return "a list" if value else "[]"
        case int() | float():
            return str(value)
        case _:
            return quoted(str(value))


def shown_keys(keys: Iterable[str]) -> str:
    """Return a few keys as an error message shows them: `'a', 'b' and 'c'`."""
    *first, last = [shown(key) for key in keys] or ["{}"]
    return f"{', '.join(first)} and {last}" if first else last
