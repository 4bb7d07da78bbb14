"""A knowledge base for asking alone, also while another process owns the indexes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from knowledge_base.config import KnowledgeConfig
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.ownership import is_owned


@contextmanager
def open_to_read(config: KnowledgeConfig) -> Iterator[KnowledgeBase]:
    """Open the knowledge; where a server owns its indexes, with indexes of its own in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="docent-index-") as folder:
        if is_owned(config.index_folder):
            config = replace(config, index_folder=Path(folder), only_reads=True)
        with closing(KnowledgeBase(config)) as knowledge:
            knowledge.start()
            yield knowledge
