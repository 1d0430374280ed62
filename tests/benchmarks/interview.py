"""How many questions an interview needs, on every example, until no answer about facts can change the paths.

Each example starts with what a person names in the first minutes (needs, feelings, constraints, earlier contacts); its
facts are told when they are asked for, and "I do not know" where the example has none. Beside it: every fact of the
vocabulary, and facts asked in the order of the vocabulary until the paths are those of the full profile and stay so.

.venv/bin/python tests/benchmarks/interview.py [EXAMPLE …]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1])]

from cafematch import Matcher, Profile
from cafematch.matching.interview import Interview
from cafematch.matching.worlds import Picture
from cafematch.reading.writing import said_in
from shipped import EXAMPLES, matcher_for, profile_of


def facts_of(matcher: Matcher) -> list[str]:
    """Return the facts that are unknown until somebody tells them, in the order of the vocabulary."""
    return [name for name, fact in matcher.catalog.vocabulary.facts.items() if fact.absent == "unknown"]


def without_facts(matcher: Matcher, profile: Profile) -> Profile:
    """Return what a person names in the first minutes: statements, no facts."""
    facts = set(facts_of(matcher))
    kept = {
        section: tuple(pair for pair in getattr(profile, section) if pair[0] not in facts)
        for section in ("background", "constraints")
    }
    needs = tuple(need.model_copy(update={"detail": ()}) for need in profile.needs)
    return profile.model_copy(update={**kept, "needs": needs, "declined": (), "dont_know": ()})


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


def seconds_of(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def main(examples: list[str]) -> None:
    asked, fixed, shares, slowest, wrong = [], [], [], [], []
    for name in examples:
        matcher, full = matcher_for(name), profile_of(name)
        start = without_facts(matcher, full)
        interview = matcher.interview(start)
        wanted: Picture = interview.worlds.picture(full)
        one = statistics.median(seconds_of(lambda: matcher.suggest(start)) for _ in range(5))
        turns = list(answered(interview, told(matcher, full)))
        last = turns[-1][1] if turns else interview
        got = last.worlds.picture(last.profile)
        everything = facts_of(matcher)
        needed = 0
        for count in range(len(everything), -1, -1):
            if interview.worlds.picture(with_facts(start, full, set(everything[:count]))) != wanted:
                needed = count + 1
                break
        asked.append(len(turns))
        fixed.append(needed)
        shares.append(len(turns) / len(everything))
        slowest.append(max((seconds / one for *_, seconds in turns), default=0.0))
        if got != wanted:
            wrong.append(name)
        print(
            f"{name:45} {len(turns):2} of {len(everything)}  fixed order {needed:2}  {'' if got == wanted else 'OTHER '} {' '.join(fact for fact, *_ in turns)}"
        )
    print(
        f"{len(examples)} examples: {sum(asked)} questions, mean {statistics.mean(asked):.1f}, most {max(asked)}; {statistics.mean(shares):.0%} of all facts"
    )
    print(f"fixed order: mean {statistics.mean(fixed):.1f}; other paths than the full profile: {len(wrong)} {wrong}")
    print(
        f"the dearest next question of an example: median {statistics.median(slowest):.1f} times one suggest, most {max(slowest):.1f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:] or EXAMPLES)
