"""A check of language codes: does each name the language that people mean, as everybody else writes it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cafematch.model.conditions import Test
from cafematch.model.text import shown
from cafematch.reading.languages import language_name, language_of_country, usual_code
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.conditions import conditions_of
from cafematch.upkeep.inspection.lines import every_line
from cafematch.upkeep.inspection.sources import Place

ANY: Final = "any"
"""What stands in place of a list where whatever language is spoken."""


def language_codes(inspection: Inspection) -> Iterator[Finding]:
    """A language must have one code everywhere, of two letters if there is one: Ukrainian is `uk`, not `ukr`. Whoever speaks
    it would not be found otherwise. Nor should it be the code of a country that names another language: `se` is Northern
    Sami, Swedish is `sv`.
    """
    country = inspection.catalog.network.country
    for code, place in _codes(inspection):
        if code == ANY:
            yield Finding(f"in a list {shown(code)} is a language of its own", place, f"write '{ANY}' without brackets")
        elif meant := usual_code(code):
            yield Finding(f"{shown(code)} is not the usual code of a language", place, f"did you mean '{meant}'?")
        elif meant := language_of_country(code, country):
            message = f"{shown(code)} is the code of {language_name(code)}, which few people speak"
            yield Finding(message, place, f"did you mean '{meant}' ({language_name(meant)})?")


def _codes(inspection: Inspection) -> Iterator[tuple[str, Place]]:
    """Yield every language that a network names, a service speaks or a condition looks at, and where it stands."""
    network = inspection.catalog.network
    for position, code in enumerate(network.languages):
        yield code, Place.inside(network, "languages", position, of="value")
    for organisation, service, steps in inspection.services():
        if service.languages is not None and service.languages.spoken != "any":
            for position, code in enumerate(service.languages.spoken):
                yield code, Place.inside(organisation, *steps, "languages", "spoken", position, of="value")
    for conditions in conditions_of(inspection):
        for line in every_line(conditions.lines, inspection.sources):
            if isinstance(line.condition, Test) and line.condition.subject.family == "language":
                yield str(line.condition.subject.key[0]), line.place
