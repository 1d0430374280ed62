"""Broken data, a folder each, with everything that is told about it: dropping a folder into tests/broken makes a test.

How such a folder looks is said in tests/broken/README.md. That nothing a file may hold ends in another exception is
tried at the end with the shipped files, damaged at random.
"""

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cafematch import Matcher, Profile
from cafematch.errors import InvalidData, Problem
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.reading import shelf
from cafematch.reading.loading import load_catalog, load_profile, load_rules, read_profile
from cafematch.reading.supposing import suppose
from cafematch.reading.writing import check_place
from cafematch.reading.yamlfile import MAX_FILE_BYTES, parse_yaml
from cafematch.upkeep.checks.problem_codes import PROBLEMS
from laid_over import lay_over, lines_of

ROOT = Path(__file__).parents[1]
BROKEN = Path(__file__).parent / "broken"
SEVERAL = "several-problems"
"""The one folder that is no code: what goes wrong in several ways at once."""

CASES = sorted(path for path in BROKEN.glob("*/*") if path.is_dir())
CODES = {path.name for path in BROKEN.iterdir() if path.is_dir()} - {SEVERAL}


@cache
def catalog() -> Catalog:
    """Return the shipped catalog; no fixture, since hypothesis would spell it out."""
    return load_catalog(ROOT / "catalog")


@cache
def rules() -> RuleSet:
    """Return the shipped rules."""
    return load_rules(ROOT / "rules", catalog=catalog())


# What cannot lie in a folder under version control is made here.


def _too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("profile.yaml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))


def _nobody_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Path.open

    def refuse(path: Path, *args: Any, **named: Any) -> Any:
        if path.name == "profile.yaml":
            raise PermissionError(13, "Permission denied")
        return usual(path, *args, **named)

    monkeypatch.setattr(Path, "open", refuse)


def _nobody_may_look_into(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "safeguard":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return usual(path)

    monkeypatch.setattr(os, "scandir", refuse)


def _linked(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("rules/threshold").rename("elsewhere")
    Path("rules/threshold").symlink_to("../elsewhere")


def _few_files_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_FILES", 3)


MADE: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "file-too-large/profile": _too_large,
    "too-many-files/organisations": _few_files_allowed,
    "unreadable/folder": _nobody_may_look_into,
    "unreadable/linked-folder": _linked,
    "unreadable/profile": _nobody_may_read,
}


# The folders.


def told_of(case: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Problem, ...]:
    """Return all problems of a case, in a folder of its own. What it does not touch of the shipped files is not copied."""
    make = MADE.get(f"{case.parent.name}/{case.name}")
    copied = lay_over(case, always=("catalog", "rules") if make else ())
    if make:
        make(monkeypatch)
    try:
        loaded = load_catalog("catalog") if "catalog" in copied else catalog()
    except InvalidData as error:
        return error.problems
    return tuple(_told_with(loaded))


def _told_with(loaded: Catalog) -> Iterator[Problem]:
    if Path("rules").exists():
        try:
            load_rules("rules", catalog=loaded)
        except InvalidData as error:
            yield from error.problems
    if Path("profile.yaml").exists():
        try:
            load_profile("profile.yaml", loaded)
        except InvalidData as error:
            yield from error.problems
    try:
        suppose(Profile(), lines_of(Path("what-if.txt")), loaded)
    except InvalidData as error:
        yield from error.problems
    for place in lines_of(Path("write-to.txt")):
        try:
            check_place(Path(place))
        except InvalidData as error:
            yield from error.problems


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}/{case.name}") for case in CASES])
def test_broken(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problems = told_of(case, monkeypatch)
    told = str(InvalidData(problems)) + "\n" if problems else "nothing\n"
    expected = case / "expected.txt"
    if "REWRITE_EXPECTED" in os.environ:
        monkeypatch.undo()
        expected.write_text(told, encoding="utf-8")
    assert told == (expected.read_text(encoding="utf-8") if expected.exists() else "there is no expected.txt")
    if case.parent.name != SEVERAL:
        assert {problem.code for problem in problems} == {case.parent.name}
    assert all(line.isprintable() for line in told.split("\n"))


ABOUT_GIT = frozenset(("no-git", "no-repository", "unknown-revision"))
"""The codes of what no file can be to blame for: `tests/cli/test_diff.py` has their texts."""


def test_every_code_of_the_source_has_its_folder() -> None:
    sources = [*(ROOT / "src/cafematch/model").glob("*.py"), *(ROOT / "src/cafematch/reading").glob("*.py")]
    texts = re.findall(r'"([a-z]+(?:-[a-z0-9]+)+|unreadable)"', "".join(map(_text, sources)))
    assert set(texts) == CODES | ABOUT_GIT


def test_every_code_has_its_row_in_the_table_and_is_listed_by_check() -> None:
    rows = [line for line in _text(BROKEN / "README.md").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{code}` | {wrong} | {mend} |" for code, (wrong, mend) in PROBLEMS.items()]
    assert list(PROBLEMS) == sorted(CODES | ABOUT_GIT)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# What needs no file of its own.


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}", "needs: []\nbackground: {}\n"])
def test_an_empty_profile_is_answered(text: str) -> None:
    profile = load_profile(parse_yaml(text.encode(), "profile.yaml"), catalog())
    assert Matcher(catalog(), rules()).suggest(profile).network == "neuwerder"


def test_a_network_that_was_asked_for_and_is_not_there() -> None:
    with pytest.raises(InvalidData) as caught:
        load_catalog(ROOT / "catalog", "neuwerda")
    assert str(caught.value) == "there is no network 'neuwerda' [unknown-network]\n  hint: did you mean 'neuwerder'?"


def test_a_profile_that_another_tool_hands_over() -> None:
    with pytest.raises(InvalidData) as caught:
        read_profile({"needs": ["housing.eviction_rsk"], "wish": "\ud800"}, catalog())
    assert [problem.code for problem in caught.value.problems] == ["not-utf8"]


# Whatever a file holds: a good result, or problems with places, and never another exception.

SHIPPED = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("catalog", "rules") for path in (ROOT / folder).rglob("*.yaml")
)
PROFILE = """\
network: neuwerder
at: wc
as_of: 2026-03-11T09:30
needs:
  - {need: housing.eviction_risk, state: unmet, urgency: now, deadline: 2026-03-20, voiced_by: person, wanted_now: true}
  - {need: safety.suicidality, state: unknown, detail: {plan: false}}
  - housing.rent_arrears
wish: Dass wir nicht rausfliegen. Eins nach dem anderen.
feelings: {overwhelm: 4, shame: 3, hope: 1}
readiness: {work.training: {importance: 2, confidence: 1}}
competences:
  - {label: Flohmarkt organisiert, area: organising_leading, acquired: informal, level5: {skills: 4}}
background:
  age: 28
  children: [1, 4]
  residence_basis: german
  previous_contacts: [{service: x.jobcenter, experience: bad, result: sent_on}]
constraints:
  languages: {de: native, ar: {speaking: B2, reading: A1}}
  availability: Mo-Fr 09:00-13:00
  channels: [phone, in_person]
  cost_limit: 3.50
choices: [{service: wc.kochen, want: true, by: person, because: Da kenne ich jemanden.}]
declined: [income_basis]
dont_know: [health_insurance]
consent: [{recipient: kl, items: [phone], until: 2026-06-30}]
"""
STRANGE: list[Any] = json.loads(r"""[
  null, true, 0, -1, 3.5, 1e30, "", "x", "yes", "none", "any", "de", "T1", "wc", "age", "need", "\u001b[2J", "\u202e",
  "2026-03-01", "0001-01-01T00:00", "9999 years", "1 week", "Mo 09:00-10:00", "Montag", [], {}, [[]],
  {"de": "x"}, {"from": "age"}, {"from": "pets"}, {"at_least": 3}, {"some": {"is": 3}}, {"between": [{"from": "age"}, 3]}
]""")
"""Values that stand somewhere in good files, or nowhere."""
SEEDS = st.integers(0, 2**32)
SNIPPETS: list[str] = [*":-#&*!|>%@`'\"[]{},?x\t\x1b\u2028é", "  ", "- ", ": ", "\n"]


def damaged(text: str, chance: random.Random) -> str:
    """Return a file's text with one thing damaged: its end, a line, a character, or a value."""
    match chance.randrange(6):
        case 0:
            return text[: chance.randrange(len(text))]
        case 1:
            lines = text.split("\n")
            line = lines.pop(chance.randrange(len(lines)))
            lines[chance.randrange(len(lines)) : 0] = chance.choice([[], [line], [" " + line]])
            return "\n".join(lines)
        case 2:
            place = chance.randrange(len(text))
            return f"{text[:place]}{chance.choice(SNIPPETS)}{text[place + chance.randrange(2) :]}"
        case _:
            value = json.loads(json.dumps(parse_yaml(text.encode(), "text").value))
            _damage(value, chance)
            return json.dumps(value, ensure_ascii=False, indent=1)


def _damage(value: Any, chance: random.Random) -> None:
    """Delete, replace, double, rename or wrap one part of a value."""
    parts = list(_parts(value))
    inside, step = chance.choice(parts)
    other, key = chance.choice(parts)
    match chance.randrange(5):
        case 0:
            del inside[step]
        case 1:
            inside[step] = chance.choice(STRANGE)
        case 2:
            inside[step] = json.loads(json.dumps(other[key]))
        case 3 if isinstance(inside, dict):
            inside[str(key)] = inside.pop(step)
        case 3:
            inside.append(inside[step])
        case _:
            inside[step] = chance.choice([[inside[step]], {str(key): inside[step]}])


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield everything inside a value, as what holds it and where."""
    steps = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in steps:
        yield value, step
        yield from _parts(value[step])


def ends_well(load: Callable[[], object]) -> None:
    """Load; where that is refused, every problem is told once, in people's words, with its place and line."""
    problems: tuple[Problem, ...] = ()
    try:
        load()
    except InvalidData as error:
        problems = error.problems
    assert len(set(problems)) == len(problems)
    for problem in problems:
        told = str(problem)
        assert problem.location is not None
        assert problem.source_line is not None
        assert all(line.isprintable() for line in told.split("\n"))
        assert not re.search(r"pydantic|Input should|Field required|Value error|<class|another value", told)


@settings(max_examples=200, deadline=None, database=None)
@given(SEEDS)
def test_a_damaged_profile_is_read_or_refused(seed: int) -> None:
    text = damaged(PROFILE, random.Random(seed))
    ends_well(lambda: load_profile(parse_yaml(text.encode(), "profile.yaml"), catalog()))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the shipped catalog and rules."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SHIPPED), min_size=1, max_size=3, unique=True), SEEDS)
def test_damaged_files_are_read_or_refused(copy: Path, names: list[str], seed: int) -> None:
    chance = random.Random(seed)
    for name in names:
        (copy / name).write_text(damaged(_text(ROOT / name), chance), encoding="utf-8")
    try:
        if any(name.startswith("catalog") for name in names):
            ends_well(lambda: load_catalog(copy / "catalog"))
        if any(name.startswith("rules") for name in names):
            ends_well(lambda: load_rules(copy / "rules", catalog=catalog()))
    finally:
        for name in names:
            shutil.copyfile(ROOT / name, copy / name)
