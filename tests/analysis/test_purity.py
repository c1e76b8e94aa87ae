"""The ground floor can be used by anybody, without Django and without a database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"django", "celery", "kombu", "redis", "psycopg", "httpx", "apps"}
PROBE = """
import importlib, pkgutil, sys
import storytracker.analysis as package
for module in pkgutil.walk_packages(package.__path__, "storytracker.analysis."):
    importlib.import_module(module.name)
print(*sorted(sys.modules))
"""


def test_it_loads_no_framework_no_database_and_no_network() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & FORBIDDEN == set()
