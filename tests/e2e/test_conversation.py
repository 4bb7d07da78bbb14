"""A person in front of the browser, and the real embedded model behind it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import PROJECT_FOLDER
from tests.e2e.chat import ANSWER_MILLISECONDS
from tests.e2e.conftest import OpenChat
from tests.media import SPOKEN_QUESTION, make_label

pytestmark = [pytest.mark.browser, pytest.mark.real_model]
PRINTER_GUIDE = PROJECT_FOLDER / "tests" / "data" / "pages" / "printer-guide.pdf"
COUNT_MARKED_PIXELS = """image => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) count += data[i] > 225 && data[i + 1] > 180 && data[i + 2] < 140;
  return count;
}"""


def test_a_typed_question_gets_a_cited_answer(open_chat: OpenChat, screenshots: Path) -> None:
    chat = open_chat()
    expect(chat.page.locator(".example")).to_have_count(4)
    reply = chat.ask("How long is the warranty for the wireless earbuds?")
    assert "2 years" in reply
    chat.page.screenshot(path=screenshots / "chat.png")
    chat.replies.last.locator("a.citation").first.click()
    dialog = chat.page.locator("dialog")
    expect(dialog.locator("h2")).to_have_text("Warranty and repair")
    expect(dialog.locator("mark").first).to_contain_text("Warranty: 2 years")
    chat.page.screenshot(path=screenshots / "citation.png")
    chat.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    follow_up = chat.ask("And for the charger?")
    assert "18 months" in follow_up
    chat.page.reload()
    expect(chat.replies).to_have_count(2)  # the conversation is in the address
    chat.replies.first.locator("button.copy").click()
    expect(chat.replies.first.locator("button.copy")).to_have_text("Copied")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "2 years" in copied
    assert "Sources" not in copied


def test_a_citation_of_a_pdf_opens_its_page(open_chat: OpenChat, screenshots: Path) -> None:
    chat = open_chat("/admin/en/")
    chat.page.set_input_files("#files input[type=file]", PRINTER_GUIDE)
    chat.page.locator("dialog button.primary").click()
    guide = chat.page.locator("table.documents tr.ready", has_text=PRINTER_GUIDE.name)
    expect(guide).to_be_visible(timeout=ANSWER_MILLISECONDS)
    chat.tolerated = "AbortError"  # Gradio's own refresh of the page that is left
    chat.open("/en/")
    assert "rear slot" in chat.ask("Where do thick envelopes go in the printer?")
    citation = chat.replies.last.locator("a.citation").first
    citation.click()
    dialog = chat.page.locator("dialog")
    expect(dialog.locator("mark").first).to_contain_text("rear slot")
    page_image = dialog.get_by_role("img", name="page 1")
    expect(page_image).to_be_visible()
    chat.page.screenshot(path=screenshots / "page.png")
    marked = page_image.evaluate(COUNT_MARKED_PIXELS)
    assert marked > 1000
    dialog.locator("button.page-image").press("Enter")
    expect(dialog.locator("button.page-image")).to_have_attribute("aria-pressed", "true")
    chat.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(citation).to_be_focused()


def test_a_photographed_label_is_read_and_answered(open_chat: OpenChat, tmp_path: Path) -> None:
    label = tmp_path / "label.jpg"
    label.write_bytes(make_label(["Lumen Electronics", "LumiCam indoor camera", "Error E-204"]))
    chat = open_chat()
    chat.attach(label)
    reply = chat.ask("What can I do about this?")
    assert re.search("card", reply, re.IGNORECASE)
    assert "LumiCam" in reply  # the source
    chat.page.locator("details.understanding summary").click()
    expect(chat.page.locator("details.understanding")).to_contain_text("Error E-204")
    photo = chat.page.locator(".attachment img")
    assert photo.evaluate("image => image.complete && image.naturalWidth > 0")


def test_a_spoken_question_is_heard_and_answered(open_chat: OpenChat) -> None:
    chat = open_chat()
    chat.attach(SPOKEN_QUESTION)
    chat.box.focus()
    reply = chat.ask()
    assert "2 years" in reply
    expect(chat.page.locator("details.understanding")).to_contain_text("wireless earbuds")
    assert chat.page.locator(".attachment audio").evaluate("audio => audio.duration > 1")


def test_chinese_question_chinese_page(open_chat: OpenChat, screenshots: Path) -> None:
    chat = open_chat(locale="zh-CN")
    assert "/zh/" in chat.page.url
    reply = chat.ask("摄像头显示 E-204 怎么办？")
    assert "存储卡" in reply
    assert "来源" in reply
    chat.page.screenshot(path=screenshots / "chinese.png")
    chat.page.locator("button.language").click()
    chat.page.wait_for_url("**/en/**")
    expect(chat.page.locator("#new")).to_have_text("New conversation")
    expect(chat.replies).to_have_count(1)


def test_what_the_knowledge_does_not_hold_is_said(open_chat: OpenChat) -> None:
    chat = open_chat()
    reply = chat.ask("Who won the football world cup in 2018?")
    assert "could not find" in reply
    expect(chat.page.locator("a.citation")).to_have_count(0)


def test_two_people_at_once_see_their_own(open_chat: OpenChat) -> None:
    one, other = open_chat(), open_chat()
    one.send("How long is the warranty for the wireless earbuds?")
    other.send("What does express delivery cost?")
    assert "2 years" in one.wait_for_reply(1)
    assert "9.90" in other.wait_for_reply(1)
    expect(one.titles).to_have_count(1)
    other.tolerated = "404"
    conversation = one.page.url.partition("?c=")[2]
    other.open(f"/en/?c={conversation}")
    other.message("does not exist")
    expect(other.replies).to_have_count(0)


def test_a_phone_in_the_dark(open_chat: OpenChat, screenshots: Path) -> None:
    chat = open_chat(viewport={"width": 390, "height": 780}, color_scheme="dark", has_touch=True)
    chat.ask("My camera shows E-204. What can I do?")
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    chat.box.click()  # nothing lies over it
    chat.replies.last.locator("a.citation").first.tap()
    expect(chat.page.get_by_role("dialog")).to_be_visible()
    chat.page.go_back()  # closes what lies over the conversation, and no more
    expect(chat.page.get_by_role("dialog")).to_have_count(0)
    expect(chat.replies).to_have_count(1)
    chat.page.screenshot(path=screenshots / "phone.png")
    chat.page.locator(".bar-menu").click()
    chat.titles.first.click()
    chat.box.click()  # the list has closed again
    wide = open_chat(color_scheme="dark")
    wide.ask("Can opened items be returned?")
    wide.page.screenshot(path=screenshots / "dark.png")
