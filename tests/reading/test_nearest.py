"""Which word is most like an unknown one, and when none is."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch.reading.labels import did_you_mean
from cafematch.reading.nearest import nearest, twins

KEYS = ("id", "kind", "name", "has_address", "requires", "outcomes", "lead_time", "children_on_site")
NEEDS = (
    "housing.eviction_risk",
    "housing.rent_arrears",
    "housing.conditions",
    "money.no_income",
    "money.debts",
    "work",
)
SERVICES = ("kl.sozialrecht", "kl.schulden", "wc.kochen", "nh.lotsin", "x.jobcenter")
FACTS = ("language.de", "children", "residence_basis", "gender", "pets", "district", "income_basis")


@pytest.mark.parametrize(
    ("word", "words", "proposed"),
    [
        ("has_adress", KEYS, "has_address"),
        ("has-address", KEYS, "has_address"),
        ("HasAddress", KEYS, "has_address"),
        ("require", KEYS, "requires"),
        ("outcome", KEYS, "outcomes"),
        ("leadtime", KEYS, "lead_time"),
        ("kinds", KEYS, "kind"),
        ("nmae", KEYS, "name"),
        ("childcare_on_site", KEYS, "children_on_site"),
        ("housing.eviction", NEEDS, "housing.eviction_risk"),
        ("eviction_risk", NEEDS, "housing.eviction_risk"),
        ("housing.rent_arears", NEEDS, "housing.rent_arrears"),
        ("money.debt", NEEDS, "money.debts"),
        ("kl.sozialrect", SERVICES, "kl.sozialrecht"),
        ("KL.Sozialrecht", SERVICES, "kl.sozialrecht"),
        ("lotsin", SERVICES, "nh.lotsin"),
        ("language.fr", FACTS, "language.de"),
        ("age", FACTS, None),
        ("age", KEYS, None),
        ("housing", NEEDS, None),
        ("food.tonight", NEEDS, None),
        ("mi.sprachcafe", SERVICES, None),
        ("", KEYS, None),
        ("x" * 100_000, KEYS, None),
        ("has_address", (), None),
    ],
)
def test_the_word_most_alike_is_proposed(word: str, words: tuple[str, ...], proposed: str | None) -> None:
    assert nearest(word, words) == proposed
    assert did_you_mean(word, words) == (None if proposed is None else f"did you mean '{proposed}'?")


@given(st.permutations(["pine", "line", "wine", "mine", "fine"]))
def test_of_equally_good_words_the_first_in_the_alphabet_is_proposed(words: list[str]) -> None:
    assert nearest("vine", words) == "fine"
    assert nearest("vine", iter(words + words)) == "fine"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=8))
def test_a_proposal_is_one_of_the_words_and_a_known_word_proposes_itself(word: str, words: list[str]) -> None:
    assert nearest(word, words) in (None, *words)
    found = nearest(word, [word, *words])
    assert (found or "").casefold() == word.casefold()


def test_the_fuzzy_library_is_loaded_only_when_a_word_is_unknown() -> None:
    program = "import sys, cafematch.reading.yamlfile; sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Küche der Welt", "Küche der Welt", True),
        ("Küche der Welt", "küche der welt", True),
        ("Küche der Welt", "Kueche der Welt", True),
        ("Welt der Küche", "Küche der Welt", True),
        ("Lernwerkstatt Kompass e.V.", "Lernwerkstatt Kompas e. V.", True),
        ("Sektor A", "Sektor B", False),
        ("Notruf 112", "Notruf 110", False),
        ("Bezirk_01", "Bezirk_02", False),
        ("Haus 7a", "Haus 7b", False),
        ("Schulden", "Mietschulden", False),
        ("Deutschkurs für Frauen", "Deutschkurs für Väter", False),
        ("", "", False),
        ("…", "…", False),
    ],
)
def test_names_that_may_be_one(one: str, other: str, same: bool) -> None:
    assert list(twins({"first": one, "second": other})) == ([("first", "second")] if same else [])


@given(
    st.dictionaries(st.integers(0, 9), st.sampled_from(["Café", "Cafe", "Kaffee", "Café 2", "Café Süd", "Süd-Café"]))
)
def test_every_two_alike_are_told_once_and_in_order(names: dict[int, str]) -> None:
    order = list(names)
    found = list(twins(names))
    alone = [
        (one, other)
        for position, one in enumerate(order)
        for other in order[position + 1 :]
        if list(twins({one: names[one], other: names[other]}))
    ]
    assert found == alone
