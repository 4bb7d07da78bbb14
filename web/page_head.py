"""Puts what a page needs into the head of its HTML, so that its scripts are there before Gradio begins.

Gradio's own parameter `head` adds it by script, beside the loading of the page: a component that calls a script when it
appears would then come first now and then, and stay without its function.
What Gradio's page says of Gradio is taken out. Its scripts that stand in the page get a nonce, another one each
time: a script that gets into the page later runs no more than one from elsewhere.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.client_address import origin_of
from web.request_guard import allow_scripts
from web.site_head import ORIGIN

END_OF_HEAD = b"</head>"
SCRIPT = re.compile(rb"<script(?=[\s>])")
NONCE_BYTES = 18
# what Gradio says of itself: previews of a link, and a manifest that it has not got
TOOLKIT_TAGS = re.compile(
    rb"""<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>\s*|<link rel="manifest"[^>]*>\s*"""
)


class PageHead:
    """Middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, *, heads: Mapping[str, str], trusted_proxies: Collection[str] = ()
    ) -> None:
        """Wrap an application.

        Args:
            app: The application.
            heads: HTML for the head of each page, by its path, such as `/en/`.
            trusted_proxies: Addresses whose word is taken that a request was encrypted.
        """
        self._app = app
        self._trusted_proxies = trusted_proxies
        self._heads = {path: head.encode() for path, head in heads.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the answer of a page is given its head."""
        head = self._heads.get(scope["path"]) if scope["type"] == "http" else None
        if head is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        origin = escape(origin_of(scope, self._trusted_proxies))
        head = head.replace(ORIGIN.encode(), origin.encode())
        # unpacked, so that it can be changed
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()
        nonce = secrets.token_urlsafe(NONCE_BYTES)

        async def change(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            content = bytes(body)
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                content = TOOLKIT_TAGS.sub(b"", content)
                content = content.replace(END_OF_HEAD, head + END_OF_HEAD, 1)
                content = SCRIPT.sub(rb'\g<0> nonce="%s"' % nonce.encode(), content)
                answered = MutableHeaders(raw=start["headers"])
                answered["content-length"] = str(len(content))
                answered["content-security-policy"] = allow_scripts(nonce)
            await send(start)
            await send({"type": "http.response.body", "body": content})

        await self._app({**scope, "headers": plain}, receive, change)
