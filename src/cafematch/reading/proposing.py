"""Proposing: needs that somebody's own words may stand for, from the labels and synonyms of the vocabulary.

A proposal is a question to the person, never a finding: nothing is taken from their words that they did not confirm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from cafematch.model.vocabulary import NeedDomain, Vocabulary
from cafematch.reading.nearest import alike

MOST_PROPOSED = 6
ENOUGH = 0.62
"""How much of a phrase must be found among somebody's words for it to be proposed, from 0 to 1."""
WEIGHTY = 3
"""Words of fewer letters than this carry no meaning of their own."""
COMMON = 25
"""A word that stands in so many phrases says as good as nothing about any of them."""
_WORD = re.compile(r"[^\W_]+")


def needs_in(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the needs that somebody's words may stand for, the likeliest first; none if nothing is like them."""
    said = _words(words)
    if not said:
        return ()
    phrases = list(_phrases(vocabulary))
    common = _frequencies(phrase for _, phrase in phrases)
    known = {word for _, phrase in phrases for word in phrase}
    heard = {word: max(alike(own, [word]) for own in said) for word in known}
    found: dict[str, float] = defaultdict(float)
    for need, phrase in phrases:
        share = _share(phrase, heard, common)
        if share >= ENOUGH:
            found[need] = max(found[need], share * sum(len(word) * heard[word] for word in phrase))
    return tuple(sorted(found, key=lambda need: (-found[need], need))[:MOST_PROPOSED])


def _share(phrase: tuple[str, ...], heard: Mapping[str, float], common: Mapping[str, int]) -> float:
    """Return how much of a phrase was heard: rare words weigh more than words that many phrases have."""
    weights = [len(word) / (1 + common[word] / COMMON) for word in phrase]
    return sum(weight * heard[word] for word, weight in zip(phrase, weights, strict=True)) / sum(weights)


def _phrases(vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every label and synonym of every need, in all languages, as its words."""
    for name, term in vocabulary.terms.items():
        if isinstance(term, NeedDomain):
            continue
        labels = [label for _, label in term.label.versions]
        for phrase in (*labels, *(other for others in term.also.values() for other in others)):
            if words := _words(phrase):
                yield name, words


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(phrase.casefold()) if len(word) >= WEIGHTY)


def _frequencies(phrases: Iterator[tuple[str, ...]]) -> Mapping[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for phrase in phrases:
        for word in set(phrase):
            counted[word] += 1
    return counted
