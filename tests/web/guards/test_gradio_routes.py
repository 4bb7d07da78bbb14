"""Every route of the installed Gradio is either used by the pages or known and refused."""

import re
from collections.abc import Iterable

import gradio as gr
import pytest
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import BaseRoute
from starlette.websockets import WebSocketDisconnect

from tests.web.guards.conftest import visit, visit_as_admin
from web.guards.gradio_routes import ALLOWED, REFUSED, find_route


def paths_of(routes: Iterable[BaseRoute]) -> set[str]:
    """Walk routes, also those of routers that are included."""
    found: set[str] = set()
    for route in routes:
        router = getattr(route, "original_router", None)
        found |= paths_of(router.routes) if router is not None else {getattr(route, "path", "?")}
    return found


@pytest.fixture(scope="module")
def installed() -> set[str]:
    with gr.Blocks() as blocks:
        gr.Textbox()
    return paths_of(App.create_app(blocks).routes)


def test_no_route_of_gradio_is_unknown(installed: set[str]) -> None:
    known = ALLOWED.keys() | REFUSED.keys()
    assert {path.rstrip("/") for path in installed} - {path.rstrip("/") for path in known} == set()


def test_what_is_allowed_is_there(installed: set[str]) -> None:
    assert ALLOWED.keys() - installed == {""}  # the page itself, without a slash at its end


def test_the_walk_sees_all_routes(installed: set[str]) -> None:
    assert "/gradio_api/file={path_or_url:path}" in installed
    assert len(installed) > 60


@pytest.mark.parametrize("path", sorted(REFUSED))
def test_what_is_refused_is_not_there(path: str) -> None:
    for method in ("GET", "POST", "HEAD", "PUT", "DELETE"):
        for end in ("", "/"):
            assert (
                find_route(method, path.replace("{", "").replace("}", "").replace(":path", "") + end) is None
            )


@pytest.mark.parametrize("mount", ["/en", "/zh", "/admin/en"])
@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/info",
        "/config",
        "/config/",
        "/monitoring",
        "/gradio_api/component_server",
        "/gradio_api/proxy=https://a.hf.space/",
        "/gradio_api/vibe-code",
        "/gradio_api//info",
        "/gradio_api/%69nfo",
        "/gradio_api/queue/join/",
        "/nothing",
    ],
)
def test_the_door_hides_all_others(pages: FastAPI, mount: str, path: str) -> None:
    visitor = visit_as_admin(pages)
    assert visitor.get(mount + path).status_code == 404
    assert visitor.post(mount + path, json={}).status_code == 404


def test_a_page_takes_no_orders_from_its_query(pages: FastAPI) -> None:
    visitor = visit(pages)
    given, plain = (visitor.get(f"/en/{query}").text for query in ("?page=x&deep_link=..%2fx&c=1", ""))
    nonce = re.compile(r'nonce="[\w-]+"')  # another one for each answer
    assert nonce.sub("", given) == nonce.sub("", plain)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x",
        "https://example.org",
        "file:///etc/passwd",
        "//example.org/x",
        "/etc/passwd",
        "..%2fx",
    ],
)
def test_files_have_no_address_but_that_of_an_upload(pages: FastAPI, address: str) -> None:
    assert visit(pages).get(f"/en/gradio_api/file={address}").status_code == 403


def test_a_websocket_finds_nothing(pages: FastAPI) -> None:
    with pytest.raises(WebSocketDisconnect), visit(pages).websocket_connect("/en/gradio_api/queue/join"):
        pass
