"""Gradio prints the tracebacks of unexpected errors; here they become log lines, which hold no visitor's values.

Gradio has no setting for it. Its modules call `traceback.print_exc()` by the module's name, so that a stand-in of that
name in them is enough; `tests/web/test_no_values_in_logs.py` fails where an upgrade prints in another way.
"""

from __future__ import annotations

import logging
import sys
from types import ModuleType, SimpleNamespace
from typing import cast

from gradio import queueing, route_utils, routes

logger = logging.getLogger(__name__)


def log_tracebacks_of_gradio() -> None:
    """Send to the log what Gradio would print."""
    stand_in = cast("ModuleType", SimpleNamespace(print_exc=_log_error))
    for module in (queueing, route_utils, routes):
        vars(module)["traceback"] = stand_in


def _log_error() -> None:
    error = sys.exc_info()[1]
    logger.error("an event failed: %s", type(error).__name__, exc_info=error)
