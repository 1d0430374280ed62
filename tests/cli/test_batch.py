"""Many profiles on the command line: a line of JSON each, in their order, whatever is wrong with some of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cafematch.errors import Problem
from cafematch.reading.people import unread
from cafematch.rendering.json import to_json
from shipped import EXAMPLES, ROOT, matcher_for, neuwerder, suggestion_for

FIRST = [example for example in EXAMPLES if matcher_for(example) is neuwerder()][:6]


def batch(*arguments: str, typed: bytes = b"") -> tuple[int, list[Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "cafematch.cli", "batch", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        input=typed,
        capture_output=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()], done.stderr.decode()


def files(examples: list[str]) -> list[str]:
    return [f"examples/{example}/profile.yaml" for example in examples]


def expected(example: str, language: str = "de") -> dict[str, Any]:
    answer = json.loads(to_json(suggestion_for(example), neuwerder().catalog, language))
    return {"profile": f"examples/{example}/profile.yaml", "suggestion": answer}


def test_every_profile_gets_a_line_and_it_is_the_answer_of_suggest() -> None:
    code, lines, errors = batch(*files(FIRST))
    assert (code, errors) == (0, "")
    assert lines == [expected(example) for example in FIRST]


def test_two_processes_write_what_one_writes() -> None:
    assert batch(*files(FIRST), "--jobs", "2", "--lang", "en") == batch(*files(FIRST), "--lang", "en")


def test_a_folder_is_read_sorted_with_json_lines_and_without_what_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.yaml").write_text("needs: [money.debts]\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"needs": ["work.job_search"]}\n\n{"needs": ["social.loneliness"]}\n')
    (tmp_path / ".hidden.yaml").write_text("needs: [nothing]\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    code, lines, errors = batch(str(tmp_path))
    assert (code, errors) == (0, "")
    assert [line["profile"].removeprefix(tmp_path.as_posix()) for line in lines] == [
        "/a.jsonl:1",
        "/a.jsonl:3",
        "/b/two.yaml",
    ]
    assert [line["suggestion"]["paths"][0]["answers"] for line in lines] == [
        ["work.job_search"],
        ["social.loneliness"],
        ["money.debts"],
    ]


def test_a_bad_profile_is_reported_at_its_line_and_does_not_stop_the_others() -> None:
    typed = b'{"needs": ["money.debts"]}\n{"needs": ["money.depts"]}\nnot: [closed\n{"network": "elsewhere"}\n{}\n'
    code, lines, errors = batch("-", "nowhere.yaml", typed=typed)
    assert code == 1
    assert [line["profile"] for line in lines] == ["-:1", "-:2", "-:3", "-:4", "-:5", "nowhere.yaml"]
    assert ["suggestion" in line for line in lines] == [True, False, False, False, True, False]
    problems = [(entry["code"], entry["line"]) for line in lines for entry in line.get("problems", ())]
    assert problems == [("unknown-need", 2), ("yaml-syntax", 3), ("other-network", 4), ("missing-file", 1)]
    assert "-:2:12: there is no need 'money.depts' [unknown-need]" in errors
    assert "did you mean 'money.debts'?" in errors


def test_characters_written_as_two_escapes_are_one() -> None:
    typed = json.dumps({"needs": ["social.loneliness"], "wish": "Tanzen \U0001f483 und \\ud83d"}).encode()
    code, lines, errors = batch("-", typed=typed)
    assert (code, errors) == (0, "")
    assert lines[0]["suggestion"]["wish"] == "Tanzen \U0001f483 und \\ud83d"


def test_of_a_folder_only_files_are_read_and_a_name_too_long_is_a_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "one.yaml").write_text("{}", encoding="utf-8")
    code, lines, _ = batch(str(tmp_path), f"{'a' * 300}.yaml", f"{'a' * 300}.jsonl")
    assert code == 1
    assert ["suggestion" in line for line in lines] == [True, False, False]


def test_a_link_that_leads_nowhere_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "itself.yaml").symlink_to("itself.yaml")
    code, lines, _ = batch(str(tmp_path))
    assert code == 1
    assert [[problem["code"] for problem in line["problems"]] for line in lines] == [["missing-file"], ["unreadable"]]


def test_of_a_scenario_only_the_person_is_answered(tmp_path: Path) -> None:
    example = min(path.parent for path in (ROOT / "examples").glob("*/profile.yaml"))
    (tmp_path / "one").mkdir()
    for name in ("profile.yaml", "expect.yaml"):
        (tmp_path / "one" / name).write_bytes((example / name).read_bytes())
    (tmp_path / "expect.yaml").write_bytes((example / "profile.yaml").read_bytes())  # beside no person it is one itself
    found = [each.name for each in unread([tmp_path])]
    assert found == [str(tmp_path / "expect.yaml"), str(tmp_path / "one/profile.yaml")]


def test_a_folder_nobody_may_look_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return usual(path)

    (tmp_path / "closed").mkdir()
    (tmp_path / "open.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(os, "scandir", refuse)
    found = list(unread([tmp_path]))
    assert [(person.name.removeprefix(tmp_path.as_posix()), person.problems) for person in found] == [
        ("/open.yaml", ()),
        (
            "/closed",
            (
                Problem(
                    "unreadable",
                    "expected a folder that can be read, found: Permission denied",
                    hint="check who may read it",
                ),
            ),
        ),
    ]


def in_a_group_of_its_own(lines: Path) -> subprocess.Popen[bytes]:
    """Return two processes at work for many people, as soon as the first is answered."""
    lines.write_text('{"needs": ["money.debts"]}\n' * 5000)
    process = subprocess.Popen(
        [sys.executable, "-m", "cafematch.cli", "batch", str(lines), "--jobs", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_ctrl_c_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    process = in_a_group_of_its_own(tmp_path / "many.jsonl")
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (130, b"")


def test_no_worker_outlives_a_command_that_is_killed(tmp_path: Path) -> None:
    process = in_a_group_of_its_own(tmp_path / "many.jsonl")
    process.kill()
    process.communicate(timeout=60)  # waits until nobody holds the other ends of its pipes


def test_nobody_gets_no_line(tmp_path: Path) -> None:
    assert batch(str(tmp_path)) == batch("-") == (0, [], "")
