"""A process that can open nothing reads as well as any other, once everything is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# In a fresh process: here, other tests have loaded things.
PROBE = """
import encodings.aliases, resource, sys
from pathlib import Path
from storytracker.analysis.warming import load_everything

load_everything()
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute

SEEDS = [path.read_bytes() for path in sorted(Path("seeds").glob("*.txt"))]
WORDS = {
    "fr": "Le ministère a déclaré lundi que les travaux « prendront du temps ».",
    "de": "Die Behörde teilte am Montag mit, dass „die Arbeiten“ weitergehen.",
    "ru": "Министерство заявило в понедельник, что работы продолжатся.",
    "ja": "同省は月曜日、工事を続けると発表した。",
    "ar": "قالت الوزارة يوم الاثنين إن الأعمال ستستمر.",
    "en": "The ministry wasn’t repairing the bridges, officials told the Post on 3 May 2021.",
}
opened = []
sys.addaudithook(lambda event, given: event == "open" and opened.append(given[0]))
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))

for raw in SEEDS:
    reading = read_article(raw)
    attribute(reading.text, reading.paragraphs, outlet="Example")
count = 0
for charset in sorted({*encodings.aliases.aliases.values(), 'ansi', 'x-unheard-of'}):
    # Each with English and one of the others.
    for language in ("en", sorted(WORDS)[count % len(WORDS)]):
        words = WORDS[language]
        page = (
            f'<!doctype html><html lang="{language}"><head><title>{words} - Example</title>'
            '<meta property="article:published_time" content="2021-05-03T10:00:00+02:00">'
            f'<script type="application/ld+json">{{"@type": "NewsArticle"}}</script></head><body>'
            f'<article><h1>{words}</h1>' + f"<p>{words} {words} {words}</p>" * 4 +
            "<ul><li>One</li></ul><figure><figcaption>By</figcaption></figure></article></body>"
        )
        try:
            raw = page.encode(charset, "replace")
        except (LookupError, TypeError, UnicodeError, AssertionError):
            raw = page.encode()  # the page claims what it is not
        if not isinstance(raw, bytes):
            continue
        reading = read_article(
            raw, url="https://www.example.co.uk/2021/05/03/a",
            content_type=f"text/html; charset={charset}",
        )
        if count < 20:
            attribute(reading.text, reading.paragraphs, outlet="Example")
        count += 1
print(count, *opened, sep="\\n")
"""


def test_nothing_is_opened_any_more_whatever_is_read() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, *opened = done.stdout.split("\n")[:-1]
    assert int(count) > 150
    assert opened == []
