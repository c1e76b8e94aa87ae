"""Which character set bytes without a trustworthy label are in, judged by the letters they give.

Cheap and sure tests first: the letters that make up most of a language's text stand at other
byte values in each of its character sets. Only what they leave open goes to a general guesser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from charset_normalizer import from_bytes

SAMPLE_BYTES = 65_536  # what is looked at; guessing is slow
# The commonest letters make up some 60 % of text in Cyrillic letters, some 8 % of Chinese and
# some 10 % of Korean print; Japanese is half Hiragana.
_CYRILLIC = frozenset("оеаинтсрвлі")
_CHINESE = frozenset("的一是不了在人有我他这這中大来來上国國")
_KOREAN = frozenset("이다는을에의가고하")
MIN_CYRILLIC = 0.45
MIN_CHINESE = 0.03
MIN_KOREAN = 0.06
MIN_KANA = 0.15
MOST_ACCENTED = 0.35  # of the letters of a Western text; more is another alphabet, misread
MOST_BROKEN = 0.01  # of the characters: what a wrong multi-byte set can't decode
MOST_MIXED = 0.3  # of the words with letters of two alphabets

_CYRILLIC_SETS = ("cp1251", "koi8-r", "iso8859-5", "cp866")
_ASIAN_SETS = ("cp932", "euc-jp", "cp949", "big5", "gb18030")
# What else the web was written in; rarer sets would only be chosen by mistake.
_OTHERS = [
    *("cp1250", "iso8859_2", "cp1253", "iso8859_7", "cp1254", "cp1255", "iso8859_8", "cp1256"),
    *("iso8859_6", "cp1257", "cp1258", "cp874", "cp1252", "big5", "gb18030", "cp949", "cp932"),
]
_WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜŸÿýÝ"
    "“”‘’‚„–—…•€£¥°«»‹›\xa0©®™§·¿¡ªº½¼¾²³´×†‡"
)
_WIDE = "\u2e80"  # from here on in Unicode stand the scripts of East Asia
_STUCK = re.compile(r"[a-z][\u2e80-\uffee]{1,2}[a-z]")  # "erkl舐te": no word of any language
# "powiedzia³": signs where other sets of Latin letters have letters.
_SIGNED = re.compile(r"[a-z][¹³¿¶±¦¬¯]")
_CYRILLIC_NAMES = frozenset((*_CYRILLIC_SETS, "windows-1251", "koi8-u", "iso-8859-5", "cp-1251"))
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1|<[^>]*>|&[#\w]{1,10};", re.I | re.S)
_WORD = re.compile(r"[^\W\d_]+")


def guess(raw: bytes) -> str:
    """The character set of ``raw`` by its letters; "" where nothing fits."""
    sample = _words_of(raw)
    return _by_letters(sample) or _by_statistics(sample)


def is_plausible(raw: bytes, encoding: str) -> bool:
    """Could ``raw`` be in ``encoding``, as its label says?

    A label is disbelieved where it gives bytes that mean nothing in it, words of two alphabets
    mixed, or a "Western" text that is made of accented letters.
    """
    sample = _words_of(raw)
    text = sample.decode(encoding, "replace")
    if not text or text.isascii():
        return True
    if text.count("\ufffd") > max(1, MOST_BROKEN * len(text)):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if sum(map(_is_mixed, words)) > MOST_MIXED * len(words):
        return False
    if encoding in _ASIAN_SETS:
        return _fits(encoding, text)
    if encoding in _CYRILLIC_NAMES:
        return _share(sample, encoding, _CYRILLIC, "CYRILLIC") >= MIN_CYRILLIC
    return encoding != "cp1252" or not (_is_misread_western(text) or _is_turkish(text))


def _words_of(raw: bytes) -> bytes:
    """The first bytes of text with letters above ASCII, mark-up left out."""
    sample = _MARKUP.sub(b" ", raw[: 4 * SAMPLE_BYTES])
    return sample[:SAMPLE_BYTES]


def _by_letters(sample: bytes) -> str:
    wide = _asian(sample)
    if wide:
        return wide
    if _is_turkish(sample.decode("cp1252", "replace")):
        return "cp1254"
    scores = {each: _share(sample, each, _CYRILLIC, "CYRILLIC") for each in _CYRILLIC_SETS}
    best = max(scores, key=lambda each: scores[each])
    if scores[best] >= MIN_CYRILLIC and is_plausible(sample, best):
        return best
    return "cp1252" if _is_western(sample) else ""


def _share(sample: bytes, encoding: str, common: Iterable[str], script: str) -> float:
    """Share of the common letters among all above ASCII, where most are of the script."""
    letters = [c for c in sample.decode(encoding, "replace") if c > "\x7f" and c.isalpha()]
    if not letters:
        return 0.0
    of_script = sum(unicodedata.name(c, "").startswith(script) for c in set(letters))
    if of_script < 0.5 * len(set(letters)):
        return 0.0
    return sum(map(frozenset(common).__contains__, letters)) / len(letters)


def _asian(sample: bytes) -> str:
    scores: dict[str, float] = {}
    for encoding in _ASIAN_SETS:
        text = sample.decode(encoding, "replace")
        if _fits(encoding, text):
            scores[encoding] = _fit(encoding, [c for c in text if c > _WIDE])
    return max(scores, key=lambda each: scores[each], default="")


def _fits(encoding: str, text: str) -> bool:
    """True where nearly all can be decoded, and to the letters that the language uses most."""
    letters = [c for c in text if c > _WIDE]
    # What Shift-JIS makes of other sets: half-width Katakana, and characters of nobody.
    odd = sum("\uff61" <= c <= "\uff9f" or "\ue000" <= c <= "\uf8ff" for c in letters)
    if len(letters) < 4 or odd > 0.1 * len(letters) or _STUCK.search(text):
        return False
    return text.count("\ufffd") <= max(1, MOST_BROKEN * len(letters)) and (
        _fit(encoding, letters) >= 1
    )


def _fit(encoding: str, letters: list[str]) -> float:
    """How well the letters fit the set's language; 1 is just enough."""
    if encoding in ("cp932", "euc-jp"):
        return sum("\u3041" <= c <= "\u30fe" for c in letters) / len(letters) / MIN_KANA
    common, least = (_KOREAN, MIN_KOREAN) if encoding == "cp949" else (_CHINESE, MIN_CHINESE)
    return sum(map(common.__contains__, letters)) / len(letters) / least


def _is_western(sample: bytes) -> bool:
    """True where nearly every character above ASCII is a letter or sign of Western print."""
    text = sample.decode("cp1252", "replace")
    foreign = [c for c in text if c > "\x7f"]
    odd = sum(c not in _WESTERN for c in foreign)
    return odd <= 0.02 * len(foreign) and not _is_misread_western(text)


def _is_misread_western(text: str) -> bool:
    signs = len(_SIGNED.findall(text))
    if signs > 2 and signs > 0.1 * sum(c > "\x7f" for c in text):
        return True
    letters = [c for c in text if c.isalpha()]
    accented = sum("\x80" < c < "\u0180" for c in letters)
    return accented > 4 and accented > MOST_ACCENTED * len(letters)


def _is_turkish(text: str) -> bool:
    """True for Turkish read as Western: its ğ, ı and ş look like Iceland's ð, ý and þ."""
    found = set(text)
    return len(found & set("ðþý")) > 1 and bool(found & set("üçÜÇ")) and not found & set("áíóúæ")


def _is_mixed(word: str) -> bool:
    latin = any(c < "\u0250" for c in word)
    return latin and any("\u0370" <= c < "\u0590" for c in word)


def _by_statistics(sample: bytes) -> str:
    try:
        best = from_bytes(sample, cp_isolation=_OTHERS).best()
    except Exception:  # a guesser's failure on odd bytes is no reason to lose the text
        return ""
    if best is None or best.encoding.startswith("utf_7"):
        return ""
    return best.encoding if is_plausible(sample, best.encoding) else ""
