from __future__ import annotations

import pytest

from assistant.people import guesses as guesses_module
from assistant.people.errors import SignInLockedError
from assistant.people.guesses import ACCOUNT_LIMIT, ADDRESS_LIMIT, TOTAL_LIMIT, Guesses


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def is_locked(guesses: Guesses, address: str, account: str = "anna") -> bool:
    try:
        guesses.take(address=address, account=account)
    except SignInLockedError:
        return True
    guesses.forgive(address=address, account=account)
    return False


def test_an_address_is_locked_for_a_while_and_no_other() -> None:
    time = Time()
    guesses = Guesses(clock=time)
    for number in range(ADDRESS_LIMIT.failures):
        guesses.take(address="8.8.8.8", account=f"name {number}")
    assert is_locked(guesses, "8.8.8.8")
    assert not is_locked(guesses, "9.9.9.9")
    time.now += ADDRESS_LIMIT.seconds
    assert not is_locked(guesses, "8.8.8.8")


def test_tries_at_the_same_time_count_before_any_of_them_is_judged() -> None:
    guesses = Guesses(clock=Time())
    for _ in range(ADDRESS_LIMIT.failures):
        guesses.take(address="8.8.8.8", account="anna")
    with pytest.raises(SignInLockedError) as locked:
        guesses.take(address="8.8.8.8", account="anna")
    assert locked.value.params["seconds"] == ADDRESS_LIMIT.seconds


def test_an_account_is_locked_over_all_addresses() -> None:
    guesses = Guesses(clock=Time())
    for number in range(ACCOUNT_LIMIT.failures):
        guesses.take(address=f"10.0.0.{number}", account="anna")
    assert is_locked(guesses, "9.9.9.9", "anna")
    assert not is_locked(guesses, "9.9.9.9", "ben")


def test_everything_is_locked_where_many_addresses_try_many_accounts() -> None:
    guesses = Guesses(clock=Time())
    for number in range(TOTAL_LIMIT.failures):
        guesses.take(address=f"address {number}", account=f"account {number}")
    assert is_locked(guesses, "9.9.9.9", "ben")


def test_right_passwords_are_no_guesses() -> None:
    guesses = Guesses(clock=Time())
    for number in range(2 * TOTAL_LIMIT.failures):
        assert not is_locked(guesses, f"address {number % 3}", f"account {number % 3}")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses_module, "REMEMBERED", 7)
    guesses = Guesses(clock=Time())
    for number in range(20):
        guesses.take(address=f"address {number}", account=f"account {number}")
    assert len(guesses._counts) == 7
    assert guesses._counts[("total", "")].failures == 20
