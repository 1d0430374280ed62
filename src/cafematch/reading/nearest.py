"""Which words are most like a word, letter by letter. The only door to rapidfuzz, opened only when a word is unknown."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

Key = TypeVar("Key")

SAME_WORD: Final = 84.0
"""How alike, from 0 to 100, two words are that may be forms of one word."""
PART_OF_WORD: Final = 0.65
LETTERS_OF_A_STEM: Final = 5
LETTERS_OF_A_BEGINNING: Final = 4

CUTOFF: Final = 72.0
"""How alike, from 0 to 100, two words must be for one to be proposed for the other. Below, a proposal misleads."""

SAME_NAME: Final = 85.0
"""How alike, from 0 to 100, two names are that may be one name written twice: a letter or an ending apart."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of the words that is most like `word`, or None if none is like it.

    Alike means few letters to insert or delete, counted against the length of both; upper and lower case are one.
    Of equally good words the alphabetically first is taken, whatever the order of `words`.
    """
    found = closest(word, words)
    return None if found is None else found[0]


def closest(word: str, words: Iterable[str]) -> tuple[str, float] | None:
    """Return what `nearest` does, and how alike the two are, from CUTOFF to 100."""
    from rapidfuzz import fuzz, process  # here and not above: the import takes longer than reading a small network

    found = process.extractOne(word, sorted(set(words)), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=CUTOFF)
    return None if found is None else found[:2]


def alike(word: str, words: Iterable[str]) -> float:
    """Return how much the likest of some words is like a word, from 0 to 1: 0 where none could be meant.

    Short words are alike only if they are the same: `ill` is not `will`. A word that begins or, if it is long enough, is
    found in another one (`kita`, `kitaplatz`; `deutsch`, `berufsdeutsch`) is a part of it, and weighs less than the whole.
    """
    from rapidfuzz import fuzz

    return max((_likeness(word, other, fuzz.ratio(word, other)) for other in words), default=0.0)


def _likeness(word: str, other: str, ratio: float) -> float:
    shorter, longer = sorted((word, other), key=len)
    if ratio >= SAME_WORD and (len(shorter) >= LETTERS_OF_A_STEM or word == other):
        return ratio / 100
    is_stem = len(shorter) >= LETTERS_OF_A_STEM and (shorter in longer or longer.startswith(shorter[:-1]))
    begins = len(shorter) >= LETTERS_OF_A_BEGINNING and longer.startswith(shorter)
    return PART_OF_WORD if is_stem or begins else 0.0


def twins(names: Mapping[Key, str]) -> Iterator[tuple[Key, Key]]:
    """Yield every two keys, in their order, whose names are nearly the same, whatever the order of their words.

    Names that differ in a number or a single letter are told apart on purpose: `sector A` and `sector B`; one that only
    adds its legal form (`e.V.`) is not.
    """
    from rapidfuzz import fuzz, process

    words = {key: re.findall(r"[^\W_]+", name.casefold()) for key, name in names.items()}
    left = {key: " ".join(sorted(own)) for key, own in words.items() if own}
    for key, name in list(left.items()):
        del left[key]
        found = {
            match[2] for match in process.extract(name, left, scorer=fuzz.ratio, score_cutoff=SAME_NAME, limit=None)
        }
        for other in (other for other in left if other in found) if found else ():
            mine, theirs = {*words[key]} - {*words[other]}, {*words[other]} - {*words[key]}
            if not (_tells_apart(mine) and _tells_apart(theirs)):
                yield key, other


def _tells_apart(words: Iterable[str]) -> bool:
    """Return whether there is a number or a single letter among words."""
    return any(len(word) == 1 or not word.isalpha() for word in words)
