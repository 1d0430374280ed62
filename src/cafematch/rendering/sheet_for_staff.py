"""The sheet staff keep: the whole answer with its reasons, what else there is, and what to ask and to check.

Where a safeguard stops matching, it holds the safeguards and nothing of a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cafematch.matching.suggestion import HandoverShown, Path, SafeguardCard, ScoreLine, Step, Suggestion
from cafematch.rendering import parts
from cafematch.rendering.sheet import Card, Contact, Item, Phone, PrintedStep, Row, Section, Sheet, entrance_to_call
from cafematch.rendering.steps import step_rows
from cafematch.rendering.wording import Wording


def sheet_for_staff(wording: Wording, suggestion: Suggestion, *, scores: bool = False) -> Sheet:
    """Return the sheet for staff; `scores` adds the points of every line with the rule that gives them."""
    return _Staff(wording, suggestion, scores).sheet()


class _Staff:
    """Puts one answer on paper for staff, part by part."""

    def __init__(self, wording: Wording, suggestion: Suggestion, scores: bool) -> None:
        self.wording = wording
        self.suggestion = suggestion
        self.scores = scores

    def sheet(self) -> Sheet:
        say, word, suggestion = self.wording.say, self.wording.word, self.suggestion
        stops = suggestion.stops
        first = suggestion.paths[0] if suggestion.paths and not stops else None
        silent = any(card.no_printout for card in suggestion.safeguards)
        return Sheet(
            language=self.wording.language,
            reader="staff",
            title=word("sheet_staff"),
            note="" if stops else word("sheet_staff_note"),
            header=word("header", network=say(suggestion.network_name), moment=self.wording.in_full(suggestion.as_of)),
            cards=tuple(self.card(card) for card in suggestion.safeguards),
            wish_label=word("own_words"),
            wish=word("wish", wish=suggestion.wish) if suggestion.wish and not stops else "",
            way="" if stops else word("the_way"),
            words=tuple(self.words(first)),
            steps=tuple(self.step(step, first) for step in first.steps) if first else (),
            sections=() if stops else tuple(section for section in self.sections() if section.items or section.note),
            call_label=word("always_there"),
            call=None if stops and self.somebody_to_call() else entrance_to_call(self.wording, suggestion),
            closing="" if stops else word("closing"),
            only_on_screen=word("no_printout") if silent else "",
        )

    def card(self, card: SafeguardCard) -> Card:
        say, wording = self.wording.say, self.wording
        contacts = (
            Contact(
                say(contact.name),
                Phone.of(contact.phone),
                wording.hours(contact.hours) if contact.hours else "",
                say(contact.instruction),
            )
            for contact in card.contacts
        )
        return Card(say(card.title), (say(card.because),), tuple(map(say, card.do)), tuple(contacts))

    def somebody_to_call(self) -> bool:
        """Return whether a safeguard names a number: then the entrance is not whom to call first."""
        return any(contact.phone for card in self.suggestion.safeguards for contact in card.contacts)

    def words(self, first: Path | None) -> Iterator[str]:
        """Yield what is said before the steps, or instead of them."""
        word = self.wording.word
        if self.suggestion.truncated:
            yield word("truncated")
        if self.suggestion.stops:
            yield word("stopped")
        elif first is None:
            yield parts.no_path(self.wording, self.suggestion)
        else:
            yield from map(self.wording.say, first.alerts)
        if first is not None and self.scores:
            yield word("points_path", score=first.score)
            yield from self.points(first.lines)

    def step(self, step: Step, path: Path) -> PrintedStep:
        say, word = self.wording.say, self.wording.word
        threshold = step.threshold
        why = " ".join(say(reason) for reason in threshold.reasons)
        level = word("levelled", level=threshold.level, words=say(threshold.label))
        told = (
            *step_rows(self.wording, step, path),
            (word("reasons"), " ".join(dict.fromkeys(say(line.because) for line in step.lines))),
            (word("threshold_level"), self.wording.labelled(level, why) if why else level),
            (word("handover_level"), self.handover(step.handover)),
        )
        rows = (
            Row(label, phone=Phone.of(step.phone)) if label == word("contact") else Row(label, words)
            for label, words in told
            if words
        )
        points = tuple(self.points(step.lines)) if self.scores else ()
        return PrintedStep(step.position, say(step.name), say(step.organisation_name), tuple(rows), points)

    def handover(self, handover: HandoverShown) -> str:
        """Return the level used and the warmest offered."""
        word = self.wording.word

        def told(level: str) -> str:
            return word("levelled", level=level, words=self.wording.level("handover", level))

        used = word("handover_used", level=told(handover.level))
        best = word("handover_best", level=told(handover.offered))
        return self.wording.apart((used, best, word("handover_mended") if handover.repaired else ""))

    def sections(self) -> Iterator[Section]:
        """Yield what else the answer holds, in the order it is talked about."""
        wording, suggestion = self.wording, self.suggestion
        say, word = wording.say, wording.word
        left_open = parts.left_open(wording, suggestion) if suggestion.paths else ""
        gaps = parts.gaps(wording, suggestion)
        yield Section(word("questions"), tuple(Item(say(each.ask), (say(each.why),)) for each in suggestion.questions))
        yield Section(word("alternatives"), tuple(self.alternative(path) for path in suggestion.paths[1:]))
        yield Section(word("together"), _items(parts.escalations(wording, suggestion)))
        offers = tuple(Item(because, places) for because, places in parts.offers(wording, suggestion))
        yield Section(word("offers"), offers, word("offers_note") if offers else "")
        yield Section(word("not_recommended"), _items(parts.not_recommended(wording, suggestion)))
        yield Section(word("near_misses"), _items(parts.near_misses(wording, suggestion)))
        yield Section(word("gaps"), _items((*((left_open,) if left_open else ()), *gaps)))
        told = wording.apart(say(entry.says) for entry in suggestion.assumed if entry.matters)
        yield Section(word("assumed"), note=word("assumed_note", assumptions=told) if told else "")

    def alternative(self, path: Path) -> Item:
        steps = [f"{position}  {words}" for position, words in parts.steps_in_short(self.wording, path)]
        score = [self.wording.word("points_path", score=path.score)] if self.scores else []
        return Item(parts.alternative(self.wording, path), (*steps, *score))

    def points(self, lines: Iterable[ScoreLine]) -> Iterator[str]:
        """Yield each line of a score with the rule that gives it."""
        for line in lines:
            about = f" ({line.about})" if line.about else ""
            yield f"{line.points:+d} {line.rule}{about} – {line.at}"


def _items(words: Iterable[str]) -> tuple[Item, ...]:
    return tuple(Item(entry) for entry in words)
