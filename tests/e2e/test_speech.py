"""Answers read aloud, by the real voices in a real browser."""

from playwright.sync_api import expect

from tests.conftest import PROJECT_FOLDER
from tests.e2e.chat import ANSWER_MILLISECONDS
from tests.e2e.conftest import OpenChat

SPOKEN_QUESTION = PROJECT_FOLDER / "tests" / "data" / "spoken_question.wav"


def test_a_spoken_question_is_answered_aloud_and_a_typed_one_in_silence(open_chat: OpenChat) -> None:
    chat = open_chat()
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url) if "/speech/" in request.url else None)
    bar = chat.page.locator("#speech-bar")

    chat.ask("How long is the warranty for the wireless earbuds?")
    assert asked == []
    expect(bar).to_be_hidden()

    chat.attach(SPOKEN_QUESTION)
    chat.send()
    expect(bar.get_by_role("status")).to_have_text(
        "The answer is being read aloud.", timeout=ANSWER_MILLISECONDS
    )
    chat.page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    chat.wait_for_reply(2)
    assert all("/live/" in url for url in asked)

    listen = chat.replies.first.get_by_role("button", name="Listen")
    listen.press("Enter")
    reading = chat.replies.first.get_by_role("button", name="Stop reading aloud")
    expect(reading).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("status")).to_have_text(
        "The answer is being read aloud.", timeout=ANSWER_MILLISECONDS
    )
    bar.get_by_role("button", name="Stop reading aloud").click()
    expect(listen).to_have_attribute("aria-pressed", "false")
    assert "/live/" not in asked[-1]


def test_the_switch_is_remembered(open_chat: OpenChat) -> None:
    chat = open_chat()
    switch = chat.page.get_by_label("Read answers aloud")
    expect(switch).to_have_value("asked")
    switch.select_option("never")
    chat.tolerated = "AbortError"  # Gradio's own refresh of the page that is left
    chat.page.reload()
    expect(switch).to_have_value("never")
