"""The chat page as a person sees it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

# said by Gradio of what is on its way when a page is left
LEFT_BEHIND = "signal is aborted|Unexpected error Connection errored out"
ANSWER_MILLISECONDS = 300_000  # of a machine that others use too


@dataclass
class Chat:
    page: Page
    url: str
    problems: list[str] = field(default_factory=list)
    outside_requests: list[str] = field(default_factory=list)
    tolerated: str = "a^"  # console messages that a test provokes

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self._note_problem(str(error)))
        self.page.on("request", self._note_request)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)
        loaded = "#conversations li, #conversations .empty, #documents table, #documents .empty"
        expect(self.page.locator(loaded).first).to_be_attached()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as a person does, on the page for it."""
        self.page.goto(self.url + "/account/sign-in?next=/account")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/account")

    @property
    def box(self) -> Locator:
        return self.page.locator("#box textarea")

    @property
    def replies(self) -> Locator:
        """Replies that are complete."""
        return self.page.locator("[data-testid=bot]:has(.reply-footer)")

    @property
    def titles(self) -> Locator:
        return self.page.locator("li.conversation .title")

    def attach(self, *paths: Path) -> None:
        self.page.set_input_files("#box input[type=file]", list(paths))
        expect(self.page.locator("#box .thumbnail-item")).to_have_count(len(paths))

    def send(self, text: str = "") -> None:
        if text:
            self.box.fill(text)
        self.box.press("Enter")

    def ask(self, text: str = "") -> str:
        """Ask and wait for the whole reply."""
        before = self.replies.count()
        self.send(text)
        return self.wait_for_reply(before + 1)

    def wait_for_reply(self, number: int) -> str:
        expect(self.replies).to_have_count(number, timeout=ANSWER_MILLISECONDS)
        self.wait_until_idle()
        return self.replies.last.inner_text()

    def wait_for_words(self) -> None:
        """Wait until a reply has begun."""
        expect(self.page.locator(".stage")).to_have_count(1)
        expect(self.page.locator(".stage")).to_have_count(0, timeout=ANSWER_MILLISECONDS)

    def wait_until_idle(self) -> None:
        expect(self.page.locator("#regenerate")).to_be_visible(timeout=ANSWER_MILLISECONDS)

    def message(self, words: str) -> None:
        """Wait for a message beside the box that holds these words, and close it."""
        message = self.page.locator("#messages .said", has_text=re.compile(words))
        expect(message.first).to_be_visible()
        message.first.locator(".close").click()

    def _note_message(self, message: ConsoleMessage) -> None:
        text = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error":
            self._note_problem(text)

    def _note_problem(self, text: str) -> None:
        if not re.search(f"{LEFT_BEHIND}|{self.tolerated}", text):
            self.problems.append(text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.outside_requests.append(request.url)
