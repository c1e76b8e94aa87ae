"""What a run of capitalised words is by itself, whatever stands beside it.

The same runs come again and again, in one article and in the next: each is read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storytracker.analysis.memo import Memo
from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.words import CACHE_WORDS, CAPITAL, ROLE, Word
from storytracker.analysis.types import NameKind

_HEADS = gazetteer.heads("heads") | gazetteer.heads("organisations") | {"house"}
_TITLES = gazetteer.people("titles")
_ROLE_PHRASES = gazetteer.people("role_phrases")
_ROLE_PHRASES_OPEN = frozenset(phrase.split()[0] for phrase in _ROLE_PHRASES if " " in phrase)
_FEMALE, _MALE = gazetteer.people("female"), gazetteer.people("male")
_PLACES = frozenset(["country", "demonym", "region", "capital"])

Forms = Sequence[Word]
Range = tuple[int, int]


@dataclass(slots=True)
class Front:
    """A run taken apart: ``French President Jane Roe`` → the name proper and what is before it.

    ``name`` is the number of the name's first word, or of words where there is no name; it is
    written ``form``. ``places`` are those before it (number of the word, canonical name),
    ``related`` and ``role`` what they make of it. ``outlet`` and ``kind`` tell what the form is
    in any text, where the lists know it, and ``canonical`` how it is written in full;
    ``named_after`` says that its first word is a listed place or body.
    """

    name: int
    places: tuple[tuple[int, str], ...]
    related: tuple[str, ...]
    role: str
    feminine: bool | None
    form: str
    outlet: str | None
    kind: NameKind | None
    canonical: str
    named_after: bool
    first_name: bool | None  # of a woman, of a man, of nobody


def front_of(whole: str, tokens: Sequence[Word]) -> Front:
    """The run ``tokens``, written as ``whole``, read by itself."""
    return _front((whole, *tokens))


def _read(key: tuple[str, *tuple[Word, ...]]) -> Front:
    """``key`` holds the run as written and its words."""
    whole, *forms = key
    words = [form.text for form in forms]
    name, role, feminine = 0, "", None
    related: list[str] = []
    if gazetteer.outlet_name(whole) is None and gazetteer.entry(whole) is None:
        name, related, roles, feminine = _strip(forms)
        role = " ".join([_written(whole, words, *part) for part in roles])
    form = _written(whole, words, name, len(words)) if name else whole
    outlet, kind, canonical = _kind_by_form(form, forms[name:]) if form else (None, None, "")
    first = forms[name].lower if form else ""
    return Front(
        name,
        tuple(_places(words[:name])) if name else (),
        tuple(dict.fromkeys(related)),
        role,
        feminine,
        form,
        outlet,
        kind,
        canonical,
        bool(form) and gazetteer.entry(words[name]) is not None,
        True if first in _FEMALE else False if first in _MALE else None,
    )


_front = Memo(_read, CACHE_WORDS).__getitem__


def _written(whole: str, words: Sequence[str], start: int, stop: int) -> str:
    """``words[start:stop]`` as they stand in the run, spaces and all."""
    edges, at = [], 0
    for each in words:
        at = whole.index(each, at)
        edges.append((at, at + len(each)))
        at += len(each)
    return whole[edges[start][0] : edges[stop - 1][1]] if start < stop else ""


def _places(words: Sequence[str]) -> list[tuple[int, str]]:
    """Demonyms and countries that stand before a name are mentions of the place."""
    found = [(number, gazetteer.entry(each)) for number, each in enumerate(words)]
    return [(number, e.canonical) for number, e in found if e is not None and e.kind in _PLACES]


def is_head(form: Word) -> bool:
    """``Ministry``, ``Group``, ``House``: what bodies and firms are called by."""
    return form.lower in _HEADS


def role_phrase(forms: Forms, at: int, stop: int) -> int:
    """The number of words of a role of several words at ``at``, 0 for none."""
    if forms[at].lower not in _ROLE_PHRASES_OPEN:
        return 0
    for size in (4, 3, 2):
        if at + size <= stop:
            phrase = " ".join([t.lower for t in forms[at : at + size]])
            if phrase in _ROLE_PHRASES:
                return size
    return 0


def _strip(forms: Sequence[Word]) -> tuple[int, list[str], list[Range], bool | None]:
    """Past ``French President``: (first word of the name, places, roles, feminine or not)."""
    at, stop = 0, len(forms)
    related: list[str] = []
    roles: list[Range] = []
    feminine: bool | None = None
    headed = is_head(forms[-1])
    while at < stop:
        phrase = role_phrase(forms, at, stop)
        found = gazetteer.entry(forms[at].text)
        if phrase:
            roles.append((at, at + phrase))
            at += phrase
        elif found is not None and (found.kind == "demonym" or _before_title(forms, at, stop)):
            related.append(found.canonical)
            at += 1
        elif not headed and (
            forms[at].lower in _TITLES or (forms[at].flags & ROLE and stop - at > 1)
        ):
            lower = forms[at].lower
            feminine = _gender(lower, feminine)
            if not lower.startswith(("mr", "ms", "mrs", "miss")):
                roles.append((at, at + 1))
            at += 1
        else:
            break
    if at == stop and not roles:
        return (0 if not related else stop), related, roles, feminine
    if stop - at >= 1 and roles == [] and related and headed:
        return 0, related, roles, feminine  # "French Embassy" is a name of its own
    last = _last_title(forms, at, stop)
    if last > at:
        roles.append((at, last))
        at = last
    return at, related, roles, feminine


def _gender(title: str, before: bool | None) -> bool | None:
    if title in gazetteer.people("feminine"):
        return True
    return False if title in gazetteer.people("masculine") else before


def _last_title(forms: Sequence[Word], at: int, stop: int) -> int:
    """Past ``Fisheries Minister`` in a run that ends in a person's name, else 0."""
    if is_head(forms[stop - 1]):
        return 0
    for k in range(stop - 2, at - 1, -1):
        if forms[k].flags & ROLE and forms[k].flags & CAPITAL and stop - k <= 4:
            return k + 1
    return 0


def _before_title(forms: Sequence[Word], at: int, stop: int) -> bool:
    """The country in ``US President Roe``, the state in ``Ohio Gov. Roe``."""
    if at + 2 >= stop:
        return False
    following = forms[at + 1]
    titled = following.lower in _TITLES or following.flags & ROLE
    return bool(titled or role_phrase(forms, at + 1, stop)) and not is_head(forms[stop - 1])


def _kind_by_form(form: str, forms: Sequence[Word]) -> tuple[str | None, NameKind | None, str]:
    """What a name is in any text: the listed outlet, the kind, the full form."""
    outlet = gazetteer.outlet_name(form)
    found = gazetteer.entry(form)
    if found is not None:
        body = found.kind in ("seat", "body")
        return outlet, NameKind.ORGANISATION if body else NameKind.PLACE, found.canonical
    words = [each.text for each in forms]
    if gazetteer.looks_like_outlet(words):
        return outlet, NameKind.OUTLET, form
    possessive = forms[-1].lower.endswith("'s")  # "Sotheby's": see owned_names.py
    if possessive or any(map(is_head, forms)) or " ".join(words) in gazetteer.heads("known"):
        return outlet, NameKind.ORGANISATION, form
    return outlet, None, form
