"""What the server has to say to whoever uses a page: shown beside the box by `static/messages.js`, in our words.

Gradio's own notes go the same way to the browser. The mark tells ours from theirs, of which none is shown as it is.
"""

from __future__ import annotations

from html import escape

import gradio as gr

MARK = "docent-said"


def say(text: str) -> None:
    """Say that something was done."""
    gr.Info(_mark(text))


def warn(text: str) -> None:
    """Say that something could not be done; the event goes on."""
    gr.Warning(_mark(text))


def refusal(text: str) -> gr.Error:
    """Return the error that ends an event and says why."""
    return gr.Error(_mark(text), print_exception=False)


def _mark(text: str) -> str:
    return f'<span class="{MARK}">{escape(text)}</span>'
