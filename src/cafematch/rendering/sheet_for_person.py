"""The sheet a person takes home: the first path in plain words, and whom to call.

Others may read it over their shoulder. So it names no need, no score, no level, no rule and nothing that was decided
against; what staff tell each other about a hand-over is put into words for the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cafematch.matching.suggestion import Message, Step, Suggestion, SupportShown
from cafematch.rendering import parts
from cafematch.rendering.sheet import Card, Contact, Item, Phone, PrintedStep, Row, Section, Sheet, entrance_to_call
from cafematch.rendering.steps import sentence, where
from cafematch.rendering.wording import Wording

ON_ONE_PAGE = 3
"""Steps that find room on one page with all that belongs to them; whoever has more in hand than that reads none of it."""


def sheet_for_person(wording: Wording, suggestion: Suggestion) -> Sheet:
    """Return the sheet for a person to take home."""
    say, word = wording.say, wording.word
    path = suggestion.paths[0].steps if suggestion.paths else ()
    steps = tuple(step for step in path if not step.later)[:ON_ONE_PAGE]
    return Sheet(
        language=wording.language,
        reader="person",
        title=word("sheet_person"),
        header=word("header", network=say(suggestion.network_name), moment=wording.in_full(suggestion.as_of)),
        wish_label=word("sheet_wish"),
        wish=word("wish", wish=suggestion.wish) if suggestion.wish else "",
        cards=tuple(_today(wording, suggestion)),
        way=word("sheet_steps", count=len(steps)) if steps else word("the_way"),
        words=tuple(_first_words(wording, suggestion)),
        steps=tuple(_step(wording, suggestion, step) for step in steps),
        sections=(*_afterwards(wording, path[len(steps) :]), *_offers(wording, suggestion)),
        call_label=word("always_there"),
        call=entrance_to_call(wording, suggestion, word("always_there_note")),
        closing=word("sheet_closing"),
    )


def _first_words(wording: Wording, suggestion: Suggestion) -> Iterator[str]:
    """Yield what is said before the steps: that something urgent is still open, or that there is no step yet."""
    if not suggestion.paths:
        yield parts.no_path(wording, suggestion)
    elif any(alert.code == "alert_open" for alert in suggestion.paths[0].alerts):
        yield wording.word("still_open", name=wording.say(suggestion.entrance.name))


def _today(wording: Wording, suggestion: Suggestion) -> Iterator[Card]:
    """Yield what protects today, without its title and its advice: both speak about the person, and to staff."""
    reasons = dict.fromkeys(wording.say(card.because) for card in suggestion.safeguards)
    numbers = {
        contact.phone: Contact(
            wording.say(contact.name),
            Phone.of(contact.phone),
            wording.hours(contact.hours) if contact.hours else "",
        )
        for card in suggestion.safeguards
        for contact in card.contacts
        if contact.phone
    }
    if reasons:
        yield Card(wording.word("sheet_today"), tuple(reasons), contacts=tuple(numbers.values()))


def _step(wording: Wording, suggestion: Suggestion, step: Step) -> PrintedStep:
    rows = (row for row in _rows(wording, suggestion, step) if row.words or row.phone or row.to_fill_in)
    return PrintedStep(step.position, wording.say(step.name), wording.say(step.organisation_name), tuple(rows))


def _rows(wording: Wording, suggestion: Suggestion, step: Step) -> Iterator[Row]:
    say, word = wording.say, wording.word
    start = word("from", moment=wording.in_full(step.earliest)) if step.earliest else word("no_moment")
    yield Row(word("when"), start, strong=True)
    yield Row("", sentence(word("open", hours=wording.hours(step.hours)) if step.hours else word("by_arrangement")))
    if _needs_appointment(step):
        yield Row(word("appointment"), to_fill_in=True)
    yield Row(word("where"), where(wording, step), strong=True)
    yield Row(word("contact"), phone=Phone.of(step.phone), strong=True)
    door = say(step.door)
    yield Row(word("way_in"), sentence(door) if door else "")
    yield Row(word("bring"), wording.apart(say(paper) for paper in step.bring))
    yield Row(word("first_contact"), " ".join(_first_contact(wording, step)))
    yield Row(word("beside_you"), " ".join(_beside(wording, step.supports, suggestion.entrance.service)))
    yield Row(word("confidentiality"), say(step.confidentiality) if step.confidentiality else "")
    yield Row(word("warnings"), " ".join(say(warning) for warning in step.warnings))
    yield Row(word("before"), " ".join(_before(wording, step, suggestion.paths[0].steps)))
    yield Row(word("until_then"), say(step.meanwhile) if step.meanwhile else "")
    yield Row(word("if_not"), say(step.if_it_fails.how))


def _needs_appointment(step: Step) -> bool:
    return dict(step.door.values).get("appointment") not in (None, "none")


def _first_contact(wording: Wording, step: Step) -> Iterator[str]:
    """Yield how the person gets there, by what we do ourselves or by the level: its own words are written for staff."""
    handover = step.handover
    ours = isinstance(handover.how, Message) and handover.how.code in wording.messages.words["first_contact_how"]
    how = handover.how.code if ours and isinstance(handover.how, Message) else handover.level
    yield wording.word("first_contact_how", how=how)
    if handover.contact:
        yield wording.word("ask_for", contact=wording.say(handover.contact))


def _beside(wording: Wording, supports: Iterable[SupportShown], entrance: str) -> Iterator[str]:
    """Yield who helps, with a number to call; that of the entrance stands large at the end of the sheet."""
    for support in supports:
        name, phone = wording.say(support.name), support.phone if support.service != entrance else None
        yield wording.word("beside_you_how", how=support.how.code, name=name, phone=phone or "")


def _before(wording: Wording, step: Step, steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield the steps that come first, and that there is something to find out; what it is stays between person and staff."""
    waits_for = {entry.at for entry in step.hangs_on}
    earlier = [other for other in steps if other.position < step.position and other.at in waits_for]
    if earlier:
        positions = wording.listed(str(other.position) for other in earlier)
        yield wording.word("after_steps", count=len(earlier), positions=positions)
    if step.check or waits_for - {other.at for other in earlier}:
        yield wording.word("asked_before")


def _afterwards(wording: Wording, steps: tuple[Step, ...]) -> Iterator[Section]:
    """Yield the steps that come after those on the page, in a line each: what, from when, and a number to call."""

    def told(step: Step) -> str:
        start = wording.word("from", moment=wording.in_full(step.earliest)) if step.earliest else ""
        return wording.apart((f"{step.position}  {wording.say(step.name)}", start, step.phone or ""))

    if steps:
        yield Section(wording.word("sheet_afterwards"), tuple(Item(told(step)) for step in steps))


def _offers(wording: Wording, suggestion: Suggestion) -> Iterator[Section]:
    items = tuple(Item(because, places) for because, places in parts.offers(wording, suggestion))
    if items:
        yield Section(wording.word("offers"), items, wording.word("offers_note"))
