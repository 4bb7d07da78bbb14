"""The values of a photo in words: "model AS-200, serial LM-20391-B8"."""

from __future__ import annotations

from assistant.conversation import Understanding
from web.texts import Texts

SHOWN = 8


def describe_findings(understanding: Understanding, texts: Texts) -> str:
    """Name the values and barcodes in one line; empty where there are none. Links are text and stay text."""
    values = [f"{texts(f'draft.{found.kind}')} {found.value}" for found in understanding.findings]
    codes = [f"{texts('chat.barcode')} {code}" for code in understanding.barcodes]
    separator = "，" if texts.language == "zh" else ", "
    return separator.join((*codes, *values)[:SHOWN])
