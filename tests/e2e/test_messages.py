"""Nothing is ever laid over the conversation: what the page has to say stands beside the box, in its own words."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chat import Chat
from tests.e2e.conftest import BOTH, DESKTOP, PHONE, App, OpenChat
from tests.media import make_wav
from web.texts import Texts

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = "hello there", "good morning", "good evening"
TOOLKIT_WORDS = re.compile(
    r"\bError\b|\bInfo\b|\bWarning\b|processing|queue:|\d\.\ds\b|Connection errored|Gradio"
)
IS_IN_SIGHT = """message => {
  const { left, top, width, height } = message.getBoundingClientRect();
  return message.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


def expect_readable(page: Page, words: str) -> None:
    message = page.locator("[data-testid=user]", has_text=words).first
    expect(message).to_be_visible()
    assert message.evaluate(IS_IN_SIGHT)
    assert TOOLKIT_WORDS.findall(page.locator("body").inner_text()) == []


@pytest.mark.parametrize(
    ("path", "options", "counted", "lost"),
    [
        ("/en/", DESKTOP, "Too long by 500 characters", "The connection to the server is lost"),
        ("/zh/", {**PHONE, "locale": "zh-CN"}, "超出 500 个字符", "连接已断开"),
    ],
)
def test_the_conversation_stays_readable(
    open_chat: OpenChat, path: str, options: dict[str, Any], counted: str, lost: str
) -> None:
    chat = open_chat(path, **options)
    chat.tolerated = "Failed to load|ERR_|Connection|network|fetch|Event|abort|Abort"
    page, send = chat.page, chat.page.locator("#box .submit-button")
    chat.ask(FIRST)
    expect(send).to_be_disabled()
    chat.box.press("Enter")
    expect_readable(page, FIRST)
    chat.box.fill("a" * 3_700)
    expect(page.locator("#counter")).to_contain_text("3,700")
    expect(send).to_be_enabled()
    chat.box.fill("a" * 4_500)
    expect(page.locator("#counter")).to_contain_text(counted)
    expect(send).to_be_disabled()
    chat.box.press("Enter")
    expect_readable(page, FIRST)
    chat.box.fill(SECOND)
    page.context.set_offline(True)
    chat.box.press("Enter")
    expect(page.locator("#connection")).to_contain_text(lost)
    expect_readable(page, FIRST)
    expect(chat.box).to_have_value(SECOND)
    page.context.set_offline(False)
    chat.problems.clear()


def test_what_the_server_refuses_is_said_above_the_box(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/zh/", locale="zh-CN")
    chat.tolerated = "EncodingError|decode|audio|422"
    chat.ask(FIRST)
    strange = tmp_path / "声道.wav"
    strange.write_bytes(make_wav(0.1, channels=100))
    chat.attach(strange)
    chat.send(SECOND)
    message = chat.page.locator("#messages .said.problem")
    expect(message).to_contain_text("声道.wav 不是可用的照片或录音")
    assert message.get_attribute("role") == "alert"
    expect_readable(chat.page, FIRST)
    place, box = message.bounding_box(), chat.page.locator("#box").bounding_box()
    assert place is not None
    assert box is not None
    assert place["y"] + place["height"] <= box["y"]
    message.get_by_role("button", name="关闭这条消息").click()
    expect(message).to_have_count(0)


def begin(chat: Chat, question: str) -> None:
    chat.send(question)
    expect(chat.page.locator("[data-testid=bot]")).to_contain_text("You wrote:")


@BOTH
def test_a_question_asked_during_a_reply_waits_for_its_turn(
    open_chat: OpenChat, go: Path, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    waiting = chat.page.locator("#queued li")
    begin(chat, FIRST)
    chat.send(SECOND)
    expect(waiting).to_have_text(re.compile(SECOND))
    expect(chat.box).to_have_value("")
    waiting.get_by_role("button", name=texts("chat.take_back")).click()
    expect(waiting).to_have_count(0)
    expect(chat.box).to_have_value(SECOND)
    chat.box.press("Enter")
    expect(waiting).to_have_text(re.compile(SECOND))  # the page has read the box, and it can be filled again
    chat.send(THIRD)
    expect(waiting).to_have_text([re.compile(SECOND), re.compile(THIRD)])
    chat.tolerated = "AbortError"
    chat.page.reload()
    expect(waiting).to_have_count(2)
    go.touch()
    asked = chat.page.locator("[data-testid=user]")
    expect(asked).to_have_text([FIRST, SECOND, THIRD])
    chat.wait_for_reply(3)
    expect(waiting).to_have_count(0)


@BOTH
def test_stop_sends_what_waits(open_chat: OpenChat, go: Path, texts: Texts, options: dict[str, Any]) -> None:
    del go
    chat = open_chat(f"/{texts.language}/", **options)
    begin(chat, FIRST)
    chat.send(SECOND)
    expect(chat.page.locator("#queued")).to_contain_text(texts("chat.waiting"))
    chat.page.locator("#box .stop-button").click()
    expect(chat.page.locator("[data-testid=user]")).to_have_text([FIRST, SECOND])
    expect(chat.page.locator("#queued li")).to_have_count(0)


@BOTH
def test_the_voice_stops_with_its_answer(open_chat: OpenChat, texts: Texts, options: dict[str, Any]) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    chat.page.route(
        "**/speech/**", lambda route: route.fulfill(body=make_wav(30.0), content_type="audio/wav")
    )
    bar = chat.page.locator("#speech-bar")
    chat.ask(FIRST)
    listen = chat.replies.last.locator("a.listen")
    for leave in ("#regenerate", ".bar-new" if options is not DESKTOP else "#new"):
        listen.click()
        expect(bar.get_by_role("status")).to_have_text(texts("speech.speaking"))
        old = listen.get_attribute("href") or ""
        chat.page.locator(leave).click()
        expect(bar).to_be_hidden()
        if leave == "#regenerate":
            expect(listen).not_to_have_attribute("href", old)  # the new answer is there


FORMULAS = r"""The roots: \(x^2 - 5x + 6 = 0\), not $5 and $10.

$$x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$

\[ \sum_{k=1}^{n} k = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16 + 17 + \dots + n \]
"""


@BOTH
def test_a_formula_is_set_and_never_wider_than_its_bubble(
    open_chat: OpenChat, app: App, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    reply = app.data_folder / "reply.md"
    reply.write_text(FORMULAS, encoding="utf-8")
    try:
        chat.ask(FIRST if texts.language == "en" else "你好")
    finally:
        reply.unlink()
    bubble = chat.replies.last
    expect(bubble.locator(".katex")).to_have_count(3)
    expect(bubble.locator(".katex-error")).to_have_count(0)
    expect(bubble).to_contain_text("not $5 and $10")
    wider = "list => list.scrollWidth > list.clientWidth"
    assert not chat.page.locator("#chatbot .bubble-wrap").evaluate(wider)
    formula = bubble.locator(".katex-display").last
    assert formula.evaluate("formula => getComputedStyle(formula).overflowX") == "auto"
