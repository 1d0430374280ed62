"""Parts of an answer in words, the same on a terminal and on paper; where they stand is left to the renderers."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.matching.suggestion import Path, Suggestion
from cafematch.rendering.steps import sentence
from cafematch.rendering.wording import Wording

PLACES_SHOWN = 3
"""How many places are named for one thing a person can do."""


def entrance_name(wording: Wording, suggestion: Suggestion) -> str:
    """Return what the entrance is called: the service and who offers it."""
    entrance = suggestion.entrance
    organisation = wording.provider(entrance.organisation)
    name = wording.word("entrance_name", name=wording.say(entrance.name), organisation=organisation)
    return wording.word("only_by_phone", name=name) if entrance.by_phone else name


def entrance(wording: Wording, suggestion: Suggestion) -> str:
    """Return whom to turn to at any time, with number and hours."""
    phone, hours = suggestion.entrance.phone, suggestion.entrance.hours
    parts = [entrance_name(wording, suggestion), phone or "", wording.hours(hours) if hours else ""]
    return wording.word("entrance", entrance=", ".join(part for part in parts if part))


def offers(wording: Wording, suggestion: Suggestion) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each thing a person can do, with the places where it is welcome."""
    places: dict[str, list[str]] = {}
    for offer in suggestion.offers:
        how = wording.apart((wording.role(offer.role), wording.say(offer.opens_when)))
        places.setdefault(wording.say(offer.because), []).append(f"{wording.say(offer.name)} ({how})")
    for because, found in places.items():
        rest = len(found) - PLACES_SHOWN
        yield because, (*found[:PLACES_SHOWN], *((wording.word("more_places", count=rest),) if rest > 0 else ()))


def alternative(wording: Wording, path: Path) -> str:
    """Return what another path trades against the first."""
    name = wording.word("alternative", rank=path.rank)
    return wording.labelled(name, wording.say(path.trade_off)) if path.trade_off else name


def steps_in_short(wording: Wording, path: Path) -> Iterator[tuple[int, str]]:
    """Yield the steps of a path in a line each."""
    for step in path.steps:
        when = f" – {wording.moment(step.earliest)}" if step.earliest else ""
        yield step.position, f"{wording.say(step.name)}{when}"


def later_steps(wording: Wording, path: Path) -> Iterator[tuple[int, str]]:
    """Yield the steps that are folded away for now, in a line each."""
    later = {step.position for step in path.steps if step.later}
    yield from (entry for entry in steps_in_short(wording, path) if entry[0] in later)


def no_path(wording: Wording, suggestion: Suggestion) -> str:
    """Return what is said where there is no path: with something to bring along and nothing missing, where it is needed."""
    welcome = suggestion.offers and not suggestion.gaps
    return wording.word("only_offers" if welcome else "no_path")


def escalations(wording: Wording, suggestion: Suggestion) -> Iterator[str]:
    """Yield who should sit down together, and why."""
    for entry in suggestion.escalations:
        kinds = wording.listed(wording.say(kind) for kind in entry.invite)
        invited = sentence(wording.word("invited", kinds=kinds)) if kinds else ""
        yield " ".join(part for part in (wording.say(entry.says), invited) if part)


def left_open(wording: Wording, suggestion: Suggestion) -> str:
    """Return the needs that the first path leaves open, apart from those nobody serves; nothing if there are none."""
    gaps = {gap.need for gap in suggestion.gaps}
    needs = [wording.need(need) for need in suggestion.paths[0].unanswered if need not in gaps]
    return wording.word("left_open", needs=wording.listed(needs)) if needs else ""


def not_recommended(wording: Wording, suggestion: Suggestion) -> Iterator[str]:
    """Yield what is left aside, and why; services of one name are told once. Then the needs that this leaves aside."""
    reasons: dict[str, str] = {}
    for entry in suggestion.not_recommended:
        reasons.setdefault(wording.say(entry.name), wording.say(entry.because))
    yield from (f"{name} – {because}" for name, because in reasons.items())
    yield from (wording.say(gap.says) for gap in suggestion.gaps if gap.where == "on_purpose")


def near_misses(wording: Wording, suggestion: Suggestion) -> Iterator[str]:
    """Yield what is closed for one reason, and what would lead there."""
    for miss in suggestion.near_misses:
        opened = wording.listed((wording.provider(id_) for id_ in miss.opened_by), "or")
        tail = f" {wording.word('opened_by', services=opened)}" if opened else ""
        yield f"{wording.say(miss.name)} – {wording.say(miss.closed_by)}{tail}"


def gaps(wording: Wording, suggestion: Suggestion) -> Iterator[str]:
    """Yield what is left open against everybody's will, and what comes nearest to an answer."""
    for gap in suggestion.gaps:
        if gap.where == "on_purpose":
            continue
        nearest = wording.listed((wording.provider(id_) for id_ in gap.nearest), "or")
        tail = f" {wording.word('nearest', services=nearest)}" if nearest else ""
        yield f"{wording.say(gap.says)}{tail}"
