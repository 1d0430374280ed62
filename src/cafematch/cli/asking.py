"""The interview on a terminal: an opening in the person's words, then one question at a time, and the answer as it grows.

It reads lines and prints lines, so it works over a pipe as well. Nothing is kept: the profile is written only by whoever
calls, at the end, where told to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cafematch.matching.asking.interview import Interview, InterviewQuestion
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.conditions import Subject
from cafematch.model.profile import Profile
from cafematch.model.refusals import Refused
from cafematch.model.saying import is_need, sayable
from cafematch.model.vocabulary import NeedTerm
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
        self.finished = False
        self.left_open: set[str] = set()
        self.before_needs: list[Interview] = []

    def hold(self) -> Profile:
        """Hold the conversation; return what is known at its end."""
        self.page.paragraph(self.wording.word("ask_hello"))
        self.page.paragraph(self.wording.word("ask_signs"), style="dim")
        try:
            self.stop_in_a_crisis()
            self.open([self.ask_needs, self.ask_feelings, self.ask_languages])
            self.ask_facts()
        except _Done:
            pass
        return self.interview.profile

    def answer(self) -> Suggestion:
        """Return the suggestion at the end, with the questions that were not asked; none after a conversation that ended."""
        suggestion = self.matcher.suggest(self.interview.profile)
        left = [question for question in suggestion.questions if question.fact not in self.interview.asked]
        return replace(suggestion, questions=() if self.finished else tuple(left))

    def stop_in_a_crisis(self) -> None:
        """Ask nothing more where a safeguard lets all else wait: its card says what to do."""
        if self.interview.worlds.picture(self.interview.profile).stops:
            raise _Done

    # The opening

    def open(self, parts: list[Callable[[], None]]) -> None:
        """Go through the parts of the opening; back leads to the part before."""
        befores: list[Interview] = []
        while len(befores) < len(parts):
            befores.append(self.interview)
            try:
                parts[len(befores) - 1]()
            except _Back:
                self.interview = befores.pop()
                if not befores:
                    self.nothing_before()
                    continue
                before = befores.pop()
                if befores:  # the first part, needs, goes on with those that were named
                    self.interview = before
        for name in self.wording.catalog.vocabulary.words.opening:
            self.interview = self.interview.skip(name)

    def ask_needs(self) -> None:
        """Ask what brings somebody here: needs are proposed from their words, and only taken if they agree."""
        befores = self.before_needs
        if self.interview.profile.needs and not befores:
            return
        while True:
            self.ask_for_words()
            before = self.interview
            try:
                reply = self.reply(Asked("words"))
            except _Back:
                if not befores:
                    raise
                self.interview = befores.pop()
                continue
            if reply.sign != "answer":
                return
            try:
                if self.take_needs(reply.value):
                    befores.append(before)
            except _Back:
                self.interview = before

    def ask_for_words(self) -> None:
        """Ask what brings somebody here, or whether there is more."""
        opening = self.wording.catalog.vocabulary.words.opening["needs"]
        if self.before_needs:
            self.page.heading(self.wording.word("ask_more_needs"))
        else:
            self.question(self.wording.text(opening.ask), self.wording.text(opening.why))

    def take_needs(self, words: str) -> bool:
        """Propose needs that the words may stand for; return whether any were understood."""
        vocabulary, before = self.wording.catalog.vocabulary, self.interview
        named = {need.need for need in before.profile.needs}
        proposed = [need for need in needs_in(words, vocabulary) if need not in named]
        if not proposed:
            self.page.paragraph(self.wording.word("ask_not_understood"))
            return False
        grave = [need for need in proposed[:1] if self.own_question(need)]  # further ones are too far from the words
        others = [need for need in proposed if need not in grave]
        while True:
            for need in grave:  # what may be grave is not lost, however the conversation goes on
                self.interview = self.interview.answer(f"need.{need}", "unknown").answer(f"need.{need}", "now")
            for need in grave:
                self.ask_gravely(need)
            picking = self.interview
            try:
                for need in self.pick(self.wording.word("ask_understood"), others, self.wording.need) if others else ():
                    self.name(need)
                return True
            except _Back:
                if self.interview is picking:
                    self.interview = before
                    raise
                self.interview = before

    def own_question(self, need: str) -> str:
        """Return the question that a need has of its own, where it must be asked with care; else nothing."""
        term = self.wording.catalog.vocabulary.terms[need]
        own = term.ask if isinstance(term, NeedTerm) else None
        return self.wording.text(own) if own is not None else ""

    def ask_gravely(self, need: str) -> None:
        """Ask openly about a need that may be grave. What is left open stays unknown, which is never a no."""
        self.question(self.own_question(need))
        reply = self.reply(Asked("yes_no"))
        if reply.sign == "answer" and reply.value:
            self.name(need)
        elif reply.sign == "answer":
            self.interview = self.interview.answer(f"need.{need}", None).answer(f"need.{need}", False)
        else:
            self.stop_in_a_crisis()

    def name(self, need: str) -> None:
        """Take a need as named, and ask how urgent it is."""
        self.interview = self.interview.answer(f"need.{need}", True)
        self.stop_in_a_crisis()
        self.ask_urgency(need)

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
        while (question := self.interview.next_question()) is not None:
            self.show()
            try:
                self.ask_fact(question, len(self.interview.asked) - opened + 1)
            except _Back:
                if len(self.interview.asked) == opened:
                    self.nothing_before()
                else:
                    self.interview = self.interview.back()
        self.finished = True
        self.stop_in_a_crisis()
        left_open = not self.left_open.isdisjoint(self.interview.asked)
        self.page.heading(self.wording.word("ask_enough_for_now" if left_open else "ask_enough"))

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
                (self.left_open.discard if reply.sign == "answer" else self.left_open.add)(question.fact)
                return
            except Refused:
                self.unclear(asked)
                reply = self.reply(Asked(asked.sort, bounds=asked.bounds))

    def subject_of(self, fact: str) -> Subject | None:
        """Return what a question is about, None for a need."""
        return None if is_need(self.wording.catalog, fact) else sayable(self.wording.catalog, fact)

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
        if asked.sort == "yes_no":
            self.page.paragraph(self.wording.word("ask_yes_no"), 2, "dim")
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

    def nothing_before(self) -> None:
        """Say that there is nothing to go back to."""
        self.page.paragraph(self.wording.word("ask_nothing_before"), style="dim")

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
