"""What people get told when something can't be taken, and that nothing of it stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.chat import ANSWER_MILLISECONDS
from tests.e2e.conftest import App, OpenChat
from tests.knowledge_base.documents import make_pdf
from tests.media import SPOKEN_QUESTION, make_label, make_long_recording, make_png, make_wav

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


@pytest.fixture
def files(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_an_empty_turn_and_a_megabyte_of_text(open_chat: OpenChat) -> None:
    chat = open_chat()
    chat.send("   ")
    chat.box.fill("word " * 200_000)
    expect(chat.page.locator("#counter")).to_contain_text("Too long")
    chat.box.press("Enter")
    expect(chat.titles).to_have_count(0)
    expect(chat.box).not_to_have_value("")  # what was typed is not lost


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("large.png", make_png(10_000, 5_000), "large.png has too many pixels: at most 40 megapixels"),
        ("bomb.png", make_png(60_000, 60_000), "too many pixels"),
        ("cut.wav", SPOKEN_QUESTION.read_bytes()[:20_000], "cut.wav is empty, damaged or not complete"),
        ("cut.jpg", make_label(["x"])[:2_000], "damaged or not complete"),
        ("hours.flac", make_long_recording(2 * 3600), "hours.flac is too long: at most 120 seconds"),
        ("empty.png", b"", "empty.png is empty"),
        ("text.png", b"only text", "neither a photo nor a recording"),
        ("hundred.wav", make_wav(0.1, channels=100), "neither a photo nor a recording"),
    ],
)
def test_files_that_cant_be_used(
    open_chat: OpenChat, files: Callable[[str, bytes], Path], name: str, data: bytes, words: str
) -> None:
    chat = open_chat()
    chat.tolerated = "EncodingError|decode|audio"  # the browser's own preview of a damaged recording
    chat.attach(files(name, data))
    chat.send("What is this?")
    chat.message(words)
    expect(chat.titles).to_have_count(0)
    expect(chat.box).to_have_value("What is this?")


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [("两小时.wav", 25_000_000, "太大，最大 20 MB"), ("x.exe", 10, "不是可用的照片或录音")],
)
def test_what_need_not_travel_is_refused_in_the_page(
    open_chat: OpenChat, files: Callable[[str, bytes], Path], name: str, size: int, words: str
) -> None:
    chat = open_chat(locale="zh-CN")
    chat.page.set_input_files("#box input[type=file]", files(name, bytes(size)))
    chat.message(words)
    expect(chat.page.locator("#box .thumbnail-item")).to_have_count(0)


def test_the_good_files_of_a_batch_are_taken_and_the_others_named(
    open_chat: OpenChat, files: Callable[[str, bytes], Path]
) -> None:
    chat = open_chat()
    batch = [
        files("label.png", make_png(20, 20)),
        files("tool.exe", b"MZ"),
        files("two-hours.wav", bytes(25_000_000)),
    ]
    chat.page.set_input_files("#box input[type=file]", batch)
    message = chat.page.locator("#messages .said")
    expect(message).to_contain_text("tool.exe is neither a photo nor a recording")
    expect(message).to_contain_text("two-hours.wav is too large")
    expect(chat.page.locator("#box .thumbnail-item")).to_have_count(1)


def test_the_admin_page_takes_documents_and_names_those_it_cant(
    open_chat: OpenChat, files: Callable[[str, bytes], Path]
) -> None:
    chat = open_chat("/admin")
    table = chat.page.locator("table.documents")
    chat.page.set_input_files(
        "#files input[type=file]",
        [
            files("fake.pdf", b"not a pdf"),
            files("locked.pdf", make_pdf([("A", "B")], password="secret")),
            files("empty.txt", b""),
            files("..\\..\\wrapping.md", b"# Gift wrapping\n\nGift wrapping costs 3 euros per item.\n"),
        ],
    )
    chat.page.locator("dialog button.primary").click()
    chat.message("fake.pdf is not a document that can be read")
    row = table.locator("tr", has_text="wrapping.md")
    expect(row).to_contain_text("ready")
    locked = table.locator('tr[data-name="locked.pdf"]')  # other tests have files of similar names
    expect(locked).to_contain_text("protected by a password")
    expect(table).not_to_contain_text("empty.txt")
    for row in (locked, table.locator("tr", has_text="wrapping.md")):
        row.locator("button[data-do=delete]").click()
        chat.page.locator("dialog button.danger").click()
        expect(row).to_have_count(0)


def test_the_admin_page_shows_what_can_be_done_with_a_document(
    open_chat: OpenChat, files: Callable[[str, bytes], Path], screenshots: Path
) -> None:
    chat = open_chat("/admin")
    page, table = chat.page, chat.page.locator("table.documents")
    dialog = page.locator("dialog")
    upload = page.locator("#files input[type=file]")
    upload.set_input_files(
        files("wrapping.md", b"# Gift wrapping\n\nGift wrapping costs 3 euros per item.\n")
    )
    dialog.locator("select").select_option(label="New collection…")
    dialog.get_by_label("Name of the new collection").fill("gifts")
    for name in ("Customer service", "Tutor"):
        dialog.get_by_label(name).check()
    dialog.get_by_label("Tags").fill("price, winter")
    dialog.get_by_label("Valid from").fill("2026-02-01")
    dialog.get_by_label("Valid until").fill("2026-01-01")
    dialog.locator("button.primary").click()
    expect(dialog.locator(".problem", has_text="lies before the first")).to_be_visible()
    for name in ("Valid from", "Valid until"):
        dialog.get_by_label(name).fill("")
    dialog.locator("button.primary").click()
    row = table.locator("tr", has_text="wrapping.md")
    expect(row).to_contain_text("ready")
    expect(row.locator(".badge")).to_have_text(["gifts", "price", "winter"])
    page.screenshot(path=screenshots / "admin.png")
    upload.set_input_files(
        files("wrapping.md", b"# Gift wrapping\n\nGift wrapping costs 4 euros per item.\n")
    )
    expect(dialog.locator("select")).to_have_value("gifts")  # what was chosen last
    dialog.locator("select").select_option("general")
    dialog.locator("button.primary").click()
    page.locator("#held button[data-do=version]").click()
    chat.message("as version 2")
    expect(table.locator("tr.ready", has_text="version 2")).to_contain_text("wrapping.md")
    expect(row).to_have_count(1)  # the old version has gone
    row.locator("button[data-do=passages]").click()
    expect(dialog).to_contain_text("costs 4 euros per item")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Collections").click()
    page.locator("#collections tr[data-name=gifts] input[name=tutor]").uncheck()
    page.get_by_role("tab", name="Search").click()
    page.locator("#query textarea, #query input").fill("How much is gift wrapping?")
    page.keyboard.press("Enter")
    expect(page.locator("#found section.used").first).to_contain_text("4 euros per item")
    page.locator("#search-as input").click()
    page.get_by_role("option", name="Tutor").click()
    expect(page.locator("#found")).not_to_contain_text("4 euros per item")
    page.get_by_role("tab", name="Documents").click()
    row.locator("button[data-do=properties]").click()
    page.locator("dialog input[type=date]").last.fill("2020-01-01")
    page.locator("dialog button.primary").click()
    expect(row).to_contain_text("expired on 2020-01-01")
    row.locator("button[data-do=delete]").click()
    page.locator("dialog button.danger").click()
    expect(row).to_have_count(0)


def test_the_samples_come_and_go_with_one_click(open_chat: OpenChat) -> None:
    chat = open_chat("/admin/en/")
    samples = chat.page.locator("table.documents tr", has=chat.page.get_by_text("Sample", exact=True))
    chat.page.locator("button[data-do=add_samples]").click()
    chat.message("18 sample documents were added")
    expect(samples.and_(chat.page.locator(".ready")).first).to_be_visible(timeout=ANSWER_MILLISECONDS)
    chat.page.locator("button[data-do=remove_samples]").click()
    chat.page.locator("dialog button.danger").click()
    chat.message("18 sample documents were removed")
    expect(samples).to_have_count(0)
