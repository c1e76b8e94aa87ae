"""Errors as programs read them: RFC 9457, ``application/problem+json``."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An answer of this status; ``detail`` says what to do, ``more`` are further members."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type="application/problem+json")
