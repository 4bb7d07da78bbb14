"""axe-core (https://github.com/dequelabs/axe-core) finds no barrier that keeps people out, on any page and state."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import BOTH, DESKTOP, PHONE, App, OpenChat
from tests.media import make_png
from web.texts import Texts

pytestmark = pytest.mark.browser

SLOW = """[...document.querySelectorAll("*")].filter((element) =>
  parseFloat(getComputedStyle(element).transitionDuration) > .01).length"""
FIRST = "hello there"


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


@BOTH
def test_the_questions_offered_have_no_barrier(
    open_chat: OpenChat, tmp_path: Path, texts: Texts, options: dict[str, Any]
) -> None:
    note = tmp_path / f"offered-{texts.language}.md"
    note.write_text(f"# Opening hours {note.stem}\n\nThe shop opens at nine.\n")
    admin = open_chat("/admin/en/").page  # only where there are documents is anything offered
    admin.set_input_files("#files input[type=file]", note)
    admin.get_by_role("dialog").locator("button.primary").click()
    expect(admin.locator("table.documents")).to_contain_text(note.name)
    chat = open_chat(f"/{texts.language}/", **options)
    group = chat.page.get_by_role("group", name=texts("chat.examples"))
    expect(group.get_by_role("button").first).to_be_visible()
    shown = group.get_by_role("button").first.inner_text().strip()
    expect(group.get_by_role("button", name=shown, exact=True)).to_be_visible()
    assert barriers(chat.page) == []


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/en/", DESKTOP),
        ("/zh/", {**PHONE, "locale": "zh-CN", "color_scheme": "dark"}),
    ],
)
def test_the_chat_has_no_barrier(
    open_chat: OpenChat, tmp_path: Path, path: str, options: dict[str, Any]
) -> None:
    chat = open_chat(path, **options)
    page = chat.page
    found = barriers(page)  # the welcome
    chat.ask(FIRST)
    photo = tmp_path / "label.png"
    photo.write_bytes(make_png(40, 40))
    chat.attach(photo)
    page.evaluate("docent.say('1'); docent.say('2', { isProblem: true })")
    chat.box.fill("a" * 4_200)
    found += barriers(page)
    page.locator("#box img.opens").press("Enter")
    expect(page.get_by_role("dialog", name="label.png")).to_be_visible()
    found += barriers(page)
    page.keyboard.press("Escape")
    expect(page.locator("#box img.opens")).to_be_focused()
    if options is not DESKTOP:
        page.locator(".bar-menu").click()
        expect(page.locator("#sidebar.open")).to_be_visible()
        found += barriers(page)
    chat.tolerated = "404"
    page.goto(f"{chat.url}/nothing-here")
    found += barriers(page)
    assert found == []


CITED = """() => {
  const text = document.querySelector("#chatbot [data-testid=bot] p");
  text.textContent = "A long sentence that fills more than one line of the reply. ".repeat(6);
  const before = text.getBoundingClientRect().height;
  const named = { className: "citation", href: "#citation-1", textContent: "1" };
  const link = Object.assign(document.createElement("a"), named);
  text.firstChild.splitText(20);
  text.insertBefore(link, text.childNodes[1]);
  const box = link.getBoundingClientRect();
  return [box.width, box.height, text.getBoundingClientRect().height - before];
}"""


@BOTH
def test_the_number_of_a_source_can_be_hit_and_moves_no_line(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    chat.ask(FIRST)
    width, height, grown = chat.page.evaluate(CITED)
    assert width >= 24
    assert height >= 24
    assert grown == 0


@BOTH
def test_who_says_what_is_heard_and_what_has_the_focus_is_seen(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", reduced_motion="reduce", **options)
    page = chat.page
    chat.ask(FIRST)
    log = page.get_by_role("log", name=texts("chat.log"))
    expect(log.get_by_role("article", name=texts("chat.you"))).to_contain_text(FIRST)
    expect(log.get_by_role("article", name=texts("chat.assistant"))).to_contain_text("And that is all")
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    chat.box.focus()
    ring = page.locator("#box").evaluate("box => getComputedStyle(box).outlineStyle")
    assert ring == "solid"
    if options is not DESKTOP:
        page.locator(".bar-menu").click()
    page.locator("li.conversation button[data-do=delete]").press("Enter")
    expect(page.get_by_role("dialog", name=texts("chat.delete_ask"))).to_be_visible()
    moving = page.evaluate(
        "document.getAnimations().filter(({ effect }) => effect.getTiming().duration > 1).length"
    )
    assert moving == 0
    assert page.evaluate(SLOW) == 0


@pytest.mark.parametrize(
    ("path", "options"),
    [("/admin/zh/", {**DESKTOP, "locale": "zh-CN"}), ("/admin/en/", {**PHONE, "color_scheme": "dark"})],
)
def test_the_admin_page_has_no_barrier(
    open_chat: OpenChat, tmp_path: Path, path: str, options: dict[str, Any]
) -> None:
    chat = open_chat(path, **options)
    page = chat.page
    note = tmp_path / f"note-{path[7:9]}.md"
    note.write_text(f"# Parking\n\nParking costs two euros an hour. ({note.stem})\n")
    page.set_input_files("#files input[type=file]", note)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    found = barriers(page)
    dialog.locator("button.primary").click()
    expect(page.locator("table.documents")).to_contain_text(note.name)
    found += barriers(page)
    tabs = page.locator("[role=tab][data-tab-id]")
    shown = tabs.evaluate_all(
        "tabs => tabs.filter((tab) => tab.checkVisibility()).map((tab) => tab.dataset.tabId)"
    )
    assert "documents" in shown
    for tab in shown:
        page.locator(f"[role=tab][data-tab-id={tab}]").first.evaluate("tab => tab.click()")
        found += [f"{tab}: {barrier}" for barrier in barriers(page)]
    assert found == []
