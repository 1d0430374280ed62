"""Another town, another language, another law: the same rules and no line of code. What is fixed for Bordeaux."""

from __future__ import annotations

import re

import pytest

from cafematch import Suggestion
from cafematch.matching.judging.index import build_index, in_force
from cafematch.reading.loading import read_profile
from shipped import ROOT, bordeaux, neuwerder

# service | kind | threshold of its lowest door | spoken | capacity | hours of its doors
SERVICES = """
bx.cafe          | open_cafe              | T0 | fr ar wo pt | open       | Tu-Sa 09:00-18:00
bx.cuisine       | cooking_group          | T0 | fr wo ar    | open       | Tu,Th 09:00-14:00
bx.referente     | navigation             | T0 | fr en wo    | open       | Tu-Fr 10:00-17:00
bx.enfants       | childcare_onsite       | T1 | fr          | open       | Tu,Th 09:00-14:00
bx.epicerie      | food_aid               | T3 | fr          | waitlist   | Tu 09:00-16:00
bx.distribution  | food_aid_now           | T0 | any         | open       | Mo-Sa 18:00-19:00
bx.droits        | benefits_advice        | T1 | fr pt       | open       | We 14:00-17:00 / Th 09:00-12:00
bx.logement      | housing_search_support | T2 | fr          | open       | Th 10:00-12:00; Fr 09:00-12:00
bx.competences   | competence_review      | T2 | fr          | open       | Th 09:00-12:00,14:00-17:00
bx.115           | emergency_shelter      | T1 | fr          | assessment | 24/7
bx.mdsi_a        | statutory_office       | T4 | fr          | waitlist   | Mo-Fr 09:00-16:00
bx.mdsi_b        | statutory_office       | T4 | fr          | open       | Mo-Fr 09:00-16:00
bx.domiciliation | statutory_office       | T4 | fr          | assessment | Mo-Fr 09:00-12:00
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in SERVICES.strip().splitlines()]

GERMAN_LAW = re.compile(r"§|SGB|AufenthG|AsylG|FreizügG|BeschV|DeuFöV|KKG|Jobcenter|Ordnungsamt|Jugendamt|BAMF|\bWBS\b")
FRENCH_LAW = re.compile(r"\b(115|119|3114|3919)\b|Art\. L\.|CASF|Département")


def suggest(**raw: object) -> Suggestion:
    return bordeaux().suggest(read_profile({"network": "bordeaux", **raw}, bordeaux().catalog))


def test_every_service_of_the_table_is_there_and_no_other() -> None:
    assert sorted(bordeaux().catalog.services) == sorted(row[0] for row in ROWS)


@pytest.mark.parametrize(
    ("id_", "kind", "threshold", "spoken", "capacity", "hours"), ROWS, ids=[row[0] for row in ROWS]
)
def test_a_service_is_as_in_the_table(
    id_: str, kind: str, threshold: str, spoken: str, capacity: str, hours: str
) -> None:
    catalog = bordeaux().catalog
    indexed = build_index(catalog, bordeaux().rules).services[id_]
    ranks = catalog.vocabulary.ranks["threshold"]
    lowest = min(door.fixed_threshold for door in indexed.doors)
    assert [name for name, rank in ranks.items() if rank == lowest] == [threshold]
    languages = indexed.service.languages
    assert languages is not None
    assert languages.spoken == spoken or list(languages.spoken or ()) == spoken.split()
    assert (indexed.service.kind, indexed.service.capacity.state) == (kind, capacity)
    always = [door for door in indexed.service.doors if not door.children_on_site] or indexed.service.doors
    told = {str(door.hours).removesuffix("; PH off") for door in always}
    assert told == set(hours.split(" / "))


def test_children_are_welcome_in_the_house_of_the_cafe_while_the_play_corner_is_open() -> None:
    found = {
        (service.id, str(door.hours))
        for service in bordeaux().catalog.services.values()
        for door in service.doors
        if door.children_on_site
    }
    assert found == {
        ("bx.cafe", "Tu,Th 09:00-14:00; PH off"),
        ("bx.cuisine", "Tu,Th 09:00-14:00; PH off"),
        ("bx.enfants", "Tu,Th 09:00-14:00; PH off"),
        ("bx.referente", "Tu,Th 10:00-14:00; PH off"),
    }


def test_only_public_bodies_are_external_and_the_offices_pass_things_on() -> None:
    told = {
        organisation.organisation: (organisation.external, bool(organisation.authority), organisation.transmission_duty)
        for organisation in bordeaux().catalog.organisations
    }
    office, association = (True, True, True), (False, False, False)
    assert told == {
        **dict.fromkeys(["bxa", "bxd", "bxe", "bxk"], association),
        **dict.fromkeys(["xmdsi_a", "xmdsi_b", "xccas"], office),
        "x115": (True, False, False),
    }


def test_the_interfaces_are_those_agreed() -> None:
    told = {
        (handover.from_, handover.to): (handover.agreement, handover.offers, handover.quality)
        for handover in bordeaux().catalog.handovers
    }
    assert told == {
        ("bxa", "bxd"): ("written", "H3", 3),
        ("bxd", "bxe"): ("written", "H2", 2),
        ("bxa", "bxe"): ("written", "H2", 2),
        ("bxa", "bxk"): ("informal", "H2", 2),
        ("bxa", "x115"): ("none", "H2", 1),
        ("bxa", "xmdsi_b"): ("none", "H0", 0),
    }


def test_a_rule_that_names_the_law_or_the_offices_of_one_country_is_silent_in_the_other() -> None:
    files = {
        path.stem: path.read_text(encoding="utf-8").partition("\nexamples:")[0] for path in ROOT.glob("rules/*/*.yaml")
    }
    german = {rule for rule, told in files.items() if GERMAN_LAW.search(told)}
    french = {rule for rule, told in files.items() if FRENCH_LAW.search(told)}
    at_home = {
        country: {rule.id for rule in there.rules.rules if in_force(rule, there.catalog)}
        for country, there in (("DE", neuwerder()), ("FR", bordeaux()))
    }
    assert german & at_home["FR"] == EVIDENCE_FROM_GERMANY
    assert not french & at_home["DE"]
    assert at_home["FR"] - at_home["DE"] == {
        "child-protection-line-119",
        "food-until-the-list-moves",
        "shelter-through-115",
        "suicide-prevention-line-3114",
        "violence-line-3919",
    }


# A study of how people fare is no law: what the German audit office found is good practice anywhere.
EVIDENCE_FROM_GERMANY = {"know-the-skills-before-a-course", "no-job-or-training-without-own-goal"}


DANGERS = """
safety.suicidality          | suicidality-crisis suicide-prevention-line-3114   | 3114
safety.child_endangerment   | child-in-danger child-protection-line-119         | 119
safety.unaccompanied_minor  | minor-alone child-protection-line-119             | 119
safety.domestic_violence    | violence-at-home violence-line-3919               | 3919
housing.roofless_tonight    | bed-tonight shelter-through-115                   | 115
"""


@pytest.mark.parametrize("row", DANGERS.strip().splitlines())
def test_in_danger_the_french_number_is_on_the_card(row: str) -> None:
    need, rules, number = (cell.strip() for cell in row.split("|"))
    answer = suggest(needs=[{"need": need, "urgency": "now"}])
    assert set(rules.split()) <= {card.rule for card in answer.safeguards}
    told = " ".join(str(text) for card in answer.safeguards for text in card.do)
    assert number in told
    assert "§" not in told
