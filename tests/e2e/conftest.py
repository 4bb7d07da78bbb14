"""The real application in a process of its own, driven through a real browser."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL, PICTURE_ENCODER, QWEN_1_5B, WHISPER_BASE
from tests.conftest import PROJECT_FOLDER
from tests.e2e.chat import Chat
from web.texts import load_texts

CHROMIUM = "/usr/bin/chromium"
ADMIN_PASSWORD = "violet lamp on the stairs"
SHOP = "Lumen Shop"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
WIDE: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# what holds for everybody is shown for one of each: a desktop and a phone, English and Chinese
BOTH = pytest.mark.parametrize(
    ("texts", "options"),
    [(load_texts("en"), DESKTOP), (load_texts("zh"), {**PHONE, "locale": "zh-CN"})],
    ids=["desktop-en", "phone-zh"],
)
START_SECONDS = 300.0  # of a busy machine: samples are read, an engine is loaded
expect.set_options(timeout=30_000)  # a busy machine with two cores
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@dataclass
class App:
    """A running Docent; it can be killed and started again on the same data."""

    data_folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    environment: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = ("app.py",)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DOCENT_")}
        environment |= {
            "DOCENT_DATA_FOLDER": str(self.data_folder),
            "DOCENT_PORT": str(self.port),
            "DOCENT_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "DOCENT_TEMPERATURE": "0",  # the likeliest words, the same each time
            "DOCENT_NETWORK_SHARE": "1000",  # all visitors of the tests come from one address
            **self.environment,
        }
        log = (self.data_folder / "app.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [sys.executable, *self.program], cwd=PROJECT_FOLDER, env=environment, stdout=log, stderr=log
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """End it as a power failure would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        pause = threading.Event()
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, (self.data_folder / "app.log").read_text()
            try:
                with urllib.request.urlopen(f"{self.url}/readyz"):  # noqa: S310  # our own server
                    return
            except urllib.error.URLError:
                pause.wait(0.1)
        pytest.fail("the application did not get ready")


@pytest.fixture(scope="package")
def make_app(tmp_path_factory: pytest.TempPathFactory, weights_folder: Path) -> Iterator[Callable[..., App]]:
    apps: list[App] = []

    def make(**environment: str) -> App:
        folder = tmp_path_factory.mktemp("data")
        for weights in (QWEN_1_5B, E5_SMALL, WHISPER_BASE, PICTURE_ENCODER):
            ensure_weights(weights, weights_folder)
        (folder / "weights").symlink_to(weights_folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        apps.append(App(folder, port, environment=environment))
        return apps[-1]

    yield make
    for app in apps:
        app.stop()


@pytest.fixture(scope="package")
def app(make_app: Callable[..., App]) -> App:
    running = make_app()
    running.start()
    return running


def start_paced(make_app: Callable[..., App]) -> App:
    """Start the application with a model that goes on when a test says so, and without any document."""
    paced = make_app(DOCENT_LOAD_SAMPLES="false", DOCENT_ORGANISATION=SHOP)
    paced.program = ("-m", "tests.e2e.paced_app")
    (paced.data_folder / "go").touch()
    paced.start()
    return paced


@pytest.fixture(scope="package")
def paced(make_app: Callable[..., App]) -> App:
    """The application with the scripted model; shared by the tests of the pages."""
    return start_paced(make_app)


@pytest.fixture
def go(app: App) -> Iterator[Path]:
    """The file that lets the paced model go on; it is not there at first."""
    path = app.data_folder / "go"
    path.unlink(missing_ok=True)
    yield path
    path.touch()  # nothing may wait for ever


@pytest.fixture(scope="package")  # its event loop must not run on in the tests of other folders
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


OpenChat = Callable[..., Chat]


@pytest.fixture
def open_chat(browser: Browser, app: App) -> Iterator[OpenChat]:
    """Opens a page as a new visitor; at the end no page may have an error or have asked another server."""
    opened: list[tuple[BrowserContext, Chat]] = []

    def open_it(path: str = "/", *, url: str | None = None, **options: object) -> Chat:
        defaults: dict[str, object] = {
            "viewport": {"width": 1280, "height": 800},
            "locale": "en-US",
            "permissions": ["microphone", "clipboard-read", "clipboard-write"],
        }
        context = browser.new_context(**{**defaults, **options})  # type: ignore[arg-type]
        chat = Chat(context.new_page(), url or app.url)
        opened.append((context, chat))
        if path.startswith("/admin"):
            chat.sign_in("admin", ADMIN_PASSWORD)
        chat.open(path)
        return chat

    yield open_it
    problems = [problem for _, chat in opened for problem in chat.problems]  # before a page is torn away
    for context, _ in opened:
        context.close()
    assert problems == []
    assert [request for _, chat in opened for request in chat.outside_requests] == []


@pytest.fixture(scope="session")
def screenshots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: into the documentation with `--screenshots`, else nowhere that is kept."""
    if not request.config.getoption("--screenshots"):
        return tmp_path_factory.mktemp("screenshots")
    folder = PROJECT_FOLDER / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
