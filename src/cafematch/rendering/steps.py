"""One step in words: the rows a caseworker reads aloud. Which rows there are, and in what order, is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cafematch.matching.judging.barriers import AWAY_CHANNELS, COMING_CHANNELS
from cafematch.matching.suggestion import Message, Path, Step
from cafematch.model.conditions import subjects
from cafematch.model.hours import Hours, next_opening
from cafematch.rendering.wording import Wording

Row = tuple[str, str]

SOON = timedelta(hours=2)
"""A door that closes in less than this is told so: nobody should set out in vain."""


def step_name(wording: Wording, step: Step) -> str:
    """Return what a step is called: the service and who offers it."""
    return wording.word("step", name=wording.say(step.name), organisation=wording.say(step.organisation_name))


def step_rows(wording: Wording, step: Step, path: Path) -> tuple[Row, ...]:
    """Return label and words for when, where, what for, what to bring, how handed over, what if it fails: all that is said."""
    return tuple((label, words) for label, words in _rows(wording, step, path) if words)


def _rows(wording: Wording, step: Step, path: Path) -> Iterator[Row]:
    say, word = wording.say, wording.word
    yield word("when"), _when(wording, step)
    yield word("where"), where(wording, step)
    yield word("contact"), step.phone or ""
    yield word("threshold"), _way_in(wording, step)
    yield word("purpose"), _purpose(wording, step, path)
    yield word("bring"), wording.apart(say(paper) for paper in step.bring)
    yield word("handover"), _handover(wording, step)
    yield word("supports"), wording.apart(say(support.how) for support in step.supports)
    yield word("hangs_on"), wording.apart(say(entry.says).rstrip(".") for entry in step.hangs_on)
    yield word("confidentiality"), say(step.confidentiality) if step.confidentiality else ""
    yield word("warnings"), " ".join(say(warning) for warning in step.warnings)
    yield word("check"), " ".join(say(entry) for entry in step.check)
    yield word("until_then"), say(step.meanwhile) if step.meanwhile else ""
    yield word("if_it_fails"), say(step.if_it_fails.how)


def _when(wording: Wording, step: Step) -> str:
    word = wording.word
    start = word("from", moment=wording.moment(step.earliest)) if step.earliest else word("no_moment")
    hours = word("open", hours=wording.hours(step.hours)) if step.hours else word("by_arrangement")
    if step.earliest and _needs_appointment(step):
        start = word("by_appointment", start=start)
        hours = hours if step.hours else ""
    elif closing := _closes_soon(wording, step):
        start = word("closes_soon", start=start, time=wording.clock(closing))
    told = f"{start} ({hours})" if hours else start
    return " ".join(part for part in (told, opens(wording, step), parallel(wording, step)) if part)


def _needs_appointment(step: Step) -> bool:
    """Return whether nobody may come without having fixed a time before."""
    return dict(step.door.values).get("appointment") == "required"


def _closes_soon(wording: Wording, step: Step) -> datetime | None:
    """Return when a step that can be taken now closes, if that is so soon that it must be said."""
    if not step.hours or step.earliest is None or step.earliest != wording.as_of:
        return None
    opening = next_opening(step.earliest, Hours(step.hours, wording.catalog.network.country))
    return opening[1] if opening and opening[1] - step.earliest < SOON else None


def opens(wording: Wording, step: Step) -> str:
    """Return what must be done or stand before a step, beyond what it hangs on."""
    told = dict(step.opens_when.values).get("outcomes", ())
    if all(part.code == "after_outcome" for part in told):
        return ""
    return wording.word("opens", when=wording.say(step.opens_when))


def parallel(wording: Wording, step: Step) -> str:
    """Return which earlier steps a step can run beside, as far as it follows any."""
    if not step.parallel_with:
        return ""
    positions = wording.listed(str(position) for position in step.parallel_with)
    return wording.word("parallel", positions=positions)


def where(wording: Wording, step: Step) -> str:
    """Return where a step takes place, as far as it is told."""
    say, word, place = wording.say, wording.word, step.place
    parts = [say(text) for text in (place.name, place.district) if text]
    if place.with_organisation:
        parts.append(word("with_organisation", organisation=say(place.with_organisation)))
    if place.step_free is not None and parts:
        parts.append(word("step_free" if place.step_free else "with_steps"))
    return ", ".join(parts)


def _way_in(wording: Wording, step: Step) -> str:
    """Return how hard the door is: what it asks, and every reason for its level that is not told by that already."""
    say, threshold = wording.say, step.threshold
    door = say(step.door)
    told = ({"appointment", "name"} if door else set()) | ({"papers"} if step.bring else set())
    of_door = {rung.because: {subject.name for subject in subjects(rung.when)} for rung in wording.catalog.ladder.rungs}
    reasons = [say(reason) for reason in threshold.reasons if not of_door.get(reason, set()) <= told]
    if threshold.level == wording.catalog.ladder.lowest:
        channels = dict(step.door.values).get("channels", ())
        label = say(threshold.label)
        if channels and COMING_CHANNELS.issuperset(channels):
            label = wording.word("comes_to_you")
        elif channels and AWAY_CHANNELS.issuperset(channels):
            label = wording.word("just_get_in_touch")
        door = wording.labelled(label, door) if door else label
    return " ".join((*([sentence(door)] if door else ()), *reasons)) or say(threshold.label)


def _purpose(wording: Wording, step: Step, path: Path) -> str:
    """Return what a step is for: the needs it answers and the strongest reason, or what it is and the step it opens."""
    chosen = wording.say(step.chosen) if step.chosen else ""
    deadlines = {met.need: met.deadline for met in path.met if met.deadline is not None}
    needs = wording.listed(
        wording.word("due_until", need=wording.need(need), day=wording.day(deadlines[need]))
        if need in deadlines
        else wording.need(need)
        for need in step.answers
    )
    if needs:
        return " ".join(part for part in (sentence(needs), chosen, _reason(wording, step, path)) if part)
    opened = [
        later.position
        for later in path.steps
        if later.position > step.position and any(entry.at == step.at for entry in later.hangs_on)
    ]
    told = wording.word("makes_possible", position=opened[0]) if opened else ""
    return " ".join(part for part in (wording.say(step.does), told, chosen) if part)


def _reason(wording: Wording, step: Step, path: Path) -> str:
    """Return the strongest reason for a step that was not given for an earlier one: nobody wants to hear it twice."""
    given: set[str] = set()
    reason = ""
    for earlier in path.steps[: step.position]:
        lines = sorted((line for line in earlier.lines if line.points > 0), key=lambda line: -line.points)
        reason = next((said for line in lines if (said := wording.say(line.because)) not in given), "")
        given.add(reason)
    return reason


def _handover(wording: Wording, step: Step) -> str:
    say, word, handover = wording.say, wording.word, step.handover
    contact = word("contact_person", contact=say(handover.contact)) if handover.contact else ""
    if isinstance(handover.how, Message):  # what we do ourselves: the level would only repeat it in cooler words
        return " ".join(part for part in (say(handover.how), contact) if part)
    levels = wording.catalog.vocabulary.scales["handover"]
    warmer = levels[handover.offered].rank > levels[handover.level].rank
    offered = word("handover_offered", level=wording.level("handover", handover.offered)) if warmer else ""
    return " ".join(part for part in (sentence(say(handover.label)), say(handover.how), contact, offered) if part)


def sentence(words: str) -> str:
    """Return words that begin as a sentence does and end like one."""
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?", "…")) else ".")
