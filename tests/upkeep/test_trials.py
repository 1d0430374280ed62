"""Trials: every scenario in its network, every example of every rule once, and what is broken keeps nothing else back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cafematch import InvalidData
from cafematch.upkeep.scenarios.elsewhere import Stranger, slip
from cafematch.upkeep.scenarios.trials import Networks, Trial, run_all_examples, run_scenarios, scenario_folders
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
    assert trial.elsewhere == 0


RULE = "rules/exclude/no-adult-shelter-under-18.yaml"
SLIPS = (
    (
        "service: {kind: youth_emergency}",
        "service: ks.notdients",
        f"{RULE}:32:14: there is no service or organisation 'ks.notdients' [unknown-service]\n"
        "      service: ks.notdients\n"
        "               ^^^^^^^^^^^^\n"
        "  hint: did you mean 'ks.notdienst'?",
    ),
    (
        "service: {kind: youth_emergency}",
        "service: ks.zebra",
        f"{RULE}:32:14: there is no service or organisation 'ks.zebra' [unknown-service]\n"
        "      service: ks.zebra\n"
        "               ^^^^^^^^\n"
        "  hint: services stand in the network's folder organisations",
    ),
    (
        "service: {kind: youth_emergency}",
        "service: youth_emergency",
        f"{RULE}:32:14: there is no service or organisation 'youth_emergency' [unknown-service]\n"
        "      service: youth_emergency\n"
        "               ^^^^^^^^^^^^^^^\n"
        "  hint: write {kind: youth_emergency} for any service of that kind",
    ),
    (
        "{age: 18}}\n    service: {kind: emergency_shelter}",
        "{age: 18, conflict_organisations: [ob, ksx.notdienst]}}\n    service: ob.nacht_bruecke",
        f"{RULE}:35:123: there is no service or organisation 'ksx.notdienst' [unknown-service]\n"
        "  …oofless_tonight, urgency: now}], background: {age: 18, conflict_organisations: [ob, ksx.notdienst]}}\n"
        "                                                                                       ^^^^^^^^^^^^^\n"
        "  hint: did you mean 'ks.notdienst'?",
    ),
    (
        "{age: 18}",
        "{age: 18, district: altstat}",
        f"{RULE}:35:104: there is no place 'altstat' [unknown-place]\n"
        "  … {needs: [{need: housing.roofless_tonight, urgency: now}], background: {age: 18, district: altstat}}\n"
        "                                                                                              ^^^^^^^\n"
        "  hint: did you mean 'altstadt'?",
    ),
    (
        "{needs: [{need: housing.roofless_tonight, urgency: now}]}",
        "{network: neuwerda}",
        f"{RULE}:39:24: there is no network 'neuwerda' [unknown-network]\n"
        "      profile: {network: neuwerda}\n"
        "                         ^^^^^^^^\n"
        "  hint: did you mean 'neuwerder'?",
    ),
)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a copy of the shipped catalog and rules."""
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def examples_with(folder: Path, old: str, new: str) -> Trial:
    """Run all examples with a few words in those of a rule changed."""
    text = (folder / RULE).read_text(encoding="utf-8")
    assert old in text
    (folder / RULE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return run_all_examples(Networks())


@pytest.mark.parametrize(("old", "new", "told"), SLIPS, ids=[row[1] for row in SLIPS])
def test_a_slip_in_an_example_is_a_problem_and_the_others_are_run(old: str, new: str, told: str, folder: Path) -> None:
    whole = len(run_all_examples(Networks()).examples)
    trial = examples_with(folder, old, new)
    assert "\n\n".join(map(str, trial.problems)) == told
    assert (len(trial.examples), trial.elsewhere, trial.passed) == (whole - 1, 0, False)


ELSEWHERE = (
    ("service: {kind: youth_emergency}", "service: zoo.aquarium"),
    (
        "{age: 18}}\n    service: {kind: emergency_shelter}",
        "{age: 18, conflict_organisations: [ob, zoo]}}\n    service: ob.nacht_bruecke",
    ),
    ("profile: {needs", "profile: {at: zoo, needs"),
    ("{age: 18}", "{age: 18, district: qwxyz}"),
    ("{needs: [{need: housing.roofless_tonight, urgency: now}]}", "{network: zuerich}"),
)


@pytest.mark.parametrize(("old", "new"), ELSEWHERE, ids=[row[1] for row in ELSEWHERE])
def test_an_example_of_elsewhere_is_counted_and_nothing_is_wrong_with_it(old: str, new: str, folder: Path) -> None:
    trial = examples_with(folder, old, new)
    assert (trial.problems, trial.elsewhere, trial.passed) == ((), 1, True)
    assert Trial().with_examples(trial) == trial


def test_an_example_wrong_in_anything_else_keeps_no_other_from_being_run(folder: Path) -> None:
    trial = examples_with(folder, "{age: 18}", "{age: many, conflict_organisations: [zoo]}")
    assert [problem.code for problem in trial.problems] == ["wrong-type"]
    assert {result.network for result in trial.examples} == {"neuwerder", "bordeaux"}


def test_what_only_a_network_that_cannot_be_read_may_have_is_neither_of_elsewhere_nor_a_slip(folder: Path) -> None:
    network = folder / "catalog/bordeaux/network.yaml"
    network.write_text(network.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    trial = examples_with(folder, "service: {kind: youth_emergency}", "service: ks.notdients")
    assert ([problem.code for problem in trial.problems], trial.elsewhere) == (["unknown-key"], 0)


def test_what_a_sample_network_has_is_no_slip() -> None:
    catalog = neuwerder().catalog
    named = {"x.ccas": False, "bxa": False, "x.cccas": False, "kl.zebra": True, "kl.schulde": True, "zoo.zebra": False}
    assert {name: slip(Stranger("provider", name), catalog) for name in named} == named


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
