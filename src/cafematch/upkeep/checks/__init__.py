"""What is worth a look in a network that reads well: one function a check, all of one shape, in one tuple.

To add a check, write a function that yields findings into the module of its theme, put it into `CHECKS` with its code
and severity, and drop a folder with a broken example into `tests/worth_a_look/<code>/`. The function's docstring is the
rule it enforces, as `cafematch check --list` prints it. What cannot be read at all is told while reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from inspect import getdoc
from zoneinfo import ZoneInfo

from cafematch.errors import Problem, Severity
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.upkeep.checks.conditions import dead_branches, idle_lines, impossible_conditions, repeated_lines
from cafematch.upkeep.checks.contradictions import contradicting_entries
from cafematch.upkeep.checks.dates import (
    dates_in_future,
    old_capacities,
    old_sources,
    source_addresses,
    stale_handovers,
)
from cafematch.upkeep.checks.doors import missing_contacts, never_met, never_open
from cafematch.upkeep.checks.entries import (
    always_free,
    duplicate_offers,
    foreign_ids,
    long_waits,
    odd_currencies,
    odd_durations,
    stale_entries,
)
from cafematch.upkeep.checks.firing import rules_about_no_service, rules_that_always_act, rules_that_never_act
from cafematch.upkeep.checks.hours import odd_hours, past_dates
from cafematch.upkeep.checks.languages import language_codes
from cafematch.upkeep.checks.likeness import twin_organisations, twin_services, twin_words
from cafematch.upkeep.checks.network import (
    cold_interfaces,
    foreign_timezones,
    nearly_cut_off,
    own_handovers,
    prerequisite_circles,
    unserved_needs,
)
from cafematch.upkeep.checks.numbers import exact_numbers, other_numbers
from cafematch.upkeep.checks.order import misplaced_keys
from cafematch.upkeep.checks.people import named_people, unknown_owners
from cafematch.upkeep.checks.phones import missing_phones, no_phones, numbers_of_one_country, shared_phones
from cafematch.upkeep.checks.placeholders import placeholders_left
from cafematch.upkeep.checks.repetitions import copied_reasons, repeated_entries
from cafematch.upkeep.checks.requirements import (
    ending_requirements,
    unfounded_requirements,
    unprovided_facts,
    unreachable_services,
)
from cafematch.upkeep.checks.rule_pairs import (
    contradicting_rules,
    duplicate_rules,
    idle_settings,
    sequence_circles,
    shadowed_rules,
)
from cafematch.upkeep.checks.rules import late_reviews, reviews_due, rules_for_nowhere, untried_rules
from cafematch.upkeep.checks.texts import copied_texts, empty_texts, garbled_texts, unclear_services, untranslated_texts
from cafematch.upkeep.checks.vocabulary import unused_words
from cafematch.upkeep.checks.weights import swapped_weights
from cafematch.upkeep.inspection import Finding, Inspection, inspect


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its stable code, how grave what it finds is, and the function that looks."""

    code: str
    severity: Severity
    look: Callable[[Inspection], Iterator[Finding]]

    @property
    def rule(self) -> str:
        """The rule it enforces, in a sentence or two."""
        return getdoc(self.look) or ""


CHECKS: tuple[Check, ...] = (
    Check("unserved-need", "warning", unserved_needs),
    Check("cold-interface", "warning", cold_interfaces),
    Check("stale-entry", "warning", stale_entries),
    Check("requirement-ends", "warning", ending_requirements),
    Check("duplicate-offer", "warning", duplicate_offers),
    Check("long-wait", "warning", long_waits),
    Check("always-free", "warning", always_free),
    Check("review-due", "warning", reviews_due),
    Check("prerequisite-circle", "warning", prerequisite_circles),
    Check("key-order", "warning", misplaced_keys),
    Check("nearly-cut-off", "warning", nearly_cut_off),
    Check("missing-contact", "warning", missing_contacts),
    Check("never-met", "warning", never_met),
    Check("never-open", "warning", never_open),
    Check("unclear-service", "warning", unclear_services),
    Check("foreign-id", "warning", foreign_ids),
    Check("empty-text", "warning", empty_texts),
    Check("untranslated-text", "warning", untranslated_texts),
    Check("old-capacity", "warning", old_capacities),
    Check("stale-handover", "warning", stale_handovers),
    Check("old-source", "warning", old_sources),
    Check("source-address", "warning", source_addresses),
    Check("date-in-future", "warning", dates_in_future),
    Check("twin-organisations", "warning", twin_organisations),
    Check("twin-services", "warning", twin_services),
    Check("twin-words", "warning", twin_words),
    Check("shared-phone", "warning", shared_phones),
    Check("unused-word", "warning", unused_words),
    Check("rule-for-nowhere", "warning", rules_for_nowhere),
    Check("untried-rule", "warning", untried_rules),
    Check("shadowed-rule", "warning", shadowed_rules),
    Check("contradicting-rules", "warning", contradicting_rules),
    Check("duplicate-rule", "warning", duplicate_rules),
    Check("sequence-circle", "warning", sequence_circles),
    Check("unreachable-service", "warning", unreachable_services),
    Check("unprovided-fact", "warning", unprovided_facts),
    Check("never-holds", "warning", impossible_conditions),
    Check("always-holds", "warning", idle_lines),
    Check("superfluous-line", "warning", repeated_lines),
    Check("dead-branch", "warning", dead_branches),
    Check("rule-never-acts", "warning", rules_that_never_act),
    Check("rule-always-acts", "warning", rules_that_always_act),
    Check("rule-without-service", "warning", rules_about_no_service),
    Check("placeholder-left", "warning", placeholders_left),
    Check("odd-hours", "warning", odd_hours),
    Check("past-dates", "warning", past_dates),
    Check("no-phone-number", "warning", no_phones),
    Check("missing-phone", "warning", missing_phones),
    Check("number-of-one-country", "warning", numbers_of_one_country),
    Check("odd-duration", "warning", odd_durations),
    Check("odd-currency", "warning", odd_currencies),
    Check("own-handover", "warning", own_handovers),
    Check("unknown-owner", "warning", unknown_owners),
    Check("late-review", "warning", late_reviews),
    Check("named-person", "warning", named_people),
    Check("contradicting-entry", "warning", contradicting_entries),
    Check("language-code", "warning", language_codes),
    Check("missing-reason", "warning", unfounded_requirements),
    Check("other-numbers", "warning", other_numbers),
    Check("copied-text", "warning", copied_texts),
    Check("garbled-text", "warning", garbled_texts),
    Check("listed-twice", "warning", repeated_entries),
    Check("idle-setting", "warning", idle_settings),
    Check("swapped-weights", "warning", swapped_weights),
    Check("exact-number", "warning", exact_numbers),
    Check("copied-reason", "warning", copied_reasons),
    Check("foreign-timezone", "warning", foreign_timezones),
)


def moment_of(catalog: Catalog, as_of: datetime | None = None) -> datetime:
    """Return the local time a network is checked at: as given, else the network's own moment, else now."""
    return as_of or catalog.network.as_of or datetime.now(ZoneInfo(catalog.network.timezone)).replace(tzinfo=None)


def check_network(
    catalog: Catalog, rules: RuleSet, as_of: datetime | None = None, *, neighbours: tuple[Catalog, ...] | None = None
) -> tuple[Problem, ...]:
    """Return everything worth a look, by place, at a moment as `moment_of` has it.

    `neighbours` are the other networks of the catalog folder, which are read when they are needed and not given.
    """
    inspection = inspect(catalog, rules, moment_of(catalog, as_of), neighbours)
    found = [
        inspection.sources.problem(check.code, check.severity, finding.message, finding.place, finding.hint)
        for check in CHECKS
        for finding in check.look(inspection)
    ]
    return tuple(sorted(found, key=lambda problem: problem.sort_key))
