import re

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.testclient import TestClient

from web.page_head import PageHead
from web.site_head import render_site_head
from web.texts import load_texts

TOOLKIT = '<meta property="og:title" content="Gradio" /><link rel="manifest" href="/manifest.json" />'
PAGE = "<html><head><title>é</title></head><body></head></body></html>"


def make_client() -> TestClient:
    app = FastAPI()

    @app.get("/en/")
    def page() -> Response:
        return HTMLResponse(PAGE.replace("</head>", f"{TOOLKIT}</head>"))

    @app.get("/zh/")
    def refusal() -> Response:
        return JSONResponse({"head": "</head>"}, status_code=403)

    @app.get("/other")
    def other() -> Response:
        return HTMLResponse(PAGE)

    app.add_middleware(PageHead, heads={"/en/": "<script>文</script>", "/zh/": "<script></script>"})
    return TestClient(app)


def nonce_of(answer: httpx2.Response) -> str:
    found = re.search(
        r"script-src 'self' 'nonce-([\w-]{24})' 'unsafe-eval';", answer.headers["content-security-policy"]
    )
    assert found is not None
    return found[1]


def test_only_scripts_that_stand_in_the_page_run_and_each_answer_has_its_own_nonce() -> None:
    client = make_client()
    first, second = client.get("/en/"), client.get("/en/")
    assert nonce_of(first) != nonce_of(second)
    assert "unsafe-inline" not in first.headers["content-security-policy"].partition("style-src")[0]
    assert "content-security-policy" not in client.get("/other").headers  # the request guard's is stricter


def test_a_page_has_its_scripts_at_the_end_of_its_head_once() -> None:
    answer = make_client().get("/en/?c=1", headers={"Accept-Encoding": "gzip"})
    nonce = nonce_of(answer)
    assert answer.text == PAGE.replace(
        "</title></head>", f'</title><script nonce="{nonce}">文</script></head>'
    )
    assert answer.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize(
    ("trusted", "sent", "origin"),
    [
        ((), {}, "http://shop.example"),
        ((), {"X-Forwarded-Proto": "https"}, "http://shop.example"),
        (("testclient",), {"X-Forwarded-Proto": "https"}, "https://shop.example"),
        ((), {"Host": 'x"><script>'}, "http://x&quot;&gt;&lt;script&gt;"),
    ],
)
def test_a_preview_gets_a_whole_address(trusted: tuple[str, ...], sent: dict[str, str], origin: str) -> None:
    app = FastAPI()

    @app.get("/en/")
    def page() -> Response:
        return HTMLResponse(PAGE)

    head = render_site_head("Lumen Shop", load_texts("en"), title="Docent", has_image=True)
    app.add_middleware(PageHead, heads={"/en/": head}, trusted_proxies=trusted)
    answer = TestClient(app).get("/en/", headers={"Host": "shop.example", **sent})
    assert f'<meta property="og:image" content="{origin}/static/icons/icon-512.png">' in answer.text


def test_a_page_without_a_known_address_shows_no_picture() -> None:
    assert "og:image" not in render_site_head("Lumen Shop", load_texts("en"), title="Docent")


def test_other_answers_stay_as_they_are() -> None:
    client = make_client()
    assert client.get("/other").text == PAGE
    assert (client.get("/zh/").status_code, client.get("/zh/").json()) == (403, {"head": "</head>"})
