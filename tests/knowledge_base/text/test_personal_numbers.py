"""Personal data in two languages beside numbers that look like it."""

import pytest

from knowledge_base.text.personal_numbers import find_personal_numbers, mask_personal_numbers

PERSONAL = [
    ("write to anna.lee+shop@example.co.uk please", "anna.lee+shop@example.co.uk", "e-mail"),
    ("我的邮箱是wang@example.cn，谢谢", "wang@example.cn", "e-mail"),
    ("card 4111 1111 1111 1111 was charged", "4111 1111 1111 1111", "card"),
    ("卡号5500000000000004被扣款两次", "5500000000000004", "card"),
    ("银行卡6222020000000000000", "6222020000000000000", "card"),
    ("amex 3782-822463-10005", "3782-822463-10005", "card"),
    ("my IBAN is DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00", "account"),
    ("GB82WEST12345698765432 is mine", "GB82WEST12345698765432", "account"),
    ("身份证11010519491231002X", "11010519491231002X", "identity number"),
    ("ID 440524188001010014 from the register", "440524188001010014", "identity number"),
    ("手机 138 0013 8000 找我", "138 0013 8000", "phone"),
    ("打+86 13912345678", "+86 13912345678", "phone"),
    ("call +49 30 901820 tomorrow", "+49 30 901820", "phone"),
    ("ring (030) 90 18 20", "(030) 90 18 20", "phone"),
    ("座机010-62770334", "010-62770334", "phone"),
]
OTHERS = [
    "It costs 1,299.00 EUR and weighs 4111 g.",
    "Order 4111111111111112 was sent on 2026-01-31.",
    "error 0x80070057, serial SN-20260131-0004",
    "型号 LC-65-2024，序列号 20260131000412345",
    "Open from 9:00 to 17:30, 2026-11-28 to 2026-12-24.",
    "ISBN 978-3-16-148410-0",
    "π is 3.14159265358979",
    "The plan @home costs 20 a month; the ratio is 1:100000.",
    "DE12 is a road, and GB82 a model.",
    "11010519491231002 is one digit short",
    "330106199001011234 has the wrong check digit",
]


@pytest.mark.parametrize(("text", "number", "kind"), PERSONAL)
def test_a_number_of_a_person_is_masked_and_nothing_else(text: str, number: str, kind: str) -> None:
    assert mask_personal_numbers(text) == text.replace(number, f"[{kind}]")


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_stay(text: str) -> None:
    assert find_personal_numbers(text) == ()


@pytest.mark.parametrize("piece", ["1 ", "0-", "a@", "DE89 ", "+1", "(0", "1.", "@a."])
def test_long_texts_take_no_longer_than_they_are(piece: str) -> None:
    assert len(mask_personal_numbers(piece * 50_000)) > 0
