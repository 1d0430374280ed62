"""Why an answer differs: what is named is the cause, proven by reading files with nothing else changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cafematch import Matcher, Suggestion, load_catalog, load_rules
from cafematch.errors import InvalidData
from cafematch.reading.history import State
from cafematch.upkeep.changes import causes as searching
from cafematch.upkeep.changes.causes import smallest
from cafematch.upkeep.changes.consequences import Consequence, consequences
from cafematch.upkeep.changes.differences import Impact, differences, essence
from cafematch.upkeep.changes.documents import changes_between
from cafematch.upkeep.changes.mixing import Mixtures
from cafematch.upkeep.changes.people import find_people
from edited import Edit, consequences_of, edited, people, person, rule_file, shipped_state, single_edits

HERE = tuple(entry.name for entry in people() if not entry.name.startswith("bastide"))


def read(state: State, network: str = "neuwerder") -> Matcher:
    catalog = load_catalog(state.catalog, network)
    return Matcher(catalog, load_rules(state.rules, catalog=catalog))


@cache
def unedited() -> Matcher:
    return read(shipped_state())


def answers(matcher: Matcher, names: tuple[str, ...] = HERE) -> dict[str, Suggestion]:
    return {name: person(name).answer(matcher) for name in names}


def causes_of(entry: Consequence) -> list[list[str]]:
    assert entry.causes is not None
    return [[change.name for change in cause.changes] for cause in entry.causes.causes]


# Properties, beside the naive way: files are edited and read.


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_the_named_causes_alone_do_it_and_none_can_be_left_out(seed: int) -> None:
    chance = Random(seed)
    edits = {edit.document: edit for edit in chance.sample(single_edits(), chance.randint(1, 4))}
    names = tuple(chance.sample(HERE, 10))
    found = consequences(shipped_state(), edited(*edits.values()), [person(name) for name in names])
    assert {change.name for change in found.changes} == edits.keys()

    @cache
    def with_edits(*names: str) -> Matcher:
        return read(edited(*(edits[name] for name in names)))

    after = with_edits(*sorted(edits))
    for entry in found.people:
        old, new = person(entry.person.name).answer(unedited()), person(entry.person.name).answer(after)
        assert entry.differences == differences(old, new)
        assert bool(entry.impact) == (essence(old) != essence(new))
        if not entry.differences:
            assert entry.causes is None
            continue
        assert entry.causes is not None
        assert entry.causes.proven
        named = sorted(name for group in causes_of(entry) for name in group)
        assert essence(entry.person.answer(with_edits(*named))) == essence(new)
        for fewer in combinations(named, len(named) - 1):
            assert essence(entry.person.answer(with_edits(*fewer))) != essence(new)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_a_mixture_is_what_files_with_these_changes_are(seed: int) -> None:
    chance = Random(seed)
    edits = {edit.document: edit for edit in chance.sample(single_edits(), 6)}
    after = edited(*edits.values())
    changes = changes_between(shipped_state(), after)
    mixtures = Mixtures((shipped_state(), after), (unedited(), read(after)), frozenset(changes))
    chosen = frozenset(chance.sample(changes, 3))
    mixed = mixtures.of(chosen)
    assert mixed is not None
    names = tuple(chance.sample(HERE, 12))
    by_files = answers(read(edited(*(edits[change.name] for change in chosen))), names)
    assert {name: essence(answer) for name, answer in answers(mixed, names).items()} == {
        name: essence(answer) for name, answer in by_files.items()
    }


@given(st.sets(st.integers(0, 30), min_size=1, max_size=4), st.integers(1, 31))
def test_the_smallest_that_is_enough_is_found_among_many(wanted: set[int], count: int) -> None:
    items = sorted({*range(count), *wanted})
    asked = 0

    def enough(some: Sequence[int]) -> bool:
        nonlocal asked
        asked += 1
        return wanted <= set(some)

    assert list(smallest(items, enough)) == sorted(wanted)
    assert asked <= 12 * len(wanted) + 2


@given(st.sets(st.frozensets(st.integers(0, 8)), max_size=30))
def test_also_where_more_is_not_always_enough(families: set[frozenset[int]]) -> None:
    items = list(range(9))
    good = {*families, frozenset(items)} - {frozenset()}
    found = list(smallest(items, lambda some: frozenset(some) in good))
    assert frozenset(found) in good
    assert found == sorted(found)
    assert not any(frozenset(found) - {item} in good for item in found)


# Cases in which documents hang together.


def test_of_two_changes_those_are_named_that_matter_and_for_what() -> None:
    cap = Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2")
    tone = Edit("", rule_file("discreet-when-ashamed"), "tone: discreet", "tone: encouraging")
    names = ("fifteen-and-nowhere-to-sleep", "account-seized-and-power-cut", "not-back-there", "thoughts-of-suicide")
    first, second, both, none = consequences_of(cap, tone, for_whom=names).people
    assert causes_of(first) == [["low-threshold-when-distrustful"]]
    assert causes_of(second) == [["discreet-when-ashamed"]]
    assert causes_of(both) == [["discreet-when-ashamed"], ["low-threshold-when-distrustful"]]
    assert (none.differences, none.causes) == ((), None)
    assert both.causes is not None
    made = {
        (difference.part, difference.name): [cause.makes(difference) for cause in both.causes.causes]
        for difference in both.differences
    }
    assert made == {
        ("parameter", "first_threshold_cap"): [False, True],
        ("parameter", "tone"): [True, False],
        ("rule", "somebody-beside-the-bed"): [False, True],
    }


def service_block(file: str, id_: str) -> str:
    text = (shipped_state().catalog.files or {})[file].decode()
    begin = text.index(f"  - id: {id_}\n")
    end = text.find("  - id: ", begin + 1)
    return text[begin : end if end >= 0 else len(text)]


def test_a_service_goes_with_the_handover_that_names_it() -> None:
    """A service that a hand-over leads to cannot go alone: both together are the cause."""
    handovers = (shipped_state().catalog.files or {})["neuwerder/handovers.yaml"].decode()
    named = [
        (id_, service.kind)
        for id_, service in unedited().catalog.services.items()
        if handovers.count(f"to: {id_},") + handovers.count(f"to: {id_}\n") == 1
    ]
    assert named
    id_ = named[0][0]
    owner = unedited().catalog.provider[id_].organisation
    file = f"neuwerder/organisations/{owner}.yaml"
    blocks = [f"  - {block}" for block in handovers.split("\n  - ")[1:]]
    (block,) = [block for block in blocks if f"to: {id_}," in f"{block}," or f"to: {id_}\n" in f"{block}\n"]
    edits = (
        Edit(id_, f"catalog/{file}", service_block(file, id_), ""),
        Edit("", "catalog/neuwerder/handovers.yaml", f"{block.removesuffix(chr(10))}\n", ""),
    )
    found = consequences_of(*edits)
    together = {tuple(group) for entry in found.touched for group in causes_of(entry)}
    assert any(id_ in group and len(group) == 2 for group in together)
    assert all(entry.causes and entry.causes.proven for entry in found.touched)


KIND, OTHER_KIND = "debt_counselling", "debt_help"


def renamed_kind() -> list[Edit]:
    """Return the edits of somebody who calls a kind of service otherwise, in the vocabulary and in all that names it."""
    files = {
        f"{folder.path.name}/{name}": data.decode()
        for folder in (shipped_state().catalog, shipped_state().rules)
        for name, data in (folder.files or {}).items()
    }
    users = {name: text for name, text in files.items() if KIND in text}
    return [Edit("", name, text, text.replace(KIND, OTHER_KIND)) for name, text in users.items()]


def test_new_words_go_with_all_that_uses_them() -> None:
    """Neither holds without the others, so all of them together are one cause; an unrelated rule is none of it, nor is one
    that only names the word in its examples.
    """
    tone = Edit("", rule_file("discreet-when-ashamed"))
    found = consequences_of(*renamed_kind(), tone, for_whom=("account-seized-and-power-cut", "not-back-there"))
    in_examples = {Path(edit.file).stem for edit in renamed_kind() if KIND not in edit.old.partition("\nexamples:")[0]}
    assert "not-sent-round-again" in in_examples
    others = {"discreet-when-ashamed", *in_examples}
    renamed = [change.name for change in found.changes if change.name not in others]
    assert {"kinds", "kl.schulden"} <= set(renamed)
    debts, other = found.people
    assert sorted(map(sorted, causes_of(debts))) == sorted([["discreet-when-ashamed"], sorted(renamed)])
    assert causes_of(other) == [["discreet-when-ashamed"]]
    assert all(entry.causes and entry.causes.proven for entry in found.people)


def test_new_words_are_no_cause_where_only_a_rule_matters() -> None:
    """A need is new, and a service for it: the rule that was changed beside them is tried alone."""
    file = "catalog/neuwerder/organisations/kl.yaml"
    found = consequences_of(
        Edit("", "catalog/vocabulary/needs.yaml", "    budgeting:", "    odd_letters: {label: Post}\n    budgeting:"),
        Edit(
            "",
            file,
            "addresses: [money.debts, money.budgeting]",
            "addresses: [money.debts, money.budgeting, money.odd_letters]",
        ),
        Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2"),
        for_whom=HERE,
    )
    assert {tuple(group) for entry in found.touched for group in causes_of(entry)} == {
        ("low-threshold-when-distrustful",)
    }
    assert all(entry.causes and entry.causes.proven for entry in found.touched)


def test_words_that_are_only_said_otherwise_are_a_cause_of_their_own() -> None:
    words = (shipped_state().catalog.files or {})["vocabulary/parameters.yaml"].decode()
    label = words.split("label:")[1].split("de: ")[1].split(",")[0].split("\n")[0]
    found = consequences_of(
        Edit("", "catalog/vocabulary/parameters.yaml", f"de: {label}", "de: Ganz anders gesagt"),
        Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2"),
        for_whom=("debts-and-some-hope", "not-back-there"),
    )
    assert [causes_of(entry) for entry in found.people] == [
        [["parameters"]],
        [["parameters"], ["low-threshold-when-distrustful"]],
    ]
    assert all(entry.causes and entry.causes.proven for entry in found.people)


def test_who_names_no_network_is_in_the_new_one() -> None:
    """Somebody whose profile names no network is moved to another one; who names it stays."""
    moved = Edit("", "catalog/catalog.yaml", "default_network: neuwerder", "default_network: bordeaux")
    nobody, here = consequences_of(moved, for_whom=("nothing-known-yet", "not-back-there")).people
    assert (causes_of(nobody), nobody.causes and nobody.causes.proven) == ([["default_network"]], True)
    assert (here.differences, here.causes) == ((), None)
    cap = Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2")
    (nobody,) = consequences_of(moved, cap, for_whom=("nothing-known-yet",)).people
    assert (causes_of(nobody), nobody.causes and nobody.causes.proven) == ([["default_network"]], False)


def test_a_profile_that_can_be_read_in_one_state_only_counts_as_deepest() -> None:
    edit = Edit("", "catalog/vocabulary/facts.yaml", "\naccessibility:", "\nways_in:")
    for_whom = ("a-wheelchair-and-a-refusal", "debts-and-some-hope")
    wheelchair, debts = consequences_of(edit, for_whom=for_whom).people
    assert (wheelchair.impact, wheelchair.readable_before, wheelchair.differences) == (Impact.SAFEGUARD, True, ())
    assert [problem.code for problem in wheelchair.unreadable] == ["unknown-fact"]
    assert debts.unreadable == ()
    backwards, _ = consequences(edited(edit), shipped_state(), [person(name) for name in for_whom]).people
    assert (backwards.readable_before, backwards.unreadable) == (False, wheelchair.unreadable)


def test_what_could_not_be_tried_is_said_not_to_be_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the changes are named that the two answers speak about."""
    monkeypatch.setattr(searching, "MAX_ANSWERS", 1)
    edits = (
        Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2"),
        Edit("", rule_file("discreet-when-ashamed"), "tone: discreet", "tone: encouraging"),
        Edit("", rule_file("violence-line-3919")),
    )
    (entry,) = consequences_of(*edits, for_whom=("not-back-there",)).people
    assert entry.causes is not None
    assert not entry.causes.proven
    assert causes_of(entry) == [["discreet-when-ashamed"], ["low-threshold-when-distrustful"]]


def test_a_profile_that_can_be_read_in_no_state_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("needs: [housing.eviction_rsk]\n", encoding="utf-8")
    bad = find_people(tmp_path, [tmp_path / "p.yaml"], as_of=None, now=datetime(2026, 3, 16, 10))
    cap = Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2")
    with pytest.raises(InvalidData, match=r"did you mean 'housing.eviction_risk'") as refused:
        consequences(shipped_state(), edited(cap), bad)
    assert len(refused.value.problems) == 1
