"""The profile: what is known about one person, for one run. No names of persons; nothing is kept."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, ValidationInfo

from cafematch.model.catalog import words_of
from cafematch.model.documents import Also, Date, Document, Many, Moment, Names, Reads, mapping_or_empty
from cafematch.model.refusals import Refusals, Refused, refusing
from cafematch.model.scopes import PersonScope, Words
from cafematch.model.text import shown
from cafematch.model.values import ChoiceType, ProviderType

Urgency = Literal["now", "days", "weeks", "later"]
NeedState = Literal["unmet", "met", "unknown", "declined", "none"]
Rating = Annotated[int, Field(ge=0, le=4)]
Ruler = Annotated[int, Field(ge=0, le=10)]
Stated = tuple[tuple[str, Any], ...]
"""Facts with their values, by name."""


def _reading(read: Callable[[Any, Words], str], what: str) -> Reads:
    """Return a marker of a name that the words declared so far must know."""

    def validate(raw: Any, info: ValidationInfo) -> str:
        words = words_of(info)
        return refusing(lambda value: read(value, words))(raw)

    return Reads(validate, what)


def _read_need(raw: Any, words: Words) -> str:
    return words.vocabulary.need_type.read(raw, words.names)


def _read_area(raw: Any, words: Words) -> str:
    return ChoiceType(frozenset(words.vocabulary.competences.areas), "area of competence").read(raw, words.names)


def _read_feeling(raw: Any, words: Words) -> str:
    return ChoiceType(frozenset(words.vocabulary.feelings), "feeling").read(raw, words.names)


def _read_fact(raw: Any, words: Words) -> str:
    if isinstance(raw, str) and PersonScope(words.vocabulary, words.names).subject(raw) is not None:
        return raw
    if not isinstance(raw, str):
        raise Refused("wrong-type", f"expected the name of one fact; found {shown(raw)}")
    raise Refused("unknown-fact", f"there is no fact {shown(raw)}", word=raw, among=words.vocabulary.facts)


def _read_provider(raw: Any, words: Words) -> str:
    return ProviderType().read(raw, words.names)


NeedName = Annotated[str, _reading(_read_need, "need")]
AreaName = Annotated[str, _reading(_read_area, "area")]
FeelingName = Annotated[str, _reading(_read_feeling, "feeling")]
FactName = Annotated[str, _reading(_read_fact, "subject")]
ProviderName = Annotated[str, _reading(_read_provider, "provider")]
Wish = Annotated[
    Literal["yes", "maybe", "no"],
    BeforeValidator(lambda raw: {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw),
    Also(bool),
]


def _read_detail(raw: Any, info: ValidationInfo) -> Stated:
    """Read what a need says in detail: facts declared under `need.<term>.detail.`"""
    need = info.data.get("need")
    return _read_declared(raw, info, f"need.{need}.detail.", "needs") if need else ()


def _read_background(raw: Any, info: ValidationInfo) -> Stated:
    return _read_declared(raw, info, "", "background")


def _read_constraints(raw: Any, info: ValidationInfo) -> Stated:
    return _read_declared(raw, info, "", "constraints")


def _read_declared(raw: Any, info: ValidationInfo, prefix: str, section: str) -> Stated:
    """Read declared facts, each by its type; those of other sections and undeclared ones are refused."""
    words = words_of(info)
    vocabulary, names = words.vocabulary, words.names
    refusals = Refusals(section)
    if not isinstance(raw, Mapping):
        refusals.add("wrong-type", f"expected facts with their values, found {shown(raw)}", (), raw)
    known = {
        name.removeprefix(prefix)
        for name, fact in vocabulary.facts.items()
        if fact.section == section and name.startswith(prefix)
    }
    values: dict[str, Any] = {}
    for name, value in mapping_or_empty(raw).items():
        if name not in known:
            if (elsewhere := vocabulary.facts.get(name)) is not None:
                message = f"expected '{name}' under {elsewhere.section}, found it under {section}"
                refusals.add(
                    "wrong-section", message, (name,), value, word=name, hint=f"move it to {elsewhere.section}"
                )
                continue
            message = (
                f"there is no fact {shown(name)} for {prefix.removeprefix('need.').removesuffix('.detail.') or section}"
            )
            refusals.add("unknown-fact", message, (name,), value, word=name, among=known)
            continue
        try:
            values[prefix + name] = vocabulary.fact_types[prefix + name].read(value, names)
        except Refused as refused:
            refusals.take(refused, (name,), value)
    refusals.raise_if_any()
    return tuple(sorted(values.items()))


class ProfileNeed(Document):
    """One need: how it stands, how much it presses, by when, and whose word it is."""

    need: NeedName
    state: NeedState = "unmet"
    urgency: Urgency = "weeks"
    deadline: Date | None = None
    voiced_by: Literal["person", "worker", "relative"] = "person"
    wanted_now: bool = False
    in_own_words: str | None = None
    detail: Annotated[Stated, Reads(_read_detail, "detail")] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is to be answered: it is unmet, or nobody knows whether it is one."""
        return self.state in ("unmet", "unknown")

    @property
    def presses(self) -> bool:
        """Whether it cannot wait: a matter of days at most, or one with a deadline."""
        return self.urgency in ("now", "days") or self.deadline is not None


class Readiness(Document):
    """How important a matter is to the person and how confident they are of it, 0 to 10 each."""

    importance: Ruler | None = None
    confidence: Ruler | None = None


class Triple(Document):
    """A LEVEL5 triple, 1 to 5 each; it is stored and used, never made here. Empty never means that somebody cannot."""

    knowledge: Annotated[int, Field(ge=1, le=5)] | None = None
    skills: Annotated[int, Field(ge=1, le=5)] | None = None
    attitudes: Annotated[int, Field(ge=1, le=5)] | None = None


class Competence(Document):
    """Something the person can do, in their own words, in one area."""

    label: str
    area: AreaName
    acquired: Literal["formal", "non_formal", "informal"] | None = None
    evidence: Literal["none", "self", "peer", "observed", "document", "certificate"] | None = None
    level5: Triple = Triple()
    wants_to_use: Wish = "maybe"
    wants_to_show: Wish = "maybe"
    esco_uri: str | None = None


class Choice(Document):
    """What the person, or the worker, has decided about a service."""

    service: ProviderName
    want: bool
    by: Literal["person", "worker"] = "person"
    because: str | None = None


class Consent(Document):
    """What may be passed on, to whom, for what; until when."""

    recipient: ProviderName
    items: Many[str]
    purpose: str | None = None
    until: Date | None = None
    withdrawn_on: Date | None = None


class Profile(Document):
    """profile.yaml. Every part may be missing; an empty profile is answered with the entrance and first questions."""

    network: Annotated[str, Names("network")] | None = None
    case: str | None = None
    at: ProviderName | None = None
    as_of: Moment | None = None
    needs: Annotated[
        tuple[Annotated[ProfileNeed, Also(NeedName)], ...],
        Strict(False),
        BeforeValidator(
            lambda raw: (
                [{"need": entry} if isinstance(entry, str) else entry for entry in raw]
                if isinstance(raw, list)
                else raw
            )
        ),
    ] = ()
    wish: str | None = None
    feelings: Mapping[FeelingName, Rating] = {}
    readiness: Mapping[NeedName, Readiness] = {}
    competences: Many[Competence] = ()
    background: Annotated[Stated, Reads(_read_background, "background")] = ()
    constraints: Annotated[Stated, Reads(_read_constraints, "constraints")] = ()
    choices: Many[Choice] = ()
    declined: Many[FactName] = ()
    dont_know: Many[FactName] = ()
    consent: Many[Consent] = ()
