"""The interview as its user meets it: over a pipe, on a real terminal of 60 columns, left with Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import pytest

from cafematch import Suggestion, load_profile
from cafematch.reading.writing import said_in
from shipped import ROOT, neuwerder, profile_of

COMMAND = (sys.executable, "-m", "cafematch.cli", "ask")


def over_a_pipe(replies: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        input="".join(f"{reply}\n" for reply in replies),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_an_interview_from_nothing_takes_needs_from_free_words_and_writes_what_was_said(tmp_path: Path) -> None:
    replies = ["Ich kann die Miete nicht zahlen", "1", "3", "", "4", "4", "Deutsch A2, Arabisch", "fertig"]
    done = over_a_pipe(replies, "--output", str(tmp_path / "profile.yaml"))
    assert (done.returncode, done.stderr) == (0, f"Geschrieben: {tmp_path / 'profile.yaml'}\n")
    catalog = neuwerder().catalog
    profile = load_profile(tmp_path / "profile.yaml", catalog)
    assert said_in(profile.model_copy(update={"as_of": None}), catalog.vocabulary) == {
        "network": "neuwerder",
        "needs": [{"need": "housing.rent_arrears", "urgency": "days"}],
        "feelings": {"shame": 3},
        "constraints": {"languages": {"ar": "native", "de": "A2"}},
    }
    assert "So kann es losgehen" in done.stdout


def test_nothing_is_written_where_nobody_said_where(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--catalog", str(ROOT / "catalog"), "--rules", str(ROOT / "rules")],
        cwd=tmp_path,
        input="Schulden\n1\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_four_states_of_a_fact_end_up_where_a_profile_has_them(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text("needs: [language.local_vocational]\nconstraints: {languages: {de: A2}}\n", encoding="utf-8")
    output = tmp_path / "profile.yaml"
    done = over_a_pipe(["", "34", "-", "?", "nein"], str(needs), "--output", str(output))
    assert done.returncode == 0
    catalog = neuwerder().catalog
    said = said_in(load_profile(output, catalog), catalog.vocabulary)
    assert said["background"] == {"age": 34, "eligibility_certificate": False}
    assert said["declined"] == ["residence_basis"]
    assert said["dont_know"] == ["integration_course"]


def test_one_can_go_back_and_is_asked_again(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text("needs: [language.local_vocational]\nconstraints: {languages: {de: A2}}\n", encoding="utf-8")
    output = tmp_path / "profile.yaml"
    done = over_a_pipe(["", "17", "<", "34", "."], str(needs), "--output", str(output))
    assert done.stdout.count("1. Wie alt sind Sie?") == 2
    assert dict(load_profile(output, neuwerder().catalog).background) == {"age": 34}


def test_what_is_not_understood_is_asked_again_in_words(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text("needs: [language.local_vocational]\nconstraints: {languages: {de: A2}}\n", encoding="utf-8")
    done = over_a_pipe(["", "alt", "999", "34", "Hilfe"], str(needs))
    assert done.stdout.count("Bitte eine Zahl von 0 bis 120.") == 2
    assert done.stdout.count("genug gefragt") == 2


def test_a_crisis_ends_the_questions_and_its_card_is_shown_once() -> None:
    done = over_a_pipe(["ich möchte nicht mehr leben", "ja", "3", "1", "", ""])
    assert done.returncode == 0
    assert done.stdout.count("?") == 4  # the signs, what brings you here, the one question, and the card's own
    assert done.stdout.count("Krisendienst Neuwerder (Telefon und mobiles Team): +49 30 23125 551") == 1
    assert "So kann es losgehen" not in done.stdout


@pytest.mark.parametrize("replies", [[], [""], ["?"], ["-"], ["."], ["vielleicht"]])
def test_what_may_be_grave_is_not_lost_when_the_question_stays_open(replies: list[str]) -> None:
    done = over_a_pipe(["Ich will nicht mehr leben", *replies])
    assert done.returncode == 0
    assert "Denken Sie manchmal daran, nicht mehr leben zu wollen?" in done.stdout
    assert "Krisendienst Neuwerder" in done.stdout


def test_a_grave_matter_that_is_denied_is_none(tmp_path: Path) -> None:
    output = tmp_path / "profile.yaml"
    over_a_pipe(["Ich will nicht mehr leben", "nein", "."], "--output", str(output))
    assert (
        output.read_text(encoding="utf-8")
        == "network: neuwerder\nneeds:\n  - need: safety.suicidality\n    state: none\n"
    )


@pytest.mark.parametrize("replies", [["", "", ""], ["?", "", ""], ["Ich kann die Miete nicht zahlen", "<", "", "", ""]])
def test_nobody_who_names_nothing_is_asked_on_and_on(replies: list[str]) -> None:
    done = over_a_pipe(replies)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Setzen Sie sich erst einmal in Ruhe mit uns zusammen." in done.stdout


def test_going_back_in_the_opening_is_one_step_and_loses_nothing_said_before(tmp_path: Path) -> None:
    output = tmp_path / "profile.yaml"
    replies = ["Mietschulden", "1", "3", "Schulden beim Inkasso", "<", "nein", "<", "", "<", "."]
    done = over_a_pipe(replies, "--output", str(output))
    assert "needs:\n  - need: housing.rent_arrears\n    urgency: days\n" in output.read_text(encoding="utf-8")
    assert done.stdout.count("Was führt Sie heute zu uns?") == 1
    assert over_a_pipe(["<", "."]).stdout.count("Davor war nichts.") == 1


def test_a_skipped_question_is_not_called_settled() -> None:
    example = "examples/newly-arrived-family/profile.yaml"
    settled = "Mehr müssen wir nicht fragen."
    assert settled in over_a_pipe(["", ""], example).stdout
    skipped = over_a_pipe(["", *[""] * 9], "examples/a-claim-and-afraid-of-the-letter-home/profile.yaml").stdout
    assert ("Mehr fragen wir jetzt nicht." in skipped) is ("1. " in skipped.split("So kann es losgehen", maxsplit=1)[0])


def test_lines_that_end_early_end_the_questions_and_leave_an_answer() -> None:
    done = over_a_pipe([])
    assert done.returncode == 0
    assert "Immer für Sie da" in done.stdout


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_the_interview_speaks_the_language_of_the_reader(language: str) -> None:
    hello = {"de": "Guten Tag.", "en": "Hello.", "fr": "Bonjour."}[language]
    done = over_a_pipe([], "--lang", language)
    assert done.stdout.startswith(hello)


def test_a_place_nobody_can_write_to_is_told_before_the_first_question(tmp_path: Path) -> None:
    done = over_a_pipe([], "--output", str(tmp_path / "nowhere" / "profile.yaml"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "[not-written]" in done.stderr


ON_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
)
"""Takes the terminal it stands on as its own, as a shell has it, and becomes the command."""


class Terminal:
    """A process on a pseudo-terminal of 60 columns."""

    def __init__(self, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", ON_A_TERMINAL, *COMMAND, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "TERM": "xterm", "COLUMNS": "60"},
            start_new_session=True,
        )
        os.close(theirs)
        self.shown, self.read_up_to = "", 0

    def until(self, words: str) -> None:
        """Read until some words are shown after those that were waited for before."""
        while (found := self.plain().find(words, self.read_up_to)) < 0:
            assert self.read(), self.plain()
        self.read_up_to = found + len(words)

    def read(self) -> bool:
        """Read what is shown; return whether the terminal is still in use."""
        ready, _, _ = select.select([self.ours], [], [], 120)
        assert ready, f"nothing more was shown for two minutes after:\n{self.plain()}"
        try:
            part = os.read(self.ours, 65536)
        except OSError:  # how a terminal ends whose process has ended
            part = b""
        self.shown += part.decode("utf-8", "replace")
        return bool(part)

    def plain(self) -> str:
        """Return what was shown, without control codes."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.shown).replace("\r", "")

    def type(self, line: str) -> None:
        """Type a line where one is waited for."""
        self.until("\n> ")
        os.write(self.ours, line.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        os.write(self.ours, b"\x03")

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self.read():
            pass
        os.close(self.ours)
        return self.process.wait(30)


def test_on_a_terminal_of_60_columns_no_line_is_longer(tmp_path: Path) -> None:
    output = tmp_path / "profile.yaml"
    terminal = Terminal("--output", str(output), "--lang", "de")
    for words, reply in (
        ("Was führt Sie", "Ich will Berufsdeutsch lernen"),
        ("Habe ich das richtig", "1"),
        ("Wie eilig", "2"),
        ("noch etwas", ""),
        ("Wie geht es Ihnen", ""),
        ("Welche Sprachen", "Deutsch A2"),
        ("1. Wie alt", "34"),
        ("2. Mit welchem Papier", "."),
    ):
        terminal.until(words)
        terminal.type(f"{reply}\n")
    assert terminal.end() == 0
    assert output.exists()
    *lines, written = terminal.plain().splitlines()
    assert written == f"Geschrieben: {output}"  # the name of a file is one word
    assert max(map(len, lines)) <= 60


def test_ctrl_c_leaves_and_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "profile.yaml"
    terminal = Terminal("--output", str(output))
    terminal.type("Schulden\n")
    terminal.until("\n> ")
    terminal.interrupt()
    assert terminal.end() == 130
    assert "Nichts wurde geschrieben" in terminal.plain()
    assert "Traceback" not in terminal.plain()
    assert not output.exists()


ONLY_A_WISH = "needs: [language.local_vocational]\n"


@pytest.mark.parametrize(
    ("replies", "full"),
    [
        (
            ["A2", "34", "Erlaubnis wegen der Familie", "nichts davon", "nein", "?", "?"],
            "background: {age: 34, residence_basis: permit_family, integration_course: none, eligibility_certificate: false}",
        ),
        (
            ["B1", "34", "?", "ja", "?", "?"],
            "background: {age: 34, eligibility_certificate: true}",
        ),
    ],
)
def test_answering_gives_the_suggestion_of_the_full_profile(replies: list[str], full: str, tmp_path: Path) -> None:
    """With nothing but the wish for vocational German; the first question is the one that decides."""
    start, output, whole = tmp_path / "start.yaml", tmp_path / "asked.yaml", tmp_path / "full.yaml"
    start.write_text(ONLY_A_WISH, encoding="utf-8")
    whole.write_text(f"{ONLY_A_WISH}{full}\nconstraints: {{languages: {{de: {replies[0]}}}}}\n", encoding="utf-8")
    asked = over_a_pipe(["", "", *replies], str(start), "--output", str(output))
    assert "1. Wie gut sprechen und verstehen Sie Deutsch?" in asked.stdout
    assert "Mehr fragen wir jetzt nicht." in asked.stdout
    catalog = neuwerder().catalog
    written, told = (neuwerder().suggest(load_profile(file, catalog)) for file in (output, whole))
    assert [path.steps for path in written.paths] == [path.steps for path in told.paths]


@pytest.mark.parametrize("example", ["vocational-german-with-a2", "vocational-german-with-b1"])
def test_an_interview_about_a_full_profile_ends_with_its_paths(example: str) -> None:
    matcher, full = neuwerder(), profile_of(example)
    interview = matcher.interview(full.model_copy(update={"background": ()}))
    facts = said_in(full, matcher.catalog.vocabulary)["background"]
    while (question := interview.next_question()) is not None:
        fact = question.fact
        interview = interview.answer(fact, facts[fact]) if fact in facts else interview.not_known(fact)
    assert steps_of(matcher.suggest(interview.profile)) == steps_of(matcher.suggest(full))


def steps_of(suggestion: Suggestion) -> list[list[str]]:
    return [[step.service for step in path.steps] for path in suggestion.paths]
