"""What somebody sends stands neither in a log line nor in the answer that refuses it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from gradio import queueing

from assistant.errors import AttachmentError, EngineStartingError
from assistant.logs import DiscreetFormatter, JsonFormatter, keep_values_out
from tests.web.guards.conftest import visit, visit_as_admin
from tests.web.guards.test_gradio_door import events_of

MARK = "xqzvisitorsvaluexqz"
SENT = {"accept": f"text/{MARK}", "accept-language": MARK, "referer": MARK, "user-agent": MARK, "range": MARK}


@pytest.fixture(params=[DiscreetFormatter, JsonFormatter])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that is logged, down to the last detail."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    handler.addFilter(keep_values_out)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # the visitor's own
    yield written
    root.removeHandler(handler)
    logging.getLogger("httpx2").setLevel(logging.NOTSET)
    root.setLevel(level)


def fail_with_a_value() -> None:
    try:
        int(MARK)
    except ValueError as exc:
        raise KeyError(MARK) from exc


def test_a_foreign_error_is_logged_by_its_kind_and_its_frames(lines: io.StringIO) -> None:
    logger = logging.getLogger("web.somewhere")
    try:
        fail_with_a_value()
    except KeyError as exc:
        logger.exception("incident 1")
        logger.warning("it failed: %s, %r", exc, exc.__cause__)
    logger.warning("refused: %s", AttachmentError("…", code="media_type", name=MARK))
    logger.warning("refused: %s", EngineStartingError("wait a minute"))
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task %s>", MARK)
    text = lines.getvalue()
    assert MARK not in text
    for said in (
        "KeyError",
        "ValueError",
        "fail_with_a_value",
        "media_type",
        "wait a minute",
        "Task exception",
    ):
        assert said in text


def test_what_gradio_would_print_is_logged(
    pages: FastAPI, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pages
    try:
        fail_with_a_value()
    except KeyError:
        vars(queueing)["traceback"].print_exc()
    assert "KeyError" in lines.getvalue()
    assert MARK not in lines.getvalue()
    assert capfd.readouterr().err == ""


def test_no_route_repeats_what_it_was_sent(
    pages: FastAPI, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    tried = 0
    for visitor in (visit(pages), visit_as_admin(pages)):
        visitor.cookies.set("docent_language", MARK)
        for route in pages.routes:
            if not isinstance(route, APIRoute) or "sign-out" in route.path:
                continue
            path = route.path.format(**dict.fromkeys(route.param_convertors, MARK))
            for method in sorted(route.methods or ()):
                answer = visitor.request(
                    method, f"{path}?{MARK}={MARK}", headers=SENT, json={"name": MARK, "token": MARK}
                )
                tried += 1
                assert answer.status_code < 500 or route.path == "/readyz", (route.path, answer.text)
                if answer.status_code >= 400:
                    assert MARK not in answer.text, (route.path, answer.status_code)
    assert tried > 60
    assert MARK not in lines.getvalue()
    assert MARK not in "".join(capfd.readouterr())


def test_no_event_repeats_what_it_was_sent(
    pages: FastAPI, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    visitors = {False: visit(pages), True: visit_as_admin(pages)}
    tried = 0
    for page, event in events_of(pages):
        visitor = visitors[page.startswith("/admin")]
        reference = {"path": f"/{MARK}", "orig_name": MARK, "meta": {"_type": "gradio.FileData"}}
        for value in (MARK, reference, json.dumps(reference), {MARK: [MARK]}):
            body = {"fn_index": event["id"], "session_hash": MARK, "data": [value], "trigger_id": MARK}
            answer = visitor.post(f"{page}/gradio_api/queue/join", json=body, headers=SENT)
            tried += 1
            assert answer.status_code < 500
            assert MARK not in answer.text
    assert tried > 200
    assert MARK not in lines.getvalue()
    assert MARK not in "".join(capfd.readouterr())


def test_the_stream_of_nobody_is_not_found(pages: FastAPI, lines: io.StringIO) -> None:
    answer = visit(pages).get(f"/en/gradio_api/queue/data?session_hash={MARK}")
    assert answer.status_code == 404
    assert MARK not in answer.text
    assert lines.getvalue() == "" or "Traceback" not in lines.getvalue()
