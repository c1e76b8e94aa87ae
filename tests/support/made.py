"""Rows made by hand for the tests of claims and stories: people, articles, what they say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import connection

from apps.accounts.models import Role, User
from apps.claims.services.asserting import write_attributions
from apps.sources.models import Article, ArticleVersion, StoredBytes
from apps.sources.services import get_outlets
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Basis,
    Citation,
    CitationRole,
    Dating,
    Hop,
    Lineage,
    Name,
    NameKind,
    Paragraph,
    ParagraphKind,
    Precision,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

_number = itertools.count(1)

OFFICIALS = Speaker("officials", SpeakerKind.UNNAMED, group="Port Authority")
HARBOUR_NAMES = {
    "Meridian Freight": NameKind.ORGANISATION,
    "Port Authority": NameKind.ORGANISATION,
    "Ostrava Quay": NameKind.PLACE,
}


def make_person(role: Role | str = Role.EDITOR, name: str = "") -> User:
    """Somebody with this role who can't sign in: tests of services need no password."""
    return User.objects.create(username=name or f"person-{next(_number)}", role=role)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an article, which is one assertion."""

    words: str
    speaker: Speaker = OFFICIALS
    stance: Stance = Stance.SUPPORTS
    via: tuple[str, ...] = ()

    def assertion(self, start: int) -> Assertion:
        span = Span(start, start + len(self.words))
        hops = tuple(Hop(outlet, None, Lineage.STATED, "named") for outlet in self.via)
        return Assertion(
            content=(span,), sentence=span, speaker=self.speaker, stance=self.stance, via=hops
        )


def day_of(day: date | None) -> Dating:
    return Dating(day, precision=Precision.DAY, basis=Basis.TEXT) if day else Dating()


def make_article(
    title: str,
    said: Sequence[Said],
    *,
    outlet: str | None = None,
    day: date | None = None,
    names: Mapping[str, NameKind] | None = None,
    is_read: bool = True,
) -> Article:
    """A saved article of one version, a paragraph per sentence, read for who said what."""
    text = "\n\n".join([title, *(each.words for each in said)])
    digest = sha256(f"{text}{next(_number)}".encode()).hexdigest()
    raw = StoredBytes.objects.create(sha256=digest, content=text.encode(), size=len(text))
    article = Article(title=title, content_hash=digest)
    article.outlet = get_outlets([outlet])[outlet] if outlet else None
    article.when = day_of(day)
    article.save()
    article.current_version = ArticleVersion.objects.create(
        article=article,
        text=text,
        content_hash=digest,
        paragraphs=[[p.span.start, p.span.end, p.kind.value] for p in _paragraphs(title, said)],
        raw=raw,
        analysis_version=ANALYSIS_VERSION,
    )
    article.save(update_fields=["current_version"])
    if is_read:
        found = attributions(text, title, said, HARBOUR_NAMES if names is None else names)
        write_attributions({article.current_version.pk: found})
    return article


def _paragraphs(title: str, said: Sequence[Said]) -> list[Paragraph]:
    start = len(title) + 2
    found = [Paragraph(Span(0, len(title)), ParagraphKind.TITLE)]
    for each in said:
        found.append(Paragraph(Span(start, start + len(each.words)), ParagraphKind.PARAGRAPH))
        start += len(each.words) + 2
    return found


def attributions(
    text: str, title: str, said: Sequence[Said], names: Mapping[str, NameKind]
) -> Attributions:
    """What such an article says: its sentences as assertions, ``names`` wherever they stand."""
    starts = [p.span.start for p in _paragraphs(title, said)[1:]]
    return Attributions(
        assertions=tuple(each.assertion(s) for each, s in zip(said, starts, strict=True)),
        citations=tuple(_citations(text, said)),
        names=tuple(_name(text, name, kind) for name, kind in names.items() if name in text),
        sentences=tuple(p.span for p in _paragraphs(title, said)),
    )


def _citations(text: str, said: Sequence[Said]) -> list[Citation]:
    found = []
    for outlet in sorted({outlet for each in said for outlet in each.via}):
        for place in re.finditer(re.escape(outlet), text):
            span = Span(place.start(), place.end())
            found.append(Citation(outlet, span, CitationRole.RELAYED, span))
    return found


def _name(text: str, name: str, kind: NameKind) -> Name:
    places = re.finditer(re.escape(name), text)
    return Name(name, kind, tuple(Span(m.start(), m.end()) for m in places))


def rows_of(*models: Any) -> dict[str, list[tuple[Any, ...]]]:
    """All columns of all rows, with the transaction that last wrote each (PostgreSQL's xmin)."""
    found = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f'SELECT xmin::text, * FROM "{table}" ORDER BY id')
            found[table] = cursor.fetchall()
    return found
