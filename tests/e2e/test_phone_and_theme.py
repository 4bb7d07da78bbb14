"""The page on a phone, in the dark, on paper, and with many conversations."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import BOTH, DESKTOP, PHONE, SHOP, WIDE, App, OpenChat
from tests.media import make_png
from web.texts import Texts

pytestmark = pytest.mark.browser

FIRST = "hello there"
REPEAT_LIST = "(list, times) => { list.innerHTML = list.innerHTML.repeat(times); }"
IS_ON_TOP = """element => {
  const { left, top, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + 20, top + height / 2));
}"""
SMALL_CONTROLS = """() => [...document.querySelectorAll("button, a[href], select, [role=button]")]
  .filter((control) => control.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((control) => [control, control.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height && (width < 24 || height < 24))
  .map(([control, { width, height }]) => `${control.outerHTML.slice(0, 80)} ${width} × ${height}`)"""
FIRST_FRAME = """requestAnimationFrame(function look() {
  if (!document.body) return requestAnimationFrame(look);
  window.firstFrame = getComputedStyle(document.body).backgroundColor;
});"""


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


def height(control: Locator) -> float:
    box = control.bounding_box()
    assert box is not None
    return min(box["width"], box["height"])


@pytest.mark.parametrize(("path", "options"), [("/en/", DESKTOP), ("/en/", WIDE), ("/zh/", PHONE)])
def test_many_conversations_scroll_by_themselves(
    open_chat: OpenChat, path: str, options: dict[str, Any]
) -> None:
    chat = open_chat(path, **options)
    page = chat.page
    chat.ask(FIRST)
    if options is PHONE:
        page.locator(".bar-menu").click()
        expect(page.locator("#sidebar.open")).to_be_visible()
    for times in (15, 4):  # 15 of them, then 60
        page.locator("ul.conversations").evaluate(REPEAT_LIST, times)
        for name in ("last", "first"):
            item = getattr(chat.titles, name)
            item.scroll_into_view_if_needed()
            assert item.evaluate(IS_ON_TOP)
        expect(page.locator("#new")).to_be_in_viewport()
        menu = page.locator("#menu button.language")
        expect(menu).to_be_in_viewport()
        assert menu.evaluate(IS_ON_TOP)


def test_the_theme_lasts_on_every_page(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    page = chat.page
    chat.tolerated = "404|AbortError"
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    page.get_by_label("Appearance").select_option("dark")
    expect(page.locator("body.dark")).to_be_attached()
    page.add_init_script(FIRST_FRAME)
    page.reload()
    expect(page.get_by_label("Appearance")).to_have_value("dark")
    assert page.evaluate("firstFrame") == "rgb(12, 10, 9)"
    for path in ("/admin/en/", "/nothing-here", "/zh/"):
        page.goto(chat.url + path)
        assert page.evaluate(scheme) == "dark"
    choice = page.get_by_label("外观")
    expect(choice).to_have_value("dark")
    choice.select_option("system")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body.dark")).to_be_attached()
    page.emulate_media(color_scheme="light")
    expect(page.locator("body:not(.dark)")).to_be_attached()
    choice.select_option("light")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(scheme) == "light"
    expect(page.locator("body:not(.dark)")).to_be_attached()


@pytest.mark.parametrize(("path", "locale"), [("/en/", "en-US"), ("/zh/", "zh-CN")])
def test_a_phone_has_a_bar_and_controls_for_a_thumb(
    open_chat: OpenChat, tmp_path: Path, path: str, locale: str
) -> None:
    chat = open_chat(path, locale=locale, **PHONE)
    page = chat.page
    chat.ask(FIRST)
    expect(page.locator("#bar h1")).to_have_text(FIRST)
    for name in (".bar-menu", ".bar-new", "#box .submit-button", "#box .microphone-button"):
        assert height(page.locator(name)) >= 44
    assert chat.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") >= 16
    photo = tmp_path / "label.png"
    photo.write_bytes(make_png(40, 40))
    chat.attach(photo)
    thumbnail = page.locator("#box .thumbnail-item")
    thumbnail.locator("img").tap()
    dialog = page.get_by_role("dialog", name="label.png")
    expect(dialog).to_be_visible()
    address = page.url
    page.go_back()  # closes what lies over the page
    expect(dialog).to_have_count(0)
    assert page.url == address
    expect(page.locator("[data-testid=user]")).to_have_text(FIRST)
    expect(thumbnail).to_have_count(1)
    remove = thumbnail.locator(".delete-button")
    assert height(remove) >= 44
    assert page.evaluate(SMALL_CONTROLS) == []
    remove.tap()
    expect(thumbnail).to_have_count(0)
    page.locator(".bar-menu").tap()
    expect(page.locator("#sidebar.open")).to_be_visible()
    expect(page.locator("#menu a.for-guests")).to_be_visible()
    for others in ("admins", "members"):
        expect(page.locator(f"#menu a.for-{others}")).to_be_hidden()
    page.locator("select.theme").select_option("dark")
    expect(page.locator("body.dark")).to_be_attached()
    page.locator("li.conversation button[data-do=rename]").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(SMALL_CONTROLS) == []
    place = page.get_by_role("dialog").bounding_box()
    assert place is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("li.conversation a").tap()
    page.locator(".bar-new").tap()
    expect(chat.replies).to_have_count(0)
    page.go_back()  # and then it leaves the page
    expect(page.locator("[data-testid=user]")).to_have_text(FIRST)
    chat.tolerated = "AbortError"
    page.reload()
    expect(page.locator("body.dark")).to_be_attached()


@pytest.mark.parametrize(
    ("path", "options", "speakers"),
    [
        ("/en/", DESKTOP, ("You", "Assistant")),
        ("/zh/", {**PHONE, "locale": "zh-CN", "color_scheme": "dark"}, ("您", "助手")),
    ],
)
def test_a_conversation_is_printed_whole(
    open_chat: OpenChat, path: str, options: dict[str, Any], speakers: tuple[str, str]
) -> None:
    chat = open_chat(path, **options)
    chat.ask(FIRST)
    chat.ask("\n".join(["the beginning of something long", *("and so on" for _ in range(90)), "its end"]))
    last_words = chat.replies.last.locator("p").last.inner_text().split()[-1]
    document = pypdfium2.PdfDocument(io.BytesIO(chat.page.pdf(format="A4")))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert len(pages) > 2
    text = "\n".join(pages)
    lines = ["You wrote: hello there. And that is all.", "its end", *speakers]
    assert [line for line in lines if line not in text.replace("\r\n", "\n").split("\n")] == []
    assert text.count("and so on") == 90
    assert last_words in text
    for pressed in ("#search :is(input, textarea)", "#box textarea"):
        assert chat.page.locator(pressed).evaluate("box => box.placeholder") not in text
    assert chat.page.locator("#regenerate").inner_text() not in text


def test_no_page_on_paper_ends_with_the_name_of_who_speaks(open_chat: OpenChat) -> None:
    chat = open_chat("/en/")
    chat.ask(FIRST)
    chat.page.evaluate(
        """() => {
          const filler = Object.assign(document.createElement("div"), { id: "filler" });
          const reply = document.querySelector("#chatbot [data-testid=bot]");
          reply.closest(".message-row").before(filler);
          const code = Object.assign(document.createElement("pre"), { textContent: "a line\\n".repeat(20) });
          reply.querySelector("p").replaceWith(code);
        }"""
    )
    for height in range(500, 900, 25):  # px: the code comes across the end of the page somewhere
        chat.page.evaluate(
            "height => { document.querySelector('#filler').style.height = `${height}px`; }", height
        )
        document = pypdfium2.PdfDocument(io.BytesIO(chat.page.pdf(format="A4")))
        pages = [page.get_textpage().get_text_range().split() for page in document]
        document.close()
        assert "Assistant" not in [words[-1] for words in pages if words], height


@BOTH
def test_a_link_to_the_site_and_an_installed_one_carry_the_shops_name(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    chat.tolerated = "404"
    page = chat.page
    expect(page).to_have_title(SHOP)
    assert page.locator("meta[property='og:title']").get_attribute("content") == SHOP
    assert "Gradio" not in "".join(
        page.locator("meta").evaluate_all("metas => metas.map((meta) => meta.content)")
    )
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((a) => a.json())")
    assert (manifest["name"], manifest["lang"], manifest["display"]) == (
        SHOP,
        options.get("locale", "en"),
        "standalone",
    )
    for icon in manifest["icons"]:
        assert page.evaluate("src => fetch(src).then((answer) => answer.ok)", icon["src"])
    page.goto(f"{chat.url}/nothing-here")
    expect(page.get_by_role("heading", level=1)).to_have_text(texts("page.not_found"))
    page.get_by_role("link", name=texts("page.to_chat")).click()
    page.wait_for_url(f"**/{texts.language}/")


@BOTH
def test_the_toolkit_shows_nothing_of_its_own(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    path = f"/{texts.language}/"
    chat = open_chat(path, **options)
    chat.tolerated = "AbortError"
    for view in ("settings", "api", "api-recorder"):
        chat.open(f"{path}?view={view}")
        expect(chat.page).to_have_url(f"{chat.url}{path}")
        expect(chat.page.locator("footer, .api-docs, .api-docs-wrap")).to_have_count(0)
