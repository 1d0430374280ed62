"""Trials: every scenario in its network, every example of every rule once, and what is broken keeps nothing else back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cafematch import InvalidData
from cafematch.upkeep.scenarios.trials import Networks, run_all_examples, run_scenarios, scenario_folders
from shipped import EXAMPLES, ROOT, bordeaux, neuwerder


def shipped_networks() -> Networks:
    return Networks(ROOT / "catalog", ROOT / "rules")


def test_a_network_is_loaded_once_and_only_when_it_is_needed() -> None:
    networks = shipped_networks()
    assert [*networks.catalogs] == ["neuwerder"]
    assert networks.named("bordeaux") is networks.named("bordeaux")
    assert networks.named(None) is networks.named("neuwerder") is networks.usual
    assert [*networks.catalogs] == ["neuwerder", "bordeaux"]


def test_every_example_of_every_rule_is_run_once() -> None:
    trial = run_all_examples(shipped_networks())
    rules = {rule.id: rule for matcher in (neuwerder(), bordeaux()) for rule in matcher.rules.rules}
    assert trial.passed
    assert [(result.rule.id, result.example.name) for result in trial.examples] == [
        (id_, example.name) for id_, rule in sorted(rules.items()) for example in rule.examples
    ]
    assert {result.network for result in trial.examples} == {"neuwerder", "bordeaux"}


def test_a_broken_network_is_told_once_and_the_others_are_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    network = tmp_path / "catalog/bordeaux/network.yaml"
    network.write_text(network.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    networks = Networks(tmp_path / "catalog", ROOT / "rules")
    names = ["released-this-morning", "bastide-sixteen-and-alone", "bastide-cook-who-eats-alone"]
    trial = run_scenarios(networks, [ROOT / "examples" / name for name in names])
    assert [result.name for result in trial.scenarios] == ["released-this-morning"]
    assert [problem.code for problem in trial.problems] == ["unknown-key"]
    assert (trial.unread, trial.passed) == (2, False)
    whole = trial.with_examples(run_all_examples(networks))
    assert whole.problems == trial.problems
    assert {result.network for result in whole.examples} == {"neuwerder"}


def test_scenarios_are_all_of_a_folder_or_those_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert [path.name for path in scenario_folders(())] == EXAMPLES
    assert scenario_folders([Path("after-a-crisis"), Path("examples/a-craft-and-free-thursdays")]) == (
        Path("examples/after-a-crisis"),
        Path("examples/a-craft-and-free-thursdays"),
    )
    with pytest.raises(InvalidData, match="called 'after-a-crysis'"):
        scenario_folders([Path("after-a-crysis")])
    with pytest.raises(InvalidData, match="missing-folder"):
        scenario_folders((), Path("nowhere"))
