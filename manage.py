#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storytracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("This Python lacks the packages. Try: make run, or .venv/bin/python manage.py …")
    import storytracker.celery  # noqa: F401 - commands that send tasks have to know the broker

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
