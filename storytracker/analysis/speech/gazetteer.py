"""Countries, capitals, seats of government and public bodies: what state a word points to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.speech.cues import words_of

# The longest entry in words ("Organization for Security and Co-operation in Europe").
LONGEST_ENTRY = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listed form stands for.

    ``kind`` is "country", "demonym", "capital", "region", "seat" or "body"; ``group`` the state
    (or the body itself) that speaks through it, ``canonical`` the full name of what it names.
    """

    kind: str
    canonical: str
    group: str


@cache
def entries() -> dict[str, Entry]:
    """Every listed form, as written → what it stands for."""
    found: dict[str, Entry] = {}
    places, bodies = load("places"), load("bodies")
    for name, others, demonyms, capitals in places["countries"]:
        for form in (name, *others):
            found[form] = Entry("country", name, name)
        for form in demonyms:
            found[form] = Entry("demonym", name, name)
        for form in capitals:
            found.setdefault(form, Entry("capital", form, name))
    for name, demonyms in places["regions"]:
        found.setdefault(name, Entry("region", name, name))
        for form in demonyms:
            found.setdefault(form, Entry("demonym", name, name))
    for name, state in bodies["seats"]:
        found[name] = Entry("seat", name, state or name)
    for name, others in bodies["international"]:
        for form in (name, *others):
            found[form] = Entry("body", name, name)
    return found


@lru_cache(maxsize=20_000)
def entry(form: str) -> Entry | None:
    """What ``form`` stands for, a leading "the" and a closing possessive left out."""
    return entries().get(_bare(form))


def _bare(form: str) -> str:
    for end in ("’s", "'s"):
        form = form.removesuffix(end)
    return form[4:] if form[:4] in ("the ", "The ") else form


@cache
def heads(name: str) -> frozenset[str]:
    """The list ``name`` of bodies.toml as a set."""
    return frozenset(load("bodies")[name])


@cache
def people(name: str) -> frozenset[str]:
    """The list ``name`` of people.toml as a set; first names are split at spaces."""
    value = load("people")[name]
    return frozenset(value.split() if isinstance(value, str) else value)


@lru_cache(maxsize=20_000)
def outlet_name(form: str) -> str | None:
    """The canonical name of a listed outlet, or ``None``.

    A press service that bears the name of its government body is that body, and a name that is
    also an ordinary word needs its article ("The Times"); "Time" alone proves nothing.
    """
    found = outlet(form)
    if found is None or found.kind == "official":
        return None
    if found.common and not (form.startswith("The ") or " " in form.strip()):
        return None
    return found.name


_PRESS_WORDS = words_of("press_names")


def looks_like_outlet(words: Sequence[str]) -> bool:
    """A capitalised name of two words or more that ends as papers and stations do."""
    if len(words) < 2 or not all(
        w[:1].isupper() or w.lower() in {"of", "the", "and"} for w in words
    ):
        return False
    last, first = words[-1].lower(), words[0].lower()
    if first in {"radio", "television", "tv"} or (first == "channel" and last.isdigit()):
        return True
    if last == "group":
        return words[-2].lower() == "media"
    if last == "agency":
        return words[-2].lower() in ("news", "press")  # any other is a public body
    if last in {"press", "review", "standard", "record", "star", "globe", "echo"}:
        return words[-2].lower() in {"news", "free", "associated"} or words[0] == "The"
    return last in _PRESS_WORDS


def group_in(name: str) -> str:
    """The state that the first word or two of a name point to ("French Embassy" → France)."""
    words = name.split()
    for size in (2, 1):
        found = entry(" ".join(words[:size])) if len(words) > size else None
        if found is not None:
            return found.group
    return ""
