"""What kind of document bytes are, and in words why some can't be imported."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST_BYTES = 4096  # what a caller should hand in of a document

HTML, TEXT, MARKDOWN, PDF, MAIL, ZIP = "html", "txt", "md", "pdf", "eml", "zip"

_BY_ENDING = {
    **dict.fromkeys(("html", "htm", "xhtml", "xht", "shtml"), HTML),
    **dict.fromkeys(("txt", "text", "asc", "log"), TEXT),
    **dict.fromkeys(("md", "markdown", "mdown", "mkd"), MARKDOWN),
    "pdf": PDF,
    "eml": MAIL,
    "zip": ZIP,
}
_BY_TYPE = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/markdown": MARKDOWN,
    "text/x-markdown": MARKDOWN,
    "application/pdf": PDF,
    "application/x-pdf": PDF,
    "message/rfc822": MAIL,
    "application/zip": ZIP,
    "application/x-zip-compressed": ZIP,
    "text/plain": TEXT,
}
_OFFICE = "Save it as PDF, HTML or plain text in the program that made it, and import that."
_REFUSED_ENDINGS = {
    **dict.fromkeys(
        ("doc", "docx", "odt", "rtf", "pages"), ("a word processor's document", _OFFICE)
    ),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv", "tsv", "numbers"), ("a spreadsheet", _OFFICE)),
    **dict.fromkeys(("ppt", "pptx", "odp", "key"), ("a presentation", _OFFICE)),
    **dict.fromkeys(("epub", "mobi", "azw3"), ("an e-book", _OFFICE)),
    **dict.fromkeys(
        ("mhtml", "mht", "webarchive"),
        ("a browser's archive of a page", "Save the page as HTML, or import its address."),
    ),
    **dict.fromkeys(
        ("msg", "pst", "mbox"),
        ("a mail program's own file", "Save the message as .eml and import that."),
    ),
    **dict.fromkeys(
        ("opml", "rss", "atom"),
        ("a feed or a list of feeds", "Feeds are added on their own page, not imported."),
    ),
}
_PICTURE = ("a picture", "Type or paste the words that it shows.")
_SOUND = ("a sound recording or a video", "Paste its transcript.")
_PACKED = ("a packed archive of another kind than ZIP", "Pack the files as ZIP.")
_PROGRAM = ("a program", "Import articles only.")
_DATA = ("a database or other data", "Import articles only.")
_REFUSED_BYTES = (
    (
        re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*", re.S),
        _PICTURE,
    ),
    (re.compile(rb"RIFF.{4}WEBP|\0\0\0.ftyp(?:heic|avif|mif1)|8BPS", re.S), _PICTURE),
    (
        re.compile(
            rb".{4}ftyp|\x1aE\xdf\xa3|OggS|fLaC|ID3[\x02-\x04]|RIFF.{4}(?:WAVE|AVI )"
            rb"|\xff[\xfb\xf3\xf2]",
            re.S,
        ),
        _SOUND,
    ),
    (re.compile(rb"\x1f\x8b|BZh\d|\xfd7zXZ\0|7z\xbc\xaf|Rar!\x1a|\x28\xb5\x2f\xfd"), _PACKED),
    (re.compile(rb"\xd0\xcf\x11\xe0"), ("an old office document", _OFFICE)),
    (re.compile(rb"\{\\rtf"), ("a word processor's document", _OFFICE)),
    (
        re.compile(rb"MZ[^\0]{0,62}\0|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]", re.S),
        _PROGRAM,
    ),
    (re.compile(rb"SQLite format 3\0"), _DATA),
)
_BY_MIME_GROUP = {"image": _PICTURE, "audio": _SOUND, "video": _SOUND}
_ENDINGS_OF_GROUPS = {
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "tif", "tiff", "heic", "avif"), _PICTURE
    ),
    **dict.fromkeys(("mp3", "mp4", "m4a", "wav", "ogg", "mov", "avi", "mkv", "webm"), _SOUND),
    **dict.fromkeys(("gz", "tgz", "tar", "bz2", "xz", "7z", "rar"), _PACKED),
    **dict.fromkeys(("exe", "dll", "dmg", "apk", "iso"), _PROGRAM),
}
_OFFICE_PARTS = re.compile(rb"\[Content_Types\]\.xml|word/|xl/|ppt/|mimetypeapplication/")
# Header fields that every mail has; a text with a line "From: X" alone is none.
_MAIL_FIELDS = re.compile(
    rb"^(from|to|date|subject|received|message-id|mime-version|return-path|delivered-to):", re.I
)
_FIELD = re.compile(rb"[!-9;-~]{1,76}:|[ \t]|From |>From ")
KINDS = "HTML, plain text, Markdown, PDF, mail (.eml) and ZIP archives of these"


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is one of html, txt, md, pdf, eml, zip; "" where ``refusal`` says why not."""

    name: str = ""
    refusal: str = ""


def kind_of(file_name: str = "", content_type: str = "", first_bytes: bytes = b"") -> Kind:
    """What a document is: by its first bytes (``FIRST_BYTES``), then its name, then its type.

    The bytes win: a PDF called ``page.html`` is a PDF. Text of an unknown kind is "txt", read as
    HTML where it looks so. Never raises.
    """
    ending = _ending(file_name)
    media = content_type.partition(";")[0].strip().lower()
    start = first_bytes[:FIRST_BYTES]
    found = _by_bytes(start, ending)
    if found is not None:
        return found
    if refused := _REFUSED_ENDINGS.get(ending) or _ENDINGS_OF_GROUPS.get(ending):
        return _refused(*refused)
    if name := _BY_ENDING.get(ending):
        return Kind(name) if name not in (PDF, ZIP) or not start else _damaged(name)
    if refused := _BY_MIME_GROUP.get(media.partition("/")[0]):
        return _refused(*refused)
    name = _BY_TYPE.get(media, "")
    if name in (PDF, ZIP) and start:
        return _damaged(name)
    if name in ("", TEXT) and _is_mail(start):
        return Kind(MAIL)
    return Kind(name or TEXT)


def _ending(file_name: str) -> str:
    name = file_name.replace("\\", "/").rpartition("/")[2].strip().rstrip(".").lower()
    return name.rpartition(".")[2] if "." in name else ""


def _by_bytes(start: bytes, ending: str) -> Kind | None:
    if b"%PDF-" in start[:1024] and start.lstrip()[:1] not in (b"<",):
        return Kind(PDF)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        office = _REFUSED_ENDINGS.get(ending)
        if office or _OFFICE_PARTS.search(start[:200]):
            return _refused(*(office or ("an office document", _OFFICE)))
        return Kind(ZIP)
    for pattern, refused in _REFUSED_BYTES:
        if pattern.match(start):
            return _refused(*refused)
    return None


def _refused(what: str, instead: str) -> Kind:
    return Kind(refusal=f"This is {what}. What can be imported is {KINDS}. {instead}")


def _damaged(name: str) -> Kind:
    what = {PDF: "a PDF", ZIP: "a ZIP archive"}[name]
    return Kind(
        refusal=f"This is named as {what}, but its bytes are none: the file is damaged or cut off. "
        "Import it once more."
    )


def _is_mail(start: bytes) -> bool:
    """True where it begins with a mail's header: three or more of its usual fields."""
    seen: set[bytes] = set()
    for line in start.lstrip().splitlines()[:60]:
        if not line or not _FIELD.match(line):
            break
        if match := _MAIL_FIELDS.match(line):
            seen.add(match[1].lower())
    strong = seen & {b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to"}
    return len(seen) >= 3 and bool(strong)
