"""What holds for every page and every task, whatever the app."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test import Client

from storytracker.celery import app, let_go_of_what_stands_still
from storytracker.logs import JsonFormatter, gunicorn_config

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


def test_the_program_says_that_it_lives_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_every_page_carries_the_content_security_policy(client: Client) -> None:
    header = client.get("/healthz")["Content-Security-Policy"]
    assert set(header.split("; ")) == POLICY


def test_pages_are_framed_by_nobody_and_tell_nobody_where_they_lead(client: Client) -> None:
    response = client.get("/healthz")
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "123456789012"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_passwords_are_hashed_with_argon2() -> None:
    assert identify_hasher(make_password("a long enough secret")).algorithm == "argon2"


class TestCelery:
    """Each of these lost a task, or looped one, in a trial without it."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("accept_content", ["json"]),
            ("task_acks_late", True),
            ("task_reject_on_worker_lost", False),
            ("task_time_limit", 120),
            ("task_ignore_result", True),
            ("task_publish_retry", False),
            ("worker_prefetch_multiplier", 1),
            ("worker_max_tasks_per_child", 200),
            ("broker_connection_max_retries", None),
            ("result_backend", None),
        ],
    )
    def test_setting(self, name: str, value: object) -> None:
        assert app.conf[name] == value

    def test_a_message_is_delivered_again_after_five_minutes(self) -> None:
        assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] == 300

    def test_interactive_work_goes_first(self) -> None:
        assert list(app.amqp.queues.consume_from) == ["interactive", "fetching", "bulk"]
        assert app.conf.broker_transport_options["queue_order_strategy"] == "priority"


class TestAFrozenWorkersTransaction:
    """It holds its locks; whoever needs what they cover would wait for ever."""

    def test_postgresql_ends_it(
        self, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.CELERY_TASK_TIME_LIMIT = 1
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        let_go_of_what_stands_still()
        as_a_worker = connection.copy()
        try:
            with pytest.raises(DatabaseError, match="idle"), as_a_worker.cursor() as cursor:
                cursor.execute("BEGIN")
                time.sleep(1.5)  # longer than a task may take
                cursor.execute("SELECT 1")
        finally:
            as_a_worker.close()

    def test_what_the_address_says_of_the_connection_stays(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = {"options": "-c search_path=desk"}
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", given)
        let_go_of_what_stands_still()
        assert given["options"].startswith("-c search_path=desk -c idle_in_transaction")


class TestJsonLogs:
    def line(self, message: str, *arguments: object, error: Exception | None = None) -> str:
        info = (type(error), error, None) if error else None
        record = logging.LogRecord("apps", logging.INFO, "", 1, message, arguments, info)
        return JsonFormatter().format(record)

    def test_a_message_cannot_begin_a_line_of_its_own(self) -> None:
        line = self.line("title: %s", 'A\n{"level": "ERROR"}\r\u2028')
        assert line.splitlines() == [line]
        assert json.loads(line)["message"] == 'title: A\n{"level": "ERROR"}\r\u2028'

    def test_a_traceback_stays_in_its_line(self) -> None:
        line = self.line("failed", error=ValueError("two\nlines"))
        assert line.splitlines() == [line]
        assert "ValueError: two" in json.loads(line)["traceback"]

    @pytest.mark.parametrize("every_request", [True, False])
    def test_gunicorn_logs_requests_when_asked_to(self, every_request: bool) -> None:
        loggers = gunicorn_config(every_request=every_request)["loggers"]
        assert loggers["gunicorn.access"]["propagate"] is every_request
        assert loggers["gunicorn.error"]["propagate"] is True
