"""Ids for new things: whether one can be used, and what it could be instead."""

from __future__ import annotations

import re
from unicodedata import normalize

from cafematch.errors import InvalidData, Problem, quoted

_TOWN = re.compile("[a-z][a-z0-9_]*")
_RULE = re.compile("[a-z][a-z0-9-]*")
_SERVICE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"})


def check_town(id_: str, taken: frozenset[str]) -> None:
    """Raise InvalidData if an id cannot be that of a new network; `taken` are words that mean something else here."""
    if id_ in taken:
        message = f"expected another id for the network: {quoted(id_)} already means something here"
        raise InvalidData([Problem("bad-id", message, hint=f"write {id_}_town, say, and --name with the real name")])
    _check(id_, _TOWN, "an id such as 'kl' (small letters a to z, digits and _)", "_", "--name says the real name")


def check_rule(id_: str) -> None:
    """Raise InvalidData if an id cannot be that of a rule."""
    _check(id_, _RULE, "an id such as 'minor-alone' (small letters a to z, digits and -)", "-")


def check_service(id_: str) -> None:
    """Raise InvalidData if an id cannot be that of a service."""
    if id_ and "." not in id_:
        message = f"expected the ids of organisation and service with a dot between them, found {quoted(id_)}"
        raise InvalidData([Problem("bad-id", message, hint=f"write {_spelt(id_, '_')}.advice, say")])
    _check(id_, _SERVICE, "the ids of organisation and service with a dot, such as 'kl.schulden'", "_")


def _check(id_: str, form: re.Pattern[str], wanted: str, joint: str, more: str = "") -> None:
    if form.fullmatch(id_):
        return
    proposal = ".".join(_spelt(part, joint) for part in id_.split("."))
    hint = f"write {proposal}" if form.fullmatch(proposal) else "begin with a small letter"
    raise InvalidData(
        [Problem("bad-id", f"expected {wanted}; found {quoted(id_)}", hint=f"{hint}; {more}".rstrip("; "))]
    )


def _spelt(words: str, joint: str) -> str:
    """Return words in small letters a to z and digits."""
    plain = normalize("NFKD", words.casefold().translate(_SPELT_OUT)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", joint, plain).strip(joint)
