"""Writing a profile: what is written reads back as the same profile, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch import Profile, load_profile
from cafematch.reading.loading import read_profile
from cafematch.reading.writing import profile_to_yaml, said_in
from cafematch.reading.yamlfile import parse_yaml
from laws.drawn import every
from shipped import EXAMPLES, ROOT, matcher_for, neuwerder
from strategies import Situation


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_reads_back(example: str, tmp_path: Path) -> None:
    catalog = matcher_for(example).catalog
    profile = load_profile(ROOT / "examples" / example / "profile.yaml", catalog)
    (tmp_path / "profile.yaml").write_text(profile_to_yaml(profile, catalog.vocabulary), encoding="utf-8")
    assert load_profile(tmp_path / "profile.yaml", catalog) == profile


@every(100)
def test_every_drawn_profile_reads_back(situation: Situation) -> None:
    said = said_in(situation.profile, situation.catalog.vocabulary)
    assert read_profile(said, situation.catalog) == situation.profile


WORDS = (
    "no",
    "yes",
    "null",
    "~",
    "1",
    "0x1f",
    "1e3",
    "09:30",
    "2026-03-11",
    "a: b",
    "# x",
    "",
    " x",
    "é",
    "\x1b[1m",
    "x\ny",
)


@given(st.one_of(st.sampled_from(WORDS), st.text(max_size=30)))
def test_whatever_words_somebody_uses_read_back(words: str) -> None:
    catalog = neuwerder().catalog
    text = profile_to_yaml(Profile(wish=words), catalog.vocabulary)
    assert parse_yaml(text.encode(errors="surrogatepass"), "").value == {"wish": words}


def test_a_file_is_written_as_a_person_would_write_it() -> None:
    catalog = neuwerder().catalog
    said = {
        "needs": ["money.debts", {"need": "safety.suicidality", "detail": {"plan": False}}],
        "feelings": {"shame": 3},
        "background": {"age": 28, "children": [1, 4], "residence_basis": "german"},
        "constraints": {"languages": {"de": "A2", "ar": {"speaking": "native"}}, "availability": "Mo-Fr 09:00-13:00"},
        "declined": ["income_basis"],
    }
    assert profile_to_yaml(read_profile(said, catalog), catalog.vocabulary) == (
        """\
as_of: 2026-03-16T10:00
needs:
  - need: money.debts
  - need: safety.suicidality
    detail:
      plan: false
feelings:
  shame: 3
background:
  age: 28
  children:
    - 1
    - 4
  residence_basis: german
constraints:
  languages:
    ar:
      speaking: native
    de: A2
  availability: Mo-Fr 09:00-13:00
declined:
  - income_basis
"""
    )
