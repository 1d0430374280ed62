"""Keys come back to their fixed order, and everything else in a file stays as it is, byte for byte."""

from __future__ import annotations

import random
import re
from textwrap import dedent
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch import InvalidData
from cafematch.model.catalog import Organisation, Service
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule
from cafematch.reading import outline, parsing
from cafematch.reading.ordering import document_of, in_order, misplaced
from cafematch.reading.yamlfile import YamlFile, parse_yaml
from cafematch.upkeep.scenarios.expectations import Expectation
from rearranged import Part, Rearranged, rearranged
from shipped import EXAMPLES, ROOT

FOLDERS: tuple[Literal["catalog", "rules"], ...] = ("catalog", "rules")
SHIPPED = [
    (folder, path.relative_to(ROOT / folder).as_posix())
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


def read(text: str | bytes) -> YamlFile:
    return parse_yaml(text if isinstance(text, bytes) else text.encode(), "file")


def ordered(text: str) -> str:
    """Return a file of a `Part` in order."""
    return in_order(read(text), Part).text.decode()


# Laws, of files drawn at random.


@given(rearranged())
def test_a_file_in_order_is_as_if_it_had_been_written_so(drawn: Rearranged) -> None:
    assert in_order(read(drawn.left), Part).text == drawn.in_order


@given(rearranged())
def test_it_says_the_same(drawn: Rearranged) -> None:
    file = read(drawn.left)
    assert in_order(file, Part).value == file.value


@given(rearranged())
def test_nothing_is_left_out_of_order(drawn: Rearranged) -> None:
    assert not [*misplaced(in_order(read(drawn.left), Part).value, Part)]


@given(rearranged())
def test_a_file_in_order_is_returned_itself(drawn: Rearranged) -> None:
    file = read(drawn.in_order)
    assert in_order(file, Part) is file


@given(rearranged())
def test_the_slow_parser_shows_the_same_places(drawn: Rearranged) -> None:
    fast = outline.outline(read(drawn.left).source.text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "Parser", parsing.PythonParser)
        assert outline.outline(read(drawn.left).source.text) == fast


LINES = (
    "id: *a",
    "id: &a x",
    "from: &a y",
    "from: *a",
    "from: *b",
    "name: *a",
    "name: &b z",
    "inside: {id: &a v, name: &b w}",
)


@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=4, unique_by=lambda line: line.partition(":")[0]))
def test_with_aliases_all_is_moved_or_nothing(lines: list[str]) -> None:
    """With one mapping, what can be moved is seen by trying: its lines in order say the same, or they stay."""
    try:
        file = read("\n".join(lines) + "\n")
    except InvalidData:  # an alias without an anchor above it
        return
    keys = [*Part.model_fields]
    lines_in_order = sorted(lines, key=lambda line: keys.index(line.partition(":")[0].replace("from", "from_")))
    try:
        wanted = read("\n".join(lines_in_order) + "\n")
    except InvalidData:
        wanted = file
    expected = wanted if wanted.value == file.value else file
    assert in_order(file, Part).text == expected.text


# The shipped files.


@pytest.mark.parametrize(("folder", "name"), SHIPPED)
def test_shipped_files_are_in_order(folder: Literal["catalog", "rules"], name: str) -> None:
    file = read((ROOT / folder / name).read_bytes())
    assert not [*misplaced(file.value, document_of(folder, name))]


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize(("name", "document"), [("profile", Profile), ("expect", Expectation)])
def test_examples_are_in_order(example: str, name: str, document: type) -> None:
    file = read((ROOT / "examples" / example / f"{name}.yaml").read_bytes())
    assert not [*misplaced(file.value, document)]


def shuffled(text: str, beginning: str, dice: random.Random) -> str:
    """Return the entries of a mapping without comments in another order; its keys stand behind `beginning`."""
    blocks = re.split(rf"^(?={beginning}[a-z_]+:)", text, flags=re.MULTILINE)
    assert blocks[0] == ""
    return "".join(dice.sample(blocks[1:], len(blocks) - 1))


ORGANISATIONS = [name for folder, name in SHIPPED if "/organisations/" in name]
RULES = [name for folder, name in SHIPPED if folder == "rules" and "/" in name]


@given(st.sampled_from(ORGANISATIONS), st.randoms(use_true_random=False))
def test_shuffled_organisations_come_back(name: str, dice: random.Random) -> None:
    text = (ROOT / "catalog" / name).read_text("utf-8")
    above, *services = re.split(r"^  - (?=id: )", text, flags=re.MULTILINE)
    assert len(services) > 0
    others = ("    " + service for service in services)
    left = "".join("  - " + shuffled(service, "    ", dice)[4:] for service in others)
    left = shuffled(above + left, "", dice)
    assert in_order(read(left), Organisation).text.decode() == text


@given(st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_shuffled_rules_come_back(name: str, dice: random.Random) -> None:
    text = (ROOT / "rules" / name).read_text("utf-8")
    assert in_order(read(shuffled(text, "", dice)), Rule).text.decode() == text


# One by one.

MOVED = {
    "comments go with the key below them": (
        """\
        # about the file

        # about the name
        # and more about it
        name: n  # behind the name

        # about the id
        id: i
        """,
        """\
        # about the file

        # about the id
        id: i

        # about the name
        # and more about it
        name: n  # behind the name
        """,
    ),
    "comments at the end stay there": (
        """\
        name: n
        id: i

        # at the end
        """,
        """\
        id: i
        name: n

        # at the end
        """,
    ),
    "comments that are indented go with what is above them": (
        """\
        parts:
          - id: p
          # - id: q
        id: i
        """,
        """\
        id: i
        parts:
          - id: p
          # - id: q
        """,
    ),
    "what stood above a key stands above its dash": (
        """\
        parts:
          # about the part
          - name: n

            # about the id
            id: i
        """,
        """\
        parts:
          # about the part
          # about the id
          - id: i

            name: n
        """,
    ),
    "brackets on one line": ("parts: [{name: n , id: i}]\n", "parts: [{id: i , name: n}]\n"),
    "brackets on several lines": (
        """\
        inside: {
          name: n, from: "f, g",
          id: i }
        """,
        """\
        inside: {
          id: i, from: "f, g",
          name: n }
        """,
    ),
    "brackets with comments": (
        """\
        inside: {
          # about the name
          name: n,  # behind the name
          # about the id
          id: i  # behind the id
        }
        """,
        """\
        inside: {
          # about the id
          id: i,  # behind the id
          # about the name
          name: n  # behind the name
        }
        """,
    ),
    "brackets with comments and a comma at the end": (
        """\
        inside: {
          name: n,  # behind the name
          id: i ,
        }
        """,
        """\
        inside: {
          id: i ,
          name: n,  # behind the name
        }
        """,
    ),
    "inner and outer": (
        """\
        name: n
        inside:
          parts: [{name: m, id: j}]
          id: k
        id: i
        """,
        """\
        id: i
        inside:
          id: k
          parts: [{id: j, name: m}]
        name: n
        """,
    ),
    "mappings of words keep the order of their writer": (
        "words: {b: {name: n, id: i}, a: {}}\n",
        "words: {b: {id: i, name: n}, a: {}}\n",
    ),
    "no line end at the end of the file": ("name: n\nid: i", "id: i\nname: n\n"),
    "no line end at the end, and the last stays the last": ("from: f\nid: i\nname: n", "id: i\nfrom: f\nname: n"),
    "line ends of another system": ("name: n\r\nid: i", "id: i\r\nname: n\r\n"),
    "the mark of byte order": ("\ufeffname: n\nid: i\n", "\ufeffid: i\nname: n\n"),
    "beginning and end of the document": ("---\nname: n\nid: i\n...\n", "---\nid: i\nname: n\n...\n"),
    "anchors stay above their aliases": (
        "name: &a n\nid: i\nfrom: &b f\nwords: {w: {id: *b}}\ninside: {from: *b}\n",
        "id: i\nfrom: &b f\nwords: {w: {id: *b}}\ninside: {from: *b}\nname: &a n\n",
    ),
    "a key with an anchor": ("name: n\n&a id: i\n", "&a id: i\nname: n\n"),
    "text that keeps its empty lines": ("name: n\nid: |+\n  i\n\n", "id: |+\n  i\n\nname: n\n"),
    "tabs where they may be": ("name:\tn\t# behind\nid:\ti\n", "id:\ti\nname:\tn\t# behind\n"),
}
"""What a file says, and what it says in order."""

STAYS = {
    "an alias that would stand above its anchor": "name: &a n\nid: *a\n",
    "an alias that would mean something else": "id: &a i\nname: &a n\nfrom: *a\n",
    "keys that are marked": "? name\n: n\n? id\n: i\n",
    "two on a line, and a comment": "inside: {name: n, # behind\n  id: i}\n",
    "a comma at the beginning of a line": "inside: {\n  name: n  # behind\n  , id: i\n}\n",
    "a key that nobody knows": "name: n\nid: i\nwho: me\n",
    "a key that merges": "name: n\nid: i\n<<: {from: f}\n",
    "the end of a text that ends with the file": "name: n\nid: |\n  i",
    "nothing": "",
    "a comment only": "# nothing\n",
    "no mapping": "- name: n\n  id: i\n",
}
"""Files that stay as they are."""


@pytest.mark.parametrize(("before", "after"), MOVED.values(), ids=MOVED)
def test_what_moves(before: str, after: str) -> None:
    assert ordered(dedent(before)) == dedent(after)


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_what_stays(text: str) -> None:
    file = read(text)
    assert in_order(file, Part) is file


def test_what_stays_does_not_keep_others() -> None:
    """A mapping that cannot be moved is left alone; those inside it, beside it and around it are put in order."""
    before = "name: n\ninside: {name: &a n, id: *a, parts: [{name: n, id: i}]}\nid: i\n"
    assert ordered(before) == "id: i\ninside: {name: &a n, id: *a, parts: [{id: i, name: n}]}\nname: n\n"


# The order itself.

ORDERS = {
    "a condition begins with its test": (
        Service,
        {"requires": [{"because": "b", "age": {"at_most": 3, "at_least": 2}}]},
        [(("requires", 0), ("age", "because"))],
    ),
    "conditions inside conditions": (
        Service,
        {"requires": [{"any": [{"not": {"valid_from": "d", "source": {"url": "u", "title": "t"}, "x": 1}}]}]},
        [
            (("requires", 0, "any", 0, "not"), ("x", "source", "valid_from")),
            (("requires", 0, "any", 0, "not", "source"), ("title", "url")),
        ],
    ),
    "what a condition tests is the writer's": (
        Service,
        {"requires": [{"previous_contacts": {"some": {"source": {"url": "u", "title": "t"}, "result": "r"}}}]},
        [],
    ),
    "an outcome begins with its fact": (
        Service,
        {"outcomes": [{"after": "1 week", "cv": True}]},
        [(("outcomes", 0), ("cv", "after"))],
    ),
    "what follows from a rule has the order of its kind": (
        Rule,
        {"kind": "safeguard", "then": {"stop": True, "show": [{"text": "t", "rank": 1}]}},
        [(("then",), ("show", "stop")), (("then", "show", 0), ("rank", "text"))],
    ),
    "of a kind nobody knows nothing follows": (Rule, {"kind": "x", "then": {"stop": True, "show": []}}, []),
    "facts that follow are the writer's": (Rule, {"kind": "derive", "then": {"fact": {"b": 1, "a": 2}}}, []),
    "the profile of an example is a profile": (
        Rule,
        {"examples": [{"name": "n", "profile": {"background": {"b": 1, "age": 2}, "needs": []}, "expect": "no"}]},
        [(("examples", 0, "profile"), ("needs", "background"))],
    ),
    "with a key that nobody knows there is no order": (Service, {"name": "n", "id": "a.b", "nmae": "n"}, []),
    "languages are the writer's": (Service, {"name": {"fr": "f", "de": "d"}}, []),
    "nothing but what is said": (Service, {"id": "a.b", "doors": [{"hours": "24/7", "place": {}}]}, [
        (("doors", 0), ("place", "hours")),
    ]),
}  # fmt: skip
"""A document, a value, and which of its mappings are not in order, with their order."""


@pytest.mark.parametrize(("document", "value", "expected"), ORDERS.values(), ids=ORDERS)
def test_orders(document: type, value: Any, expected: list[tuple[object, tuple[str, ...]]]) -> None:
    assert [(each.path, each.order) for each in misplaced(value, document)] == expected


def test_every_file_of_the_shipped_folders_has_its_document() -> None:
    """The one that has no order has one key."""
    without = [name for folder, name in SHIPPED if document_of(folder, name) is None]
    assert without == ["catalog.yaml"]


def test_the_first_key_that_is_missed_is_named() -> None:
    value: Any = {"from": "f", "parts": [], "words": {}, "name": "n"}
    (each,) = misplaced(value, Part)
    assert each.first == ("words", "parts")
