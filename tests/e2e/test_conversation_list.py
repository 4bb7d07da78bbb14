"""The list of conversations, and a recording of the browser's own microphone: no language model is needed for them."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import App, OpenChat

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


def test_the_list_of_conversations(open_chat: OpenChat) -> None:
    chat = open_chat()
    chat.ask("Who painted the Mona Lisa?")
    chat.page.locator("#new").click()
    expect(chat.replies).to_have_count(0)
    chat.ask("Which team won the last marathon?")
    expect(chat.titles).to_have_text(["Which team won the last marathon?", "Who painted the Mona Lisa?"])
    chat.page.locator("#search textarea, #search input").press_sequentially("mona")
    expect(chat.titles).to_have_text(["Who painted the Mona Lisa?"])
    chat.titles.first.click()
    expect(chat.page.locator("[data-testid=user]")).to_contain_text("Mona Lisa")
    chat.page.locator("li.current button[data-do=rename]").click()
    chat.page.locator("dialog input").fill("Art <b>& more</b>")
    chat.page.locator("dialog button.primary").click()
    expect(chat.titles.filter(has_text="Art")).to_have_text("Art <b>& more</b>")
    with chat.page.expect_download() as download:
        chat.page.locator("#export").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "Mona Lisa" in text
    chat.page.go_back()
    expect(chat.page.locator("[data-testid=user]")).to_contain_text("marathon")
    chat.page.locator("li.current button[data-do=delete]").click()
    chat.page.locator("dialog button.danger").click()
    expect(chat.titles).to_have_count(1)
    expect(chat.replies).to_have_count(0)


def test_a_voice_clip_from_the_microphone_is_taken(open_chat: OpenChat) -> None:
    chat = open_chat()
    chat.page.get_by_test_id("microphone-button").click()
    chat.page.get_by_role("button", name="Start recording").click()
    expect(chat.page.get_by_text(re.compile("0:01"))).to_be_visible()
    chat.page.get_by_role("button", name="Stop recording").click()
    chat.page.get_by_role("button", name="Attach the recording").click()
    expect(chat.page.locator("#box .thumbnail-item")).to_have_count(1)
    chat.box.focus()
    reply = chat.ask()  # the browser's fake microphone only beeps
    assert "could not hear" in reply
