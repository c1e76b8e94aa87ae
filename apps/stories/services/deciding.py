"""Editors' decisions on an article that change the timelines it stands on."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.sources.models import Article
from apps.sources.services import get_outlets
from apps.stories.models import CopyDecision
from apps.stories.services.touching import touch_stories_of_article


@transaction.atomic
def decide_copy(article: Article, *, outlet_name: str, reason: str, by: User) -> CopyDecision:
    """Keep an editor's word on whose text an article is; the newest wins.

    ``outlet_name`` names the outlet in any of its forms, empty means "nobody else's". Every
    story of the article is touched, so that its timeline follows.
    """
    outlet = get_outlets([outlet_name]).get(outlet_name) if outlet_name.strip() else None
    decision = CopyDecision.objects.create(
        article=article, outlet_name=outlet.name if outlet else "", reason=reason.strip(), by=by
    )
    touch_stories_of_article(article.pk)
    return decision
