"""Mending: which files are put in order, how they are written, and what is left alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cafematch import InvalidData
from cafematch.reading import folders
from cafematch.upkeep.checks.mending import mend
from shipped import ROOT

ORGANISATION = "catalog/neuwerder/organisations/kl.yaml"
OTHER_NETWORK = "catalog/bordeaux/network.yaml"
RULE = "rules/pace/side-by-side-when-managing.yaml"
WORDS = "catalog/vocabulary/parameters.yaml"
PROFILE = "examples/neighbour-with-a-craft/profile.yaml"
EXPECTATION = "examples/neighbour-with-a-craft/expect.yaml"
NEIGHBOURS = {
    ORGANISATION: ("professional_secrecy: true\n", "transmission_duty: false\n"),
    OTHER_NETWORK: ("country: FR\n", "timezone: Europe/Paris\n"),
    RULE: ("status: active\n", "owner: Weltcafé\n"),
    WORDS: ("  type: level\n", "  scale: threshold\n"),
    PROFILE: ("network: neuwerder\n", "at: nh\n"),
    EXPECTATION: (
        "first_any_of: [repair_cafe]\n",
        "first: {threshold_max: T0, before: 2026-03-20, services: [nh.repair]}\n",
    ),
}
"""Two lines of a file that stand one below the other, in order."""


@pytest.fixture(autouse=True)
def _copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with copies of the shipped catalog, rules and examples."""
    for name in ("catalog", "rules", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)


def disorder(*names: str) -> None:
    """Exchange two lines of files."""
    for name in names:
        first, second = NEIGHBOURS[name]
        text = Path(name).read_text("utf-8")
        assert first + second in text
        Path(name).write_text(text.replace(first + second, second + first, 1), "utf-8")


def state() -> dict[str, tuple[bytes, int, int]]:
    """Return what every file holds, with its mode, and what tells it from another that took its place."""
    paths = [path for path in sorted(Path().rglob("*")) if path.is_file()]
    return {path.as_posix(): (path.read_bytes(), path.stat().st_mode, path.stat().st_ino) for path in paths}


def mended(catalog: Path | None = None, rules: Path | None = None) -> list[str]:
    return list(mend(catalog, rules))


def test_the_files_of_all_networks_and_scenarios_are_put_in_order() -> None:
    before = {name: Path(name).read_bytes() for name in NEIGHBOURS}
    disorder(*NEIGHBOURS)
    assert mended() == [WORDS, OTHER_NETWORK, ORGANISATION, RULE, PROFILE, EXPECTATION]
    assert {name: Path(name).read_bytes() for name in NEIGHBOURS} == before


STORY = """\
# What we want, and why.
# open: the answer says something else.
"""


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (
            "forbidden: [navigation]\nfirst_any_of: [open_cafe]\n",
            "first_any_of: [open_cafe]\nforbidden: [navigation]\n",
        ),
        (
            "flags: []\n# why the first\nfirst: {today: true, threshold_max: T0}\n",
            "\n# why the first\nfirst: {threshold_max: T0, today: true}\nflags: []\n",
        ),
        (
            "flags: []\n# open: nobody is there yet\nfirst: {today: true}\n",
            "\n# open: nobody is there yet\nfirst: {today: true}\nflags: []\n",
        ),
        ("not_before: {training_measure: 2026-04-01, open_cafe: 2026-03-01}\n", None),
    ],
    ids=[
        "as in the manual",
        "a comment inside goes with its key",
        "and is no part of the story",
        "words have no order",
    ],
)
def test_the_story_of_a_scenario_stays_above_it(left: str, expected: str | None) -> None:
    Path(EXPECTATION).write_text(STORY + left, "utf-8")
    assert mended() == ([EXPECTATION] if expected else [])
    assert Path(EXPECTATION).read_text("utf-8") == STORY + (expected or left)


def test_what_is_in_order_is_not_written() -> None:
    before = state()
    assert mended() == []
    assert state() == before


def test_other_files_are_not_touched_and_nothing_stays_behind() -> None:
    before = state()
    disorder(RULE)
    os.chmod(RULE, 0o640)
    assert mended() == [RULE]
    after = state()
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == [RULE]
    assert after[RULE][0] == before[RULE][0]
    assert after[RULE][1] & 0o777 == 0o640


def test_a_link_stays_a_link() -> None:
    disorder(RULE)
    os.rename(RULE, "elsewhere.yaml")
    os.symlink(Path("elsewhere.yaml").absolute(), RULE)
    assert mended() == [RULE]
    assert Path(RULE).is_symlink()
    assert Path("elsewhere.yaml").read_bytes() == (ROOT / RULE).read_bytes()


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    disorder(ORGANISATION, RULE)
    broken = Path(ORGANISATION).read_bytes() + b"name: [again\n"
    Path(ORGANISATION).write_bytes(broken)
    assert mended() == [RULE]
    assert Path(ORGANISATION).read_bytes() == broken


def test_a_file_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    disorder(ORGANISATION, RULE)
    before = state()
    replacing = os.replace

    def fails_for_the_rule(source: str, target: Path) -> None:
        if target.name == Path(RULE).name:
            raise OSError(28, "No space left on device")
        replacing(source, target)

    monkeypatch.setattr(os, "replace", fails_for_the_rule)
    told: list[str] = []
    with pytest.raises(InvalidData) as caught:
        told.extend(mend(None, None))
    after = state()
    assert [name for name in after if after[name] != before.get(name)] == [ORGANISATION]
    (problem,) = caught.value.problems
    assert str(problem) == (
        f"expected a file that can be written, but '{RULE}' cannot: No space left on device [not-written]\n"
        "  hint: check who may write there"
    )


def test_the_samples_are_nobodys_to_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    disorder(ORGANISATION, RULE)
    monkeypatch.setattr(folders, "_PACKAGED", tmp_path)
    before = state()
    Path("work").mkdir()
    monkeypatch.chdir("work")
    monkeypatch.setattr(folders, "MARKS", {"catalog": "none.yaml", "rules": "none.yaml"})  # there are none above
    with pytest.raises(InvalidData) as caught:
        mended()
    assert [problem.code for problem in caught.value.problems] == ["missing-folder"]
    assert mended(rules=tmp_path / "rules") == [f"{tmp_path.as_posix()}/{RULE}"]
    monkeypatch.chdir(tmp_path)
    after = state()
    assert [name for name in after if after[name] != before[name]] == [RULE]


def test_folders_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    disorder(*NEIGHBOURS)
    monkeypatch.chdir(tmp_path.parent)
    assert mended(rules=tmp_path / "rules") == [f"{tmp_path.as_posix()}/{RULE}"]
    assert mended(catalog=tmp_path / "catalog") == [
        f"{tmp_path.as_posix()}/{name}" for name in (WORDS, OTHER_NETWORK, ORGANISATION)
    ]
