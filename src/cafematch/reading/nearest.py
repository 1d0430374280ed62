"""Did you mean: the word a writer probably wanted. The only door to rapidfuzz, opened only when a word is unknown."""

from collections.abc import Iterable
from typing import Final

SAME_WORD: Final = 84.0
"""How alike, from 0 to 100, two words are that may be forms of one word."""
PART_OF_WORD: Final = 0.6
LETTERS_OF_A_STEM: Final = 5

CUTOFF: Final = 72.0
"""How alike, from 0 to 100, two words must be for one to be proposed for the other. Below, a proposal misleads."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of the words that is most like `word`, or None if none is like it.

    Alike means few letters to insert or delete, counted against the length of both; upper and lower case are one.
    Of equally good words the alphabetically first is taken, whatever the order of `words`.
    """
    from rapidfuzz import fuzz, process  # here and not above: the import takes longer than reading a small network

    found = process.extractOne(word, sorted(set(words)), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=CUTOFF)
    return None if found is None else found[0]


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return the hint `did you mean 'x'?` for a word that is none of the words, or None if none is like it."""
    found = nearest(word, words)
    return None if found is None else f"did you mean '{found}'?"


def alike(word: str, words: Iterable[str]) -> float:
    """Return how much the likest of some words is like a word, from 0 to 1: 0 where none could be meant.

    A word that begins another one (`miete`, `mietschulden`) is a part of it and counts as half of a likeness.
    """
    from rapidfuzz import fuzz

    return max((_likeness(word, other, fuzz.ratio(word, other)) for other in words), default=0.0)


def _likeness(word: str, other: str, ratio: float) -> float:
    if ratio >= SAME_WORD:
        return ratio / 100
    shorter, longer = sorted((word, other), key=len)
    return PART_OF_WORD if len(shorter) >= LETTERS_OF_A_STEM and longer.startswith(shorter[:-1]) else 0.0
