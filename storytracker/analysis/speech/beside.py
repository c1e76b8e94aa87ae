"""What the words beside a name make of it: a person, a body, an outlet, of which place."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.fronts import Front
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    BE,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    HAVE,
    ING,
    MODAL,
    NUMBER,
    PAST,
    PEOPLE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    RELATIVE,
    ROLE,
    VERB,
    Word,
)
from storytracker.analysis.types import NameKind

# Asked of its class at every turn, a member would cost as much as a call.
_OTHER, _PERSON = NameKind.OTHER, NameKind.PERSON

# Said short of any paper that ends so: which one, the article tells elsewhere.
_OF_MANY_PAPERS = frozenset(["Times", "Post", "Journal", "Globe", "Herald", "Tribune", "News"])
_BEFORE_OUTLETS = frozenset(["told", "tells", "telling", "by", "to", "in"])
_OWNS = frozenset(["'s", "’s", "'", "’"])
_ANNOUNCERS = gazetteer.heads("announcers")
_LAST_WORDS = gazetteer.heads("last_words")
_PRESS_NAMED = gazetteer.people("press_named")
_REPORTS_BY = frozenset(["reported", "revealed", "published"])
_ENDS_PLACES = PREPOSITION | VERB | DETERMINER | COORDINATOR


def places_beside(tokens: Sequence[Word], start: int, stop: int, low: int, high: int) -> list[str]:
    """``the Dutch chip maker X``, ``X, the Dutch chip maker``, ``Norway's X``."""
    found: list[str] = []
    for at in range(start - 1, max(low, start - 5) - 1, -1):
        token = tokens[at]
        flags = token.flags
        if flags & PUNCTUATION and token.lower not in (",", "-") or flags & AUXILIARY:
            break
        hit = gazetteer.entry(token.text) if flags & CAPITAL else None
        if hit is not None and hit.kind in ("demonym", "country"):
            possessive = at + 1 < start and tokens[at + 1].lower in {"'s", "’s", "'", "’"}
            if hit.kind == "demonym" or possessive:
                found.append(hit.canonical)
        if flags & _ENDS_PLACES:
            break
    if stop + 1 < high and tokens[stop].lower == "," and (tokens[stop + 1].flags & DETERMINER):
        for at in range(stop + 2, min(high, stop + 6)):
            if tokens[at].flags & (PUNCTUATION | PREPOSITION):
                break
            hit = gazetteer.entry(tokens[at].text)
            if hit is not None and hit.kind == "demonym":
                found.append(hit.canonical)
    return found


def kind_of(
    front: Front, tokens: Sequence[Word], start: int, stop: int, low: int, high: int
) -> tuple[NameKind, str]:
    """What the name ``tokens[start:stop]`` stands for, and its full form."""
    outlet = front.outlet or _told_outlet(front.form, tokens, start, low)
    if outlet is not None:
        return NameKind.OUTLET, outlet
    if front.kind is not None:
        return front.kind, front.canonical
    kind = _OTHER
    if not front.named_after:
        called = front.first_name is not None or front.feminine is not None  # "Mr Roe"
        if front.role or called:
            return _PERSON, front.canonical
        kind = _kind_beside(tokens, start, stop, low, high)
    if kind is _OTHER and does_report(tokens, start, stop, low, high):
        kind = NameKind.OUTLET
    return kind, front.canonical


def _told_outlet(form: str, tokens: Sequence[Word], start: int, low: int) -> str | None:
    """``told the Sun``, ``seen by the Guardian``: an outlet whose name begins with "The"."""
    if start < low + 2 or tokens[start - 1].lower != "the" or form in _OF_MANY_PAPERS:
        return None
    before = tokens[start - 2].lower
    return gazetteer.outlet_name(f"The {form}") if before in _BEFORE_OUTLETS else None


def _kind_beside(tokens: Sequence[Word], start: int, stop: int, low: int, high: int) -> NameKind:
    """What role, announcer and apposition say."""
    before = tokens[start - 1] if start > low else None
    set_off = before is not None and before.lower == "," and start - 1 > low
    if set_off:
        before = tokens[start - 2]
    named = before is not None and set_off and before.flags & CAPITAL  # "the Alpine Club, Jo Roe"
    if before is not None and before.lower in _ANNOUNCERS and not named:
        if set_off and stop - start > 1 and _speaks_for(tokens, start - 2, low):
            return _PERSON
        return NameKind.ORGANISATION
    if before is not None and before.flags & ROLE and not before.flags & CAPITAL:
        return _PERSON
    followed = stop < high and tokens[stop].lower == ","
    if (followed and called_press(tokens, stop, high)) or _press_before(tokens, start, low):
        return NameKind.OUTLET
    if stop - start > 1 and tokens[stop - 1].lower in _LAST_WORDS:
        return NameKind.ORGANISATION
    apposed = _apposed(tokens, stop, high) if followed else None
    if apposed is not None:
        return apposed
    name = tokens[start].text
    if stop - start == 1 and name.isupper() and len(name) > 1 and not any(map(str.isdigit, name)):
        return NameKind.ORGANISATION
    return _OTHER


def _speaks_for(tokens: Sequence[Word], announcer: int, low: int) -> bool:
    """``a spokeswoman for the hospital, Jo Roe``: the name is hers, not the hospital's."""
    of = announcer - 1 - (announcer > low and bool(tokens[announcer - 1].flags & DETERMINER))
    return (
        of > low
        and bool(tokens[of].flags & PREPOSITION)
        and tokens[of - 1].lower in gazetteer.people("speak_for")
    )


def does_report(tokens: Sequence[Word], start: int, stop: int, low: int, high: int) -> bool:
    """``X reported``, ``first reported by X``, ``told The X``: what papers and stations do."""
    before = tokens[start - 1].lower if start > low else ""
    if before == "by" and start - 1 > low:
        if tokens[start - 2].lower in _REPORTS_BY:
            return True
    elif before == "told":
        return tokens[start].text == "The"
    for at in range(stop, min(high, stop + 3)):
        if tokens[at].lower == "reported":
            return not (at + 1 < high and tokens[at + 1].lower in ("a", "an"))
        if not tokens[at].flags & (AUXILIARY | ADVERB):
            return False
    return False


def _apposed(tokens: Sequence[Word], stop: int, high: int) -> NameKind | None:
    """``X, a company based in`` or ``X, the chief executive of``, ``X, who``."""
    if stop + 1 >= high or tokens[stop].lower != ",":
        return None
    if tokens[stop + 1].lower == "which":
        return NameKind.ORGANISATION
    if tokens[stop + 1].lower == "who" or tokens[stop + 1].flags & NUMBER:
        return _PERSON
    for at in range(stop + 1, min(high, stop + 8)):
        token = tokens[at]
        if token.flags & PUNCTUATION or token.flags & PREPOSITION:
            return None
        # "the union president", "the union's national officer"
        titled = at + 1 < high and (tokens[at + 1].flags & ROLE or tokens[at + 1].lower in _OWNS)
        if token.lower in _ANNOUNCERS and not titled:
            return NameKind.ORGANISATION
        if token.flags & ROLE:
            return _PERSON
    return None


def is_thing(tokens: Sequence[Word], end: int) -> bool:
    """``X said it had sold``, ``X confirmed its plan``: what stands before is no person.

    ``end`` is where the name ends; "it was late" and "it would rain" prove nothing, so that "it"
    must do what bodies do.
    """
    for at in range(end, min(len(tokens) - 2, end + 8)):
        token = tokens[at]
        if token.lower == "its":
            return True
        if token.lower == "it":
            return _acts(tokens, at + 1)
        if token.flags & (PRONOUN | POSSESSIVE) or token.lower in {",", ";", "."}:
            return False
        if at > end and token.flags & DETERMINER and token.lower != "that":
            return False
    return False


def _acts(tokens: Sequence[Word], at: int) -> bool:
    """``had sold``, ``is recalling``, ``would close``: an agent's verb behind "it"."""
    ahead = [t for t in tokens[at : at + 4] if not t.flags & ADVERB][:2]
    if len(ahead) < 2 or not ahead[0].flags & (AUXILIARY | VERB):
        return False
    auxiliary, verb = ahead
    if auxiliary.flags & BE:
        return bool(verb.flags & ING) and verb.lower not in gazetteer.heads("weather")
    if auxiliary.flags & (HAVE | MODAL):
        return (
            bool(verb.flags & (VERB | PAST))
            and not verb.flags & BE
            and (verb.lower not in gazetteer.heads("weather"))
        )
    return False


def called_press(tokens: Sequence[Word], stop: int, high: int) -> bool:
    """``The Lark, a music website,``: an apposition says that the name is an outlet's."""
    if stop + 2 >= high or tokens[stop].lower != "," or not tokens[stop + 1].flags & DETERMINER:
        return False
    for at in range(stop + 2, min(high, stop + 8)):
        token = tokens[at]
        if token.flags & (PUNCTUATION | PREPOSITION | RELATIVE):
            return False
        if token.lower in gazetteer.people("press_apposed"):
            return at + 1 >= high or not tokens[at + 1].flags & (ROLE | PEOPLE)
    return False


def _press_before(tokens: Sequence[Word], start: int, low: int) -> bool:
    """``the music blog Lark``, ``a local newspaper, Evening Lark``: the word before says it."""
    at = start - 1
    if at < low:
        return False
    if at > low and tokens[at].lower == ",":
        at -= 1
        if tokens[at].lower not in _PRESS_NAMED:
            return False
        if not any(t.lower in {"a", "an", "another"} for t in tokens[max(low, at - 3) : at]):
            return False
    return tokens[at].lower in _PRESS_NAMED


def acronym_after(tokens: Sequence[Word], stop: int, high: int) -> str:
    """``The Evening Courier (EC)``."""
    if stop + 2 < high and tokens[stop].lower == "(" and tokens[stop + 2].lower == ")":
        form = tokens[stop + 1].text
        if form.isupper() and len(form) > 1:
            return form
    return ""
