"""A check of language codes: does each name the language that people mean, as everybody else writes it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cafematch.model.conditions import Test
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.conditions import conditions_of
from cafematch.upkeep.inspection.lines import every_line
from cafematch.upkeep.inspection.sources import Place

_COUNTRIES: Final = "al=sq cn=zh cz=cs dk=da gr=el ir=fa jp=ja rs=sr sy=ar ua=uk"
_OF_THREE_LETTERS: Final = """
alb=sq amh=am ara=ar bul=bg ces=cs chi=zh cze=cs deu=de eng=en fas=fa fra=fr fre=fr geo=ka ger=de hin=hi hrv=hr hun=hu
ita=it kat=ka kur=ku per=fa pol=pl por=pt pus=ps ron=ro rum=ro rus=ru slk=sk slo=sk som=so spa=es sqi=sq srp=sr swa=sw
tam=ta tir=ti tur=tr ukr=uk urd=ur vie=vi zho=zh
"""
MEANT: Final[Mapping[str, str]] = {
    written: meant for written, _, meant in (pair.partition("=") for pair in f"{_COUNTRIES}{_OF_THREE_LETTERS}".split())
}
"""Codes that are often written, and those that are meant (ISO 639-1): a country's in place of its language's, which is
no code of a language itself, and one of three letters (ISO 639-2) where there is one of two."""


def language_codes(inspection: Inspection) -> Iterator[Finding]:
    """A language must have one code everywhere, of two letters if there is one: Ukrainian is `uk`, not the country's `ua`
    nor `ukr`. Whoever speaks it would not be found otherwise.
    """
    for code, place in _codes(inspection):
        if code in MEANT:
            yield Finding(f"{shown(code)} is not the usual code of a language", place, f"did you mean '{MEANT[code]}'?")


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
