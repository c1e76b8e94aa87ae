"""Composes the apps' addresses.

What each asks of its reader is in the apps' own table of permissions.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from apps.stories.api import site as api


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of PostgreSQL or Redis."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("apps.accounts.urls")),
    path("import/", include("apps.sources.urls")),
    path("api/v1/", api.urls),  # type: ignore[arg-type]
    path("api/v1/<path:rest>", api.nowhere, name="api-nowhere"),
    path("", include("apps.stories.urls")),
]
