"""From bytes to characters: which encoding, or why the bytes are no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

SAMPLE_BYTES = 65_536  # what is looked at to guess an encoding; guessing is slow

# Longest first: UTF-32's mark starts with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"ID3", "an audio file"),
)
_CONTROLS = bytes((*range(9), *range(14, 20), 127))
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})")
# Browsers read these labels as Windows-1252, and so do the pages that carry them.
_WESTERN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters and how they were found; ``problem`` in words where there are none."""

    text: str
    encoding: str = ""
    reason: str = ""
    problem: str = ""


def decode(raw: bytes, content_type: str = "") -> Decoded:
    """Turn ``raw`` into characters; never raises.

    Order: byte order mark, valid UTF-8, the charset of ``content_type``, the document's own
    label, a guess from a sample, at last Windows-1252. Bytes that fit no character become
    U+FFFD.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(_forgiving(raw[len(mark) :], encoding), encoding, "a byte order mark")
    wide = _wide(raw)
    if wide:
        return Decoded(_forgiving(raw, wide), wide, "every second byte is empty")
    what = _binary(raw)
    if what:
        return Decoded("", problem=f"This is {what}, not text. Paste the article's words instead.")
    return _without_mark(raw, content_type)


def _without_mark(raw: bytes, content_type: str) -> Decoded:
    labels = [(label, where) for label, where in _labels(raw, content_type) if _known(label)]
    stateful = [label for label, _ in labels if label.startswith(("iso-2022", "hz", "utf-7"))]
    if not stateful or b"\x1b" not in raw:  # such text looks like plain ASCII
        try:
            return Decoded(raw.decode("utf-8"), "utf-8", "valid UTF-8")
        except UnicodeDecodeError:
            pass
    if _nearly_utf8(raw):
        return Decoded(_forgiving(raw, "utf-8"), "utf-8", "UTF-8 with a few broken bytes")
    for label, where in labels:
        if label not in ("utf-8", "utf8"):
            return Decoded(_forgiving(raw, label), label, where)
    guess = _guess(raw)
    return Decoded(_forgiving(raw, guess), guess, "guessed from the bytes")


def _labels(raw: bytes, content_type: str) -> list[tuple[str, str]]:
    places = (
        (_LABEL.search(content_type.encode("ascii", "ignore")), "named by the server"),
        (_XML_LABEL.search(raw[:1024]), "named in the document"),
        (_LABEL.search(raw[:4096]), "named in the document"),
    )
    found = [(match[1].decode("ascii").lower(), where) for match, where in places if match]
    return [("cp1252" if label in _WESTERN else label, where) for label, where in found]


def _known(label: str) -> bool:
    try:
        b"x".decode(label)
    except (LookupError, UnicodeError, ValueError):
        return False
    return _is_text_codec(label)


def _is_text_codec(label: str) -> bool:
    # "base64", "zlib" and the like are codecs too, from bytes to bytes.
    return bool(getattr(codecs.lookup(label), "_is_text_encoding", True))


def _forgiving(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        return raw.decode("cp1252", "replace")


def _nearly_utf8(raw: bytes) -> bool:
    """True for UTF-8 with stray bytes: many good sequences, hardly a bad one."""
    text = raw[:SAMPLE_BYTES].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(1 for character in text if character > "\x7f") - broken
    return foreign > 20 * broken


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    sample = raw[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 8 or max(even, odd) < 0.6 * half or min(even, odd) > 0.05 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_western(sample: bytes) -> bool:
    """True where every byte above ASCII is a letter or sign of Western European print."""
    try:
        foreign = {c for c in sample.decode("cp1252") if c > "\x7f"}
    except UnicodeDecodeError:
        return False
    return foreign <= set(
        "àâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØŒÚÙÛÜ“”‘’–—…€£°«»„\xa0©§•¿¡"
    )


def _guess(raw: bytes) -> str:
    sample = raw[:SAMPLE_BYTES]
    if _is_western(sample):
        return "cp1252"
    try:
        best = from_bytes(sample).best()
    except Exception:  # a guesser's failure on odd bytes is no reason to lose the text
        best = None
    return best.encoding if best is not None else "cp1252"


def _binary(raw: bytes) -> str:
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            return what
    sample = raw[:SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, _CONTROLS))
    return "a binary file" if control > max(2, len(sample) // 200) else ""
