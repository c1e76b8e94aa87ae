"""The CPU time that a request takes in the web process, beside an empty view's.

The stories list and the page of the sample story, behind the same middleware as the empty view.
PostgreSQL's own time is not in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, Cost, cpu, in_turn
from benchmarks.speed.stack import stack

ROUNDS = 3 if SMALL else 9
CPU_SECONDS = 0.1 if SMALL else 0.5


def measure() -> list[Row]:
    """Start the program and ask for its pages."""
    with stack():
        return _pages()


def _pages() -> list[Row]:
    from django.urls import reverse

    from apps.stories.models import Story

    get = getter("analyst")
    story_page = reverse("stories:story", args=[Story.objects.get().slug])
    contenders = {
        "empty view": lambda: requesting(get, "/healthz"),
        "empty view again (A/A)": lambda: requesting(get, "/healthz"),
        "stories list": lambda: requesting(get, reverse("stories:index")),
        "story page": lambda: requesting(get, story_page),
    }
    for warm_up in contenders.values():
        warm_up()
    spent = in_turn(contenders, ROUNDS)
    base = cpu(spent.pop("empty view"))
    compared = [
        Row(f"CPU of the {name}", "the empty view", "×", ratios(cpu(costs), base))
        for name, costs in spent.items()
    ]
    return [*compared, Row("CPU of the empty view", "", "ms", tuple(1e3 * t for t in base))]


def getter(username: str) -> Callable[[str], None]:
    """A function that has the WSGI application answer one GET of somebody signed in."""
    from django.core.wsgi import get_wsgi_application
    from django.test import Client, RequestFactory

    from apps.accounts.models import User

    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(User.objects.get(username=username), backend)
    cookie = client.cookies.output(header="", attrs=[]).strip()
    application = get_wsgi_application()

    def get(path: str) -> None:
        request = RequestFactory(SERVER_NAME="localhost", HTTP_COOKIE=cookie).get(path)
        said: list[str] = []
        answer = application(request.environ, lambda status, *_: said.append(status))
        assert len(b"".join(answer)) > 0 and said == ["200 OK"], f"{path}: {said}"
        answer.close()  # type: ignore[attr-defined]

    return get


def requesting(get: Callable[[str], None], path: str) -> Cost:
    """The cost per request, over as many as take a while."""
    began, wall, requests = time.process_time(), time.perf_counter(), 0
    while (spent := time.process_time() - began) < CPU_SECONDS:
        get(path)
        requests += 1
    return Cost((time.perf_counter() - wall) / requests, spent / requests)
