"""The API's own page, made from its schema: no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from apps.stories.api.site import api
from apps.stories.views.asked import base_of


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it gives, its parameters after “?”, the document that comes back."""

    key: str
    group: str
    path: str
    words: str
    parameters: tuple[Parameter, ...]
    answer: str

    @property
    def document(self) -> str:
        """The kind of document that comes back, or that a page of them has."""
        return self.answer.rpartition(" ")[2]


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of document, with its fields."""

    name: str
    words: str
    fields: tuple[Parameter, ...]


def docs(request: HttpRequest) -> HttpResponse:
    """``stories:api-docs``: every address and every document, in words."""
    found = api.get_openapi_schema()
    context = {
        "about": mark_safe(MarkdownIt().render(found["info"]["description"])),  # noqa: S308, ours
        "operations": list(operations_of(found)),
        "documents": list(documents_of(found)),
        "base": base_of(request),
    }
    return render(request, "stories/api_docs.html", context)


def operations_of(found: Mapping[str, Any]) -> Iterator[Operation]:
    """The schema's addresses, in its order."""
    for path, methods in found["paths"].items():
        about = methods["get"]
        answer = about["responses"][200]["content"]["application/json"]["schema"]
        yield Operation(
            key=about["operationId"],
            group=about["tags"][0],
            path=path,
            words=about.get("description", ""),
            parameters=tuple(
                Parameter(
                    each["name"],
                    kind_of(each["schema"]),
                    each.get("description", ""),
                )
                for each in about.get("parameters", ())
                if each["in"] == "query"
            ),
            answer=kind_of(answer),
        )


def documents_of(found: Mapping[str, Any]) -> Iterator[Document]:
    """The schema's documents by name; those that only carry parameters are left out."""
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(found)))
    for name, about in sorted(found["components"]["schemas"].items()):
        if about.get("type") != "object" or name not in named or name.startswith("Page_"):
            continue
        fields = tuple(
            Parameter(key, kind_of(each), each.get("description", ""))
            for key, each in about["properties"].items()
        )
        yield Document(name, about.get("description", ""), fields)


def kind_of(schema: Mapping[str, Any]) -> str:
    """A type in words: "list of Claim", "page of Claim", "integer or null"."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return re.sub(r"^Page_(\w+)_$", r"page of \1", name)
    for several in ("anyOf", "allOf"):
        if several in schema:
            return " or ".join(kind_of(each) for each in schema[several])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'])}"
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    return str(schema.get("format") or schema.get("type", "anything"))
