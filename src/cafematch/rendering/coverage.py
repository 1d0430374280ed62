"""What scenarios touch and what none of them does, for people and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from rich.console import Console

from cafematch.rendering.page import Page
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.coverage import SORTS, Coverage, Entry, Sort, Touch, together

LEFT: Final[tuple[Touch, ...]] = ("mentioned", "untouched")
OWN: Final[tuple[Sort, ...]] = ("services", "organisations")
"""What every network has of its own. All else networks share: it is listed once, for all of them together."""


def print_coverage(coverages: Iterable[Coverage], wording: Wording, console: Console) -> None:
    """Print for every network, and for all together if there are several, what no scenario touches."""
    page, several = Page(console), tuple(coverages)
    if len(several) == 1:
        _print(several[0], SORTS, wording, page)
        return
    for coverage in several:
        _print(coverage, OWN, wording, page)
    if several:
        _print(together(several), tuple(sort for sort in SORTS if sort not in OWN), wording, page)


def _print(coverage: Coverage, listed: Collection[Sort], wording: Wording, page: Page) -> None:
    page.heading(_title(coverage, wording))
    for sort in SORTS:
        total, touched = len(coverage.entries[sort]), coverage.count(sort)
        page.paragraph(wording.word(f"coverage_{sort}", touched=touched, count=total), 2)
        if sort in listed:
            page.rows(_rows(coverage, sort, wording), 4, _column(wording))


def _title(coverage: Coverage, wording: Wording) -> str:
    scenarios = wording.word("test_scenarios", count=coverage.scenarios)
    if coverage.network is None:
        return wording.word("coverage_all", scenarios=scenarios)
    return wording.word("coverage", network=wording.text(coverage.network), scenarios=scenarios)


def _rows(coverage: Coverage, sort: Sort, wording: Wording) -> Iterable[tuple[str, str]]:
    for touch in LEFT:
        label = wording.word(f"coverage_{touch}")
        for entry in coverage.of(sort, touch):
            yield label, wording.word("test_rule", title=wording.text(entry.label), id=entry.id)
            label = ""


def _column(wording: Wording) -> int:
    return max(len(wording.word(f"coverage_{touch}")) for touch in LEFT) + 2


def coverage_to_json(coverages: Iterable[Coverage], wording: Wording) -> dict[str, Any]:
    """Return coverage as JSON has it: `networks`, each with its `network` and number of `scenarios`, and their `total`.

    In each of them stand `rules`, `services`, `needs`, `organisations` and `kinds`: how many there are (`all`), how many
    are `touched`, and the `id` and `label` of those `mentioned` only, and of those `untouched`.
    """
    several = tuple(coverages)
    return {
        "networks": [{"network": coverage.id, **_plain(coverage, wording)} for coverage in several],
        "total": _plain(together(several), wording),
    }


def _plain(coverage: Coverage, wording: Wording) -> dict[str, Any]:
    def told(entries: Iterable[Entry]) -> list[dict[str, str]]:
        return [{"id": entry.id, "label": wording.text(entry.label)} for entry in entries]

    parts: dict[str, Any] = {
        sort: {
            "all": len(coverage.entries[sort]),
            "touched": coverage.count(sort),
            **{touch: told(coverage.of(sort, touch)) for touch in LEFT},
        }
        for sort in SORTS
    }
    return {"scenarios": coverage.scenarios, **parts}
