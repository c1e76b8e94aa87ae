"""Runs of capitalised words: where a name begins and ends, and what its neighbours make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from storytracker.analysis import gazetteer
from storytracker.analysis.tokens import Token
from storytracker.analysis.types import NameKind, Paragraph, ParagraphKind, Span
from storytracker.analysis.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
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
    TITLE,
    VERB,
)

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
# Runs longer than this are headings in capitals, no names.
LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
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


def find_runs(text: str, paragraphs: Sequence[Paragraph], tokens: Sequence[Token]) -> Iterator[Run]:
    """The names in ``tokens``, in order; a headline counts only for names the body has too."""
    lower = {t.lower for t in tokens if not t.flags & CAPITAL}
    lower -= {t.lower for t in _inside_sentences(tokens)}
    body: set[str] = set()
    held: list[Run] = []
    for start, end, kind in _ranges(paragraphs, tokens):
        for run in _runs(text, tokens, start, end, lower):
            if kind is ParagraphKind.SOURCES and run.kind is not NameKind.PLACE:
                run = replace(run, kind=NameKind.OUTLET)
            if kind is ParagraphKind.TITLE:
                held.append(run)
                continue
            body.update(run.canonical.split())
            yield run
    for run in held:
        if all(word in body for word in run.canonical.split()) or run.kind in (
            NameKind.PLACE,
            NameKind.OUTLET,
        ):
            yield run


def _inside_sentences(tokens: Sequence[Token]) -> Iterator[Token]:
    """Capitalised words behind a word in lower case or a comma: names, whatever else they are."""
    for before, token in zip(tokens, tokens[1:], strict=False):
        if token.flags & CAPITAL and (before.lower == "," or before.text[:1].islower()):
            yield token


def _ranges(
    paragraphs: Sequence[Paragraph], tokens: Sequence[Token]
) -> Iterator[tuple[int, int, ParagraphKind]]:
    at = 0
    for paragraph in paragraphs:
        start = at
        while at < len(tokens) and tokens[at].start < paragraph.span.end:
            at += 1
        yield start, at, paragraph.kind


def _runs(
    text: str, tokens: Sequence[Token], start: int, end: int, lower: set[str]
) -> Iterator[Run]:
    at = start
    while at < end:
        if not _opens(tokens, at, start, lower):
            at += 1
            continue
        stop = _run_end(tokens, at, end)
        yield from _split_run(text, tokens, at, stop, start, end)
        at = stop


def _opens(tokens: Sequence[Token], at: int, start: int, lower: set[str]) -> bool:
    token = tokens[at]
    if not token.flags & CAPITAL or token.flags & TIME or len(token.text) == 1:
        return False
    if "-" in token.text and token.text.rpartition("-")[2].islower():
        return False  # "Iran-backed"
    if at > start and tokens[at - 1].lower == "(" and token.text[1:2] == "-":
        return False  # "(D-Va.)"
    if token.flags & _FUNCTION and not token.text.isupper():
        return _opens_outlet(tokens, at)
    first = at == start or tokens[at - 1].flags & PUNCTUATION and tokens[at - 1].lower in '.!?"“:'
    if not first:
        return True
    if _role_phrase(tokens, at, len(tokens)):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.flags & CAPITAL and not following.flags & _FUNCTION:
        return True
    if gazetteer.entry(token.text) or gazetteer.outlet_name(token.text):
        return True
    if token.lower in lower or token.flags & (
        VERB | ROLE | NUMBER | AMBIGUOUS | ING | ADVERB | PEOPLE
    ):
        return False
    return following is not None and (
        following.lower in ("'s", "’s") or bool(following.flags & (AUXILIARY | VERB | PAST))
    )


def _opens_outlet(tokens: Sequence[Token], at: int) -> bool:
    """``The Wall Street Journal``: the article belongs to the name of a paper."""
    if tokens[at].lower != "the" or at + 1 >= len(tokens):
        return False
    stop = at + 1
    while stop < len(tokens) and stop < at + 5 and tokens[stop].flags & CAPITAL:
        stop += 1
    words = [t.text for t in tokens[at:stop]]
    if _reports(tokens, at, stop, 0, len(tokens)):
        return len(words) > 1
    return len(words) > 1 and (
        gazetteer.outlet_name(" ".join(words)) is not None or gazetteer.looks_like_outlet(words)
    )


def _run_end(tokens: Sequence[Token], at: int, end: int) -> int:
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


def _connects(tokens: Sequence[Token], at: int, stop: int, end: int) -> bool:
    """A small word inside a name: ``Bank of England``, ``Ludwig van Beethoven``."""
    token = tokens[stop]
    following = tokens[stop + 1] if stop + 1 < end else None
    if following is None:
        return False
    capital = following.flags & CAPITAL and not following.flags & TIME
    if token.lower in gazetteer.people("particles") or token.lower == "&":
        return bool(capital)
    if token.lower not in ("of", "for", "and"):
        return False
    headed = any(_is_head(tokens[k]) for k in range(at, stop)) or (
        token.lower == "of" and _role_phrase(tokens, stop - 1, min(end, stop + 2)) == 3
    )
    if token.lower == "of" and following.lower == "the" and stop + 2 < end:
        return headed and bool(tokens[stop + 2].flags & CAPITAL)
    if token.lower == "and" and not headed:
        return bool(capital) and _names_one_body(tokens, at, stop, end)
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


def _names_one_body(tokens: Sequence[Token], at: int, stop: int, end: int) -> bool:
    """``the Search and Rescue Agency``: an article before, a body's word behind."""
    if at == 0 or not tokens[at - 1].flags & DETERMINER:
        return False
    for k in range(stop + 1, min(end, stop + 4)):
        if not tokens[k].flags & CAPITAL:
            return False
        if tokens[k].lower in gazetteer.heads("heads") and k > stop + 1:
            return True
    return False


def _is_head(token: Token) -> bool:
    lower = token.lower
    return (
        lower in gazetteer.heads("heads")
        or lower in gazetteer.heads("organisations")
        or (lower == "house")
    )


def _split_run(
    text: str, tokens: Sequence[Token], start: int, stop: int, low: int, high: int
) -> Iterator[Run]:
    """A run without the demonyms, titles and roles before the name proper."""
    whole = text[tokens[start].start : tokens[stop - 1].end]
    listed = gazetteer.entry(whole)
    outlet = gazetteer.outlet_name(whole)
    if outlet is None and listed is None:
        name, related, role, feminine = _strip_front(text, tokens, start, stop)
    else:
        name, related, role, feminine = start, [], "", None
    if name > start and name < stop:
        yield from _places_in(text, tokens, start, name)
    if name >= stop:
        yield from _places_in(text, tokens, start, stop)
        return
    form = text[tokens[name].start : tokens[stop - 1].end]
    kind, canonical = _kind(form, tokens, name, stop, role, low, high)
    if kind is not NameKind.PLACE:
        related += _places_beside(tokens, name, stop, low, high)
    yield Run(
        Span(tokens[name].start, tokens[stop - 1].end),
        form,
        canonical,
        kind,
        role,
        tuple(dict.fromkeys(related)),
        _acronym(tokens, stop, high),
        _gender(tokens, name, stop, feminine, kind),
    )


def _places_in(text: str, tokens: Sequence[Token], start: int, stop: int) -> Iterator[Run]:
    """Demonyms and countries that stand before a name are mentions of the place."""
    for at in range(start, stop):
        found = gazetteer.entry(tokens[at].text)
        if found is not None and found.kind in ("country", "demonym", "region", "capital"):
            token = tokens[at]
            yield Run(Span(token.start, token.end), token.text, found.canonical, NameKind.PLACE)


def _strip_front(
    text: str, tokens: Sequence[Token], start: int, stop: int
) -> tuple[int, list[str], str, bool | None]:
    """Past ``Syrian President``: (first token of the name, places, role, feminine or not)."""
    at, related, roles = start, [], []
    feminine: bool | None = None
    while at < stop:
        phrase = _role_phrase(tokens, at, stop)
        found = gazetteer.entry(tokens[at].text)
        if phrase:
            roles.append(text[tokens[at].start : tokens[at + phrase - 1].end])
            at += phrase
        elif found is not None and (found.kind == "demonym" or _before_title(tokens, at, stop)):
            related.append(found.canonical)
            at += 1
        elif not _is_head(tokens[stop - 1]) and (
            tokens[at].lower in gazetteer.people("titles")
            or (tokens[at].flags & ROLE and stop - at > 1)
        ):
            lower = tokens[at].lower
            feminine = (
                True
                if lower in gazetteer.people("feminine")
                else False
                if lower in gazetteer.people("masculine")
                else feminine
            )
            if not lower.startswith(("mr", "ms", "mrs", "miss")):
                roles.append(tokens[at].text)
            at += 1
        else:
            break
    if at == stop and not roles:
        return (start if not related else stop), related, "", feminine
    if stop - at >= 1 and roles == [] and related and _is_head(tokens[stop - 1]):
        return start, related, "", feminine  # "Russian Embassy" is a name of its own
    last = _last_title(tokens, at, stop)
    if last > at:
        roles.append(text[tokens[at].start : tokens[last - 1].end])
        at = last
    return at, related, " ".join(roles), feminine


def _last_title(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Past ``Fisheries Minister`` in a run that ends in a person's name, else 0."""
    if _is_head(tokens[stop - 1]):
        return 0
    for k in range(stop - 2, at - 1, -1):
        if tokens[k].flags & ROLE and tokens[k].flags & CAPITAL and stop - k <= 4:
            return k + 1
    return 0


def _before_title(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """The country in ``US President Roe``, the state in ``Ohio Gov. Roe``."""
    if at + 2 >= stop:
        return False
    following = tokens[at + 1]
    titled = following.lower in gazetteer.people("titles") or following.flags & ROLE
    return bool(titled or _role_phrase(tokens, at + 1, stop)) and not _is_head(tokens[stop - 1])


def _role_phrase(tokens: Sequence[Token], at: int, stop: int) -> int:
    """The number of tokens of a role of several words at ``at``, 0 for none."""
    for size in (4, 3, 2):
        if at + size <= stop:
            phrase = " ".join(tokens[k].lower for k in range(at, at + size))
            if phrase in gazetteer.people("role_phrases"):
                return size
    return 0


def _places_beside(
    tokens: Sequence[Token], start: int, stop: int, low: int, high: int
) -> list[str]:
    """``the Lebanese militant group X``, ``X, the Lebanese militia``, ``Syria's X``."""
    found: list[str] = []
    near = [k for k in range(max(low, start - 5), start)]
    for at in reversed(near):
        token = tokens[at]
        if token.flags & PUNCTUATION and token.lower not in (",", "-") or token.flags & AUXILIARY:
            break
        hit = gazetteer.entry(token.text)
        if hit is not None and hit.kind in ("demonym", "country"):
            possessive = at + 1 < start and tokens[at + 1].lower in ("'s", "’s")
            if hit.kind == "demonym" or possessive:
                found.append(hit.canonical)
        if token.flags & (PREPOSITION | VERB | DETERMINER | COORDINATOR):
            break
    if stop + 1 < high and tokens[stop].lower == "," and (tokens[stop + 1].flags & DETERMINER):
        for at in range(stop + 2, min(high, stop + 6)):
            if tokens[at].flags & (PUNCTUATION | PREPOSITION):
                break
            hit = gazetteer.entry(tokens[at].text)
            if hit is not None and hit.kind == "demonym":
                found.append(hit.canonical)
    return found


def _kind(
    form: str, tokens: Sequence[Token], start: int, stop: int, role: str, low: int, high: int
) -> tuple[NameKind, str]:
    outlet = gazetteer.outlet_name(form)
    if outlet is not None:
        return NameKind.OUTLET, outlet
    found = gazetteer.entry(form)
    if found is not None:
        if found.kind in ("seat", "body"):
            return NameKind.ORGANISATION, found.canonical
        return NameKind.PLACE, found.canonical
    bare = form.removesuffix("’s").removesuffix("'s")
    words = [t.text for t in tokens[start:stop]]
    if gazetteer.looks_like_outlet(words):
        return NameKind.OUTLET, bare
    if _is_head(tokens[stop - 1]) or any(_is_head(tokens[k]) for k in range(start, stop - 1)):
        return NameKind.ORGANISATION, bare
    kind = _kind_beside(tokens, start, stop, role, low, high)
    if kind is NameKind.OTHER and _reports(tokens, start, stop, low, high):
        kind = NameKind.OUTLET
    return kind, bare


def _kind_beside(
    tokens: Sequence[Token], start: int, stop: int, role: str, low: int, high: int
) -> NameKind:
    """What first name, role, announcer and apposition say."""
    first = tokens[start].lower
    if " ".join(t.text for t in tokens[start:stop]) in gazetteer.heads("known"):
        return NameKind.ORGANISATION
    if gazetteer.entry(tokens[start].text) is not None:
        return NameKind.OTHER
    if role or first in gazetteer.people("male") or first in gazetteer.people("female"):
        return NameKind.PERSON
    before = tokens[start - 1] if start > low else None
    if before is not None and before.lower == "," and start - 1 > low:
        before = tokens[start - 2]
    if before is not None and before.lower in gazetteer.heads("announcers"):
        return NameKind.ORGANISATION
    if before is not None and before.flags & ROLE and not before.flags & CAPITAL:
        return NameKind.PERSON
    apposed = _apposed(tokens, stop, high)
    if apposed is not None:
        return apposed
    if any(ch.isdigit() for t in tokens[start:stop] for ch in t.text):
        return NameKind.OTHER
    if stop - start == 1 and tokens[start].text.isupper() and len(tokens[start].text) > 1:
        return NameKind.ORGANISATION
    if 2 <= stop - start <= 3 and all(len(t.text) > 1 for t in tokens[start:stop]):
        return NameKind.OTHER
    return NameKind.OTHER


def _reports(tokens: Sequence[Token], start: int, stop: int, low: int, high: int) -> bool:
    """``X reported``, ``first reported by X``, ``told The X``: what papers and stations do."""
    before = [t.lower for t in tokens[max(low, start - 2) : start]]
    if before[-2:] in (["reported", "by"], ["revealed", "by"], ["published", "by"]):
        return True
    if before[-1:] == ["told"]:
        return tokens[start].text == "The"
    ahead = [k for k in range(stop, min(high, stop + 3)) if tokens[k].lower == "reported"]
    skipped = (
        all(tokens[k].flags & (AUXILIARY | ADVERB) for k in range(stop, ahead[0]))
        if ahead
        else False
    )
    return skipped and not any(
        tokens[k].lower in ("a", "an") for k in range(ahead[0], min(high, ahead[0] + 2))
    )


def _apposed(tokens: Sequence[Token], stop: int, high: int) -> NameKind | None:
    """``X, a company based in`` or ``X, the chief executive of``, ``X, who``."""
    if stop + 1 >= high or tokens[stop].lower != ",":
        return None
    if tokens[stop + 1].lower == "which":
        return NameKind.ORGANISATION
    if tokens[stop + 1].lower == "who" or tokens[stop + 1].flags & NUMBER:
        return NameKind.PERSON
    for at in range(stop + 1, min(high, stop + 8)):
        token = tokens[at]
        if token.flags & PUNCTUATION or token.flags & PREPOSITION:
            return None
        if token.lower in gazetteer.heads("announcers"):
            return NameKind.ORGANISATION
        if (
            token.flags & ROLE
            and not token.flags & TITLE
            or token.lower in ("president", "minister")
        ):
            return NameKind.PERSON
    return None


def _acronym(tokens: Sequence[Token], stop: int, high: int) -> str:
    """``The Wall Street Journal (WSJ)``."""
    if stop + 2 < high and tokens[stop].lower == "(" and tokens[stop + 2].lower == ")":
        form = tokens[stop + 1].text
        if form.isupper() and len(form) > 1:
            return form
    return ""


def _gender(
    tokens: Sequence[Token], start: int, stop: int, feminine: bool | None, kind: NameKind
) -> bool | None:
    if feminine is not None or kind is not NameKind.PERSON:
        return feminine
    first = tokens[start].lower
    if first in gazetteer.people("female"):
        return True
    return False if first in gazetteer.people("male") else None
