"""Services that are in no network: an example of a rule describes them by what the rule looks at."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from cafematch.model.catalog import Capacity, Door, DoorPlace, Languages, Need, Service, ServiceIdentifier
from cafematch.model.documents import Also, Many
from cafematch.model.refusals import Refused, refusing
from cafematch.model.text import Text


def _in_no_network(place: DoorPlace) -> DoorPlace:
    if place.district is not None or place.organisation is not None:
        message = "expected no district and no organisation here: a described service is in no network"
        raise Refused("unknown-place", message, hint="leave it out, or name a service of a network instead")
    return place


class DescribedDoor(Door):
    """A door of a described service."""

    place: Annotated[DoorPlace, AfterValidator(refusing(_in_no_network))] = DoorPlace()


class DescribedService(Service):
    """A service that is in no network: an example of a rule describes it by what the rule looks at.

    It has the keys of a service of the catalog, and needs no more than a kind; what is left out is not stated, and
    otherwise it is ordinary: there is room, and the visitor's language is spoken.
    """

    id: ServiceIdentifier = "example.service"
    name: Text = Text.of("…")
    does: Text = Text.of("…")
    does_not: Text = Text.of("…")
    addresses: Many[Need] = ()
    languages: Annotated[
        Languages | None, BeforeValidator(lambda raw: None if raw == "none" else raw), Also(Literal["none"])
    ] = Languages(spoken="any")
    capacity: Capacity = Capacity(state="open")
    doors: Annotated[tuple[DescribedDoor, ...], Field(strict=False, min_length=1)] = (DescribedDoor(),)
