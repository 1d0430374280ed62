"""What is taken for a slip and what is not: phone numbers, names of people, owners of rules, times of opening."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from string import ascii_lowercase

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cafematch.model.hours import check_hours
from cafematch.model.languages import is_language
from cafematch.reading.languages import language_of_country, usual_code
from cafematch.upkeep.checks.hours import odd_times
from cafematch.upkeep.checks.people import is_known, named_in
from cafematch.upkeep.checks.phones import how_to_mend

IN_DIGITS = "write the number alone, in digits"
LOOK_UP = "digits are missing: look the number up"
ONE = "write one number; a second one can stand at the door it is for"

PHONES = {
    # numbers, as people write them
    "+49 30 23125 000": None,
    "+49 (0)30 23125 000": None,
    "+4930231250": None,
    "0049 30 23125000": None,
    "030 23125-000": None,
    "(030) 23125 000": None,
    "030/23125.000": None,
    "030 23125\u2013000": None,
    "030\u00a023125\u00a0000": None,
    "030 23125 000 Durchwahl 12": None,
    "030 23125 000 ext. 12": None,
    "030 23125 000 DW12": None,
    "+33 5 36 49 10 00": None,
    "05.36.49.10.00 poste 3": None,
    "0800 111 0 111": None,
    "911 234 567": None,
    # short ones, for emergencies and for help
    "112": None,
    "15": None,
    "3919": None,
    "116 117": None,
    "116123": None,
    # none
    "": LOOK_UP,
    "1": LOOK_UP,
    "030": LOOK_UP,
    "+49 30": LOOK_UP,
    "+": LOOK_UP,
    "siehe Webseite": IN_DIGITS,
    "info@example.org": IN_DIGITS,
    "O30 23125000": IN_DIGITS,
    "030 23125 000 (nur vormittags)": IN_DIGITS,
    "Tel. 030 23125 000": IN_DIGITS,
    "++49 30 23125 000": IN_DIGITS,
    "030 23125 000" + " " * 100_000 + "x": IN_DIGITS,
    "030 23125 000, 030 23125 001": IN_DIGITS,
    "030 23125 000 / 030 23125 001": ONE,
}


@pytest.mark.parametrize(("phone", "hint"), PHONES.items(), ids=lambda value: repr(value)[:40])
def test_what_is_a_phone_number(phone: str, hint: str | None) -> None:
    assert how_to_mend(phone) == hint


@given(st.text())
def test_whatever_stands_there_is_a_number_or_is_told(phone: str) -> None:
    digits = sum(map(str.isdigit, phone))
    assert how_to_mend(phone) is not None or digits >= 2


PEOPLE = {
    "Frau Beispiel": "Frau Beispiel",
    "bei Herrn Beispiel anrufen": "Herrn Beispiel",
    "Demandez Mme Exemple": "Mme Exemple",
    "Monsieur Exemple répond": "Monsieur Exemple",
    "Ask for Mr. Sample": "Mr. Sample",
    "Frau Übung": "Frau Übung",
    "Leitung": None,
    "ob eine Frau oder ein Mann mit Ihnen spricht": None,
    "Wenn eine Frau Schutz sucht": None,
    "Jede Frau Anfang zwanzig": None,
    "mit der Frau Kaffee trinken": None,
    "Frauen helfen Frauen": None,
    "Frau und Kind": None,
    "Madame, Monsieur": None,
    "Frau B. aus dem Nachbarhaus": None,
    "M. A. Soziale Arbeit": None,
}


@pytest.mark.parametrize(("words", "somebody"), PEOPLE.items(), ids=repr)
def test_who_is_named(words: str, somebody: str | None) -> None:
    assert named_in(words) == somebody


HOUSES = ("Lernwerkstatt Kompass e.V.", "Obdach & Brücke e.V.", "ob")


@pytest.mark.parametrize(
    ("owner", "known"),
    [
        ("Lernwerkstatt Kompass e.V.", True),
        ("Kompass", True),
        ("lernwerkstatt kompass", True),
        ("Obdach und Brücke", False),
        ("Obdach & Brücke", True),
        ("ob", True),
        ("Komp", False),
        ("Werkstatt", False),
        ("", False),
        ("&", False),
    ],
)
def test_who_is_known(owner: str, known: bool) -> None:
    assert is_known(owner, HOUSES) is known


TIMES = {
    "Mo-Fr 09:00-17:00": [],
    "24/7": [],
    "00:00-24:00": [],
    "Mo-Su 19:00-09:00": [],
    "Mo-Su 17:00-09:00": [],
    "Mo-Su 17:00-09:30": ["'17:00-09:30' lasts 16:30 hours, until the next day"],
    "Tu 18:00-14:00": ["'18:00-14:00' lasts 20 hours, until the next day"],
    "Fr 20:00-26:00": [],
    "Mo 09:00-09:00": ["'09:00-09:00' lasts 24 hours, until the next day"],
    "Mo 02:00-05:00": ["'02:00-05:00' is in the night"],
    "Mo-Su 00:00-06:00": [],
    "Fr 22:00-02:00": [],
    "Mo 05:30-08:00": [],
    "Mo 09:00-09:12": ["'09:00-09:12' lasts 12 minutes"],
    "Mo 09:00-12:00,14:00-16:00": [],
    "Mo 09:00-16:00,15:00-17:00": ["'15:00-17:00' begins before '09:00-16:00' ends"],
    "Mo 14:00-16:00; Tu 09:00-12:00": [],
    "Mo 14:00-16:00, Tu 09:00-12:00": [],
}


@pytest.mark.parametrize(("text", "told"), TIMES.items(), ids=repr)
def test_which_times_are_odd(text: str, told: list[str]) -> None:
    assert check_hours(text, "DE") is None
    assert [message for message, _ in odd_times(text)] == told


USUAL: Mapping[str, str | None] = {
    "ua": "uk",
    "gr": "el",
    "cz": "cs",
    "jp": "ja",
    "cn": "zh",
    "dk": "da",
    "ir": "fa",
    "al": "sq",
    "rs": "sr",
    "deu": "de",
    "ger": "de",
    "ukr": "uk",
    "fas": "fa",
    "per": "fa",
    "rum": "ro",
    "slo": "sk",
    "chi": "zh",
    "iw": "he",
    "UA": "uk",
    "DE": "de",
    "de-AT": "de",
    "pt_BR": "pt",
    "zh-Hans": "zh",
    **dict.fromkeys(
        ("de", "ar", "se", "sl", "sk", "ti", "prs", "ckb", "fil", "no", "tw", "tl", "", "q", "qq", "xyz", "klingon")
    ),
}


@pytest.mark.parametrize(("code", "usual"), USUAL.items(), ids=repr)
def test_which_code_is_usual(code: str, usual: str | None) -> None:
    assert usual_code(code) == usual


def test_a_language_of_few_people_is_told_where_they_do_not_live() -> None:
    assert language_of_country("se", "DE") == "sv"
    assert language_of_country("se", "SE") is None
    assert language_of_country("br", "DE") == "pt"
    assert language_of_country("br", "FR") is None
    assert [code for code in ("sl", "sk", "ar", "bo", "ug", "ee", "de", "xx") if language_of_country(code, "DE")] == []


OF_TWO_LETTERS = {str(code) for code in Locale("en").languages if len(str(code)) == 2}


def test_every_code_of_two_letters_is_one_of_the_cldr() -> None:
    assert {code for code in map("".join, product(ascii_lowercase, repeat=2)) if is_language(code)} == OF_TWO_LETTERS


def test_no_code_of_two_letters_has_another() -> None:
    assert {usual_code(code) for code in OF_TWO_LETTERS} == {None}
