"""A reply goes on while its page shows something else, is closed, or has lost the server.

The model is paced by the test, so that nothing depends on how fast the machine is.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.chat import Chat
from tests.e2e.conftest import App, OpenChat

pytestmark = pytest.mark.browser

FIRST, SECOND = "hello there", "good morning"  # small talk needs no document


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


@pytest.fixture
def chat(open_chat: OpenChat, go: Path) -> Chat:
    del go
    return open_chat("/en/")


def whole(question: str) -> str:
    return f"You wrote: {question}. And that is all."


def begin(chat: Chat, question: str) -> None:
    chat.send(question)
    expect(chat.page.locator("[data-testid=user]")).to_have_text(question)
    expect(chat.page.locator("[data-testid=bot]")).to_contain_text("You wrote:")


def test_a_reply_stays_in_its_conversation(chat: Chat, go: Path) -> None:
    writing = chat.page.locator("li.conversation .writing")
    chat.send(FIRST)
    chat.page.locator("#new").click()
    chat.send(SECOND)
    chat.page.wait_for_url("**/?c=*")
    expect(chat.page.locator("[data-testid=user]")).to_have_text(SECOND)
    expect(chat.titles).to_have_count(2)
    expect(writing).to_have_count(2)
    chat.titles.filter(has_text=FIRST).click()
    expect(chat.page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(chat.page.locator("[data-testid=bot]")).to_contain_text("You wrote:")
    go.touch()
    expect(chat.replies).to_contain_text(whole(FIRST))  # it is followed again
    expect(writing).to_have_count(0)
    chat.titles.filter(has_text=SECOND).click()
    expect(chat.page.locator("[data-testid=user]")).to_have_text(SECOND)
    expect(chat.replies).to_have_count(1)
    expect(chat.replies).to_contain_text(whole(SECOND))


def test_an_export_does_not_end_what_is_streamed(chat: Chat, go: Path) -> None:
    go.touch()
    chat.ask(FIRST)
    go.unlink()
    chat.page.locator("#new").click()
    expect(chat.replies).to_have_count(0)
    begin(chat, SECOND)
    chat.titles.filter(has_text=FIRST).click()
    expect(chat.replies).to_contain_text(whole(FIRST))
    with chat.page.expect_download() as download:
        chat.page.locator("#export").click()
    assert download.value.suggested_filename == f"{FIRST}.md"
    chat.titles.filter(has_text=SECOND).click()
    expect(chat.page.locator("[data-testid=bot]")).to_contain_text("You wrote:")
    go.touch()
    expect(chat.replies).to_contain_text(whole(SECOND))


def test_a_closed_tab_finds_its_reply(chat: Chat, go: Path) -> None:
    begin(chat, FIRST)
    address, context = chat.page.url, chat.page.context
    chat.page.close()
    go.touch()
    chat.page = context.new_page()
    chat.page.goto(address)
    expect(chat.replies).to_contain_text(whole(FIRST))


def test_words_typed_while_a_question_is_on_its_way_stay(chat: Chat) -> None:
    held: list[Route] = []
    questions = "**/queue/join*"
    chat.page.route(questions, lambda route: held.append(route) if not held else route.continue_())
    with chat.page.expect_request(questions):
        chat.send(FIRST)
    chat.box.fill(SECOND)
    for route in held:
        route.continue_()
    chat.page.unroute(questions)
    expect(chat.page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(chat.page.locator("#box .stop-button")).to_be_visible()
    expect(chat.box).to_have_value(SECOND)


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_question_that_waits_is_there_after_a_reload(chat: Chat, app: App, is_stopped: bool) -> None:
    deaf = app.data_folder / "deaf"
    deaf.touch()  # the model looks at nothing for now, as one that reads a long prompt
    try:
        begin(chat, FIRST)
        if is_stopped:
            chat.page.locator("#box .stop-button").click()
        chat.send(SECOND)
        expect(chat.page.locator("#queued li")).to_contain_text(SECOND)
        chat.page.reload()
        expect(chat.page.locator("#queued li")).to_contain_text(SECOND)
    finally:
        deaf.unlink()
    if not is_stopped:
        (app.data_folder / "go").touch()
    expect(chat.page.locator("[data-testid=user]")).to_have_text([FIRST, SECOND])
    expect(chat.box).to_have_value("")


def test_a_question_whose_page_is_loaded_again_at_once_is_not_lost(chat: Chat, go: Path) -> None:
    chat.tolerated = "Failed to load|ERR_|Connection|network|fetch|abort|Abort"
    begin(chat, FIRST)
    for word in ("one", "two", "three"):
        chat.send(word)
        chat.page.reload()
        chat.page.wait_for_function(
            """word => [...document.querySelectorAll("#queued li")].some((item) => item.textContent.includes(word))
              || document.querySelector("#box textarea")?.value === word""",
            arg=word,
        )
        chat.box.fill("")
    go.touch()


def test_a_question_that_never_reached_the_server_comes_back_into_the_box(chat: Chat, go: Path) -> None:
    chat.tolerated = "Failed to load|ERR_|Connection|network|fetch|abort|Abort"
    begin(chat, FIRST)
    questions = "**/queue/join*"
    held: list[Route] = []  # the first goes nowhere
    chat.page.route(questions, lambda route: route.continue_() if held else held.append(route))
    with chat.page.expect_request(questions):
        chat.send(SECOND)
    chat.page.reload()
    expect(chat.page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(chat.box).to_have_value(SECOND)
    chat.send()
    expect(chat.page.locator("#queued li")).to_contain_text(SECOND)
    chat.page.reload()
    expect(chat.page.locator("#queued li")).to_have_count(1)
    expect(chat.box).to_have_value("")
    go.touch()
    expect(chat.replies).to_have_count(2)


def test_stop_and_edit(chat: Chat, go: Path) -> None:
    begin(chat, FIRST)
    chat.page.locator("#box .stop-button").click()
    expect(chat.page.locator(".mark")).to_contain_text("Stopped")
    chat.page.locator("#edit").click()
    expect(chat.box).to_have_value(FIRST)
    chat.box.fill(SECOND)
    go.touch()
    chat.box.press("Enter")
    expect(chat.page.locator("[data-testid=user]")).to_have_text(SECOND)
    expect(chat.replies).to_contain_text(whole(SECOND))


def test_stopping_is_said_at_once(chat: Chat, app: App) -> None:
    deaf = app.data_folder / "deaf"
    deaf.touch()
    stop = chat.page.locator("#box .stop-button")
    try:
        begin(chat, FIRST)
        stop.click()
        expect(chat.page.locator(".stopping")).to_contain_text("Stopping…")
        expect(stop).to_be_disabled()
        expect(chat.page.locator("#announcer")).to_have_text("Stopping…")
        chat.page.reload()
        expect(stop).to_be_disabled()
        expect(chat.page.locator(".stopping")).to_contain_text("Stopping…")
    finally:
        deaf.unlink()
    expect(stop).to_have_count(0)
    expect(chat.page.locator(".stopping")).to_have_count(0)
    chat.send(SECOND)
    expect(stop).to_be_enabled()


def test_a_reply_is_announced_once_and_whole(chat: Chat, go: Path) -> None:
    begin(chat, FIRST)
    announcer = chat.page.locator("#announcer")
    expect(announcer).to_have_text("Writing…")
    expect(chat.page.locator("#chatbot [role=log]")).to_have_attribute("aria-live", "off")
    go.touch()
    expect(announcer).to_have_text(whole(FIRST))


def test_an_edited_first_question_names_the_conversation_anew(chat: Chat, go: Path) -> None:
    go.touch()
    chat.ask(FIRST)
    chat.page.locator("#edit").click()
    expect(chat.box).to_have_value(FIRST)
    chat.send(SECOND)
    expect(chat.titles).to_have_text([SECOND])
    expect(chat.replies).to_contain_text(whole(SECOND))


def test_kill_9_while_streaming_leaves_a_consistent_history(chat: Chat, app: App, go: Path) -> None:
    chat.tolerated = "Failed to load|ERR_|Connection|network|fetch"
    go.touch()
    chat.ask(FIRST)
    go.unlink()
    chat.send(SECOND)
    expect(chat.page.locator("[data-testid=bot]")).to_have_count(2)
    app.kill()
    app.start()
    chat.page.reload()
    expect(chat.page.locator(".mark")).to_contain_text("no answer yet")
    expect(chat.replies).to_have_count(1)
    expect(chat.replies).to_contain_text(whole(FIRST))
    go.touch()
    chat.page.locator("#regenerate").click()
    expect(chat.replies.nth(1)).to_contain_text(whole(SECOND))
    chat.problems.clear()  # what the page said while the server was gone


def test_a_lost_server_takes_nothing_away(chat: Chat, app: App, go: Path) -> None:
    chat.tolerated = "Failed to load|ERR_|Connection|network|fetch|Event|abort|Abort"
    go.touch()
    chat.ask(FIRST)
    app.kill()
    chat.box.fill(SECOND)
    chat.box.press("Enter")
    lost = chat.page.locator("#connection")
    expect(lost).to_contain_text("The connection to the server is lost")
    expect(chat.page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(chat.box).to_have_value(SECOND)
    app.start()
    expect(lost).to_have_count(0)
    expect(chat.page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(chat.box).to_have_value(SECOND)
    chat.box.press("Enter")
    expect(chat.replies).to_have_count(2)
    expect(chat.replies.last).to_contain_text(whole(SECOND))
    chat.problems.clear()  # what the page said while the server was gone
