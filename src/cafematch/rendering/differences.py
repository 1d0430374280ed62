"""What differs between two answers, in lines: what matters to the person each in a line of its own, the rest in a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from cafematch.matching.suggestion import Path, Step
from cafematch.quick import dataclass
from cafematch.rendering.steps import step_name, where
from cafematch.rendering.wording import Wording
from cafematch.upkeep.differences import Difference

APPEARS, GOES, CHANGES = "+", "−", "±"
MARKS: Final = {"appears": APPEARS, "goes": GOES, "changes": CHANGES}
"""What happens to something, at a glance."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line about differences: a mark that says at a glance what happens, the words, and what they are about."""

    mark: str
    words: str
    about: tuple[Difference, ...]
    protects: bool = False


def lines(wording: Wording, found: Iterable[Difference]) -> Iterator[Line]:
    """Yield what differs in the order in which it matters; parts of less weight are told together."""
    for part, group in groupby(found, key=lambda difference: difference.part):
        if part in _TOLD:
            yield from (
                Line(MARKS[each.how], _TOLD[part](wording, each), (each,), part == "safeguard") for each in group
            )
        else:
            yield _together(wording, part, tuple(group))


def _safeguard(wording: Wording, difference: Difference) -> str:
    card = difference.after or difference.before
    aspects = wording.listed(_aspect(wording, name) for name in difference.aspects)
    words = wording.word("diff_safeguard", how=difference.how, name=_title(wording, card), aspects=aspects)
    stops = card.stops_matching and not difference.aspects
    return f"{words} {wording.word('diff_stops', how=difference.how)}" if stops else words


def _title(wording: Wording, card: Any) -> str:
    return wording.say(card.title) if hasattr(card, "title") else ""


def _first_step(wording: Wording, difference: Difference) -> str:
    before, after = (
        step_name(wording, step) if step else wording.word("diff_no_step")
        for step in (difference.before, difference.after)
    )
    return wording.word("diff_first_step", before=before, after=after)


def _step(wording: Wording, difference: Difference) -> str:
    step: Step | None = difference.after or difference.before
    if difference.aspects == ("order",) or step is None or not isinstance(step, Step):
        return wording.word("diff_order")
    if not difference.aspects:
        return wording.word(
            "diff_step",
            how=difference.how,
            name=step_name(wording, step),
            position=step.position,
            when=_when(wording, step),
        )
    told = [_changed(wording, difference, aspect) for aspect in difference.aspects]
    rest = [_aspect(wording, aspect) for aspect, words in zip(difference.aspects, told, strict=True) if not words]
    if rest:
        told.append(wording.word("diff_also", aspects=wording.listed(rest)))
    return wording.labelled(step_name(wording, step), wording.apart(told))


def _changed(wording: Wording, difference: Difference, aspect: str) -> str:
    """Return a field of a step as it was and as it is; nothing where only the field can be named."""
    before, after = difference.before, difference.after
    if aspect in _SHOWN:
        old, new = (_SHOWN[aspect](wording, step) for step in (before, after))
        return wording.word("diff_from_to", what=_aspect(wording, aspect), before=old, after=new) if old != new else ""
    if aspect in _LISTS:
        old_list, new_list = (_LISTS[aspect](wording, step) for step in (before, after))
        changes = _signed(
            [entry for entry in new_list if entry not in old_list],
            [entry for entry in old_list if entry not in new_list],
        )
        return wording.labelled(_aspect(wording, aspect), changes) if changes else ""
    return ""


def _signed(appear: Iterable[str], go: Iterable[str], change: Iterable[str] = ()) -> str:
    """Return names, each with the mark of what happens to it."""
    told = [f"{APPEARS} {name}" for name in appear]
    told += [f"{GOES} {name}" for name in go]
    told += [f"{CHANGES} {name}" for name in change]
    return ", ".join(told)


def _when(wording: Wording, step: Step) -> str:
    return wording.word("from", moment=wording.moment(step.earliest)) if step.earliest else wording.word("no_moment")


def _level(scale: str, name: str) -> Callable[[Wording, Step], str]:
    return lambda wording, step: f"{getattr(step, name).level} ({wording.level(scale, getattr(step, name).level)})"


_SHOWN: Final[Mapping[str, Callable[[Wording, Step], str]]] = {
    "position": lambda wording, step: str(step.position),
    "status": lambda wording, step: wording.word("diff_status", status=step.status),
    "earliest": lambda wording, step: wording.moment(step.earliest) if step.earliest else wording.word("no_moment"),
    "door": lambda wording, step: wording.say(step.door),
    "place": where,
    "phone": lambda wording, step: step.phone or wording.word("diff_nothing"),
    "hours": lambda wording, step: wording.hours(step.hours) if step.hours else wording.word("by_arrangement"),
    "threshold": _level("threshold", "threshold"),
    "handover": _level("handover", "handover"),
}
"""The fields of a step that are told as they were and as they are."""

_LISTS: Final[Mapping[str, Callable[[Wording, Step], list[str]]]] = {
    "answers": lambda wording, step: [wording.need(need) for need in step.answers],
    "supports": lambda wording, step: [wording.say(support.name) for support in step.supports],
    "languages": lambda wording, step: [wording.language_name(code) for code in step.languages],
    "hangs_on": lambda wording, step: [wording.say(entry.says) for entry in step.hangs_on],
    "bring": lambda wording, step: [wording.say(paper) for paper in step.bring],
    "check": lambda wording, step: [wording.say(entry) for entry in step.check],
    "warnings": lambda wording, step: [wording.say(entry) for entry in step.warnings],
}
"""The fields of a step of which is told what comes and what goes."""


def _aspect(wording: Wording, name: str) -> str:
    return wording.word("diff_aspect", aspect=name)


def _need(wording: Wording, difference: Difference) -> str:
    if difference.aspects:
        return wording.word("diff_order")
    return wording.word("diff_need", how=difference.after or "none", need=wording.need(difference.name))


def _alert(wording: Wording, difference: Difference) -> str:
    if difference.aspects:
        return wording.word("diff_order")
    return wording.say(difference.after or difference.before)


def _gap(wording: Wording, difference: Difference) -> str:
    return wording.word("diff_gap", how=difference.how, need=wording.need(difference.name))


def _path(wording: Wording, difference: Difference) -> str:
    path = difference.after or difference.before
    if not isinstance(path, Path):
        return wording.word("diff_order")
    way = " > ".join(wording.say(step.name) for step in path.steps)
    aspects = wording.listed(_aspect(wording, aspect) for aspect in difference.aspects)
    return wording.word("diff_path", how=difference.how, way=way, aspects=aspects)


_TOLD: Final[Mapping[str, Callable[[Wording, Difference], str]]] = {
    "safeguard": _safeguard,
    "first_step": _first_step,
    "step": _step,
    "need": _need,
    "alert": _alert,
    "gap": _gap,
    "path": _path,
}
"""The parts of an answer whose differences are told in a line each."""


def _together(wording: Wording, part: str, group: tuple[Difference, ...]) -> Line:
    """Return one line about all differences of a part: what comes, what goes, what is not as it was."""
    told: dict[str, list[str]] = {APPEARS: [], GOES: [], CHANGES: []}
    for difference in group:
        words = wording.word("diff_order") if difference.aspects == ("order",) else _name(wording, part, difference)
        if words not in told[MARKS[difference.how]]:
            told[MARKS[difference.how]].append(words)
    label = wording.word("diff_part", part=part)
    return Line(" ", wording.labelled(label, _signed(told[APPEARS], told[GOES], told[CHANGES])), group)


def _name(wording: Wording, part: str, difference: Difference) -> str:
    """Return what a difference of a part is about."""
    entry = difference.after or difference.before
    match part:
        case "question" | "assumed":
            return wording.fact(difference.name)
        case "parameter":
            label, before = wording.say(entry.label), difference.before
            if before is None or difference.after is None or "value" not in difference.aspects:
                return label
            return wording.word("diff_from_to", what=label, before=before.value, after=entry.value)
        case "rule":
            return wording.say(entry.title)
        case "escalation":
            return wording.say(entry.says)
        case "offer" | "not_recommended" | "near_miss":
            return wording.say(entry.name)
        case "rest":
            return _aspect(wording, difference.name)
        case _:
            return difference.name
