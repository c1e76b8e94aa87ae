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
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from storytracker.analysis.reading.formats import read_format
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
MAIL = (
    "From: Jane Roe <jane@example.org>\\r\\nSubject: =?koi8-r?B?8NLJ18XU?=\\r\\n"
    "Date: Mon, 3 May 2021 10:00:00 +0200\\r\\nMIME-Version: 1.0\\r\\n"
    "Content-Type: multipart/alternative; boundary=b\\r\\n\\r\\n--b\\r\\n"
    "Content-Type: text/plain; charset=windows-1251\\r\\n"
    "Content-Transfer-Encoding: quoted-printable\\r\\n\\r\\nThe ministry =E9.\\r\\n--b\\r\\n"
    "Content-Type: text/html; charset=utf-7\\r\\nContent-Transfer-Encoding: base64\\r\\n\\r\\n"
    "PHA+SGVsbG88L3A+\\r\\n--b--\\r\\n"
).encode()
MARKDOWN = "# A title\\n\\nSome *words* [here](/there)\\n\\n- one\\n\\n> two\\n".encode()


def pdf(font: str, encoding: str, password: str | None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    names = {"Type": "Font", "Subtype": "Type1", "BaseFont": font, "Encoding": encoding}
    used = DictionaryObject({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(used)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    lines = " ".join(
        f"1 0 0 1 72 {700 - 14 * n} Tm (The ministry said on day {n} that the work goes on.) Tj"
        for n in range(30)
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf {lines} ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.add_metadata({"/Title": "A title", "/CreationDate": "D:20210503100000+02'00'"})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


PDFS = [
    pdf(font, encoding, password)
    for font, encoding in (
        ("Helvetica", "WinAnsiEncoding"), ("Symbol", "SymbolEncoding"), ("Song", "GBK-EUC-H"),
    )
    for password in (None, "", "secret")
]
opened = []
sys.addaudithook(lambda event, given: event == "open" and opened.append(given[0]))
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))

for raw in SEEDS:
    reading = read_article(raw)
    attribute(reading.text, reading.paragraphs, outlet="Example")
for raw, name in [(MAIL, "a.eml"), (MARKDOWN, "a.md"), *[(raw, "a.pdf") for raw in PDFS]]:
    assert read_format(raw, file_name=name) is not None
    read_article(raw, file_name=name)
assert "day 29" in read_format(PDFS[0], file_name="a.pdf").draft.blocks[-1].text
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
