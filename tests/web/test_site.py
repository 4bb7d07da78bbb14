"""The site beside its pages; and that what the server says goes one way."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.settings import Settings
from tests.conftest import PROJECT_FOLDER
from web.messages import refusal
from web.site import STATIC_FOLDER, add_site


@pytest.fixture
def site(tmp_path: Path) -> TestClient:
    app = FastAPI()
    add_site(app, Settings(data_folder=tmp_path, organisation="Lumen <Shop>"))
    return TestClient(app)


def test_the_manifest_names_the_shop_and_icons_that_are_there(site: TestClient) -> None:
    manifest = site.get("/manifest.json?language=zh").json()
    assert (manifest["name"], manifest["lang"]) == ("Lumen <Shop>", "zh-CN")
    for icon in manifest["icons"]:
        assert (STATIC_FOLDER / icon["src"].removeprefix("/static/")).is_file()


def test_every_script_and_style_is_asked_for_and_each_that_is_asked_for_is_there() -> None:
    folder = PROJECT_FOLDER / "web"
    code = "".join(path.read_text() for kind in ("*.py", "*.html") for path in folder.rglob(kind))
    there = {path.name for kind in ("*.js", "*.css") for path in STATIC_FOLDER.glob(kind)}
    inlined = set(re.findall(r'"(\w+)"', (folder / "head_content.py").read_text()))  # by their names alone
    assert {name for name in there if name not in code and name.split(".")[0] not in inlined} == set()
    assert set(re.findall(r"/static/([\w-]+\.(?:js|css))", code)) <= there


def test_an_unknown_address_is_a_page_for_people_and_a_reason_for_scripts(site: TestClient) -> None:
    page = site.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert page.status_code == 404
    assert "<h1>这里没有页面</h1>" in page.text
    assert "Lumen &lt;Shop&gt;" in page.text
    assert site.get("/nothing").json() == {"detail": "Not Found"}


def test_nothing_speaks_past_the_messages_of_the_page() -> None:
    speaking = re.compile(r"gr\.(?:Info|Warning|Success|Error)\(")
    modules = [path for path in (PROJECT_FOLDER / "web").rglob("*.py") if path.name != "messages.py"]
    assert [path.name for path in modules if speaking.search(path.read_text(encoding="utf-8"))] == []


def test_what_people_wrote_is_no_markup_in_a_message() -> None:
    assert refusal("<b>a.md</b>").message == '<span class="docent-said">&lt;b&gt;a.md&lt;/b&gt;</span>'
