"""The title of a page: what its heading, its JSON-LD and its share title agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from storytracker.analysis.reading.cleaning import words_of
from storytracker.analysis.reading.headmarks import letters_of

TITLE_LIMIT = 300  # code points; longer headings are texts
NAME_WORDS = 5  # a site's or section's name at the end of a title has so many words or fewer
_BAR = r"[|»·•–—ㅣ｜:：-]|::|,"
_SEPARATOR = re.compile(r"\s+[|»·•–—-]\s+|\s*[|｜]\s*|\s::\s")
_KICKER = re.compile(r"\s[–—/|·-]\s|[:：]\s|\s[|/]\s?")


@dataclass(frozen=True, slots=True)
class Titles:
    """The places where a page states its title; "" where it does not."""

    headings: tuple[str, ...] = ()
    headline: str = ""
    shared: str = ""
    tweeted: str = ""
    tab: str = ""


def settle_title(titles: Titles, site: Iterable[str], sections: Iterable[str] = ()) -> str:
    """The title that the most of the page's statements support, without the site's name.

    Heading, JSON-LD headline and share title ("og:title") are three witnesses: two that agree
    win. Where all differ, a heading that is worded like one of the others; then the JSON-LD's.
    ``site`` are names of the site and its publisher, ``sections`` of the page's sections.
    """
    names = {letters_of(name) for name in (*site, *sections) if len(letters_of(name)) > 1}
    heads = [h for h in titles.headings if len(h) <= TITLE_LIMIT and letters_of(h) not in names]
    named = [
        title for title in (titles.headline, titles.shared, titles.tweeted, titles.tab) if title
    ]
    agreed = _common(titles.headline, titles.shared, names)
    if agreed:
        return _as_headed(agreed, heads)
    told = (titles.headline, titles.shared, titles.tweeted, titles.tab)
    for find in (_repeated, _without_kicker):
        for title in filter(None, told):
            for heading in heads:
                if found := find(heading, title, names):
                    return found
    for heading in heads:
        if any(_alike(heading, title) for title in named):
            return heading
    own = _common(titles.headline, titles.tab, names)
    return own or next((without_site(title, names) for title in named), heads[0] if heads else "")


def _as_headed(agreed: str, heads: list[str]) -> str:
    """The agreed title in the heading's own spelling, or without a name that the heading lacks."""
    shorter = letters_of(_without_last(agreed))
    for heading in heads:
        # Parts of a heading may run together ("KickerTitle"): then its spelling is not used.
        if words_of(heading) == words_of(agreed) or letters_of(heading) == shorter:
            return heading
    return agreed


def _common(one: str, other: str, names: set[str]) -> str:
    """The title that two statements have in common once the site's name is cut; "" for none."""
    forms = {letters_of(form) for form in _forms(other, names)}
    return next((form for form in _forms(one, names) if letters_of(form) in forms), "")


def _forms(title: str, names: set[str]) -> list[str]:
    """``title`` without the site's name, as it stands, and without a last part like a name."""
    forms = [_without_names(title, names), title, without_site(title, names)]
    return [form for form in dict.fromkeys(forms) if letters_of(form)]


def _repeated(heading: str, title: str, names: set[str]) -> str:
    """The heading where ``title`` is the same, perhaps with a name behind it; "" otherwise."""
    mine = letters_of(heading)
    for form in _forms(title, names):
        if letters_of(form) == mine:
            return heading if words_of(heading) == words_of(form) else form
    begins = (title[: cut.start()] for cut in _SEPARATOR.finditer(title))
    return heading if mine and any(letters_of(begin) == mine for begin in begins) else ""


def _without_kicker(heading: str, title: str, names: set[str]) -> str:
    """What heading and ``title`` share where one or both have a kicker in front; "" otherwise."""
    mine = letters_of(heading)
    for form in _forms(title, names):
        theirs = letters_of(form)
        if theirs.endswith(mine) and _splits(form, mine) and len(words_of(heading)) >= 3:
            return heading
        if mine.endswith(theirs) and _splits(heading, theirs) and len(words_of(form)) >= 3:
            return form
        if tail := _common_tail(heading, form):
            return tail
    return ""


def _splits(title: str, tail: str) -> bool:
    """True where a kicker's separator stands right before ``tail`` (letters) in ``title``."""
    return any(letters_of(title[cut.end() :]) == tail for cut in _KICKER.finditer(title))


def _common_tail(one: str, other: str) -> str:
    """What two titles share behind two different kickers ("A – Title", "B: Title")."""
    tails = {letters_of(other[cut.end() :]) for cut in _KICKER.finditer(other)}
    for cut in _KICKER.finditer(one):
        tail = one[cut.end() :]
        if letters_of(tail) in tails and len(words_of(tail)) >= 4:
            return tail
    return ""


def _alike(heading: str, title: str) -> bool:
    a, b = words_of(heading), words_of(title)
    return len(a) >= 2 and len(a & b) >= 0.6 * len(a) and len(a & b) >= 0.4 * len(b)


def without_site(title: str, names: set[str]) -> str:
    """``title`` without the site's name at its end or beginning ("Title | Site").

    ``names`` are known names as ``letters_of`` gives them; without one, a short last part
    behind a bar or a dash counts as one.
    """
    cut = _without_names(title, names)
    return cut if cut != title else _without_last(title)


def _without_last(title: str) -> str:
    """``title`` without the short last parts behind bars and dashes."""
    cut = title
    parts = [part for part in _SEPARATOR.split(cut) if part.strip()]
    longest = max(parts, key=len, default="")
    while len(parts) > 1 and parts[-1] != longest and len(parts[-1].split()) <= NAME_WORDS:
        last = parts.pop()
        cut = re.sub(r"\s*(?:[|»·•–—｜-]|::)\s*$", "", cut[: cut.rindex(last)])
    return cut


def _without_names(title: str, names: set[str]) -> str:
    """Cut parts at the ends that are a known name, with the bar that parts them."""
    cut = title
    for _ in range(3):
        before = cut
        for bar in list(re.finditer(_BAR, cut))[::-1]:
            if letters_of(cut[bar.end() :]) in names and letters_of(cut[: bar.start()]):
                cut = cut[: bar.start()].rstrip()
                break
        for bar in re.finditer(_BAR, cut):
            if letters_of(cut[: bar.start()]) in names and letters_of(cut[bar.end() :]):
                cut = cut[bar.end() :].lstrip()
                break
        if cut == before:
            break
    return cut
