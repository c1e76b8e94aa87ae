"""Writing an archive as if the program had imported it, with COPY: rows, no reading.

Who says what in the articles is known by construction, and so is each one's story. Timelines are
not made here: a story gets one before the first import that goes on with it (``site.py``). What an
article is about, and the index that linking reads, come from the program itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.scale.pages import laid_out
from benchmarks.scale.stream import Item, Stream, outlets

if TYPE_CHECKING:
    from apps.claims.models import Speaker
    from apps.sources.models import Article, ArticleVersion, Outlet
    from apps.stories.models import Story
    from storytracker.analysis.types import ArticleFacts, Attributions

AT_ONCE = 1000


def write_archive(stream: Stream, count: int, told: Callable[[int], None]) -> dict[int, int]:
    """Write the next ``count`` articles of ``stream``; ``told`` hears how many are written.

    Gives back the ids of the stories, by their numbers in the stream.
    """
    writer = _Writer()
    written = 0
    source = stream.take(count)
    while items := tuple(islice(source, AT_ONCE)):
        writer.write(items)
        written += len(items)
        told(written)
    writer.finish()
    return {number: story.pk for number, story in writer.stories.items()}


class _Writer:
    """Rows that are there already, by name: outlets, speakers, stories."""

    def __init__(self) -> None:
        from apps.sources.services import get_outlets

        self.outlets: dict[str, Outlet] = get_outlets(outlets())
        self.speakers: dict[str, Speaker] = {}
        self.stories: dict[int, Story] = {}
        self.unindexed: set[int] = set()

    def write(self, items: Sequence[Item]) -> None:
        """A chunk: documents, articles, versions, who says what, and their stories."""
        from django.db import transaction

        with transaction.atomic():
            laid = [laid_out(item) for item in items]
            articles, versions = self._articles(items, laid)
            self._said(versions, [found for _, _, found in laid])
            self._link(items, articles, versions, [found for _, _, found in laid])
        if len(self.unindexed) >= 3 * AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Make the index say what the stories are about that have grown since."""
        from django.db import transaction

        from apps.stories.services.indexing import index_stories

        with transaction.atomic():
            index_stories(self.unindexed)
        self.unindexed.clear()

    def _articles(
        self, items: Sequence[Item], laid: Sequence[tuple]
    ) -> tuple[list[Article], list[ArticleVersion]]:
        from apps.sources.models import Article, ArticleVersion, StoredBytes
        from apps.sources.services.copying import copy_in, number
        from storytracker.analysis import ANALYSIS_VERSION
        from storytracker.analysis.types import Basis, Dating, Precision

        # Of the documents the words alone: their mark-up would fill the disk, and nobody reads it.
        pages = [
            f"{item.number}\n{text}".encode()
            for item, (text, _, _) in zip(items, laid, strict=True)
        ]
        raw = [
            StoredBytes(sha256=sha256(page).hexdigest(), content=page, size=len(page))
            for page in pages
        ]
        articles, versions = [], []
        for item, (text, paragraphs, _) in zip(items, laid, strict=True):
            digest = sha256(text.encode()).hexdigest()
            article = Article(
                outlet=self.outlets[item.outlet], title=item.title, content_hash=digest
            )
            article.when = Dating(item.day, precision=Precision.DAY, basis=Basis.METADATA)
            articles.append(article)
            versions.append(
                ArticleVersion(
                    article=article, text=text, content_hash=digest,
                    paragraphs=[[p.span.start, p.span.end, p.kind.value] for p in paragraphs],
                    analysis_version=ANALYSIS_VERSION,
                )
            )  # fmt: skip
        copy_in(raw)
        number(articles)
        number(versions)
        for article, version, page in zip(articles, versions, raw, strict=True):
            version.article, version.raw, article.current_version = article, page, version
        copy_in(articles)
        copy_in(versions)
        return articles, versions

    def _said(self, versions: Sequence[ArticleVersion], found: Sequence[Attributions]) -> None:
        from apps.claims import facts
        from apps.claims.services.asserting import speaker_key
        from apps.sources.services.copying import copy_in

        self._know({speaker_key(a.speaker): a.speaker for each in found for a in each.assertions})
        copy_in(
            [
                facts.assertion_row(version, at, a, self.speakers[speaker_key(a.speaker)])
                for version, each in zip(versions, found, strict=True)
                for at, a in enumerate(each.assertions)
            ]
        )
        pairs = zip(versions, found, strict=True)
        copy_in([facts.analysis_row(version, each) for version, each in pairs])

    def _know(self, named: dict) -> None:
        """Have a row for each speaker."""
        from apps.claims.models import Speaker

        new = {key: said for key, said in named.items() if key not in self.speakers}
        Speaker.objects.bulk_create(
            [
                Speaker(key=key, name=said.name, kind=said.kind.value, group=said.group)
                for key, said in new.items()
            ],
            ignore_conflicts=True,
        )
        self.speakers |= {row.key: row for row in Speaker.objects.filter(key__in=new)}

    def _link(
        self,
        items: Sequence[Item],
        articles: Sequence[Article],
        versions: Sequence[ArticleVersion],
        found: Sequence[Attributions],
    ) -> None:
        from apps.sources.models import DATED_FIELDS
        from apps.sources.services.copying import copy_in
        from apps.stories.models import StoryArticle
        from apps.stories.services.copies import post_sketches
        from apps.stories.services.indexing import post_articles, rarity_of
        from storytracker.analysis import ANALYSIS_VERSION
        from storytracker.analysis.story.linking import Profile, article_profile
        from storytracker.analysis.story.near_duplicates import shingled
        from storytracker.analysis.story.one_text import body

        self._open(items)
        rows, texts = [], {}
        for item, article, version, said in zip(items, articles, versions, found, strict=True):
            dated = {name: getattr(article, name) for name in DATED_FIELDS}
            facts = _facts(item, article, version, said)
            texts[article.pk] = shingled(body(facts))
            rows.append(
                StoryArticle(
                    story=self.stories[item.story], article=article, score=1.0,
                    reasons=["written with the archive"],
                    terms=dict(article_profile(facts).terms),
                    version=version,
                    analysis_version=ANALYSIS_VERSION, **dated,
                )
            )  # fmt: skip
        copy_in(rows)
        profiles = {r.article_id: Profile(r.terms, r.when_day, r.when_day) for r in rows}
        terms = {term for profile in profiles.values() for term in profile.terms}
        post_articles(profiles, rarity_of(terms))
        post_sketches(texts)
        self.unindexed |= {row.story_id for row in rows}

    def _open(self, items: Iterable[Item]) -> None:
        from django.utils import timezone

        from apps.sources.services.copying import copy_in
        from apps.stories.models import Story
        from storytracker.analysis import ANALYSIS_VERSION

        new = {i.story: i for i in reversed(items) if i.story not in self.stories}
        rows = {
            number: Story(
                title=item.title, slug=f"archive-{item.number}",
                first_day=item.day, last_day=item.day,
                wanted_revision=1, built_revision=1, built_at=timezone.now(),
                changed_at=timezone.now(), analysis_version=ANALYSIS_VERSION,
            )
            for number, item in sorted(new.items())
        }  # fmt: skip
        copy_in(list(rows.values()))
        self.stories |= rows


def _facts(
    item: Item, article: Article, version: ArticleVersion, found: Attributions
) -> ArticleFacts:
    from apps.claims.facts import paragraphs_of
    from storytracker.analysis.types import ArticleFacts

    return ArticleFacts(
        key=article.content_hash, title=item.title, text=version.text,
        paragraphs=paragraphs_of(version), published=article.when, outlet=item.outlet,
        attributions=found,
    )  # fmt: skip
