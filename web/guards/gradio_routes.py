"""Which of Gradio's routes the pages use, how each is passed on, and which others this version has.

What is not in `ALLOWED` is answered 404. `REFUSED` is there for one reason: a test compares both with the routes of
the installed Gradio, so that an upgrade can't add one that nobody has looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from starlette.routing import compile_path

API = "/gradio_api"


class Treatment(Enum):
    """What is done with a request before Gradio sees it."""

    PAGE = auto()  # without its query, which can name a saved state or another page
    ASSET = auto()  # a file of Gradio's own
    SESSION = auto()  # the session in the path or the query is the principal's own
    EVENT = auto()  # the body may name only files that the principal uploaded
    CANCEL = auto()  # the event is the principal's own
    UPLOAD = auto()  # counted, and written down as the principal's
    PROGRESS = auto()  # the upload is the principal's own
    FILE = auto()  # only what the principal uploaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A request that is passed on.

    Attributes:
        values: What stands in the variable parts of the path.
    """

    treatment: Treatment
    values: Mapping[str, str]


READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST"})

ALLOWED: Mapping[str, tuple[frozenset[str], Treatment]] = {
    "": (READING, Treatment.PAGE),
    "/": (READING, Treatment.PAGE),
    "/theme.css": (READING, Treatment.ASSET),
    "/assets/{path:path}": (READING, Treatment.ASSET),
    "/static/{path:path}": (READING, Treatment.ASSET),
    f"{API}/app_id": (
        READING,
        Treatment.ASSET,
    ),  # tells a page after a lost connection whether it is the same server
    f"{API}/heartbeat/{{session_hash}}": (READING, Treatment.SESSION),
    f"{API}/queue/data": (READING, Treatment.SESSION),
    f"{API}/queue/join": (WRITING, Treatment.EVENT),
    f"{API}/cancel": (WRITING, Treatment.CANCEL),
    f"{API}/reset": (WRITING, Treatment.CANCEL),
    f"{API}/upload": (WRITING, Treatment.UPLOAD),
    f"{API}/upload_progress": (READING, Treatment.PROGRESS),
    f"{API}/file={{path_or_url:path}}": (READING, Treatment.FILE),
}

# Each with the reason in short; a slash at the end makes no difference.
REFUSED: Mapping[str, str] = {
    f"{API}/api/{{api_name}}": "events without the queue",
    f"{API}/run/{{api_name}}": "events without the queue",
    f"{API}/call/{{api_name}}": "events by name",
    f"{API}/call/v2/{{api_name}}": "events by name",
    f"{API}/call/{{api_name}}/{{event_id}}": "events by name",
    f"{API}/call/v2/{{api_name}}/{{event_id}}": "events by name",
    f"{API}/component_server": "functions of components",
    f"{API}/custom_component/{{id}}/{{environment}}/{{type}}/{{file_name}}": "no such components",
    f"{API}/deep_link": "saves the state of a page",
    f"{API}/dev/reload": "for developers",
    f"{API}/file/{{path:path}}": "an older form of file=",
    f"{API}/info": "describes the events",
    f"{API}/login_check": "Gradio's own accounts",
    f"{API}/openapi.json": "describes the events",
    f"{API}/process_recording": "screen recordings",
    f"{API}/profiling/clear": "for developers",
    f"{API}/profiling/summary": "for developers",
    f"{API}/profiling/traces": "for developers",
    f"{API}/proxy={{url_path:path}}": "fetches addresses",
    f"{API}/queue/status": "what others do",
    f"{API}/run-history/buckets": "sends runs to a hub",
    f"{API}/run-history/connect": "sends runs to a hub",
    f"{API}/run-history/records": "sends runs to a hub",
    f"{API}/run-history/records/{{endpoint}}/{{record_id}}/assets/{{asset_id}}": "sends runs to a hub",
    f"{API}/runs": "sends runs to a hub",
    f"{API}/startup-events": "the server runs them itself",
    f"{API}/stream/{{event_id}}": "media streams",
    f"{API}/stream/{{event_id}}/close": "media streams",
    f"{API}/stream/{{session_hash}}/{{run}}/{{component_id}}/playlist-file": "media streams",
    f"{API}/stream/{{session_hash}}/{{run}}/{{component_id}}/playlist.m3u8": "media streams",
    f"{API}/stream/{{session_hash}}/{{run}}/{{component_id}}/{{segment_id}}.{{ext}}": "media streams",
    f"{API}/theme.css": "the page asks for /theme.css",
    f"{API}/token": "Gradio's own accounts",
    f"{API}/undo-vibe-edit": "changes the program",
    f"{API}/user": "Gradio's own accounts",
    f"{API}/vibe-code": "changes the program",
    f"{API}/vibe-edit": "changes the program",
    f"{API}/vibe-starter-queries": "changes the program",
    "/config": "describes the page; it stands in the page itself",
    "/favicon.ico": "the server has its own",
    "/login": "Gradio's own accounts",
    "/logout": "Gradio's own accounts",
    "/manifest.json": "the page is no installed application",
    "/monitoring": "what others do",
    "/monitoring/summary": "what others do",
    "/monitoring/{key}": "what others do",
    "/openapi.json": "describes the routes",
    "/pwa_icon": "the page is no installed application",
    "/pwa_icon/{size}": "the page is no installed application",
    "/robots.txt": "of a page that is mounted nobody asks for it",
    "/svelte/{path:path}": "custom components",
}

_PATTERNS = tuple(
    (compile_path(path)[0], methods, treatment) for path, (methods, treatment) in ALLOWED.items()
)


def find_route(method: str, path: str) -> Route | None:
    """Return how a request to a page of Gradio's is passed on; None where it is refused.

    Args:
        method: Of the request.
        path: Decoded, below the page's own.
    """
    for pattern, methods, treatment in _PATTERNS:
        match = pattern.match(path)
        if match and method in methods:
            return Route(treatment=treatment, values=match.groupdict())
    return None
