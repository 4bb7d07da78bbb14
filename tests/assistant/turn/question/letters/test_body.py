"""What of a mail its writer says now."""

from assistant.turn.question.letters.body import read_body


def test_greeting_closing_signature_and_thread_are_left_out() -> None:
    mail = """Dear team,

how long is the warranty of the fern lamp?

Kind regards
Ada Holt
Tel. 0117 4960

On Tue, 3 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:
> Express delivery is available."""
    assert read_body(mail) == "how long is the warranty of the fern lamp?"


def test_a_chinese_mail_too() -> None:
    mail = """您好！

请问蕨灯的保修期是多长？

此致
敬礼
王秀兰
发件人：商店
尊敬的会员，欢迎续费。"""
    assert read_body(mail) == "请问蕨灯的保修期是多长？"


def test_headers_in_front_are_left_out() -> None:
    mail = "From: joan@mail.example\nTo: info@pool.example\nSubject: Re: hours\n\nWhen is the pool closed?"
    assert read_body(mail) == "When is the pool closed?"


def test_of_a_mail_that_only_forwards_the_forwarded_text_counts() -> None:
    mail = "---------- Forwarded message ---------\nFrom: a@b.example\n\nWhen is the pool closed?"
    assert read_body(mail) == "When is the pool closed?"


def test_a_quoted_question_above_the_answer_is_left_out() -> None:
    assert (
        read_body("> Which order?\n\nNumber 3300. It does not charge.") == "Number 3300. It does not charge."
    )


def test_a_list_at_the_end_is_no_signature() -> None:
    mail = "My questions are:\n- does writing on it cost extra\n- what allergens are in it"
    assert read_body(mail) == mail
