"""Which browser the tests use, and with which flags."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO_GET_ONE = (
    f"{sys.executable} -m playwright install chromium"
    if sys.platform == "darwin"
    else "sudo apt-get install -y chromium libatomic1   (or name one in STORYTRACKER_BROWSER)"
)


class NoBrowser(Exception):
    """There is no browser, or it doesn't start; the message says why."""


def find_program() -> str | None:
    """The browser named by STORYTRACKER_BROWSER, or the system's; None: Playwright's own."""
    if named := os.environ.get("STORYTRACKER_BROWSER"):
        return named
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or (str(MAC_CHROME) if MAC_CHROME.exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser. Raises NoBrowser."""
    from playwright.sync_api import Error

    try:
        return playwright.chromium.launch(executable_path=find_program(), args=FLAGS)
    except Error as error:
        raise NoBrowser(str(error).strip().splitlines()[0]) from error
