"""What is begun reads back as what was meant, whatever words it holds, and a service changes nothing but its own lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import raw_organisations, yaml
from cafematch import InvalidData
from cafematch.model.catalog import Organisation
from cafematch.model.rules import Safeguard
from cafematch.reading.placing import placed, replaced
from cafematch.reading.yamlfile import parse_yaml
from cafematch.upkeep.beginning.commented import commented, on_one_line
from cafematch.upkeep.beginning.service import kind_of, service_skeleton, with_service
from cafematch.upkeep.explained import Explained
from laws.drawn import every
from shipped import ROOT, neuwerder
from strategies import Situation

WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["yes", "no", "null", "01123", "1e3", "09:30", "2026-03-02", "a: b", "a #b", "- a", "[a", "{}", "", " a"]
    ),
)
VALUES = st.recursive(
    WORDS | st.integers() | st.booleans() | st.none(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_on_one_line_reads_back(value: Any) -> None:
    line = on_one_line(value)
    assert len(line.splitlines()) <= 1
    assert yaml(f"key: {line}") == {"key": value}
    assert yaml(f"[{on_one_line(value, inside=True)}]") == [value]


@given(st.dictionaries(st.sampled_from(["name", "mission", "phone", "organisation"]), WORDS, min_size=1))
def test_a_document_with_comments_says_what_it_would_say_without(said: dict[str, str]) -> None:
    assert yaml(commented(Organisation, said, Explained("de"), ["Oben #1"])) == said


@every(25)
def test_whole_organisations_read_back(situation: Situation) -> None:
    for organisation in raw_organisations(situation.services):
        assert yaml(commented(Organisation, organisation, Explained("fr"))) == organisation


def test_every_key_is_explained_once_and_long_text_is_folded() -> None:
    said = {
        "organisation": "kl",
        "name": "word " * 40 + "end",
        "services": [{"id": "kl.a", "name": "A"}, {"id": "kl.b", "name": "B"}],
    }
    assert commented(Organisation, said, Explained("en")) == (
        "# The id of the organisation, in small letters. The file is best called the same.\n"
        "organisation: kl\n"
        "# The name as people read it.\n"
        "name: >-\n"
        f"  {'word ' * 20}word\n"
        f"  {'word ' * 19}end\n"
        "# All services. Each begins with a dash (- id).\n"
        "services:\n"
        "  # The id of the service, with a dot after that of the organisation.\n"
        "  - id: kl.a\n"
        "    # The name as people read it.\n"
        "    name: A\n"
        "  - id: kl.b\n"
        "    name: B\n"
    )


# One more service in a file that people have written.

NEW = {"id": "kl.new", "name": "New"}

FILES = {
    "at the end": ("services:\n  - id: kl.a\n    name: A\n", "services:\n  - id: kl.a\n    name: A\n{new}"),
    "without a last line end": ("services:\n  - id: kl.a\n    name: A", "services:\n  - id: kl.a\n    name: A\n{new}"),
    "before other keys and their comments": (
        "services:\n  - id: kl.a  # first\n\n# The phone\nphone: '1'\n",
        "services:\n  - id: kl.a  # first\n{new}\n# The phone\nphone: '1'\n",
    ),
    "not indented": (
        "# x\nservices:\n- id: kl.a\n  name: A\n# end\n",
        "# x\nservices:\n- id: kl.a\n  name: A\n{flush}# end\n",
    ),
    "after a text that looks like a comment": (
        "services:\n  - id: kl.a\n    name: |\n      A\n      # B\n",
        "services:\n  - id: kl.a\n    name: |\n      A\n      # B\n{new}",
    ),
    "after services in braces": ("services:\n  - {id: kl.a}\n", "services:\n  - {id: kl.a}\n{new}"),
    "the first": ("services: []\nphone: '1'\n", "services:\n{new}phone: '1'\n"),
    "the first, with a comment": ("services: []  # none yet\n", "services:  # none yet\n{new}"),
}


def block(indent: int) -> str:
    margin = " " * indent
    return f"{margin}- id: kl.new\n{margin}  name: New\n"


def inserted(text: str) -> str:
    """Return a file with one more service, without what is explained."""
    file = parse_yaml(text.encode(), "kl.yaml")
    written = with_service(file, NEW, {}, Explained("en")).decode()
    return "".join(line for line in written.splitlines(keepends=True) if line.strip() not in EXPLAINED)


EXPLAINED = (
    "# The id of the service, with a dot after that of the organisation.",
    "# The name as people read it.",
)


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_service_is_put_behind_the_others(case: str, ends: str) -> None:
    before, after = FILES[case]
    expected = after.replace("{new}", block(2)).replace("{flush}", block(0))
    assert inserted(before.replace("\n", ends)) == expected.replace("\n", ends)


def test_services_in_brackets_are_left_to_their_writer() -> None:
    with pytest.raises(InvalidData) as refused:
        inserted("services: [{id: kl.a}]\n")
    assert str(refused.value) == (
        "kl.yaml:1:1: expected services one below the other, each beginning with '- ', found them in brackets [wrong-type]\n"
        "  services: [{id: kl.a}]\n"
        "  ^^^^^^^^\n"
        "  hint: write each service on lines of its own, then begin another"
    )


@pytest.mark.parametrize("file", sorted((ROOT / "catalog").glob("*/organisations/*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_file_takes_one_more(file: Path) -> None:
    data = file.read_bytes()
    said = service_skeleton("zz.neu", "open_cafe", neuwerder().catalog, "de", date(2026, 3, 16))
    written = with_service(parse_yaml(data, file.name), said, {}, Explained("de"))
    assert written.startswith(data.rstrip(b"\n")) or all(line in written for line in data.splitlines())
    before: Any = parse_yaml(data, file.name).value
    assert parse_yaml(written, file.name).value == {**before, "services": [*before["services"], said]}


def test_no_service_is_begun_unasked_that_a_safeguard_would_call() -> None:
    catalog, rules = neuwerder().catalog, neuwerder().rules
    called = {
        contact.kind for rule in rules.rules if isinstance(rule.then, Safeguard) for contact in rule.then.contacts
    }
    for organisation in (None, *catalog.organisations):
        kind = kind_of(None, organisation, catalog, rules)
        assert kind not in called
        assert not catalog.vocabulary.kinds[kind].companion


# All files or none.


def test_files_are_placed_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/there.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidData), placed(tmp_path, {"b/new.yaml": "new", "a/there.yaml": "new"}):
        pass
    with pytest.raises(InvalidData), placed(tmp_path, {"b/c/new.yaml": "new", "a/there.yaml/x.yaml": "new"}):
        pass
    with pytest.raises(KeyError), placed(tmp_path, {"b/c/new.yaml": "new", "d.yaml": "new"}):
        raise KeyError
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["a", "a/there.yaml"]
    with placed(tmp_path, {"b/new.yaml": "neu\n"}):
        pass
    assert (tmp_path / "b/new.yaml").read_bytes() == b"neu\n"


def test_a_file_is_put_back_if_what_follows_fails(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"mine")
    with pytest.raises(KeyError), replaced(file, b"new"):
        raise KeyError
    assert file.read_bytes() == b"mine"
    with replaced(file, b"new"):
        pass
    assert file.read_bytes() == b"new"
