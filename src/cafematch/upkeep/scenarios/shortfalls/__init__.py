"""Why an answer is not as expected: for each sort of shortfall the reasons behind it, most deciding first, and few.

Nothing here decides anything: it tells what `judge` and `plan` have found, with the line of YAML it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from cafematch.matching.explaining.reasons import Reason
from cafematch.upkeep.scenarios.failures import (
    Acting,
    Asked,
    Crowded,
    Failure,
    Lacking,
    Misplaced,
    Offered,
    Otherwise,
    Present,
    Silent,
    Unasked,
    Unoffered,
)
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry
from cafematch.upkeep.scenarios.shortfalls.lacking import why_lacking
from cafematch.upkeep.scenarios.shortfalls.presence import why_misplaced, why_offered, why_shown
from cafematch.upkeep.scenarios.shortfalls.qualities import why_crowded, why_otherwise
from cafematch.upkeep.scenarios.shortfalls.silence import why_asked, why_silent, why_unasked, why_unoffered

MOST_REASONS: Final = 3
"""How many reasons are told for one failure."""


def reasons_for(inquiry: Inquiry, failure: Failure) -> tuple[Reason, ...]:
    """Return why the answer is not as expected, most deciding first, at most MOST_REASONS; never the same one twice."""
    found: list[Reason] = []
    for reason in _reasons(inquiry, failure):
        if reason not in found:
            found.append(reason)
        if len(found) == MOST_REASONS:
            break
    return tuple(found)


def _reasons(inquiry: Inquiry, failure: Failure) -> Iterator[Reason]:
    shortfall = failure.shortfall
    match shortfall:
        case Lacking():
            return why_lacking(inquiry, shortfall)
        case Present(shown=shown):
            return why_shown(inquiry, shown)
        case Misplaced():
            return why_misplaced(inquiry, shortfall)
        case Otherwise():
            return why_otherwise(inquiry, shortfall)
        case Crowded(steps=steps):
            return why_crowded(inquiry, steps)
        case Silent(rules=rules):
            return why_silent(inquiry, rules)
        case Acting(rules=rules):
            return map(inquiry.why_rule, rules)
        case Unoffered(kinds=kinds):
            return why_unoffered(inquiry, kinds)
        case Offered(offers=offers):
            return (why_offered(inquiry, offer) for offer in offers)
        case Unasked(facts=facts):
            return why_unasked(inquiry, facts)
        case Asked():
            return why_asked(inquiry)
        case _:
            assert_never(shortfall)
