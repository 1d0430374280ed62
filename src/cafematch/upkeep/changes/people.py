"""The people that a change is tried with: the situations of `examples/`, and whatever profiles somebody names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.documents import mapping_or_empty
from cafematch.quick import dataclass
from cafematch.reading.loading import load_profile
from cafematch.reading.yamlfile import YamlFile, read_yaml
from cafematch.upkeep.scenarios.running import PROFILE_FILE, find_scenarios, opening_comments


@dataclass(frozen=True, slots=True)
class Person:
    """A profile that a change is tried with: what it is called, and what the writer of a situation says on top of the file.

    It is judged at `as_of`; without it at its own moment, else the network's, else `now`.
    """

    name: str
    says: str
    file: YamlFile
    as_of: datetime | None
    now: datetime

    def answer(self, matcher: Matcher) -> Suggestion:
        """Return the answer for this person. Raises InvalidData if the network cannot read the profile."""
        dated = matcher.catalog.network.as_of or mapping_or_empty(self.file.value).get("as_of")
        moment = self.as_of or (None if dated else self.now)
        return matcher.suggest(load_profile(self.file, matcher.catalog, as_of=moment))


def find_people(
    examples: Path, profiles: Iterable[Path], *, as_of: datetime | None, now: datetime
) -> tuple[Person, ...]:
    """Return the people of all situations in a folder, by their names, and of profiles, of which nothing is said.

    Raises InvalidData with every problem of their files' syntax, or if there is nobody.
    """
    situations = {folder.name: folder / PROFILE_FILE for folder in find_scenarios(examples)}
    files = [*situations.items(), *((path.as_posix(), path) for path in profiles)]
    found: list[Person] = []
    problems: list[Problem] = []
    if not files:  # else a check of pull requests would pass where it looks into the wrong folder
        message = f"expected situations to compare, found none at {quoted(examples.as_posix())}"
        hint = "name their folder with --examples, or a profile with --profile"
        problems.append(Problem("no-profile", message, hint=hint))
    for name, path in files:
        try:
            file = read_yaml(path)
        except InvalidData as error:
            problems += error.problems
        else:
            says = " ".join(opening_comments(file)) if name in situations else ""
            found.append(Person(name, says, file, as_of, now))
    if problems:
        raise InvalidData(problems)
    return tuple(found)
