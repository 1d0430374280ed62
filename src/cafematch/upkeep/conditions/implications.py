"""Which conditions hold wherever others do, asked of many conditions side by side: each question is decided once."""

from __future__ import annotations

from cafematch.model.conditions import ALWAYS, All, Condition, subjects
from cafematch.upkeep.conditions.satisfying import Satisfying


class Implications:
    """Knows of conditions whether one surely holds wherever another does, as `Satisfying.follows` decides it.

    What can never hold implies nothing but itself: it has another flaw than that something follows from it.
    """

    def __init__(self, satisfying: Satisfying) -> None:
        self._satisfying = satisfying
        self._decided: dict[tuple[All, All], bool] = {}

    def implies(self, narrower: All, wider: All) -> bool:
        """Return whether `wider` surely holds wherever `narrower` does."""
        if wider in (ALWAYS, narrower):
            return True
        if (narrower, wider) not in self._decided:
            self._decided[narrower, wider] = (
                _may_follow(wider, narrower)
                and self._satisfying.follows(wider, narrower)
                and not self._satisfying.never(narrower)
            )
        return self._decided[narrower, wider]

    def equivalent(self, one: All, other: All) -> bool:
        """Return whether each of two conditions surely holds wherever the other does."""
        return self.implies(one, other) and self.implies(other, one)


def _may_follow(wider: All, narrower: All) -> bool:
    """Return whether each line looks at something the other condition speaks about: whatever else a line looks at may be
    unknown where that holds. A line that holds whatever is known says nothing, and is not looked for here.
    """
    spoken_of = _topics(narrower)
    return all(not spoken_of.isdisjoint(_topics(line)) for line in wider.parts)


def _topics(condition: Condition) -> set[str]:
    """Return what a condition speaks about; all needs are one topic, and so are all feelings, languages, competences."""
    return {subject.name.partition(".")[0] for subject in subjects(condition)}
