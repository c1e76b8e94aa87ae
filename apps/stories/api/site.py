"""The API as a whole: who gets in, what an error looks like, what is sent again.

django-ninja makes it: typed documents, which are what the OpenAPI schema is read from, at the cost
of one dependency (pydantic). Django REST framework with drf-spectacular was the other choice: it is
made for changing things through serializers, and this API changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security import HttpBearer

from apps.accounts.problems import problem
from apps.stories.api.claims import router as claims
from apps.stories.api.search import router as search
from apps.stories.api.sources import router as sources
from apps.stories.api.stories import router as stories
from apps.stories.views.asked import NotMeant, if_changed
from apps.stories.views.search import TakesTooLong

ABOUT = """\
Everything that the pages show, to read.

- Send a key (Settings, “Feeds and programs”) as `Authorization: Bearer <key>`; whoever has it sees
  what its owner sees.
- Answers carry an `ETag`: send it back as `If-None-Match`, and what has not changed is a 304.
- Lists come in pages: `next` is the address of the next one, empty on the last.
- Errors are problems (RFC 9457, `application/problem+json`), with what to do in `detail`.
- `until` and `clock` look back, as on the pages; `outlet`, `claim`, `stance`, `from`, `to` and
  `new` narrow a story down, as there. Offsets count code points of the article’s text.
- Fields may be added to documents; nothing is taken away under this address."""

View = Callable[..., HttpResponse]


class Key(HttpBearer):
    """Says in the schema how one gets in; the table of permissions has let the request through."""

    def __call__(self, request: HttpRequest) -> Any:
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return request.user


def sent_if_changed(view: View) -> View:
    """The answer with its ETag, or 304."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return if_changed(request, response) if response.status_code == 200 else response

    return answer


def head_too(view: View) -> View:
    """HEAD is answered as GET; the web server leaves the content out."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    # No form leads here and nothing is changed, so a form's token is not asked for: whoever sends
    # one is told by the table of permissions that it is not taken, as a problem.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


class Problem(Schema):
    """What went wrong (RFC 9457), with what to do about it in “detail”."""

    type: str = "about:blank"
    title: str
    status: int = Field(description="The HTTP status: 401, 403, 404, 405, 422 or 500.")
    detail: str
    errors: list[dict[str, str]] = Field(
        [], description="With 422: which “parameter” is not valid, and why (“detail”)."
    )


class _Site(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """What generated clients call it: "list_claims"."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """What else every address may answer: nothing new, or a problem."""
        found = super().get_openapi_schema(**asked)
        found["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        shown = {"schema": {"$ref": "#/components/schemas/Problem"}}
        others = {
            304: {"description": "Not modified"},
            "default": {
                "description": "A problem",
                "content": {"application/problem+json": shown},
            },
        }
        for methods in found["paths"].values():
            for operation in methods.values():
                operation["responses"] |= others
        return found


api = _Site(
    title="Storytracker",
    version="1",
    description=ABOUT,
    docs_url=None,
    urls_namespace="api",
    auth=Key(),
)
api.add_decorator(sent_if_changed, mode="view")
for router in (stories, claims, sources, search):
    api.add_router("", router)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Not found", "There is nothing here that you may see.")


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "Not for you", str(error))


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found: dict[str, str] = {}
    for each in error.errors:
        # Where a parameter may be one of two kinds, its place ends with the kind.
        place = [str(part) for part in each["loc"]]
        name = next((part for part in place if part in request.GET), place[-1])
        found.setdefault(name, str(each["msg"]))
    words = "; ".join(f"{name}: {wrong}" for name, wrong in found.items())
    errors = [{"parameter": name, "detail": wrong} for name, wrong in found.items()]
    return problem(422, "Parameters are not valid", words, errors=errors)


@api.exception_handler(NotMeant)
def not_meant(request: HttpRequest, error: NotMeant) -> HttpResponse:
    errors = [
        {"parameter": name, "detail": str(found[0])} for name, found in error.form.errors.items()
    ]
    return problem(422, "Parameters are not valid", str(error), errors=errors)


@api.exception_handler(TakesTooLong)
def too_long(request: HttpRequest, error: TakesTooLong) -> HttpResponse:
    return problem(422, "The search takes too long", str(error))


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever else goes wrong is written down, as for a page, and told as a problem."""
    words = "Something broke on our side. Ask again in a moment; if it goes on, tell who runs this."
    answer = problem(500, "Something broke", words)
    about = "Internal Server Error: %s"
    log_response(about, request.path, response=answer, request=request, exception=error)
    return answer


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """``api-nowhere``: an address of the API that there is not."""
    return problem(404, "Not found", "The API has no such address; /api/docs/ lists those it has.")


patterns, app_name, namespace = api.urls
for pattern in patterns:
    assert isinstance(pattern, URLPattern)
    # django-ninja's own root raises outside of its handlers of errors.
    found: View = nowhere if pattern.name == "api-root" else pattern.callback
    if pattern.name == "openapi-json":
        found = sent_if_changed(found)
    pattern.callback = head_too(found)
urls = patterns, app_name, namespace
