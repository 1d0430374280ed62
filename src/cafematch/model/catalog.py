"""The catalog: what one network's files say about places, organisations, services, doors and hand-overs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, Field, Strict, ValidationInfo

from cafematch.model.conditions import ALWAYS, All, Subject, read_conditions
from cafematch.model.documents import (
    Also,
    Date,
    Document,
    Many,
    Moment,
    Names,
    PlacedDocument,
    ReadingContext,
    Reads,
    mapping_or_empty,
)
from cafematch.model.duration import Duration
from cafematch.model.refusals import Refusals, Refused, refusing
from cafematch.model.scopes import BothScopes, CompetenceScope, PersonScope, ServiceScope, Words
from cafematch.model.text import Text, shown, shown_keys
from cafematch.model.values import read_hours
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ServiceIdentifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
OpeningHours = Annotated[str, BeforeValidator(refusing(read_hours))]
Channel = Literal["in_person", "phone", "messenger", "online", "letter", "home_visit", "outreach"]
Role = Literal["guest", "helper", "lead"]
HandoverLevel = Literal["H0", "H1", "H2", "H3", "H4"]
Need = Annotated[str, Names("need")]
KindName = Annotated[str, Names("kind")]
Area = Annotated[str, Names("area")]
PlaceName = Annotated[str, Names("place")]
OrganisationName = Annotated[str, Names("organisation")]
LanguageCode = Annotated[str, Names("language")]
ThresholdLevel = Annotated[str, Names("threshold")]


def words_of(info: ValidationInfo) -> Words:
    """Return the words a document may use while it is read."""
    words = words_known(info)
    assert words is not None, "this document is read with the words it may use"
    return words


def words_known(info: ValidationInfo) -> Words | None:
    """Return the words a document may use while it is read; None where nobody can tell."""
    words: Words | None = ReadingContext.of(info).words
    return words


def _reading(scope: type[PersonScope | ServiceScope | BothScopes]) -> Callable[[Any, ValidationInfo], All]:
    """Return a validator that reads conditions over a scope."""

    def validate(raw: Any, info: ValidationInfo) -> All:
        words = words_known(info)
        if words is None:
            return ALWAYS
        reading = ReadingContext.of(info)
        return read_conditions(raw, scope(words.vocabulary, words.names), reading, words.checks)

    return validate


PersonConditions = Annotated[All, Reads(_reading(PersonScope), "conditions of the person")]
ServiceConditions = Annotated[All, Reads(_reading(ServiceScope), "conditions of the service")]
CompetenceConditions = Annotated[All, Reads(_reading(CompetenceScope), "conditions of the competence")]
MixedConditions = Annotated[All, Reads(_reading(BothScopes), "conditions of both")]


class Rung(PlacedDocument):
    """One reason for a threshold: where `when` holds for a door and its visitor, the level is at least `level`."""

    level: ThresholdLevel
    when: MixedConditions
    because: Text


class Ladder(Document):
    """vocabulary/thresholds.yaml: the level of a door is the highest of its rungs that hold, else `lowest`."""

    lowest: ThresholdLevel
    rungs: Many[Rung]


class PlaceInNetwork(Document):
    """A district or town: what it lies in, and what is within a walk."""

    label: Text
    within: PlaceName | None = Field(default=None, alias="in")
    next_to: Many[PlaceName] = ()


class Network(PlacedDocument):
    """network.yaml: what all files of one network have in common.

    `languages` are those its texts are written in; `local_language` is spoken by everybody there, and read first. It may
    be left out where there is one language only, else the first counts.
    """

    network: Identifier
    name: Text
    languages: Annotated[tuple[LanguageCode, ...], Field(strict=False, min_length=1)]
    local_language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    timezone: str
    as_of: Moment | None = None
    entrance: Annotated[ServiceIdentifier, Names("service")]
    places: Mapping[Identifier, PlaceInNetwork]

    @property
    def language(self) -> str:
        """The language that is spoken locally and read first."""
        return self.local_language or self.languages[0]

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the network's clocks show it, to the minute, without a time zone."""
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
        return moment.replace(second=0, microsecond=0)


class Verified(Document):
    """Who looked last whether an entry is right, by function, and when."""

    on: Date
    by: str


class Languages(Document):
    """What is spoken at a service; `any` is whatever the visitor speaks. `interpreter`: one may come along."""

    spoken: Annotated[
        tuple[LanguageCode, ...] | Literal["any"],
        BeforeValidator(lambda raw: tuple(raw) if isinstance(raw, list) else raw),
    ]
    interpreter: bool = False


class Interpreting(Document):
    """How an interpreting service can meet a wish for who interprets."""

    genders: Many[Annotated[str, Names("gender of interpreters")]] = ()
    professional: bool = False


class Capacity(Document):
    """Whether there is room. `bridge` says what holds in the meantime; `always_free` is noted and never counts."""

    state: Literal["open", "waitlist", "full", "assessment"]
    wait: Duration = Duration(0, "minute")
    as_of: Date | None = None
    bridge: Text | None = None
    always_free: bool = False


class Cost(Document):
    """What a service costs the visitor."""

    amount: float = Field(ge=0)
    currency: str
    note: Text | None = None


class Welcome(Document):
    """A role in which competences of some areas are welcome at a service."""

    role: Role
    areas: Many[Area]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact that a service makes true for its visitor, and how long that takes."""

    subject: Subject
    value: Any
    after: Duration


def _read_outcomes(raw: Any, info: ValidationInfo) -> tuple[Outcome, ...]:
    refusals = Refusals("outcomes")
    words = words_known(info)
    if words is None:
        return ()
    scope = PersonScope(words.vocabulary, words.names)
    outcomes = []
    if not isinstance(raw, list | tuple):
        refusals.add("wrong-type", f"expected a list of outcomes, found {shown(raw)}", (), raw)
        raw = ()
    for index, entry in enumerate(raw):
        facts = [key for key in mapping_or_empty(entry) if key != "after"]
        if len(facts) != 1:
            found = shown_keys(facts) if isinstance(entry, Mapping) else shown(entry)
            message = (
                f"expected one fact and after how long it holds, such as '{{cv: true, after: 3 weeks}}'; found {found}"
            )
            refusals.add("not-an-outcome", message, (index,), entry)
            continue
        subject = scope.subject(facts[0])
        if subject is None or subject.family not in ("fact", "language"):
            message = f"there is no fact {shown(facts[0])}"
            refusals.add("unknown-fact", message, (index, facts[0]), entry, word=facts[0], among=scope.subject_names())
            continue
        value: Any = None
        after = Duration(0, "minute")
        try:
            value = subject.type.read(entry[facts[0]], scope.names)
        except Refused as refused:
            refusals.take(refused, (index, facts[0]), entry[facts[0]])
        try:
            after = Duration.of(entry.get("after", "at once"))
        except Refused as refused:
            refusals.take(refused, (index, "after"), entry["after"])
        outcomes.append(Outcome(subject, value, after))
    refusals.raise_if_any()
    return tuple(outcomes)


class DoorPlace(Document):
    """Where a door is: in a district, or with an organisation that hosts it; empty where it is not told."""

    district: PlaceName | None = None
    organisation: OrganisationName | None = None
    step_free: bool | None = None
    name: Text | None = None


class Door(PlacedDocument):
    """One way into a service. A field that is None is not stated."""

    place: DoorPlace
    hours: OpeningHours | None = None
    channels: Many[Channel] = ()
    appointment: Literal["none", "same_day", "required"] | None = None
    name: Literal["anonymous", "pseudonym", "first_name", "full"] | None = None
    papers: (
        Annotated[
            tuple[Text, ...],
            Strict(False),
            BeforeValidator(lambda raw: () if raw == "none" else raw),
            Also(Literal["none"]),
        ]
        | None
    ) = None
    phone: str | None = None
    lead_time: Duration = Duration(0, "minute")
    requires: PersonConditions = ALWAYS
    children_on_site: bool | None = None
    pets: Many[Annotated[str, Names("pet")]] | None = None
    women_only: bool = False
    men_only: bool = False
    forms: Literal["none", "few", "many"] | None = None
    oral: bool | None = None
    group: bool = False
    accessibility: Many[Annotated[str, Names("accessibility")]] = ()


class Service(PlacedDocument):
    """Something an organisation offers, with every way into it."""

    id: ServiceIdentifier
    name: Text
    kind: KindName
    does: Text
    does_not: Text
    for_whom: Text | None = None
    addresses: Many[Need]
    requires: PersonConditions = ALWAYS
    welcomes: PersonConditions = ALWAYS
    outcomes: Annotated[tuple[Outcome, ...], Reads(_read_outcomes, "outcomes")] = ()
    languages: Annotated[
        Languages | None, BeforeValidator(lambda raw: None if raw == "none" else raw), Also(Literal["none"])
    ]
    interpreting: Interpreting | None = None
    professional_secrecy: bool | None = None
    transmission_duty: bool | None = None
    authority: bool | None = None
    phone: str | None = None
    reports_attendance: Literal["of_people_sent_by_authority"] | None = None
    capacity: Capacity
    duration: Duration | None = None
    cost: Cost | Literal["none"] | None = None
    roles: Many[Welcome] = ()
    also_offers: Many[Annotated[str, Names("side offer")]] = ()
    confirm: Many[Text] = ()
    verified: Verified | None = None
    doors: Annotated[tuple[Door, ...], Field(strict=False, min_length=1)]


class Organisation(PlacedDocument):
    """organisations/<id>.yaml: an organisation with all its services; what it states holds for each that says nothing else."""

    organisation: Identifier
    name: Text
    mission: Text | None = None
    external: bool = False
    authority: bool = False
    verified: Verified
    professional_secrecy: bool | None = None
    transmission_duty: bool | None = None
    phone: str | None = None
    services: Many[Service]


class CoLocated(Document):
    """When an organisation sits at another's place."""

    place: OrganisationName
    hours: OpeningHours


class Handover(PlacedDocument):
    """An agreed interface: how people are passed from one organisation to another, or to one of its services."""

    from_: OrganisationName = Field(alias="from")
    to: Annotated[str, Names("provider")]
    agreement: Literal["none", "informal", "written"]
    offers: HandoverLevel
    how: Text
    contact: Text | None = None
    response: Duration | None = None
    feedback: Literal["none", "partly", "closed"]
    quality: int = Field(ge=0, le=3)
    colocated: CoLocated | None = None
    problem: Text | None = None
    by_design: Text | None = None
    verified: Verified | None = None


class HandoversFile(Document):
    """handovers.yaml"""

    handovers: Many[Handover]


class Catalog(Document):
    """One network, whole: its words, places, organisations and interfaces. Immutable and checked."""

    model_config = ConfigDict(ignored_types=(cached_property,), arbitrary_types_allowed=True)

    vocabulary: Vocabulary
    ladder: Ladder
    network: Network
    organisations: Many[Organisation]
    handovers: Many[Handover]
    fingerprint: str = ""
    folder: str = ""
    path: str = ""
    sample: bool = False

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """Every service by id, in the order of ids."""
        found = [service for organisation in self.organisations for service in organisation.services]
        return {service.id: service for service in sorted(found, key=lambda service: service.id)}

    @cached_property
    def provider(self) -> Mapping[str, Organisation]:
        """The organisation of every service id."""
        return {service.id: organisation for organisation in self.organisations for service in organisation.services}

    @cached_property
    def organisation(self) -> Mapping[str, Organisation]:
        """Every organisation by id."""
        return {organisation.organisation: organisation for organisation in self.organisations}

    @cached_property
    def surroundings(self) -> Mapping[str, frozenset[str]]:
        """Every place with itself and everything it lies in, the country among it."""
        country = self.network.country
        around: dict[str, frozenset[str]] = {}
        for name in self.network.places:
            passed = [name]
            while (within := self.network.places[passed[-1]].within) and within not in passed:
                passed.append(within)
            around[name] = frozenset((*passed, country))
        return around

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in; of a place nobody declared only that."""
        return self.surroundings.get(place) or frozenset((place,))

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """Every place with the places one can walk to from it, itself included."""
        near = {name: {name, *place.next_to} for name, place in self.network.places.items()}
        for name, place in self.network.places.items():
            for other in place.next_to:
                near.get(other, set()).add(name)
        return {name: frozenset(places) for name, places in near.items()}
