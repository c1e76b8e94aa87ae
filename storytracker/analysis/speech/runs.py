"""Runs of capitalised words: where a name begins and ends, and what its neighbours make of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.beside import (
    acronym_after,
    called_press,
    does_report,
    kind_of,
    places_beside,
)
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.fronts import front_of, is_head, role_phrase
from storytracker.analysis.speech.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    CACHE_WORDS,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    INDEFINITE,
    ING,
    NUMBER,
    PAST,
    PEOPLE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUESTION,
    ROLE,
    SUBORDINATOR,
    TIME,
    VERB,
    Word,
    lemma_of,
    reflexives,
)
from storytracker.analysis.types import NameKind, Paragraph, ParagraphKind, Span

# Asked of its class at every turn, a member would cost as much as a call.
_OUTLET, _PERSON, _PLACE = NameKind.OUTLET, NameKind.PERSON, NameKind.PLACE
_SOURCES, _TITLE = ParagraphKind.SOURCES, ParagraphKind.TITLE

_FUNCTION = (
    DETERMINER
    | POSSESSIVE
    | PRONOUN
    | PREPOSITION
    | COORDINATOR
    | SUBORDINATOR
    | QUESTION
    | AUXILIARY
    | INDEFINITE
    | ADVERB
)


_DOCUMENTS = words_of("documents") | words_of("seen_things")
_PLURALS = tuple(gazetteer.people("plural_endings"))
_PARTICLES = gazetteer.people("particles") | {"&"}
_CONNECTORS = _PARTICLES | {"of", "for", "and"}
# Runs longer than this are headings in capitals, no names.
LONGEST_NAME = 10


@dataclass(slots=True)
class Run:
    """One mention of a name.

    ``form`` is as written, ``canonical`` with outlets and places in their listed form.
    ``role`` is what the words beside it call it; ``related`` the places beside it.
    """

    span: Span
    form: str
    canonical: str
    kind: NameKind
    role: str = ""
    related: tuple[str, ...] = ()
    acronym: str = ""
    feminine: bool | None = None


def find_runs(
    text: str, paragraphs: Sequence[Paragraph], tokens: Sequence[Word], starts: Sequence[int]
) -> list[Run]:
    """The names in ``tokens``, which begin at ``starts``, in order.

    Those of a headline come last, and count only where the body has them too.
    """
    capitals = [at for at, token in enumerate(tokens) if token.flags & CAPITAL]
    forms = set(tokens)
    lower = {form.lower for form in forms if not form.flags & CAPITAL or is_people(form)}
    lower.difference_update(_inside_sentences(tokens, capitals, lower))
    found: list[Run] = []
    held: list[Run] = []
    for start, end, kind in _ranges(paragraphs, starts):
        runs = _runs(text, tokens, starts, capitals, start, end, lower)
        if kind is _SOURCES:
            runs = [r if r.kind is _PLACE else replace(r, kind=_OUTLET) for r in runs]
        (held if kind is _TITLE else found).extend(runs)
    if held:
        body = {name for run in found for name in run.canonical.split()}
        found += [
            r for r in held if r.kind in (_PLACE, _OUTLET) or body.issuperset(r.canonical.split())
        ]
    return found


def _inside_sentences(
    tokens: Sequence[Word], capitals: Sequence[int], among: set[str]
) -> list[str]:
    """Words of ``among`` that stand capitalised behind one in lower case or a comma: names."""
    return [
        tokens[at].lower
        for at in capitals
        if at
        and tokens[at].lower in among
        and (
            (before := tokens[at - 1]).lower == ","
            or before.text[0].islower()
            or (before.flags & CAPITAL and is_people(tokens[at]))
        )
    ]


def _ranges(
    paragraphs: Sequence[Paragraph], starts: Sequence[int]
) -> Iterator[tuple[int, int, ParagraphKind]]:
    at = 0
    for paragraph in paragraphs:
        start, at = at, bisect_left(starts, paragraph.span.end, at)
        yield start, at, paragraph.kind


def _runs(
    text: str,
    tokens: Sequence[Word],
    starts: Sequence[int],
    capitals: Sequence[int],
    start: int,
    end: int,
    lower: set[str],
) -> list[Run]:
    """The runs of ``tokens[start:end]``; each begins with one of ``capitals`` (indices)."""
    found: list[Run] = []
    stop = start
    for at in capitals[bisect_left(capitals, start) : bisect_left(capitals, end)]:
        if at >= stop and _opens(tokens, at, start, lower):
            stop = _run_end(tokens, at, end)
            found += _split_run(text, tokens, starts, at, stop, start, end)
    return found


def _opens(tokens: Sequence[Word], at: int, start: int, lower: set[str]) -> bool:
    """Does the capitalised word at ``at`` open a name?"""
    token = tokens[at]
    flags, text = token.flags, token.text
    if flags & TIME or len(text) == 1:
        return False
    if flags & NUMBER and text.isalpha() and not text.isupper():
        return False  # "Two French officials"
    if "-" in text and text.rpartition("-")[2].islower():
        return False  # "state-backed"
    if flags & ROLE and text.isupper() and not _capital_at(tokens, at + 1):
        return False  # "the town's MP, Jo Roe"
    if at > start and tokens[at - 1].lower == "(" and text[1:2] == "-":
        return False  # "(D-Va.)"
    if flags & _FUNCTION and not text.isupper():
        return _opens_outlet(tokens, at)
    first = at == start or tokens[at - 1].flags & PUNCTUATION and tokens[at - 1].lower in '.!?"“:'
    if not first:
        return True
    if role_phrase(tokens, at, len(tokens)):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.flags & CAPITAL and not following.flags & _FUNCTION:
        return True
    if gazetteer.entry(text) or gazetteer.outlet_name(text):
        return True
    if token.lower in _DOCUMENTS:
        return False  # "Emails obtained by X"
    if following is not None and following.flags & AMBIGUOUS and _is_verbal(tokens, at + 2):
        return False  # "Unconfirmed reports said"
    if token.lower in lower or flags & (VERB | ROLE | NUMBER | AMBIGUOUS | ING | ADVERB | PEOPLE):
        return False
    return following is not None and (
        _opens_aside(tokens, at + 1)
        or following.lower in ("'s", "’s", *reflexives())
        or bool(following.flags & (AUXILIARY | VERB | PAST | ADVERB))
    )


def _is_verbal(tokens: Sequence[Word], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].flags & (AUXILIARY | VERB | PAST))


def _capital_at(tokens: Sequence[Word], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].flags & CAPITAL)


def is_people(token: Word) -> bool:
    """``Retailers``: a plural for people of a trade, capitalised by its sentence only."""
    return len(token.text) >= 6 and token.lower.endswith(_PLURALS) and _is_trade(token.lower)


@lru_cache(maxsize=CACHE_WORDS)
def _is_trade(lower: str) -> bool:
    one = lemma_of(lower)
    return one != lower and one not in gazetteer.people("male")


def _opens_aside(tokens: Sequence[Word], comma: int) -> bool:
    """``Lithox, the firm …``, ``Lithox, which``: a comma and what explains a name."""
    return (
        tokens[comma].lower == ","
        and comma + 1 < len(tokens)
        and (
            tokens[comma + 1].lower in {"the", "a", "an", "which", "who", "whose", "once"}
            or bool(tokens[comma + 1].flags & (ING | NUMBER))
        )
    )


def _opens_outlet(tokens: Sequence[Word], at: int) -> bool:
    """``The Evening Courier``: the article belongs to the name of a paper."""
    if tokens[at].lower != "the" or not _capital_at(tokens, at + 1):
        return False
    stop = at + 2
    while stop < len(tokens) and stop < at + 5 and tokens[stop].flags & CAPITAL:
        stop += 1
    words = [t.text for t in tokens[at:stop]]
    return (
        does_report(tokens, at, stop, 0, len(tokens))
        or called_press(tokens, stop, len(tokens))
        or gazetteer.outlet_name(" ".join(words)) is not None
        or gazetteer.looks_like_outlet(words)
    )


def _run_end(tokens: Sequence[Word], at: int, end: int) -> int:
    stop = at + 1
    while stop < end and stop - at < LONGEST_NAME:
        token = tokens[stop]
        if token.flags & CAPITAL and not (token.flags & TIME or token.flags & PRONOUN):
            stop += 1
        elif _connects(tokens, at, stop, end):
            stop += 2 if tokens[stop + 1].flags & CAPITAL else 3
        else:
            break
    return min(stop, end)


def _connects(tokens: Sequence[Word], at: int, stop: int, end: int) -> bool:
    """A small word inside a name: ``Bank of England``, ``Ludwig van Beethoven``."""
    token = tokens[stop]
    if token.lower not in _CONNECTORS or stop + 1 >= end:
        return False
    following = tokens[stop + 1]
    capital = following.flags & CAPITAL and not following.flags & TIME
    if token.lower in _PARTICLES:
        return bool(capital)
    headed = any(is_head(tokens[k]) for k in range(at, stop)) or (
        token.lower == "of" and role_phrase(tokens, stop - 1, min(end, stop + 2)) == 3
    )
    if token.lower == "of" and following.lower == "the" and stop + 2 < end:
        return headed and bool(tokens[stop + 2].flags & CAPITAL)
    if token.lower == "and" and not headed:
        return bool(capital) and _names_one_body(tokens, at, stop, end)
    if token.lower == "and":
        return (
            bool(capital)
            and headed
            and tokens[stop - 1].flags & CAPITAL != 0
            and (at + 2 < stop and tokens[stop - 2].lower in ("of", "for"))
        )
    return bool(capital) and headed


def _names_one_body(tokens: Sequence[Word], at: int, stop: int, end: int) -> bool:
    """``the Search and Rescue Agency``: an article before, a body's word behind."""
    owned = at > 0 and tokens[at - 1].lower in ("'s", "’s")
    if at == 0 or not (tokens[at - 1].flags & DETERMINER or owned):
        return False
    for k in range(stop + 1, min(end, stop + 4)):
        if not tokens[k].flags & CAPITAL:
            return False
        if tokens[k].lower in gazetteer.heads("heads") and k > stop + 1:
            return True
        closes = k + 1 >= end or not tokens[k + 1].flags & CAPITAL
        if k > stop + 1 and closes and tokens[k].lower in gazetteer.heads("last_words"):
            return True
    return False


def _split_run(
    text: str,
    tokens: Sequence[Word],
    starts: Sequence[int],
    start: int,
    stop: int,
    low: int,
    high: int,
) -> list[Run]:
    """A run without the demonyms, titles and roles before the name proper."""
    end = starts[stop - 1] + tokens[stop - 1].size
    front = front_of(text[starts[start] : end], tokens[start:stop])
    found: list[Run] = []
    for number, place in front.places:
        token, at = tokens[start + number], starts[start + number]
        found.append(Run(Span(at, at + token.size), token.text, place, _PLACE))
    name = start + front.name
    if name >= stop:
        return found
    kind, canonical = kind_of(front, tokens, name, stop, low, high)
    related = front.related
    if kind is not _PLACE:
        beside = places_beside(tokens, name, stop, low, high)
        related = tuple(dict.fromkeys((*related, *beside))) if beside else related
    feminine = front.feminine
    if feminine is None and kind is _PERSON:
        feminine = front.first_name
    set_off = stop < high and tokens[stop].lower == "("
    acronym = acronym_after(tokens, stop, high) if set_off else ""
    found.append(
        Run(
            Span(starts[name], end),
            front.form,
            canonical,
            kind,
            front.role,
            related,
            acronym,
            feminine,
        )
    )
    return found
