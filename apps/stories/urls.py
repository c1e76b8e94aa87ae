from __future__ import annotations

from django.urls import path

from apps.stories.views import article, claim, correcting, index, story

app_name = "stories"

urlpatterns = [
    path("", index.index, name="index"),
    path("s/<slug:slug>/", story.story, name="story"),
    path("s/<slug:slug>/read/", story.read, name="mark-read"),
    path("s/<slug:slug>/freshness/", story.freshness, name="freshness"),
    path("d/<int:pk>/", story.development, name="development"),
    path("c/<int:pk>/", claim.claim, name="claim"),
    path("c/<int:pk>/verdict/", claim.verdict, name="verdict"),
    path("c/<int:pk>/history/", claim.history, name="claim-history"),
    path("a/<int:pk>/", article.article, name="article"),
    path("a/<int:pk>/notes/", article.add_note, name="annotate"),
    path("a/<int:pk>/copy/", article.copy, name="decide-copy"),
    path("a/<int:pk>/outlet/", correcting.outlet, name="set-outlet"),
    path("a/<int:pk>/published/", correcting.published, name="set-published"),
    path("notes/<int:pk>/withdraw/", article.remove_note, name="withdraw-note"),
]
