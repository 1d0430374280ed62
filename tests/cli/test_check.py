"""`cafematch check` as people and workflows meet it: what goes where, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cafematch.upkeep.checks import CHECKS
from cafematch.upkeep.checks.problem_codes import PROBLEMS
from shipped import ROOT

COUNTED = "17 organisations, 58 services, {} rules; 0 problems, 10 warnings"


def check(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cafematch.cli", "check", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the shipped catalog and rules, in a repository of its own."""
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, tmp_path / "network" / name)
    (tmp_path / ".git").mkdir()
    return tmp_path / "network"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_that_the_samples_are_checked_is_said(tmp_path: Path) -> None:
    done = check("--format", "json", cwd=tmp_path)
    told = "No catalog/ here: using the samples, Neuwerder network (neuwerder).\n"
    assert (done.returncode, done.stderr) == (0, told)


def test_json_is_one_document_with_every_finding() -> None:
    done = check("--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    head = {key: value for key, value in told.items() if key != "findings"}
    assert head == {
        "cafematch": "1",
        "network": "neuwerder",
        "as_of": "2026-03-16T10:00",
        "errors": 0,
        "warnings": 10,
    }
    assert told["findings"][0] == {
        "severity": "warning",
        "code": "cold-interface",
        "message": "between 'ks' and 'kl' people fall through: no agreement, quality 0",
        "file": "catalog/neuwerder/handovers.yaml",
        "line": 335,
        "column": 5,
        "hint": "agree on an interface, or say under 'by_design' why there is none",
    }


def test_github_is_told_where_in_the_repository(copy: Path) -> None:
    done = check("--format", "github", cwd=copy)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0] == (
        "::warning file=network/catalog/neuwerder/handovers.yaml,line=335,col=5,title=cold-interface::"
        "between 'ks' and 'kl' people fall through: no agreement, quality 0%0A"
        "hint: agree on an interface, or say under 'by_design' why there is none"
    )
    assert all(line.startswith("::warning file=network/catalog/neuwerder/") for line in lines[:-5])
    rules = len(list((ROOT / "rules").glob("*/*.yaml")))
    assert lines[-1] == f"cafematch check neuwerder: {COUNTED.format(rules)}"


def test_what_cannot_be_read_is_told_in_the_same_form(copy: Path) -> None:
    change(copy / "rules/weights.yaml", "  need_now:", "  need_nwo:")
    done = check("--format", "github", cwd=copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "::error file=network/rules/weights.yaml,line=4,col=1,title=missing-key::the weight 'need_now' is missing here"
        "%0Ahint: add it, or rename 'need_nwo' to 'need_now'\n"
    )
    done = check("--format", "json", cwd=copy)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (told["network"], told["as_of"], told["errors"], told["warnings"]) == (None, None, 1, 0)
    assert [(finding["severity"], finding["code"]) for finding in told["findings"]] == [("error", "missing-key")]
    done = check(cwd=copy)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rules/weights.yaml:4:1: the weight 'need_now' is missing here [missing-key]\n")


def test_problems_of_every_network_are_told_each_once(copy: Path) -> None:
    change(copy / "catalog/bordeaux/network.yaml", "country: FR", "country: FR\ncolour: red")
    change(copy / "rules/weights.yaml", "  need_now:", "  need_nwo:")
    for options in ((), ("--network", "neuwerder"), ("--network", "bordeaux")):
        done = check(*options, cwd=copy)
        assert (done.returncode, done.stdout) == (1, "")
        told = [line for line in done.stderr.splitlines() if line.endswith("]") and line[:1].isalpha()]
        line = 1 + (copy / "catalog/bordeaux/network.yaml").read_text(encoding="utf-8").split("\n").index("colour: red")
        assert told == [
            f"catalog/bordeaux/network.yaml:{line}:1: 'colour' is no key here [unknown-key]",
            "rules/weights.yaml:4:1: the weight 'need_now' is missing here [missing-key]",
        ]


def test_a_problem_in_what_networks_share_is_told_once(copy: Path) -> None:
    change(copy / "catalog/vocabulary/kinds.yaml", "open_cafe:\n", "open_cafe:\n  colour: red\n")
    found = json.loads(check("--format", "json", cwd=copy).stdout)["findings"]
    assert [(finding["code"], finding["file"]) for finding in found] == [
        ("unknown-key", "catalog/vocabulary/kinds.yaml")
    ]


def test_a_problem_of_the_chosen_network_hides_none_of_another(copy: Path) -> None:
    for network in ("neuwerder", "bordeaux"):
        file = copy / f"catalog/{network}/network.yaml"
        file.write_text(file.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    found = json.loads(check("--format", "json", cwd=copy).stdout)["findings"]
    assert [finding["file"] for finding in found] == [
        "catalog/bordeaux/network.yaml",
        "catalog/neuwerder/network.yaml",
    ]


def test_of_many_findings_of_a_code_some_are_told_and_all_on_demand(copy: Path) -> None:
    shutil.rmtree(copy / "catalog/neuwerder/organisations")
    (copy / "catalog/neuwerder/organisations").mkdir()
    shutil.copy(ROOT / "catalog/neuwerder/organisations/wc.yaml", copy / "catalog/neuwerder/organisations")
    (copy / "catalog/neuwerder/handovers.yaml").write_text("handovers: []\n", encoding="utf-8")
    whole, some, machine = check("--all", cwd=copy), check(cwd=copy), check("--format", "json", cwd=copy)
    unserved = whole.stderr.count(" [unserved-need]\n")
    assert some.stderr.count(" [unserved-need]\n") == 5
    assert (
        f"… and {unserved - 5} more [unserved-need] in catalog/vocabulary/needs.yaml; --all tells each\n" in some.stderr
    )
    assert [finding["code"] for finding in json.loads(machine.stdout)["findings"]].count("unserved-need") == unserved
    assert whole.stdout == some.stdout


def test_no_word_of_a_file_becomes_a_command_of_a_workflow(copy: Path) -> None:
    command = "::add-mask::x"
    change(copy / "catalog/neuwerder/network.yaml", "de: Netzwerk Neuwerder", f"de: '{command}'")
    change(copy / "catalog/vocabulary/words.yaml", "en: help with the CV", f'en: "\\n{command}\\r{command} 100%"')
    change(copy / "rules/include/food-until-the-list-moves.yaml", "[FR]", f'["\\n{command}"]')
    done = check("--format", "github", cwd=copy)
    lines = done.stdout.splitlines()
    assert len(lines) == 12
    assert all(line.startswith("::warning file=") for line in lines[:-1])
    assert lines[-1].startswith("cafematch check neuwerder: ")
    offers = next(line for line in lines if "duplicate-offer" in line)
    assert f"both offer \\n{command}\\r{command} 100%25%0Ahint: " in offers
    assert "\r" not in done.stdout


def test_the_name_of_a_network_steers_no_terminal(copy: Path) -> None:
    change(copy / "catalog/neuwerder/network.yaml", "de: Netzwerk Neuwerder", 'de: "a\\e[31m\\u202eb"')
    assert check(cwd=copy).stdout.startswith("a\\x1b[31m\\u202eb: 17 organisations")


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1), (("--strict", "--format", "github"), 1)])
def test_warnings_fail_only_where_it_is_strict(options: tuple[str, ...], code: int) -> None:
    assert check(*options).returncode == code


def test_the_moment_can_be_set() -> None:
    later = json.loads(check("--format", "json", "--as-of", "2027-04-01").stdout)
    assert later["as_of"] == "2027-04-01T00:00"
    assert {"review-due", "stale-handover"} <= {finding["code"] for finding in later["findings"]}


def test_every_code_is_listed_with_its_rule() -> None:
    told = json.loads(check("--list", "--format", "json").stdout)
    assert {(entry["code"], entry["severity"]) for entry in told} == {
        *((entry.code, entry.severity) for entry in CHECKS),
        *((code, "error") for code in PROBLEMS),
    }
    assert all(entry["rule"].endswith(".") and "\n" not in entry["rule"] for entry in told)
    paragraphs = check("--list").stdout.split("\n\n")
    assert paragraphs[0] == (
        "always-free (warning)\n"
        "  A service that always has places deserves a question: a vacancy is never a reason to send\n"
        "  somebody."
    )
    assert [paragraph.partition(" ")[0] for paragraph in paragraphs] == [entry["code"] for entry in told]


def test_a_list_is_no_annotation() -> None:
    assert check("--list", "--format", "github").returncode == 2
