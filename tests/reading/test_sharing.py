"""What is written alike in many places is one value: a large network asks for few different things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cafematch import Catalog, load_catalog
from cafematch.errors import InvalidData
from cafematch.model.conditions import Test, leaves, read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.scopes import PersonScope, Words
from cafematch.reading import cache as caching
from cafematch.reading.loading import load_rules
from shipped import ROOT, neuwerder

VOCABULARY = neuwerder().catalog.vocabulary


def asked_by(catalog: Catalog) -> Iterator[Test]:
    """Yield every test that services and their doors ask for."""
    for service in catalog.services.values():
        for condition in (service.requires, service.welcomes, *(door.requires for door in service.doors)):
            yield from leaves(condition)


@pytest.mark.parametrize("cache", [False, True])
def test_equal_tests_share_their_subject_and_their_check(
    cache: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "_users_folder", lambda: tmp_path)
    for _ in range(1 + cache):
        tests = list(asked_by(load_catalog(ROOT / "catalog", "neuwerder", cache=cache)))
        assert len({id(test.subject) for test in tests}) == len({test.subject for test in tests}) < len(tests)
        pairs = {(test.subject, test.check) for test in tests}
        assert len({(id(test.subject), id(test.check)) for test in tests}) == len(pairs) < len(tests)


def test_rules_share_the_subjects_of_the_catalog_they_are_read_for() -> None:
    catalog = load_catalog(ROOT / "catalog", "neuwerder")
    known = {test.subject.name: test.subject for test in asked_by(catalog)}
    shared = [
        test.subject is known[test.subject.name]
        for rule in load_rules(ROOT / "rules", catalog=catalog).rules
        for test in leaves(rule.when)
        if test.subject.name in known
    ]
    assert len(shared) > 10
    assert all(shared)


def test_a_test_keeps_its_own_place_and_what_is_wrong_is_told_at_each() -> None:
    words = Words(VOCABULARY)
    raw = [{"age": {"at_least": 18}}, {"any": [{"age": {"at_least": 18}}, {"age": {"at_least": "18"}}]}]

    def read(raw: object) -> object:
        return read_conditions(raw, PersonScope(words.vocabulary), ReadingContext(), words.checks)

    for _ in range(2):
        with pytest.raises(ValueError, match="1 validation error"):
            read(raw)
    with pytest.raises(ValueError, match="2 validation errors"):
        read([*raw, {"age": {"at_least": "18"}}])
    with pytest.raises(ValueError, match="1 validation error"):
        read([{"age": {"at_least": True}}])  # which 1 equals, but nobody is true years old
    assert read([{"age": {"at_least": 1}}]) != read([{"age": {"at_most": 1}}])


def test_every_wrong_line_of_a_catalog_is_told(tmp_path: Path) -> None:
    copy = tmp_path / "catalog"
    for path in (ROOT / "catalog").rglob("*.yaml"):
        (copy / path.relative_to(ROOT / "catalog")).parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("UTF-8").replace("residence_basis:", "residence_base:")
        keep = path.name == "facts.yaml"
        (copy / path.relative_to(ROOT / "catalog")).write_text(path.read_text("UTF-8") if keep else text, "UTF-8")
    organisations = [path.read_text("UTF-8") for path in (copy / "neuwerder/organisations").iterdir()]
    with pytest.raises(InvalidData) as raised:
        load_catalog(copy, "neuwerder")
    told = [problem for problem in raised.value.problems if problem.code == "unknown-fact"]
    assert len(told) == sum(text.count("residence_base:") for text in organisations) > 1
