"""The answer: values that say what to do, in what order, how, and why; how they look is left to `rendering`.

`Text` comes from the catalog and the rules, `Message` from the engine: a code with values, put into words when told.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cafematch.model.text import Text
from cafematch.quick import dataclass

FORMAT_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Message:
    """Something the engine says: a stable code and what it speaks of."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, code: str, **values: Any) -> Message:
        """Return a message; values may be text, numbers, moments, names of things, messages, or tuples of these."""
        return cls(code, tuple(sorted(values.items())))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda message, info: info.context["say"](message),
                info_arg=True,
                return_schema=core_schema.str_schema(),
            ),
        )


Words = Text | Message


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of what was matched with, so that an answer can be repeated."""

    catalog: str
    rules: str
    software: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Whom to turn to at once: a service of the network, or a line that anybody in the country can call."""

    service: str | None
    name: Text
    kind: str | None
    phone: str | None
    hours: str | None
    instruction: Text


@dataclass(frozen=True, slots=True)
class SafeguardCard:
    """Protection that comes before every path."""

    rule: str
    title: Text
    because: Text
    do: tuple[Text, ...]
    contacts: tuple[ContactCard, ...]
    stops_matching: bool
    no_printout: bool
    at: str


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A dial of the path, its value in this run, and the rules that set it; no rules means the usual value."""

    name: str
    label: Text
    value: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something nobody said and the answer takes for granted; `matters` says whether a step shown would bear on it."""

    fact: str
    says: Text
    matters: bool


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a score."""

    points: int
    rule: str
    because: Text
    about: str
    at: str


@dataclass(frozen=True, slots=True)
class HangsOn:
    """What a conditional step waits for: a fact to find out, or what an earlier step must bring about."""

    fact: str | None
    says: Words
    at: str


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """Where to go."""

    name: Text | None
    district: Text | None
    with_organisation: Text | None
    step_free: bool | None


@dataclass(frozen=True, slots=True)
class ThresholdShown:
    """How hard the door is, and why."""

    level: str
    label: Text
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class HandoverShown:
    """How the person is passed on: the level to use, the warmest offered, what to do, whom to turn to."""

    level: str
    label: Text
    offered: str
    how: Words
    contact: Text | None
    repaired: bool
    at: str


@dataclass(frozen=True, slots=True)
class SupportShown:
    """Who comes along or helps out, and what that makes possible."""

    service: str
    name: Text
    kind: str
    bridges: tuple[str, ...]
    rule: str | None
    how: Message
    phone: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Fallback:
    """What to do if a step does not work out."""

    service: str
    name: Text
    how: Message


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path."""

    position: int
    service: str
    name: Text
    organisation: str
    organisation_name: Text
    kind: str
    kind_label: Text
    does: Text
    answers: tuple[str, ...]
    status: Literal["confirmed", "conditional"]
    hangs_on: tuple[HangsOn, ...]
    opens_when: Message
    earliest: datetime | None
    door: Message
    place: PlaceShown
    phone: str | None
    hours: str | None
    languages: tuple[str, ...]
    threshold: ThresholdShown
    handover: HandoverShown
    supports: tuple[SupportShown, ...]
    bring: tuple[Text, ...]
    warnings: tuple[Text, ...]
    check: tuple[Words, ...]
    confidentiality: Message | None
    meanwhile: Words | None
    if_it_fails: Fallback
    chosen: Message | None
    parallel_with: tuple[int, ...]
    later: bool
    lines: tuple[ScoreLine, ...]
    at: str


@dataclass(frozen=True, slots=True)
class NeedMet:
    """When a need finds its answer on a path, by which step, and whether that is in time for its deadline."""

    need: str
    step: int
    earliest: datetime | None
    deadline: date | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class Path:
    """An ordered way through the network. `alerts` are to be said loudly: what comes too late, and what to do about it."""

    rank: int
    score: int
    lines: tuple[ScoreLine, ...]
    answers: tuple[str, ...]
    unanswered: tuple[str, ...]
    trade_off: Message | None
    alerts: tuple[Message, ...]
    met: tuple[NeedMet, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to contribute: always optional, never a condition, never a step."""

    service: str
    name: Text
    kind: str
    role: str
    area: str
    because: Message
    rule: str | None
    opens_when: Message
    at: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """A proposal that several people sit down together, why, and whom to invite."""

    rule: str
    suggest: str
    says: Text
    because: Text
    invite: tuple[Text, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that acted, and what it did."""

    rule: str
    title: Text
    effect: Message
    at: str


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact worth asking, why, and the services its answer opens or closes."""

    fact: str
    ask: Words
    why: Words
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A service for a named need that is closed for exactly one reason, and who could open it."""

    service: str
    name: Text
    closed_by: Words
    opened_by: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A need no path answers: nobody in the network serves it, nobody can serve this person, or it is left out on purpose.

    `nearest` is what comes nearest to an answer: the service least closed of those that serve it, else an open one of a
    kind that is made for it; none if there is neither.
    """

    need: str
    where: Literal["network", "person", "on_purpose"]
    says: Message
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRecommended:
    """A service for a named need that is left out, and why."""

    service: str
    name: Text
    rule: str | None
    because: Words
    at: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A part of the profile that made no difference."""

    field: str
    why: Message


@dataclass(frozen=True, slots=True)
class Truncated:
    """The bound that cut the search short: better plans than the ones shown may exist."""

    bound: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """The human next step there always is: the one entrance, with a person to talk to.

    `by_phone` says that the person is not to go there: somebody or something keeps them away.
    """

    service: str
    name: Text
    organisation: str
    phone: str | None
    hours: str | None
    earliest: datetime | None
    by_phone: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole answer for one person in one network at one moment."""

    cafematch: str
    network: str
    network_name: Text
    as_of: datetime
    fingerprint: Fingerprint
    wish: str | None
    entrance: Entrance
    safeguards: tuple[SafeguardCard, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    paths: tuple[Path, ...] = ()
    offers: tuple[Offer, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    applied: tuple[Applied, ...] = ()
    questions: tuple[Question, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    gaps: tuple[Gap, ...] = ()
    not_recommended: tuple[NotRecommended, ...] = ()
    unused: tuple[Unused, ...] = ()
    truncated: Truncated | None = None

    @property
    def stops(self) -> bool:
        """Whether a safeguard stops matching, so that nothing else is suggested."""
        return any(card.stops_matching for card in self.safeguards)
