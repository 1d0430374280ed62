"""A check of the weights: do the points say what the words say?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place

PRESSING: Final = ("now", "days", "weeks", "later")
"""How much a need can press, the most first: the endings of the names of the weights that count it."""


def swapped_weights(inspection: Inspection) -> Iterator[Finding]:
    """What presses more must weigh more: a need of today at least as much as one of the next days, and so on, where it is
    answered and where it stays open.
    """
    weights = inspection.rules.weights
    for family in ("need", "unanswered"):
        for name, less in pairwise(f"{family}_{pressing}" for pressing in PRESSING):
            points, others = weights[name].points, weights[less].points
            if abs(points) < abs(others):
                message = f"'{name}' has {points} points, and '{less}', which presses less, has {others}"
                place = Place("rules", "weights.yaml", ("weights", name, "points"), "value")
                yield Finding(message, place, "give more points to what presses more")
