"""What language is meant: by its name in some language, by a longer code, or by that of a country where it is spoken.

What is known of languages is that of the CLDR which Babel brings along.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from cafematch.model.languages import is_language
from cafematch.reading.nearest import closest

LETTERS_OF_A_USUAL_LANGUAGE: Final = 2
"""Languages with longer codes are proposed only for just their name: there are hundreds, and something is like any word."""
_READERS: Final = ("de", "en", "fr")


def language_meant(word: str, before: str = "") -> str | None:
    """Return the hint for a language that is told by its name or by another code; `before` stands before its code, as in
    `language.de`.
    """
    if (code := language_called(word) or usual_code(word)) is not None:
        return _proposed(before, code, _name(code, word))
    best: tuple[float, str, str] | None = None
    for names in map(_languages, _READERS):
        found = closest(word, [name for name, (code, _) in names.items() if len(code) == LETTERS_OF_A_USUAL_LANGUAGE])
        if found is not None and (best is None or found[1] > best[0]):
            best = found[1], *names[found[0]]
    return None if best is None else _proposed(before, *best[1:])


def language_called(word: str) -> str | None:
    """Return the code of a language that is called just so; None where none is."""
    return next((names[word.casefold()][0] for names in map(_languages, _READERS) if word.casefold() in names), None)


def usual_code(word: str) -> str | None:
    """Return the code of two letters of the language that another code names (ISO 639-2, or with a country behind it), or
    that is spoken in the country a code of two letters names; None where it is that code itself, or nothing of the sort.
    """
    from babel.core import get_global  # here and not above: needed only where something is wrong
    from babel.languages import get_official_languages

    if len(word) == LETTERS_OF_A_USUAL_LANGUAGE and is_language(word):
        return None
    code = word.casefold().replace("_", "-").partition("-")[0]
    meant = get_global("language_aliases").get(code, code)
    if not is_language(meant):
        meant = next(iter(get_official_languages(code.upper(), de_facto=True)), "").partition("_")[0]
    return meant if len(meant) == LETTERS_OF_A_USUAL_LANGUAGE else None


def language_of_country(code: str, country: str) -> str | None:
    """Return the language that is meant where a country's code may stand for its language and names one of few people:
    Swedish by `se`, Northern Sami. None where that one is spoken in `country`.
    """
    from babel.core import get_global

    if code not in _OF_FEW_PEOPLE or code in get_global("territory_languages").get(country, {}):
        return None
    return str(get_global("likely_subtags")[f"und_{code.upper()}"]).partition("_")[0]


_OF_FEW_PEOPLE: Final = frozenset(("br", "ch", "kr", "kw", "se"))
"""Breton, Chamorro, Kanuri, Cornish and Northern Sami; these codes are more often written for Brazil, Switzerland, Korea,
Kuwait and Sweden. How many people speak a language, the CLDR does not tell.
"""


def language_name(code: str) -> str:
    """Return what a language is called in English; its code where that is not known."""
    return _name(code, "", ("en",))


def _name(code: str, word: str, readers: tuple[str, ...] = _READERS) -> str:
    """Return what a language is called: as it is written, else in the first of some languages."""
    called = [name for names in map(_languages, readers) for own, name in names.values() if own == code]
    return next((name for name in called if name.casefold() == word.casefold()), next(iter(called), code))


def _proposed(before: str, code: str, name: str) -> str:
    return f"did you mean '{before}{code}' ({name})?"


@cache
def _languages(reader: str) -> Mapping[str, tuple[str, str]]:
    """Return every language by its name in a reader's language: its code, and the name as it is written."""
    from babel import Locale

    found: dict[str, tuple[str, str]] = {}
    for code, name in sorted(Locale(reader).languages.items(), key=lambda entry: (len(entry[0]), entry[0])):
        found.setdefault(name.casefold(), (code.partition("_")[0], name))
    return found
