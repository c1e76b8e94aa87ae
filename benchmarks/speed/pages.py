"""The CPU time that a request takes in the web process, beside an empty view's.

The stories list and the page of a story with fifty of everything: cold (nothing kept of it), warm
(its parts kept), unchanged (the browser has it: 304). The yardstick is an empty view behind the
same middleware, asked by the same person: it reads the session and who that is, as every page
does. Beside it the same view for nobody in particular, which asks the database nothing.
PostgreSQL's own time is not in it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL
from benchmarks.speed.stack import stack

ROUNDS = 3 if SMALL else 9
REQUESTS = 3 if SMALL else 15
"""Of each view in a round, by turns: whatever else the machine does meets all of them alike."""
DEVELOPMENTS = 50
_application: Any = None


def measure() -> list[Row]:
    """Start the program and ask for its pages."""
    with stack():
        return _pages()


def _pages() -> list[Row]:
    from django.core.cache import caches
    from django.urls import reverse

    from tests.support.newsroom import make_story

    page = reverse("stories:story", args=[make_story(DEVELOPMENTS).story.slug])
    cookie = cookie_of("analyst")
    tag = ask(page, HTTP_COOKIE=cookie)["ETag"]

    def cold() -> None:
        caches["pages"].clear()
        ask(page, HTTP_COOKIE=cookie)

    views = {
        "empty view": lambda: ask("/healthz", HTTP_COOKIE=cookie),
        "empty view again (A/A)": lambda: ask("/healthz", HTTP_COOKIE=cookie),
        "empty view for nobody": lambda: ask("/healthz"),
        "stories list": lambda: ask(reverse("stories:index"), HTTP_COOKIE=cookie),
        "story page, cold": cold,
        "story page, warm": lambda: ask(page, HTTP_COOKIE=cookie),
        "story page, unchanged": lambda: ask(page, 304, HTTP_COOKIE=cookie, HTTP_IF_NONE_MATCH=tag),
    }
    for view in views.values():
        view()
    spent: dict[str, list[float]] = {name: [] for name in views}
    for number in range(ROUNDS):
        for name, seconds in _round(views, number).items():
            spent[name].append(seconds)
    return _compared(spent)


def _round(views: Mapping[str, Callable[[], object]], number: int) -> dict[str, float]:
    """CPU seconds per request of each view; every request is another view's turn.

    In another order each time: what one leaves to be tidied up is not always the same one's.
    """
    chance, spent = random.Random(number), dict.fromkeys(views, 0.0)
    for _ in range(REQUESTS):
        for name in chance.sample(list(views), len(views)):
            began = time.process_time()
            views[name]()
            spent[name] += (time.process_time() - began) / REQUESTS
    return spent


def _compared(spent: Mapping[str, list[float]]) -> list[Row]:
    signed_in, nobody = spent["empty view"], spent["empty view for nobody"]
    compared = [
        Row(f"CPU of the {name}", base, "×", ratios(costs, spent_there))
        for name, costs in spent.items()
        for base, spent_there in (("empty view", signed_in), ("empty view for nobody", nobody))
        if not name.startswith("empty view") or (base == "empty view" and name != base)
    ]
    return [*compared, Row("CPU of the empty view", "", "ms", tuple(1e3 * t for t in signed_in))]


def cookie_of(username: str) -> str:
    """The cookies of somebody signed in, with the secret behind the tokens of their forms."""
    from django.test import Client

    from apps.accounts.models import User

    client = Client(SERVER_NAME="localhost")
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(User.objects.get(username=username), backend)
    client.get("/settings/")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def getter(username: str) -> Callable[[str], object]:
    """A function that has one page asked for by somebody signed in."""
    cookie = cookie_of(username)
    return lambda path: ask(path, HTTP_COOKIE=cookie)


def ask(path: str, status: int = 200, **headers: str) -> dict[str, str]:
    """Have the WSGI application answer one GET; gives back the headers of its answer."""
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    global _application
    _application = _application or get_wsgi_application()
    environ = RequestFactory(SERVER_NAME="localhost", **headers).get(path).environ
    said: list[tuple[str, dict[str, str]]] = []
    answer = _application(environ, lambda words, pairs, *_: said.append((words, dict(pairs))))
    size = len(b"".join(answer))
    answer.close()
    (words, found) = said[0]
    assert words.startswith(str(status)) and (size > 0) is (status == 200), f"{path}: {said}"
    return found
