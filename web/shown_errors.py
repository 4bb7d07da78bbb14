"""Errors → what the person at the screen is told. The one border where an unknown error is caught, and logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from secrets import token_hex

import gradio as gr

from assistant.errors import AssistantError
from knowledge_base.errors import KnowledgeBaseError
from model.errors import ModelError
from web.texts import Texts

logger = logging.getLogger(__name__)


@contextmanager
def errors_shown(texts: Texts, **values: str) -> Iterator[None]:
    """Turn an error into a message of Gradio's; values, such as a file's name, may stand in it."""
    try:
        yield
    except gr.Error:
        raise
    except (AssistantError, KnowledgeBaseError, ModelError) as exc:
        logger.info("refused: %s", exc.code)
        raise _to_gradio(texts.error(exc.code, exc.params, **values)) from exc
    except Exception as exc:
        incident = token_hex(4)
        logger.exception("incident %s", incident)
        raise _to_gradio(texts("error.unexpected", incident=incident)) from exc


def _to_gradio(message: str) -> gr.Error:
    return gr.Error(escape(message), title="Docent", print_exception=False)
