"""What `expect.yaml` may say, and whether the names in it are names of a network.

What the keys mean is said at `Expectation` and `StepProperties`; whether an answer is as expected is looked at in
`failures`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from cafematch.errors import Problem
from cafematch.matching.matcher import Matcher
from cafematch.model.catalog import KindName, ThresholdLevel
from cafematch.model.documents import Date, Document, Many, Names
from cafematch.model.scopes import PersonScope
from cafematch.reading.known import Gathered, declared_words
from cafematch.reading.naming import Known, problem_of, unknown_names
from cafematch.reading.yamlfile import YamlFile

FLAGGING: Final = frozenset({"safeguard", "expire"})
"""The kinds of rules that raise a flag."""

Kinds = Annotated[tuple[KindName, ...], Field(strict=False, min_length=1)]
Pair = Annotated[tuple[KindName, KindName], Field(strict=False)]
Providers = Annotated[tuple[Annotated[str, Names("provider")], ...], Field(strict=False, min_length=1)]
HandoverLevel = Annotated[str, Names("handover")]


class StepProperties(Document):
    """How a step must be; what is left out is not looked at.

    threshold_max   its threshold is at most this level
    handover_min    the hand-over to use (not the warmest on offer) is at least this level
    handover_max    the hand-over to use is at most this level
    today           true: it can begin on the day of the suggestion; false: it begins later
    before          it can begin before this date; a step without a date cannot
    services        it is one of these services, or of a service of one of these organisations
    """

    threshold_max: ThresholdLevel = ""
    handover_min: HandoverLevel = ""
    handover_max: HandoverLevel = ""
    today: bool = True
    before: Date = date.max
    services: Providers = ()


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

    first_any_of: Many[KindName] = ()
    first: StepProperties = StepProperties()
    later_all: Kinds = ()
    later_one_of: Kinds = ()
    order: Annotated[tuple[Pair, ...], Field(strict=False, min_length=1)] = ()
    max_new_organisations: Annotated[int, Field(ge=0)] = 0
    not_first: Kinds = ()
    not_before: Mapping[KindName, Date] = {}
    conditional_only: Kinds = ()
    only_accompanied: Kinds = ()
    every_step: StepProperties = StepProperties()
    flags: Many[Annotated[str, Names("flag")]] = ()
    forbidden: Kinds = ()
    forbidden_services: Providers = ()
    offers_any_of: Kinds = ()
    no_offers: bool = True
    asks_any_of: Many[Annotated[str, Names("asked")]] = ()
    explained_by: Annotated[tuple[Annotated[str, Names("rule")], ...], Field(strict=False, min_length=1)] = ()


def _known_to(matcher: Matcher) -> Known:
    """Return the names an expectation may use in a network."""
    catalog, rules = matcher.catalog, matcher.rules.rules
    words = catalog.vocabulary
    scope = PersonScope(words)
    asked = {**words.facts, **words.words.opening, **{f"need.{name}": term for name, term in words.terms.items()}}
    return {
        **declared_words(words),
        "provider": {**catalog.services, **catalog.organisation},
        "asked": Gathered(asked, lambda word: scope.subject(str(word)) is not None),
        "rule": [rule.id for rule in rules],
        "flag": [rule.id for rule in rules if rule.kind in FLAGGING],
    }


def naming_nothing(matcher: Matcher, file: YamlFile) -> Iterator[Problem]:
    """Yield a problem for every name in an expectation that nothing has, also in one with other problems."""
    known = _known_to(matcher)
    return (problem_of(file, name, known) for name in unknown_names(Expectation, file.value, known))


def saying_nothing(file: YamlFile, expectation: Expectation) -> Iterator[Problem]:
    """Yield a problem where nothing is expected, which would always hold."""
    if not expectation.model_fields_set:
        yield file.problem("too-few", "expected at least one key, found none", ())
    for key, properties in (("first", expectation.first), ("every_step", expectation.every_step)):
        if key in expectation.model_fields_set and not properties.model_fields_set:
            yield file.problem("too-few", "expected at least one key, found none", (key,))
