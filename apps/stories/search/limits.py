"""What the filters of a query say, as conditions on rows.

Each kind of hit is held against the same question: is there a passage, or an article, of which
all filters are true?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.claims.models import Assertion, Evidence, Speaker
from apps.sources.models import Article, Outlet, Report
from apps.sources.searching import Vector, phrase
from apps.stories.models import Story, StoryArticle
from apps.stories.search.asking import Asked
from storytracker.analysis.outlets import outlet as listed_outlet

MOST_NAMES = 200
"""One filter may mean so many outlets, speakers or stories at most."""


OF_PASSAGES = ("origin", "speaker", "stance", "verdict")
"""The filters that are about single passages of an article."""


@dataclass(slots=True)
class Limits:
    """The filters, with the names in them found: ``ids[name, is_minus]``; origins are names."""

    asked: Asked
    user: User
    ids: dict[tuple[str, bool], list[Any]] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def articles(self) -> QuerySet[Article]:
        """The articles that ``user`` may read and that all filters are true of."""
        found = self._articles()
        if any(self.asked.named(name) for name in OF_PASSAGES):
            said = self._passages().filter(version=OuterRef("current_version"))
            found = found.filter(Exists(said))
        return found

    def passages(self) -> QuerySet[Assertion]:
        """The same for what articles, as they read now, say that somebody says."""
        return self._passages().filter(version__in=self._articles().values("current_version"))

    def _articles(self) -> QuerySet[Article]:
        """Articles of which those filters are true that are about articles."""
        seen = Article.objects.visible_to(self.user).present()
        return seen.filter(self._in_stories(), self._of_article())

    def _passages(self) -> QuerySet[Assertion]:
        """Passages of which those filters are true that are about passages."""
        return Assertion.objects.counted().filter(self._of_passage())

    def _in_stories(self) -> Q:
        """Articles that are in no story, or in one that the reader may see."""
        visible = Story.objects.visible_to(self.user)
        if not visible.query.where:
            return Q()
        links = StoryArticle.objects.filter(article=OuterRef("pk"))
        return Q(Exists(links.filter(story__in=visible))) | ~Q(Exists(links))

    def _of_article(self) -> Q:
        where = Q()
        for is_minus in (False, True):
            if ids := self._known("outlet", is_minus):
                where &= _turned(Q(outlet__in=ids), is_minus)
            if ids := self._known("story", is_minus):
                there = StoryArticle.objects.filter(story__in=ids).values("article")
                where &= _turned(Q(pk__in=there), is_minus)
        for day in self.asked.named("after"):
            where &= Q(when_day__gte=day)
        for day in self.asked.named("before"):
            where &= Q(when_day__lt=day)
        return where

    def _of_passage(self) -> Q:
        where = Q()
        evidence = Evidence.objects.filter(assertion=OuterRef("pk"), claim__withdrawn_at=None)
        for is_minus in (False, True):
            if ids := self._known("speaker", is_minus):
                where &= _turned(Q(speaker__in=ids), is_minus)
            if names := self._known("origin", is_minus):
                told = Evidence.objects.filter(origin__in=names).values("assertion")
                where &= _turned(Q(pk__in=told), is_minus)
            if values := self.asked.named("stance", is_minus=is_minus):
                bears = Q(stance__in=values) | Q(Exists(evidence.filter(stance__in=values)))
                where &= _turned(bears, is_minus)
            if values := self.asked.named("verdict", is_minus=is_minus):
                judged = Q(Exists(evidence.filter(claim__status__in=values)))
                where &= _turned(judged, is_minus)
        return where

    def _known(self, name: str, is_minus: bool) -> list[Any]:
        """Ids that a filter means; what nobody is called leaves none over."""
        if not self.asked.named(name, is_minus=is_minus):
            return []
        return self.ids[name, is_minus] or ([] if is_minus else [0])


def _turned(where: Q, is_minus: bool) -> Q:
    return ~where if is_minus else where


def limits_of(asked: Asked, user: User) -> Limits:
    """Find what the filters of ``asked`` name; what they name in vain is in ``unknown``."""
    limits = Limits(asked, user)
    finders: dict[str, Callable[[str, User], Iterable[Any]]] = {
        "outlet": outlets_called,
        "origin": origins_called,
        "speaker": speakers_called,
        "story": stories_called,
    }
    for name, find in finders.items():
        for is_minus in (False, True):
            ids: list[Any] = []
            for value in asked.named(name, is_minus=is_minus):
                here = list(find(value, user))
                ids += here
                if not here:
                    limits.unknown.append((name, value))
            limits.ids[name, is_minus] = ids
    return limits


def outlets_called(name: str, user: User) -> Iterable[int]:
    """Outlets of exactly this name ("WSJ" is one too), or else those whose name has it."""
    exact = Outlet.objects.filter(_is_called(name) | Q(slug=name.lower()))
    found = exact if exact.exists() else Outlet.objects.filter(name__icontains=name)
    return found.values_list("pk", flat=True)[:MOST_NAMES]


def _is_called(name: str) -> Q:
    """Of this name, or of the one that the world's list of outlets has for it."""
    listed = listed_outlet(name)
    return Q(name__iexact=name) | (Q(name__iexact=listed.name) if listed else Q())


def origins_called(name: str, user: User) -> Iterable[str]:
    """Who put reports out under exactly this name, or else under one that has it."""
    exact = Report.objects.filter(_is_called(name))
    found = exact if exact.exists() else Report.objects.filter(name__icontains=name)
    return found.order_by("name").values_list("name", flat=True).distinct()[:MOST_NAMES]


def speakers_called(name: str, user: User) -> Iterable[int]:
    """Speakers whose name or group has these words, under all their names."""
    named = Speaker.objects.alias(words=Vector("name", "group")).filter(words=phrase(name))
    whole = named.values_list(Coalesce("canonical", "pk"), flat=True)[:MOST_NAMES]
    known = set(whole)
    every = Speaker.objects.filter(Q(pk__in=known) | Q(canonical__in=known))
    return every.values_list("pk", flat=True)


def stories_called(name: str, user: User) -> Iterable[int]:
    """The story at this address, or else those whose title has these words."""
    visible = Story.objects.visible_to(user)
    exact = visible.filter(slug=name.lower())
    titled = visible.alias(words=Vector("title")).filter(words=phrase(name))
    found = exact if exact.exists() else titled
    return found.values_list("pk", flat=True)[:MOST_NAMES]
