"""Which names there are: gathered from what files say, before and whether or not documents can be made of them.

A name that may stand where something could not be read is not judged: nobody is told of a service that is not there while
its own file cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from cafematch.model.languages import is_language
from cafematch.quick import dataclass
from cafematch.reading.naming import Known, inside
from cafematch.reading.nearest import nearest

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_SERVICE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Gathered(Mapping[str, object]):
    """The names that could be read, with what is said of each, and which others may be there, as far as somebody can tell."""

    names: Mapping[str, object]
    perhaps: Callable[[object], bool]

    def __contains__(self, word: object) -> bool:
        return word in self.names or self.perhaps(word)

    def __getitem__(self, word: str) -> object:
        return self.names[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def listed(value: object, key: str) -> Sequence[Any]:
    """Return the entries of a list that stands at a key; none where there is no list."""
    found = inside(value).get(key)
    return found if isinstance(found, list | tuple) else ()


def text_at(value: object, key: str) -> str:
    """Return the text that stands at a key; the empty text where there is none."""
    found = inside(value).get(key)
    return found if isinstance(found, str) else ""


LANGUAGES: Final = Gathered({}, lambda word: is_language(str(word)))
"""All codes that may name a language."""


def declared_words(vocabulary: object, texts: Mapping[str, bytes | None] = MappingProxyType({})) -> Known:
    """Return the names that a vocabulary declares, or the values of its files do.

    `texts` are these files, by the same names, None for one that says nothing. Of one that does not say its words as it
    should, any that is written in it may be there; where there is no text, any at all.
    """
    parts = inside(vocabulary)
    competences, words = inside(parts.get("competences")), inside(parts.get("words"))
    facts, scales = parts.get("facts"), inside(parts.get("scales"))
    pets, interpreter = inside(inside(facts).get("pets")), inside(inside(facts).get("interpreter"))
    found: dict[str, object] = {
        "need": _terms(parts.get("needs")),
        "kind": parts.get("kinds"),
        "area": competences.get("areas"),
        "fact": facts,
        "scale": parts.get("scales"),
        "threshold": scales.get("threshold"),
        "handover": scales.get("handover"),
        "side offer": words.get("side_offers"),
        "accessibility": _sorted(words.get("accessibility")),
        "pet": _sorted(pets.get("values")),
        "gender of interpreters": _sorted(inside(inside(interpreter.get("fields")).get("gender")).get("values")),
    }
    known: dict[str, Any] = {
        **{sort: written_in(texts[part]) for sort, part in _PART_OF.items() if part in texts},
        **{sort: names for sort, names in found.items() if isinstance(names, Mapping)},
        "language": LANGUAGES,
    }
    if "fact" in known and "need" in known:
        needs, declared = known["need"], known["fact"]
        asked = {**declared, **{f"need.{term}": said for term, said in needs.items()}}
        known["fact or need"] = Gathered(
            asked,
            lambda word: (
                word in declared or (str(word).startswith("need.") and str(word).removeprefix("need.") in needs)
            ),
        )
    return known


_PART_OF: Final[Mapping[str, str]] = {
    "area": "competences",
    "fact": "facts",
    "kind": "kinds",
    "need": "needs",
    "scale": "scales",
    "side offer": "words",
}
"""The file of a vocabulary that declares names of a sort."""


def written_in(text: bytes | None) -> Gathered:
    """Return the names that may be in a file that cannot be understood; None stands for one of which there is no text."""
    words = None if text is None else text.decode(errors="replace").casefold()
    return Gathered({}, lambda word: words is None or str(word).rpartition(".")[2] in words)


def _terms(needs: object) -> Gathered | None:
    """Return every need by its full name, domains among them; of a domain that could not be read any may be there."""
    if not isinstance(needs, Mapping):
        return None
    terms: dict[str, object] = {}
    unread = set[str]()
    for domain, entry in needs.items():
        terms[domain] = entry
        if isinstance(own := inside(entry).get("terms"), Mapping):
            terms.update({f"{domain}.{term}": said for term, said in own.items()})
        else:
            unread.add(domain)
    return Gathered(terms, lambda word: str(word).partition(".")[0] in unread)


def _sorted(words: object) -> Mapping[str, object] | None:
    return dict(sorted(words.items())) if isinstance(words, Mapping) else None


Said = tuple[object, bytes | None]
"""What a file says, None if that is no YAML, and its text, None if there is none."""


def declared_names(network: Said, organisations: Iterable[Said]) -> Known:
    """Return the places of a network, and its organisations and services.

    Where a file does not tell all its ids, whatever is written in it passes for one.
    """
    owners: dict[str, object] = {}
    services: dict[str, object] = {}
    lacking = set[str]()
    wrong = list[str]()
    texts = list[str | None]()
    for value, text in organisations:
        name, entries = text_at(value, "organisation"), inside(value).get("services")
        offered = listed(value, "services")
        ids = [text_at(service, "id") for service in offered]
        good = [id_ for id_ in ids if _SERVICE.fullmatch(id_)]
        services |= {id_: inside(entry) for id_, entry in zip(ids, offered, strict=True) if _SERVICE.fullmatch(id_)}
        owners |= {name: inside(value)} if _NAME.fullmatch(name) else {}
        if name not in owners or len(good) != len(ids) or not isinstance(entries, list | tuple):
            texts.append(None if text is None else text.decode(errors="replace").casefold())
            wrong += [id_ for id_ in (name, *ids) if id_ and id_ not in owners and id_ not in services]
            lacking |= {name} if "" in ids else set()

    def perhaps(word: object) -> bool:
        """Whether an id may stand where none could be read."""
        name = str(word)
        return (
            any(text is None or name in text for text in texts)
            or name.partition(".")[0] in lacking
            or bool(wrong and nearest(name, wrong))
        )

    known = {"organisation": owners, "service": services, "provider": {**owners, **services}}
    found: dict[str, Collection[str]] = {
        sort: Gathered(names, perhaps) if texts else names for sort, names in known.items()
    }
    places = inside(network[0]).get("places")
    return {**found, "place": _places(places) if isinstance(places, Mapping) else written_in(network[1])}


def _places(places: Mapping[str, object]) -> Collection[str]:
    """Return places by their ids; one that is written as no id can be passes as what it was probably meant to be."""
    wrong = [name for name in places if not _NAME.fullmatch(name)]
    return Gathered(places, lambda word: nearest(str(word), wrong) is not None) if wrong else places
