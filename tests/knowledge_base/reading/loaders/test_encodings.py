"""Text is decoded by its mark, by what it declares, or by its language."""

import pytest

from knowledge_base.errors import DocumentTypeError
from knowledge_base.reading.loaders.encodings import decode_text
from tests.knowledge_base.reading.loaders.files import load, texts

SAMPLES = {
    "返品は8日以内にできますか。送料はお客様のご負担となります。": "cp932 euc_jp iso2022_jp utf-16-le utf-16 utf-32",
    "名称,価格\nケトル,89\n": "cp932 euc_jp",
    "充电宝的价格是八十九元，保修期为两年。": "gb18030 utf-16-be utf-16-le",
    "货号,名称,价格\nA1,蓝牙耳机,199\nA2,充电宝,89\n": "gbk utf-16-le",
    "行動電源的價格是八十九元，保固期為兩年。請於七天內退貨。": "big5",
    "품목은 수령 후 7일 이내에 반품할 수 있습니다.": "cp949 euc_kr",
    "Чайник можно вернуть в течение четырнадцати дней.": "cp1251 koi8_r cp866 iso8859_5",
    "Ο βραστήρας μπορεί να επιστραφεί εντός δεκατεσσάρων ημερών.": "cp1253 iso8859_7",
    "Die Rückgabe ist binnen 14 Tagen möglich, größere Geräte holen wir ab.": "cp1252 iso8859_15 mac_roman cp850",
    "Gerät;Preis\nKühlschrank;499\n": "cp1252 mac_roman cp850",
    "Le délai de retour est de quatorze jours après réception. L’été, ça dépend.": "cp1252 mac_roman",
    "¿Cuántos días tengo para la devolución? El niño pagó 30 € mañana.": "cp1252 iso8859_15",
    "Zwrot jest możliwy w ciągu czternastu dni. Żądanie złóż pisemnie.": "cp1250 iso8859_2",
    "Zboží lze vrátit do čtrnácti dnů. Příští úterý zavřeno, děkujeme.": "cp1250 iso8859_2",
    "İade süresi on dört gündür. Ürünü ağustosta aldığınız şube değiştirir.": "cp1254",
    "Returnering inden for fjorten dage. Spørg på åben linje, køb være.": "cp1252",
    "ניתן להחזיר את המוצר תוך ארבעה עשר ימים": "cp1255",
    "สามารถคืนสินค้าได้ภายในสิบสี่วัน": "cp874",
    "Plain words, in ASCII.": "ascii utf-8-sig utf-16-le",
}


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, name) for text, names in SAMPLES.items() for name in names.split()]
)
def test_a_text_is_told_by_its_letters(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="Shift_JIS">', "cp932"),
        ("<meta charset=euc-jp>", "euc_jp"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ('<?xml version="1.0" encoding="EUC-JP"?>', "euc_jp"),
        ('<meta charset="utf-8">', "cp932"),  # it says so, and is wrong
        ('<meta charset="iso-8859-1">', "gb18030"),
        ('<meta charset="no-such-charset">', "cp932"),
    ],
)
def test_what_a_page_declares_counts_where_it_can_be_right(declared: str, encoding: str) -> None:
    page = f"<html><head>{declared}</head><body><p>返品日以内</p><p>使用方法</p></body></html>".encode(
        encoding
    )
    assert "\n".join(texts(load("a.html", page))) == "返品日以内\n使用方法"


def test_lines_end_alike() -> None:
    assert decode_text("a\r\nb\rc\n".encode("utf-16")) == "a\nb\nc\n"


@pytest.mark.parametrize("data", [b"MZ\x00\x01binary", bytes(range(256)) * 4, b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentTypeError):
        decode_text(data)
