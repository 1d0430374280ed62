"""What differs between two answers, in lines: what matters to the person each in a line of its own, the rest in a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from cafematch.matching.suggestion import Step
from cafematch.quick import dataclass
from cafematch.rendering.steps import where
from cafematch.rendering.wording import Wording
from cafematch.upkeep.changes.differences import Difference

APPEARS, GOES, CHANGES, FIRST, LOUD, ASIDE = "+", "−", "±", "→", "!", "·"
MARKS: Final = {"appears": APPEARS, "goes": GOES, "changes": CHANGES}
"""What happens to something, at a glance."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line about differences: a mark that says at a glance what happens, the words, what they are about, and more lines
    below it where there is much to tell.
    """

    mark: str
    words: str
    about: tuple[Difference, ...]
    below: tuple[str, ...] = ()
    protects: bool = False


def lines(wording: Wording, found: Iterable[Difference]) -> Iterator[Line]:
    """Yield what differs in the order in which it matters; parts of less weight are told together."""
    found = tuple(found)
    protecting = {difference.name for difference in found if difference.part == "safeguard"}
    rest: list[Difference] = []
    for part, group in groupby(found, key=lambda difference: difference.part):
        if part in _TOLD:
            yield from (_TOLD[part](wording, difference) for difference in group)
        elif part == "need":
            yield from _needs(wording, tuple(group))
        elif part in ("assumed", "unused", "rest"):
            rest += group
        elif told := [each for each in group if part != "rule" or each.name not in protecting]:
            yield _together(wording, part, tuple(told))
    if rest:
        names = dict.fromkeys(_aspect(wording, each.name if each.part == "rest" else each.part) for each in rest)
        yield Line(ASIDE, wording.word("diff_also", aspects=wording.listed(names)), tuple(rest))


def _safeguard(wording: Wording, difference: Difference) -> Line:
    if difference.aspects == ("order",):
        return _reordered(wording, difference)
    card = difference.after or difference.before
    aspects = wording.listed(_aspect(wording, name) for name in difference.aspects)
    words = wording.word("diff_safeguard", how=difference.how, name=wording.say(card.title), aspects=aspects)
    if card.stops_matching and not difference.aspects:
        words = f"{words} {wording.word('diff_stops', how=difference.how)}"
    return Line(MARKS[difference.how], words, (difference,), protects=True)


def _reordered(wording: Wording, difference: Difference) -> Line:
    words = wording.labelled(wording.word("diff_part", part=difference.part), wording.word("diff_order"))
    return Line(CHANGES, words, (difference,))


def _first_step(wording: Wording, difference: Difference) -> Line:
    before, after = (
        wording.say(step.name) if step else wording.word("diff_no_step")
        for step in (difference.before, difference.after)
    )
    return Line(FIRST, wording.word("diff_first_step", before=before, after=after), (difference,))


def _step(wording: Wording, difference: Difference) -> Line:
    if difference.aspects == ("order",):
        return _reordered(wording, difference)
    step = difference.after or difference.before
    name, mark = wording.say(step.name), MARKS[difference.how]
    if not difference.aspects:
        words = wording.word(
            "diff_step", how=difference.how, name=name, position=step.position, when=_when(wording, step)
        )
        return Line(mark, words, (difference,))
    changed = {aspect: _changed(wording, difference, aspect) for aspect in difference.aspects}
    told = [words for words in changed.values() if words]
    if rest := [_aspect(wording, aspect) for aspect, words in changed.items() if not words]:
        told.append(wording.word("diff_also", aspects=wording.listed(rest)))
    if len(told) == 1:
        return Line(mark, wording.labelled(name, told[0]), (difference,))
    return Line(mark, name, (difference,), tuple(told))


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


def _needs(wording: Wording, group: tuple[Difference, ...]) -> Iterator[Line]:
    """Yield which needs find an answer now, and which do not any more."""
    for state, mark in (("answered", APPEARS), ("open", GOES), (None, GOES)):
        found = tuple(each for each in group if each.after == state and not each.aspects)
        if found:
            needs = wording.listed(wording.need(each.name) for each in found)
            yield Line(mark, wording.word("diff_need", how=state or "none", need=needs), found)
    yield from (_reordered(wording, each) for each in group if each.aspects)


def _alert(wording: Wording, difference: Difference) -> Line:
    if difference.aspects:
        return _reordered(wording, difference)
    alert = wording.say(difference.after or difference.before)
    mark = LOUD if difference.how == "appears" else MARKS[difference.how]
    return Line(mark, wording.word("diff_alert", how=difference.how, alert=alert), (difference,))


def _path(wording: Wording, difference: Difference) -> Line:
    if difference.aspects == ("order",):
        return _reordered(wording, difference)
    path = difference.after or difference.before
    way = " > ".join(wording.say(step.name) for step in path.steps)
    aspects = wording.listed(dict.fromkeys(_aspect(wording, aspect) for aspect in difference.aspects))
    words = wording.word("diff_path", how=difference.how, way=way, aspects=aspects)
    return Line(MARKS[difference.how], words, (difference,))


_TOLD: Final[Mapping[str, Callable[[Wording, Difference], Line]]] = {
    "safeguard": _safeguard,
    "first_step": _first_step,
    "step": _step,
    "alert": _alert,
    "path": _path,
}
"""The parts of an answer whose differences are told in a line each."""


def _together(wording: Wording, part: str, group: tuple[Difference, ...]) -> Line:
    """Return one line about all differences of a part: what comes, what goes, what is not as it was."""
    told: dict[str, dict[str, None]] = {APPEARS: {}, GOES: {}, CHANGES: {}}
    for difference in group:
        words = wording.word("diff_order") if difference.aspects == ("order",) else _name(wording, part, difference)
        told[MARKS[difference.how]][words] = None
    label = wording.word("diff_part", part=part)
    return Line(ASIDE, wording.labelled(label, _signed(told[APPEARS], told[GOES], told[CHANGES])), group)


def _name(wording: Wording, part: str, difference: Difference) -> str:
    """Return what a difference of a part is about."""
    entry = difference.after or difference.before
    match part:
        case "question":
            return wording.fact(difference.name)
        case "gap":
            return wording.need(difference.name)
        case "parameter" if "value" in difference.aspects:
            label, before, after = wording.say(entry.label), difference.before.value, difference.after.value
            return wording.word("diff_from_to", what=label, before=before, after=after)
        case "parameter":
            return wording.say(entry.label)
        case "rule":
            return wording.say(entry.title)
        case "escalation":
            return wording.say(entry.says)
        case _:
            return wording.say(entry.name)
