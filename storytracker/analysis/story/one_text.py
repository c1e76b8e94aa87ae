"""One text, many publishers: which articles of a story are the same text, and whose it is.

Wire copy stands on many sites under other headlines, cut, with something added; each of them may
sign it. It is one report all the same, and counts as one newsroom's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from storytracker.analysis import thresholds
from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.near_duplicates import (
    SHINGLE_WORDS,
    Shingled,
    Sketches,
    sameness,
    shingled,
)
from storytracker.analysis.story.own_reporting import own_informants
from storytracker.analysis.types import ArticleFacts, CitationRole, ParagraphKind


@dataclass(frozen=True, slots=True)
class OneText:
    """Articles that are one text, by key; ``first`` is the one that stands for all of them.

    ``outlet`` is whose text it is, "" where none of them is signed and nobody is cited for it;
    ``why`` says how that is known, in words.
    """

    articles: tuple[str, ...]
    first: str
    outlet: str
    why: str


def same_texts(articles: Sequence[ArticleFacts]) -> list[list[ArticleFacts]]:
    """The groups of two and more articles that are one text, headlines left out.

    Chained: a cut copy of a cut copy belongs to the text too. Only texts whose sketches share
    enough are compared, so the time grows with the articles and not with their pairs.
    """
    articles = sorted(articles, key=lambda a: a.key)
    texts = [_text(a) for a in articles]
    index = Sketches()
    home = list(range(len(articles)))
    for number, text in enumerate(texts):
        for other in index.add(text):
            if home[other] != home[number] and is_one_text(text, texts[other]):
                home = [home[number] if h == home[other] else h for h in home]
    groups: dict[int, list[ArticleFacts]] = defaultdict(list)
    for article, where in zip(articles, home, strict=True):
        groups[where].append(article)
    return [group for group in groups.values() if len(group) > 1]


_text = Lately(lambda article: shingled(body(article)), lambda a: len(a.text), READ_LATELY)


def is_one_text(one: Shingled, other: Shingled) -> bool:
    """Near-duplicates, and long enough that it is no chance: two may say one sentence alike."""
    shorter = min(len(one.shingles), len(other.shingles))
    return (
        shorter > thresholds.SAME_TEXT_WORDS - SHINGLE_WORDS and sameness(one, other).near_duplicate
    )


def body(article: ArticleFacts) -> str:
    """Its paragraphs and quotations: without headline, standfirst and lists."""
    kinds = (ParagraphKind.PARAGRAPH, ParagraphKind.QUOTATION)
    return "\n".join(p.span.of(article.text) for p in article.paragraphs if p.kind in kinds)


def whose(
    group: Sequence[ArticleFacts],
    articles: Sequence[ArticleFacts],
    credited: Mapping[str, str],
    signs_itself: Callable[[ArticleFacts], bool],
    cited_for: Callable[[ArticleFacts], str],
) -> OneText:
    """Whose text a group is: as an editor says, as it says itself, as others say; else the first's.

    ``credited`` is article → the outlet that the article itself credits with its text,
    ``signs_itself`` tells whether its dateline has its own outlet's letters,
    ``cited_for`` tells which outlet others cite for what an article says. Of several publishers,
    who published it on the earliest day (by name, where that does not tell).
    """
    early = sorted(group, key=_published)
    keys = tuple(sorted(a.key for a in group))
    for outlet, why in _evidence(early, articles, credited, signs_itself, cited_for):
        own = [a for a in early if fold(a.outlet or "") == fold(outlet)]
        if outlet:
            return OneText(keys, (own or early)[0].key, outlet, why)
    return OneText(keys, early[0].key, "", "none of those who publish it is known")


def _evidence(
    early: Sequence[ArticleFacts],
    articles: Sequence[ArticleFacts],
    credited: Mapping[str, str],
    signs_itself: Callable[[ArticleFacts], bool],
    cited_for: Callable[[ArticleFacts], str],
) -> Iterator[tuple[str, str]]:
    """(outlet, why) from the strongest to the weakest; an empty outlet says nothing."""
    yield next((a.copy_confirmed for a in early if a.copy_confirmed), ""), "an editor said so"
    yield next((credited[a.key] for a in early if a.key in credited), ""), "the text credits it"
    own = next((a.outlet for a in early if a.outlet and a.copy_confirmed == ""), "")
    yield own or "", "an editor said that it is its own"
    signing = next((a.outlet for a in early if signs_itself(a)), "")
    yield signing or "", "it has signed the dateline"
    told = next((a.outlet for a in early if own_informants(a)), "")
    yield told or "", "people in it told this outlet"
    signed = [a for a in early if a.outlet]
    yield _most_cited([a.outlet or "" for a in signed], articles), "others cite it"
    yield next(filter(None, map(cited_for, early)), ""), "others cite it for these words"
    yield (
        (signed[0].outlet or "") if signed else "",
        "it published the text first, as far as is known",
    )


def _most_cited(outlets: Sequence[str], articles: Sequence[ArticleFacts]) -> str:
    """Which of ``outlets`` most articles relay, "" for none."""
    roles = (CitationRole.RELAYED, CitationRole.EARLIER)
    names = {fold(outlet): outlet for outlet in reversed(outlets)}
    citing = Counter(
        name
        for a in articles
        for name in {fold(c.outlet) for c in a.attributions.citations if c.role in roles}
        if name in names and name != fold(a.outlet or "")
    )
    return names[min(citing, key=lambda n: (-citing[n], n))] if citing else ""


def _published(article: ArticleFacts) -> tuple[bool, date, time, str, str]:
    """By day; a minute goes before a day alone, a name before none."""
    when = article.published
    name = fold(article.outlet or "") or "~"
    return (when.day is None, when.day or date.max, when.clock or time.max, name, article.key)
