"""What if: the differences between two answers, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from cafematch.matching.explaining.comparing import Change, Comparison, Place
from cafematch.model.catalog import Catalog
from cafematch.rendering.json import dumped, told_in
from cafematch.rendering.page import Page
from cafematch.rendering.wording import Wording


def print_comparison(
    comparison: Comparison, assumptions: list[str], catalog: Catalog, language: str, console: Console
) -> None:
    """Print what would differ, below the answer of today. Raises ValueError for a language there are no words in."""
    wording = Wording(catalog, language, comparison.today.as_of)
    page = Page(console)
    page.heading(wording.word("what_if", assumptions=", ".join(assumptions)))
    for line in differences(wording, comparison):
        page.item(line)


def differences(wording: Wording, comparison: Comparison) -> Iterator[str]:
    """Yield every difference as a line, protection first; that nothing differs if so."""
    titles = {card.rule: card.title for answer in (comparison.today, comparison.changed) for card in answer.safeguards}
    for rule in comparison.safeguards_appear:
        yield wording.word("what_if_appears", name=wording.say(titles[rule]), where="")
    for rule in comparison.safeguards_go:
        yield wording.word("what_if_goes", name=wording.say(titles[rule]))
    for change in comparison.appears:
        yield wording.word("what_if_appears", name=wording.say(change.name), where=_where(wording, change.after))
    for change in comparison.goes:
        yield wording.word("what_if_goes", name=wording.say(change.name))
    for change in comparison.moves:
        yield _moved(wording, change)
    if comparison.same:
        yield wording.word("what_if_same")


def _moved(wording: Wording, change: Change) -> str:
    before, after = _where(wording, change.before), _where(wording, change.after)
    return wording.word("what_if_moves", name=wording.say(change.name), before=before, after=after)


def _where(wording: Wording, place: Place | None) -> str:
    """Return where a service stands: on which path, as which step, when, and whether something is open about it."""
    if place is None:
        return ""
    when = wording.moment(place.earliest) if place.earliest else ""
    unsure = wording.word("what_if_unsure") if place.status == "conditional" else ""
    step = wording.word("what_if_step", path=place.path, step=place.position)
    return ", ".join(part for part in (step, when, unsure) if part)


def comparison_to_json(comparison: Comparison, assumptions: list[str], catalog: Catalog, language: str) -> str:
    """Return both answers, as `to_json` tells them, and the ids of what appears, goes and moves."""
    told = {
        "what_if": assumptions,
        "appears": [change.service for change in comparison.appears],
        "goes": [change.service for change in comparison.goes],
        "moves": [change.service for change in comparison.moves],
        "safeguards_appear": list(comparison.safeguards_appear),
        "safeguards_go": list(comparison.safeguards_go),
        "today": told_in(comparison.today, catalog, language),
        "changed": told_in(comparison.changed, catalog, language),
    }
    return dumped(told, indent=2)
