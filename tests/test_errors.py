"""How problems are told: exact texts, safe whatever a file holds, with the caret under the right characters."""

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch.errors import (
    EXCERPT_WIDTH,
    MAX_MESSAGE,
    MAX_QUOTED,
    InvalidData,
    Location,
    Problem,
    quoted,
    visible,
)

NAUGHTY = Path(__file__).parents[2] / "shared/data/hostile-input/blns.json"

HERE = Location("catalog/kl.yaml", 3, 5)


def told(source_line: str, column: int, length: int = 1) -> list[str]:
    """Return the source line and the carets as shown."""
    problem = Problem("code", "message", Location("f", 1, column), source_line, length)
    return str(problem).split("\n")[1:]


def test_problem_is_told_with_place_code_line_caret_and_hint() -> None:
    problem = Problem(
        "unknown-key",
        "expected a key of a service, found 'has_adress'",
        Location("catalog/neuwerder/organisations/kl.yaml", 12, 5),
        "    has_adress: true",
        len("has_adress"),
        "did you mean 'has_address'?",
    )
    assert str(problem) == (
        "catalog/neuwerder/organisations/kl.yaml:12:5: expected a key of a service, found 'has_adress' [unknown-key]\n"
        "      has_adress: true\n"
        "      ^^^^^^^^^^\n"
        "  hint: did you mean 'has_address'?"
    )


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("no-home", "no network"), "no network [no-home]"),
        (Problem("no-home", "no network", hint="name one"), "no network [no-home]\n  hint: name one"),
        (Problem("no-home", "no network", source_line="x"), "no network [no-home]"),
        (Problem("missing", "no file", HERE), "catalog/kl.yaml:3:5: no file [missing]"),
        (Problem("stale", "old", HERE, severity="warning"), "catalog/kl.yaml:3:5: old [stale]"),
    ],
)
def test_parts_that_are_not_known_are_left_out(problem: Problem, text: str) -> None:
    assert str(problem) == text


@pytest.mark.parametrize(
    ("source_line", "column", "length", "shown", "carets"),
    [
        ("name: x", 7, 1, "  name: x", "        ^"),
        ("name: x", 1, 4, "  name: x", "  ^^^^"),
        ("name: x", 1, 99, "  name: x", "  ^^^^^^^"),
        ("name: x", 8, 1, "  name: x", "         ^"),  # behind the end: something is missing there
        ("name: x", 99, 1, "  name: x", "         ^"),
        ("", 1, 1, "  ", "  ^"),
        ("name:   ", 6, 1, "  name:", "       ^"),
        ("a:\tb", 4, 1, "  a:    b", "        ^"),  # a tab takes four columns
        ("\tb", 1, 1, "      b", "  ^^^^"),
        ("日本: x", 5, 1, "  日本: x", "        ^"),  # wide characters take two
        ("日本: x", 1, 2, "  日本: x", "  ^^^^"),
        ("e\u0301: x", 5, 1, "  e\u0301: x", "     ^"),  # combining marks take none
        ("🚪: x", 4, 1, "  🚪: x", "      ^"),
        ("\x1b[2J: x", 7, 1, "  \\x1b[2J: x", "           ^"),  # an escape takes its length
    ],
)
def test_caret_stands_under_its_characters(source_line: str, column: int, length: int, shown: str, carets: str) -> None:
    assert told(source_line, column, length) == [shown, carets]


def test_long_lines_are_cut_around_the_caret() -> None:
    line = "a" * 1_000 + "b" + "c" * 1_000
    assert told(line, 1_001) == ["  …" + "a" * 50 + "b" + "c" * 49 + "…", " " * 53 + "^"]
    assert told(line, 1) == ["  " + "a" * 100 + "…", "  ^"]
    assert told(line, 2_001) == ["  …" + "c" * 99 + "c", " " * 102 + "^"]
    assert told(line, 1_001, length=1_001) == ["  …" + "a" * 50 + "b" + "c" * 49 + "…", " " * 53 + "^" * 50]
    assert told("x" * 100, 90) == ["  " + "x" * 100, " " * 91 + "^"]


@given(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=400), st.integers(1, 500), st.integers(0, 500))
def test_excerpt_fits_and_carets_stay_under_it(line: str, column: int, length: int) -> None:
    shown, carets = told(line, column, length)
    assert shown.isprintable()
    assert len(carets) <= 2 + 1 + EXCERPT_WIDTH + 1
    assert carets.strip() == "^" * carets.count("^") != ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Suppenküche Ärztin œuvre 日本 🚪", "Suppenküche Ärztin œuvre 日本 🚪"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("a\nb\r\tc\x00", "a\\nb\\r\\tc\\x00"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\ufeffc\xa0d\xad", "a\\u200bb\\ufeffc\\xa0d\\xad"),
        ("\u2028\u2029\x85\x9b", "\\u2028\\u2029\\x85\\x9b"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_does_not_print_is_shown_as_its_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_words_of_a_file_are_quoted_and_cut() -> None:
    assert quoted("kl\x1b") == "'kl\\x1b'"
    assert quoted("x" * MAX_QUOTED) == "'" + "x" * MAX_QUOTED + "'"
    assert quoted("x" * (MAX_QUOTED + 1)) == "'" + "x" * MAX_QUOTED + "…'"


def test_endless_messages_are_cut() -> None:
    assert str(Problem("c", "x" * 10_000)) == "x" * MAX_MESSAGE + "… [c]"
    assert str(Problem("c", "m", hint="x" * 10_000)) == "m [c]\n  hint: " + "x" * MAX_MESSAGE + "…"


def naughty_strings() -> Iterator[str]:
    if NAUGHTY.exists():
        yield from json.loads(NAUGHTY.read_text(encoding="utf-8"))


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the hostile strings are not here")
def test_naughty_strings_are_harmless_wherever_they_stand() -> None:
    strings = list(naughty_strings())
    assert len(strings) == 485
    for text in strings:
        line = text.replace("\n", " ")
        problem = Problem(f"code{text}", f"found {text}", Location(f"{text}.yaml", 1, 3), line, 2, f"not {text}")
        lines = str(problem).split("\n")
        assert len(lines) == 4
        assert all(line.isprintable() for line in lines)


def test_locations_sort_by_file_line_column() -> None:
    places = [Location("b", 1, 1), Location("a", 10, 1), Location("a", 9, 2), Location("a", 9, 1)]
    assert [str(place) for place in sorted(places)] == ["a:9:1", "a:9:2", "a:10:1", "b:1:1"]


def test_invalid_data_tells_every_problem_in_order() -> None:
    b = Problem("b", "second", Location("a", 1, 1))
    a = Problem("a", "first", Location("a", 1, 1))
    nowhere = Problem("z", "before all")
    later = Problem("a", "last", Location("a", 2, 1))
    error = InvalidData([later, b, nowhere, a])
    assert error.problems == (nowhere, a, b, later)
    assert str(error) == "before all [z]\n\na:1:1: first [a]\n\na:1:1: second [b]\n\na:2:1: last [a]"


def test_order_of_problems_does_not_depend_on_the_order_they_are_found_in() -> None:
    problems = [Problem(code, message, HERE) for code in "ab" for message in "xy"]
    assert InvalidData(problems).problems == InvalidData(reversed(problems)).problems == tuple(problems)


def test_invalid_data_without_a_problem_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^InvalidData needs at least one problem$"):
        InvalidData([])


def test_invalid_data_survives_pickling() -> None:
    error = InvalidData([Problem("a", "first", HERE, "    x", 1, "hint")])
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.problems, str(copy)) == (error.problems, str(error))
