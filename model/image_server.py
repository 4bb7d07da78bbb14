"""New pictures from words, made by a server that speaks OpenAI's images protocol.

Source: https://platform.openai.com/docs/api-reference/images/create; local servers such as LocalAI speak it too.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

import httpx

from model.errors import GenerationError

TIMEOUT_SECONDS = 180.0
MAX_ANSWER_BYTES = 40_000_000
SIZE = "1024x1024"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageServer:
    """A server that makes pictures.

    Attributes:
        url: Its base address, with the `/v1`.
        model: Which of its models; empty leaves the choice to it.
        key: Its API key; may be empty.
    """

    url: str
    model: str
    key: str = field(repr=False)

    def generate(self, prompt: str) -> bytes:
        """Make one picture.

        Returns:
            The picture's file as the server sent it: check it before it is used.

        Raises:
            GenerationError: The server can't be reached, refuses, or answers something else.
        """
        request = {"prompt": prompt, "n": 1, "size": SIZE, "response_format": "b64_json"}
        if self.model:
            request["model"] = self.model
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                address = f"{self.url.rstrip('/')}/images/generations"
                with client.stream("POST", address, json=request, headers=headers) as response:
                    response.raise_for_status()
                    return base64.b64decode(_first_picture(_read_bounded(response)), validate=True)
        except (httpx.HTTPError, httpx.InvalidURL, binascii.Error, ValueError) as exc:
            msg = f"the image server made no picture: {type(exc).__name__}"
            raise GenerationError(msg) from exc


def _read_bounded(response: httpx.Response) -> httpx.Response:
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > MAX_ANSWER_BYTES:
            msg = "the answer is too large"
            raise ValueError(msg)
    return httpx.Response(200, content=bytes(body))


def _first_picture(answer: httpx.Response) -> str:
    try:
        encoded = answer.json()["data"][0]["b64_json"]
    except (KeyError, IndexError, TypeError) as exc:
        msg = "the answer holds no picture"
        raise ValueError(msg) from exc
    if not isinstance(encoded, str):
        msg = "the answer holds no picture"
        raise ValueError(msg)  # noqa: TRY004  # it is the server's mistake, not a caller's
    return encoded
