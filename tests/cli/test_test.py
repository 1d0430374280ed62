"""`cafematch test` as its user meets it: what goes where, with which exit code, and whole reports."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from cli.test_commands import cafematch
from shipped import EXAMPLES, ROOT, neuwerder

SHIPPED = ("--catalog", str(ROOT / "catalog"), "--rules", str(ROOT / "rules"))
HUNGRY = "# Heute nichts zu essen.\nas_of: 2026-03-16T10:00\nneeds: [basic.food_today]\n"


def write(folder: Path, name: str, expect: str, profile: str = HUNGRY) -> None:
    place = folder / "examples" / name
    place.mkdir(parents=True)
    (place / "profile.yaml").write_text(profile, encoding="utf-8")
    (place / "expect.yaml").write_text(expect, encoding="utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return cafematch("test", *arguments, *SHIPPED, cwd=folder)


def test_where_all_is_as_expected_one_line_says_so() -> None:
    done = cafematch("test")
    assert (done.returncode, done.stderr) == (0, "")
    keys = sum(
        1
        for name in EXAMPLES
        for line in (ROOT / "examples" / name / "expect.yaml").read_text(encoding="utf-8").splitlines()
        if line[:1].isalpha()
    )
    assert done.stdout == (
        f"{len(EXAMPLES)} Szenarien, {keys} Erwartungen, {counted_examples('Beispiele von {} Regeln')}: "
        "alles wie erwartet.\n"
    )


def test_what_is_not_as_expected_is_told_with_its_line_and_why(tmp_path: Path) -> None:
    write(tmp_path, "hungry", "# Ein Bett.\nfirst: {today: true}\nflags: [bed-tonight]\n")
    done = run(tmp_path, "hungry")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "\n"
        "✗ hungry\n"
        "  Heute nichts zu essen.\n"
        "  Ein Bett.\n"
        "\n"
        "  examples/hungry/expect.yaml:3\n"
        "    flags: [bed-tonight]\n"
        "    erwartet  Diese Schutzkarten oder Warnungen stehen da: Regel „Wer heute\n"
        "              keinen Schlafplatz hat, bekommt zuerst ein Bett“ (bed-tonight).\n"
        "    gekommen  Da steht keine.\n"
        "    warum     Regel „Wer heute keinen Schlafplatz hat, bekommt zuerst ein Bett“\n"
        "              (bed-tonight) gilt hier nicht. Sie verlangt: Anliegen: heute kein\n"
        "              Schlafplatz – genannt ist: heute nichts zu essen.\n"
        "              [safeguard/bed-tonight.yaml:12]\n"
        "\n"
        "Wer hat recht? Ist die neue Antwort besser, dann in expect.yaml die Zeile\n"
        "ändern. Ist sie es nicht, dann die Regel oder den Dienst ändern, der bei „warum“\n"
        "steht.\n"
        "\n"
        "Nicht wie erwartet: 1 Szenario, 1 Erwartung. Angesehen: 1 Szenario, 2\n"
        "Erwartungen.\n"
    )


def test_a_scenario_that_cannot_be_read_is_told_and_the_others_run(tmp_path: Path) -> None:
    write(tmp_path, "a-slip", "flag: []\n")
    write(tmp_path, "b-town", "flags: []\n", "network: neuwerda\n")
    write(tmp_path, "c-fine", "flags: []\n")
    done = run(tmp_path, "--lang", "en", "--examples", "examples")
    assert done.returncode == 1
    assert done.stderr == (
        "examples/a-slip/expect.yaml:1:1: 'flag' is no key here [unknown-key]\n"
        "  flag: []\n"
        "  ^^^^\n"
        "  hint: did you mean 'flags'?\n"
        "\n"
        "examples/b-town/profile.yaml:1:10: there is no network 'neuwerda' [unknown-network]\n"
        "  network: neuwerda\n"
        "           ^^^^^^^^\n"
        "  hint: did you mean 'neuwerder'?\n"
        "\n"
    )
    assert done.stdout.splitlines()[-2:] == [
        "Not as expected: 2 scenarios could not be read. Looked at: 1 scenario, 1",
        f"expectation, {counted_examples()}.",
    ]


def counted_examples(words: str = "examples of {} rules") -> str:
    rules = neuwerder().rules.rules
    return f"{sum(len(rule.examples) for rule in rules)} {words.format(len(rules))}"


def test_scenarios_are_chosen_by_name_or_folder(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write(tmp_path, name, "flags: []\n")
    done = run(tmp_path, "one", "examples/two", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert [scenario["scenario"] for scenario in told["scenarios"]] == ["one", "two"]
    assert told["examples"] == {"rules": 0, "run": 0, "elsewhere": 0, "failures": []}
    done = run(tmp_path, "tree")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "expected a scenario, found no folder and none in examples/ called 'tree' [missing-scenario]\n"
        "  hint: did you mean 'three'?\n\n"
    )


def test_the_nearest_examples_are_found_from_a_folder_below(tmp_path: Path) -> None:
    write(tmp_path, "one", "flags: []\n")
    below = tmp_path / "here" / "there"
    below.mkdir(parents=True)
    assert run(below, "one").returncode == 0


def test_without_examples_only_those_of_the_rules_are_run(tmp_path: Path) -> None:
    done = run(tmp_path, "--lang", "en")
    assert (done.returncode, done.stdout) == (0, f"{counted_examples()}: all as expected.\n")
    assert done.stderr == "No examples/ here: only the examples of the rules are run.\n"


def test_a_scenario_is_run_in_the_network_it_names(tmp_path: Path) -> None:
    write(tmp_path, "here", "flags: []\n")
    write(tmp_path, "there", "flags: []\n", "network: bordeaux\nneeds: [basic.food_today]\n")
    told = json.loads(run(tmp_path, "here", "there", "--format", "json").stdout)
    assert [scenario["network"] for scenario in told["scenarios"]] == ["neuwerder", "bordeaux"]
    told = json.loads(run(tmp_path, "here", "--network", "bordeaux", "--format", "json").stdout)
    assert [scenario["network"] for scenario in told["scenarios"]] == ["bordeaux"]
    assert told["language"] == "fr"


def test_as_json_every_failure_has_its_place_its_words_and_its_reasons(tmp_path: Path) -> None:
    write(tmp_path, "hungry", "# Ein Bett.\nflags: [bed-tonight]\nno_offers: true\n")
    done = run(tmp_path, "hungry", "--format", "json", "--lang", "en")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "test": "1",
        "language": "en",
        "passed": False,
        "scenarios": [
            {
                "scenario": "hungry",
                "network": "neuwerder",
                "file": "examples/hungry/expect.yaml",
                "passed": False,
                "expectations": 2,
                "story": ["Heute nichts zu essen.", "Ein Bett."],
                "failures": [
                    {
                        "key": "flags",
                        "line": 2,
                        "column": 9,
                        "source": "flags: [bed-tonight]",
                        "expected": "These safeguards or marks are there: rule “Whoever has nowhere to sleep tonight "
                        "gets a bed first” (bed-tonight).",
                        "found": "There is none.",
                        "why": [
                            {
                                "says": "Rule “Whoever has nowhere to sleep tonight gets a bed first” (bed-tonight) "
                                "does not act here. It asks for: What it is about: nowhere to sleep tonight – named "
                                "is: no food today.",
                                "holds": "no",
                                "at": "safeguard/bed-tonight.yaml:12",
                            }
                        ],
                    }
                ],
            }
        ],
        "examples": {"rules": 0, "run": 0, "elsewhere": 0, "failures": []},
        "problems": [],
        "coverage": None,
    }


def test_an_example_of_a_rule_that_fails_is_told_with_the_line_that_decides(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    rule = tmp_path / "rules/exclude/no-adult-shelter-under-18.yaml"
    text = rule.read_text(encoding="utf-8")
    assert "age: {below: 18}" in text
    rule.write_text(text.replace("age: {below: 18}", "age: {below: 17}"), encoding="utf-8")
    done = cafematch("test", "--catalog", str(ROOT / "catalog"), "--rules", "rules", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == (
        "\n"
        "✗ Unter 18 keine Notübernachtung für Erwachsene (no-adult-shelter-under-18)\n"
        "  rules/exclude/no-adult-shelter-under-18.yaml:42\n"
        "    Beispiel: Noch 17, morgen Geburtstag\n"
        "    erwartet  Die Regel gilt.\n"
        "    gekommen  Die Regel gilt nicht.\n"
        "    warum     Regel „Unter 18 keine Notübernachtung für Erwachsene“\n"
        "              (no-adult-shelter-under-18) gilt hier nicht. Sie verlangt: Alter\n"
        "              unter 17 – bekannt ist: 17.\n"
        "              [exclude/no-adult-shelter-under-18.yaml:12]\n"
        "\n"
        "Ein Beispiel sagt, was seine Regel tun soll. Stimmt die Regel, dann das Beispiel\n"
        "ändern. Stimmt das Beispiel, dann die Zeile unter when oder services ändern.\n"
        "\n"
        f"Nicht wie erwartet: 1 Beispiel. Angesehen: {counted_examples('Beispiele von {} Regeln')}.\n"
    )


def test_examples_of_elsewhere_are_counted_in_text_and_json(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    rule = tmp_path / "rules/exclude/no-adult-shelter-under-18.yaml"
    text = rule.read_text(encoding="utf-8")
    arguments = ("test", "--catalog", str(ROOT / "catalog"), "--rules", "rules")
    told = {
        1: "1 Beispiel spricht von Angeboten oder Orten anderer Netzwerke und wurde nicht\n"
        "geprüft. Mit service: {kind: …} statt eines Kürzels würde es überall geprüft.\n",
        2: "2 Beispiele sprechen von Angeboten oder Orten anderer Netzwerke und wurden nicht\n"
        "geprüft. Mit service: {kind: …} statt eines Kürzels würden sie überall geprüft.\n",
    }
    for count, below in told.items():
        rule.write_text(
            text.replace("service: {kind: emergency_shelter}", "service: zoo.aquarium", count), encoding="utf-8"
        )
        done = cafematch(*arguments, cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.endswith(f": alles wie erwartet.\n{below}")
    examples = json.loads(cafematch(*arguments, "--format", "json", cwd=tmp_path).stdout)["examples"]
    whole = sum(len(rule.examples) for rule in neuwerder().rules.rules)
    assert (examples["run"], examples["elsewhere"], examples["failures"]) == (whole - 2, 2, [])


def test_nothing_rewrites_an_expectation(tmp_path: Path) -> None:
    write(tmp_path, "hungry", "flags: [bed-tonight]\n")
    assert run(tmp_path, "--update").returncode == 2
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    run(tmp_path, "hungry")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")} == before


def test_a_wrong_option_is_a_question_of_usage() -> None:
    assert cafematch("test", "--format", "xml").returncode == 2


def test_coverage_is_told_below_the_report_and_in_json(tmp_path: Path) -> None:
    write(tmp_path, "hungry", "flags: []\n")
    text = run(tmp_path, "hungry", "--coverage", "--lang", "en")
    assert text.returncode == 0
    told = json.loads(run(tmp_path, "hungry", "--coverage", "--format", "json", "--lang", "en").stdout)["coverage"]
    (here,) = told["networks"]
    assert (here["network"], here["scenarios"]) == ("neuwerder", 1)
    assert told["total"] == {key: value for key, value in here.items() if key != "network"}
    services = here["services"]
    assert services["all"] == services["touched"] + len(services["mentioned"]) + len(services["untouched"])
    lines = text.stdout.splitlines()
    assert lines[:3] == [
        "1 scenario, 1 expectation: all as expected.",
        "",
        "What is touched: Neuwerder network (1 scenario)",
    ]
    assert f"  Services on a path: {services['touched']} of {services['all']}" in lines


def test_github_is_told_each_line_where_it_stands_in_the_repository(tmp_path: Path) -> None:
    """What stands in a file begins no command of a workflow."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "network"
    write(folder, "bed", "first: {today: true}\nflags: [bed-tonight]\n", f"# ::add-mask::x\n{HUNGRY}")
    write(folder, "misspelt", "flags: []\n", "needs: [basic.fod]\n")
    done = run(folder, "--format", "github", "bed", "misspelt")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "::error file=network/examples/misspelt/profile.yaml,line=1,col=9,title=unknown-need::"
        "there is no need 'basic.fod'%0Ahint: did you mean 'basic.food_today'?\n"
        "::error file=network/examples/bed/expect.yaml,line=2,col=9,title=not-as-expected::"
        "erwartet: Diese Schutzkarten oder Warnungen stehen da: Regel „Wer heute keinen Schlafplatz hat, bekommt zuerst ein "
        "Bett“ (bed-tonight). gekommen: Da steht keine. warum: Regel „Wer heute keinen Schlafplatz hat, bekommt zuerst ein "
        "Bett“ (bed-tonight) gilt hier nicht. Sie verlangt: Anliegen: heute kein Schlafplatz – genannt ist: heute nichts zu "
        "essen.  [safeguard/bed-tonight.yaml:12]\n"
        "cafematch test: Nicht wie erwartet: 1 Szenario, 1 Erwartung, 1 Szenario konnte nicht gelesen werden. "
        "Angesehen: 1 Szenario, 2 Erwartungen.\n"
    )


def test_github_is_told_which_example_of_a_rule_fails(tmp_path: Path) -> None:
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / "rules/prefer/doors-without-a-name-when-afraid.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("expect: yes", "expect: no", 1), encoding="utf-8")
    done = cafematch("test", "--format", "github", "--lang", "en", cwd=tmp_path)
    told, last, end = done.stdout.split("\n")
    assert (done.returncode, end) == (1, "")
    assert told.startswith(
        "::error file=rules/prefer/doors-without-a-name-when-afraid.yaml,line=26,col=1,title=not-as-"
    )
    assert " – expected: The rule does not act. came: The rule acts. why: Rule " in told
    assert last.startswith("cafematch test: Not as expected: 1 example. Looked at: ")
