"""Catalog and rules as they were: at a revision that git keeps, in another folder, or as they are now.

Only git's own program is asked, never through a shell, and only for what it has: nothing is fetched, written or run by
its settings. What a revision held is read into memory; profiles are never looked for.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from cafematch.errors import InvalidData, Problem, quoted, visible
from cafematch.quick import dataclass
from cafematch.reading.folders import MARKS, Folder, find_folder, is_yaml
from cafematch.reading.labels import did_you_mean
from cafematch.reading.yamlfile import is_folder

_GIT: Final = ("git", "--no-pager", "--no-replace-objects", "--literal-pathspecs")
_CALM: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
"""What keeps git from writing, asking, fetching, and from telling errors in other words than ours are read in."""
_NO_FILES: Final = (b"120000", b"160000")
"""The modes of what is no file: a link, and another repository."""


@dataclass(frozen=True, slots=True)
class State:
    """Catalog and rules at one moment, all files in memory. `shown_as` is what a reader calls it: the name of a revision or
    a folder, empty for the files as they are now.
    """

    shown_as: str
    catalog: Folder
    rules: Folder
    at_revision: bool = False


def state_now(catalog: Path | None, rules: Path | None) -> State:
    """Return catalog and rules as they are now; the folders are found as by `load_catalog`.

    Raises InvalidData if one is not there, or a file of it cannot be read.
    """
    return State("", find_folder("catalog", catalog).held(), find_folder("rules", rules).held())


def state_of(name: str, catalog: Path | None, rules: Path | None) -> State:
    """Return catalog and rules in another state: a folder that holds them, else a revision of git (`main`, `HEAD~1`, a hash).

    A folder counts if it holds a catalog, also if a branch is called like it. `catalog` and `rules` say where they
    lie today, as for `state_now`; a revision is looked for in the repository they lie in.

    Raises InvalidData if there is neither, if git cannot be asked, or if nothing is there at that revision.
    """
    folder = Path(name)
    if name and (folder / "catalog" / MARKS["catalog"]).is_file():
        there = [find_folder(each, folder / each).held() for each in ("catalog", "rules")]
        return State(folder.as_posix(), there[0], there[1])
    places = {"catalog": _place_today("catalog", catalog), "rules": _place_today("rules", rules)}
    found = {each: _Repository.around(place).folder(name, each, place) for each, place in places.items()}
    return State(name, found["catalog"], found["rules"], at_revision=True)


def _place_today(name: str, given: Path | None) -> Path:
    """Return where a folder lies today; that it is gone today does not mean that it never was there."""
    if given is not None:
        return given.absolute()
    found = find_folder(name)
    return Path.cwd() / name if found.sample else found.path.absolute()


@dataclass(frozen=True, slots=True)
class _Repository:
    """A repository of git, by the top of its working folder."""

    top: Path

    @classmethod
    def around(cls, place: Path) -> _Repository:
        """Return the repository that a folder lies in. Raises InvalidData if it lies in none, or there is no git."""
        inside = next(above for above in (place, *place.parents) if above.is_dir())
        done = _ask(inside, "rev-parse --show-toplevel")
        if done.returncode:
            why = done.stderr.decode(errors="replace").removeprefix("fatal: ").partition("\n")[0]
            message = f"expected {quoted(inside.name)} inside of a git repository; git says: {visible(why)}"
            hint = "compare with a folder instead, or run this where catalog/ and rules/ are kept in git"
            raise InvalidData([Problem("no-repository", message, hint=hint)])
        return cls(Path(os.fsdecode(done.stdout.removesuffix(b"\n"))))

    def folder(self, revision: str, name: str, place: Path) -> Folder:
        """Return what `catalog` or `rules`, which lies at `place` today, held at a revision.

        Raises InvalidData if there is no such revision, or nothing there.
        """
        commit = self._commit(revision)
        inside = PurePosixPath(os.path.relpath(place.resolve(), self.top.resolve())).as_posix()
        files = self._files(commit, inside)
        shown_as = f"{revision}:{inside}"
        if MARKS[name] not in files:
            message = f"expected the {name} at {quoted(shown_as)}, found no {MARKS[name]} there"
            hint = "choose a revision that has it; a folder that was moved since then is not followed"
            raise InvalidData([Problem("missing-folder", message, hint=hint)])
        return Folder(place, shown_as, files=files)

    def _commit(self, revision: str) -> str:
        if revision and revision.isprintable() and not revision.startswith("-"):
            done = _ask(self.top, "rev-parse --verify --quiet --end-of-options", f"{revision}^{{commit}}")
            if not done.returncode:
                return done.stdout.decode("ascii").strip()
        names = _ask(self.top, "for-each-ref --format=%(refname:short)").stdout.decode(errors="replace").split()
        hint = did_you_mean(revision, names)
        if hint is None and revision and is_folder(Path(revision)):
            hint = f"the folder holds no catalog/{MARKS['catalog']}, so this was taken for a revision"
        message = f"expected a folder with catalog/ and rules/, or a revision of git, found {quoted(revision)}"
        usual = "a revision is a branch, a tag, a hash that git log shows, or HEAD~1 for the commit before the last"
        raise InvalidData([Problem("unknown-revision", message, hint=hint or usual)])

    def _files(self, commit: str, inside: str) -> Mapping[str, bytes]:
        """Return the YAML files of a folder at a commit, by their names inside it: byte for byte as they were kept."""
        listed = _ask(self.top, "ls-tree -r -z --full-tree", commit, "--", inside).stdout
        hashes = {}
        for entry in filter(None, listed.split(b"\0")):
            told, _, path = entry.partition(b"\t")
            mode, _, blob = told.split(b" ")
            within = PurePosixPath(os.fsdecode(path)).relative_to(inside)
            hidden = any(part.startswith(".") for part in within.parts)
            if mode not in _NO_FILES and is_yaml(within.name) and not hidden:
                hashes[within.as_posix()] = blob
        return dict(zip(hashes, self._contents(hashes.values()), strict=True))

    def _contents(self, hashes: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what files held that git knows by these hashes; each answer begins with a line that ends with a length."""
        told = _ask(self.top, "cat-file --batch", told=b"".join(blob + b"\n" for blob in hashes)).stdout
        place = 0
        while place < len(told):
            start = told.index(b"\n", place) + 1
            size = told[place:start].split()[-1].decode("ascii")
            if not size.isdecimal():
                message = f"expected a repository that has all its files, found {quoted(size)} for one of them"
                raise InvalidData([Problem("no-repository", message, hint="fetch it whole: git fetch --refetch")])
            end = start + int(size)
            yield told[start:end]
            place = end + 1


def _ask(where: Path, command: str, *arguments: str, told: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Return what git answers to a command, which is words of ours, with arguments. Raises InvalidData if there is no git."""
    try:
        return subprocess.run(
            [*_GIT, "-C", str(where), *command.split(), *arguments],
            input=told,
            capture_output=True,
            env={**os.environ, **_CALM},
            check=False,
        )
    except OSError as error:
        message = f"expected git's own program to look into the past, found: {error.strerror or error}"
        hint = "install git, or compare two folders instead"
        raise InvalidData([Problem("no-git", message, hint=hint)]) from None
