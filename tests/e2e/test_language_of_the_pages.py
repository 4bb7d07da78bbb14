"""On the Chinese pages everything is Chinese, what is only heard included."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, SHOP, App, OpenChat, start_paced
from tests.media import SPOKEN_QUESTION, make_png

pytestmark = pytest.mark.browser

FIRST = "你好"
# names of things, and what the tests themselves wrote
ALLOWED = re.compile(
    rf"English|Docent|{SHOP}|You wrote: .*|[\w.-]*\.(md|png|wav)|general|words|Fake .*|Default.*|"
    r"[\w./-]+ *\(?[\w./-]*\)?[0-9][\w./-]*|PDF|general|UTC"
)
READ = """() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const said = [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("script, style, .katex, [data-testid=bot] > *:not(.reply-footer)") || !seen(element)) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
    for (const name of ["aria-label", "title", "placeholder", "alt"]) said.push(element.getAttribute(name) ?? "");
  }
  return [...new Set(said.map((text) => text.trim()).filter(Boolean))];
}"""
TABS = ("pictures", "collections", "search", "questions", "review", "index", "documents")


@pytest.fixture(scope="module")
def app(make_app: Callable[..., App]) -> Iterator[App]:
    """An application of their own: English documents and questions of other tests would be found on its pages."""
    own = start_paced(make_app)
    yield own
    own.stop()


def latin(page: Page) -> list[str]:
    said: list[str] = page.evaluate(READ)
    words = [text for text in said if re.search("[A-Za-z]{2}", text) and not re.search("[一-鿿]", text)]
    return [text for text in words if not ALLOWED.fullmatch(text)]


def test_the_chat_is_chinese_in_every_state(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/zh/", locale="zh-CN", **PHONE)
    page = chat.page
    found = latin(page)
    chat.ask(FIRST)
    page.get_by_test_id("microphone-button").click()
    found += latin(page)
    page.get_by_role("button", name="开始录音").click()
    expect(page.get_by_text("0:01")).to_be_visible()
    page.get_by_role("button", name="停止录音").click()
    keep = page.get_by_role("button", name="添加录音")
    expect(keep).to_be_visible()
    found += latin(page)
    keep.click()
    photo = tmp_path / "label.png"
    photo.write_bytes(make_png(40, 40))
    page.set_input_files("#box input[type=file]", [photo, SPOKEN_QUESTION])
    expect(page.locator("#box .thumbnail-item")).to_have_count(3)
    expect(page.get_by_role("button", name="移除 label.png")).to_be_visible()
    found += latin(page)
    page.locator("#box svg.opens").first.click()
    found += latin(page)
    page.keyboard.press("Escape")
    page.locator(".bar-menu").click()
    expect(page.locator("#sidebar.open")).to_be_visible()
    found += latin(page)
    assert found == []


def test_the_admin_page_is_chinese_on_every_tab(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/admin/zh/", locale="zh-CN")
    page = chat.page
    note = tmp_path / "停车.md"
    note.write_text("# 停车\n\n停车每小时两元。\n", encoding="utf-8")
    page.set_input_files("#files input[type=file]", note)
    expect(page.get_by_role("dialog")).to_be_visible()
    found = latin(page)
    page.locator("dialog button.primary").click()
    expect(page.locator("table.documents")).to_contain_text(note.name)
    for tab in TABS:
        page.locator(f"[role=tab][data-tab-id={tab}]").first.click()
        found += latin(page)
    assert found == []
