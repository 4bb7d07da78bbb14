from __future__ import annotations

import pytest

from assistant.people.errors import WeakPasswordError
from assistant.people.passwords import Passwords
from tests.assistant.people.conftest import PASSWORD, QUICK


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("short pw", "short"),
        (" " * 12, "short"),
        ("a" * 12, "common"),
        ("Password123", "common"),
        ("woaini1314", "common"),
        ("abcdefghijkl", "common"),
        ("9876543210", "common"),
        ("Johanna Weber", "name"),
        ("johanna weber1", "name"),
        ("x1y2z3" * 40, "long"),
    ],
)
def test_passwords_that_are_guessed_are_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPasswordError) as refused:
        Passwords(QUICK).hash(password, name="Johanna Weber")
    assert refused.value.params["reason"] == reason


@pytest.mark.parametrize("password", [PASSWORD, "楼梯上的紫色台灯真的好看", "gnirps-9-tlaw"])
def test_a_good_password_is_right_and_another_is_not(password: str) -> None:
    passwords = Passwords(QUICK)
    kept = passwords.hash(password, name="Anna")
    assert kept.startswith("$argon2id$")
    assert passwords.is_right(password, kept)
    assert not passwords.is_right(password + "!", kept)
    assert not passwords.is_right("", kept)


def test_a_letter_is_the_same_in_both_forms_that_keyboards_write() -> None:
    passwords = Passwords(QUICK)
    kept = passwords.hash("Gr\u00fcne B\u00e4ume 7", name="Anna")
    assert passwords.is_right("Gru\u0308ne Ba\u0308ume 7", kept)


def test_nothing_is_right_for_an_account_without_a_password() -> None:
    assert not Passwords(QUICK).is_right("nobody has this password", None)
    assert not Passwords(QUICK).is_right("", None)
    assert not Passwords(QUICK).is_right("x", "damaged")
