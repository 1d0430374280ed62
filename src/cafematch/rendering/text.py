"""The answer for a caseworker with the person in front of her: read on a terminal of 80 columns, or piped.

Safeguards first, then the first path step by step, then what else there is. No score unless asked for. A step is told
in `steps`; how lines are broken is known to `page`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console

from cafematch.matching.suggestion import Path, SafeguardCard, ScoreLine, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.rendering import parts
from cafematch.rendering.page import Page
from cafematch.rendering.steps import step_name, step_rows
from cafematch.rendering.wording import Wording

WIDTH = 80
"""Columns of an answer that is not printed on a terminal."""
WIDEST = 100
"""The most columns an answer takes on a terminal: longer lines are hard to read."""
QUESTIONS_SHOWN = 3


def terminal() -> Console:
    """Return the console of standard output; piped, it is 80 columns wide and knows neither colour nor control codes."""
    console = Console(force_terminal=sys.stdout.isatty(), highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDTH
    return console


def print_suggestion(
    suggestion: Suggestion, catalog: Catalog, language: str, console: Console, *, scores: bool = False
) -> None:
    """Print an answer in one language; `scores` adds the points of every line with the rule that gives them.

    Raises ValueError for a language there are no words in.
    """
    _Answer(Wording(catalog, language, suggestion.as_of), Page(console), scores).print(suggestion)


def print_safeguard(card: SafeguardCard, wording: Wording, page: Page) -> None:
    """Print what protects: what to do, and whom to call, with the number."""
    say, word = wording.say, wording.word
    page.heading(say(card.title), "bold red", mark="! ")
    page.paragraph(say(card.because), 2)
    for advice in card.do:
        page.item(say(advice))
    for contact in card.contacts:
        hours = f" ({wording.hours(contact.hours)})" if contact.hours else ""
        name, phone = say(contact.name), contact.phone
        call = wording.labelled(name, f"{phone}{hours}") if phone else word("no_phone", name=name)
        page.item(call, "bold", mark="→")
        page.paragraph(say(contact.instruction), 4)
    if card.no_printout:
        page.paragraph(word("no_printout"), 2)


class _Answer:
    """Prints one answer, part by part; a part that is empty is left out."""

    def __init__(self, wording: Wording, page: Page, scores: bool) -> None:
        self.wording = wording
        self.page = page
        self.scores = scores

    def print(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        moment = self.wording.dated(suggestion.as_of)
        self.page.paragraph(word("header", network=say(suggestion.network_name), moment=moment), style="dim")
        for card in suggestion.safeguards:
            print_safeguard(card, self.wording, self.page)
        if suggestion.stops:
            self.stopped(suggestion)
            return
        self.way(suggestion)
        self.alternatives(suggestion.paths[1:])
        self.items(word("together"), parts.escalations(self.wording, suggestion))
        self.offers(suggestion)
        self.items(word("not_recommended"), parts.not_recommended(self.wording, suggestion))
        self.items(word("near_misses"), parts.near_misses(self.wording, suggestion))
        self.items(word("gaps"), parts.gaps(self.wording, suggestion))
        self.questions(suggestion)
        self.footer(suggestion)

    def stopped(self, suggestion: Suggestion) -> None:
        """Say that all else waits; whom to turn to, if no card names anybody."""
        self.page.gap()
        self.page.paragraph(self.wording.word("stopped"))
        if not any(contact.phone for card in suggestion.safeguards for contact in card.contacts):
            self.page.paragraph(parts.entrance(self.wording, suggestion))

    def way(self, suggestion: Suggestion) -> None:
        """Print the first path, step by step, or the way to the entrance where there is none."""
        word = self.wording.word
        self.page.heading(word("the_way"))
        if suggestion.wish:
            self.page.paragraph(word("wish", wish=suggestion.wish), 2, "italic")
        if not suggestion.paths:
            self.page.paragraph(parts.no_path(self.wording, suggestion), 2)
            self.page.paragraph(parts.entrance(self.wording, suggestion), 2)
            return
        first = suggestion.paths[0]
        for alert in first.alerts:
            self.page.paragraph(self.wording.say(alert), 2, "bold red", mark="! ")
        now = [step for step in first.steps if not step.later]
        rows = {step.position: step_rows(self.wording, step, first) for step in now}
        column = max((len(label) for told in rows.values() for label, _ in told), default=0) + 2
        for step in now:
            self.page.heading(step_name(self.wording, step), mark=f"{step.position}  ")
            self.page.rows(rows[step.position], 3, column)
            if self.scores:
                self.points(step.lines)
        if later := list(parts.later_steps(self.wording, first)):
            self.page.heading(word("later"))
            for position, told in later:
                self.page.paragraph(told, 2, mark=f"{position}  ")
        if left_open := parts.left_open(self.wording, suggestion):
            self.page.gap()
            self.page.paragraph(left_open, 3)
        if self.scores:
            self.page.gap()
            self.points(first.lines)
            self.page.paragraph(word("points_path", score=first.score), 3)

    def alternatives(self, paths: tuple[Path, ...]) -> None:
        """Print what else could be done: what it trades, and its steps in a line each."""
        if not paths:
            return
        word = self.wording.word
        self.page.heading(word("alternatives"))
        for path in paths:
            self.page.item(parts.alternative(self.wording, path), mark="–")
            for position, step in parts.steps_in_short(self.wording, path):
                self.page.paragraph(step, 6, mark=f"{position}  ")
            if self.scores:
                self.page.paragraph(word("points_path", score=path.score), 6)

    def offers(self, suggestion: Suggestion) -> None:
        """Print where what a person can do is welcome: what they bring, and the places below it."""
        if not suggestion.offers:
            return
        word = self.wording.word
        self.page.heading(word("offers"))
        self.page.paragraph(word("offers_note"), 2)
        for because, places in parts.offers(self.wording, suggestion):
            self.page.item(because)
            for place in places:
                self.page.paragraph(place, 4)

    def questions(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        if not suggestion.questions:
            return
        self.page.heading(word("questions"))
        for question in suggestion.questions[:QUESTIONS_SHOWN]:
            self.page.item(say(question.ask))
            self.page.paragraph(say(question.why), 4, "dim")
        if (rest := len(suggestion.questions) - QUESTIONS_SHOWN) > 0:
            self.page.paragraph(word("more_questions", count=rest), 2)

    def footer(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        if told := self.wording.apart(say(entry.says) for entry in suggestion.assumed if entry.matters):
            self.page.heading(word("assumed"))
            self.page.paragraph(word("assumed_note", assumptions=told), 2)
        self.page.gap()
        if suggestion.truncated:
            self.page.paragraph(word("truncated"))
        if suggestion.paths:
            self.page.paragraph(parts.entrance(self.wording, suggestion))
        self.page.paragraph(word("closing"), style="dim")

    def points(self, lines: Iterable[ScoreLine]) -> None:
        for line in lines:
            about = f" ({line.about})" if line.about else ""
            self.page.paragraph(f"{line.rule}{about}  {line.at}", 3, "dim", mark=f"{line.points:+5d}  ")

    def items(self, title: str, entries: Iterable[str]) -> None:
        told = list(entries)
        if told:
            self.page.heading(title)
            for entry in told:
                self.page.item(entry)
