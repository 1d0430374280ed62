"""`schema` as an editor's owner meets it: what is printed, what is written, what a file begins with."""

from __future__ import annotations

import json
from pathlib import Path

from cafematch.upkeep.schemas import KINDS
from cli.test_commands import cafematch
from shipped import ROOT

SETTINGS = """\
{
  "yaml.schemas": {
    "./schemas/catalog.schema.json": "catalog/catalog.yaml",
    "./schemas/needs.schema.json": "catalog/vocabulary/needs.yaml",
    "./schemas/feelings.schema.json": "catalog/vocabulary/feelings.yaml",
    "./schemas/competences.schema.json": "catalog/vocabulary/competences.yaml",
    "./schemas/kinds.schema.json": "catalog/vocabulary/kinds.yaml",
    "./schemas/facts.schema.json": "catalog/vocabulary/facts.yaml",
    "./schemas/scales.schema.json": "catalog/vocabulary/scales.yaml",
    "./schemas/parameters.schema.json": "catalog/vocabulary/parameters.yaml",
    "./schemas/words.schema.json": "catalog/vocabulary/words.yaml",
    "./schemas/thresholds.schema.json": "catalog/vocabulary/thresholds.yaml",
    "./schemas/network.schema.json": "catalog/*/network.yaml",
    "./schemas/organisation.schema.json": "catalog/*/organisations/*.yaml",
    "./schemas/handovers.schema.json": "catalog/*/handovers.yaml",
    "./schemas/rule.schema.json": "rules/*/*.yaml",
    "./schemas/weights.schema.json": "rules/weights.yaml",
    "./schemas/profile.schema.json": "**/profile.yaml",
    "./schemas/expect.schema.json": "**/expect.yaml"
  }
}
"""

SAID = """\
Written: 17 schemas in schemas/. Write them again when the vocabulary changes.

In VS Code install the extension “YAML” by Red Hat and put this into .vscode/settings.json:

Or, in any editor with a YAML language server, as the first line of a file in catalog/*/organisations:
# yaml-language-server: $schema=../../../schemas/organisation.schema.json
"""


def test_all_schemas_are_written_and_the_settings_of_the_editor_printed(tmp_path: Path) -> None:
    cafematch("init", "neuhausen", cwd=tmp_path)
    for _ in range(2):  # a second time they are written anew
        done = cafematch("schema", "--output", "schemas", "--lang", "en", cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, SETTINGS, SAID)
    written = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "schemas").iterdir()}
    assert written.keys() == {f"{kind.name}.schema.json" for kind in KINDS}
    printed = cafematch("schema", "rule", "--lang", "en", cwd=tmp_path)
    assert json.loads(printed.stdout) == written["rule.schema.json"]
    first = (tmp_path / "catalog/neuhausen/organisations" / SAID.rpartition("=")[2].strip()).resolve()
    assert first == (tmp_path / "schemas/organisation.schema.json").resolve()


def test_the_kinds_of_files_are_listed_with_what_they_are_for() -> None:
    listed = cafematch("schema", "--list", "--lang", "en")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout == cafematch("schema", "--lang", "en").stdout
    lines = listed.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [kind.name for kind in KINDS]
    assert lines[-1].split(maxsplit=2)[1:] == [
        "**/expect.yaml",
        "What a good, experienced social worker would recommend here.",
    ]


def test_a_kind_that_nobody_knows_is_a_question_of_usage() -> None:
    done = cafematch("schema", "rules", COLUMNS="200")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no kind of file 'rules'; did you mean 'rule'?" in done.stderr
    assert cafematch("schema", "rule", "--list").returncode == 2


def test_the_samples_are_named_and_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    done = cafematch("schema", "expect", cwd=tmp_path)
    assert done.stderr == "No catalog/ here: using the samples, Neuwerder network (neuwerder).\n"
    assert json.loads(done.stdout)["description"] == "Was eine gute, erfahrene Fachkraft hier empfehlen würde."
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "schemas").write_text("mine", encoding="utf-8")
    done = cafematch("schema", "--output", str(tmp_path / "schemas"), cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
