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
from cafematch.matching.index import build_index
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.upkeep.checks.entries import always_free, duplicate_offers, long_waits, reviews_due, stale_entries
from cafematch.upkeep.checks.network import cold_interfaces, prerequisite_circles, unserved_needs
from cafematch.upkeep.checks.placeholders import placeholders_left
from cafematch.upkeep.checks.requirements import ending_requirements
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.sources import Sources


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
    Check("placeholder-left", "warning", placeholders_left),
)


def check_network(catalog: Catalog, rules: RuleSet, as_of: datetime | None = None) -> tuple[Problem, ...]:
    """Return everything worth a look, by place; `as_of` is local time, by default the network's own moment, else now."""
    moment = as_of or catalog.network.as_of or datetime.now(ZoneInfo(catalog.network.timezone)).replace(tzinfo=None)
    inspection = Inspection(catalog, rules, build_index(catalog, rules), moment, Sources(catalog, rules))
    found = [
        inspection.sources.problem(check.code, check.severity, finding.message, finding.place, finding.hint)
        for check in CHECKS
        for finding in check.look(inspection)
    ]
    return tuple(sorted(found, key=lambda problem: problem.sort_key))
