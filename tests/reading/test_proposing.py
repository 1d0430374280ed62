"""Needs from somebody's own words: what people say at the first table, and what it may stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch.reading.proposing import MOST_PROPOSED, needs_in
from shipped import neuwerder

SAID = (
    ("Ich will Berufsdeutsch lernen", "language.local_vocational"),
    ("Ich möchte Deutsch für die Arbeit lernen", "language.local_vocational"),
    ("Ich kann die Miete nicht zahlen", "housing.rent_arrears"),
    ("Mietschulden", "housing.rent_arrears"),
    ("Ich suche eine Wohnung", "housing.search"),
    ("Wir schlafen heute Nacht auf der Straße", "housing.roofless_tonight"),
    ("Ich habe Schulden und einen Brief vom Inkasso", "money.debts"),
    ("Ich will Deutsch lernen", "language.local_basic"),
    ("Ich brauche Arbeit", "work.job_search"),
    ("Mein Mann schlägt mich", "safety.domestic_violence"),
    ("Ich bin so allein", "social.loneliness"),
    ("Ich habe Angst vor der Ausländerbehörde", "status.residence_permit"),
    ("Mein Asylantrag wurde abgelehnt", "status.asylum_procedure"),
    ("Ich will mein Diplom anerkennen lassen", "work.recognition"),
    ("Mein Kind braucht einen Kitaplatz", "family.childcare"),
    ("Ich habe keine Krankenversicherung", "health.no_insurance"),
    ("Ich bin krank und kann nicht zum Arzt", "health.physical_untreated"),
    ("Ich trinke zu viel", "health.addiction"),
    ("Das Jobcenter hat mir das Geld gestrichen", "money.benefits_decision"),
    ("Ich will Bürgergeld beantragen", "money.benefits_claim"),
    ("Ich will mich ehrenamtlich engagieren", "social.contribute"),
    ("Der Strom wird abgestellt", "basic.energy_cutoff"),
    ("Ich kann nicht mehr schlafen und habe Albträume", "health.trauma"),
    ("Ich will nicht mehr leben", "safety.suicidality"),
    ("Kleidung", "basic.clothing_household"),
    ("Wo gibt es Essen?", "basic.food_today"),
    ("Mein Fahrrad ist kaputt", "admin.repair"),
    ("Meine Familie ist noch in Syrien und ich will sie nachholen", "status.family_reunification"),
    ("Einen Brief vom Amt verstehe ich nicht", "admin.paperwork"),
    ("I need a place to live", "housing.houseless"),
    ("I lost my job", "work.job_search"),
    ("I want to learn German", "language.local_basic"),
    ("I cannot pay my debts", "money.debts"),
    ("I want my diploma recognised", "work.recognition"),
    ("my husband hits me", "safety.domestic_violence"),
    ("Je cherche un logement", "housing.search"),
    ("J'ai des dettes", "money.debts"),
    ("Je veux apprendre l'allemand", "language.local_basic"),
    ("Je suis malade et sans assurance", "health.no_insurance"),
    ("They are evicting us and we have two kids", "housing.eviction_risk"),
    ("Mir fehlt das Geld", "money.no_income"),
    ("Ich habe keinen Schlafplatz", "housing.roofless_tonight"),
    ("Je cherche un travail", "work.job_search"),
    ("On va couper l'électricité", "basic.energy_cutoff"),
    ("Je n'ai plus rien a manger et je dors dehors", "housing.roofless_tonight"),
    ("my husband beats me", "safety.domestic_violence"),
    ("mon mari me frappe", "safety.domestic_violence"),
)
"""What somebody says, and a need that must be among those proposed."""


@pytest.mark.parametrize(("said", "need"), SAID)
def test_what_people_say_proposes_what_they_mean(said: str, need: str) -> None:
    assert need in needs_in(said, neuwerder().catalog.vocabulary)


@pytest.mark.parametrize(
    ("said", "need"), [("Schuldenn", "money.debts"), ("Kranken Versicherung", "health.no_insurance")]
)
def test_a_slip_of_the_pen_is_no_obstacle(said: str, need: str) -> None:
    assert need in needs_in(said, neuwerder().catalog.vocabulary)


@pytest.mark.parametrize("said", ["", "   ", "?!", "xyzzy", "Guten Tag", "Hello", "Bonjour", "ich bin hier"])
def test_words_that_say_nothing_propose_nothing(said: str) -> None:
    assert needs_in(said, neuwerder().catalog.vocabulary) == ()


@given(st.text(max_size=60))
def test_whatever_is_said_a_few_declared_needs_are_proposed_each_once(said: str) -> None:
    vocabulary = neuwerder().catalog.vocabulary
    proposed = needs_in(said, vocabulary)
    assert len(set(proposed)) == len(proposed) <= MOST_PROPOSED
    assert set(proposed) <= vocabulary.terms.keys()


def test_every_label_proposes_its_own_need_first_or_beside_those_that_share_its_words() -> None:
    vocabulary = neuwerder().catalog.vocabulary
    lost = {
        (name, label)
        for name, term in vocabulary.terms.items()
        if "." in name
        for _, label in term.label.versions
        if name not in needs_in(label, vocabulary)
    }
    assert lost == set()
