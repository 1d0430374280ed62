"""YAML as cafematch reads it: what text means, where it stands, and every way to refuse it. Both parsers agree.

The hostile files are yaml-test-suite and the big list of naughty strings; where they are not, their tests are skipped.
"""

import copy
import gc
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cafematch.errors import InvalidData, Location, Problem
from cafematch.quick import garbage_collection_paused
from cafematch.reading import parsing, yamlfile
from cafematch.reading.complaints import MAX_DEPTH
from cafematch.reading.source import Position, locate
from cafematch.reading.yamlfile import (
    MAX_ALIASED_VALUES,
    MAX_FILE_BYTES,
    MAX_NUMBER_LENGTH,
    MAX_PROBLEMS,
    Placed,
    YamlFile,
    parse_yaml,
    read_yaml,
)

HOSTILE = Path(__file__).parents[2].parent / "shared/data/hostile-input"
LIBYAML = parsing.Parser
MORSELS = (
    *(
        "a",
        "b",
        "key",
        ": ",
        ":",
        "- ",
        "-",
        "\n",
        "\n  ",
        "\n    ",
        " ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        '"',
        "'",
    ),
    *("#", " #", "|\n  ", ">\n  ", "&a ", "*a", "!!str ", "!x ", "? ", "?", "1", "01", "null", "%", "---\n", "...\n"),
    *("\\", "\\n", "\\ud800", "@", "<<: "),
)
"""What YAML texts are made of."""
needs_hostile_input = pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile input is not here")


@pytest.fixture(scope="module", params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run every test with libyaml's parser and with PyYAML's own."""
    name: str = request.param
    with pytest.MonkeyPatch.context() as patch:
        if name == "python":
            patch.setattr(parsing, "Parser", parsing.PythonParser)
        elif parsing.Parser is parsing.PythonParser:
            pytest.skip("PyYAML has no libyaml here")
        yield name


def read(text: str) -> Any:
    return parse_yaml(text.encode(), "f.yaml").value


def problems(text: str | bytes) -> tuple[Problem, ...]:
    """Return what is wrong with a text: nothing, if it can be read."""
    try:
        parse_yaml(text.encode() if isinstance(text, str) else text, "f.yaml")
    except InvalidData as error:
        return error.problems
    return ()


def told(text: str | bytes) -> str:
    """Return what is told of a text that is refused."""
    return "\n\n".join(map(str, problems(text)))


def is_safe(problem: Problem) -> bool:
    """Tell whether nothing of a problem reaches the terminal but characters that print."""
    return all(line.isprintable() for line in str(problem).split("\n"))


# What text means


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("text", "text"),
        ("'text'", "text"),
        ('"a\\tb\\u00e9\\x1b"', "a\tbé\x1b"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        (">-\n  one\n  line\n", "one line"),
        ("zwei\n  Zeilen", "zwei Zeilen"),
        ("a\tb", "a\tb"),
        ("", None),
        ("# only a comment", None),
        ("---", None),
        ("--- a\n...", "a"),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("0o17", 15),
        ("0xFf", 255),
        ("01123", "01123"),
        ("-01", "-01"),
        ("007.5", "007.5"),
        ("0b11", "0b11"),
        ("-0x1", "-0x1"),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("09:30", "09:30"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T09:30", "2026-03-02T09:30"),
        ("+49 40 1234", "+49 40 1234"),
        ("1.5", 1.5),
        ("-1.5e-3", -0.0015),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("0e0", 0.0),
        ("1.5.2", "1.5.2"),
        ("e3", "e3"),
        (".", "."),
        ("-", [None]),
        ("+", "+"),
        ("inf", "inf"),
        ("NaN", "NaN"),
        ("=", "="),
        ("<<", "<<"),
        ("1 year", "1 year"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ("|\n  12", "12"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!str", ""),
        ("!!int '12'", 12),
        ("!!float 1", 1.0),
        ("!!float 1.5", 1.5),
        ("!!bool true", True),
        ("!!null ''", None),
        ("!!seq [1]", [1]),
        ("!!map {a: 1}", {"a": 1}),
        ("&a 12", 12),
        ("[a, 1, [], {}]", ["a", 1, [], {}]),
        ("- a\n-\n- - b\n", ["a", None, ["b"]]),
        ("a: 1\nb:\n- c\nd:\n", {"a": 1, "b": ["c"], "d": None}),
        ("{a, b: }", {"a": None, "b": None}),
        ("{de: Wo?, en: 'Where?'}", {"de": "Wo?", "en": "Where?"}),
        ("url: https://example.org/a:b?c=d#e", {"url": "https://example.org/a:b?c=d#e"}),
        ("hours: Tu 09:00-12:00 # by phone", {"hours": "Tu 09:00-12:00"}),
        ('{\n\t"tabs": "in JSON"\n}', {"tabs": "in JSON"}),
        ("a:\tb\t\t# tabs between", {"a": "b"}),
        ("? a\n: b\n", {"a": "b"}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("a: 1\rb: 2", {"a": 1, "b": 2}),
        ("\ufeffa: 1", {"a": 1}),
        # keys are text, as written
        ("1: a\n01: b\ntrue: c\nno: d\n~: e\n'': f\n2026-03-02: g\n1.0: h", dict(zip(
            ["1", "01", "true", "no", "~", "", "2026-03-02", "1.0"], "abcdefgh", strict=True))),
        ("!!int 1: a\n!!str b: c\n! d: e", {"1": "a", "b": "c", "d": "e"}),
        # no merge keys
        ("a: &a {x: 1}\nb: {<<: *a, y: 2}", {"a": {"x": 1}, "b": {"<<": {"x": 1}, "y": 2}}),
        # aliases
        ("a: &x [1, {b: 2}]\nc: *x", {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}),
        ("- &x 1\n- *x\n- &x 2\n- *x", [1, 1, 2, 2]),
        ("&k a: *k", {"a": "a"}),
    ],
)  # fmt: skip
def test_text_means(text: str, value: object) -> None:
    found = read(text)
    assert found == value
    assert repr(found) == repr(value)  # 1 is neither 1.0 nor true


json_texts = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=["\ufeff", "\u2028", "\u2029", "\ufffe", "\uffff", *map(chr, range(0x7F, 0xA0))],
    ),
    max_size=40,
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**38), 10**38) | st.floats(allow_nan=False, allow_infinity=False)
    | json_texts,
    lambda values: st.lists(values, max_size=5) | st.dictionaries(json_texts, values, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(json_values, st.sampled_from([None, 0, 2, "\t"]))
@example({"": [-0.0, 1e300, 5e-324, 10**38]}, None)
def test_json_reads_as_what_it_says(value: Any, indent: int | str | None) -> None:
    assert json.dumps(read(json.dumps(value, ensure_ascii=False, indent=indent))) == json.dumps(value)


@given(st.text(max_size=60) | st.text("ab:-?#&*!|>'\"%@`{}[], \n\t\\<~0.", max_size=60))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    data = text.encode(errors="surrogatepass")
    lines = re.split("\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf").decode(errors="backslashreplace"))
    for problem in problems(data):
        assert problem.location is not None
        line = lines[problem.location.line - 1]
        assert problem.source_line == line
        assert problem.location.column - 1 <= len(line)
        assert problem.hint is not None
        assert is_safe(problem)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert all(map(is_safe, problems(data)))


@pytest.mark.skipif(LIBYAML is parsing.PythonParser, reason="PyYAML has no libyaml here")
@given(st.lists(st.sampled_from(MORSELS), max_size=14).map("".join))
def test_no_text_has_two_meanings(text: str) -> None:
    """What the parsers do not agree about, one of them refuses."""
    meanings = set()
    for parser in (LIBYAML, parsing.PythonParser):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parsing, "Parser", parser)
            if not problems(text):
                meanings.add(repr(read(text)))
    assert len(meanings) <= 1


# Where things stand


def test_each_mapping_knows_its_line() -> None:
    value = read("# one\nname: kl\nservices:\n  - id: a\n    doors: [{x: 1},\n      {x: 2}]\n  - {id: b}\nempty: {}\n")
    a, b = value["services"]
    assert value.line == 2
    assert (a.line, b.line) == (4, 7)
    assert [door.line for door in a["doors"]] == [5, 6]
    assert value["empty"].line == 8


def test_an_alias_repeats_the_value_with_the_line_it_stands_on_and_shares_nothing() -> None:
    value = read("a: &a {b: {c: [1]}}\nd: *a\n")
    assert value["d"] == value["a"]
    assert (value["d"].line, value["d"]["b"].line) == (1, 1)
    value["d"]["b"]["c"].append(2)
    assert value["a"] == {"b": {"c": [1]}}


def test_a_placed_mapping_is_a_plain_mapping_that_can_be_copied_and_pickled() -> None:
    placed = read("\na: {b: 1}")
    assert type(placed) is Placed
    twins: list[Any] = [copy.deepcopy(placed), pickle.loads(pickle.dumps(placed))]
    for twin in twins:
        assert (twin, twin.line, twin["a"].line) == ({"a": {"b": 1}}, 2, 2)
    assert not hasattr(placed, "__dict__")


PLACES = """\
# a file
organisation: kl
services:
  - id: kl.sozialrecht
    name: {de: "Beratung", en: Advice}
    does: |
      Prüft
      Bescheide.
    requires: [age, 日本,
      gender]
    roles:
    - guest
    -   - helper
  - &b
    id: kl.b
again: *b
nothing:
"""


@pytest.mark.parametrize(
    ("path", "of", "position"),
    [
        ([], "value", (2, 1, 12)),
        ([], "key", (2, 1, 12)),
        (["organisation"], "value", (2, 15, 2)),
        (["organisation"], "key", (2, 1, 12)),
        (["services"], "key", (3, 1, 8)),
        (["services"], "value", (4, 3, 1)),
        (["services", 0], "value", (4, 5, 2)),
        (["services", 0], "key", (4, 5, 2)),  # an item has no key
        (["services", 0, "id"], "value", (4, 9, 14)),
        (["services", 0, "name"], "value", (5, 11, 28)),
        (["services", 0, "name", "de"], "key", (5, 12, 2)),
        (["services", 0, "name", "de"], "value", (5, 16, 10)),
        (["services", 0, "name", "en"], "value", (5, 32, 6)),
        (["services", 0, "does"], "value", (6, 11, 1)),
        (["services", 0, "requires"], "value", (9, 15, 9)),
        (["services", 0, "requires", 1], "value", (9, 21, 2)),
        (["services", 0, "requires", 2], "value", (10, 7, 6)),
        (["services", 0, "roles"], "value", (12, 5, 1)),
        (["services", 0, "roles", 0], "value", (12, 7, 5)),
        (["services", 0, "roles", 1], "value", (13, 9, 1)),
        (["services", 0, "roles", 1, 0], "value", (13, 11, 6)),
        (["services", 1], "value", (14, 5, 1)),
        (["services", 1, "id"], "value", (15, 9, 4)),
        (["again"], "value", (16, 8, 2)),
        (["again", "id"], "value", (15, 9, 4)),
        (["nothing"], "value", (17, 9, 1)),
        # what is not there is shown where it is missing
        (["services", 0, "cost"], "value", (4, 5, 2)),
        (["services", 0, "cost"], "key", (4, 5, 2)),
        (["services", 0, "name", "fr", 3], "value", (5, 11, 28)),
        (["services", 0, "name", "fr", 3], "key", (5, 5, 4)),
        (["services", 7], "value", (4, 3, 1)),
        (["organisation", "id"], "value", (2, 15, 2)),
        (["servces"], "value", (2, 1, 12)),
    ],
)
def test_positions(path: list[str | int], of: Literal["key", "value"], position: tuple[int, int, int]) -> None:
    assert locate(PLACES, path, of=of) == position
    assert locate(PLACES.replace("\n", "\r\n").encode("utf-8-sig"), path, of=of) == position


@pytest.mark.parametrize("text", ["", "# nothing", "\n\n"])
def test_an_empty_text_has_its_beginning(text: str) -> None:
    assert locate(text, ["a", 0], of="value") == Position(1, 1, 1)


def test_a_file_tells_problems_of_its_values() -> None:
    file = parse_yaml(PLACES.encode(), "kl.yaml")
    assert (file.name, file.text) == ("kl.yaml", PLACES.encode())
    problem = file.problem(
        "unknown-fact", "there is no fact 'gender'", ["services", 0, "requires", 2], hint="did you mean 'age'?"
    )
    assert problem == Problem(
        "unknown-fact",
        "there is no fact 'gender'",
        Location("kl.yaml", 10, 7),
        "      gender]",
        6,
        "did you mean 'age'?",
        "error",
    )
    warning = file.problem("old", "not verified", ["services", 0, "id"], of="key", severity="warning")
    assert warning.severity == "warning"
    assert str(warning) == "kl.yaml:4:5: not verified [old]\n    - id: kl.sozialrecht\n      ^^"


def test_a_file_can_be_pickled_and_does_not_show_its_text() -> None:
    file = parse_yaml(b"a: 1", "f.yaml")
    file.problem("c", "m", ["a"])
    assert pickle.loads(pickle.dumps(file)) == file
    assert repr(file) == "YamlFile(value={'a': 1}, source=Source(name='f.yaml'))"


# Files


def test_a_file_is_read_and_called_by_its_path_or_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "kl.yaml"
    path.write_bytes("name: Café\n".encode())
    file = read_yaml(path)
    assert (file.name, file.value) == (path.as_posix(), {"name": "Café"})
    assert read_yaml(path, "catalog/kl.yaml").name == "catalog/kl.yaml"
    assert isinstance(file, YamlFile)


def test_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").touch()
    for path, hint in [
        (tmp_path / "netwrok.yaml", "\n  hint: did you mean 'network.yaml'?"),
        (tmp_path / "profile", ""),
        (tmp_path / "network.yaml/profile.yaml", ""),
        (tmp_path / "nowhere/profile.yaml", ""),
    ]:
        with pytest.raises(InvalidData) as caught:
            read_yaml(path, "f.yaml")
        assert str(caught.value) == f"f.yaml:1:1: expected a file, found nothing of this name [missing-file]{hint}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as caught:
        read_yaml(tmp_path, "catalog")
    assert str(caught.value) == (
        "catalog:1:1: expected a file, found a folder [not-a-file]\n  hint: name a file inside it"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", forbid)
        with pytest.raises(InvalidData) as caught:
            read_yaml(tmp_path / "f.yaml", "f.yaml")
    assert str(caught.value) == (
        "f.yaml:1:1: expected a file that can be read, found: Permission denied [unreadable]\n"
        "  hint: check who may read it"
    )
    with pytest.raises(InvalidData) as caught:
        read_yaml(Path("a\0b"), "f.yaml")
    assert [problem.code for problem in caught.value.problems] == ["unreadable"]


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILE_BYTES == 8 * 1024 * 1024
    monkeypatch.setattr(yamlfile, "MAX_FILE_BYTES", 100)
    path = tmp_path / "f.yaml"
    path.write_bytes(b"#" * 101)
    with pytest.raises(InvalidData) as caught:
        read_yaml(path, "f.yaml")
    assert str(caught.value) == (
        "f.yaml:1:1: expected a file of at most 100 bytes, found more [file-too-large]\n"
        "  hint: split it into several files"
    )
    path.write_bytes(b"#" * 100)
    assert read_yaml(path).value is None


# What is refused, and the words for it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # characters
        (
            b"a: b\nname: caf\xe9 au lait\n",
            "f.yaml:2:10: expected UTF-8, found the byte e9 [not-utf8]\n"
            "  name: caf\\xe9 au lait\n"
            "           ^^^^\n"
            "  hint: save the file as UTF-8",
        ),
        (
            "a: b\n".encode("utf-16"),
            "f.yaml:1:1: expected UTF-8, found the byte ff [not-utf8]\n"
            "  \\xff\\xfea\\x00:\\x00 \\x00b\\x00\n"
            "  ^^^^\n"
            "  hint: save the file as UTF-8",
        ),
        (
            "a: b\nc: \x1b[31m\x07\n",
            "f.yaml:2:4: expected printable text, found the hidden character \\x1b and 1 more [control-character]\n"
            "  c: \\x1b[31m\\x07\n"
            "     ^^^^\n"
            '  hint: delete it, or write "\\x1b" in double quotes',
        ),
        (
            "a: b\u2028c: d\n",
            "f.yaml:1:5: expected printable text, found the hidden character \\u2028 [control-character]\n"
            "  a: b\\u2028c: d\n"
            "      ^^^^^^\n"
            '  hint: delete it, or write "\\u2028" in double quotes',
        ),
        # several documents, directives
        (
            "a: 1\n---\nb: 2\n",
            "f.yaml:2:1: expected one document, found a second [several-documents]\n"
            "  ---\n"
            "  ^^^\n"
            "  hint: put it into a file of its own",
        ),
        (
            "# old\n%YAML 1.1\n---\na: no\n",
            "f.yaml:2:1: expected data, found a directive [yaml-syntax]\n"
            "  %YAML 1.1\n"
            "  ^^^^^^^^^\n"
            "  hint: delete the line, every file is read as YAML 1.2; or put text that begins with % in quotes",
        ),
        # keys
        (
            "id: a\nname: b\nid: c\nmore: {x: 1, x: 2}\nid: d\n",
            "f.yaml:3:1: expected each key once, found 'id' again; it first stands in line 1 [duplicate-key]\n"
            "  id: c\n"
            "  ^^\n"
            "  hint: delete or rename one of them; a new entry of a list begins with '- '\n"
            "\n"
            "f.yaml:4:14: expected each key once, found 'x' again; it first stands in line 4 [duplicate-key]\n"
            "  more: {x: 1, x: 2}\n"
            "               ^\n"
            "  hint: delete or rename one of them; a new entry of a list begins with '- '\n"
            "\n"
            "f.yaml:5:1: expected each key once, found 'id' again; it first stands in line 1 [duplicate-key]\n"
            "  id: d\n"
            "  ^^\n"
            "  hint: delete or rename one of them; a new entry of a list begins with '- '",
        ),
        (
            "title: {{ name }}\n",
            "f.yaml:1:9: expected text as the key, found a mapping [key-not-text]\n"
            "  title: {{ name }}\n"
            "          ^\n"
            "  hint: put text that begins with *, [ or { in quotes",
        ),
        (
            "a: &a b\n[c]: d\n? *a\n: e\n",
            "f.yaml:2:1: expected text as the key, found a list [key-not-text]\n"
            "  [c]: d\n"
            "  ^\n"
            "  hint: put text that begins with *, [ or { in quotes\n"
            "\n"
            "f.yaml:3:3: expected text as the key, found an alias [key-not-text]\n"
            "  ? *a\n"
            "    ^^\n"
            "  hint: put text that begins with *, [ or { in quotes",
        ),
        # numbers
        (
            "a: .inf\nb: -.INF\nc: .nan\nd: 1e999\n",
            "f.yaml:1:4: expected a finite number, found '.inf' [not-finite]\n"
            "  a: .inf\n"
            "     ^^^^\n"
            "  hint: put it in quotes if it is text\n"
            "\n"
            "f.yaml:2:4: expected a finite number, found '-.INF' [not-finite]\n"
            "  b: -.INF\n"
            "     ^^^^^\n"
            "  hint: put it in quotes if it is text\n"
            "\n"
            "f.yaml:3:4: expected a finite number, found '.nan' [not-finite]\n"
            "  c: .nan\n"
            "     ^^^^\n"
            "  hint: put it in quotes if it is text\n"
            "\n"
            "f.yaml:4:4: expected a finite number, found '1e999' [not-finite]\n"
            "  d: 1e999\n"
            "     ^^^^^\n"
            "  hint: put it in quotes if it is text",
        ),
        (
            "a: 12345678901234567890123456789012345678901\n",
            "f.yaml:1:4: expected a number of at most 40 characters, found 41 [number-too-long]\n"
            "  a: 12345678901234567890123456789012345678901\n"
            "     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "  hint: put it in quotes if it is text",
        ),
        # tags
        (
            "a: !secret x\nb: !!python/object:os.system [x]\nc: !!timestamp 2026-03-02\n!d e: f\n",
            "f.yaml:1:4: expected no tag, found '!secret' [yaml-tag]\n"
            "  a: !secret x\n"
            "     ^^^^^^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes\n"
            "\n"
            "f.yaml:2:4: expected no tag, found '!!python/object:os.system' [yaml-tag]\n"
            "  b: !!python/object:os.system [x]\n"
            "     ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes\n"
            "\n"
            "f.yaml:3:4: expected no tag, found '!!timestamp' [yaml-tag]\n"
            "  c: !!timestamp 2026-03-02\n"
            "     ^^^^^^^^^^^^^^^^^^^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes\n"
            "\n"
            "f.yaml:4:1: expected no tag, found '!d' [yaml-tag]\n"
            "  !d e: f\n"
            "  ^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes",
        ),
        (
            "a: !!int 1.5\n",
            "f.yaml:1:4: expected a value that fits its tag '!!int', found '1.5' [yaml-tag]\n"
            "  a: !!int 1.5\n"
            "     ^^^^^^^^^\n"
            "  hint: delete the tag",
        ),
        (
            "a: !e!foo x\n",
            "f.yaml:1:4: expected no tag, found '!e!foo' [yaml-tag]\n"
            "  a: !e!foo x\n"
            "     ^^^^^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes",
        ),
        # aliases
        (
            "a: *important\n",
            "f.yaml:1:4: expected the name of an anchor that stands above, found '*important' [unknown-alias]\n"
            "  a: *important\n"
            "     ^^^^^^^^^^\n"
            "  hint: put text that begins with * in quotes",
        ),
        (
            "a: &a [b, *a]\n",
            "f.yaml:1:11: expected a value, found '*a', which stands inside what it repeats [recursive-alias]\n"
            "  a: &a [b, *a]\n"
            "            ^^\n"
            "  hint: write the value out",
        ),
        (
            "a: **wichtig**\n",
            "f.yaml:1:4: expected a name after '*', found '**wichtig**' [yaml-syntax]\n"
            "  a: **wichtig**\n"
            "     ^^^^^^^^^^^\n"
            "  hint: put text that begins with * in quotes",
        ),
        (
            "a: & Söhne\n",
            "f.yaml:1:4: expected a name after '&', found '&' [yaml-syntax]\n"
            "  a: & Söhne\n"
            "     ^^^^^^^\n"
            "  hint: put text that begins with & in quotes",
        ),
        # tabs
        (
            "a:\n\tb: 1\n",
            "f.yaml:2:1: expected a space, found a tab [yaml-syntax]\n"
            "      b: 1\n"
            "  ^^^^\n"
            "  hint: indent with spaces; an editor can turn tabs into spaces",
        ),
        (
            "a: 1\n\tb: 1\n",
            "f.yaml:2:1: expected a space, found a tab [yaml-syntax]\n"
            "      b: 1\n"
            "  ^^^^\n"
            "  hint: indent with spaces; an editor can turn tabs into spaces",
        ),
        (
            "a:\n  -\t- b\n",
            "f.yaml:2:4: expected a space, found a tab [yaml-syntax]\n"
            "    -    - b\n"
            "     ^^^^\n"
            "  hint: indent with spaces; an editor can turn tabs into spaces",
        ),
        # colons
        (
            "name: Beratung: kostenlos\n",
            "f.yaml:1:15: expected one 'key: value', found a second ': ' [yaml-syntax]\n"
            "  name: Beratung: kostenlos\n"
            "                ^\n"
            "  hint: put text that contains ': ' in quotes",
        ),
        (
            "name: Beratung\n kind: x\n",
            "f.yaml:2:6: expected the text above to go on, found a key [yaml-syntax]\n"
            "   kind: x\n"
            "       ^\n"
            "  hint: indent the key like those beside it, or put the text above in quotes",
        ),
        (
            "name:Beratung\n\nkind: x\n",
            "f.yaml:1:6: expected a space after 'name:', found 'Beratung' [yaml-syntax]\n"
            "  name:Beratung\n"
            "       ^^^^^^^^\n"
            "  hint: write 'name: Beratung'",
        ),
        (
            "services:\n  - id: a\n    name:Beratung für alle\n",
            "f.yaml:3:10: expected a space after 'name:', found 'Beratung' [yaml-syntax]\n"
            "      name:Beratung für alle\n"
            "           ^^^^^^^^\n"
            "  hint: write 'name: Beratung'",
        ),
        (
            "name: a\nkind\nmore: b\n",
            "f.yaml:2:1: expected a key followed by ': ', found text without it [yaml-syntax]\n"
            "  kind\n"
            "  ^^^^\n"
            "  hint: write 'key: value', or indent the line if it continues the text above",
        ),
        (
            "{a:, b: c}\n",
            "f.yaml:1:3: expected a space after ':', found none [yaml-syntax]\n"
            "  {a:, b: c}\n"
            "    ^\n"
            "  hint: put a space after the ':', or put text that ends with ':' in quotes",
        ),
        # quotes
        (
            "a: 'it's'\n",
            "f.yaml:1:8: expected the end of the line, found 's' [yaml-syntax]\n"
            "  a: 'it's'\n"
            "         ^\n"
            "  hint: put the whole text in quotes; inside '…' an apostrophe is doubled: ''",
        ),
        (
            '- "a" and "b"\n',
            "f.yaml:1:7: expected the end of the line, found 'and' [yaml-syntax]\n"
            '  - "a" and "b"\n'
            "        ^^^\n"
            "  hint: put the whole text in quotes; inside '…' an apostrophe is doubled: ''",
        ),
        (
            'a: "open\nb: c\n',
            "f.yaml:1:4: expected a closing quote, found none [yaml-syntax]\n"
            '  a: "open\n'
            "     ^^^^^\n"
            "  hint: close the quote that opens here; inside '…' an apostrophe is doubled: ''",
        ),
        (
            "a: 'open\n---\nb: 'c'\n",
            "f.yaml:1:4: expected a closing quote, found none [yaml-syntax]\n"
            "  a: 'open\n"
            "     ^^^^^\n"
            "  hint: close the quote that opens here; inside '…' an apostrophe is doubled: ''",
        ),
        (
            'a: "C:\\Dokumente"\n',
            "f.yaml:1:7: expected an escape that YAML knows, found '\\D' [yaml-syntax]\n"
            '  a: "C:\\Dokumente"\n'
            "        ^\n"
            "  hint: write \\\\ for a backslash, or use single quotes",
        ),
        (
            'a: "\\xzz"\n',
            "f.yaml:1:7: expected more hexadecimal digits after the backslash, found 'zz' [yaml-syntax]\n"
            '  a: "\\xzz"\n'
            "        ^^\n"
            "  hint: write \\\\ for a backslash, or use single quotes",
        ),
        *(
            (
                f'a: "{escape}"\n',
                "f.yaml:1:4: expected escapes of Unicode characters, found one that is none [yaml-syntax]\n"
                f'  a: "{escape}"\n'
                f"     ^{'^' * len(escape)}^\n"
                "  hint: write the character itself instead of \\u and a number",
            )
            for escape in ("\\ud83d\\ude00", "\\U00110000", "\\UFFFFFFFF")
        ),
        # characters that begin no text
        *(
            (
                f"a: {char}home\n",
                f"f.yaml:1:4: expected a value, found '{char}' [yaml-syntax]\n"
                f"  a: {char}home\n"
                "     ^\n"
                f"  hint: put text that begins with '{char}' in quotes",
            )
            for char in "@`%"
        ),
        *(
            (
                f"a: {char} home\n",
                f"f.yaml:1:4: expected a value, found '{char}' [yaml-syntax]\n"
                f"  a: {char} home\n"
                "     ^\n"
                "  hint: delete it, or put text that begins with it in quotes",
            )
            for char in ",]}"
        ),
        (
            "a: ? b\n",
            "f.yaml:1:4: expected a value, found '?' [yaml-syntax]\n"
            "  a: ? b\n"
            "     ^\n"
            "  hint: put text that begins with ? in quotes",
        ),
        # lists and mappings
        (
            "a: - b\n",
            "f.yaml:1:4: expected a value, found a list on the line of its key [yaml-syntax]\n"
            "  a: - b\n"
            "     ^\n"
            "  hint: begin the list on a line of its own, or put text that begins with - in quotes",
        ),
        (
            "a: [b, c\nd: e\n",
            "f.yaml:2:2: expected ',' or ']' in the list that begins in line 1, found ':' [yaml-syntax]\n"
            "  d: e\n"
            "   ^\n"
            "  hint: close the list with ], or put a comma between its items",
        ),
        (
            "a: [b, c\n",
            "f.yaml:1:4: expected ',' or ']' in the list that begins in line 1, found the end of the file "
            "[yaml-syntax]\n"
            "  a: [b, c\n"
            "     ^^^^^\n"
            "  hint: close the list with ], or put a comma between its items",
        ),
        (
            "a: {b: 1 c: 2}\n",
            "f.yaml:1:11: expected ',' or '}' in the mapping that begins in line 1, found a second ': ' [yaml-syntax]\n"
            "  a: {b: 1 c: 2}\n"
            "            ^\n"
            "  hint: put text that contains ': ' in quotes, or put a comma between two entries",
        ),
        (
            "a: {b: 1\nc: 2\n",
            "f.yaml:2:2: expected ',' or '}' in the mapping that begins in line 1, found ':' [yaml-syntax]\n"
            "  c: 2\n"
            "   ^\n"
            "  hint: close the mapping with }, or put a comma between its entries",
        ),
        (
            "a:\n  -b: 1\n    c: 2\n",
            "f.yaml:2:3: expected a space after '-', found 'b:' [yaml-syntax]\n"
            "    -b: 1\n"
            "    ^\n"
            "  hint: write '- b: 1'",
        ),
        (
            "a: [b, , c]\n",
            "f.yaml:1:8: expected a value, found ',' [yaml-syntax]\n"
            "  a: [b, , c]\n"
            "         ^\n"
            "  hint: close the brackets, or delete what is too much, or put it in quotes",
        ),
        (
            "services:\n  - id: a\n   name: b\n",
            "f.yaml:3:4: expected the next '-' of the list that begins in line 2, found 'name' [yaml-syntax]\n"
            "     name: b\n"
            "     ^^^^\n"
            "  hint: check the indentation of this line, and the quotes and brackets above it",
        ),
        (
            "a: 1\n- b\n",
            "f.yaml:2:1: expected the next key of the mapping that begins in line 1, found '-' [yaml-syntax]\n"
            "  - b\n"
            "  ^\n"
            "  hint: check the indentation of this line, and the quotes and brackets above it",
        ),
        (
            "  a: 1\n b: 2\n",
            "f.yaml:2:2: expected the end of the file, found 'b' [yaml-syntax]\n"
            "   b: 2\n"
            "   ^\n"
            "  hint: check the indentation of this line, and the quotes and brackets above it",
        ),
        (
            "a: |text\n  more\n",
            "f.yaml:1:5: expected the end of the line after '|' or '>', found 'text' [yaml-syntax]\n"
            "  a: |text\n"
            "      ^^^^\n"
            "  hint: begin the text on the next line, or put text that begins with | or > in quotes",
        ),
        # all that is wrong is told, up to where the text is no YAML any more
        (
            "a: !x 1\na: .nan\nb: *c\nd: [\n",
            "f.yaml:1:4: expected no tag, found '!x' [yaml-tag]\n"
            "  a: !x 1\n"
            "     ^^^^\n"
            "  hint: delete it, or put text that begins with ! in quotes\n"
            "\n"
            "f.yaml:2:1: expected each key once, found 'a' again; it first stands in line 1 [duplicate-key]\n"
            "  a: .nan\n"
            "  ^\n"
            "  hint: delete or rename one of them; a new entry of a list begins with '- '\n"
            "\n"
            "f.yaml:2:4: expected a finite number, found '.nan' [not-finite]\n"
            "  a: .nan\n"
            "     ^^^^\n"
            "  hint: put it in quotes if it is text\n"
            "\n"
            "f.yaml:3:4: expected the name of an anchor that stands above, found '*c' [unknown-alias]\n"
            "  b: *c\n"
            "     ^^\n"
            "  hint: put text that begins with * in quotes\n"
            "\n"
            "f.yaml:4:5: expected a value, found the end of the file [yaml-syntax]\n"
            "  d: [\n"
            "      ^\n"
            "  hint: close the brackets, or delete what is too much, or put it in quotes",
        ),
    ],
    ids=lambda part: repr(part)[:30],
)
def test_what_is_refused_is_told(text: str | bytes, expected: str) -> None:
    assert told(text) == expected


# Limits


@pytest.mark.parametrize(
    "nested",
    [
        lambda depth: "[" * depth + "]" * depth,
        lambda depth: "{a: " * depth + "}" * depth,
        lambda depth: "- " * depth + "a",
        lambda depth: "".join("  " * level + "a:\n" for level in range(depth)),
        lambda depth: f"- &a {'[' * (depth - 2)}{']' * (depth - 2)}\n- [*a]",
    ],
    ids=["lists in brackets", "mappings in brackets", "lists", "mappings", "an alias"],
)
def test_nesting_has_a_limit(nested: Any) -> None:
    read(nested(MAX_DEPTH))
    message = f"expected at most {MAX_DEPTH} mappings and lists inside each other, found more [too-deep]"
    assert message in told(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("opening", ["[", "{a: ", "[{", "- ", "? ", "&a [", "!!seq ["])
def test_bottomless_nesting_is_refused_without_harm(opening: str) -> None:
    assert "[too-deep]" in told(opening * 200_000)


def test_the_depth_of_nested_lists_is_told() -> None:
    assert told("a:\n " + "[" * 200) == (
        "f.yaml:2:101: expected at most 100 mappings and lists inside each other, found more [too-deep]\n"
        "  …" + "[" * 100 + "…\n" + " " * 53 + "^\n"
        "  hint: check the brackets and the indentation"
    )


def test_aliases_have_a_limit() -> None:
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert told(laughs) == (
        "f.yaml:4:36: expected at most 10000 values repeated by aliases, found more [too-many-aliases]\n"
        "  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
        "                                     ^^\n"
        "  hint: write the values out"
    )
    assert len(read("- &a x\n" + "- *a\n" * MAX_ALIASED_VALUES)) == MAX_ALIASED_VALUES + 1
    assert "[too-many-aliases]" in told("- &a x\n" + "- *a\n" * (MAX_ALIASED_VALUES + 1))


def test_numbers_have_a_limit() -> None:
    assert read("9" * MAX_NUMBER_LENGTH) == int("9" * MAX_NUMBER_LENGTH)
    for number in ("9" * 100_000, "0x" + "f" * 100_000, "0." + "1" * 100_000, "-1e" + "9" * 100_000):
        assert "[number-too-long]" in told(number)
    assert read("'" + "9" * 100_000 + "'") == "9" * 100_000


def test_a_thousand_problems_are_enough() -> None:
    assert len(problems("a: 1\n" * (MAX_PROBLEMS + 100))) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\r\n" * 20_000 + "a: 1",
        "\r\n" * 20_000 + "a: 1",
        "#\r" * 20_000 + "a: 1",
        " " * 100_000 + "a: 1",
        "a: " + "- " * 20_000,
        "a:" + '"' * 50_001,
        "a: b" + " \n" * 20_000 + "c:d\ne: f",
    ],
)
def test_long_monotonous_files_take_no_longer_than_others(text: str) -> None:
    assert len(problems(text)) <= 1


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collection_is_as_before(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with garbage_collection_paused():
            read("a: 1")
            assert not gc.isenabled()
        told("[")
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_without_libyaml_the_parser_is_pyyamls_own() -> None:
    program = (
        "import sys; sys.modules['yaml._yaml'] = None; from cafematch.reading import parsing, yamlfile;"
        "assert parsing.Parser is parsing.PythonParser; print(yamlfile.parse_yaml(b'a: 1', 'f').value)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "{'a': 1}\n"


# Hostile files


def suite(*, fail: bool) -> Iterator[tuple[str, str, str | None]]:
    """Yield name, text and expected JSON of the cases of yaml-test-suite that must be refused, or read."""
    visible_characters = {"␣": " ", "↵": "", "∎\n": "", "∎": "", "←": "\r", "⇔": "\ufeff"}
    for path in sorted((HOSTILE / "yaml-test-suite").glob("*.yaml")):
        cases: Any = read_yaml(path).value
        for number, case in enumerate(cases):
            if case.get("fail", False) is fail:
                text = re.sub("—*»", "\t", case["yaml"])
                for shown, meant in visible_characters.items():
                    text = text.replace(shown, meant)
                yield f"{path.stem}/{number}", text, case.get("json")


WRONGLY_READ = {
    "libyaml": "9C9N/0 9JBA/0 CVW2/0 DK95/1 G5U8/0 QB6E/0 S98Z/0 SU5Z/0 X4QW/0 Y79Y/3 YJV2/0",
    "python": "9C9N/0 9JBA/0 CVW2/0 DK95/1 G5U8/0 QB6E/0 S98Z/0 SU5Z/0 Y79Y/3 YJV2/0",
}
"""What the parsers take for YAML although it is none: missing indentation in brackets and quotes, missing spaces."""

READ_DIFFERENTLY = "652Z/0 HM87/1 L24T/1 Y2GN/0"
"""What both parsers read otherwise than YAML 1.2 says: a ? that begins a key, a : in an anchor, a last line's end."""


@needs_hostile_input
def test_what_is_no_yaml_is_refused_with_a_place(parser: str) -> None:
    cases = list(suite(fail=True))
    wrongly_read = []
    for name, text, _ in cases:
        found = problems(text)
        if not found:
            wrongly_read.append(name)
        lines = re.split("\r\n|\r|\n", text)
        for problem in found:
            assert problem.location is not None
            assert problem.source_line == lines[problem.location.line - 1]
            assert problem.code in ("yaml-syntax", "yaml-tag", "several-documents", "key-not-text")
    assert len(cases) == 94
    assert " ".join(wrongly_read) == WRONGLY_READ[parser]


@needs_hostile_input
def test_what_is_yaml_reads_as_its_json_or_is_refused() -> None:
    cases = [(name, text, json.loads(value)) for name, text, value in suite(fail=False) if value and not problems(text)]
    assert len(cases) >= 190
    assert " ".join(name for name, text, value in cases if read(text) != value) == READ_DIFFERENTLY


@needs_hostile_input
def test_naughty_strings_are_read_as_text_or_refused_without_harm() -> None:
    strings: list[str] = json.loads((HOSTILE / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) == 485
    hidden = []
    for string in strings:
        escaped = "".join(f"\\U{ord(char):08x}" for char in string)
        assert read(f'a: "{escaped}"') == {"a": string}

        quoted = json.dumps({string: [string]}, ensure_ascii=False)
        if [problem.code for problem in problems(quoted)] == ["control-character"]:
            hidden.append(string)
        else:
            assert read(quoted) == {string: [string]}

        for text in (string, f"{string}: x", f"- {string}", f"a: {string}\nb:{string}", f"[{string}", f'"{string}'):
            assert all(map(is_safe, problems(text)))
    assert hidden == ["(ﾉಥ益ಥ）ﾉ\ufeff ┻━┻", "\ufeff", "\u2029test\u2029"]
