"""The answer for a caseworker with the person in front of her: read on a terminal of 80 columns, or piped.

Safeguards first, then the first path step by step, then what else there is. No score unless asked for. Everything is
printed as plain text, so that no markup of a catalog or profile is ever read as such.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from cafematch.matching.suggestion import Path, SafeguardCard, ScoreLine, Step, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.rendering.wording import Wording

WIDTH = 80
"""Columns of an answer that is not printed on a terminal."""
WIDEST = 100
"""The most columns an answer takes: longer lines are hard to read."""
QUESTIONS_SHOWN = 5
Row = tuple[str, str]


def terminal() -> Console:
    """Return the console of standard output: 80 columns at most, no colour and no control codes when piped."""
    piped = not sys.stdout.isatty()
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False, no_color=piped or None)
    return Console(
        width=WIDTH if piped else min(console.width, 100),
        highlight=False,
        markup=False,
        emoji=False,
        no_color=piped or None,
    )


def print_suggestion(
    suggestion: Suggestion, catalog: Catalog, language: str, console: Console, *, scores: bool = False
) -> None:
    """Print an answer in one language; `scores` adds the points of every line with the rule that gives them.

    Raises ValueError for a language there are no words in.
    """
    page = _Page(Wording(catalog, language, suggestion.as_of), console, scores)
    if console.is_terminal:
        page.print(suggestion)
        return
    with console.capture() as captured:  # rich fills lines with blanks, which a file or another program should not see
        page.print(suggestion)
    console.file.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


class _Page:
    """Prints one answer, part by part; a part that is empty is left out."""

    def __init__(self, wording: Wording, console: Console, scores: bool) -> None:
        self.wording = wording
        self.console = console
        self.scores = scores

    def print(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        moment = self.wording.day(suggestion.as_of.date()) + suggestion.as_of.strftime(" %H:%M")
        self.line(word("header", network=say(suggestion.network_name), moment=moment), "dim")
        for card in suggestion.safeguards:
            self.safeguard(card)
        if suggestion.stops:
            self.gap()
            self.paragraph(word("stopped"))
            return
        self.way(suggestion)
        self.alternatives(suggestion.paths[1:])
        self.offers(suggestion)
        reasons: dict[str, str] = {}
        for entry in suggestion.not_recommended:
            reasons.setdefault(say(entry.name), say(entry.because))
        self.bullets(word("not_recommended"), (f"{name}: {because}" for name, because in reasons.items()))
        self.bullets(word("near_misses"), self.near_misses(suggestion))
        self.bullets(word("gaps"), (say(entry.says) for entry in suggestion.gaps))
        self.questions(suggestion)
        self.footer(suggestion)

    def safeguard(self, card: SafeguardCard) -> None:
        """Print what protects: what to do, and whom to call, with the number."""
        say, word = self.wording.say, self.wording.word
        self.heading(f"! {say(card.title)}", "bold red")
        self.paragraph(say(card.because), 2)
        for advice in card.do:
            self.item(say(advice))
        for contact in card.contacts:
            number = contact.phone or ""
            hours = f" ({self.wording.hours(contact.hours)})" if contact.hours else ""
            name = f"{say(contact.name)}: {number}{hours}" if number else word("no_phone", name=say(contact.name))
            self.item(name, "bold", mark="→")
            self.paragraph(say(contact.instruction), 4)
        if card.no_printout:
            self.paragraph(word("no_printout"), 2)

    def way(self, suggestion: Suggestion) -> None:
        """Print the first path, step by step, or the way to the entrance where there is none."""
        word = self.wording.word
        self.heading(word("the_way"))
        if suggestion.wish:
            self.paragraph(word("wish", wish=suggestion.wish), 2, "italic")
        if not suggestion.paths:
            self.paragraph(word("no_path"), 2)
            self.paragraph(self.entrance(suggestion), 2)
            return
        first = suggestion.paths[0]
        for step in first.steps:
            self.step(step, first)
        self.left_open(first)
        if self.scores:
            self.points(first.lines)
            self.paragraph(word("points_path", score=first.score), 3)

    def step(self, step: Step, path: Path) -> None:
        """Print one step: a name, and beside short labels all that helps to take it."""
        say = self.wording.say
        self.gap()
        name = self.wording.word("step", name=say(step.name), organisation=say(step.organisation_name))
        self.console.print(Styled(f"{step.position}  {name}", "bold"))
        rows = [(label, text) for label, text in self.rows(step, path) if text]
        width = max(len(label) for label, _ in rows) + 2
        table = Table.grid(expand=True)
        table.add_column(width=width, no_wrap=True, style="dim")
        table.add_column(ratio=1, overflow="fold")
        for label, text in rows:
            table.add_row(Styled(label), Styled(text))
        self.console.print(Padding(table, (0, 0, 0, 3)))
        if self.scores:
            self.points(step.lines)

    def rows(self, step: Step, path: Path) -> Iterator[Row]:
        """Yield the rows of a step: when, where, what for, what to bring, how handed over, what if it fails."""
        say, word, listed = self.wording.say, self.wording.word, self.wording.listed
        yield word("when"), self.when(step)
        yield word("where"), self.where(step)
        yield word("contact"), ", ".join(part for part in (say(step.door), step.phone or "") if part)
        yield word("purpose"), self.purpose(step, path)
        yield word("bring"), listed(say(paper) for paper in step.bring)
        yield word("handover"), self.handover(step)
        yield word("supports"), "; ".join(say(support.how) for support in step.supports)
        if step.threshold.level != "T0":
            yield word("threshold"), " ".join(say(reason) for reason in step.threshold.reasons)
        yield word("hangs_on"), "; ".join(say(entry.says).rstrip(".") for entry in step.hangs_on)
        yield word("check"), " ".join(say(entry) for entry in step.check)
        yield word("if_it_fails"), say(step.if_it_fails.how)

    def when(self, step: Step) -> str:
        word = self.wording.word
        start = self.wording.moment(step.earliest) if step.earliest else word("no_moment")
        if step.hangs_on and step.opens_when.code != "opens_now":
            start = word("from", moment=start)
        hours = word("open", hours=self.wording.hours(step.hours)) if step.hours else word("by_arrangement")
        return f"{start} ({hours})"

    def where(self, step: Step) -> str:
        say, word, place = self.wording.say, self.wording.word, step.place
        parts = [say(text) for text in (place.name, place.district) if text]
        if place.with_organisation:
            parts.append(word("with_organisation", organisation=say(place.with_organisation)))
        if place.step_free is not None and parts:
            parts.append(word("step_free" if place.step_free else "with_steps"))
        return ", ".join(parts)

    def purpose(self, step: Step, path: Path) -> str:
        """Return what a step is for: the needs it answers and the strongest reason, or the step it opens."""
        say, word = self.wording.say, self.wording.word
        needs = self.wording.listed(self.wording.need(need) for need in step.answers)
        reasons = [line for line in step.lines if line.points > 0]
        best = max(reasons, key=lambda line: line.points, default=None)
        if needs:
            return f"{needs}. {say(best.because)}" if best else f"{needs}."
        opened = [
            later.position
            for later in path.steps
            if later.position > step.position and any(entry.at == step.at for entry in later.hangs_on)
        ]
        told = word("makes_possible", position=opened[0]) if opened else ""
        return " ".join(part for part in (say(step.does), told) if part)

    def handover(self, step: Step) -> str:
        say, word = self.wording.say, self.wording.word
        parts = [f"{say(step.handover.label)}.", say(step.handover.how)]
        if step.handover.contact:
            parts.append(word("contact_person", contact=say(step.handover.contact)))
        if step.handover.offered > step.handover.level:
            parts.append(word("handover_offered", level=self.wording.level("handover", step.handover.offered)))
        return " ".join(parts)

    def left_open(self, path: Path) -> None:
        if path.unanswered:
            needs = self.wording.listed(self.wording.need(need) for need in path.unanswered)
            self.gap()
            self.paragraph(self.wording.word("left_open", needs=needs), 3)

    def alternatives(self, paths: tuple[Path, ...]) -> None:
        """Print what else could be done: what it trades, and its steps in a line each."""
        if not paths:
            return
        say, word = self.wording.say, self.wording.word
        self.heading(word("alternatives"))
        for number, path in enumerate(paths, 2):
            trade = say(path.trade_off) if path.trade_off else ""
            self.item(f"{word('alternative', rank=number)}: {trade}", mark="–")
            for step in path.steps:
                when = f" – {self.wording.moment(step.earliest)}" if step.earliest else ""
                self.paragraph(f"{step.position}  {say(step.name)}{when}", 6)
            if self.scores:
                self.paragraph(word("points_path", score=path.score), 6)

    def offers(self, suggestion: Suggestion) -> None:
        if not suggestion.offers:
            return
        say, word = self.wording.say, self.wording.word
        self.heading(word("offers"))
        self.paragraph(word("offers_note"), 2)
        reasons: dict[str, list[str]] = {}
        for offer in suggestion.offers:
            place = f"{say(offer.name)} ({self.wording.role(offer.role)}; {say(offer.opens_when)})"
            reasons.setdefault(say(offer.because), []).append(place)
        for because, places in reasons.items():
            self.item(because)
            for place in places[:3]:
                self.paragraph(place, 4)

    def near_misses(self, suggestion: Suggestion) -> Iterator[str]:
        say, word = self.wording.say, self.wording.word
        for miss in suggestion.near_misses:
            opened = self.wording.listed((self.wording.provider(id_) for id_ in miss.opened_by), "or")
            tail = f" {word('opened_by', services=opened)}" if opened else ""
            yield f"{say(miss.name)}: {say(miss.closed_by)}{tail}"

    def questions(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        shown = suggestion.questions[:QUESTIONS_SHOWN]
        if not shown:
            return
        self.heading(word("questions"))
        for question in shown:
            self.item(say(question.ask))
            self.paragraph(say(question.why), 4, "dim")
        if rest := len(suggestion.questions) - len(shown):
            self.paragraph(word("more_questions", count=rest), 2)

    def footer(self, suggestion: Suggestion) -> None:
        say, word = self.wording.say, self.wording.word
        if suggestion.assumed:
            self.heading(word("assumed"))
            told = "; ".join(say(entry.says) for entry in suggestion.assumed)
            self.paragraph(word("assumed_note", assumptions=told), 2)
        self.gap()
        if suggestion.truncated:
            self.paragraph(word("truncated"))
        if suggestion.paths:
            self.paragraph(self.entrance(suggestion))
        self.paragraph(word("closing"), style="dim")

    def entrance(self, suggestion: Suggestion) -> str:
        entrance, word = suggestion.entrance, self.wording.word
        name = word(
            "entrance_name",
            name=self.wording.say(entrance.name),
            organisation=self.wording.provider(entrance.organisation),
        )
        parts = [name, entrance.phone or "", self.wording.hours(entrance.hours) if entrance.hours else ""]
        return word("entrance", entrance=", ".join(part for part in parts if part))

    def points(self, lines: Iterable[ScoreLine]) -> None:
        for line in lines:
            about = f" ({line.about})" if line.about else ""
            self.paragraph(f"{line.points:+5d}  {line.rule}{about}  {line.at}", 3, "dim")

    def bullets(self, title: str, entries: Iterable[str]) -> None:
        told = list(entries)
        if told:
            self.heading(title)
            for entry in told:
                self.item(entry)

    def heading(self, words: str, style: str = "bold") -> None:
        self.gap()
        self.line(words, style)

    def item(self, words: str, style: str = "", mark: str = "•") -> None:
        table = Table.grid(expand=True)
        table.add_column(width=2)
        table.add_column(ratio=1, overflow="fold")
        table.add_row(Styled(mark), Styled(words, style))
        self.console.print(Padding(table, (0, 0, 0, 2)))

    def paragraph(self, words: str, indent: int = 0, style: str = "") -> None:
        self.console.print(Padding(Styled(words, style, overflow="fold"), (0, 0, 0, indent)))

    def line(self, words: str, style: str = "") -> None:
        self.console.print(Styled(words, style, overflow="fold"))

    def gap(self) -> None:
        self.console.print()
