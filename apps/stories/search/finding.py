"""Finding what a query asks for, within bounds however large the archive is.

Of each kind the newest ``MOST`` hits are looked at and no more: their ids are all that comes
out of the first query, and rows are read for the page that is shown. An archive where a word
stands in every article costs no more than one where it stands in a thousand, beyond the index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.claims.models import Claim, Evidence, Speaker
from apps.sources.models import Article, SearchedVersion
from apps.sources.searching import Lexemes, Vector, beginning, lexemes_of, phrase
from apps.sources.services import words_beginning
from apps.stories.models import Story, StoryArticle, StoryClaim
from apps.stories.search.asking import Asked, Term
from apps.stories.search.limits import Limits

MOST = 1000


@dataclass(frozen=True, slots=True)
class Match:
    """What rows have to say, and what they must not; ``None``: nothing is asked of that kind."""

    wanted: SearchQuery | None = None
    unwanted: SearchQuery | None = None

    def of(self, *columns: str) -> Q:
        """The condition that ``columns`` say it; their index serves it."""
        words = Vector(*columns)
        where = Q()
        if self.wanted is not None:
            where &= Q(SearchVectorExact(words, self.wanted))
        if self.unwanted is not None:
            where &= ~Q(SearchVectorExact(words, self.unwanted))
        return where


@dataclass(slots=True)
class Found:
    """Ids per kind, the newest first, and how often each speaker speaks."""

    claims: list[int] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    speakers: list[int] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)
    said: dict[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.claims, self.passages, self.articles, self.speakers, self.stories))


def find(match: Match, limits: Limits) -> Found:
    """All that ``match`` and ``limits`` are true of."""
    found = Found(
        claims=_newest(claims(match, limits)),
        passages=_newest(limits.passages().filter(match.of("speaker_name", "words"))),
        articles=_newest(articles(match, limits)),
    )
    if match.wanted is not None:
        found.said = speakers(match, limits)
        found.speakers = sorted(found.said, key=lambda pk: (-found.said[pk], pk))
        found.stories = _newest(stories(match, limits))
    return found


def _newest(rows: QuerySet) -> list[int]:
    """Ids of the newest rows: one more than ``MOST`` where there are more."""
    return list(rows.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])


def claims(match: Match, limits: Limits) -> QuerySet[Claim]:
    visible = StoryClaim.objects.visible_to(limits.user)
    found = Claim.objects.standing().filter(match.of("text"))
    if ids := limits.asked.named("verdict"):
        found = found.filter(status__in=ids)
    found = found.filter(Exists(visible.filter(claim=OuterRef("pk"))))
    if limits.asked.filters:
        said = limits.passages()
        stances = limits.asked.named("stance")
        bears = Evidence.objects.filter(claim=OuterRef("pk"), assertion__in=said)
        found = found.filter(Exists(bears.filter(stance__in=stances) if stances else bears))
    return found


def articles(match: Match, limits: Limits) -> QuerySet[Article]:
    """By title or text; what must not be there must be in neither."""
    found = limits.articles()
    if match.wanted is None:
        if match.unwanted is None:
            return found
        return found.exclude(Exists(_texts_of_articles().filter(search=match.unwanted)))
    whole = match.wanted if match.unwanted is None else match.wanted & ~match.unwanted
    versions = SearchedVersion.objects.filter(search=whole).values("pk")
    if not limits.asked.filters:
        # Of those, older versions of the same articles are left out, and hardly anything else.
        versions = versions.order_by("-pk")[: 4 * MOST]
    anywhere = Article.objects.order_by().filter(Match(None, match.unwanted).of("title"))
    by_text = anywhere.filter(current_version__in=versions).values("pk")
    by_title = anywhere.filter(Match(match.wanted).of("title"))
    if match.unwanted is not None:
        by_title = by_title.exclude(Exists(_texts_of_articles().filter(search=match.unwanted)))
    return found.filter(pk__in=by_text.union(by_title.values("pk"), all=True))


def _texts_of_articles() -> QuerySet[SearchedVersion]:
    return SearchedVersion.objects.filter(pk=OuterRef("current_version"))


def stories(match: Match, limits: Limits) -> QuerySet[Story]:
    links = StoryArticle.objects.filter(story=OuterRef("pk"))
    if limits.asked.filters:
        links = links.filter(article__in=limits.articles())
    visible = Story.objects.visible_to(limits.user).filter(merged_into=None)
    return visible.filter(match.of("title")).filter(Exists(links))


def speakers(match: Match, limits: Limits) -> dict[int, int]:
    """How many passages each has, under all names; whoever has none is no hit."""
    named = Speaker.objects.exclude(name="").filter(match.of("name", "group"))
    ids = set(named.order_by("-pk").values_list(Coalesce("canonical", "pk"), flat=True)[:MOST])
    if not ids:
        return {}
    every = Speaker.objects.filter(Q(pk__in=ids) | Q(canonical__in=ids)).values("pk")
    whole = Coalesce("speaker__canonical", "speaker")
    said = limits.passages().filter(speaker__in=every).order_by()
    return dict(said.values_list(whole).annotate(count=Count("pk")))


@dataclass(slots=True)
class Terms:
    """The words of a query with their stems; those that stand everywhere have none.

    ``endings`` are words that the last one may be the beginning of, ``begun`` their stems.
    """

    asked: Asked
    stems: list[Lexemes] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    begun: frozenset[str] | None = None

    @property
    def idle(self) -> list[str]:
        """Words that say nothing: "the", "of"."""
        pairs = zip(self.asked.wanted, self.stems, strict=True)
        return [term.words for term, stems in pairs if not stems]

    def match(self) -> Match:
        wanted = [phrase(t.words) for t in self.telling]
        if self.begun is not None:
            asked = beginning(self.telling[-1].words)
            wanted[-1] = reduce(or_, map(phrase, self.endings), asked or wanted[-1])
        unwanted = [phrase(t.words) for t in self.asked.terms if t.is_minus]
        return Match(_joined(and_, wanted), _joined(or_, unwanted))

    @property
    def telling(self) -> list[Term]:
        """The words that have to be there and that say something."""
        pairs = zip(self.asked.wanted, self.stems, strict=True)
        return [term for term, stems in pairs if stems]

    def with_last_begun(self) -> Terms:
        """The same with the last word taken for the beginning of one."""
        endings = words_beginning(self.telling[-1].words)
        stems = {stem for lexemes in lexemes_of(endings) for _, stem in lexemes}
        return replace(self, endings=endings, begun=frozenset(stems))

    def can_be_begun(self) -> bool:
        """True where the last word may be the beginning of one."""
        telling = self.telling
        return bool(telling) and not telling[-1].is_phrase and len(telling[-1].words) > 1


def terms_of(asked: Asked) -> Terms:
    return Terms(asked, lexemes_of(term.words for term in asked.wanted))


def _joined(
    how: Callable[[SearchQuery, SearchQuery], SearchQuery], queries: Sequence[SearchQuery]
) -> SearchQuery | None:
    return reduce(how, queries) if queries else None
