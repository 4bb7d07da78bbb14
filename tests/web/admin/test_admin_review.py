from types import SimpleNamespace
from typing import Any

import pytest

from knowledge_base.review.conflict_scan import ScanState
from knowledge_base.text.languages import Language
from web.admin.admin_review import ReviewHandlers
from web.texts import load_texts


class Library:
    """A knowledge base whose documents were never compared."""

    def __init__(self, state: ScanState) -> None:
        self.conflict_scan = SimpleNamespace(progress=SimpleNamespace(state=state, progress=0.6))
        self.scans = SimpleNamespace(load_scan=lambda: None)

    def read_passages(self, ids: list[int]) -> dict[int, Any]:
        return dict.fromkeys(ids)


@pytest.mark.parametrize(
    ("language", "running", "never"),
    [
        ("en", "The documents are being compared, 60", "not been compared"),
        ("zh", "正在比较文档，60", "还没有比较"),
    ],
)
def test_a_comparison_that_runs_is_not_said_to_have_never_been(
    language: Language, running: str, never: str
) -> None:
    def shown(state: ScanState) -> str:
        knowledge: Any = Library(state)
        html: str = ReviewHandlers(knowledge=knowledge, texts=load_texts(language)).refresh("")[0]
        return html

    assert running in shown(ScanState.RUNNING)
    assert never not in shown(ScanState.RUNNING)
    assert never in shown(ScanState.IDLE)
