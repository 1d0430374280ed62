"""The interview on a terminal: an opening in the person's words, then one question at a time, and the answer as it grows.

It reads lines and prints lines, so it works over a pipe as well. Nothing is kept: the profile is written only by whoever
calls, at the end, where told to.
"""

from __future__ import annotations

from collections.abc import Callable

from cafematch.matching.interview import Interview, InterviewQuestion
from cafematch.matching.matcher import Matcher
from cafematch.model.conditions import Subject
from cafematch.model.profile import Profile
from cafematch.model.refusals import Refused
from cafematch.model.saying import sayable
from cafematch.reading.proposing import needs_in
from cafematch.rendering import parts
from cafematch.rendering.dialogue import Asked, Option, Reply, asked_about, outlook_lines, read_reply
from cafematch.rendering.page import Page
from cafematch.rendering.text import print_safeguard
from cafematch.rendering.wording import Wording

ReadLine = Callable[[], str]
"""Returns the next line without its end; raises EOFError where there is none."""


class _Done(Exception):
    """The person has said enough, or the lines have ended."""


class _Back(Exception):
    """The last answer is to be taken back."""


class Conversation:
    """One interview on one page."""

    def __init__(
        self, interview: Interview, matcher: Matcher, wording: Wording, page: Page, read_line: ReadLine
    ) -> None:
        self.interview = interview
        self.matcher = matcher
        self.wording = wording
        self.page = page
        self.read_line = read_line
        self.shown: tuple[str, ...] = ()

    def hold(self) -> Profile:
        """Hold the conversation; return what is known at its end."""
        self.page.paragraph(self.wording.word("ask_hello"))
        self.page.paragraph(self.wording.word("ask_signs"), style="dim")
        try:
            for part in (self.ask_needs, self.ask_feelings, self.ask_languages):
                self.open_with(part)
            self.ask_facts()
        except _Done:
            pass
        return self.interview.profile

    # The opening

    def open_with(self, part: Callable[[], None]) -> None:
        """Go through a part of the opening, which begins anew if something in it is taken back."""
        before = self.interview
        while True:
            try:
                return part()
            except _Back:
                self.interview = before

    def ask_needs(self) -> None:
        """Ask what brings somebody here: needs are proposed from their words, and only taken if they agree."""
        vocabulary = self.wording.catalog.vocabulary
        if self.interview.profile.needs:
            return
        opening = vocabulary.words.opening["needs"]
        self.question(self.wording.text(opening.ask), self.wording.text(opening.why))
        while (reply := self.reply(Asked("words"))).sign == "answer":
            named = {need.need for need in self.interview.profile.needs}
            proposed = [need for need in needs_in(reply.value, vocabulary) if need not in named]
            if not proposed:
                self.page.paragraph(self.wording.word("ask_not_understood"))
                continue
            for need in self.pick(self.wording.word("ask_understood"), proposed, self.wording.need):
                self.interview = self.interview.answer(f"need.{need}", True)
                self.ask_urgency(need)
            self.page.heading(self.wording.word("ask_more_needs"))

    def ask_urgency(self, need: str) -> None:
        """Ask how urgent a need is."""
        subject = sayable(self.wording.catalog, f"need.{need}.urgency")
        self.question(self.wording.word("ask_urgency", need=self.wording.need(need)))
        reply = self.reply(asked_about(self.wording, subject))
        if reply.sign == "answer":
            self.interview = self.interview.answer(subject.name, reply.value)

    def ask_feelings(self) -> None:
        """Ask how somebody is: which feelings are there, and which sentence fits best."""
        feelings = self.wording.catalog.vocabulary.feelings
        if self.interview.profile.feelings:
            return
        labels = {name: self.wording.text(feeling.label) for name, feeling in feelings.items()}
        for name in self.pick(self.wording.word("ask_feelings"), list(labels), lambda name: labels[name]):
            anchors = feelings[name].anchors
            language = next((code for code in self.wording.languages if code in anchors), next(iter(anchors)))
            options = tuple(Option(rating, words) for rating, words in enumerate(anchors[language]))
            self.question(self.wording.word("ask_anchor", feeling=labels[name]))
            reply = self.reply(Asked("one", options))
            if reply.sign == "answer":
                self.interview = self.interview.answer(f"feeling.{name}", reply.value)

    def ask_languages(self) -> None:
        """Ask which languages somebody speaks."""
        if "languages" in dict(self.interview.profile.constraints):
            return
        declared = self.wording.catalog.vocabulary.facts["languages"]
        self.question(self.wording.text(declared.ask), self.wording.word("ask_languages_how"))
        reply = self.reply(asked_about(self.wording, sayable(self.wording.catalog, "languages")))
        if reply.sign == "answer":
            self.interview = self.interview.answer("languages", reply.value)

    # One question after the other

    def ask_facts(self) -> None:
        """Ask what can still change the answer, and show the answer as it grows."""
        opened = len(self.interview.asked)
        self.show()
        while (question := self.interview.next_question()) is not None:
            try:
                self.ask_fact(question, len(self.interview.asked) - opened + 1)
            except _Back:
                if len(self.interview.asked) > opened:
                    self.interview = self.interview.back()
            self.show()
        self.page.heading(self.wording.word("ask_enough"))

    def ask_fact(self, question: InterviewQuestion, number: int) -> None:
        """Put one question, and take what is replied."""
        subject = self.subject_of(question.fact)
        title = self.wording.word("ask_number", number=number, ask=self.wording.say(question.ask))
        self.question(title, self.wording.say(question.why))
        for line in outlook_lines(self.wording, question, subject):
            self.page.item(line, "dim")
        asked, interview = asked_about(self.wording, subject), self.interview
        reply = self.reply(asked)
        while True:
            try:
                self.interview = _after(interview, question.fact, reply)
                return
            except Refused:
                self.unclear(asked)
                reply = self.reply(Asked(asked.sort, bounds=asked.bounds))

    def subject_of(self, fact: str) -> Subject | None:
        """Return what a question is about, None for a need."""
        is_need = fact.removeprefix("need.") in self.wording.catalog.vocabulary.terms
        return None if is_need else sayable(self.wording.catalog, fact)

    # Lines

    def question(self, words: str, why: str = "") -> None:
        """Print a question, and why it is asked."""
        self.page.heading(words)
        if why:
            self.page.paragraph(why, 2, "dim")

    def reply(self, asked: Asked) -> Reply:
        """Return a reply that was understood; what was not is asked for again."""
        for number, option in enumerate(asked.options, 1):
            self.page.paragraph(option.words, 2, mark=f"{number:2}  ")
        while True:
            reply = read_reply(self.wording, asked, self.line())
            match reply.sign:
                case "back":
                    raise _Back
                case "done":
                    raise _Done
                case "help":
                    self.page.paragraph(self.wording.word("ask_signs"), style="dim")
                case "unclear":
                    self.unclear(asked)
                case _:
                    return reply

    def unclear(self, asked: Asked) -> None:
        """Say what kind of answer is understood."""
        bounds = {"low": "", "high": "", **asked.bounds}
        self.page.paragraph(self.wording.word(f"ask_unclear_{asked.sort}", count=len(asked.options), **bounds))

    def pick(self, title: str, names: list[str], words: Callable[[str], str]) -> list[str]:
        """Let some of several things be picked; none where nothing is."""
        self.question(title)
        reply = self.reply(Asked("several", tuple(Option(name, words(name)) for name in names)))
        return list(reply.value) if reply.sign == "answer" else []

    def line(self) -> str:
        """Return what is typed next."""
        self.page.prompt()
        try:
            return self.read_line()
        except EOFError:
            self.page.gap()
            raise _Done from None

    # The answer as it grows

    def show(self) -> None:
        """Print what protects and the best path in short, if it is another one than before."""
        suggestion = self.matcher.suggest(self.interview.profile)
        steps = list(parts.steps_in_short(self.wording, suggestion.paths[0])) if suggestion.paths else []
        told = (*(card.rule for card in suggestion.safeguards), *(step for _, step in steps))
        if told == self.shown:
            return
        self.shown = told
        for card in suggestion.safeguards:
            print_safeguard(card, self.wording, self.page)
        if steps:
            self.page.heading(self.wording.word("ask_so_far"))
        for position, step in steps:
            self.page.paragraph(step, 2, mark=f"{position}  ")


def _after(interview: Interview, fact: str, reply: Reply) -> Interview:
    """Return an interview after a reply; raises `Refused` for a value that nobody declared."""
    match reply.sign:
        case "not_known":
            return interview.not_known(fact)
        case "declined":
            return interview.decline(fact)
        case "skip":
            return interview.skip(fact)
        case _:
            return interview.answer(fact, reply.value)
