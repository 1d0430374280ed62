"""The interview: one question at a time, only such as can still change the answer, until none can.

An `Interview` is a value: answering gives another one. Any form, chat or terminal can drive it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cafematch.matching.asking.questions import SENSITIVITY, first_questions, question_words, sensitivity_of
from cafematch.matching.asking.worlds import Effect, Picture, Worlds, effects, together
from cafematch.matching.judging.knowledge import know
from cafematch.matching.judging.verdicts import judge
from cafematch.matching.suggestion import Words
from cafematch.model.catalog import Catalog
from cafematch.model.profile import Profile
from cafematch.model.saying import decline, not_known, say
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would follow from some answers: services that come into the paths, and that leave them.

    `answers` are values that lead to the same; of numbers and dates all that were tried, so that two that are neighbours
    among `tried` have nothing between them that would lead elsewhere.
    """

    answers: tuple[Any, ...]
    tried: tuple[Any, ...]
    appears: tuple[str, ...]
    goes: tuple[str, ...]
    protects: bool
    """Whether it would bring up a safeguard, or let one rest."""


@dataclass(frozen=True, slots=True)
class InterviewQuestion:
    """The next question: what to ask about, in which words, why, and what would follow from the answers.

    `outlooks` has one entry for every answer that the network tells apart and that would change something; it is empty
    where a rule wants the question whatever follows. `together_with` names facts that change something only together with
    this one.
    """

    fact: str
    ask: Words
    why: Words
    sensitivity: str
    outlooks: tuple[Outlook, ...] = ()
    together_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """A conversation so far: the profile, and what was asked in it."""

    worlds: Worlds
    profile: Profile
    asked: tuple[str, ...] = ()
    before: Interview | None = None

    def answer(self, fact: str, value: object) -> Interview:
        """Return the interview after an answer, given as a profile file would have it: `True`, `"B1"`, `["child"]`.

        What an `Outlook` tells of answers can be given back as it is.
        Any name that conditions use can be answered, asked or not: a need (`need.money.debts`) by its state or urgency, a
        feeling, a language. Raises `Refused` for a name or a value that nobody declared.
        """
        return self._after(fact, say(self.profile, self._catalog, fact, value))

    def not_known(self, fact: str) -> Interview:
        """Return the interview after "I do not know": unknown stays unknown, and it is not asked again in this conversation.

        Raises `Refused` for a name nobody declared, as do `decline` and `answer`.
        """
        return self._after(fact, self.profile if self._opens(fact) else not_known(self.profile, self._catalog, fact))

    def decline(self, fact: str) -> Interview:
        """Return the interview after "I do not want to say": it is never asked again."""
        return self._after(fact, self.profile if self._opens(fact) else decline(self.profile, self._catalog, fact))

    def skip(self, fact: str) -> Interview:
        """Return the interview without this question; the profile says nothing about it."""
        return self._after(fact, self.profile)

    def back(self) -> Interview:
        """Return the interview before the last answer; the first one returns itself."""
        return self.before or self

    @property
    def _catalog(self) -> Catalog:
        return self.worlds.index.catalog

    def _opens(self, fact: str) -> bool:
        """Return whether this is how a conversation begins, which no profile has a field for."""
        return isinstance(fact, str) and fact in self._catalog.vocabulary.words.opening

    def _after(self, fact: str, profile: Profile) -> Interview:
        return replace(self, profile=profile, asked=(*self.asked, fact), before=self)

    def next_question(self) -> InterviewQuestion | None:
        """Return what to ask next, None when no answer about facts can change the paths or safeguards any more.

        What rules want to be asked comes first; then facts by how much their answers change, the less delicate first, by
        name. A special-category fact comes only where it decides something. While a safeguard lets all else wait nothing is
        asked: its card says what to do.
        """
        if self.worlds.picture(self.profile).stops:
            return None
        ruled = next(self._ruled(), None)
        if ruled is not None:
            return ruled
        silent = frozenset((*self.profile.declined, *self.asked))
        found = sorted(effects(self.worlds, self.profile, silent), key=self._by_effect)
        if found and found[0].distance:
            return self._question(found[0])
        by_fact = {effect.fact: effect for effect in found}
        group = together(self.worlds, self.profile, silent)
        if group is None:
            unproven = [name for name in by_fact if name not in self.profile.dont_know]
            return self._question(by_fact[unproven[0]]) if unproven else None
        if not group:
            return None
        askable = [name for name in group if name in by_fact]
        first = min(askable, key=lambda name: (SENSITIVITY[self._sensitivity(name)], name))
        return replace(self._question(by_fact[first]), together_with=tuple(name for name in group if name != first))

    def _ruled(self) -> Iterator[InterviewQuestion]:
        """Yield what is asked whatever services there are: how a conversation begins, and what rules want asked."""
        index = self.worlds.index
        knowledge, acting = know(index.catalog, index.rules, self.profile, self.worlds.as_of)
        for question in first_questions(judge(index, knowledge, acting)):
            if question.fact not in self.asked:
                yield InterviewQuestion(question.fact, question.ask, question.why, self._sensitivity(question.fact))

    def _by_effect(self, effect: Effect) -> tuple[Any, ...]:
        return -effect.distance, -effect.kinds, SENSITIVITY[self._sensitivity(effect.fact)], effect.fact

    def _sensitivity(self, fact: str) -> str:
        return sensitivity_of(self.worlds.index.catalog.vocabulary, fact)

    def _question(self, effect: Effect) -> InterviewQuestion:
        today = self.worlds.picture(self.profile)
        ask, why = question_words(self.worlds.index.catalog.vocabulary, effect.fact)
        leading: dict[Picture, list[Any]] = {}
        for alike, picture in effect.pictures:
            leading.setdefault(picture, []).extend(alike)
        tried = tuple(value for alike, _ in effect.pictures for value in alike)
        outlooks = (_outlook(today, picture, values, tried) for picture, values in leading.items() if picture != today)
        return InterviewQuestion(effect.fact, ask, why, self._sensitivity(effect.fact), tuple(outlooks))


def _outlook(today: Picture, picture: Picture, values: list[Any], tried: tuple[Any, ...]) -> Outlook:
    return Outlook(
        answers=tuple(values),
        tried=tried,
        appears=tuple(sorted(picture.services - today.services)),
        goes=tuple(sorted(today.services - picture.services)),
        protects=picture.safeguards != today.safeguards,
    )
