"""The vocabulary: the declared words that catalog, rules and profiles may use.

Each class is one file of `vocabulary/`; `Vocabulary` holds them together and answers questions about words.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo

from cafematch.model.conditions import Subject
from cafematch.model.documents import Document, Many, Names, Source
from cafematch.model.duration import Duration
from cafematch.model.refusals import refuse, refuse_missing
from cafematch.model.text import Text
from cafematch.model.values import (
    BooleanType,
    ChoiceType,
    DateType,
    DurationType,
    HoursType,
    LanguagesType,
    LevelType,
    ListType,
    MoneyType,
    NumberType,
    PlaceType,
    ProviderType,
    RecordType,
    SetType,
    TextType,
    ValueType,
)

EXPERIENCES = ("good", "neutral", "bad", "none")
"""How an earlier contact went."""

Synonyms = Mapping[str, Many[str]]
Barrier = Literal[
    "language",
    "hours",
    "reach",
    "children_along",
    "pets",
    "channel",
    "safe_contact",
    "accessibility",
    "literacy",
    "forms",
    "anonymity",
    "gender",
    "cost",
]


class Term(Document):
    """A word with its labels and everyday synonyms."""

    label: Text
    also: Synonyms = Field(default_factory=dict)


class NeedTerm(Document):
    """A need. `unnamed: unknown` says that nobody's silence about it is taken for a no; `ask` is the question for it."""

    label: Text
    ask: Text | None = None
    also: Synonyms = Field(default_factory=dict)
    unnamed: Literal["none", "unknown"] = "none"


class NeedDomain(Document):
    """A domain of life and its needs."""

    label: Text
    terms: Mapping[str, NeedTerm]


class Feeling(Document):
    """A feeling on a scale from 0 to 4, each step with a sentence a person might say."""

    label: Text
    anchors: Mapping[str, Annotated[tuple[str, ...], Field(strict=False, min_length=5, max_length=5)]]


class Level5(Document):
    """The three dimensions and five levels of LEVEL5, in general words; a triple is stored, never made."""

    dimensions: Mapping[str, Term]
    levels: Annotated[tuple[Text, ...], Field(strict=False, min_length=5, max_length=5)]
    source: Source


class Competences(Document):
    """The areas of competence and how a competence was acquired, shown and is wanted."""

    areas: Mapping[str, Term]
    acquired: Mapping[str, Term]
    evidence: Mapping[str, Term]
    wants: Mapping[str, Term]
    level5: Level5


class BarrierWords(Document):
    """A barrier as an obstacle, as what to ask about it (after "please ask"), and as what somebody does who bridges it."""

    blocked: Text
    ask: Text
    bridged: Text


class Kind(Document):
    """A sort of service. `answers` lists the needs it usually answers, `bridges` the barriers it takes away when attached.

    `raises_handover` is the hand-over that its being attached makes, `carries_handover` the one from which on it is who
    calls, introduces and stays responsible. `goes_along` marks a kind that may stand beside any step although it
    bridges no barrier.
    """

    label: Text
    what: Text
    answers: Many[Annotated[str, Names("need")]] = ()
    bridges: Many[Barrier] = ()
    raises_handover: Annotated[str, Names("handover")] | None = None
    carries_handover: Annotated[str, Names("handover")] | None = None
    goes_along: bool = False

    @property
    def companion(self) -> bool:
        """Whether services of this kind are attached to the steps of others."""
        return bool(self.bridges) or self.goes_along


DeclaredType = Literal[
    "boolean",
    "integer",
    "decimal",
    "date",
    "duration",
    "choice",
    "level",
    "set",
    "list",
    "record",
    "languages",
    "place",
    "provider",
    "money",
    "hours",
    "text",
]
DECLARED_TYPES: Final[frozenset[str]] = frozenset(get_args(DeclaredType))
"""What a fact, a parameter or a part of one can be declared as."""


def _needed(what: str, *types: str) -> AfterValidator:
    """Return a check that refuses a key to be left out, or to say nothing, where types need it: for `what`, say."""

    def check(value: Any, info: ValidationInfo) -> Any:
        type_ = info.data.get("type")
        if not value and type_ in types:
            refuse_missing(f"type {type_} needs it", beside="type", what=what)
        return value

    return AfterValidator(check)


def _above_minimum(maximum: int | None, info: ValidationInfo) -> int | None:
    minimum = info.data.get("minimum")
    if maximum is not None and minimum is not None and minimum > maximum:
        refuse("swapped-bounds", f"expected a maximum above the minimum {minimum}, found {maximum}", maximum)
    return maximum


_Always = Field(validate_default=True)


class FieldDeclaration(Document):
    """The type of a fact, or of one field of a record."""

    type: DeclaredType
    values: Annotated[
        Mapping[str, Text] | None, _needed("the words to choose from, with their labels", "choice", "set"), _Always
    ] = None
    scale: Annotated[Annotated[str, Names("scale")] | None, _needed("the name of a scale", "level"), _Always] = None
    minimum: int | None = None
    maximum: Annotated[int | None, AfterValidator(_above_minimum)] = None
    of: Annotated[
        "FieldDeclaration | None", _needed("the type of each entry, such as {type: text}", "list"), _Always
    ] = None
    fields: Annotated[
        "Mapping[str, FieldDeclaration] | None",
        _needed("the names and types of what belongs together", "record"),
        _Always,
    ] = None


class Said(Document):
    """Where a profile says it."""

    section: Literal["background", "constraints", "needs"]


class FactDeclaration(FieldDeclaration, Said):
    """A declared property of a person: where a profile says it, how to ask for it, why, and how delicate it is.

    `absent: none` marks a statement: what is not named is taken as none. Otherwise absence is UNKNOWN.
    Its fields are in the order of the keys of a file, so `section`, of the last base, is the first.
    `comes_from: services` marks what nobody has by themselves: a letter or a certificate that some service must issue.
    """

    label: Text
    ask: Text
    why: Text
    sensitivity: Literal["ordinary", "personal", "special"] = "ordinary"
    absent: Literal["unknown", "none"] = "unknown"
    assumed: Text | None = None
    comes_from: Literal["person", "services"] = "person"


class ScaleLevel(Document):
    """One level of a scale; a higher rank is more. `within` is how soon help must come at this level of urgency."""

    rank: int
    label: Text
    what: Text | None = None
    within: Duration | None = None


class Parameter(FieldDeclaration):
    """A dial of the path that rules set. `default` holds when no rule sets it; `combine` says which of several wins."""

    label: Text
    what: Text
    default: str | int | bool
    combine: Literal["lowest", "highest"]


class OpeningQuestion(Document):
    """What a first conversation begins with, before any fact matters: for the needs themselves, say."""

    ask: Text
    why: Text


class Words(Document):
    """Small closed lists with labels: channels, states, names of things in the files."""

    channels: Mapping[str, Text]
    capacity: Mapping[str, Text]
    need_states: Mapping[str, Text]
    voiced_by: Mapping[str, Text]
    appointment: Mapping[str, Text]
    name: Mapping[str, Text]
    forms: Mapping[str, Text]
    roles: Mapping[str, Text]
    accessibility: Mapping[str, Text]
    agreement: Mapping[str, Text]
    feedback: Mapping[str, Text]
    side_offers: Mapping[str, Text]
    barriers: Mapping[Barrier, BarrierWords]
    readiness: Mapping[str, Text]
    opening: Mapping[str, OpeningQuestion]


class _NoNames:
    """Stands where a value might name a place or a provider: none does here."""

    places = None
    providers = None


class Vocabulary(Document):
    """All declared words. Each field is one file of `vocabulary/`, except the ladder of thresholds, which needs these words."""

    model_config = ConfigDict(ignored_types=(cached_property,))

    needs: Mapping[str, NeedDomain]
    feelings: Mapping[str, Feeling]
    competences: Competences
    kinds: Mapping[str, Kind]
    facts: Mapping[str, FactDeclaration]
    scales: Mapping[str, Annotated[Mapping[str, ScaleLevel], Field(min_length=1)]]
    parameters: Mapping[str, Parameter]
    words: Words

    @cached_property
    def terms(self) -> Mapping[str, NeedTerm | NeedDomain]:
        """Every need by its full name, the domains among them."""
        named: dict[str, NeedTerm | NeedDomain] = {}
        for domain_name, domain in self.needs.items():
            named[domain_name] = domain
            named.update({f"{domain_name}.{name}": term for name, term in domain.terms.items()})
        return named

    @cached_property
    def narrower(self) -> Mapping[str, frozenset[str]]:
        """For every need the needs it stands for: itself, and the terms of a domain."""
        return {
            name: frozenset(
                {name, *(f"{name}.{own}" for own in term.terms)} if isinstance(term, NeedDomain) else {name}
            )
            for name, term in self.terms.items()
        }

    @cached_property
    def unnamed_is_unknown(self) -> frozenset[str]:
        """The needs whose absence from a profile is UNKNOWN instead of none."""
        return frozenset(
            name for name, term in self.terms.items() if isinstance(term, NeedTerm) and term.unnamed == "unknown"
        )

    @cached_property
    def need_type(self) -> ChoiceType:
        """The type of a need named in a condition or profile."""
        return ChoiceType(frozenset(self.terms), "need")

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """What every word is called in every language, with its synonyms; one word may stand for several things."""
        called: dict[str, dict[str, None]] = {}

        def note(words: Mapping[str, Any], before: str = "") -> None:
            for name, entry in words.items():
                text, also = (entry, {}) if isinstance(entry, Text) else (entry.label, getattr(entry, "also", {}))
                labels = (
                    *(label for _, label in text.versions),
                    *(other for others in also.values() for other in others),
                )
                called.setdefault(f"{before}{name}", {}).update(dict.fromkeys(labels))

        def note_values(declared: FieldDeclaration) -> None:
            note(declared.values or {})
            for inside in (*((declared.of,) if declared.of else ()), *(declared.fields or {}).values()):
                note_values(inside)

        families: Mapping[str, Mapping[str, Any]] = {
            "need": self.terms,
            "feeling": self.feelings,
            "parameter": self.parameters,
        }
        for family, entries in families.items():
            note(entries)
            note(entries, f"{family}.")
        own = self.competences
        lists = [getattr(self.words, name) for name in Words.model_fields if name not in ("barriers", "opening")]
        for several in (self.kinds, self.facts, *self.scales.values(), *lists):
            note(several)
        for several in (own.areas, own.acquired, own.evidence, own.wants):
            note(several)
        for declared in (*self.facts.values(), *self.parameters.values()):
            note_values(declared)
        return {name: tuple(labels) for name, labels in called.items()}

    @cached_property
    def known_subjects(self) -> dict[tuple[str, str], Subject]:
        """The subjects that scopes have found so far, by what they are and their name."""
        return {}

    @cached_property
    def fact_types(self) -> Mapping[str, ValueType]:
        """The type of every declared fact."""
        return {name: self.type_of(declaration) for name, declaration in self.facts.items()}

    @cached_property
    def service_types(self) -> Mapping[str, ValueType]:
        """The type of everything a condition may ask of a service, its door, and what the person had to do with it before."""
        return {
            "id": ProviderType(),
            "kind": ChoiceType(frozenset(self.kinds), "kind of service"),
            "organisation": ProviderType(),
            "host": ProviderType(),
            "addresses": SetType(self.need_type),
            "threshold": self.scale("threshold"),
            "languages": ListType(TextType()),
            "interpreter": BooleanType(),
            "professional_secrecy": BooleanType(),
            "transmission_duty": BooleanType(),
            "reports_attendance": BooleanType(),
            "authority": BooleanType(),
            "external": BooleanType(),
            "capacity": ChoiceType(frozenset(self.words.capacity)),
            "bridge": BooleanType(),
            "wait": DurationType(),
            "district": PlaceType(),
            "roles": SetType(ChoiceType(frozenset(self.competences.areas), "area of competence")),
            "verified": DateType(),
            "channels": SetType(ChoiceType(frozenset(self.words.channels))),
            "appointment": ChoiceType(frozenset(self.words.appointment)),
            "name": ChoiceType(frozenset(self.words.name)),
            "papers": NumberType(minimum=0),
            "forms": ChoiceType(frozenset(self.words.forms)),
            "oral": BooleanType(),
            "group": BooleanType(),
            "children_on_site": BooleanType(),
            "women_only": BooleanType(),
            "men_only": BooleanType(),
            "free_of_charge": BooleanType(),
            "earlier_experience": ChoiceType(frozenset(EXPERIENCES)),
            "earlier_results": SetType(self._contact_result),
            "never_again": BooleanType(),
            "trusted": BooleanType(),
        }

    @property
    def _contact_result(self) -> ChoiceType:
        """The type of what came of an earlier contact."""
        contacts = self.fact_types.get("previous_contacts")
        record = contacts.item if isinstance(contacts, ListType) else None
        result = dict(record.fields).get("result") if isinstance(record, RecordType) else None
        return result if isinstance(result, ChoiceType) else ChoiceType(frozenset())

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """What every parameter is when no rule sets it, by name and in its order."""
        return {
            name: self.type_of(declared).read(declared.default, _NoNames())
            for name, declared in sorted(self.parameters.items())
        }

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """For every scale the rank of each of its levels."""
        return {scale: {level: entry.rank for level, entry in levels.items()} for scale, levels in self.scales.items()}

    @cached_property
    def _scales(self) -> Mapping[str, LevelType]:
        return {
            name: LevelType(name, tuple(sorted(ranks.items(), key=lambda pair: pair[1])))
            for name, ranks in self.ranks.items()
        }

    def scale(self, name: str) -> LevelType:
        """Return the type of a level on the named scale, lowest first. Raises `KeyError` for no such scale."""
        return self._scales[name]

    def type_of(self, declared: FieldDeclaration) -> ValueType:
        """Return the type a declaration describes."""
        match declared.type:
            case "boolean":
                return BooleanType()
            case "integer" | "decimal":
                return NumberType(declared.type == "integer", declared.minimum, declared.maximum)
            case "date":
                return DateType()
            case "duration":
                return DurationType()
            case "choice":
                return ChoiceType(frozenset(declared.values or {}))
            case "level":
                return self.scale(declared.scale or "")
            case "set":
                return SetType(ChoiceType(frozenset(declared.values or {})))
            case "list":
                return ListType(self.type_of(declared.of) if declared.of else TextType())
            case "record":
                fields = sorted((declared.fields or {}).items())
                return RecordType(tuple((name, self.type_of(entry)) for name, entry in fields))
            case "languages":
                return LanguagesType(self.scale("cefr"))
            case "place":
                return PlaceType()
            case "provider":
                return ProviderType()
            case "money":
                return MoneyType()
            case "hours":
                return HoursType()
            case "text":
                return TextType()
