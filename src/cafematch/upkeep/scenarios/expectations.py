"""What `expect.yaml` may say, and whether the names in it are names of a network.

What the keys mean is said at `Expectation` and `StepProperties`; whether an answer is as expected is looked at in
`failures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from cafematch.errors import Problem
from cafematch.matching.matcher import Matcher
from cafematch.model.documents import Date, Document, Many
from cafematch.model.scopes import PersonScope
from cafematch.quick import dataclass
from cafematch.reading.problems import naming_problem
from cafematch.reading.yamlfile import YamlFile

FLAGGING: Final = frozenset({"safeguard", "expire"})
"""The kinds of rules that raise a flag."""

Some = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
Pair = Annotated[tuple[str, str], Field(strict=False)]


class StepProperties(Document):
    """How a step must be; what is left out is not looked at.

    threshold_max   its threshold is at most this level
    handover_min    the hand-over to use (not the warmest on offer) is at least this level
    handover_max    the hand-over to use is at most this level
    today           true: it can begin on the day of the suggestion; false: it begins later
    before          it can begin before this date; a step without a date cannot
    services        it is one of these services, or of a service of one of these organisations
    """

    threshold_max: str = ""
    handover_min: str = ""
    handover_max: str = ""
    today: bool = True
    before: Date = date.max
    services: Some = ()


class Expectation(Document):
    """expect.yaml. A key that is left out is not looked at; an empty list, where it is allowed, means: none.

    The fields are in the order of the keys of a file, which is that of the manual.

    *Companions* are the kinds that bridge a barrier (navigation, interpreting, accompaniment, childcare) and peer
    support. The *first step* of the path is the first that is no companion; a companion counts where `first_any_of`
    names its kind, and where there is nothing else.

    Of the path that is recommended, the first of those shown:

    first_any_of            its first step is of one of these kinds; [] means that there is no path and no step
    first                   its first step has these properties
    later_all               each of these kinds comes after the first step, or goes along with some step
    later_one_of            at least one of these kinds does
    order                   pairs of kinds: before every step of the second stands one of the first
    max_new_organisations   organisations that the path leads to in the first seven days; companions are left out, and
                            so are where the person sits, has been, or trusts; a step without a date counts

    Of every path that is shown, since the person may choose any of them:

    not_first               none begins with these kinds, companions passed over that answer no need themselves and are
                            not named here
    not_before              kind: date – no step of that kind can begin before that date
    conditional_only        steps of these kinds are conditional, never confirmed
    only_accompanied        at steps of these kinds somebody goes along, as a support or by the warmest hand-over
    every_step              every step has these properties

    Of the whole answer:

    flags                   these rules show their safeguard or their mark of a stale entry; [] means that none does
    forbidden               these kinds are nowhere: no step, support, offer or contact, and no way on if a step fails
                            (the way back to the entrance is always there and does not count)
    forbidden_services      the same for these services, or all services of these organisations
    offers_any_of           at least one offer is of these kinds
    no_offers               true: there is no offer; false: there is one
    asks_any_of             at least one of these facts is asked for; [] means that nothing is asked
    explained_by            these rules are named among those that acted, or show a safeguard
    """

    first_any_of: Many[str] = ()
    first: StepProperties = StepProperties()
    later_all: Some = ()
    later_one_of: Some = ()
    order: Annotated[tuple[Pair, ...], Field(strict=False, min_length=1)] = ()
    max_new_organisations: Annotated[int, Field(ge=0)] = 0
    not_first: Some = ()
    not_before: Mapping[str, Date] = {}
    conditional_only: Some = ()
    only_accompanied: Some = ()
    every_step: StepProperties = StepProperties()
    flags: Many[str] = ()
    forbidden: Some = ()
    forbidden_services: Some = ()
    offers_any_of: Some = ()
    no_offers: bool = True
    asks_any_of: Many[str] = ()
    explained_by: Some = ()


def unknown_names(matcher: Matcher, file: YamlFile, expectation: Expectation) -> Iterator[Problem]:
    """Yield a problem for every name in an expectation that nothing has."""
    catalog, rules = matcher.catalog, matcher.rules.rules
    vocabulary = catalog.vocabulary
    scope = PersonScope(vocabulary)
    known: Mapping[_Sort, Iterable[str]] = {
        _KIND: vocabulary.kinds,
        _SERVICE: {**catalog.services, **catalog.organisation},
        _RULE: [rule.id for rule in rules],
        _FLAG: [rule.id for rule in rules if rule.kind in FLAGGING],
        _FACT: [*vocabulary.facts, *vocabulary.words.opening, *(f"need.{term}" for term in vocabulary.terms)],
        _THRESHOLD: vocabulary.scales["threshold"],
        _HANDOVER: vocabulary.scales["handover"],
    }
    for name in _names(expectation):
        among = known[name.sort]
        if name.word in among or (name.sort is _FACT and scope.subject(name.word) is not None):
            continue
        yield naming_problem(file, name.sort.code, name.sort.what, name.word, among, name.path, name.of)


def saying_nothing(file: YamlFile, expectation: Expectation) -> Iterator[Problem]:
    """Yield a problem where nothing is expected, which would always hold."""
    if not expectation.model_fields_set:
        yield file.problem("too-few", "expected at least one key, found none", ())
    for key, properties in (("first", expectation.first), ("every_step", expectation.every_step)):
        if key in expectation.model_fields_set and not properties.model_fields_set:
            yield file.problem("too-few", "expected at least one key, found none", (key,))


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of names: the code of the problem when there is no such name, and what it would have named."""

    code: str
    what: str


_KIND: Final = _Sort("unknown-kind", "kind of service")
_SERVICE: Final = _Sort("unknown-service", "service or organisation")
_RULE: Final = _Sort("unknown-rule", "rule")
_FLAG: Final = _Sort("unknown-flag", "safeguard or mark of stale entries")
_FACT: Final = _Sort("unknown-fact", "fact")
_THRESHOLD: Final = _Sort("not-a-level", "threshold")
_HANDOVER: Final = _Sort("not-a-level", "hand-over level")

_LISTS: Mapping[str, _Sort] = {
    "flags": _FLAG,
    "first_any_of": _KIND,
    "later_all": _KIND,
    "later_one_of": _KIND,
    "not_first": _KIND,
    "forbidden": _KIND,
    "forbidden_services": _SERVICE,
    "conditional_only": _KIND,
    "only_accompanied": _KIND,
    "offers_any_of": _KIND,
    "asks_any_of": _FACT,
    "explained_by": _RULE,
}
_LEVELS: Mapping[str, _Sort] = {"threshold_max": _THRESHOLD, "handover_min": _HANDOVER, "handover_max": _HANDOVER}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name used in an expectation: the word, where it stands, and what sort of name it is."""

    word: str
    path: tuple[str | int, ...]
    sort: _Sort
    of: Literal["key", "value"] = "value"


def _names(expectation: Expectation) -> Iterator[_Name]:
    """Yield every name an expectation uses."""
    for key, sort in _LISTS.items():
        yield from (_Name(word, (key, position), sort) for position, word in enumerate(getattr(expectation, key)))
    for position, pair in enumerate(expectation.order):
        yield from (_Name(word, ("order", position, side), _KIND) for side, word in enumerate(pair))
    yield from (_Name(word, ("not_before", word), _KIND, "key") for word in expectation.not_before)
    for key, properties in (("first", expectation.first), ("every_step", expectation.every_step)):
        for name, sort in _LEVELS.items():
            if name in properties.model_fields_set:
                yield _Name(getattr(properties, name), (key, name), sort)
        for position, word in enumerate(properties.services):
            yield _Name(word, (key, "services", position), _SERVICE)
