"""Managing the knowledge: one dialog for many files, one note, failures first, and a page that rests."""

from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.conftest import PHONE, App, OpenChat
from tests.knowledge_base.documents import make_pdf
from tests.media import make_png

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


def test_many_files_are_asked_about_once_and_told_of_once(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/admin/en/")
    page, upload = chat.page, chat.page.locator("#files input[type=file]")
    wrong = tmp_path / "tool.exe"
    wrong.write_bytes(b"MZ")
    files = [*write(tmp_path, 10, "rooms"), wrong]
    upload.set_input_files(files)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    expect(dialog).to_contain_text("Add 10 documents")
    expect(dialog.locator(".refused")).to_contain_text("tool.exe is not a document")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#documents")).not_to_contain_text("rooms-00.md")
    expect(page.locator("#messages .said")).to_have_count(0)
    expect(page.locator("#files")).not_to_contain_text("rooms-0")  # the field is free again
    upload.set_input_files(files)
    dialog.locator("button.primary").click()
    note = page.locator("#messages .said")
    expect(note).to_have_text(["10 files were put into the collection “general” and are being read.✕"])
    expect(page.locator("table.documents")).to_contain_text("rooms-09.md")


def test_what_failed_stands_first(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/admin/zh/", locale="zh-CN", **PHONE)
    locked = tmp_path / "zzz-locked.pdf"
    locked.write_bytes(make_pdf([("A", "B")], password="secret"))
    chat.page.set_input_files("#files input[type=file]", [locked, *write(tmp_path, 1, "paths")])
    chat.page.locator("dialog button.primary").click()
    first = chat.page.locator("table.documents tbody tr").first
    expect(first).to_contain_text("zzz-locked.pdf")
    expect(first).to_contain_text("有密码保护")


def test_a_picture_is_not_removed_unasked(open_chat: OpenChat, tmp_path: Path) -> None:
    chat = open_chat("/admin/en/")
    page = chat.page
    page.set_input_files("#files input[type=file]", write(tmp_path, 1, "lamps"))
    page.locator("dialog button.primary").click()
    expect(page.locator("table.documents")).to_contain_text("lamps-00.md")
    page.get_by_role("tab", name="Pictures").click()
    photo = tmp_path / "lamp.png"
    photo.write_bytes(make_png(60, 60))
    page.set_input_files("#picture-files input[type=file]", photo)
    expect(page.locator("#picture-files")).to_contain_text("lamp")
    page.locator("#picture-document input").click()
    page.get_by_role("option", name="lamps-00.md").click()
    page.locator("#picture-add").click()
    chat.message("lamp.png was added|lamp.png")
    pictures = page.locator("#pictures li")
    expect(pictures).to_have_count(1)
    remove = pictures.get_by_role("button", name="Remove")
    remove.click()
    page.get_by_role("dialog", name="Remove the picture").get_by_role("button", name="Cancel").click()
    expect(pictures).to_have_count(1)
    remove.click()
    page.locator("dialog button.danger").click()
    expect(pictures).to_have_count(0)


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
