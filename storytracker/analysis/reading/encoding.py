"""From bytes to characters: which encoding, or why the bytes are no text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from storytracker.analysis.reading.charsets import SAMPLE_BYTES, guess, is_plausible

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
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_SERVED_WIDE = re.compile(r"charset\s*=\s*[\"']?utf-16(?:le|be)?[\"']?\s*$", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})")
_CONTROLS = bytes((*range(9), *range(14, 20), 127))
# What browsers read these labels as, and so do the pages that carry them.
_MEANT = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"
    ),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
}
# UTF-8 that was taken for Western text and encoded once more: "Ã©", "â€™", "Ð°".
_LEADS = "ÂÃâÐÑÄÅØÙ"
_TWICE = re.compile(f"[{_LEADS}][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+")
TWICE_SHARE = 0.8  # of the characters above ASCII, where a text is taken as encoded twice
_SHIFTED = re.compile(rb"\x1b\$[@B]")  # ISO-2022-JP goes over to Japanese letters
MIN_NULS = 0.002  # of the bytes of UTF-16: its spaces, digits and line ends have one each
MOST_ODD = 0.02  # of the characters of UTF-16 that may be none


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters and how they were found; ``problem`` in words where there are none."""

    text: str
    encoding: str = ""
    reason: str = ""
    problem: str = ""


def decode(raw: bytes, content_type: str = "") -> Decoded:
    """Turn ``raw`` into characters; never raises.

    Order: byte order mark, UTF-16 by its zero bytes, valid UTF-8, the charset of
    ``content_type`` and the document's own label where the letters bear them out, what the
    letters say themselves. Nothing fits: a problem in words, never wrong letters.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(_forgiving(raw[len(mark) :], encoding), encoding, "a byte order mark")
    wide = _wide(raw)
    if not wide and _SERVED_WIDE.search(content_type) and not len(raw) % 2:
        wide = "utf-16-be" if content_type.lower().rstrip().endswith("be") else "utf-16-le"
    if wide:
        return Decoded(_forgiving(raw, wide), wide, "bytes that go in pairs")
    what = _binary(raw)
    if what:
        return Decoded("", problem=f"This is {what}, not text. Paste the article's words instead.")
    return _without_mark(raw, content_type)


def _without_mark(raw: bytes, content_type: str) -> Decoded:
    labels = [(label, where) for label, where in _labels(raw, content_type) if _known(label)]
    if _SHIFTED.search(raw[:SAMPLE_BYTES]):  # such text looks like plain ASCII
        return Decoded(_forgiving(raw, "iso2022_jp_2"), "iso-2022-jp", "its escape sequences")
    try:
        return _once(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if _nearly_utf8(raw):
        return Decoded(_forgiving(raw, "utf-8"), "utf-8", "UTF-8 with a few broken bytes")
    for label, where in labels:
        if label not in ("utf-8", "utf8") and is_plausible(raw, label):
            return Decoded(_forgiving(raw, label), label, where)
    found = guess(raw)
    if not found:
        return Decoded(
            "",
            problem="Its character encoding is unknown, so its letters would come out wrong. "
            "Open it in a browser and paste the article's words instead.",
        )
    doubt = "; its label says otherwise" if labels else ""
    return Decoded(_forgiving(raw, found), found, f"guessed from the letters{doubt}")


def _once(text: str) -> Decoded:
    """UTF-8, undone once more where it was encoded twice."""
    if text.isascii() or not _is_twice(text[:SAMPLE_BYTES]):
        return Decoded(text, "utf-8", "valid UTF-8")
    try:
        undone = _as_western_bytes(text).decode("utf-8")
    except UnicodeError:
        return Decoded(text, "utf-8", "valid UTF-8")
    return Decoded(undone, "utf-8", "UTF-8 that had been encoded twice")


def _is_twice(sample: str) -> bool:
    if not any(lead in sample for lead in _LEADS):
        return False
    found = _TWICE.findall(sample)
    above = sum(c > "\x7f" for c in sample) if len(found) > 2 else 0
    return above > 0 and sum(map(len, found)) >= TWICE_SHARE * above


def _as_western_bytes(text: str) -> bytes:
    """The bytes that gave ``text`` when they were read as Windows-1252, its gaps as Latin-1."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return b"".join(
            c.encode("latin-1") if "\x80" <= c < "\xa0" else c.encode("cp1252") for c in text
        )


def _labels(raw: bytes, content_type: str) -> list[tuple[str, str]]:
    places = (
        (_LABEL.search(content_type.encode("ascii", "ignore")), "named by the server"),
        (_XML_LABEL.search(raw[:1024]), "named in the document"),
        (_LABEL.search(raw[:4096]), "named in the document"),
    )
    found = [(match[1].decode("ascii").lower(), where) for match, where in places if match]
    return [(_MEANT.get(label, label), where) for label, where in found]


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
    """UTF-16 without a mark, by its zero bytes; the byte order that gives more plain letters."""
    sample = raw[: SAMPLE_BYTES // 8 * 2]
    if len(sample) < 16 or sample.count(0) < MIN_NULS * len(sample):
        return ""
    if _binary_magic(raw):
        return ""
    readings = {each: sample.decode(each, "replace") for each in ("utf-16-le", "utf-16-be")}
    plain = {each: sum(" " <= c < "\x7f" for c in text) for each, text in readings.items()}
    best = max(plain, key=lambda each: plain[each])
    text = readings[best]
    odd = sum(
        unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") for c in set(text) - set("\r\n\t")
    )
    broken = text.count("\ufffd") + text.count("\x00")
    right = plain[best] > 0 and broken <= MOST_ODD * len(text) and odd <= MOST_ODD * len(set(text))
    return best if right else ""


def _binary_magic(raw: bytes) -> str:
    return next((what for magic, what in _MAGIC if raw.startswith(magic)), "")


def _binary(raw: bytes) -> str:
    sample = raw[:SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, _CONTROLS))
    return _binary_magic(raw) or ("a binary file" if control > max(2, len(sample) // 200) else "")
