"""L9. Private: no network access, no temporary file, no log of a profile; the answer holds only what it needs, and hides
what a rule hides.

What a process does is watched from inside by Python's audit hooks, which no library gets around.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from builders import CATALOG, ROOT, RULES
from cafematch import Catalog, Matcher, Suggestion
from cafematch.model.conditions import Condition, leaves
from cafematch.model.text import Text
from cafematch.rendering.json import to_json
from cafematch.rendering.text import print_suggestion
from laws.visits import NETWORKS, Visit, every_visit, shipped
from strategies import Situation

# What a process does while it answers.

SECRETS = tuple(f"secret-{name}" for name in ("case", "wish", "words", "label", "reason", "choice", "purpose", "trust"))
CASE, WISH, WORDS, LABEL, REASON, CHOICE, PURPOSE, TRUST = SECRETS

PERSON: dict[str, Any] = {
    "network": "neuwerder",
    "as_of": "2026-03-16T10:00",
    "case": CASE,
    "wish": WISH,
    "needs": [
        {"need": "housing.eviction_risk", "urgency": "now", "deadline": "2026-03-20", "in_own_words": WORDS},
        "money.debts",
        "social.loneliness",
    ],
    "feelings": {"overwhelm": 3},
    "competences": [{"label": LABEL, "area": "crafts_repair", "wants_to_use": True}],
    "background": {
        "age": 28,
        "residence_basis": "tolerated",
        "previous_contacts": [{"service": "x.jobcenter", "experience": "bad", "reason": REASON}],
        "existing_trust": [TRUST],
    },
    "choices": [{"service": "wc.kochen", "want": True, "because": CHOICE}],
    "consent": [{"recipient": "kl", "items": ["wish"], "purpose": PURPOSE}],
}

WATCHED = """
import os, sys
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
WATCHED = ("socket.", "os.", "shutil.", "tempfile.", "subprocess.", "pty.", "syslog.", "urllib.", "http.", "ftplib.",
           "smtplib.", "sqlite3.", "mmap.", "webbrowser.")
HARMLESS = ("os.listdir", "os.scandir", "os.putenv", "os.unsetenv", "os.walk", "os.fwalk", "os.add_dll_directory")
def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = isinstance(mode, str) and not set(mode).isdisjoint("wxa+") or isinstance(flags, int) and flags & WRITING
        if writes:
            os.write(log, f"write {path}\\n".encode())
    elif event.startswith(WATCHED) and event not in HARMLESS:
        os.write(log, f"{event} {' '.join(map(str, arguments))}\\n".encode())
sys.addaudithook(watch)
"""

COMMAND = """
sys.argv = ["cafematch", *sys.argv[2:]]
from cafematch.cli import run
run()
"""

LIBRARY = """
import cafematch
from cafematch.rendering.json import to_json
catalog = cafematch.load_catalog(sys.argv[2])
rules = cafematch.load_rules(sys.argv[3], catalog=catalog)
profile = cafematch.load_profile(sys.argv[4], catalog)
answer = cafematch.Matcher(catalog, rules).suggest(profile)
print(to_json(answer, catalog, "en"))
"""


class Watched:
    """A process with a home of its own, and what it did to the world."""

    def __init__(self, home: Path, script: str, *arguments: str) -> None:
        log = home / "log"
        log.unlink(missing_ok=True)
        source = str(Path(import_module("cafematch").__file__ or "").parents[1])
        places = {
            name: str(home / "user")
            for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "TMPDIR", "TEMP", "TMP")
        }
        environment = {**os.environ, **places, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
        environment |= {"XDG_CACHE_HOME": str(home / "user/cache")}
        (home / "user").mkdir(exist_ok=True)
        self.home = home
        self.done = subprocess.run(
            [sys.executable, "-c", WATCHED + script, str(log), *arguments],
            env=environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        self.deeds = log.read_text("utf-8").splitlines()

    def files(self) -> list[Path]:
        """Return the files that are in the home now."""
        return [path for path in (self.home / "user").rglob("*") if path.is_file()]


def written(folder: Path, person: dict[str, Any]) -> str:
    """Write a profile, and return where it is."""
    path = folder / "profile.yaml"
    path.write_text(json.dumps(person), "utf-8")
    return str(path)


WAYS = {
    "text": ["--scores"],
    "text in French": ["--lang", "fr"],
    "json": ["--format", "json"],
}


@pytest.mark.parametrize("way", WAYS)
def test_the_command_reads_and_prints_and_does_nothing_else(tmp_path: Path, way: str) -> None:
    done = Watched(tmp_path, COMMAND, "suggest", written(tmp_path, PERSON), "--no-cache", *WAYS[way])
    assert (done.done.returncode, done.done.stderr) == (0, "")
    assert WISH in done.done.stdout
    assert done.deeds == []
    assert done.files() == []


def test_the_command_writes_nothing_but_what_catalog_and_rules_say_into_the_users_cache(tmp_path: Path) -> None:
    profile = written(tmp_path, PERSON)
    first = Watched(tmp_path, COMMAND, "suggest", profile)
    assert first.done.returncode == 0
    assert first.deeds
    cache = tmp_path / "user/cache"
    assert [deed for deed in first.deeds if str(cache) not in deed] == []
    assert [path for path in first.files() if path.parent != cache / "cafematch"] == []
    assert {deed.partition(" ")[0] for deed in first.deeds} <= {"write", "os.mkdir", "os.rename", "os.remove"}
    kept = {path: path.read_text("utf-8") for path in first.files()}
    assert kept
    assert not [secret for secret in SECRETS for text in kept.values() if secret in text]
    again = Watched(tmp_path, COMMAND, "suggest", profile)
    assert (again.done.stdout, again.deeds) == (first.done.stdout, [])
    other = Watched(
        tmp_path, COMMAND, "suggest", written(tmp_path, {"network": "neuwerder", "needs": ["work.training"]})
    )
    assert other.deeds == []
    assert {path: path.read_text("utf-8") for path in other.files()} == kept


def test_what_is_kept_is_the_same_whoever_came(tmp_path: Path) -> None:
    kept = []
    for name, person in (("one", PERSON), ("other", {})):
        (tmp_path / name).mkdir()
        process = Watched(tmp_path / name, COMMAND, "suggest", written(tmp_path / name, person))
        kept.append(sorted(path.read_text("utf-8") for path in process.files()))
    assert kept[0] == kept[1]


def test_a_profile_with_a_mistake_is_told_of_and_kept_nowhere(tmp_path: Path) -> None:
    wrong = {**PERSON, "needs": ["housing.eviction_rsk"]}
    done = Watched(tmp_path, COMMAND, "suggest", written(tmp_path, wrong), "--no-cache")
    assert done.done.returncode == 1
    assert done.deeds == []


def test_the_library_reads_and_does_nothing_else(tmp_path: Path) -> None:
    done = Watched(tmp_path, LIBRARY, str(CATALOG), str(RULES), written(tmp_path, PERSON))
    assert done.done.returncode == 0, done.done.stderr
    assert WISH in done.done.stdout
    assert done.deeds == []


def test_what_is_watched_is_seen(tmp_path: Path) -> None:
    """The watch itself: a file written, a folder made, a program started, a name looked up."""
    script = """
open(sys.argv[2], "w").close(); os.mkdir(sys.argv[2] + "d")
import subprocess, socket, tempfile
subprocess.run([sys.executable, "-c", ""]); tempfile.mkstemp(); socket.socket().close()
"""
    deeds = " ".join(Watched(tmp_path, script, str(tmp_path / "file")).deeds)
    for deed in ("write ", "os.mkdir ", "subprocess.Popen ", "tempfile.mkstemp ", "socket.__new__ "):
        assert deed in deeds


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.NOTSET):
        visit = Visit(shipped("neuwerder"), PERSON)
        to_json(visit.answer, visit.catalog, "en")
        printed(visit.answer, visit.catalog)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


# What an answer holds.


def printed(answer: Suggestion, catalog: Catalog) -> str:
    """Return an answer as text, with all points."""
    file = io.StringIO()
    print_suggestion(answer, catalog, "en", Console(file=file, width=2_000), scores=True)
    return file.getvalue()


def forms(answer: Suggestion, catalog: Catalog) -> str:
    """Return an answer in every form it can take."""
    return to_json(answer, catalog, "en") + printed(answer, catalog)


def planted(person: Any, name: str = "") -> Any:
    """Return a profile with every free text replaced by a word that says where it stood."""
    if isinstance(person, dict):
        return {key: planted(value, key) for key, value in person.items()}
    if isinstance(person, list | tuple):
        return [planted(entry, name) for entry in person]
    return (
        f"secret-{name}"
        if name in ("case", "in_own_words", "label", "reason", "because", "wish", "purpose")
        else person
    )


@every_visit(60)
def test_no_word_of_the_profile_is_told_that_the_answer_does_not_need(visit: Visit) -> None:
    """The wish stands over the answer, what somebody can do in an offer; nothing else is repeated."""
    person = {"case": "x", "wish": "x", **visit.person}
    person["needs"] = [{"need": need} if isinstance(need, str) else need for need in visit.person.get("needs", ())]
    person["needs"] = [{**need, "in_own_words": "x"} for need in person["needs"]]
    person["consent"] = [
        {
            "recipient": visit.catalog.services[visit.catalog.network.entrance].id,
            "items": ["secret-item"],
            "purpose": "x",
        }
    ]
    told = forms(Visit(visit.matcher, planted(person)).answer, visit.catalog)
    for name in ("case", "in_own_words", "reason", "because", "purpose", "item"):
        assert f"secret-{name}" not in told, name
    assert "secret-wish" in told
    assert ("secret-label" in told) == bool(visit.answer.offers)


def marked(text: Text | None, name: str) -> Text | None:
    """Return a mark that stands for a text about a fact."""
    return Text.of(f"<{name}>") if text is not None else None


@cache
def with_marks(matcher: Matcher) -> Matcher:
    """Return a matcher whose vocabulary calls every fact, each of its values and all questions about it by a mark."""
    catalog = matcher.catalog
    facts = {
        name: fact.model_copy(
            update={
                **{part: marked(getattr(fact, part), name) for part in ("label", "ask", "why", "assumed")},
                "values": fact.values and {value: marked(label, name) for value, label in fact.values.items()},
            }
        )
        for name, fact in catalog.vocabulary.facts.items()
    }
    parts = {name: getattr(catalog, name) for name in Catalog.model_fields}
    parts["vocabulary"] = catalog.vocabulary.model_copy(update={"facts": facts})
    return Matcher(Catalog.model_construct(**parts), matcher.rules)


def named_facts(value: Any) -> Iterator[str]:
    """Yield the facts that an answer names: what is asked, assumed, hung on or unused."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key in ("fact", "field") and isinstance(entry, str):
                yield entry.rpartition(".")[2] if key == "field" else entry
            yield from named_facts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from named_facts(entry)


def reasons_about(matcher: Matcher, hidden: frozenset[str]) -> Iterator[Text]:
    """Yield the reasons that lines of the catalog give for asking about hidden facts."""
    conditions: list[Condition] = []
    for service in matcher.catalog.services.values():
        conditions += [service.requires, *(door.requires for door in service.doors)]
    for condition in conditions:
        for leaf in leaves(condition):
            if leaf.subject.asked_fact in hidden and leaf.note.because is not None:
                yield leaf.note.because


def check_hidden(visit: Visit) -> None:
    """Fail if an answer names a fact that a rule hides, by its name, its label, a value, or why it is asked for."""
    hidden = visit.judgement.hidden
    marked_visit = Visit(with_marks(visit.matcher), visit.person)
    answer = marked_visit.answer
    told = forms(answer, marked_visit.catalog)
    assert not hidden & set(named_facts(json.loads(to_json(answer, marked_visit.catalog, "en"))))
    for fact in sorted(hidden):
        assert f"<{fact}>" not in told, fact
    for reason in reasons_about(visit.matcher, hidden):
        assert reason.in_language("en") not in told


@every_visit(60)
def test_what_a_rule_hides_is_told_nowhere(visit: Visit) -> None:
    check_hidden(visit)


@every_visit(60)
def test_whatever_is_hidden_is_told_nowhere(visit: Visit) -> None:
    """Under a rule that hides everything anybody asks about."""
    facts = sorted(visit.asks_about & visit.catalog.vocabulary.facts.keys())
    check_hidden(visit.with_rules({"id": "hide-all", "kind": "privacy", "then": {"hide": facts}}))


HIDING = [rule.id for rule in shipped(NETWORKS[0]).rules.rules if getattr(rule.then, "hide", ())]


@pytest.mark.parametrize("residence", ["none", "tolerated", "asylum_pending"])
@pytest.mark.parametrize("need", ["work.training", "language.local_basic", "health.no_insurance", "work.job_search"])
def test_where_a_name_is_dangerous_residence_stays_out_of_the_answer(residence: str, need: str) -> None:
    assert HIDING
    needs = ["status.undocumented", {"need": need, "wanted_now": True}]
    visit = Visit(
        shipped(NETWORKS[0]), {"needs": needs, "background": {"residence_basis": residence, "months_in_country": 7}}
    )
    assert "residence_basis" in visit.judgement.hidden
    check_hidden(visit)


def test_a_hidden_fact_that_a_rule_derives_is_not_named() -> None:
    visit = Visit(
        shipped(NETWORKS[0]), {"needs": ["status.undocumented"], "background": {"residence_basis": "asylum_pending"}}
    )
    assert "refugee" in visit.judgement.hidden
    check_hidden(visit)


def test_a_hidden_fact_that_a_step_makes_true_is_not_named() -> None:
    situation = Situation(
        services=(
            {"id": "east.job", "addresses": ["work.job"], "requires": [{"letter": True}]},
            {"id": "west.letter", "outcomes": [{"letter": True}]},
        ),
        rules=({"id": "hide", "kind": "privacy", "then": {"hide": ["letter"]}},),
        person={"needs": ["work.job"], "letter": False},
    )
    check_hidden(Visit.of(situation))
