"""Checks of doors and hand-overs: can anybody ever go through, and does anybody wait on the other side?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from cafematch.model.catalog import CoLocated, Door, Handover, Service
from cafematch.model.hours import HORIZON, Hours, ever_overlap, never_opens, years_in
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place

TOGETHER: Final = frozenset(("H2", "H3", "H4"))
"""The hand-overs for which somebody on the other side must be reached: a call together, an introduction, company."""

BY_PHONE: Final = "H2"
"""The hand-over that is a call, made together."""


def never_open(inspection: Inspection) -> Iterator[Finding]:
    """A door with hours must open within the next year: nobody comes to a course that is over."""
    for organisation, service, steps in inspection.services():
        for number, door in enumerate(service.doors):
            if door.hours is None or not never_opens(_hours(door.hours, inspection), inspection.as_of):
                continue
            years = years_in(_hours(door.hours, inspection))
            if years and max(years) <= inspection.as_of.year:
                message, hint = f"all dates of this door of '{service.id}' are past", "write the next dates"
            else:
                message = f"this door of '{service.id}' does not open within the next {HORIZON} days"
                hint = "correct the hours"
            place = Place.inside(organisation, *steps, "doors", number, "hours")
            yield Finding(message, place, f"{hint}, or take the door out of the catalog")


def missing_contacts(inspection: Inspection) -> Iterator[Finding]:
    """An agreed hand-over that is a call together, an introduction or company must name a contact; for a call there must
    be a phone number.
    """
    for handover in inspection.catalog.handovers:
        if handover.agreement == "none" or handover.offers not in TOGETHER:
            continue
        way = f"the hand-over from '{handover.from_}' to '{handover.to}'"
        if handover.contact is None:
            hint = "agree on who answers, and write their function under 'contact', never a name"
            yield Finding(f"{way} names no contact", inspection.inside_handover(handover), hint)
        elif handover.offers == BY_PHONE and not any(
            _can_be_called(service, inspection) for service in _at(handover.to, inspection)
        ):
            hint = "write the phone number of the organisation or of its service"
            yield Finding(
                f"{way} needs a call, and nobody there has a phone number",
                inspection.inside_handover(handover, "to"),
                hint,
            )


def never_met(inspection: Inspection) -> Iterator[Finding]:
    """People can only be handed over where both sides are there at the same time: when one sits at the other's place, a
    door of it must be open there; and where there are hours for calls, a call together must be possible within them.
    """
    for handover in inspection.catalog.handovers:
        if handover.colocated is not None:
            yield from _never_at_the_place(handover, handover.colocated, inspection)
        elif handover.offers in TOGETHER and not _ever_called(handover, inspection):
            message = (
                f"when '{handover.from_}' is open, '{handover.to}' never answers the phone: nobody can call together"
            )
            hint = "agree on an hour for calls, or on a hand-over that needs none"
            yield Finding(message, inspection.inside_handover(handover, "offers"), hint)


def _never_at_the_place(handover: Handover, sits: CoLocated, inspection: Inspection) -> Iterator[Finding]:
    there = [door for door in _doors_of(handover.to, inspection) if door.place.organisation == sits.place]
    if not there:
        message = f"'{handover.to}' is said to sit at '{sits.place}', but has no door there"
        hint = "add the door with its hours to the service, or correct the hand-over"
        yield Finding(message, inspection.inside_handover(handover, "colocated"), hint)
    elif not any(_meets(sits.hours, door, inspection) for door in there):
        message = f"'{handover.to}' is said to sit at '{sits.place}' when none of its doors there is open"
        hint = "make the hours of the hand-over and those of the door the same"
        yield Finding(message, inspection.inside_handover(handover, "colocated", "hours"), hint)


def _ever_called(handover: Handover, inspection: Inspection) -> bool:
    """Return whether one side is open when the other answers the phone; also if nobody says when that is."""
    ours = _doors_of(handover.from_, inspection)
    answering = [door for door in _doors_of(handover.to, inspection) if "phone" in door.channels]
    pairs = product(ours, answering)
    return (
        not ours
        or not answering
        or any(door.hours is None or _meets(door.hours, other, inspection) for door, other in pairs)
    )


def _meets(hours: str, door: Door, inspection: Inspection) -> bool:
    """Return whether a door is open at these hours at some time; without hours it opens by arrangement."""
    return door.hours is None or ever_overlap(
        inspection.as_of, _hours(hours, inspection), _hours(door.hours, inspection)
    )


def _can_be_called(service: Service, inspection: Inspection) -> bool:
    phones = (service.phone, inspection.catalog.provider[service.id].phone, *(door.phone for door in service.doors))
    return any(phones)


def _at(provider: str, inspection: Inspection) -> tuple[Service, ...]:
    """Return the services a hand-over leads to, or comes from: all of an organisation, or one."""
    catalog = inspection.catalog
    return (
        catalog.organisation[provider].services if provider in catalog.organisation else (catalog.services[provider],)
    )


def _doors_of(provider: str, inspection: Inspection) -> list[Door]:
    return [door for service in _at(provider, inspection) for door in service.doors]


def _hours(text: str, inspection: Inspection) -> Hours:
    return Hours(text, inspection.catalog.network.country)
