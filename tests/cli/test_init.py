"""`init` as a newcomer meets it: whole processes in an empty folder, every file that is written, nothing overwritten.

What is written for a town stands in `tests/begun/<language>/`, what is written for rules and services in
`tests/begun/rules/` and `tests/begun/services/`. `REWRITE_EXPECTED=1` writes them anew; read each change aloud.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import get_args

import pytest

from cafematch import load_catalog, load_rules
from cafematch.matching.judging.index import build_index
from cafematch.model.rules import Rule, RuleKind
from cafematch.reading.yamlfile import read_yaml
from cafematch.rendering.findings import MOST_OF_A_CODE
from cafematch.upkeep.beginning.rule import begin_rule
from cafematch.upkeep.scenarios.rule_examples import run_examples
from cli.test_commands import cafematch
from shipped import ROOT

BEGUN = ROOT / "tests/begun"
AS_OF = "2026-03-16"
TOWNS: Mapping[str, tuple[str, ...]] = {
    "de": ("neuhausen",),
    "fr": ("saint_michel", "--country", "FR", "--name", "Saint-Michel"),
    "en": ("york", "--language", "en", "--country", "GB"),
}
KINDS = get_args(RuleKind)


def files_in(folder: Path) -> dict[str, str]:
    """Return all files of a folder, by their paths inside it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def assert_as_expected(place: Path, written: Mapping[str, str]) -> None:
    """Compare what was written with what stands in a folder of expected files."""
    if "REWRITE_EXPECTED" in os.environ:
        for name, text in written.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
    assert dict(written) == files_in(place)


def begin(folder: Path, *arguments: str) -> CompletedProcess[str]:
    done = cafematch("init", *arguments, "--as-of", AS_OF, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done


@pytest.fixture(name="begun", scope="module")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which a network was begun; it is not to be changed."""
    folder = tmp_path_factory.mktemp("begun")
    begin(folder, *TOWNS["de"])
    return folder


@pytest.fixture(name="town")
def _town(begun: Path, tmp_path: Path) -> Path:
    """Return a folder in which a network was begun."""
    return Path(shutil.copytree(begun, tmp_path / "town"))


# A network.


@pytest.mark.parametrize("language", TOWNS)
def test_a_new_network_can_be_checked_and_answers_at_once(language: str, tmp_path: Path) -> None:
    told = begin(tmp_path, *TOWNS[language]).stdout
    town = TOWNS[language][0]
    written = files_in(tmp_path)
    own = {name: text for name, text in written.items() if not name.startswith(("catalog/vocabulary/", "rules/"))}
    assert_as_expected(BEGUN / language, {**own, "told.txt": re.sub(r"\([0-9]+ ", "(N ", told)})

    checked = cafematch("check", "--as-of", AS_OF, "--format", "json", cwd=tmp_path)
    found = json.loads(checked.stdout)["findings"]
    assert (checked.returncode, checked.stderr) == (0, "")
    assert {finding["code"] for finding in found} == {"unserved-need"}
    assert f"({len(found)} " in told
    some = cafematch("check", "--as-of", AS_OF, cwd=tmp_path)
    assert some.stderr.count("\n\n") == MOST_OF_A_CODE + 1
    assert "2 organisations, 3 services" in some.stdout

    person = tmp_path / f"examples/{town}/profile.yaml"
    answered = cafematch("suggest", str(person), "--format", "json", "--as-of", f"{AS_OF}T10:00", cwd=tmp_path)
    assert (answered.returncode, answered.stderr) == (0, "")
    answer = json.loads(answered.stdout)
    assert answer["language"] == language
    assert [step["service"] for step in answer["paths"][0]["steps"]] == ["cafe.table", "advice.benefits"]
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert cafematch("suggest", "empty.yaml", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("language", TOWNS)
def test_its_example_and_the_examples_of_its_rules_come_as_expected(language: str, tmp_path: Path) -> None:
    begin(tmp_path, *TOWNS[language])
    done = cafematch("test", "--format", "json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["passed"]) == (0, "", True)
    (scenario,) = told["scenarios"]
    assert (scenario["scenario"], scenario["expectations"]) == (TOWNS[language][0], 3)
    rules = load_rules(tmp_path / "rules", catalog=load_catalog(tmp_path / "catalog")).rules
    assert (told["examples"]["run"], told["examples"]["elsewhere"]) == (sum(len(rule.examples) for rule in rules), 0)


def test_what_all_networks_share_comes_along_as_it_is(town: Path) -> None:
    for name, text in files_in(town).items():
        if name.startswith(("catalog/vocabulary/", "rules/")):
            assert text == (ROOT / name).read_text(encoding="utf-8")
    brought = {path.relative_to(town) for path in (town / "rules").glob("*/*.yaml")}
    shipped = {path.relative_to(ROOT): read_yaml(path).value for path in (ROOT / "rules").glob("*/*.yaml")}
    german = {
        path
        for path, rule in shipped.items()
        if isinstance(rule, dict) and rule["status"] == "active" and rule["applies_in"] in ([], ["DE"])
    }
    assert brought == german


def test_a_second_network_stands_beside_the_first_and_touches_nothing(town: Path) -> None:
    before = files_in(town)
    told = begin(town, "zuerich", "--country", "CH", "--name", "Zürich").stdout
    after = files_in(town)
    assert {name: after[name] for name in before} == before
    assert sorted(after.keys() - before.keys()) == [
        "catalog/zuerich/handovers.yaml",
        "catalog/zuerich/network.yaml",
        "catalog/zuerich/organisations/advice.yaml",
        "catalog/zuerich/organisations/cafe.yaml",
        "examples/zuerich/expect.yaml",
        "examples/zuerich/profile.yaml",
    ]
    assert told.startswith("Angelegt: Zürich in catalog/zuerich, 6 Dateien.\n")
    assert "timezone: Europe/Zurich\n" in after["catalog/zuerich/network.yaml"]
    assert cafematch("check", "--network", "zuerich", cwd=town).returncode == 0


def _rules_of(country: str) -> list[str]:
    """Return the files of the shipped rules that hold in a country and not everywhere."""
    files = sorted((ROOT / "rules").glob("*/*.yaml"))
    return [
        path.relative_to(ROOT).as_posix()
        for path in files
        if isinstance(rule := read_yaml(path).value, dict) and rule["applies_in"] == [country]
    ]


def test_a_network_of_another_country_brings_the_rules_of_its_country(town: Path) -> None:
    french = _rules_of("FR")
    assert french
    mine = town / french[0]
    mine.parent.mkdir(exist_ok=True)
    mine.write_bytes((ROOT / french[0]).read_bytes().replace(b"review_by: 20", b"# mine\nreview_by: 20"))
    before = files_in(town)
    told = begin(town, "lyon", "--country", "FR", "--language", "de").stdout
    after = files_in(town)
    assert {name: after[name] for name in before} == before
    added = [name for name in sorted(after.keys() - before.keys()) if name.startswith("rules/")]
    assert added == french[1:]
    assert {name: after[name] for name in added} == {name: (ROOT / name).read_text("utf-8") for name in added}
    assert told.startswith(
        f"Angelegt: Lyon in catalog/lyon, {6 + len(added)} Dateien, davon {len(added)} Regeln.\n"
        "Diese Regeln gelten nur in FR. Bisher gab es sie hier nicht, jetzt sind sie dabei; nichts anderes wurde geändert:\n"
        + "".join(f"  {name}\n" for name in added)
    )
    assert cafematch("check", "--network", "lyon", cwd=town).returncode == 0


def test_a_rule_that_somebody_took_away_does_not_come_back(town: Path) -> None:
    for name in _rules_of("DE"):
        (town / name).unlink()
    begin(town, "altstadt", "--country", "DE")
    assert not [name for name in _rules_of("DE") if (town / name).exists()]


def test_a_network_beside_one_that_cannot_be_read_is_not_begun(town: Path) -> None:
    network = town / "catalog/neuhausen/network.yaml"
    network.write_text("country: [DE\n", "utf-8")
    before = files_in(town)
    done = cafematch("init", "altstadt", cwd=town)
    assert (done.returncode, files_in(town)) == (1, before)
    assert "catalog/neuhausen/network.yaml" in done.stderr


def test_it_can_be_begun_in_another_folder(tmp_path: Path) -> None:
    told = begin(tmp_path, "neuhausen", "--into", "daten/netz").stdout
    assert "  cd daten/netz\n" in told
    assert (tmp_path / "daten/netz/catalog/neuhausen/network.yaml").is_file()


REFUSED = (
    (("Neu häusen",), 1, "hint: write neu_haeusen; --name says the real name"),
    (("vocabulary",), 1, "'vocabulary' already means something here"),
    (("town_centre",), 1, "'town_centre' already means something here"),
    (("neuhausen", "--country", "Deutschland"), 2, "expected two capital letters such as DE"),
    (("neuhausen", "--timezone", "Europe/Zuerich"), 2, "did you mean 'Europe/Zurich'?"),
    (("york", "--language", "en"), 2, "write --country GB, say"),
    (("madrid", "--country", "ES"), 2, "write --language de, en or fr"),
    (("madrid", "--country", "ES", "--language", "en"), 2, "write --timezone Europe/Madrid, say"),
    (("neuhausen", "am-rhein"), 2, "expected one word, the id of a network"),
    (("neuhausen", "--kind", "ask"), 2, "it belongs to a rule or a service"),
    (("rule",), 2, "name the rule: cafematch init rule ID --kind KIND"),
    (("rule", "x", "--country", "DE"), 2, "it belongs to a new network"),
    (("rule", "x"), 2, "a rule needs a kind; possible are derive, safeguard"),
    (("rule", "x", "--kind", "treshold"), 2, "did you mean 'threshold'?"),
    (("rule", "x", "--kind", "ask"), 1, "begin a network first: cafematch init TOWN"),
    (("service", "x.y"), 1, "begin a network first: cafematch init TOWN"),
)


@pytest.mark.parametrize(("arguments", "code", "told"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_cannot_be_begun_leaves_nothing_behind(
    arguments: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    done = cafematch("init", *arguments, cwd=tmp_path, COLUMNS="200")
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert files_in(tmp_path) == {}


def test_nothing_is_overwritten_and_nothing_half_written(town: Path, tmp_path: Path) -> None:
    before = files_in(town)
    done = cafematch("init", "neuhausen", cwd=town)
    assert done.returncode == 1
    assert done.stderr == (
        "there is a network 'neuhausen' already [not-written]\n  hint: nothing was written; choose another id\n\n"
    )
    assert files_in(town) == before
    other = tmp_path / "other"  # one file of several is there
    (other / "examples/altstadt").mkdir(parents=True)
    (other / "examples/altstadt/expect.yaml").write_text("mine", encoding="utf-8")
    done = cafematch("init", "altstadt", cwd=other)
    assert (done.returncode, files_in(other)) == (1, {"examples/altstadt/expect.yaml": "mine"})
    assert "expected no file at 'examples/altstadt/expect.yaml', found one" in done.stderr


def test_beside_a_vocabulary_of_other_words_nothing_is_written(town: Path) -> None:
    kinds = town / "catalog/vocabulary/kinds.yaml"
    kinds.write_text(kinds.read_text(encoding="utf-8").replace("open_cafe:", "tea_house:"), encoding="utf-8")
    before = files_in(town)
    done = cafematch("init", "altstadt", cwd=town)
    assert done.returncode == 1
    assert "there is no kind of service 'open_cafe'" in done.stderr
    assert files_in(town) == before


# Rules.


def test_a_rule_of_every_kind_reads_well_and_holds_its_examples(town: Path) -> None:
    told = begin(town, "rule", f"neue-{KINDS[0]}", "--kind", KINDS[0]).stdout
    assert told == (
        f"Angelegt: rules/{KINDS[0]}/neue-{KINDS[0]}.yaml. Ein Entwurf: Alles mit „ERSETZEN“ ausfüllen, "
        "dann bei status active schreiben.\n"
    )
    catalog = load_catalog(town / "catalog")
    rules = load_rules(town / "rules", catalog=catalog)
    for kind in KINDS[1:]:
        begin_rule(f"neue-{kind}", kind, catalog, rules, "de", date.fromisoformat(AS_OF))
    written = {kind: town / f"rules/{kind}/neue-{kind}.yaml" for kind in KINDS}
    texts = {f"{kind}.yaml": path.read_text(encoding="utf-8") for kind, path in written.items()}
    assert_as_expected(BEGUN / "rules", texts)
    rules = load_rules(town / "rules", catalog=catalog)
    index = build_index(catalog, rules)
    new = [rule for rule in rules.rules if rule.id.startswith("neue-")]
    assert [result.found for rule in new for result in run_examples(index, rule)] == ["yes", "no", "unknown"] * len(
        KINDS
    )
    order = [field.alias or name for name, field in Rule.model_fields.items() if name != "retired_because"]
    for path in written.values():
        value = read_yaml(path).value
        assert isinstance(value, dict)
        assert list(value) == order


def test_a_rule_that_is_there_stays_as_it_is(town: Path) -> None:
    begin(town, "rule", "neue-regel", "--kind", "ask")
    before = files_in(town)
    done = cafematch("init", "rule", "neue-regel", "--kind", "ask", cwd=town)
    assert (done.returncode, files_in(town)) == (1, before)
    assert "expected no file at 'rules/ask/neue-regel.yaml', found one" in done.stderr
    done = cafematch("init", "rule", "neue-regel", "--kind", "pace", cwd=town)
    assert (done.returncode, files_in(town)) == (1, before)
    assert "expected each rule id once, found 'neue-regel' again" in done.stderr


# Services.


def test_services_are_put_behind_the_others_and_into_new_files(town: Path) -> None:
    before = files_in(town)
    told = begin(town, "service", "cafe.kitchen", "--kind", "cooking_group").stdout
    told += begin(town, "service", "wohnen.beratung").stdout
    after = files_in(town)
    cafe, wohnen = (f"catalog/neuhausen/organisations/{name}.yaml" for name in ("cafe", "wohnen"))
    assert {name for name in after if after[name] != before.get(name)} == {cafe, wohnen}
    assert after[cafe].startswith(before[cafe])
    added = after[cafe].removeprefix(before[cafe])
    assert_as_expected(BEGUN / "services", {"added.yaml": added, "wohnen.yaml": after[wohnen], "told.txt": told})
    checked = cafematch("check", "--all", "--as-of", AS_OF, cwd=town)
    assert checked.returncode == 0
    assert checked.stderr.count("[placeholder-left]") == 10
    profile = "examples/neuhausen/profile.yaml"
    answered = cafematch("suggest", profile, "--as-of", f"{AS_OF}T10:00", cwd=town)
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "ERSETZEN" not in answered.stdout


SERVICE_REFUSED = (
    (("cafe.table",), "there is a service 'cafe.table' already"),
    (("cafe",), "hint: write cafe.advice, say"),
    (("Café.Küche",), "hint: write cafe.kueche"),
    (("cafe.kitchen", "--kind", "cooking_gruop"), "did you mean 'cooking_group'?"),
    (("cafe.kitchen", "--kind", "Kochgruppe"), "did you mean 'cooking_group' (Kochgruppe)?"),
)


@pytest.mark.parametrize(("arguments", "told"), SERVICE_REFUSED, ids=[" ".join(row[0]) for row in SERVICE_REFUSED])
def test_a_service_that_cannot_be_begun_changes_nothing(arguments: tuple[str, ...], told: str, town: Path) -> None:
    before = files_in(town)
    done = cafematch("init", "service", *arguments, cwd=town)
    assert (done.returncode, done.stdout, files_in(town)) == (1, "", before)
    assert told in done.stderr
