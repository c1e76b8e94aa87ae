from __future__ import annotations

from django.urls import path

from apps.stories.views import (
    article,
    asserting,
    claim,
    claim_decisions,
    correcting,
    importing,
    index,
    speaker,
    story,
)

app_name = "stories"

urlpatterns = [
    path("", index.index, name="index"),
    path("s/<slug:slug>/", story.story, name="story"),
    path("s/<slug:slug>/read/", story.read, name="mark-read"),
    path("s/<slug:slug>/freshness/", story.freshness, name="freshness"),
    path("s/<slug:slug>/import/", importing.new_import, name="import"),
    path("s/<slug:slug>/feeds/", importing.feeds, name="feeds"),
    path("s/<slug:slug>/feeds/<int:pk>/unbind/", importing.unbind, name="unbind-feed"),
    path("d/<int:pk>/", story.development, name="development"),
    path("c/<int:pk>/", claim.claim, name="claim"),
    path("c/<int:pk>/verdict/", claim.verdict, name="verdict"),
    path("c/<int:pk>/history/", claim.history, name="claim-history"),
    path("c/<int:pk>/reword/", claim_decisions.reword, name="reword-claim"),
    path("c/<int:pk>/merge/", claim_decisions.merge, name="merge-claim"),
    path("c/<int:pk>/assertions/", claim_decisions.sort, name="sort-assertions"),
    path("c/<int:pk>/add/", claim_decisions.add, name="add-assertions"),
    path("c/<int:pk>/decisions/<int:decision>/undo/", claim_decisions.undo, name="undo-decision"),
    path("a/<int:pk>/", article.article, name="article"),
    path("a/<int:pk>/notes/", article.add_note, name="annotate"),
    path("a/<int:pk>/copy/", article.copy, name="decide-copy"),
    path("a/<int:pk>/outlet/", correcting.outlet, name="set-outlet"),
    path("a/<int:pk>/published/", correcting.published, name="set-published"),
    path("a/<int:pk>/title/", correcting.title, name="set-title"),
    path("a/<int:pk>/bylines/", correcting.bylines, name="set-bylines"),
    path("a/<int:pk>/text/", correcting.text, name="edit-text"),
    path("a/<int:pk>/whole/", correcting.whole, name="set-whole"),
    path("a/<int:pk>/paste/", correcting.paste, name="paste-text"),
    path("a/<int:pk>/remove/", correcting.remove, name="remove-article"),
    path("a/<int:pk>/allow/", correcting.allow, name="allow-article"),
    path("a/<int:pk>/says/add/", asserting.add, name="add-assertion"),
    path("a/<int:pk>/says/<int:assertion>/", asserting.correct, name="correct-assertion"),
    path("a/<int:pk>/says/<int:assertion>/strike/", asserting.strike, name="strike-assertion"),
    path(
        "a/<int:pk>/says/<int:assertion>/bring-back/",
        asserting.restore,
        name="bring-back-assertion",
    ),
    path("speakers/<int:pk>/", speaker.speaker, name="speaker"),
    path("speakers/<int:pk>/merge/", speaker.merge, name="merge-speaker"),
    path("speakers/<int:pk>/split/", speaker.split, name="split-speaker"),
    path("notes/<int:pk>/withdraw/", article.remove_note, name="withdraw-note"),
]
