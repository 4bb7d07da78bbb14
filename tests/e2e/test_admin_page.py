"""Managing the knowledge: one dialog for many files, one note, failures first, and a page that rests."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.chat import ANSWER_MILLISECONDS
from tests.e2e.conftest import BOTH, DESKTOP, PHONE, App, OpenChat
from tests.knowledge_base.documents import make_pdf
from tests.media import make_png
from web.texts import Texts

pytestmark = pytest.mark.browser

MINUTE = 60_000


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


def write(folder: Path, count: int, about: str) -> list[Path]:
    paths = [folder / f"{about}-{number:02}.md" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"# Sheet {number} on {about}\n\nRoom {number} is on floor {number}.\n")
    return paths


@BOTH
def test_many_files_are_asked_about_once_and_told_of_once(
    open_chat: OpenChat, tmp_path: Path, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/admin/{texts.language}/", **options)
    about = f"rooms-{texts.language}"
    page, upload = chat.page, chat.page.locator("#files input[type=file]")
    wrong = tmp_path / "tool.exe"
    wrong.write_bytes(b"MZ")
    files = [*write(tmp_path, 10, about), wrong]
    upload.set_input_files(files)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    expect(dialog).to_contain_text(texts("admin.add_ask", count=10))
    expect(dialog.locator(".refused")).to_contain_text(
        texts.words["error.document_type"].format(name=wrong.name)
    )
    dialog.get_by_role("button", name=texts("chat.cancel")).click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#documents")).not_to_contain_text(f"{about}-00.md")
    expect(page.locator("#messages .said")).to_have_count(0)
    expect(page.locator("#files")).not_to_contain_text(f"{about}-0")  # the field is free again
    upload.set_input_files(files)
    dialog.locator("button.primary").click()
    note = page.locator("#messages .said")
    expect(note).to_have_text([texts("admin.added_several", count=10, collection="general") + "✕"])
    expect(page.locator("table.documents")).to_contain_text(f"{about}-09.md")


def test_what_failed_stands_first(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/admin/zh/", locale="zh-CN", **PHONE)
    locked = tmp_path / "zzz-locked.pdf"
    locked.write_bytes(make_pdf([("A", "B")], password="secret"))
    chat.page.set_input_files("#files input[type=file]", [locked, *write(tmp_path, 1, "paths")])
    chat.page.locator("dialog button.primary").click()
    first = chat.page.locator("table.documents tbody tr").first
    expect(first).to_contain_text("zzz-locked.pdf", timeout=ANSWER_MILLISECONDS)  # once it is its turn
    expect(first).to_contain_text("有密码保护")


@BOTH
def test_a_picture_is_not_removed_unasked(
    open_chat: OpenChat, tmp_path: Path, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/admin/{texts.language}/", **options)
    page = chat.page
    [lamps] = write(tmp_path, 1, f"lamps-{texts.language}")
    page.set_input_files("#files input[type=file]", lamps)
    page.locator("dialog button.primary").click()
    expect(page.locator("table.documents")).to_contain_text(lamps.name)
    page.get_by_role("tab", name=texts("admin.tab_pictures")).click()
    photo = tmp_path / "lamp.png"
    photo.write_bytes(make_png(60, 60))
    page.set_input_files("#picture-files input[type=file]", photo)
    expect(page.locator("#picture-files")).to_contain_text("lamp")
    page.locator("#picture-document input").click()
    page.get_by_role("option", name=lamps.name).click()
    page.locator("#picture-add").click()
    chat.message("lamp.png")
    pictures = page.locator("#pictures li")
    expect(pictures).to_have_count(1)
    remove = pictures.get_by_role("button", name=texts("admin.pictures_remove"))
    remove.click()
    asked = page.get_by_role("dialog", name=texts("admin.pictures_remove_ask", name="").partition("“")[0])
    asked.get_by_role("button", name=texts("chat.cancel")).click()
    expect(pictures).to_have_count(1)
    remove.click()
    page.locator("dialog button.danger").click()
    expect(pictures).to_have_count(0)


def test_many_documents_without_headings_give_the_welcome_page_examples(
    open_chat: OpenChat, tmp_path: Path
) -> None:
    chat = open_chat("/admin/en/")
    names = [f"parking rule {number}" for number in range(7)] + [f"停车须知{number}" for number in range(7)]
    for name in names:
        (tmp_path / f"{name}.txt").write_text(f"{name}. 1.50 €.\n", encoding="utf-8")
    chat.page.set_input_files("#files input[type=file]", list(tmp_path.iterdir()))
    chat.page.locator("dialog button.primary").click()
    chat.page.locator("#filter :is(input, textarea)").fill("停车须知")
    ready = chat.page.locator("table.documents tr.ready")
    expect(ready).to_have_count(7, timeout=ANSWER_MILLISECONDS)
    for path, options in (("/en/", DESKTOP), ("/zh/", {**PHONE, "locale": "zh-CN"})):
        page = open_chat(path, **options).page
        # nobody has asked for the tutor's examples so far; those of a page that was open are kept for a moment
        page.locator("#assistant label").nth(1).click()
        expect(page.locator(".example")).to_have_count(4)


def test_a_page_that_nobody_works_on_rests(open_chat: OpenChat) -> None:
    chat = open_chat("/admin/en/")
    page = chat.page
    page.clock.install()
    page.reload()
    chat.tolerated = "AbortError"
    expect(page.locator("#documents table, #documents .empty").first).to_be_attached()
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/queue/join" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.clock.run_for(10 * MINUTE)
    assert 1 <= len(asked) <= 20
    page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })")
    asked.clear()
    page.clock.run_for(10 * MINUTE)
    assert asked == []
