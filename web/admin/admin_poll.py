"""Asks again what a tab shows: the page's script says when, so that a page that nobody works on asks rarely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr


def poll(tab_content_id: str, refresh: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
    """Have a tab refreshed while it is open.

    Args:
        tab_content_id: The `elem_id` of what the tab shows; something in it carries `data-busy="true"` while it is
            being worked on.
        refresh: The handler.
        inputs: Of the handler.
        outputs: Of the handler.
    """
    waiting = gr.HTML(
        js_on_load=f"docentAdmin.poll({tab_content_id!r}, trigger)", elem_classes="poll", padding=False
    )
    waiting.select(
        refresh,
        inputs,
        outputs,
        concurrency_limit=None,
        show_progress="hidden",
        api_visibility="private",
        trigger_mode="once",
    )
