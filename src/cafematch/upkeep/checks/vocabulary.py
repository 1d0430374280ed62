"""Checks of the words that all networks of a catalog share: is each of them good for something?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place
from cafematch.upkeep.inspection.words_in_use import (
    Sort,
    Word,
    used_by_engine,
    used_by_network,
    used_by_rules,
    used_by_vocabulary,
)

_CALLED: Final[Mapping[Sort, str]] = {"area": "area of competence", "kind": "kind of service"}
_USED_WHERE: Final[Mapping[Sort, str]] = {
    "feeling": "no condition looks at it",
    "area": "no service welcomes it, and no rule looks at it",
    "kind": "no service is of it, and no rule names it",
    "fact": "no condition looks at it, and no service brings it about",
    "scale": "nothing is measured on it",
    "parameter": "no rule sets it, and no condition looks at it",
    "side offer": "no service offers it",
    "weight": "no rule gives it",
}


def unused_words(inspection: Inspection) -> Iterator[Finding]:
    """Every feeling, area of competence, kind, fact, scale, parameter, side offer and weight must be used: by a network
    of the catalog, by a rule, or by the engine. People would be asked in vain otherwise. A need is always of use: nobody
    has to answer it for it to be told as a gap. A word that came from the samples as it is may wait for its use.
    """
    used = _used_here(inspection)
    unused = {
        word: place
        for word, place in _declared(inspection).items()
        if word not in used and not inspection.sources.from_samples(place)
    }
    if not unused or inspection.neighbours.all is None:  # what a network uses that cannot be read is not known
        return
    elsewhere = {word for neighbour in inspection.neighbours.all for word in used_by_network(neighbour)}
    for (sort, name), place in unused.items():
        if (sort, name) in elsewhere:
            continue
        message = f"nothing uses the {_CALLED.get(sort, sort)} '{name}': {_USED_WHERE[sort]}"
        yield Finding(message, place, "use it, or delete it")


def _declared(inspection: Inspection) -> dict[Word, Place]:
    """Return every word that is declared, and where."""
    vocabulary = inspection.catalog.vocabulary
    files: tuple[tuple[Sort, str, tuple[str, ...], Mapping[str, object]], ...] = (
        ("feeling", "feelings", (), vocabulary.feelings),
        ("area", "competences", ("areas",), vocabulary.competences.areas),
        ("kind", "kinds", (), vocabulary.kinds),
        ("fact", "facts", (), vocabulary.facts),
        ("scale", "scales", (), vocabulary.scales),
        ("parameter", "parameters", (), vocabulary.parameters),
        ("side offer", "words", ("side_offers",), vocabulary.words.side_offers),
    )
    declared: dict[Word, Place] = {
        (sort, name): Place("catalog", f"vocabulary/{file}.yaml", (*steps, name))
        for sort, file, steps, names in files
        for name in names
    }
    weights = inspection.rules.weights
    return declared | {("weight", name): Place("rules", "weights.yaml", ("weights", name)) for name in weights}


def _used_here(inspection: Inspection) -> set[Word]:
    """Return the words that this network, the rules and the engine use."""
    catalog = inspection.catalog
    return {
        *used_by_engine(),
        *used_by_vocabulary(catalog.vocabulary),
        *used_by_network(catalog),
        *used_by_rules(inspection.rules.rules),
    }
