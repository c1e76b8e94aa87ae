"""Which report came first: what the articles say of it goes before any clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from storytracker.analysis.story.name_forms import fold
from storytracker.analysis.types import ArticleFacts, CitationRole


def precedence(
    articles: Sequence[ArticleFacts], relays: Mapping[str, str], copies: Mapping[str, str]
) -> frozenset[tuple[str, str]]:
    """Pairs (earlier, later) of folded outlet names, as the articles tell it.

    An outlet cited for an *earlier* report precedes whoever the article relays or, where it
    relays nobody, the article's own outlet; a relayed outlet precedes the outlet relaying it.
    ``relays`` maps an article's key to the outlet that it relays, ``copies`` to the outlet whose
    text it is. Pairs told both ways are dropped where they are told equally often.
    """
    told: Counter[tuple[str, str]] = Counter()
    for article in articles:
        own = fold(article.outlet or "")
        tellers = [fold(relays.get(article.key, "")), own, fold(copies.get(article.key, ""))]
        for citation in article.attributions.citations:
            cited = fold(citation.outlet)
            if citation.role is CitationRole.EARLIER:
                told.update((cited, t) for t in tellers if t and t != cited)
            elif citation.role is CitationRole.RELAYED and own and own != cited:
                told[cited, own] += 1
    return frozenset(pair for pair, n in told.items() if n > told[pair[1], pair[0]])


def in_order(
    names: Iterable[str],
    before: frozenset[tuple[str, str]],
    days: dict[str, date | None],
    weight: dict[str, int],
) -> tuple[str, ...]:
    """``names`` with every known predecessor first; then by day, by how often told, by name.

    ``before`` holds pairs of folded names. A circle is broken at its earliest member.
    """
    left = sorted(set(names), key=lambda n: (days.get(n) or date.max, -weight.get(n, 0), fold(n)))
    placed: list[str] = []
    while left:
        free = [n for n in left if not any((fold(m), fold(n)) in before for m in left if m != n)]
        chosen = (free or left)[0]
        placed.append(chosen)
        left.remove(chosen)
    return tuple(placed)
