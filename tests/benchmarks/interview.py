"""How many questions an interview needs, on every example, until no answer about facts can change the paths.

Each example starts with what a person names in the first minutes (needs, feelings, constraints, earlier contacts); its
facts are told when they are asked for, and "I do not know" where the example has none. Beside it: every fact of the
vocabulary, and facts asked in the order of the vocabulary until the paths are those of the full profile and stay so.

PYTHONPATH=tests .venv/bin/python tests/benchmarks/interview.py [EXAMPLE …]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cafematch import Matcher, Profile
from cafematch.matching.asking.interview import Interview
from cafematch.matching.asking.worlds import Picture
from cafematch.reading.writing import said_in
from shipped import EXAMPLES, facts_of, matcher_for, profile_of, without_facts


def told(matcher: Matcher, profile: Profile) -> dict[str, Any]:
    """Return every fact that a full profile tells, by name, as its file has it."""
    said = said_in(profile, matcher.catalog.vocabulary)
    details = {
        f"need.{need['need']}.detail.{name}": value
        for need in said.get("needs", ())
        for name, value in need.get("detail", {}).items()
    }
    return {**said.get("background", {}), **said.get("constraints", {}), **details}


def with_facts(profile: Profile, full: Profile, facts: set[str]) -> Profile:
    """Return a profile that tells some of the facts of the full one."""
    kept = {
        section: tuple(
            sorted(
                {**dict(getattr(profile, section)), **{k: v for k, v in getattr(full, section) if k in facts}}.items()
            )
        )
        for section in ("background", "constraints")
    }
    details = {need.need: tuple(pair for pair in need.detail if pair[0] in facts) for need in full.needs}
    needs = tuple(need.model_copy(update={"detail": details[need.need]}) for need in profile.needs)
    return profile.model_copy(update={**kept, "needs": needs})


def answered(interview: Interview, facts: dict[str, Any]) -> Iterator[tuple[str, Interview, float]]:
    """Yield every question with the interview after its answer, and how long it took to find."""
    while True:
        begun = time.perf_counter()
        question = interview.next_question()
        seconds = time.perf_counter() - begun
        if question is None:
            return
        fact = question.fact
        interview = interview.answer(fact, facts[fact]) if fact in facts else interview.not_known(fact)
        yield fact, interview, seconds


def seconds_of_a_suggestion(matcher: Matcher, profile: Profile) -> float:
    """Return how long one suggestion takes: the median of five."""

    def once() -> float:
        begun = time.perf_counter()
        matcher.suggest(profile)
        return time.perf_counter() - begun

    return statistics.median(once() for _ in range(5))


def needed_in_order(matcher: Matcher, start: Profile, full: Profile, wanted: Picture) -> int:
    """Return how many facts must be asked in the order of the vocabulary until the paths are those of the full profile."""
    picture, everything = matcher.interview(start).worlds.picture, facts_of(matcher.catalog)
    for count in range(len(everything), -1, -1):
        if picture(with_facts(start, full, set(everything[:count]))) != wanted:
            return count + 1
    return 0


@dataclass(frozen=True)
class Measured:
    """One example: the facts asked, how many there are, the number a fixed order needs, the dearest question in suggestions."""

    asked: tuple[str, ...]
    facts: int
    in_order: int
    dearest: float
    same: bool


def measure(name: str) -> Measured:
    """Hold the interview of an example."""
    matcher, full = matcher_for(name), profile_of(name)
    start = without_facts(full, matcher.catalog)
    interview = matcher.interview(start)
    wanted = interview.worlds.picture(full)
    one = seconds_of_a_suggestion(matcher, start)
    turns = list(answered(interview, told(matcher, full)))
    last = turns[-1][1] if turns else interview
    return Measured(
        asked=tuple(fact for fact, *_ in turns),
        facts=len(facts_of(matcher.catalog)),
        in_order=needed_in_order(matcher, start, full, wanted),
        dearest=max((seconds / one for *_, seconds in turns), default=0.0),
        same=last.worlds.picture(last.profile) == wanted,
    )


def main(examples: list[str]) -> None:
    """Print a line for every example, and what they come to."""
    measured = {}
    for name in examples:
        found = measured[name] = measure(name)
        print(
            f"{name:45} {len(found.asked):2} of {found.facts}  fixed order {found.in_order:2}"
            f"  {'' if found.same else 'OTHER '}{' '.join(found.asked)}"
        )
    asked = [len(found.asked) for found in measured.values()]
    shares = [len(found.asked) / found.facts for found in measured.values()]
    dearest = [found.dearest for found in measured.values()]
    print(
        f"{len(examples)} examples: {sum(asked)} questions, mean {statistics.mean(asked):.1f}, most {max(asked)};"
        f" {statistics.mean(shares):.0%} of all facts"
    )
    print(
        f"fixed order: mean {statistics.mean(found.in_order for found in measured.values()):.1f};"
        f" other paths than the full profile: {[name for name, found in measured.items() if not found.same]}"
    )
    print(
        f"the dearest next question of an example: median {statistics.median(dearest):.1f} times one suggestion,"
        f" most {max(dearest):.1f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:] or EXAMPLES)
