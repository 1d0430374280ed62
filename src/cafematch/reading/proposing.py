"""Proposing: needs that somebody's own words may stand for, from the labels and synonyms of the vocabulary.

A proposal is a question to the person, never a finding: nothing is taken from their words that they did not confirm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import log, sqrt

from cafematch.model.vocabulary import NeedDomain, Vocabulary
from cafematch.reading.nearest import alike

MOST_PROPOSED = 6
ENOUGH = 1.1
"""How telling the words must be that were heard of a phrase; a word that only one need has, heard in full, comes to 3."""
BESIDE_THE_BEST = 0.5
"""How telling they must be beside those of the likeliest need, from 0 to 1."""
WEIGHTY = 3
"""Words of fewer letters than this carry no meaning of their own."""
LONG = 6
"""A word of fewer letters than this tells less: it is likelier to be a common one."""
SHARED = 3
"""Needs in as many parts of the vocabulary as this may share a word before it says nothing: a third of them."""
_WORD = re.compile(r"[^\W_]+")

Phrase = tuple[str, ...]


def needs_in(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the needs that somebody's words may stand for, the likeliest first; none if nothing is like them.

    Words are compared with every label and synonym in all languages. What counts is how telling the words are that were
    heard (one that few needs have tells more) and how much of the phrase they are.
    """
    said = _words(words)
    phrases = list(_phrases(vocabulary))
    telling = _telling(phrases)
    heard = {word: max((alike(own, [word]) for own in said), default=0.0) for word in telling}
    found: dict[str, float] = defaultdict(float)
    for need, phrase in phrases:
        found[need] = max(found[need], _likeness(phrase, heard, telling))
    limit = max(ENOUGH, BESIDE_THE_BEST * max(found.values()))
    likely = sorted((need for need, score in found.items() if score >= limit), key=lambda need: (-found[need], need))
    return tuple(likely[:MOST_PROPOSED])


def _likeness(phrase: Phrase, heard: Mapping[str, float], telling: Mapping[str, float]) -> float:
    whole = sum(telling[word] for word in phrase)
    part = sum(telling[word] * heard[word] for word in phrase)
    return part * sqrt(part / whole) if whole else 0.0


def _phrases(vocabulary: Vocabulary) -> Iterator[tuple[str, Phrase]]:
    """Yield every label and synonym of every need, in all languages, as its words."""
    for name, term in vocabulary.terms.items():
        if isinstance(term, NeedDomain):
            continue
        labels = [label for _, label in term.label.versions]
        for phrase in (*labels, *(other for others in term.also.values() for other in others)):
            yield name, _words(phrase)


def _words(phrase: str) -> Phrase:
    return tuple(word for word in _WORD.findall(phrase.casefold()) if len(word) >= WEIGHTY)


def _telling(phrases: list[tuple[str, Phrase]]) -> Mapping[str, float]:
    """Return how telling each word is, from 0: the fewer needs have it, and the longer it is, the more."""
    having: dict[str, set[str]] = defaultdict(set)
    for need, phrase in phrases:
        for word in phrase:
            having[word].add(need)
    count = len({need for need, _ in phrases})
    return {
        word: max(0.0, log(count / (SHARED * len(needs)))) * min(1.0, len(word) / LONG)
        for word, needs in having.items()
    }
