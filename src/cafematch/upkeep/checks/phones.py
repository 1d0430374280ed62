"""Checks of phone numbers: is it one, whose is it, and is there one where people are to call?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cafematch.model.catalog import Organisation, Service
from cafematch.model.rules import Safeguard
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Steps

DIGITS_OF_A_LINE: Final = 7
"""So many last digits are the same where two numbers are, one of them written without its country or area code."""

SHORTEST: Final = 2
"""Digits of the shortest numbers, which are for emergencies: the French 15, the European 112."""

SHORTEST_WITH_CODE: Final = 7
"""Digits that a number with a country or an area code has at least, its code included."""

LONGEST: Final = 15
"""Digits that a number has at most, its country code included (ITU-T E.164)."""

LONGEST_WRITTEN: Final = 60
"""Characters that a number with its signs and its extension has at most."""

EVERYWHERE: Final = "112"
"""The number for emergencies in all countries of the European Union, and in many others."""

_NUMBER: Final = re.compile(
    r"(?P<code>\+|00|\(?0)?(?P<rest>[\d\s()/.\u2010-\u2013-]*?)"
    r"(?:\s*(?:ext|extension|durchwahl|dw|app|apparat|poste)\.?\s*\d{1,6})?",
    re.IGNORECASE,
)


def no_phones(inspection: Inspection) -> Iterator[Finding]:
    """A phone number must be one that can be dialled: digits, with or without its country or area code, and perhaps an
    extension. Short ones such as 112 or 116 117 are numbers, too.
    """
    numbers = [(phone, Place.inside(organisation, *steps)) for organisation, phone, _, steps in _phones(inspection)]
    for phone, place in (*numbers, *_lines(inspection)):
        if hint := how_to_mend(phone):
            message = f"expected a phone number such as '+49 30 23125 999', found {shown(phone)}"
            yield Finding(message, place.below(of="value"), hint)


def numbers_of_one_country(inspection: Inspection) -> Iterator[Finding]:
    """A rule that tells to call a number without a country code must say in which country it holds: elsewhere somebody
    else answers, or nobody. The 112 is answered all over Europe.
    """
    for rule in inspection.rules.rules:
        if isinstance(rule.then, Safeguard) and not rule.applies_in:
            for number, line in enumerate(rule.then.lines):
                if line.phone.strip() != EVERYWHERE and not line.phone.strip().startswith(("+", "00")):
                    message = f"the rule '{rule.id}' holds everywhere, and {shown(line.phone)} in one country only"
                    place = Place.inside_rule(rule, "then", "lines", number, "phone", of="value")
                    yield Finding(message, place, "write the country under 'applies_in', or its code before the number")


def missing_phones(inspection: Inspection) -> Iterator[Finding]:
    """Where people come in by phone only there must be a number: that of the door, its service or the organisation."""
    for organisation, service, steps in inspection.services():
        for number, door in enumerate(service.doors):
            if door.channels == ("phone",) and not (door.phone or service.phone or organisation.phone):
                message = f"this door of '{service.id}' is gone through by phone only, and there is no number"
                place = Place.inside(organisation, *steps, "doors", number, "channels")
                yield Finding(message, place, "write it under 'phone' of the door, the service or the organisation")


def shared_phones(inspection: Inspection) -> Iterator[Finding]:
    """Two organisations should not have the same phone number, unless one answers for the other at its own place."""
    numbers: dict[str, list[tuple[str, str, Organisation, Steps]]] = defaultdict(list)
    for organisation, phone, host, steps in _phones(inspection):
        digits = re.sub(r"\D", "", phone).lstrip("0")
        numbers[digits[-DIGITS_OF_A_LINE:]].append((digits, host, organisation, steps))
    for entries in numbers.values():
        for position, (digits, host, organisation, steps) in enumerate(entries):
            own = organisation.organisation
            for other, first_host, first, _ in entries[:position]:
                same = digits.endswith(other) or other.endswith(digits)
                if same and own not in (first.organisation, first_host) and first.organisation != host:
                    message = f"'{own}' and '{first.organisation}' have the same phone number"
                    hint = "call it, and correct the one that is wrong"
                    yield Finding(message, Place.inside(organisation, *steps), hint)
                    break


def _phones(inspection: Inspection) -> Iterator[tuple[Organisation, str, str, Steps]]:
    """Yield every phone number with whose it is, at whose place it rings, and where it stands."""
    for organisation in inspection.catalog.organisations:
        if organisation.phone:
            yield organisation, organisation.phone, organisation.organisation, ("phone",)
    for organisation, service, steps in inspection.services():
        yield from (
            (organisation, phone, host, (*steps, *below)) for phone, host, below in _rings(organisation, service)
        )


def _rings(organisation: Organisation, service: Service) -> Iterator[tuple[str, str, Steps]]:
    if service.phone:
        yield service.phone, organisation.organisation, ("phone",)
    for number, door in enumerate(service.doors):
        if door.phone:
            yield door.phone, door.place.organisation or organisation.organisation, ("doors", number, "phone")


def _lines(inspection: Inspection) -> Iterator[tuple[str, Place]]:
    """Yield every number that a rule tells to call, and where it stands."""
    for rule in inspection.rules.rules:
        if isinstance(rule.then, Safeguard):
            for number, line in enumerate(rule.then.lines):
                yield line.phone, Place.inside_rule(rule, "then", "lines", number, "phone")


def how_to_mend(phone: str) -> str | None:
    """Return how a phone number is mended that cannot be dialled, None for one that can."""
    number = _NUMBER.fullmatch(phone.strip()) if len(phone) <= LONGEST_WRITTEN else None
    if number is None:
        return "write the number alone, in digits"
    code = number["code"] or ""
    digits = sum(map(str.isdigit, f"{code.removeprefix('00')}{number['rest']}"))
    if digits < (SHORTEST_WITH_CODE if code else SHORTEST):
        return "digits are missing: look the number up"
    return "write one number; a second one can stand at the door it is for" if digits > LONGEST else None
