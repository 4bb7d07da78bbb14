"""What was heard in a recording stands above the box before it is sent, and can be put right."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenChat
from tests.media import SPOKEN_QUESTION, make_wav

pytestmark = pytest.mark.browser


def test_the_words_of_a_recording_are_put_right_before_they_are_sent(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    chat.page.get_by_label("Read answers aloud").select_option("never")
    chat.attach(SPOKEN_QUESTION)
    status = chat.page.locator("#voice-panel .voice-status")
    expect(status).to_contain_text("has been understood", timeout=60_000)
    expect(chat.page.locator("#announcer")).to_contain_text("has been understood")
    words = chat.page.get_by_label("Heard")
    expect(words).to_have_value("How long is the warranty for the wireless earbuds?")
    words.fill("Who painted the Mona Lisa?")
    chat.box.focus()
    reply = chat.ask()
    assert "could not find" in reply
    asked = chat.page.locator("[data-testid=user]")
    asked.locator("summary").press("Enter")
    expect(asked).to_contain_text("Who painted the Mona Lisa?")
    expect(asked).not_to_contain_text("warranty")
    expect(words).to_have_count(0)
    expect(status).to_have_text("")


def test_silence_is_said_to_hold_no_question_and_can_be_recorded_again(
    open_chat: OpenChat, tmp_path: Path
) -> None:
    chat = open_chat("/zh/", locale="zh-CN")
    silence = tmp_path / "silence.wav"
    silence.write_bytes(make_wav(2))
    chat.attach(silence)
    status = chat.page.locator("#voice-panel .voice-status")
    expect(status).to_contain_text("没有", timeout=60_000)
    expect(chat.page.locator("#announcer")).to_contain_text("没有听到问题")
    status.evaluate("element => { element.firstChild.data = 'said in place'; }")  # as Gradio changes a text
    expect(chat.page.locator("#announcer")).to_have_text("said in place")
    expect(chat.page.locator("#voice-words")).to_have_count(0)
    chat.page.locator("#voice-again").press("Enter")
    expect(chat.page.locator("#box .thumbnail-item")).to_have_count(0)
    expect(status).to_have_text("")
    expect(chat.page.locator("#box").get_by_role("button", name="录音").first).to_be_visible()
