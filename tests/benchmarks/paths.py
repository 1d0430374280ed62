"""Planning on the prerequisite graphs of the peers: costs and times of the five best plans for each target.

A graph is told as a network: a fact is a statement (what nobody named is none), a service requires its facts and makes
others true, and what it costs is its wait in weeks, the only weight that is not zero. Each target is a need of its own, which
one more service answers that requires the target's fact. Counted for us is everything from profile and compiled network
to plans; for the peers everything from person and target to plans.

The graphs, a prototype and a call of clingo lie in `peers_paths.py`, beside `gen.py`, in the folder that `--bench` names;
without it there is nothing to compare with. clingo takes part where it can be imported; `--peers` names a folder of
packages to look in.

PYTHONPATH=src:tests .venv/bin/python tests/benchmarks/paths.py [--sizes 200 2000] [--graphs 20] [--bench DIR] [--peers DIR]
"""

from __future__ import annotations

import argparse
import gc
import importlib
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from builders import NETWORK, ROOT, raw_organisations, raw_vocabulary, raw_weights, rules, shipped_words
from cafematch import Matcher, Profile
from cafematch.matching.planning.plans import Plans, plan
from cafematch.matching.planning.problem import problem_of
from cafematch.model.catalog import Catalog, Ladder, Network, Organisation
from cafematch.model.documents import ReadingContext
from cafematch.model.scopes import KnownNames, Words
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.loading import read_profile

TOP = 5
GAIN = 1_000
"""What answering the need is worth: a plan's cost is this less its score."""
STEPS_OF_CYCLES = 6
LIMIT_OF_CYCLES = 20_000
"""So many states at most the prototype looks at on a cyclic graph, as its own benchmark has it."""


def network(task: Any, goals: Iterable[str]) -> tuple[Matcher, dict[str, Profile]]:
    """Return a graph as a compiled network, and for each goal a person who needs it."""
    targets = tuple(goals)
    words = Words(vocabulary(task.facts, len(targets)))
    town = Network.model_validate(NETWORK, context=ReadingContext("network.yaml", words))
    words = Words(words.vocabulary, KnownNames(town.places))
    services = [
        {
            "id": f"peers.{id_}",
            "requires": [{fact: True} for fact in required],
            "outcomes": [{fact: True} for fact in made],
            "capacity": {"state": "open", "wait": f"{cost} weeks"},
        }
        for id_, required, made, cost in task.services
    ]
    services += [
        {"id": f"goals.g{number}", "addresses": [f"goals.g{number}"], "requires": [{goal: True}]}
        for number, goal in enumerate(targets)
    ]
    services.append({"id": "house.cafe", "kind": "cafe"})
    organisations = [
        Organisation.model_validate(raw, context=ReadingContext(f"{raw['organisation']}.yaml", words))
        for raw in raw_organisations(services)
    ]
    catalog = Catalog.model_construct(
        vocabulary=words.vocabulary,
        ladder=Ladder.model_validate(shipped_words("thresholds"), context=ReadingContext("thresholds.yaml", words)),
        network=town,
        organisations=tuple(sorted(organisations, key=lambda entry: entry.organisation)),
        handovers=(),
    )
    weights = dict.fromkeys(raw_weights(), 0) | {"need_weeks": GAIN, "wait_week": -1}
    held = {"background": dict.fromkeys(sorted(task.init), True)}
    people = {
        goal: read_profile({"needs": [f"goals.g{number}"], **held}, catalog) for number, goal in enumerate(targets)
    }
    return Matcher(catalog, rules(points=weights)), people


def vocabulary(facts: Iterable[str], goals: int) -> Vocabulary:
    """Return the words of the tests with the facts of a graph as statements, and a need for each goal."""
    raw = deepcopy(raw_vocabulary())
    told = {"type": "boolean", "absent": "none", "section": "background", "ask": "?", "why": "?"}
    raw["facts"].update({fact: {**told, "label": fact} for fact in facts})
    terms = {f"g{number}": {"label": f"goal {number}"} for number in range(goals)}
    raw["needs"]["goals"] = {"label": "goals", "terms": terms}
    return Vocabulary.model_validate(raw, context=ReadingContext("vocabulary"))


def plans_for(matcher: Matcher, person: Profile, max_steps: int) -> Plans:
    """Return the best plans; the step that answers the need comes on top of those counted."""
    return plan(problem_of(matcher.index, person, None), TOP, max_steps=max_steps + 1)


@dataclass
class Row:
    """What came of one target: costs and milliseconds of each that took part."""

    goal: str
    costs: dict[str, list[int]]
    times: dict[str, float]
    truncated: str | None


def timed(work: Callable[[], Any], repeat: int) -> tuple[Any, float]:
    """Return what work gives and the fewest milliseconds it took; as with timeit, rubbish is collected in between."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        found = work()
        best = min(best, (time.perf_counter() - begun) * 1000)
        gc.enable()
    return found, best


def rows(
    peers: Any, task: Any, goals: list[str], max_steps: int, pops: int, clingo: bool, repeat: int
) -> Iterator[Row]:
    """Yield what comes of every target of one graph."""
    matcher, people = network(task, goals)
    index = peers.Index(task)
    held = frozenset(index.fid[fact] for fact in task.init)
    for goal in goals:
        target = index.fid[goal]
        found, ours = timed(partial(plans_for, matcher, people[goal], max_steps), repeat)
        (sets, _), prototype = timed(partial(peers.astar, index, held, target, TOP, pops, max_steps), repeat)
        costs = {
            "ours": [GAIN - entry.score for entry in found.best],
            "prototype": [sum(index.cost[number] for number in some) for some in sets],
        }
        times = {"ours": ours, "prototype": prototype}
        if clingo:
            sets, times["clingo"] = timed(partial(run_clingo, peers, index, held, target), repeat)
            costs["clingo"] = [sum(index.cost[number] for number in some) for some in sets if len(some) <= max_steps]
        yield Row(goal, costs, times, found.truncated)


def run_clingo(peers: Any, index: Any, held: frozenset[int], target: int) -> list[frozenset[int]]:
    """Return clingo's plans, over the services that can matter, as the peers' own benchmark calls it."""
    services, _ = index.relevant(held, target, index.hmax(held))
    found: list[frozenset[int]] = peers.run_clingo(index, held, target, services, ["--opt-strategy=usc"])
    return found


def report(name: str, found: list[Row]) -> None:
    """Print medians, ratios and where costs differ."""
    told = []
    medians = {who: statistics.median(row.times[who] for row in found) for who in found[0].times}
    for who, median in medians.items():
        most = max(row.times[who] for row in found)
        told.append(f"{who} {median:.2f} ms (max {most:.1f}, {median / medians['ours']:.1f} x ours)")
    print(f"{name}, {len(found)} targets: {'; '.join(told)}")
    different = [row for row in found if not row.truncated and any(not_same(row, who) for who in row.costs)]
    cut = [row for row in found if row.truncated]
    print(f"  costs differ {len(different)}, said to be cut short {len(cut)}")
    for row in different[:5]:
        print(f"  {row.goal}: {row.costs}")


def not_same(row: Row, who: str) -> bool:
    """Return whether somebody found other costs than we did, as far as both have some."""
    ours, theirs = row.costs["ours"], row.costs[who]
    return ours[: len(theirs)] != theirs[: len(ours)]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[200, 2_000, 20_000])
    parser.add_argument("--graphs", type=int, default=40, help="cyclic graphs")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--peers", type=Path, help="a folder of packages with clingo in it")
    said = parser.parse_args()
    if not (said.bench / "peers_paths.py").exists():
        sys.exit(f"skipped: no peers_paths.py in {said.bench}")
    sys.path.append(str(said.bench))
    if said.peers:
        sys.path.append(str(said.peers))
    peers, gen = importlib.import_module("peers_paths"), importlib.import_module("gen")
    try:
        clingo = bool(importlib.import_module("clingo"))
    except ImportError:
        clingo = False
        print("clingo cannot be imported: skipped")
    for size in said.sizes:
        task = gen.plan_task(size)
        goals = [goal for goal, _ in task.goals]
        report(f"{size} services", list(rows(peers, task, goals, 12, 2_000_000, clingo, said.repeat)))
    cyclic: list[Row] = []
    for seed in range(said.graphs):
        task = gen.cyclic_task(seed)
        goals = sorted(reachable(peers, task))
        cyclic += rows(peers, task, goals, STEPS_OF_CYCLES, LIMIT_OF_CYCLES, clingo, said.repeat) if goals else ()
    if cyclic:
        report(f"{said.graphs} cyclic graphs, at most {STEPS_OF_CYCLES} steps", cyclic)


def reachable(peers: Any, task: Any) -> set[str]:
    """Return the facts of a graph that the person does not hold and can come to."""
    index = peers.Index(task)
    held = frozenset(index.fid[fact] for fact in task.init)
    found: set[str] = {task.facts[number] for number in index.hmax(held)}
    return found.difference(task.init)


if __name__ == "__main__":
    main()
