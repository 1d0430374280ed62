"""Checks of entries: is what a file says still true, and does it help anybody?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from cafematch.matching.judging.truth import YES, truth
from cafematch.model.catalog import Cost, Organisation, Service
from cafematch.model.duration import Duration
from cafematch.model.rules import Expire
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Dated, Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Sources, Steps

LONG_WAIT = Duration(6, "month")
"""Above this a waiting list is reported: hardly anybody waits so long without something in the meantime."""

FARTHEST_AHEAD: Final = Duration(3, "month")
"""Above this hardly anybody is booked ahead; what takes so long is a waiting list."""

SLOWEST: Final = Duration(3, "year")
"""Above this hardly anything takes or brings about what it is for: three years are a whole training."""

LAST_ANSWER: Final = Duration(1, "year")
"""Above this nobody on the other side answers at all."""

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def stale_entries(inspection: Inspection) -> Iterator[Finding]:
    """A service must have been verified recently enough that no expire rule flags it."""
    rules = [rule for rule in inspection.index.rules if isinstance(rule.then, Expire)]
    for organisation, service, steps in inspection.services():
        indexed = inspection.index.services[service.id]
        facts = Dated(inspection.catalog, indexed.attributes, inspection.as_of)
        for rule in rules:
            if truth(rule.services, facts) is YES:
                on = (service.verified or organisation.verified).on
                message = f"'{service.id}' was last verified on {on} (rule '{rule.id}')"
                place = (*steps, "verified") if service.verified else ("verified",)
                hint = "ask the organisation and write the new date"
                yield Finding(message, Place.inside(organisation, *place), hint)


def duplicate_offers(inspection: Inspection) -> Iterator[Finding]:
    """Two organisations should not offer the same beside their main service without having agreed on it."""
    offers: dict[str, list[tuple[Organisation, Service, Steps]]] = defaultdict(list)
    for organisation, service, steps in inspection.services():
        for position, offer in enumerate(service.also_offers):
            offers[offer].append((organisation, service, (*steps, "also_offers", position)))
    for offer, places in sorted(offers.items()):
        first = places[0]
        for organisation, service, steps in places[1:]:
            if organisation.organisation != first[0].organisation:
                label = inspection.catalog.vocabulary.words.side_offers[offer].in_language("en")
                message = f"'{service.id}' and '{first[1].id}' both offer {label}"
                yield Finding(message, Place.inside(organisation, *steps), "agree on who does it")


def long_waits(inspection: Inspection) -> Iterator[Finding]:
    """A service should not be full, nor have a waiting list of more than half a year."""
    for organisation, service, steps in inspection.services():
        capacity = service.capacity
        if capacity.state == "full" or capacity.wait.days > LONG_WAIT.days:
            meanwhile = "with something in the meantime" if capacity.bridge else "with nothing in the meantime"
            state = "is full" if capacity.state == "full" else f"has a wait of {capacity.wait}"
            yield Finding(f"'{service.id}' {state}, {meanwhile}", Place.inside(organisation, *steps, "capacity"))


def always_free(inspection: Inspection) -> Iterator[Finding]:
    """A service that always has places deserves a question: a vacancy is never a reason to send somebody."""
    for organisation, service, steps in inspection.services():
        if service.capacity.always_free:
            message = f"'{service.id}' always has free places; this never counts as a reason"
            place = Place.inside(organisation, *steps, "capacity", "always_free")
            yield Finding(message, place, "ask whether people want this service")


def odd_durations(inspection: Inspection) -> Iterator[Finding]:
    """Lengths of time that hardly ever are so long are mostly a slip of a number or a unit: to be booked more than three
    months ahead, to take more than three years, to be answered only after a year.
    """
    for organisation, service, steps in inspection.services():
        whole = Place.inside(organisation, *steps)
        told = [(service.duration, SLOWEST, whole.below("duration"), "takes")]
        told += [
            (outcome.after, SLOWEST, whole.below("outcomes", number, "after"), "brings something about after")
            for number, outcome in enumerate(service.outcomes)
        ]
        told += [
            (door.lead_time, FARTHEST_AHEAD, whole.below("doors", number, "lead_time"), "is to be booked ahead by")
            for number, door in enumerate(service.doors)
        ]
        for length, longest, place, what in told:
            if length is not None and length.days > longest.days:
                yield Finding(f"'{service.id}' {what} {length}", place, "correct number or unit")
    for handover in inspection.catalog.handovers:
        if handover.response is not None and handover.response.days > LAST_ANSWER.days:
            message = f"'{handover.to}' answers '{handover.from_}' only after {handover.response}"
            yield Finding(message, inspection.inside_handover(handover, "response"), "correct number or unit")


def odd_currencies(inspection: Inspection) -> Iterator[Finding]:
    """A currency is written with its three capital letters (ISO 4217), so that every reader's language can tell it."""
    for organisation, service, steps in inspection.services():
        if isinstance(service.cost, Cost) and not _CURRENCY.fullmatch(service.cost.currency):
            message = f"expected a currency such as EUR, found {shown(service.cost.currency)}"
            place = Place.inside(organisation, *steps, "cost", "currency", of="value")
            yield Finding(message, place, "three capital letters: EUR for euro, CHF for Swiss francs")


def foreign_ids(inspection: Inspection) -> Iterator[Finding]:
    """A file is called like its organisation, and no service has an id that begins with another one's: what was copied
    keeps the id of where it came from. Dots in the name of a file do not count.
    """
    organisations = {organisation.organisation for organisation in inspection.catalog.organisations}
    for organisation in inspection.catalog.organisations:
        own, name = organisation.organisation, PurePosixPath(Sources.file_of(organisation)).name
        if name and name.removesuffix(".yaml").replace(".", "") != own:
            message = f"the organisation '{own}' stands in the file {name}"
            hint = f"call the file {own}.yaml, or correct the short name"
            yield Finding(message, Place.inside(organisation, "organisation", of="value"), hint)
    for organisation, service, steps in inspection.services():
        own, (owner, _, rest) = organisation.organisation, service.id.partition(".")
        if owner != own and owner in organisations:
            message = f"'{service.id}' belongs to '{own}', and its id begins with '{owner}'"
            hint = f"write '{own}.{rest}', or move the service to the file of '{owner}'"
            yield Finding(message, Place.inside(organisation, *steps, "id", of="value"), hint)
