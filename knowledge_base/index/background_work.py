"""Work in the background that gives way to questions and ends when it is told to."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from knowledge_base.index.vector_base import EmbeddingSource

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
PRIORITY = 10  # of 19, lower than everything else


class WorkEndedError(Exception):
    """The work was told to end; never shown to anybody."""


class InterruptibleReading:
    """An embedding source that ends what reads it."""

    def __init__(self, source: EmbeddingSource, is_ended: threading.Event) -> None:
        """Read from `source` until `is_ended` is set."""
        self._source = source
        self._is_ended = is_ended

    def list_passage_ids(self) -> IdArray:
        """Return the id of every passage, sorted, shape `(n,)`."""
        return self._source.list_passage_ids()

    def read_embeddings(self, passage_ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        """Yield ids and their embeddings; ends with `WorkEndedError`."""
        for batch in self._source.read_embeddings(passage_ids):
            self.check()
            yield batch

    def check(self) -> None:
        """Raise `WorkEndedError` where the work is to end."""
        if self._is_ended.is_set():
            raise WorkEndedError


def lower_priority() -> None:
    """Let other threads go before this one, where the system can do that, and keep FAISS in it to one core."""
    import faiss

    faiss.omp_set_num_threads(1)  # counts for the calling thread alone
    if sys.platform == "linux":  # elsewhere a priority is that of the whole process
        with suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, max(PRIORITY, os.getpriority(os.PRIO_PROCESS, thread)))
