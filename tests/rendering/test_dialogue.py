"""A conversation in words: what a reply means, for every kind of question and in every language, and what would follow."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch import Profile
from cafematch.model.saying import say, sayable
from cafematch.rendering.dialogue import SIGNS, Asked, Reply, asked_about, outlook_lines, read_reply
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.wording import Wording
from shipped import facts_of, neuwerder


def wording(language: str = "de") -> Wording:
    return Wording(neuwerder().catalog, language, None)


def asked(fact: str, language: str = "de") -> Asked:
    return asked_about(wording(language), sayable(neuwerder().catalog, fact))


REPLIES: tuple[tuple[str, str, Any], ...] = (
    ("age", "34", 34),
    ("age", " 34 ", 34),
    ("eligibility_certificate", "ja", True),
    ("eligibility_certificate", "J", True),
    ("eligibility_certificate", "nein", False),
    ("eligibility_certificate", "keine", False),
    ("gender", "1", "woman"),
    ("gender", "Mann", "man"),
    ("gender", "divers", "diverse"),
    ("residence_basis", "13", "none"),
    ("residence_basis", "kein Papier", "none"),
    ("integration_course", "keine", "none"),
    ("language.de", "A2", "A2"),
    ("language.de", "3", "A2"),
    ("language.de", "erstsprache", "native"),
    ("cares_for", "1 2", ["child", "relative"]),
    ("cares_for", "2, 1", ["relative", "child"]),
    ("cares_for", "keine", []),
    ("cares_for", "ein Kind", ["child"]),
    ("children", "4, 7", [4, 7]),
    ("children", "keine", []),
    ("district", "Altstadt", "altstadt"),
    ("languages", "Deutsch A2, Arabisch", {"de": "A2", "ar": "native"}),
    ("languages", "deutsh b1; Englisch", {"de": "B1", "en": "native"}),
    ("need.money.debts.urgency", "3", "days"),
)
"""A fact, what is typed, and the answer as a profile file has it."""


@pytest.mark.parametrize(("fact", "typed", "value"), REPLIES)
def test_a_reply_is_read_as_a_profile_would_have_it(fact: str, typed: str, value: Any) -> None:
    reply = read_reply(wording(), asked(fact), typed)
    assert reply == Reply("answer", value)
    say(Profile(), neuwerder().catalog, fact, value)  # raises if it could not stand in a profile


UNCLEAR = (
    ("age", "vierzig"),
    ("age", "ja"),
    ("eligibility_certificate", "vielleicht"),
    ("gender", "0"),
    ("gender", "4"),
    ("gender", "nein"),
    ("residence_basis", "14"),
    ("cares_for", "1 9"),
    ("children", "4, sieben"),
    ("languages", "Blablabla"),
    ("languages", ","),
)


@pytest.mark.parametrize(("fact", "typed"), UNCLEAR)
def test_what_is_not_understood_is_no_answer(fact: str, typed: str) -> None:
    assert read_reply(wording(), asked(fact), typed).sign == "unclear"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", facts_of(neuwerder().catalog))
def test_the_signs_for_no_answer_mean_the_same_at_every_question(fact: str, language: str) -> None:
    words = wording(language)
    for typed, sign in SIGNS.items():
        assert read_reply(words, asked(fact, language), typed) == Reply(sign)
    for meaning in ("not_known", "declined", "back", "done", "help"):
        for typed in words.word(f"reply_{meaning}").split(";"):
            assert read_reply(words, asked(fact, language), typed.upper()).sign == meaning


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", facts_of(neuwerder().catalog))
def test_whatever_can_be_picked_by_number_can_be_picked_by_its_words(fact: str, language: str) -> None:
    words, question = wording(language), asked(fact, language)
    for number, option in enumerate(question.options, 1):
        by_number = read_reply(words, question, str(number))
        assert by_number == read_reply(words, question, option.words)
        assert by_number.value in (option.value, [option.value])


@given(st.sampled_from(facts_of(neuwerder().catalog)), st.text(max_size=12))
def test_whatever_is_typed_is_an_answer_a_sign_or_unclear(fact: str, typed: str) -> None:
    reply = read_reply(wording(), asked(fact), typed)
    assert (reply.value is None) == (reply.sign != "answer")


def test_of_the_ages_of_children_those_are_told_at_which_something_changes() -> None:
    matcher = neuwerder()
    interview = matcher.interview(Profile()).answer("need.safety.domestic_violence", True)
    question = interview.skip("needs").next_question()
    assert question is not None
    assert question.fact == "children"
    told = list(outlook_lines(wording(), question, sayable(matcher.catalog, "children")))
    assert told == ["bis 17: dann geht Schutz vor"]


def test_what_would_follow_is_told_in_ranges_of_ages_and_names_of_services() -> None:
    matcher = neuwerder()
    interview = matcher.interview(Profile()).answer("need.language.local_vocational", True).answer("language.de", "A2")
    question = interview.next_question()
    while question is not None and question.fact != "age":
        interview = interview.not_known(question.fact)
        question = interview.next_question()
    assert question is not None
    told = list(outlook_lines(wording(), question, sayable(matcher.catalog, "age")))
    assert told[0].startswith("bis 14: ")
    assert any(line.startswith("15 bis 26: dann mit ") for line in told)
