"""Checks of who is named: organisations and functions answer for what is written, never a single person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain
from typing import Final

from cafematch.model.catalog import Catalog
from cafematch.model.text import shown
from cafematch.reading.labels import did_you_mean
from cafematch.upkeep.explained import placeholders
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.parts import place_of
from cafematch.upkeep.inspection.sources import Place

_PERSON: Final = re.compile(
    r"(?i:\b(?P<anybody>d(?:ie|er|en)|(?:k?ein|jed|manch)e[rn]?) )?"
    r"\b(?:Frau|Herrn?|Mr\.?|Mrs\.?|Ms\.?|Mme\.?|Mlle\.?|M\.|Madame|Monsieur)\s[^\W\d_a-z][^\W\d_A-Z]{2,}"
)
"""A title with a name. After an article no name follows in German but what comes next: `eine Frau Schutz sucht`."""


def unknown_owners(inspection: Inspection) -> Iterator[Finding]:
    """The owner of a rule must be an organisation of some network of the catalog, called as there or by a part of its
    name: it is the one to ask. An owner that came with a rule of the samples may wait.
    """
    here = {*_names(inspection.catalog)}
    asked = [
        (rule, place)
        for rule in inspection.rules.rules
        if rule.status != "retired"
        and not rule.owner.startswith(placeholders())
        and not is_known(rule.owner, here)
        and not inspection.sources.from_samples(place := Place.inside_rule(rule, "owner"))
    ]
    if not asked or inspection.neighbours.all is None:  # it may be in a network that cannot be read
        return
    everywhere = {*here, *chain.from_iterable(_names(neighbour) for neighbour in inspection.neighbours.all)}
    owners = {rule.owner for rule in inspection.rules.rules if is_known(rule.owner, everywhere)}
    for rule, place in asked:
        if not is_known(rule.owner, everywhere):
            message = f"the rule '{rule.id}' belongs to {shown(rule.owner)}, and no organisation is called so"
            hint = did_you_mean(rule.owner, owners | everywhere) or "name the organisation to ask, as in the catalog"
            yield Finding(message, place.below(of="value"), hint)


def named_people(inspection: Inspection) -> Iterator[Finding]:
    """No person is named in a catalog or a rule, not even who works there: a function answers the phone, owns a rule and
    has looked at an entry.
    """
    for words, place in _said(inspection):
        if somebody := named_in(words):
            message = f"{shown(somebody)} looks like the name of a person"
            yield Finding(message, place, "write the function instead: people leave, and the files are read by many")


def named_in(words: str) -> str | None:
    """Return the first person who seems to be named, with their title; None if nobody is."""
    return next((found[0] for found in _PERSON.finditer(words) if not found["anybody"]), None)


def _said(inspection: Inspection) -> Iterator[tuple[str, Place]]:
    """Yield all words in which somebody might be named, and where they stand; those of a text in each of its languages."""
    for found, text in inspection.parts.texts:
        words = " | ".join(dict.fromkeys(words for _, words in text.versions))
        yield words, place_of(found, inspection.sources)
    for organisation in inspection.catalog.organisations:
        yield organisation.verified.by, Place.inside(organisation, "verified", "by", of="value")
    for organisation, service, steps in inspection.services():
        if service.verified is not None:
            yield service.verified.by, Place.inside(organisation, *steps, "verified", "by", of="value")
    for handover in inspection.catalog.handovers:
        if handover.verified is not None:
            yield handover.verified.by, inspection.inside_handover(handover, "verified", "by").below(of="value")
    for rule in inspection.rules.rules:
        yield rule.owner, Place.inside_rule(rule, "owner")
        for number, example in enumerate(rule.examples):
            yield example.name, Place.inside_rule(rule, "examples", number, "name")


def _names(catalog: Catalog) -> Iterator[str]:
    """Yield what the organisations of a network are called, and their short names."""
    for organisation in catalog.organisations:
        yield organisation.organisation
        yield from (words for _, words in organisation.name.versions)


def is_known(owner: str, names: Collection[str]) -> bool:
    """Return whether an owner is one of these names, or some whole words of one, however they are written."""
    words = _words(owner)
    return any(words and words in name for name in map(_words, names))


@cache
def _words(name: str) -> str:
    """Return the words of a name between single spaces, however it is written."""
    words = re.findall(r"\w+", name.casefold())
    return f" {' '.join(words)} " if words else ""
