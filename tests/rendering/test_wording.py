"""Names, times, hours and conditions in words, in three languages, as tables one can read."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from builders import yaml
from cafematch.matching.suggestion import Message
from cafematch.model.conditions import Condition, read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.duration import Duration
from cafematch.model.scopes import PersonScope
from cafematch.rendering.messages import LANGUAGES, fill, harmless, load_messages
from cafematch.rendering.wording import Wording
from shipped import ROOT, bordeaux, neuwerder

AS_OF = datetime(2026, 3, 16, 10)


def wording(language: str = "de") -> Wording:
    return Wording(neuwerder().catalog, language, AS_OF)


HOURS = """
24/7                                | rund um die Uhr                                | day and night
Mo-Fr 09:00-13:00                   | Mo–Fr 9–13 Uhr                                 | Mon–Fri 09:00–13:00
Mo-Fr 09:00-13:00; PH off  | Mo–Fr 9–13 Uhr; feiertags zu  | Mon–Fri 09:00–13:00; closed on public holidays
Mo,We 08:30-12:00,14:00-16:00       | Mo, Mi 8:30–12, 14–16 Uhr                      | Mon, Wed 08:30–12:00, 14:00–16:00
Mo-Su 19:00-08:00                   | täglich 19–8 Uhr                               | every day 19:00–08:00
Sa[1] 10:00-12:00                   | jeden ersten Sa im Monat 10–12 Uhr             | every first Sat of the month 10:00–12:00
Su[-1] 10:00-12:00                  | jeden letzten So im Monat 10–12 Uhr            | every last Sun of the month 10:00–12:00
We 09:00+                           | Mi ab 9 Uhr                                    | Wed from 09:00
2026 Mar 21 14:00-18:00             | 21. März 2026 14–18 Uhr                        | 21 March 2026 14:00–18:00
Mar-Oct Mo-Fr 09:00-17:00           | März–Oktober Mo–Fr 9–17 Uhr                    | March–October Mon–Fri 09:00–17:00
Mo-Fr 09:00-12:00 "am Hof"          | Mo–Fr 9–12 Uhr (am Hof)                        | Mon–Fri 09:00–12:00 (am Hof)
off                                 | zu                                             | closed
Mo-Fr 09:00-12:00, Sa 10:00-12:00   | Mo-Fr 09:00-12:00, Sa 10:00-12:00              | Mo-Fr 09:00-12:00, Sa 10:00-12:00
easter -2 days off                  | easter -2 days off                             | easter -2 days off
Mo-Fr 09:00-12:00; easter off       | Mo-Fr 09:00-12:00; easter off                  | Mo-Fr 09:00-12:00; easter off
"""


@pytest.mark.parametrize("row", HOURS.strip().splitlines())
def test_opening_hours(row: str) -> None:
    """What is of a rarer form stays as it is written, and stays whole."""
    hours, german, english = (part.strip() for part in row.split("|"))
    assert wording("de").hours(hours) == german
    assert wording("en").hours(hours) == english


def test_opening_hours_are_french_too() -> None:
    assert wording("fr").hours("Mo-Fr 09:00-12:30; PH off") == "lun.–ven. 9h–12h30 ; fermé les jours fériés"


SHIPPED = {**neuwerder().catalog.services, **bordeaux().catalog.services}


@pytest.mark.parametrize("service", sorted(SHIPPED))
def test_all_shipped_hours_are_put_into_words(service: str) -> None:
    for door in SHIPPED[service].doors:
        assert door.hours is None or "PH" not in wording().hours(door.hours)
        assert door.hours is None or wording().hours(door.hours) != door.hours


MOMENTS = """
2026-03-16T10:00 | sofort            | now                      | maintenant
2026-03-16T17:00 | heute 17:00       | today 17:00              | aujourd'hui 17h00
2026-03-17T09:05 | morgen 09:05      | tomorrow 09:05           | demain 9h05
2026-03-18T14:00 | Mi 18.03. 14:00   | Wed 18 March 14:00       | mer. 18 mars 14h00
2027-01-04T09:00 | Mo 04.01.2027 09:00 | Mon 4 January 2027 09:00 | lun. 4 janvier 2027 9h00
"""


@pytest.mark.parametrize("row", MOMENTS.strip().splitlines())
def test_moments(row: str) -> None:
    moment, *told = (part.strip() for part in row.split("|"))
    assert [wording(language).moment(datetime.fromisoformat(moment)) for language in LANGUAGES] == told


def test_without_a_moment_to_count_from_the_whole_date_is_said() -> None:
    assert Wording(neuwerder().catalog, "de").moment(AS_OF) == "Mo 16.03.2026 10:00"
    assert wording().dated(AS_OF) == "Mo 16.03.2026 10:00"


@pytest.mark.parametrize(
    ("written", "german"),
    [
        ("at once", "sofort"),
        ("1 day", "1 Tag"),
        ("3 weeks", "3 Wochen"),
        ("1 hour", "1 Stunde"),
        ("2 years", "2 Jahre"),
    ],
)
def test_durations(written: str, german: str) -> None:
    assert wording().duration(Duration.of(written)) == german


CONDITIONS = """
language.de: {at_least: B1}                        | Deutsch mindestens B1
language.tr.speaking: {at_least: A2}               | Türkisch sprechen mindestens A2
language.de: native                                | Deutsch: Muttersprache
age: {at_least: 12, at_most: 26}                   | Alter mindestens 12 und höchstens 26
age: {between: [12, 26]}                           | Alter 12 bis 26
age: 18                                            | Alter: 18
papers_sorted: true                                | Papiere geordnet
papers_sorted: false                               | nicht: Papiere geordnet
not: {papers_sorted: true}                         | nicht: Papiere geordnet
gender: woman                                      | Geschlecht: Frau
integration_course: {one_of: [obliged, admitted]}  | Integrationskurs: zum Kurs verpflichtet oder zum Kurs zugelassen
pets: {has_any: [dog, cat]}                        | Tiere: Hund oder Katze
pets: {has_all: [dog, cat]}                        | Tiere: Hund und Katze
children: {some: {at_most: 3}}                     | Kinder (Alter) mindestens einmal höchstens 3
children: {count: {at_least: 2}}                   | Kinder (Alter) Anzahl mindestens 2
need: housing.search                               | Anliegen: Wohnungssuche
need.housing.search.urgency: {at_least: days}      | Wohnungssuche, wie eilig mindestens in den nächsten Tagen
need.housing.search.deadline: {within_next: 2 weeks} | Wohnungssuche, Frist höchstens noch 2 Wochen hin
any: [{cv: true}, {age: {above: 17}}]              | Lebenslauf oder Alter über 17
all: [{cv: true}, {age: {below: 17}}]              | Lebenslauf und Alter unter 17
"""


@pytest.mark.parametrize("row", CONDITIONS.strip().splitlines())
def test_conditions(row: str) -> None:
    written, german = (part.strip() for part in row.rsplit("|", 1))
    condition = read(yaml(f"[{{{written}}}]"))
    assert wording().condition(condition) == german


def read(lines: Any) -> Condition:
    vocabulary = neuwerder().catalog.vocabulary
    (condition,) = read_conditions(lines, PersonScope(vocabulary), ReadingContext()).parts
    return condition


def test_french_puts_a_space_before_a_colon() -> None:
    assert wording("fr").condition(read([{"age": 18}])) == "Âge : 18"


def test_a_part_without_its_value_is_left_out() -> None:
    door = Message.of("door", appointment=None, name="full", channels=())
    assert wording().say(door) == "mit vollem Namen"
    assert wording().say(Message.of("open_from", moment=None, hours="Tu 09:00-12:00")) == "offen Di 9–12 Uhr"
    assert wording().say(Message.of("door", appointment=None, name=None, channels=())) == ""


def test_what_is_put_into_a_template_is_not_read_again() -> None:
    assert fill("[{a}][, {b}]!", {"a": "{b}[x]", "b": "{a}"}) == "{b}[x], {a}!"


def test_quotation_marks_within_quotation_marks_are_single() -> None:
    assert fill("bei „{a}“, {a}", {"a": "Kurs „Ankommen“"}) == "bei „Kurs ‚Ankommen‘“, Kurs „Ankommen“"


def test_names() -> None:
    said = wording()
    assert said.listed(["a", "b", "", "c"]) == "a, b und c"
    assert said.listed(["a", "b"], "or") == "a oder b"
    assert said.fact("need.housing.search") == "Wohnungssuche"
    assert said.fact("language.ar") == "wie gut Sie Arabisch können"
    assert (said.place("hafen"), said.channel("phone")) == ("Hafen", "am Telefon")
    assert said.barrier("pets", "blocked") == "kein Platz für Tiere"
    assert said.barrier("pets", "ask") == "ob das Tier mitkommen darf"
    assert said.barrier("language", "bridged") == "übersetzt das Gespräch"
    assert (said.role("helper"), said.level("handover", "H4")) == ("mithelfen", "Begleitet")
    assert said.language_name("any") == "in jeder Sprache"
    assert said.language_name("xxq\x1b") == "xxq\\x1b"
    assert said.provider("nobody\x07") == "nobody\\x07"
    assert said.day(date(2026, 3, 18)) == "Mi 18.03."


def test_harmless_words_are_one_line_that_prints() -> None:
    assert harmless(" a\n\tb\u00a0c\u00ad\x1b[0m\u202e ") == "a b c\\x1b[0m\\u202e"


def test_no_fixed_word_is_left_over() -> None:
    """Every word of an answer is used where answers are made, by its name or by the fixed beginning of a made-up one."""
    used, families = set(), []
    said = ast.Constant | ast.JoinedStr | ast.IfExp
    for file in Path(ROOT / "src/cafematch").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("word", "say")):
                continue
            named = next(
                (given for given in node.args[:2] if isinstance(given, said)), None
            )  # after a language, or first
            options = [named.body, named.orelse] if isinstance(named, ast.IfExp) else [named]
            for option in options:
                if isinstance(option, ast.Constant):
                    used.add(str(option.value))
                elif isinstance(option, ast.JoinedStr):
                    families.append(str(ast.literal_eval(option.values[0])))
    operators = {"at_least", "at_most", "above", "below", "within_last", "within_next", "before_last"}
    written = set(load_messages("de").words)
    assert used <= written
    assert {key for key in written - used - operators if not key.startswith(tuple(families))} == set()


def test_json_needs_no_library_for_pages_or_languages() -> None:
    script = (
        "import sys; from cafematch import *; c = load_catalog('catalog'); m = Matcher(c, load_rules('rules', catalog=c));"
        "from cafematch.rendering.json import to_json;"
        "p = load_profile('examples/vocational-german-with-a2/profile.yaml', c);"
        "[to_json(m.suggest(p), c, language) for language in ('de', 'en', 'fr')];"
        "print(sorted({'rich', 'babel', 'jinja2', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
