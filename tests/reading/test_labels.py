"""Did you mean, for words of people: what a label in any language stands for, and when nothing is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from cafematch.model.scopes import KnownNames, Words
from cafematch.reading.labels import did_you_mean, labels_in, labels_of
from cafematch.reading.languages import language_meant
from shipped import neuwerder

CATALOG = neuwerder().catalog
VOCABULARY = CATALOG.vocabulary
NAMES = KnownNames(CATALOG.network.places, {**CATALOG.organisation, **CATALOG.services})
LABELS = labels_of(Words(VOCABULARY, NAMES))
PETS = ("dog", "cat", "other")
URGENCY = VOCABULARY.scales["urgency"]


@pytest.mark.parametrize(
    ("word", "among", "hint"),
    [
        ("Hund", PETS, "did you mean 'dog' (Hund)?"),
        ("HUND", PETS, "did you mean 'dog' (Hund)?"),
        ("chien", PETS, "did you mean 'dog' (chien)?"),
        ("Hunt", PETS, None),  # too short a word to be sure
        ("Katzen", PETS, "did you mean 'cat' (Katze)?"),
        ("dogs", PETS, "did you mean 'dog'?"),
        ("Dog", PETS, "did you mean 'dog'?"),
        ("Schuldnerberatung", VOCABULARY.kinds, "did you mean 'debt_counselling' (Schuldnerberatung)?"),
        ("Schuldner-Beratung", VOCABULARY.kinds, "did you mean 'debt_counselling' (Schuldnerberatung)?"),
        ("debt_counceling", VOCABULARY.kinds, "did you mean 'debt_counselling'?"),
        ("Schulden", VOCABULARY.terms, "did you mean 'money.debts' (Schulden)?"),
        ("money.Schulden", VOCABULARY.terms, "did you mean 'money.debts' (Schulden)?"),
        ("money.debt", VOCABULARY.terms, "did you mean 'money.debts'?"),
        ("wohnung", VOCABULARY.terms, None),
        ("vor Ort", VOCABULARY.words.channels, "did you mean 'in_person' (vor Ort)?"),
        ("Telefon", VOCABULARY.words.channels, "did you mean 'phone' (am Telefon)?"),
        ("Brief", VOCABULARY.words.channels, "did you mean 'letter' (per Brief)?"),
        ("Vorname", VOCABULARY.words.name, "did you mean 'first_name' (der Vorname reicht)?"),
        ("Termin", VOCABULARY.words.appointment, "did you mean 'none' (ohne Termin) or 'required' (mit Termin)?"),
        ("heute", URGENCY, "did you mean 'now' (heute)?"),
        ("Muttersprache", VOCABULARY.scales["cefr"], "did you mean 'native' (Muttersprache)?"),
        ("Alter", VOCABULARY.facts, "did you mean 'age' (Alter)?"),
        ("feeling.Scham", [f"feeling.{name}" for name in VOCABULARY.feelings], "did you mean 'feeling.shame' (Scham)?"),
        ("Kochen", VOCABULARY.competences.areas, "did you mean 'cooking_hosting' (kochen)?"),
        ("Südring", CATALOG.network.places, "did you mean 'suedring' (Südring)?"),
        ("Repair-Café", CATALOG.services, "did you mean 'nh.repair' (Repair-Café)?"),
        ("language.Arabisch", ["language.de", "language.en"], "did you mean 'language.ar' (Arabisch)?"),
        ("language.de.speeking", ["language.de.speaking"], "did you mean 'language.de.speaking'?"),
        ("", VOCABULARY.kinds, None),
        ("(", VOCABULARY.kinds, None),
        ("Zebra", VOCABULARY.kinds, None),
        ("x" * 10_000, VOCABULARY.kinds, None),
    ],
)
def test_a_label_leads_to_its_word(word: str, among: Iterable[str], hint: str | None) -> None:
    assert did_you_mean(word, among, LABELS) == hint


SORTS: Mapping[str, Mapping[str, object]] = {
    "needs": VOCABULARY.terms,
    "kinds": VOCABULARY.kinds,
    "facts": VOCABULARY.facts,
    "feelings": VOCABULARY.feelings,
    "areas": VOCABULARY.competences.areas,
    "urgency": URGENCY,
    "channels": VOCABULARY.words.channels,
    "appointment": VOCABULARY.words.appointment,
    "places": CATALOG.network.places,
}


@pytest.mark.parametrize("sort", SORTS)
def test_every_label_in_every_language_leads_to_its_word(sort: str) -> None:
    astray = []
    for id_, labels in labels_in(SORTS[sort]).items():
        for label in labels:
            hint = did_you_mean(label, SORTS[sort], LABELS) or ""
            if f"'{id_}'" not in hint:
                astray.append((label, hint))
    assert astray == []


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("Deutsch", "did you mean 'de' (Deutsch)?"),
        ("arabisch", "did you mean 'ar' (Arabisch)?"),
        ("Arabic", "did you mean 'ar' (Arabic)?"),
        ("ukrainien", "did you mean 'uk' (ukrainien)?"),
        ("Tigrinja", "did you mean 'ti' (Tigrinya)?"),
        ("Dari", "did you mean 'fa' (Dari)?"),
        ("DE", "did you mean 'de' (Deutsch)?"),
        ("ua", "did you mean 'uk' (Ukrainisch)?"),
        ("pt-BR", "did you mean 'pt' (Portugiesisch)?"),
        ("Klingonisch!", None),
    ],
)
def test_a_language_is_told_by_its_name(word: str, hint: str | None) -> None:
    assert language_meant(word) == hint


def test_a_condition_names_a_language_by_its_code() -> None:
    assert language_meant("Französisch", "language.") == "did you mean 'language.fr' (Französisch)?"
