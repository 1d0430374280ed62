"""Why: every reason has words and a place, the tree agrees with the answer, and the deciding tests are in it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from cafematch import load_profile
from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.explaining.tracing import BARRIER_FACTS
from cafematch.model.refusals import Refused
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.reasons import print_reason, reason_to_json, reason_to_markdown
from cafematch.rendering.wording import Wording
from shipped import EXAMPLES, ROOT, matcher_for, profile_of, suggestion_for

COURSE = "vocational-german-with-a2"


def why(example: str, name: str) -> Reason:
    there = matcher_for(example)
    return there.why(load_profile(ROOT / "examples" / example / "profile.yaml", there.catalog), name)


def wording(example: str, language: str = "de") -> Wording:
    return Wording(matcher_for(example).catalog, language, suggestion_for(example).as_of)


def every_reason(reason: Reason) -> Iterator[Reason]:
    yield reason
    for part in reason.because:
        yield from every_reason(part)


def text_of(reason: Reason, language: str = "de") -> str:
    file = io.StringIO()
    print_reason(reason, wording(COURSE, language), Console(file=file, width=120))
    return file.getvalue()


def test_at_a2_the_missing_level_is_named_and_who_leads_there_and_when() -> None:
    told = " ".join(text_of(why(COURSE, "sf.bsk")).split())
    assert "„Berufssprachkurs B2“ ist dabei: Weg 1, Schritt 3." in told
    assert "? Noch nicht bekannt: Eines davon genügt" in told
    assert "✗ Entweder: Deutsch mindestens B1" in told
    assert "? Oder: Integrationskurs: Kurs abgeschlossen" in told
    assert "„Deutschkurs ‚Ankommen‘“ öffnet das: Deutsch: B1. Beginn frühestens sofort, dann 45 Wochen." in told
    assert "„Migrationsberatung für Erwachsene (MBE)“ öffnet das: Berechtigung für den Berufssprachkurs" in told


def test_the_way_to_a_step_names_who_comes_before_it_and_when() -> None:
    told = text_of(why(COURSE, "sf.bsk"))
    way = told[told.index("Also führt der Weg so dorthin") :].splitlines()[1:4]
    assert [line.partition("  [")[0].strip() for line in way] == [
        "– 1. „Deutschkurs ‚Ankommen‘“, ab sofort",
        "– 2. „Migrationsberatung für Erwachsene (MBE)“, ab Mo 30.03. 10:00",
        "– 3. „Berufssprachkurs B2“, ab Mo 25.01.2027 13:00",
    ]


def test_the_way_to_a_service_that_is_on_no_shown_path_is_told_as_well() -> None:
    reason = why("no-income-and-never-the-office-again", "nh.tafel")
    assert reason.holds == ""
    (way,) = [part for part in reason.because if part.bearing == "way"]
    *before, last = [part.at for part in way.because]
    services = matcher_for(COURSE).catalog.services
    assert before == [services["kl.sozialrecht"].at]
    assert last == services["nh.tafel"].at


def test_of_a_closed_door_every_test_is_told_for_or_against() -> None:
    told = text_of(why(COURSE, "mi.jmd"), "en")
    assert "✓ Though: Age at least 12" in told
    assert "✗ Because: Age at most 26" in told


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_reasons_agree_with_the_answer(example: str) -> None:
    """What is on a path is told as such with that place; what is left out by a rule tells the rule's reason."""
    answer = suggestion_for(example)
    if answer.stops:
        return
    for path in answer.paths[:1]:
        for step in path.steps:
            reason = why(example, step.service)
            assert reason.holds == "yes"
            assert dict(getattr(reason.says, "values", ())) | {"path": 1, "step": step.position} == dict(
                getattr(reason.says, "values", ())
            )
            points = [part for part in reason.because if getattr(part.says, "code", "") == "why_points"]
            assert len(points) == len(step.lines)
    for left in answer.not_recommended:
        if left.rule is not None:
            assert left.because in [part.says for part in why(example, left.service).because]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES[::5])
def test_every_reason_has_words_and_a_place(example: str, language: str) -> None:
    answer, words = suggestion_for(example), wording(example, language)
    names = {step.service for path in answer.paths for step in path.steps}
    names |= {left.service for left in answer.not_recommended} | {applied.rule for applied in answer.applied}
    names |= {need for path in answer.paths for need in (*path.answers, *path.unanswered)}
    names |= {rule.id for rule in matcher_for(example).index.rules}
    for name in sorted(names):
        reason = why(example, name)
        for entry in every_reason(reason):
            assert words.say(entry.says).strip(), name
            assert not re.search(r"[A-Z][a-z]+\(|frozenset|=", words.say(entry.says)), words.say(entry.says)
            file, _, line = entry.at.rpartition(":")
            assert not entry.at or (
                int(line) > 0 and ((ROOT / "catalog" / file).is_file() or (ROOT / "rules" / file).is_file())
            )


def test_a_need_that_nobody_serves_and_one_that_was_not_named() -> None:
    assert text_of(why(COURSE, "status.discrimination")).startswith(
        "Für „Diskriminierung“ gibt es im Netzwerk niemanden."
    )
    assert text_of(why(COURSE, "money.debts")).startswith("„Schulden“ ist nicht genannt.")


def test_a_rule_tells_whether_it_acts_and_why() -> None:
    example = "eviction-with-two-small-children"
    acts = why(example, "one-new-place-when-it-is-all-too-much")
    assert acts.holds == "yes"
    assert [part.holds for part in acts.because] == ["", "yes", "yes"]
    assert why(example, "side-by-side-when-managing").holds == "no"
    with pytest.raises(Refused, match="no-such-rule"):
        why(example, "no-such-rule")


@pytest.mark.parametrize("example", EXAMPLES)
def test_whatever_is_told_is_listed_as_unused_or_can_be_traced_to_where_it_counts(example: str) -> None:
    answer, profile = suggestion_for(example), profile_of(example)
    if answer.stops:
        return
    unused = {entry.field for entry in answer.unused}
    told = {
        name: f"{section}.{name}" for section in ("background", "constraints") for name, _ in getattr(profile, section)
    }
    told |= {f"feeling.{name}": f"feelings.{name}" for name in profile.feelings}
    for name, field in told.items():
        reason = why(example, name)
        if getattr(reason.says, "code", "") == "why_fact_hidden":
            assert field not in unused
            continue
        if field in unused:
            assert reason.because == (), field
        elif name not in ("availability", "languages", "reach") and name not in BARRIER_FACTS:
            assert reason.because, field
        assert all(trace.at for trace in reason.because)


@pytest.mark.parametrize("example", ["pregnant-without-papers", "no-insurance-and-no-paper"])
def test_what_a_rule_hides_is_in_no_explanation(example: str) -> None:
    there = matcher_for(example)
    names = [*there.catalog.services, *(rule.id for rule in there.index.rules), "residence_basis"]
    for name in names:
        for entry in every_reason(why(example, name)):
            assert "Aufenthaltspapier" not in wording(example).say(entry.says), name


def test_a_fact_that_is_not_known_says_so() -> None:
    reason = why(COURSE, "health_insurance")
    assert (reason.holds, text_of(reason)) == ("unknown", "„Krankenversicherung“ ist nicht bekannt.\n")


def test_as_json_and_as_markdown_the_tree_is_the_same() -> None:
    reason = why(COURSE, "sf.bsk")
    told = json.loads(reason_to_json(reason, wording(COURSE)))

    def count(entry: dict[str, object]) -> int:
        because = entry["because"]
        assert isinstance(because, list)
        return 1 + sum(count(part) for part in because)

    assert count(told) == len(list(every_reason(reason)))
    tokens = MarkdownIt("commonmark").parse(reason_to_markdown(reason, wording(COURSE)))
    assert sum(token.type == "list_item_open" for token in tokens) == count(told) - 1
