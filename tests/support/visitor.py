"""Somebody at a running site: signs in and sends forms over HTTP, without a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from apps.sources.documents import Document

TIMEOUT_SECONDS = 60


class Visitor:
    """One person's session at ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """A page's text. Raises HTTPError for 4xx and 5xx."""
        with self.opener.open(urljoin(self.url, path), timeout=TIMEOUT_SECONDS) as response:
            return str(response.read().decode())

    def send(self, path: str, data: dict[str, Any], seen_on: str = "") -> str:
        """Send a form as its page would; returns the address of the page that follows.

        The form stands on the page ``seen_on``, or on its own.
        """
        page = seen_on or path
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page))
        assert token, f"no form on {page}"
        body = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": token[1]})
        headers = {"Content-Type": MULTIPART_CONTENT}
        request = Request(urljoin(self.url, path), body, headers)
        with self.opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return str(response.geturl())

    def sign_in(self, name: str, password: str) -> None:
        page = self.send("/sign-in/", {"username": name, "password": password, "next": ""})
        assert "sign-in" not in page, "could not sign in"

    def upload(self, documents: Sequence[Document], submit_token: object) -> int:
        """Send files in one import; returns its id."""
        files = [SimpleUploadedFile(d.file_name, d.content, "text/plain") for d in documents]
        data = {"channel": "upload", "files": files, "submit_token": str(submit_token)}
        page = self.send("/import/", data)
        job = re.search(r"/import/jobs/(\d+)/", page)
        assert job, f"led to {page}"
        return int(job[1])
