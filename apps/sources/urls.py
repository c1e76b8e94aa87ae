from __future__ import annotations

from django.urls import path

from apps.sources.views import feeds, importing, job

app_name = "sources"

urlpatterns = [
    path("", importing.new_import, name="import"),
    path("sample/", importing.load_sample, name="load-sample"),
    path("jobs/<int:pk>/", job.job, name="job"),
    path("jobs/<int:pk>/cancel/", job.cancel, name="cancel"),
    path("jobs/<int:pk>/retry/", job.retry_all, name="retry-all"),
    path("jobs/<int:pk>/items/<int:item_pk>/", job.item, name="item"),
    path("jobs/<int:pk>/items/<int:item_pk>/retry/", job.retry, name="retry"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds.opml", feeds.export, name="feeds-opml"),
    path("feeds/<int:pk>/", feeds.change, name="feed"),
    path("feeds/<int:pk>/poll/", feeds.poll, name="poll-feed"),
    path("feeds/<int:pk>/pause/", feeds.pause, name="pause-feed"),
    path("feeds/<int:pk>/resume/", feeds.resume, name="resume-feed"),
    path("feeds/<int:pk>/remove/", feeds.remove, name="remove-feed"),
]
