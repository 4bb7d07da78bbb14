"""Errors → what the person at the screen is told. The one border where an unknown error is caught, and logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import gradio as gr

from assistant.errors import AssistantError
from knowledge_base.errors import KnowledgeBaseError
from model.errors import ModelError
from web.messages import refusal
from web.texts import Texts

logger = logging.getLogger(__name__)


@contextmanager
def errors_shown(texts: Texts, **values: str) -> Iterator[None]:
    """Turn an error into a message of Gradio's; values, such as a file's name, may stand in it."""
    try:
        yield
    except gr.Error:
        raise
    except Exception as exc:
        raise refusal(explain(exc, texts, **values)) from exc


def explain(error: Exception, texts: Texts, **values: str) -> str:
    """Return what a user is told of an error, as text; an unknown one is logged with a number to ask for."""
    if isinstance(error, (AssistantError, KnowledgeBaseError, ModelError)):
        logger.info("refused: %s", error.code)
        return texts.error(error.code, error.params, **values)
    incident = token_hex(4)
    logger.error("incident %s", incident, exc_info=error)
    return texts("error.unexpected", incident=incident)
