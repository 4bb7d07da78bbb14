"""The pages of accounts: each state without a barrier, in its language, within the screen, and all by keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import ADMIN_PASSWORD, BOTH, SHOP, App, OpenChat
from web.texts import Texts

pytestmark = pytest.mark.browser

FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SEES_ITS_FOCUS = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return document.activeElement === document.body || (outlineStyle === "solid" && parseFloat(outlineWidth) >= 2);
}"""
PASSWORD = "a kettle beside two ladders"


@pytest.fixture(scope="module")
def app(paced: App) -> App:
    return paced


def look(page: Page, texts: Texts) -> list[str]:
    """Return what is wrong with a page: barriers, words of another language, what lies outside the screen."""
    wrong = barriers(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if texts.language == "zh" else "en")
    expect(page.locator("header .brand")).to_have_text(SHOP)
    if not page.evaluate(FITS):
        wrong.append(f"wider than the screen: {page.url}")
    said = page.locator("h1, h2, button, summary, legend, label, option, [role=alert], [role=status]")
    if texts.language == "zh":
        latin = (text for text in said.all_inner_texts() if re.search("[A-Za-z]{2}", text))
        wrong += [text for text in latin if not re.search("[一-鿿]|^(English|admin|Mia)", text)]
    return wrong


@BOTH
def test_the_pages_of_accounts_have_no_barrier(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    chat.tolerated = "40[0134]|AbortError"
    page = chat.page
    page.goto(f"{chat.url}/account/sign-in?next=/people")
    wrong = look(page, texts)
    page.keyboard.type("admin")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(texts("error.sign_in_refused"))
    wrong += look(page, texts)
    page.keyboard.type(ADMIN_PASSWORD)  # the name is still there, and the focus is on what was wrong
    page.keyboard.press("Enter")
    page.wait_for_url("**/people")
    page.locator("form[action='/people/invite'] button").press("Enter")
    link = page.locator("code.secret")
    expect(link).to_be_visible()
    wrong += look(page, texts)
    page.get_by_role("button", name=texts("chat.copy")).press("Enter")
    expect(page.get_by_role("button", name=texts("chat.copied"))).to_be_visible()
    address = link.inner_text()
    page.goto(f"{chat.url}/people/changes")
    expect(page.locator("main li").first).to_contain_text(texts("audit.did_people_invite"))
    wrong += look(page, texts)
    for path in ("/account", "/my-data", "/account/link/nothing", "/nothing-here"):
        page.goto(chat.url + path)
        wrong += look(page, texts)
    assert wrong == []

    page.context.clear_cookies()
    page.goto(address)
    wrong += look(page, texts)
    page.keyboard.type(f"Mia {texts.language}")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{texts.language}/")
    page.goto(f"{chat.url}/people")  # is not for her, and that is said
    expect(page.get_by_role("alert")).to_have_text(texts("account.not_allowed"))
    wrong += look(page, texts)
    assert wrong == []


@BOTH
def test_a_key_is_made_and_revoked_by_keyboard_alone(
    open_chat: OpenChat, texts: Texts, options: dict[str, Any]
) -> None:
    chat = open_chat(f"/{texts.language}/", **options)
    page = chat.page
    chat.sign_in("admin", ADMIN_PASSWORD)
    page.locator("input[name=label]").focus()
    page.keyboard.type("cash desk")
    for _ in range(30):  # to the button of the form
        page.keyboard.press("Tab")
        assert page.evaluate(SEES_ITS_FOCUS)
        if page.evaluate("document.activeElement.matches('form[action=\"/account/keys\"] button')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("code.secret")).to_be_visible()
    revoke = page.locator("#keys summary").last
    revoke.press("Enter")  # asks only
    expect(page.locator("#keys details[open]")).to_contain_text(texts("account.revoke_sure"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(texts("account.done_revoked"))
