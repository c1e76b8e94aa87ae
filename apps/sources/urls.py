from __future__ import annotations

from django.urls import path

from apps.sources import views

app_name = "sources"

urlpatterns = [
    path("", views.new_import, name="import"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/items/<int:item_pk>/retry/", views.retry, name="retry"),
]
