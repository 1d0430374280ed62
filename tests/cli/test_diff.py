"""`cafematch diff` as its user meets it: in a real repository, by revisions and folders, with its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cafematch import Matcher, load_catalog, load_profile, load_rules
from cafematch.rendering.json import to_json
from cafematch.upkeep.scenarios.running import find_scenarios
from cli.test_commands import cafematch
from shipped import ROOT

CAP = "rules/threshold/low-threshold-when-distrustful.yaml"
SAFEGUARD = "rules/safeguard/violence-at-home.yaml"
ORGANISATION = "catalog/neuwerder/organisations/kl.yaml"
SITUATIONS = (
    "account-seized-and-power-cut",
    "bastide-grocery-with-a-letter",
    "not-back-there",
    "thoughts-of-suicide",
    "violence-at-home-by-day",
)
ALL = tuple(folder.name for folder in find_scenarios(ROOT / "examples"))
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "keeper",
    "GIT_AUTHOR_EMAIL": "keeper@example.org",
    "GIT_COMMITTER_NAME": "keeper",
    "GIT_COMMITTER_EMAIL": "keeper@example.org",
}


def copy(folder: Path, situations: tuple[str, ...] = SITUATIONS) -> None:
    """Copy the shipped catalog and rules, and some situations, into a folder."""
    for name in ("catalog", "rules", *(f"examples/{situation}" for situation in situations)):
        shutil.copytree(ROOT / name, folder / name)


class Repository:
    """A repository with a copy of the shipped catalog, rules and situations, in `inside` of its working folder."""

    def __init__(self, top: Path, inside: str = "", situations: tuple[str, ...] = SITUATIONS) -> None:
        self.top = top
        self.folder = top / inside
        copy(self.folder, situations)
        self.git("init", "-q", "-b", "main")
        self.commit()

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.top, env={**os.environ, **ALONE}, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a change")

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def diff(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return cafematch(
            "diff", *arguments, cwd=cwd or self.folder, XDG_CACHE_HOME=str(self.top.parent / "cache"), **ALONE
        )

    def told(self, *arguments: str) -> dict[str, Any]:
        done = self.diff(*arguments, "--format", "json")
        assert (done.returncode, done.stderr) == (0, "")
        value: dict[str, Any] = json.loads(done.stdout)
        return value


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository with one commit."""
    return Repository(tmp_path / "network")


def touched(told: dict[str, Any]) -> dict[str, str]:
    return {entry["profile"]: entry["impact"] for entry in told["profiles"] if entry["impact"] != "none"}


def answers(folder: Path) -> dict[str, Any]:
    """Return the answers to all situations with a catalog and its rules, the naive way, without what points at files."""
    found = {}
    for network in ("neuwerder", "bordeaux"):
        catalog = load_catalog(folder / "catalog", network)
        matcher = Matcher(catalog, load_rules(folder / "rules", catalog=catalog))
        for situation in find_scenarios(ROOT / "examples"):
            if f"network: {network}" in (situation / "profile.yaml").read_text(encoding="utf-8"):
                profile = load_profile(situation / "profile.yaml", catalog)
                found[situation.name] = seen(json.loads(to_json(matcher.suggest(profile), catalog, "de")))
    return found


@cache
def shipped_answers() -> dict[str, Any]:
    return answers(ROOT)


def seen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: seen(entry) for key, entry in value.items() if key not in ("at", "fingerprint")}
    return [seen(entry) for entry in value] if isinstance(value, list) else value


def by_hand(after: Path) -> set[str]:
    """Return the situations whose answers in a folder differ from the shipped ones."""
    new = answers(after)
    return {name for name, answer in shipped_answers().items() if answer != new[name]}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CAP, "first_threshold_cap: T1", "first_threshold_cap: T2"),
        (ORGANISATION, "hours: Mo 14:00-17:00; We", "hours: Tu 14:00-17:00; We"),
    ],
)
def test_exactly_those_are_named_whose_answers_differ(tmp_path: Path, file: str, old: str, new: str) -> None:
    repository = Repository(tmp_path / "network", situations=ALL)
    repository.edit(file, old, new)
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    assert touched(told).keys() == by_hand(repository.folder)
    assert [change["file"] for change in told["changes"]] == [f"HEAD:{file}"]
    for entry in told["profiles"]:
        assert entry["causes"] == ([[0]] if entry["differences"] else [])
        assert entry["proven"] == (True if entry["differences"] else None)


def test_a_threshold_raised_by_one_level_is_told_with_its_line(repository: Repository) -> None:
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    done = repository.diff("main")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "tests/cli/diffs/cap.de.txt").read_text(encoding="utf-8")


def test_a_service_that_is_removed_and_a_rule_in_markdown(repository: Repository) -> None:
    text = (repository.folder / ORGANISATION).read_text(encoding="utf-8")
    begin, end = text.index("  - id: kl.notfall"), text.index("  - id: kl.sozialrecht")
    repository.edit(ORGANISATION, text[begin:end], "")
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    for language in ("de", "en", "fr"):
        done = repository.diff("HEAD", "--format", "markdown", "--lang", language)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == (ROOT / f"tests/cli/diffs/service.{language}.md").read_text(encoding="utf-8")


def test_the_exit_code_says_how_deep_a_change_goes(repository: Repository) -> None:
    def code(*options: str) -> int:
        return repository.diff("HEAD", *options).returncode

    assert code("--fail-on", "any") == 0
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    assert (code("--fail-on", "first-step"), code("--fail-on", "any")) == (0, 1)
    text = (repository.folder / ORGANISATION).read_text(encoding="utf-8")
    begin, end = text.index("  - id: kl.notfall"), text.index("  - id: kl.sozialrecht")
    repository.edit(ORGANISATION, text[begin:end], "")
    assert (code("--fail-on", "safeguard"), code("--fail-on", "first-step")) == (0, 1)
    (repository.folder / SAFEGUARD).unlink()
    assert (code("--fail-on", "safeguard"), code()) == (1, 0)


def test_where_there_is_nobody_to_compare_nothing_passes(repository: Repository) -> None:
    shutil.rmtree(repository.folder / "examples")
    done = repository.diff("HEAD", "--fail-on", "any")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("expected situations to compare, found none at ")


def test_nothing_changed_is_said(repository: Repository) -> None:
    done = repository.diff("main")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Was sich für Menschen ändert: main → Arbeitsordner\n"
        "An Katalog und Regeln hat sich nichts geändert, was zählt.\n"
    )
    repository.edit(CAP, "domain: [R10]", "# a remark\ndomain:   [R10]")
    assert repository.diff("main").stdout == done.stdout


def test_a_folder_is_compared_with_a_folder(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    copy(one)
    copy(other)
    (other / SAFEGUARD).unlink()
    done = cafematch("diff", "one", "other", "--format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert touched(told) == {"violence-at-home-by-day": "safeguard"}
    assert told["changes"][0]["file"] == f"one/{SAFEGUARD}"


def test_a_folder_counts_before_a_branch_of_its_name(repository: Repository) -> None:
    shutil.copytree(repository.folder / "catalog", repository.folder / "main/catalog")
    shutil.copytree(repository.folder / "rules", repository.folder / "main/rules")
    (repository.folder / "main" / SAFEGUARD).unlink()
    assert touched(repository.told("main")).keys() == {"violence-at-home-by-day"}
    assert touched(repository.told("refs/heads/main")) == {}


def test_catalog_and_rules_may_lie_anywhere_in_the_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "network", "Daten/für alle")
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    repository.commit()
    told = repository.told("HEAD", "HEAD~1")
    assert told["changes"][0]["file"] == f"HEAD~1:Daten/für alle/{CAP}"
    below = repository.folder / "catalog/neuwerder"
    done = repository.diff("HEAD~1", "HEAD", "--format", "json", cwd=below)
    assert touched(json.loads(done.stdout)) == touched(told)
    given = ("--catalog", str(repository.folder / "catalog"), "--rules", str(repository.folder / "rules"))
    done = repository.diff("HEAD~1", *given, "--format", "json", cwd=tmp_path)
    assert touched(json.loads(done.stdout)) == touched(told)


def test_profiles_of_ones_own_are_compared_as_well(repository: Repository, tmp_path: Path) -> None:
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    (tmp_path / "p.yaml").write_text(
        "# A secret\nneeds: [social.loneliness]\nfeelings: {distrust_services: 3}\n", encoding="utf-8"
    )
    done = repository.diff("HEAD", "--profile", str(tmp_path / "p.yaml"), "--examples", str(tmp_path / "none"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 von 1 Profilen" in done.stdout
    assert "secret" not in done.stdout


def test_a_state_that_cannot_be_read_is_told_by_its_revision(repository: Repository) -> None:
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T9")
    repository.commit()
    repository.edit(CAP, "first_threshold_cap: T9", "first_threshold_cap: T2")
    done = repository.diff("HEAD")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"HEAD:{CAP}:" in done.stderr
    assert "T9" in done.stderr


def test_a_situation_that_cannot_be_read_any_more_is_told_with_its_line(repository: Repository) -> None:
    """A feeling is called otherwise, in the vocabulary and in all rules, but not in a situation."""
    for file in [*(repository.folder / "rules").rglob("*.yaml"), *(repository.folder / "catalog").rglob("*.yaml")]:
        text = file.read_text(encoding="utf-8")
        if "distrust_services" in text:
            file.write_text(text.replace("distrust_services", "wariness"), encoding="utf-8")
    done = repository.diff("main", "--lang", "en", "--fail-on", "safeguard")
    assert (done.returncode, done.stderr) == (1, "")
    told = " ".join(done.stdout.split())
    assert "not-back-there – No longer or not yet readable" in told
    assert "! Cannot be read after the change: examples/not-back-there/profile.yaml:" in told
    assert "there is no feeling 'distrust_services'" in told
    assert "matters to none" not in told


@pytest.mark.parametrize(
    ("revision", "message", "hint"),
    [
        ("mian", "found 'mian'", "did you mean 'main'?"),
        ("--output=x", "found '--output=x'", "a revision is a branch"),
        ("main; touch x", "found 'main; touch x'", "a revision is a branch"),
        ("examples", "found 'examples'", "the folder holds no catalog/catalog.yaml"),
        ("", "found ''", "a revision is a branch"),
    ],
)
def test_what_is_no_revision_is_refused(repository: Repository, revision: str, message: str, hint: str) -> None:
    done = repository.diff("--", revision)
    assert (done.returncode, done.stdout) == (1, "")
    assert "expected a folder with catalog/ and rules/, or a revision of git, " + message in done.stderr
    assert f"hint: {hint}" in done.stderr


def test_a_revision_without_a_catalog_is_refused(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "empty")
    repository.git("rm", "-rq", "--cached", ".")
    repository.git("commit", "-q", "--allow-empty", "-m", "nothing")
    done = repository.diff("empty")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "expected the catalog at 'empty:catalog', found no catalog.yaml there [missing-folder]"
    )


def test_outside_of_a_repository_a_revision_is_refused(tmp_path: Path) -> None:
    copy(tmp_path)
    done = cafematch("diff", "main", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent), **ALONE)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "expected 'catalog' inside of a git repository; git says: not a git repository (or any of the parent directories): "
        ".git [no-repository]\n"
        "  hint: compare with a folder instead, or run this where catalog/ and rules/ are kept in git\n\n"
    )


def test_without_git_two_folders_can_be_compared(tmp_path: Path) -> None:
    done = cafematch("diff", "main", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "expected git's own program to look into the past, found: No such file or directory [no-git]\n"
        "  hint: install git, or compare two folders instead\n\n"
    )


def test_the_working_folder_and_the_repository_stay_as_they_are(repository: Repository) -> None:
    repository.edit(CAP, "first_threshold_cap: T1", "first_threshold_cap: T2")
    before = snapshot(repository.top)
    repository.diff("HEAD", "--no-cache")
    assert snapshot(repository.top) == before


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
