"""Rules: one reviewed sentence of professional judgement each. And the weights: every number of the score."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from cafematch.model.catalog import (
    CompetenceConditions,
    Identifier,
    KindName,
    PersonConditions,
    Role,
    ServiceConditions,
    words_known,
)
from cafematch.model.conditions import ALWAYS, All, Subject, subjects
from cafematch.model.described import DescribedService
from cafematch.model.documents import Also, Date, Document, Many, Names, PlacedDocument, Reads, Source, mapping_or_empty
from cafematch.model.duration import Duration
from cafematch.model.refusals import Refusals, Refused, refuse, refuse_missing
from cafematch.model.scopes import PersonScope
from cafematch.model.text import Text, shown
from cafematch.quick import dataclass


class Advice(Document):
    """One thing to do; a lower rank comes first."""

    rank: int
    text: Text


class Contact(Document):
    """Whom the worker turns to: every service of a kind, with what to do there; a lower rank comes first."""

    rank: int
    kind: KindName
    instruction: Text


class Line(Document):
    """A number that anybody in the country can call, with what to do there; a lower rank comes first."""

    rank: int
    name: Text
    phone: str
    instruction: Text


class Example(PlacedDocument):
    """A profile, in the form of a profile file, and whether the rule acts on it; `service` says at which service.

    It names a service of a network, or describes one: then the example holds in every network.
    """

    name: str
    profile: Mapping[str, Any]
    service: Annotated[str, Names("service")] | DescribedService | None = None
    expect: Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A value given to a fact or a parameter."""

    name: str
    value: Any
    subject: Subject | None = None


def _read_facts(raw: Any, info: ValidationInfo) -> tuple[Setting, ...]:
    refusals = Refusals("fact")
    words = words_known(info)
    if words is None:
        return ()
    scope = PersonScope(words.vocabulary, words.names)
    settings = []
    if not isinstance(raw, Mapping) or not raw:
        refusals.add("wrong-type", f"expected facts with their values, found {shown(raw)}", (), raw)
    for name, value in mapping_or_empty(raw).items():
        subject = scope.subject(name)
        if subject is None or subject.family != "fact":
            message = f"there is no fact {shown(name)}"
            refusals.add("unknown-fact", message, (name,), value, word=name, among=scope.vocabulary.facts)
            continue
        try:
            settings.append(Setting(name, subject.type.read(value, scope.names), subject))
        except Refused as refused:
            refusals.take(refused, (name,), value)
    refusals.raise_if_any()
    return tuple(sorted(settings, key=lambda setting: setting.name))


def _read_settings(raw: Any, info: ValidationInfo) -> tuple[Setting, ...]:
    refusals = Refusals("set")
    words = words_known(info)
    if words is None:
        return ()
    vocabulary, names = words.vocabulary, words.names
    settings = []
    if not isinstance(raw, Mapping) or not raw:
        refusals.add("wrong-type", f"expected parameters with their values, found {shown(raw)}", (), raw)
    for name, value in mapping_or_empty(raw).items():
        if name not in vocabulary.parameters:
            message = f"there is no parameter {shown(name)}"
            refusals.add("unknown-parameter", message, (name,), value, word=name, among=vocabulary.parameters)
            continue
        try:
            settings.append(Setting(name, vocabulary.type_of(vocabulary.parameters[name]).read(value, names)))
        except Refused as refused:
            refusals.take(refused, (name,), value)
    refusals.raise_if_any()
    return tuple(sorted(settings, key=lambda setting: setting.name))


class Derive(Document):
    """Adds facts before anything is judged; what the profile says itself stands."""

    fact: Annotated[tuple[Setting, ...], Reads(_read_facts, "facts")]


class Safeguard(Document):
    """Protection before everything: what to do, whom to call, and whether matching stops."""

    show: Many[Advice]
    contacts: Many[Contact] = ()
    lines: Many[Line] = ()
    stop: bool = False
    no_printout: bool = False
    no_offers: bool = False
    first: Annotated[
        tuple[KindName, ...],
        Strict(False),
        BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
        Also(KindName),
    ] = ()


class Exclude(Document):
    """Closes services. `unless_sole_provider` keeps the only one left, `unless_chosen` one that the person has chosen;
    both are a warning, with what protects the person there.
    """

    exclude: Literal[True]
    unless_sole_provider: Text | None = None
    unless_chosen: Text | None = None


class Prerequisite(Document):
    """Adds a requirement to services."""

    require: PersonConditions


class Before(Document):
    """Services that come before others when both are in a path."""

    first: ServiceConditions
    then: ServiceConditions


class Sequence(Document):
    """Orders the steps of a path: `before` puts one sort of services before another, `defer` its own later than all else.

    `after` and `until` order, too, and also hold back in time: a step opens once earlier steps of those services have
    done their work and a `pause` has passed, or once those facts are true. What nothing earlier in a path brings about
    holds nothing back.
    """

    before: Before | None = None
    after: ServiceConditions | None = None
    pause: Duration = Duration(0, "minute")
    until: PersonConditions | None = None
    defer: Literal[True] | None = None

    @model_validator(mode="after")
    def _orders_something(self) -> Self:
        if all(entry is None for entry in (self.before, self.after, self.until, self.defer)):
            message = "expected 'before', 'after', 'until' or 'defer', found none of them"
            hint = "before: what comes first and what then; defer: true for what comes later, not first"
            refuse("missing-key", message, self, hint)
        return self


Kinds = Annotated[
    tuple[KindName, ...],
    Field(strict=False, min_length=1),
    BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
    Also(KindName),
]


def _of_one_sort(kinds: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Refuse kinds of which some go along with steps and others are steps."""
    words = words_known(info)
    known = words.vocabulary.kinds if words else {}
    along = [name for name in kinds if name in known and known[name].bridges]
    if along and len(along) < len(kinds):
        message = f"expected either who comes along or a place to go to, found {shown(along[0])} among places"
        hint = "write two rules: one for who is attached to steps, one for the step"
        refuse("mixed-kinds", message, kinds, hint)
    return kinds


class Include(Document):
    """Puts a step of one of these kinds into a path, although a cheaper plan would leave it out.

    With `services` only into a path that has a step of those. A kind that goes along (a companion, say) is no step:
    it is attached to the steps the rule speaks about.
    """

    include: Annotated[Kinds, AfterValidator(_of_one_sort)]


class Setter(Document):
    """Sets parameters of the path."""

    set: Annotated[tuple[Setting, ...], Reads(_read_settings, "settings")]


class Points(Document):
    """Adds a line to the score of steps, with the points of a named weight."""

    points: Annotated[str, Names("weight")]


class Offer(Document):
    """Says up to which role a competence is welcome; `competence` narrows it to competences that pass."""

    role: Role
    competence: CompetenceConditions = ALWAYS


class Escalate(Document):
    """Proposes that several people sit down together: where the best path meets so many organisations, or where it
    leaves a need open. `with` names the kinds of services to invite.
    """

    suggest: Identifier
    show: Text
    with_: Annotated[tuple[KindName, ...], Field(strict=False, alias="with")] = ()
    organisations: Annotated[int, Field(ge=1)] | None = None
    unanswered: Literal[True] | None = None


class Privacy(Document):
    """Keeps facts out of the answer."""

    hide: Many[Annotated[str, Names("fact")]] = ()
    no_note: bool = False
    anonymous_only: bool = False


class Ask(Document):
    """Raises a question about a fact, or about a need as `need.<term>`, unless it is answered already."""

    ask: Annotated[str, Names("fact or need")]


class Expire(Document):
    """Flags entries that may have gone stale, in words for the worker."""

    flag: Identifier
    show: Text


Consequence = (
    Derive
    | Safeguard
    | Exclude
    | Prerequisite
    | Sequence
    | Setter
    | Include
    | Points
    | Offer
    | Ask
    | Privacy
    | Escalate
    | Expire
)
RuleKind = Literal[
    "derive",
    "safeguard",
    "exclude",
    "prerequisite",
    "sequence",
    "pace",
    "threshold",
    "handover",
    "include",
    "prefer",
    "dampen",
    "offer",
    "ask",
    "privacy",
    "escalate",
    "expire",
]
CONSEQUENCES: Mapping[RuleKind, type[Consequence]] = {
    "derive": Derive,
    "safeguard": Safeguard,
    "exclude": Exclude,
    "prerequisite": Prerequisite,
    "sequence": Sequence,
    "pace": Setter,
    "threshold": Setter,
    "handover": Setter,
    "include": Include,
    "prefer": Points,
    "dampen": Points,
    "offer": Offer,
    "ask": Ask,
    "privacy": Privacy,
    "escalate": Escalate,
    "expire": Expire,
}


ABOUT_SERVICES: Final = ("exclude", "prerequisite", "sequence", "include", "prefer", "dampen", "expire")
"""The kinds of rules that speak about services; all others act on the whole answer."""


def _not_idle(raw: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> All:
    """Refuse services where a rule speaks about the person, beside whatever is wrong with them."""
    refusals = Refusals("services")
    services: All = ALWAYS
    try:
        services = read(raw)
    except ValidationError as error:
        refusals.absorb(error, ())
    kind = info.data.get("kind", ABOUT_SERVICES[0])
    if raw and kind not in ABOUT_SERVICES:
        message = f"expected no services here: a rule of kind {kind} speaks about the person, and acts everywhere"
        hint = f"'services' narrows rules of the kinds {', '.join(ABOUT_SERVICES)}; say the rest under 'when'"
        refusals.add("idle-services", message, (), raw, hint=hint)
    refusals.raise_if_any()
    return services


def _in_no_circle(when: All, info: ValidationInfo) -> All:
    """Refuse a look at parameters while parameters are still being set."""
    kind = info.data.get("kind", "")
    if CONSEQUENCES.get(kind) in (Derive, Setter):
        refusals = Refusals("when")
        for name in sorted({subject.name for subject in subjects(when) if subject.family == "parameter"}):
            message = f"expected facts and feelings here, found '{name}', which is set only after rules of kind {kind}"
            refusals.add("circular-parameter", message, (), when, hint="name what the parameter is set by instead")
        refusals.raise_if_any()
    return when


def _says_why(because: Text | None, info: ValidationInfo) -> Text | None:
    """Refuse a retired rule that does not say why."""
    if because is None and info.data.get("status") == "retired":
        refuse_missing("a retired rule says why it was retired", beside="status", what="text")
    return because


def _read_consequence(raw: Any, info: ValidationInfo) -> Consequence:
    kind = info.data.get("kind")
    if kind is None:
        raise Refused("wrong-type", "what follows depends on the kind of the rule, which is missing or wrong")
    return CONSEQUENCES[kind].model_validate(raw, context=info.context)


class Rule(PlacedDocument):
    """One rule: when it acts, on which services, what follows, why, on what ground, and the cases that prove it.

    A rule acts where `when` is YES; `services` narrows it to services and doors that pass; both empty mean always, all.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    domain: Many[str] = ()
    status: Literal["draft", "active", "retired"]
    retired_because: Annotated[Text | None, AfterValidator(_says_why), Field(validate_default=True)] = None
    owner: str
    applies_in: Many[Annotated[str, Names("place or country")]] = ()
    kind: RuleKind
    when: Annotated[PersonConditions, AfterValidator(_in_no_circle)] = ALWAYS
    services: Annotated[ServiceConditions, WrapValidator(_not_idle)] = ALWAYS
    then: Annotated[Consequence, Reads(_read_consequence, "consequence")]
    because: Text
    source: Source
    review_by: Date
    examples: Annotated[tuple[Example, ...], Field(strict=False, min_length=2)]


WEIGHTS_OF_GAIN = (
    "need_now",
    "need_days",
    "need_weeks",
    "need_later",
    "need_deadline",
    "need_voiced",
    "competence_used",
    "choice_met",
    "welcomed",
)
WEIGHTS_OF_COST = (
    "unanswered_now",
    "unanswered_days",
    "unanswered_weeks",
    "unanswered_later",
    "new_organisation",
    "retelling",
    "threshold_above_cap",
    "handover_below_min",
    "missing_paper",
    "unknown_requirement",
    "wait_week",
    "stale_entry",
    "support_attached",
    "too_late",
)
"""The built-in lines of the score: what adds, and what costs. Each must be in weights.yaml with its sign."""


class Weight(PlacedDocument):
    """The points of one line of the score, and why they are what they are."""

    points: int
    title: Text
    domain: Many[str] = ()
    because: Text


class WeightsFile(Document):
    """weights.yaml"""

    weights: Mapping[Identifier, Weight]


class RuleSet(Document):
    """All rules with the weights they speak in. Immutable and checked; rules are in the order of their ids."""

    rules: Many[Rule]
    weights: Mapping[str, Weight]
    fingerprint: str = ""
    folder: str = ""
    path: str = ""
    sample: bool = False
