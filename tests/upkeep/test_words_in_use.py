"""Which words count as used: what the engine reads is known, and what another network uses counts, if it can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cafematch
from cafematch import load_catalog, load_rules
from cafematch.model.relied_on import FACTS, PARAMETERS
from cafematch.reading.folders import Folder
from cafematch.upkeep.checks import check_network
from cafematch.upkeep.inspection.words_in_use import used_by_network, used_by_rules
from shipped import ROOT, bordeaux, neuwerder
from test_architecture import modules

ENGINE = f"{cafematch.__name__}.matching."


def named_by_the_engine() -> set[str]:
    """Return every text that stands in the code of the engine."""
    return {text for name, module in modules().items() if name.startswith(ENGINE) for _, text in module.texts()}


def test_the_words_of_the_engine_are_those_its_code_names() -> None:
    vocabulary, named = neuwerder().catalog.vocabulary, named_by_the_engine()
    assert named & vocabulary.facts.keys() == FACTS.keys()
    assert named & vocabulary.parameters.keys() == PARAMETERS.keys()


def test_some_shipped_words_are_used_by_one_network_only() -> None:
    german, french = (set(used_by_network(matcher.catalog)) for matcher in (neuwerder(), bordeaux()))
    rules = set(used_by_rules(neuwerder().rules.rules))
    kinds = {("kind", name) for name in neuwerder().catalog.vocabulary.kinds}
    assert kinds & (german | rules) < kinds
    assert kinds & (german | french | rules) == kinds


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the shipped catalog and rules."""
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def samples(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the shipped catalog and rules that is itself that of the samples."""
    monkeypatch.setattr(
        "cafematch.upkeep.inspection.sources.sample_folder", lambda name: Folder(copy / name, name, sample=True)
    )
    return copy


def unused_in(folder: Path) -> list[str]:
    catalog = load_catalog(folder / "catalog")
    found = check_network(catalog, load_rules(folder / "rules", catalog=catalog))
    return [problem.message for problem in found if problem.code == "unused-word"]


def test_without_its_network_a_word_of_the_samples_is_unused(samples: Path) -> None:
    shutil.rmtree(samples / "catalog/bordeaux")
    unused = unused_in(samples)
    assert unused
    assert all(message.startswith("nothing uses the ") for message in unused)


def test_nothing_is_said_where_another_network_cannot_be_read(samples: Path) -> None:
    shutil.rmtree(samples / "catalog/bordeaux/organisations")
    assert unused_in(samples) == []


def test_a_word_that_came_from_the_samples_waits_for_its_use_until_somebody_changes_it(copy: Path) -> None:
    shutil.rmtree(copy / "catalog/bordeaux")
    assert unused_in(copy) == []
    kinds = copy / "catalog/vocabulary/kinds.yaml"
    text = kinds.read_text(encoding="utf-8")
    kinds.write_text(f"# Ours.\n{text}", encoding="utf-8")
    assert unused_in(copy) == []
    before, begins, rest = text.partition("\nhousing_search_support:\n")
    kinds.write_text(f"{before}{begins}{rest.replace('en: ', 'en: our ', 1)}", encoding="utf-8")
    told = "nothing uses the kind of service 'housing_search_support': no service is of it, and no rule names it"
    assert unused_in(copy) == [told]
