"""How long it takes to read a network of thousands of services: cold and warm, beside a bare YAML parser.

A network is made in a temporary folder, the same for the same seed: the shipped vocabulary with a few facts more, and
organisations of 25 services each, told as the shipped ones are. Timed, one after the other in every round: PyYAML's
CSafeLoader on the same bytes with garbage collection paused, `load_catalog` without a cache, and with a filled one.

    PYTHONPATH=src:tests python tests/benchmarks/reading.py --services 10000 [--rounds 5] [--growth]
"""

from __future__ import annotations

import argparse
import gc
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

from cafematch import load_catalog
from cafematch.reading import cache as caching
from shipped import ROOT

SERVICES_PER_ORGANISATION = 25
DISTRICTS = [f"district_{number:02}" for number in range(40)]
NEEDS = [
    f"{domain}.{term}"
    for domain, entry in yaml.load(
        (ROOT / "catalog/vocabulary/needs.yaml").read_text("UTF-8"), yaml.CSafeLoader
    ).items()
    for term in entry["terms"]
]
KINDS = list(yaml.load((ROOT / "catalog/vocabulary/kinds.yaml").read_text("UTF-8"), yaml.CSafeLoader))
HOURS = [
    f"{days} {start:02}:00-{start + length:02}:{half}{off}"
    for days in ("Mo-Fr", "Mo-Th", "Tu,Th", "We", "Mo,We,Fr", "Sa", "Mo", "Tu-Fr")
    for start in (8, 9, 10, 13, 14)
    for length in (3, 4, 8)
    for half in ("00", "30")
    for off in ("; PH off", "")
]
WORDS = {
    "de": """Beratung Hilfe Sprache Wohnen Arbeit Familie Gesundheit Recht Kinder Jugend Schule Kurs Treffen Begleitung
    Antrag Geld Schulden Pflege für mit ohne und bei auf wir helfen beim Ausfüllen prüft Bescheide findet gemeinsam Wege
    kostenfrei vertraulich jederzeit nach Absprache dolmetschen vermitteln Übergang Nähe größere Räume täglich""",
    "en": """advice help language housing work family health law children youth school course meeting company claim money
    debts care for with without and at on we help to fill in forms check decisions find ways together free of charge in
    confidence at any time by appointment interpret refer transition near larger rooms daily""",
}
MORE_FACTS = {
    "monthly_income": "integer",
    "household_size": "integer",
    "degree_of_disability": "integer",
    "housing": "own rent shelter friends street institution",
    "insurance": "statutory private none social_office eu_card",
    "education": "none primary secondary vocational bachelor master",
    "employment": "employed part_time self_employed unemployed student retired unable",
}
RESIDENCE = (
    "eu_citizen",
    "german",
    "permit_long",
    "permit_humanitarian",
    "permit_family",
    "permit_work_study",
    "temp_protection_24",
    "asylum_pending",
    "tolerated",
    "none",
)
FLAGS = (
    "has_tenancy",
    "wants_own_flat",
    "papers_sorted",
    "postal_address",
    "local_connection",
    "home_secured",
    "energy_secured",
    "cv",
    "work_permission",
    "account_protected",
    "foreign_qualification",
    "refugee",
    "trauma_referral",
    "training_voucher",
    "safety_plan",
    "competence_portfolio",
    "health_insurance",
    "recognition_route_known",
    "eligibility_certificate",
)
LANGUAGES = ("de", "en", "ar", "fa", "uk", "tr", "fr")
WEIGHTS = {
    "age": 26,
    "language": 12,
    "residence": 16,
    "district": 14,
    "employment": 9,
    "housing": 5,
    "income": 8,
    "household": 5,
    "months": 5,
    "disability": 2,
    "insurance": 3,
    "education": 3,
    "flags": 12,
}
"""How often a requirement is of a family: what the catalogs of cities ask for."""


def tests_by_family(random: Random) -> dict[str, list[str]]:
    """Return about 400 tests as YAML writes them, by family; within one the usual ones come first."""

    def some(name: str, values: Sequence[str], count: int, most: int) -> list[str]:
        return [
            f"{name}: {{one_of: [{', '.join(random.sample(values, random.randint(1, most)))}]}}" for _ in range(count)
        ]

    return {
        "need": [f"need: {need}" for need in random.sample(NEEDS, 48)],
        "age": [f"age: {{at_least: {age}}}" for age in (18, 16, 60, 65, 14, 21, 25, 6, 27, 50, 55, 12, 63, 3)]
        + [f"age: {{at_most: {age}}}" for age in (27, 17, 25, 65, 21, 35, 18, 13, 30, 64, 10, 6, 3, 45)],
        "language": [
            f"language.{code}: {{at_least: {level}}}"
            for level in ("A1", "A2", "B1", "B2", "C1")
            for code in ("de", "en")
        ],
        "residence": [
            *some("residence_basis", RESIDENCE, 40, 6),
            *(f"not: {{{test}}}" for test in some("residence_basis", RESIDENCE, 10, 3)),
        ],
        "district": [f"district: {district}" for district in DISTRICTS] + some("district", DISTRICTS, 40, 16),
        "employment": some("employment", MORE_FACTS["employment"].split(), 30, 4),
        "housing": some("housing", MORE_FACTS["housing"].split(), 20, 4),
        "income": [f"monthly_income: {{at_most: {600 + 150 * step}}}" for step in range(24)],
        "household": [f"household_size: {{at_least: {size}}}" for size in (2, 3, 4, 5, 6)]
        + [f"children: {{count: {{at_least: {count}}}}}" for count in (1, 2, 3, 4, 5)],
        "months": [f"months_in_country: {{at_least: {months}}}" for months in (3, 6, 12, 24, 36, 48, 60, 96)]
        + [f"months_in_country: {{at_most: {months}}}" for months in (24, 36, 12, 6, 3, 48, 60, 18)],
        "disability": [f"degree_of_disability: {{at_least: {degree}}}" for degree in (50, 20, 30, 80, 40, 70)],
        "insurance": some("insurance", MORE_FACTS["insurance"].split(), 12, 3),
        "education": some("education", MORE_FACTS["education"].split(), 16, 4),
        "flags": [f"{flag}: {value}" for value in ("true", "false") for flag in FLAGS],
    }


class Writer:
    """Writes the files of one network."""

    def __init__(self, seed: int = 7) -> None:
        self.random = Random(seed)
        self.tests = tests_by_family(self.random)
        self.usual = {family: [1 / (rank + 1) ** 0.9 for rank in range(len(t))] for family, t in self.tests.items()}

    def words(self, language: str, least: int, most: int) -> str:
        return " ".join(self.random.choices(WORDS[language].split(), k=self.random.randint(least, most))).capitalize()

    def text(self, least: int, most: int, indent: int) -> str:
        """Return a text in two languages: on one line where it is short, else folded."""
        texts = {language: f"{self.words(language, least, most)}." for language in WORDS}
        if most < 8:
            return " {" + ", ".join(f"{language}: {text}" for language, text in texts.items()) + "}"
        margin = "\n" + " " * indent
        return "".join(
            f"{margin}{language}: " + (text if len(text) < 100 else f">-{margin}  {folded(text, margin + '  ')}")
            for language, text in texts.items()
        )

    def requires(self, indent: int) -> str:
        """Return 1 to 6 lines of requirements, most of them with a need, some with alternatives, some with a reason."""
        random = self.random
        count = random.choices((1, 2, 3, 4, 5, 6), (12, 24, 27, 20, 11, 6))[0]
        picked = ["need"] if random.random() < 0.85 else []
        picked += random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count - len(picked))
        lines = [random.choices(self.tests[family], self.usual[family])[0] for family in picked]
        alternatives = random.randint(2, min(3, count)) if count > 1 and random.random() < 0.17 else 0
        margin = "\n" + " " * indent
        told = [f"{margin}- {line}{self.because(indent)}" for line in lines[: count - alternatives]]
        if alternatives:
            told.append(f"{margin}- any:")
            told += [f"{margin}    - {line}" for line in lines[count - alternatives :]]
            told.append(self.because(indent))
        return "".join(told)

    def because(self, indent: int) -> str:
        margin = "\n" + " " * indent
        return f"{margin}  because:{self.text(8, 16, indent + 4)}" if self.random.random() < 0.4 else ""

    def day(self) -> str:
        return f"2026-{self.random.randint(1, 3):02}-{self.random.randint(1, 28):02}"

    def door(self) -> str:
        random = self.random
        step_free = random.choice(("true", "false"))
        return f"""
      - place: {{district: {random.choice(DISTRICTS)}, step_free: {step_free}}}
        hours: {random.choice(HOURS)}
        channels: [{", ".join(random.sample(("in_person", "phone", "online", "messenger"), random.randint(1, 2)))}]
        appointment: {random.choice(("none", "same_day", "required"))}
        name: {random.choice(("anonymous", "first_name", "full"))}
        papers: {"none" if random.random() < 0.6 else f"[{self.text(2, 3, 0).strip()}]"}
        forms: {random.choice(("none", "few", "many"))}"""

    def service(self, id: str, number: int) -> str:
        random = self.random
        outcome = f"\n      - {random.choice(FLAGS)}: true\n        after: {random.randint(1, 8)} weeks"
        return f"""
  - id: {id}
    name:{self.text(2, 4, 0)}
    kind: {random.choice(KINDS)}
    does:{self.text(10, 24, 6)}
    does_not:{self.text(8, 18, 6)}
    for_whom:{self.text(8, 14, 6)}
    addresses: [{", ".join(random.sample(NEEDS, random.randint(1, 4)))}]
    requires:{self.requires(6)}
    welcomes: []
    outcomes:{outcome if random.random() < 0.3 else " []"}
    languages: {{spoken: [{", ".join(random.sample(LANGUAGES, random.randint(1, 3)))}], interpreter: true}}
    phone: "+49 30 23125 {number % 1000:03}"
    capacity: {{state: {random.choice(("open", "waitlist", "full"))}, wait: {random.randint(0, 6)} weeks, as_of: {self.day()}}}
    duration: {random.choice(("30 minutes", "1 hour", "2 hours", "6 weeks", "3 months"))}
    cost: none
    roles: []
    confirm: []
    verified: {{on: {self.day()}, by: Leitung Stelle {random.randint(1, 40)}}}
    doors:{"".join(self.door() for _ in range(random.choice((1, 1, 2, 3))))}"""

    def organisation(self, number: int, services: int) -> str:
        name = f"org{number:03}"
        first = number * SERVICES_PER_ORGANISATION
        told = "".join(self.service(f"{name}.angebot_{place:02}", first + place) for place in range(services))
        return f"""\
organisation: {name}
name: {self.words("de", 2, 3)} {number} e.V.
mission:{self.text(12, 24, 2)}
verified: {{on: {self.day()}, by: Geschäftsführung}}
professional_secrecy: true
phone: "+49 30 23125 {number:03}"
services:{told}
"""


def folded(text: str, margin: str) -> str:
    """Return a text over several lines."""
    words = text.split(" ")
    return margin.join(" ".join(words[at : at + 14]) for at in range(0, len(words), 14))


def write_network(folder: Path, services: int) -> None:
    """Write a catalog with one network of about so many services."""
    shutil.copytree(ROOT / "catalog/vocabulary", folder / "vocabulary")
    (folder / "catalog.yaml").write_text("default_network: large\n", "UTF-8")
    with (folder / "vocabulary/facts.yaml").open("a", encoding="UTF-8") as file:
        for name, values in MORE_FACTS.items():
            declared: dict[str, Any] = {"section": "background", "type": "integer", "label": name}
            if values != "integer":
                declared |= {"type": "choice", "values": dict.fromkeys(values.split(), "so")}
            file.write(f"{name}: {json.dumps(declared | {'ask': f'{name}?', 'why': 'Asked for.'})}\n")
    network = folder / "large"
    (network / "organisations").mkdir(parents=True)
    places = "".join(f"  {name}: {{label: {name.capitalize()}, in: stadt}}\n" for name in DISTRICTS)
    (network / "network.yaml").write_text(
        "network: large\nname: {de: Großes Netzwerk, en: Large network}\nlanguages: [de, en]\ncountry: DE\n"
        "timezone: Europe/Berlin\nas_of: 2026-03-16T10:00\nentrance: org000.angebot_00\n"
        f"places:\n  stadt: {{label: Stadt}}\n{places}",
        "UTF-8",
    )
    writer = Writer()
    organisations = -(-services // SERVICES_PER_ORGANISATION)
    for number in range(organisations):
        text = writer.organisation(
            number, min(SERVICES_PER_ORGANISATION, services - number * SERVICES_PER_ORGANISATION)
        )
        (network / f"organisations/org{number:03}.yaml").write_text(text, "UTF-8")
    handovers = "".join(
        f"  - from: org{number:03}\n    to: org{(number + 7) % organisations:03}\n    agreement: informal\n    offers: H2\n"
        f"    how:{writer.text(8, 16, 6)}\n    feedback: partly\n    quality: 2\n"
        for number in range(organisations if organisations > 7 else 0)
    )
    (network / "handovers.yaml").write_text(f"handovers:\n{handovers}" if handovers else "handovers: []\n", "UTF-8")


def bare(folder: Path) -> None:
    """Parse every file with CSafeLoader, and nothing more, with garbage collection paused."""
    gc.disable()
    try:
        for path in sorted(folder.rglob("*.yaml")):
            yaml.load(path.read_bytes(), yaml.CSafeLoader)
    finally:
        gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes; what it made is let go of before and after, untimed."""
    gc.collect()
    begun = time.perf_counter()
    result = work()
    took = time.perf_counter() - begun
    del result
    return took


def rounds(folder: Path, count: int) -> Iterator[tuple[float, float, float]]:
    """Yield the seconds that the bare parser, cold and warm reading take, in turn."""
    load_catalog(folder, cache=True)
    for _ in range(count):
        yield (
            seconds(lambda: bare(folder)),
            seconds(lambda: load_catalog(folder)),
            seconds(lambda: load_catalog(folder, cache=True)),
        )


def measure(services: int, count: int) -> None:
    """Print the medians of several rounds, and their ratios round by round."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "catalog")
        write_network(folder, services)
        caching._users_folder = lambda: Path(temporary, "cache")
        size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
        timed = list(rounds(folder, count))
    parser, cold, warm = (statistics.median(column) for column in zip(*timed, strict=True))
    against_parser = statistics.median(cold / parser for parser, cold, _ in timed)
    against_cold = statistics.median(cold / warm for _, cold, warm in timed)
    print(
        f"{services:6} services {size / 1e6:5.1f} MB   CSafeLoader {parser:6.3f} s   cold {cold:6.3f} s   warm {warm:6.3f} s"
        f"   cold / CSafeLoader {against_parser:5.2f}   cold / warm {against_cold:5.1f}",
        flush=True,
    )


def main() -> None:
    """Measure one size, or how the times grow up to it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--services", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--growth", action="store_true", help="measure every tenth of the size as well")
    asked = arguments.parse_args()
    print(f"Python {sys.version.split()[0]}, PyYAML {yaml.__version__}, libyaml {yaml.__with_libyaml__}")
    for tenth in range(1 if asked.growth else 10, 11):
        measure(asked.services * tenth // 10, asked.rounds)


if __name__ == "__main__":
    main()
