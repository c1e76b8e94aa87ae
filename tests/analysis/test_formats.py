"""PDF, mail and Markdown as articles, and the kinds of documents that there are."""

from __future__ import annotations

import io
import textwrap
import zlib
from datetime import date, time
from email.message import EmailMessage
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from storytracker.analysis.reading.formats import kind_of
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Basis, ParagraphKind, Reading

TITLE = "Harbour to reopen in March after two years of delays"
FIRST = (
    "The harbour authority said on Friday that the new quay would open in March, after a long "
    "dispute over its cost, which has tripled since the work began."
)
SECOND = (
    "“It will be ready,” the mayor told reporters. The long-term plan is to move all the ferries "
    "there, and the fish market too, which the traders oppose."
)
BODY = f"{FIRST}\n{SECOND}"

Line = tuple[int, int, int, str]


def check(reading: Reading) -> None:
    parts = [p.span.of(reading.text) for p in reading.paragraphs]
    assert "\n\n".join(parts) == reading.text
    assert all(part and part == " ".join(part.split()) for part in parts)
    assert reading.problem or reading.text


# --- PDF ------------------------------------------------------------------------------------


def pdf(*pages: list[Line], info: bytes = b"", filters: bytes = b"") -> bytes:
    """A PDF with lines of text at places: x, y, size, words."""
    streams = []
    for page in pages:
        shown = (
            b"/F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj\n"
            % (size, x, y, words.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)"))
            for x, y, size, words in page
        )
        streams.append(b"BT\n" + b"".join(shown) + b"ET")
    return pdf_of(streams, info, filters)


def pdf_of(streams: list[bytes], info: bytes = b"", filters: bytes = b"") -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects, kids = [b"<</Type/Catalog/Pages 2 0 R>>", b"", font], []
    for stream in streams:
        head = b"<</Length %d%s>>" % (len(stream), filters)
        objects.append(head + b"stream\n" + stream + b"\nendstream")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    objects.append(info or b"<<>>")
    raw, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(raw)
    return raw + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R/Info %d 0 R>>\n"
        b"startxref\n%d\n%%%%EOF" % (count, table, count, len(objects), start)
    )


def set_lines(top: int, *paragraphs: str) -> list[Line]:
    """Paragraphs in lines of fifty characters, as print has them."""
    lines, y = [], top
    for paragraph in paragraphs:
        for words in textwrap.wrap(paragraph, 50):
            lines.append((72, y, 10, words))
            y -= 12
        y -= 8
    return lines


HEAD: list[Line] = [
    (72, 770, 20, "Harbour to reopen in March after"),
    (72, 748, 20, "two years of delays"),
    (72, 725, 10, "By Jane Doe"),
]
INFO = b"<</Title(untitled.doc)/Author(John Roe)/CreationDate(D:20240504101500+02'00')>>"


def test_a_pdf_is_read_in_paragraphs() -> None:
    reading = read_article(pdf(HEAD + set_lines(700, FIRST, SECOND)))
    check(reading)
    assert reading.title == TITLE
    assert reading.body() == BODY
    assert reading.bylines == ("Jane Doe",)


def test_running_heads_and_page_numbers_go_and_paragraphs_run_on() -> None:
    def page(number: int, *lines: Line) -> list[Line]:
        return [
            (72, 810, 9, "Example Herald 3 May 2024"),
            *lines,
            (300, 30, 9, f"Page {number} of 3"),
        ]

    cut = SECOND.index("move")
    reading = read_article(
        pdf(
            page(1, *HEAD, *set_lines(700, FIRST, SECOND[:cut])),
            page(2, *set_lines(770, SECOND[cut:], FIRST)),
            page(3, *set_lines(770, SECOND)),
        )
    )
    assert reading.body() == "\n".join((FIRST, SECOND, FIRST, SECOND))
    reasons = {each.text: each.reason for each in reading.removed}
    assert reasons["Example Herald 3 May 2024"] == "a running head: it stands on 3 pages"
    assert reasons["Page 2 of 3"] == "a page number"
    assert reading.published.day == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["the construc-", "tion of the quay"], "the construction of the quay"),
        (["a long-", "term plan"], "a long-term plan"),
        (["the zorple-", "wick, a zorplewick"], "the zorplewick, a zorplewick"),
        (["vice-", "President Jane Roe"], "vice- President Jane Roe"),
    ],
)
def test_words_broken_at_line_ends_are_mended(lines: list[str], words: str) -> None:
    set_words = [(72, 600 - 12 * at, 10, line) for at, line in enumerate(lines)]
    reading = read_article(pdf(HEAD + set_lines(700, FIRST, SECOND) + set_words))
    assert words in reading.text


def test_metadata_of_a_pdf_are_weak_evidence() -> None:
    stated = read_article(pdf(HEAD + set_lines(700, FIRST, SECOND), info=INFO))
    assert stated.title == TITLE
    assert stated.bylines == ("Jane Doe",)
    assert (stated.published.day, stated.published.basis) == (date(2024, 5, 4), Basis.INFERRED)
    unsigned = read_article(pdf(HEAD[:2] + set_lines(700, FIRST, SECOND), info=INFO))
    assert unsigned.bylines == ("John Roe",)


def locked(password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(HEAD + set_lines(700, FIRST, SECOND)))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_that_anybody_may_open_is_read() -> None:
    assert read_article(locked("")).body() == BODY


def bomb() -> bytes:
    packed = zlib.compress(b"BT (x) Tj ET " + b" " * 200_000_000, 9)
    return pdf_of([packed], filters=b"/Filter/FlateDecode")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (pdf([], []), "no text"),
        (pdf([(72, 700, 10, "Scanned by X")]), "OCR"),
        (locked("secret"), "password"),
        (b"%PDF-1.7\n%nothing", "damaged"),
        (pdf(HEAD)[:200], "damaged"),
    ],
)
def test_a_pdf_without_words_says_why(raw: bytes, words: str) -> None:
    reading = read_article(raw, file_name="a.pdf")
    assert words in reading.problem
    assert reading.text == ""


def test_bombs_in_a_pdf_cost_little() -> None:
    many = pdf(*([(72, 700, 10, "A page of words that is like all others.")] for _ in range(400)))
    loop = pdf(HEAD + set_lines(700, FIRST)).replace(b"/Kids[", b"/Kids[2 0 R ")
    operators = pdf_of([b"BT " + b"(x) Tj " * 700_000 + b"ET"])
    began = process_time()
    assert "unpacks to far more" in read_article(bomb()).problem
    assert "first 100 of" in read_article(many).partial
    check(read_article(loop))
    assert read_article(operators).problem
    assert process_time() - began < 30, "CPU-seconds; 6 on the machine that it was written on"


# --- mail -----------------------------------------------------------------------------------


def mail(
    subject: str = TITLE, sender: str = "Example Herald <news@herald.example>"
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, sender
    message["To"], message["Message-ID"] = "desk@x.example", "<1@x.example>"
    message["Date"] = "Fri, 03 May 2024 13:04:05 +0200"
    return message


def page(title: str = TITLE) -> str:
    return f"<html><body><h1>{title}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"


def read_mail(message: EmailMessage) -> Reading:
    reading = read_article(message.as_bytes(), file_name="a.eml")
    check(reading)
    return reading


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_mail_is_read(kind: str, encoding: str) -> None:
    message = mail()
    words = page() if kind == "html" else f"{FIRST}\n\n{SECOND}\n"
    words = words.replace("“", '"').replace("”", '"') if encoding == "7bit" else words
    message.set_content(words, subtype=kind, cte=encoding)
    reading = read_mail(message)
    assert reading.title == TITLE
    assert reading.body().replace('"', "").replace("“", "").replace("”", "") == BODY.replace(
        "“", ""
    ).replace("”", "")
    published = reading.published
    assert (published.day, published.clock, published.utc_offset) == (
        date(2024, 5, 3),
        time(13, 4),
        120,
    )
    assert published.basis is Basis.METADATA
    assert reading.outlet is not None
    assert reading.outlet.name == "Example Herald"


def test_html_is_taken_before_plain_text_unless_that_says_far_more() -> None:
    richer = mail()
    richer.set_content("See the message in a browser: https://x.example/\n")
    richer.add_alternative(page(), subtype="html")
    assert read_mail(richer).body() == BODY
    poorer = mail()
    poorer.set_content(f"{FIRST}\n\n{SECOND}\n")
    poorer.add_alternative(
        "<html><body><p>Your program shows no HTML.</p></body></html>", subtype="html"
    )
    assert read_mail(poorer).body() == BODY


def test_other_letters_and_charsets_are_read() -> None:
    message = mail(subject="Übung im Hafen – größer als je", sender="Jürgen Größ <j@x.example>")
    message.set_content("Die Übung begann früh.\n\nSie war größer.\n" * 5, charset="iso-8859-15")
    reading = read_mail(message)
    assert reading.title == "Übung im Hafen – größer als je"
    assert "früh" in reading.text
    assert reading.bylines == ("Jürgen Größ",)


def test_attachments_are_listed_and_signatures_cut() -> None:
    message = mail()
    message.set_content(f"{FIRST}\n\n{SECOND}\n\n-- \nJane Doe\nPress office\n+00 000 000\n")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plan.pdf")
    reading = read_mail(message)
    assert any("plan.pdf (application/pdf" in reason for reason in reading.reasons)
    assert reading.body() == BODY
    assert [each.reason for each in reading.removed] == ["the sender's signature"]


FORWARDED = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Example Herald <n@h.example>\n"
    f"Date: Thu, 2 May 2024 at 09:30\nSubject: {TITLE}\nTo: <desk@x.example>\n\n",
    "Outlook": "-----Original Message-----\nFrom: Example Herald\n"
    f"Sent: Thursday, 2 May 2024 09:30\nTo: desk@x.example\nSubject: {TITLE}\n\n",
    "Apple": "Begin forwarded message:\n\nFrom: Example Herald <n@h.example>\n"
    f"Subject: {TITLE}\nDate: 2 May 2024 at 09:30:00 BST\nTo: desk@x.example\n\n",
    "German": "-------- Weitergeleitete Nachricht --------\nBetreff: \t" + TITLE + "\n"
    "Datum: \tThu, 2 May 2024 09:30:00 +0200\nVon: \tExample Herald <n@h.example>\n\n",
}


@pytest.mark.parametrize("program", FORWARDED)
def test_a_message_passed_on_in_the_text_is_read_as_its_own(program: str) -> None:
    message = mail(subject="Fwd: look at this", sender="Jane Doe <jane@x.example>")
    message.set_content(f"For you, J.\n\n{FORWARDED[program]}{FIRST}\n\n{SECOND}\n")
    reading = read_mail(message)
    assert reading.title == TITLE
    assert reading.body() == BODY
    assert reading.published.day == date(2024, 5, 2)
    assert reading.outlet is not None
    assert reading.outlet.name == "Example Herald"
    assert reading.bylines == ()
    assert "For you, J." in [each.text for each in reading.removed]


def test_a_message_passed_on_in_html_is_read_as_its_own() -> None:
    message = mail(subject="Fwd: look at this", sender="Jane Doe <jane@x.example>")
    message.set_content(
        "<html><body><div>For you<br><div class=gmail_quote><div>---------- Forwarded message "
        "---------<br>From: <b>Example Herald</b> <span>&lt;<a href='mailto:n@h.example'>"
        "n@h.example</a>&gt;</span><br>Date: Thu, 2 May 2024 at 09:30<br>Subject: "
        f"{TITLE}<br>To: &lt;d@x.example&gt;<br></div><p>{FIRST}</p><p>{SECOND}</p></div></div>"
        "</body></html>",
        subtype="html",
    )
    reading = read_mail(message)
    assert (reading.title, reading.body()) == (TITLE, BODY)
    assert reading.published.day == date(2024, 5, 2)


def test_an_attached_message_is_read_as_its_own() -> None:
    inner = mail()
    inner.set_content(page(), subtype="html")
    outer = mail(subject="Fwd: look", sender="Jane Doe <jane@x.example>")
    outer.set_content("For you")
    outer.add_attachment(inner)
    assert read_mail(outer).body() == BODY
    assert read_mail(outer).title == TITLE


def nested(depth: int) -> bytes:
    head = b"From: a@x.example\r\nDate: 3 May 2024\r\nMime-Version: 1.0\r\n"
    for level in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return head + b"Content-Type: text/plain\r\n\r\nwords\r\n" * 1000


def rfc822(depth: int) -> bytes:
    return b"From: a@x.example\nMime-Version: 1.0\nDate: 3 May 2024\n" + (
        b"Content-Type: message/rfc822\n\n" * depth + b"\nwords\n"
    )


@pytest.mark.parametrize(
    "raw",
    [
        nested(20),
        nested(1000),
        rfc822(5000),
        b"From: a@x.example\nMime-Version: 1.0\nDate: x\nSubject: " + b"(" * 1_000_000 + b"\n\nx",
        b"From: a@x.example\nMime-Version: 1.0\nDate: x\nContent-Type: a/b;" + b'"x;' * 500_000,
        b"From: a@x.example\nMime-Version: 1.0\nDate: x\n\n" + b"---\n" * 2_000_000,
    ],
)
def test_bombs_in_a_mail_cost_little(raw: bytes) -> None:
    began = process_time()
    check(read_article(raw, file_name="a.eml"))
    assert process_time() - began < 10, "CPU-seconds; 3 at most where it was written"


def test_a_mail_without_text_says_what_is_attached() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plan.pdf")
    assert "plan.pdf" in read_mail(message).problem


# --- Markdown -------------------------------------------------------------------------------

MARKDOWN = f"""---
title: "{TITLE}"
authors:
  - Jane Doe
  - John Roe
date: 2024-05-03T13:04:00+02:00
url: https://news.example/a
publisher: Example Herald
tags: [a, b]
---

# {TITLE}

{FIRST}

## The cost

> {SECOND}

- The first of three things that are to come
- The second of them [with a link](https://x.example/)

{SECOND} **Strong** words, `code` and <b>marks</b>.
"""


def test_markdown_is_read_with_its_front_matter() -> None:
    reading = read_article(MARKDOWN.encode(), file_name="a.md")
    check(reading)
    kinds = [(p.kind, p.span.of(reading.text)) for p in reading.paragraphs]
    assert kinds == [
        (ParagraphKind.TITLE, TITLE),
        (ParagraphKind.PARAGRAPH, FIRST),
        (ParagraphKind.HEADING, "The cost"),
        (ParagraphKind.QUOTATION, SECOND),
        (ParagraphKind.LIST_ITEM, "The first of three things that are to come"),
        (ParagraphKind.LIST_ITEM, "The second of them with a link"),
        (ParagraphKind.PARAGRAPH, f"{SECOND} Strong words, code and marks."),
    ]
    assert reading.bylines == ("Jane Doe", "John Roe")
    assert (reading.published.day, reading.published.utc_offset) == (date(2024, 5, 3), 120)
    assert reading.canonical_url == "https://news.example/a"
    assert reading.outlet is not None
    assert reading.outlet.name == "Example Herald"


def test_markdown_without_front_matter_takes_its_heading() -> None:
    words = MARKDOWN.partition("---\n\n")[2]
    assert read_article(words.encode(), content_type="text/markdown").title == TITLE
    underlined = words.replace(f"# {TITLE}", f"{TITLE}\n======")
    assert read_article(underlined.encode(), file_name="a.markdown").title == TITLE


@pytest.mark.parametrize(
    "text",
    ["> " * 100_000 + "x", "[" * 100_000, "*a" * 100_000, "- " * 50_000 + "x", "`" * 100_000]
    + ["---\n" * 50_000, "<" * 100_000, "![" * 50_000, "|a" * 50_000 + "\n|-" * 50_000],
    ids=[
        "quotations",
        "brackets",
        "stars",
        "lists",
        "ticks",
        "fences",
        "angles",
        "images",
        "tables",
    ],
)
def test_bombs_in_markdown_cost_little(text: str) -> None:
    began = process_time()
    check(read_article(text.encode(), file_name="a.md"))
    assert process_time() - began < 10, "CPU-seconds; 2 at most where it was written"


# --- kinds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "media", "start", "kind"),
    [
        ("a.html", "", b"<p>", "html"),
        ("A.HTM", "", b"", "html"),
        ("a.txt", "", b"words", "txt"),
        ("a", "", b"words", "txt"),
        ("a.md", "", b"# words", "md"),
        ("a.pdf", "", b"%PDF-1.4", "pdf"),
        ("a.html", "text/html", b"%PDF-1.4", "pdf"),
        ("a.eml", "", b"Subject: x", "eml"),
        ("", "message/rfc822", b"", "eml"),
        ("", "text/html; charset=utf-8", b"<p>", "html"),
        ("", "", b"Received: a\nFrom: b\nSubject: c\n\n", "eml"),
        ("", "", b"From: a\nTo: b\nSubject: c\n\nA letter, as text.", "txt"),
        ("a.zip", "", b"PK\x03\x04", "zip"),
        ("a.v2.final", "", b"words", "txt"),
        ("", "", b"BM says that it is a company", "txt"),
        ("", "", b"MZ is a name too", "txt"),
    ],
)
def test_kinds_go_by_bytes_then_name_then_type(
    name: str, media: str, start: bytes, kind: str
) -> None:
    assert kind_of(name, media, start).name == kind
    assert kind_of(name, media, start).refusal == ""


@pytest.mark.parametrize(
    ("name", "media", "start", "words"),
    [
        ("a.docx", "", b"PK\x03\x04", "word processor"),
        ("a.zip", "", b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "office"),
        ("a.doc", "", b"\xd0\xcf\x11\xe0", "office"),
        ("a.txt", "", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.jpg", "", b"", "picture"),
        ("", "image/webp", b"", "picture"),
        ("a.mp4", "", b"\0\0\0\x18ftypmp42", "video"),
        ("", "audio/mpeg", b"", "sound"),
        ("a.tar.gz", "", b"\x1f\x8b", "ZIP"),
        ("a.exe", "", b"MZ\x90\0", "program"),
        ("a.csv", "", b"a,b", "spreadsheet"),
        ("a.mhtml", "", b"From: x", "HTML"),
        ("a.opml", "", b"<opml>", "list of feeds"),
        ("a.pdf", "", b"<html>", "damaged"),
        ("a.zip", "", b"words", "damaged"),
    ],
)
def test_other_kinds_are_refused_in_words(name: str, media: str, start: bytes, words: str) -> None:
    kind = kind_of(name, media, start)
    assert kind.name == ""
    assert words in kind.refusal
    assert kind.refusal.endswith(".")


# --- fuzz -----------------------------------------------------------------------------------

relaxed = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
PDF = pdf(HEAD + set_lines(700, FIRST, SECOND), info=INFO)
DAMAGE = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 30), st.binary(max_size=6)), max_size=6
)


def whole_mail() -> bytes:
    message = mail()
    message.set_content(FORWARDED["Gmail"] + BODY)
    message.add_alternative(page(), subtype="html")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    return message.as_bytes()


@relaxed
@given(
    st.sampled_from([("a.pdf", PDF), ("a.eml", whole_mail()), ("a.md", MARKDOWN.encode())]), DAMAGE
)
def test_any_damage_is_survived(
    document: tuple[str, bytes], damage: list[tuple[int, int, bytes]]
) -> None:
    name, raw = document
    for at, length, piece in damage:
        raw = raw[:at] + piece + raw[at + length :]
    check(read_article(raw, file_name=name))


@relaxed
@given(st.sampled_from(["a.pdf", "a.eml", "a.md"]), st.binary(max_size=300))
def test_any_bytes_under_any_name_are_survived(name: str, raw: bytes) -> None:
    check(read_article(raw, file_name=name))
    check(read_article(b"%PDF-1.4\n" + raw))


@relaxed
@given(st.text(max_size=30), st.text(max_size=30), st.binary(max_size=80))
def test_any_kind_is_one_or_refused(name: str, media: str, start: bytes) -> None:
    kind = kind_of(name, media, start)
    assert bool(kind.name) != bool(kind.refusal)
