"""Bytes come with a wrong label, or with none: their letters come out right, or not at all."""

from __future__ import annotations

import pytest

from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.markup import read_article

RUSSIAN = (
    "Министр транспорта заявил в понедельник, что переговоры о новом мосте продолжатся на "
    "следующей неделе. По его словам, решение пока не принято."
)
FRENCH = (
    "Le ministre a déclaré lundi que les négociations sur le nouveau pont reprendraient. D’après "
    "lui, aucune décision n’a été prise à ce jour, et les parties se réuniront à nouveau."
)
JAPANESE = (
    "大臣は月曜日、新しい橋に関する交渉を来週も続けると述べた。まだ決定は下されていないという。"
)
CHINESE = (
    "部长星期一表示，有关新桥的谈判将在下周继续进行。他说，目前还没有作出任何决定，这是我们的看法。"
)
TAIWANESE = (
    "部長星期一表示，有關新橋的談判將在下週繼續進行。他說，目前還沒有作出任何決定，這是我們的看法。"
)
KOREAN = (
    "장관은 월요일 새 다리에 관한 협상이 다음 주에 계속될 것이라고 말했다. 아직 결정된 것은 없다."
)
POLISH = (
    "Minister powiedział w poniedziałek, że rozmowy o nowym moście będą kontynuowane w przyszłym "
    "tygodniu. Według niego decyzja jeszcze nie zapadła."
)
TURKISH = (
    "Bakan pazartesi günü görüşmelerin gelecek hafta süreceğini, henüz karar alınmadığını söyledi."
)
GREEK = "Ο υπουργός δήλωσε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα."

SETS = [
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "cp866"),
    (FRENCH, "cp1252"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (CHINESE, "gbk"),
    (TAIWANESE, "big5"),
    (KOREAN, "euc-kr"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
    (TURKISH, "cp1254"),
    (GREEK, "cp1253"),
]
LIES = ["", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"]


def page(text: str) -> str:
    return f"<html><head><title>1</title></head><body><p>{text}</p><p>{text}</p></body></html>"


@pytest.mark.parametrize("header", LIES)
@pytest.mark.parametrize(("text", "encoding"), SETS)
def test_letters_come_out_right_whatever_the_server_says(
    text: str, encoding: str, header: str
) -> None:
    assert text in decode(page(text).encode(encoding), header).text


@pytest.mark.parametrize("text", [RUSSIAN, FRENCH, JAPANESE, POLISH])
@pytest.mark.parametrize("header", [*LIES, "text/html; charset=koi8-r"])
def test_utf8_is_utf8_whatever_its_labels_say(text: str, header: str) -> None:
    html = page(text).replace("<title>", '<meta charset="windows-1252"><title>')
    assert text in decode(html.encode(), header).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [RUSSIAN, FRENCH, JAPANESE, CHINESE])
def test_utf16_is_seen_without_its_mark(text: str, encoding: str) -> None:
    assert decode(page(text).encode(encoding)).text == page(text)


def test_a_label_that_the_letters_bear_out_is_believed() -> None:
    html = page(FRENCH).replace("<title>", '<meta charset="iso-8859-1"><title>')
    decoded = decode(html.encode("cp1252"))
    assert FRENCH in decoded.text
    assert decoded.reason == "named in the document"


def test_what_was_encoded_twice_is_undone() -> None:
    raw = page(FRENCH).encode().decode("cp1252").encode()
    assert FRENCH in decode(raw).text


def test_a_text_about_mojibake_stays_as_it_is() -> None:
    words = "The café’s sign read “CafÃ©”, naïve and all, she said: très drôle."
    assert words in decode(words.encode()).text


def test_unknown_letters_are_a_problem_and_no_text() -> None:
    raw = b"<html><body><p>" + bytes(range(0x80, 0x100)) * 40 + b"</p></body></html>"
    reading = read_article(raw)
    assert reading.text == ""
    assert "paste" in reading.problem.lower()
