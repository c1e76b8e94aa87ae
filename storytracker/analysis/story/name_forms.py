"""Which written forms of names mean the same: folding, short forms, acronyms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import without_accents
from storytracker.analysis.story.vocabulary import definite_bodies
from storytracker.analysis.types import NameKind

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_POSSESSIVE = re.compile(r"[’']s?\b")
DISTINCTIVE_LENGTH = 4
"""An alias of fewer letters does not make two names one by itself."""


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name for comparing: lower case, no accents, no article, no possessive, no punctuation."""
    plain = without_accents(name)
    return " ".join(w for w in _WORD.findall(_POSSESSIVE.sub("", plain.lower())) if w != "the")


def join(forms: Mapping[str, set[str]], kinds: Mapping[str, NameKind]) -> dict[str, str]:
    """Folded name → the folded fullest form of its entity.

    ``forms`` maps each folded name to its folded aliases, ``kinds`` to what it names.
    """
    groups = _Groups(forms)
    for alias, owners in sorted(_owners(forms).items()):
        if alias in forms and owners:
            groups.join(alias, owners[0])
        elif len(alias) >= DISTINCTIVE_LENGTH:
            for other in owners[1:]:
                groups.join(other, owners[0])
    for form in sorted(forms, key=lambda f: (len(f), f)):
        fuller = _fuller(form, sorted(forms), kinds)
        if fuller:
            groups.join(form, fuller)
    return groups.leaders()


class _Groups:
    """Union of names; a group is led by its longest form."""

    def __init__(self, forms: Mapping[str, set[str]]) -> None:
        self.parent = {form: form for form in forms}

    def find(self, form: str) -> str:
        while self.parent[form] != form:
            form = self.parent[form]
        return form

    def join(self, one: str, other: str) -> None:
        if self.find(one) != self.find(other):
            self.parent[self.find(one)] = self.find(other)

    def leaders(self) -> dict[str, str]:
        members: dict[str, list[str]] = defaultdict(list)
        for form in self.parent:
            members[self.find(form)].append(form)
        best = {root: max(found, key=lambda m: (len(m), m)) for root, found in members.items()}
        return {form: best[self.find(form)] for form in self.parent}


def _owners(forms: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Alias → the names that it is given for, itself left out, in order."""
    owners: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        for alias in forms[form] - {form}:
            owners[alias].append(form)
    return owners


def _fuller(form: str, forms: Sequence[str], kinds: Mapping[str, NameKind]) -> str:
    """The one fuller name that ``form`` is short for, "" for none or several."""
    words = form.split()
    candidates = [o for o in forms if _is_short_for(words, o.split(), (kinds[form], kinds[o]))]
    longest = max(candidates, key=lambda c: (len(c), c), default="")
    return longest if all(_agrees(c.split(), longest.split()) for c in candidates) else ""


def _agrees(one: list[str], longest: list[str]) -> bool:
    """True where ``one`` is the beginning or the end of ``longest``."""
    return one in (longest[: len(one)], longest[-len(one) :])


def _is_distinctive(word: str) -> bool:
    """No "group", no "airline": the word alone names somebody."""
    generic = load("entities")["generic"].split()
    return len(word) >= DISTINCTIVE_LENGTH and word not in generic and word not in definite_bodies()


def _is_short_for(words: list[str], longer: list[str], kinds: tuple[NameKind, NameKind]) -> bool:
    """Surname for full name, first word for a firm, a title left out, initials for a body."""
    if len(longer) <= len(words) or kinds[0] is NameKind.PLACE:
        return False
    if kinds[1] in (NameKind.PLACE, NameKind.OUTLET):
        return False
    if longer[-len(words) :] == words and kinds[1] is not NameKind.ORGANISATION:
        return True
    if len(words) == 1 and len(longer) == 2 and longer[1] == words[0]:
        return _is_distinctive(words[0])  # "Norhaven" for "Port Norhaven"
    if kinds[1] is NameKind.PERSON and kinds[0] is NameKind.PERSON and words[-1] == longer[-1]:
        return words[0] == longer[0]
    if longer[: len(words)] == words:
        return True
    if len(words) == 1 and words[0] == longer[-1] and words[0] in definite_bodies():
        return True  # "the ministry"
    initials = "".join(word[0] for word in longer if word not in {"of", "and", "for"})
    return len(words) == 1 and len(words[0]) > 1 and words[0] == initials
