"""Findings: what people are told of many, how GitHub's annotations are escaped, and that no file steers what reads them."""

from __future__ import annotations

import json
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch.errors import Location, Problem, Severity
from cafematch.rendering.findings import MOST_OF_A_CODE, Code, list_to_json, list_to_text, to_github, to_json, to_text

ANNOTATIONS = [
    (Problem("a", "plain"), "::error title=a::plain"),
    (Problem("a", "plain", severity="warning"), "::warning title=a::plain"),
    (Problem("a", "50 % more: a, b"), "::error title=a::50 %25 more: a, b"),
    (Problem("a", "%0A is text"), "::error title=a::%250A is text"),
    (Problem("a", "one\ntwo\rthree"), r"::error title=a::one\ntwo\rthree"),
    (Problem("a", "this", hint="that"), "::error title=a::this%0Ahint: that"),
    (Problem("a", "this", Location("c.yaml", 2, 3)), "::error file=c.yaml,line=2,col=3,title=a::this"),
    (Problem("a", "x", Location("a,b:c%.yaml", 1, 1)), "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=a::x"),
    (Problem("a", "x", Location("a\n::b", 1, 1)), r"::error file=a\n%3A%3Ab,line=1,col=1,title=a::x"),
    (Problem("a", "\x1b[31m\u202e"), r"::error title=a::\x1b[31m\u202e"),
]


@pytest.mark.parametrize(("problem", "told"), ANNOTATIONS)
def test_annotations(problem: Problem, told: str) -> None:
    assert to_github([problem]) == told + "\n"


def found_in(files: list[str], code: str = "a", severity: Severity = "warning") -> list[Problem]:
    """Return a finding for each file, a line after the other."""
    return [Problem(code, "x", Location(file, line, 1), severity=severity) for line, file in enumerate(files, 1)]


TOLD = [
    ([], ""),
    (found_in(["b"] * 2), "b:1:1: x [a]\n\nb:2:1: x [a]\n\n"),
    (found_in(["b"] * 5), "".join(f"b:{line}:1: x [a]\n\n" for line in range(1, 6))),
    (
        [*found_in(["c"], code="z"), *found_in(["b"] * 12)],
        "".join(f"b:{line}:1: x [a]\n\n" for line in range(1, 6))
        + "c:1:1: x [z]\n\n… and 7 more [a] in b; --all tells each\n\n",
    ),
    (
        found_in(["b", "b", "b", "b", "b", "d\n", "e", "f", "f"]),
        "".join(f"b:{line}:1: x [a]\n\n" for line in range(1, 6))
        + "… and 4 more [a] in d\\n, e, f; --all tells each\n\n",
    ),
    (
        found_in(["b", "b", "b", "b", "b", "d", "e", "f", "g"]),
        "".join(f"b:{line}:1: x [a]\n\n" for line in range(1, 6)) + "… and 4 more [a] in 4 files; --all tells each\n\n",
    ),
    (
        [Problem("a", str(number), severity="warning") for number in range(6)],
        "".join(f"{number} [a]\n\n" for number in range(5)) + "… and 1 more [a]; --all tells each\n\n",
    ),
]


@pytest.mark.parametrize(("found", "told"), TOLD)
def test_people_are_told_some_of_each_code_and_how_many_more_there_are(found: list[Problem], told: str) -> None:
    assert to_text(found[::-1]) == told
    assert to_text(found, every=True) == "".join(
        f"{problem}\n\n" for problem in sorted(found, key=lambda problem: problem.sort_key)
    )


def test_problems_are_told_each() -> None:
    found = found_in(["b"] * 3 * MOST_OF_A_CODE, severity="error")
    assert to_text(found) == "".join(f"{problem}\n\n" for problem in found)


problems = st.builds(
    Problem,
    st.just("some-code"),
    st.text(),
    st.none() | st.builds(Location, st.text(), st.integers(1, 99), st.integers(1, 99)),
    hint=st.none() | st.text(),
    severity=st.sampled_from(["error", "warning"]),
)


@given(st.lists(problems))
def test_each_problem_is_one_line_and_one_command(found: list[Problem]) -> None:
    lines = to_github(found).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(found)
    assert all(line.isprintable() for line in lines)
    for problem, line in zip(found, lines, strict=True):
        command, _, rest = line.removeprefix("::").partition(" ")
        properties, _, _ = rest.partition("::")
        assert command == problem.severity
        names = [entry.partition("=")[0] for entry in properties.split(",")]
        assert names == (["file", "line", "col"] if problem.location else []) + ["title"]


@given(st.lists(problems))
def test_json_counts_what_it_holds_and_steers_no_terminal(found: list[Problem]) -> None:
    text = to_json(found, None, None)
    assert {category(character) for character in text.replace("\n", "")}.isdisjoint(("Cc", "Cs", "Zl", "Zp"))
    told: dict[str, Any] = json.loads(text)
    assert told["errors"] + told["warnings"] == len(told["findings"]) == len(found)
    assert told["errors"] == sum(problem.severity == "error" for problem in found)


def test_codes_are_listed() -> None:
    codes = [
        Code("long-wait", "warning", "A service\n    should not be full."),
        Code("bad-id", "error", "An id.", "use a"),
    ]
    assert list_to_text(codes) == (
        "long-wait (warning)\n  A service should not be full.\n\nbad-id (error)\n  An id.\n  What helps: use a.\n"
    )
    assert json.loads(list_to_json(codes)) == [
        {"code": "long-wait", "severity": "warning", "rule": "A service should not be full.", "mend": None},
        {"code": "bad-id", "severity": "error", "rule": "An id.", "mend": "use a"},
    ]
