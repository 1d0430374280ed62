"""The command line as its user meets it: whole processes, exit codes, what goes where."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shipped import ROOT

EVICTION = ROOT / "examples/eviction-with-two-small-children/profile.yaml"


def cafematch(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cafematch.cli", *arguments],
        cwd=cwd,
        env={**os.environ, **environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_suggest_answers_with_text_for_people() -> None:
    done = cafematch("suggest", str(EVICTION))
    assert (done.returncode, done.stderr) == (0, "")
    reviewed = ROOT / "tests/rendering/texts/eviction-with-two-small-children.de.txt"
    assert done.stdout == reviewed.read_text(encoding="utf-8")


def test_suggest_answers_with_json_for_tools() -> None:
    done = cafematch("suggest", str(EVICTION), "--format", "json", "--lang", "fr", "--top", "1")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["language"] == "fr"
    first = answer["paths"][0]["steps"][0]
    assert first["kind"] == "housing_protection"
    assert first["earliest"] == "2026-03-13T09:30"
    assert first["handover"]["level"] == "H2"
    assert [support["kind"] for support in first["supports"]] == ["navigation"]


def test_suggest_prints_a_sheet_to_take_home() -> None:
    for form, ending in (("markdown", "md"), ("html", "html")):
        done = cafematch("suggest", str(EVICTION), "--format", form)
        assert (done.returncode, done.stderr) == (0, "")
        reviewed = ROOT / f"tests/rendering/sheets/eviction-with-two-small-children.person.de.{ending}"
        assert done.stdout == reviewed.read_text(encoding="utf-8")


def test_nothing_is_printed_where_a_safeguard_forbids_it() -> None:
    violence = str(ROOT / "examples/violence-at-home-by-day/profile.yaml")
    for options in (("--format", "html"), ("--format", "markdown", "--for", "staff"), ("--format", "markdown")):
        done = cafematch("suggest", violence, *options)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr.startswith("Kein Blatt zum Ausdrucken: ")


def test_where_matching_stops_staff_see_the_card_and_the_person_takes_nothing_home() -> None:
    crisis = str(ROOT / "examples/thoughts-of-suicide/profile.yaml")
    done = cafematch("suggest", crisis, "--format", "markdown", "--for", "staff")
    assert (done.returncode, done.stderr) == (0, "")
    assert "+49 30 23125 551" in done.stdout
    done = cafematch("suggest", crisis, "--format", "markdown")
    assert (done.returncode, done.stdout) == (0, "")


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""An environment where Python would write ASCII, as it writes the alphabet of one region on Windows."""


def said(*arguments: str, **environment: str) -> tuple[int, bytes, bytes]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    command = [sys.executable, "-m", "cafematch.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**inherited, **environment}, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_files_and_pipes_get_utf8_whatever_the_computer_writes_else() -> None:
    for form in ("text", "html", "json"):
        whole = said("suggest", str(EVICTION), "--format", form, PYTHONIOENCODING="utf-8")
        assert said("suggest", str(EVICTION), "--format", form, **PLAIN) == whole


def test_an_alphabet_that_lacks_a_letter_is_no_reason_to_say_nothing() -> None:
    code, out, errors = said("suggest", str(EVICTION), PYTHONIOENCODING="latin-1")
    assert (code, errors) == (0, b"")
    assert "Netzwerk Neuwerder ? Mi 11.03.2026 09:30\n\nSo kann es losgehen\n  ?Dass wir nicht".encode("latin-1") in out
    assert "Kündigung oder Räumung droht".encode("latin-1") in out


def test_whoever_has_read_enough_may_go() -> None:
    for arguments in (("suggest", str(EVICTION)), ("batch", *["examples"] * 2)):
        command = [sys.executable, "-m", "cafematch.cli", *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            process.stdout.close()
        assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where there is a disk that is always full")
def test_an_answer_that_cannot_be_written_is_told() -> None:
    for arguments in (("suggest", str(EVICTION)), ("batch", "examples")):
        command = [sys.executable, "-m", "cafematch.cli", *arguments]
        with open("/dev/full", "wb") as full:
            done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
        told = done.stderr.decode().strip().splitlines()[-1]
        assert (done.returncode, told) == (
            1,
            "the answer could not be written: No space left on device [not-written]",
        )


@pytest.mark.skipif(os.name != "posix", reason="a shell that can close them")
def test_standard_input_and_output_may_be_closed() -> None:
    for arguments, closed in (("ask", "<&-"), ("batch -", "<&-"), (f"suggest {EVICTION}", ">&-")):
        command = f"{shlex.quote(sys.executable)} -m cafematch.cli {arguments} {closed}"
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_and_points_belong_to_some_forms_only() -> None:
    for options in (("--for", "staff"), ("--format", "json", "--for", "person"), ("--format", "html", "--scores")):
        assert cafematch("suggest", str(EVICTION), *options).returncode == 2


def test_the_moment_can_be_set() -> None:
    done = cafematch("suggest", str(EVICTION), "--format", "json", "--as-of", "2026-03-12T08:00")
    assert json.loads(done.stdout)["as_of"] == "2026-03-12T08:00"


def test_the_same_bytes_under_any_hash_seed() -> None:
    answers = {cafematch("suggest", str(EVICTION), "--format", "json", PYTHONHASHSEED=seed).stdout for seed in "0123"}
    assert len(answers) == 1


def test_without_a_catalog_near_the_samples_are_used_and_named(tmp_path: Path) -> None:
    done = cafematch("suggest", str(EVICTION), cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "No catalog/ here: using the samples, Neuwerder network (neuwerder).\n"


def test_a_catalog_of_ones_own_with_the_rules_of_the_samples_is_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    for command in (("suggest", EVICTION), ("batch", EVICTION), ("check",), ("test", EVICTION.parent), ("schema",)):
        done = cafematch(*map(str, command), cwd=tmp_path)
        assert "No rules/ here: using those of the samples.\n" in done.stderr, command
        assert "No catalog/" not in done.stderr


def test_problems_are_told_on_stderr_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("needs: [housing.eviction_rsk]\n", encoding="utf-8")
    done = cafematch("suggest", str(tmp_path / "p.yaml"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "p.yaml:1:9: " in done.stderr
    assert "did you mean 'housing.eviction_risk'?" in done.stderr


def test_a_wrong_option_is_a_question_of_usage() -> None:
    assert cafematch("suggest", str(EVICTION), "--top", "0").returncode == 2


def test_check_reports_the_planted_defects_and_nothing_else() -> None:
    done = cafematch("check")
    places = [line for line in done.stderr.splitlines() if line.startswith("catalog/")]
    codes = sorted(line.rpartition("[")[2].rstrip("]") for line in places)
    assert done.returncode == 0
    assert codes == sorted(
        [
            "always-free",
            "cold-interface",
            "duplicate-offer",
            "long-wait",
            "requirement-ends",
            "stale-entry",
            *["unserved-need"] * 4,
        ]
    )
    rules = len(list((ROOT / "rules").glob("*/*.yaml")))
    told = f"Netzwerk Neuwerder: 17 organisations, 58 services, {rules} rules; 0 problems, 10 warnings\n"
    assert done.stdout == told


def test_check_tells_what_is_wrong_with_a_profile(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("background: {age: old}\n", encoding="utf-8")
    done = cafematch("check", str(tmp_path / "p.yaml"))
    assert done.returncode == 1
    assert "p.yaml:1:19: expected a whole number" in done.stderr


def test_check_mends_first_where_it_is_asked_to(tmp_path: Path) -> None:
    for folder in ("catalog", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    rule = tmp_path / "rules/pace/side-by-side-when-managing.yaml"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("status: active\nowner: Weltcafé\n", "owner: Weltcafé\nstatus: active\n"), "utf-8")
    assert "[key-order]" in cafematch("check", cwd=tmp_path).stderr

    done = cafematch("check", "--fix", cwd=tmp_path)
    mended, *rest = done.stdout.splitlines()
    assert (done.returncode, mended) == (0, "mended: rules/pace/side-by-side-when-managing.yaml")
    assert "[key-order]" not in done.stderr
    assert rule.read_text("utf-8") == text

    assert cafematch("check", "--fix", cwd=tmp_path).stdout.splitlines() == rest
