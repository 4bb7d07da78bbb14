"""A real index over a handbook, a price list and many articles that are nearly alike, for whole turns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import KnowledgeBase
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

HANDBOOK = """# Bramble Hill Boat Club

## Mooring

| Boat | Per year | Deposit |
| --- | --- | --- |
| Canoe | £31.00 | none |
| Sailing dinghy | £84.00 | £40 |
| Cabin boat | £260.00 | £150 |

The waiting list for a dinghy is about five months at present.

## How to use the slipway

1. Ask the harbour master for the key of the barrier.
2. Lower the trailer until the wheels are under water.
3. Pay £4 into the box beside the crane.

## The gate

The gate is locked from 10 p.m. to 5 a.m. A lost key costs £9.
"""
WORKSHOP = """# 竹溪陶艺工作室

## 课程

初级班每期 680 元，共八节课。开课一周内可以全额退费。

## 设备

LumiKiln Pro 2 Max 电窑最高温度 1280 摄氏度，Wi-Fi 版每次使用 45 元。
"""
ARTICLES = "# Our range\n\n" + "\n\n".join(
    f"Product {n} weighs {n} grams and its warranty lasts {n} months." for n in range(1, 61)
)
WARRANTY = """# Warranty

| Article | Warranty |
| --- | --- |
| Wireless earbuds | 25 months |
| Charging cable | 6 months |
"""


@pytest.fixture(scope="session")
def shelf(weights_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("shelf")
    encoder = SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)
    base = KnowledgeBase(
        KnowledgeConfig(
            database_url=f"sqlite:///{folder / 'knowledge.sqlite3'}",
            index_folder=folder / "index",
            encoder=encoder.name,
            load_encoder=lambda _name: encoder,
        )
    )
    base.start()
    for name, text in (
        ("club.en.md", HANDBOOK),
        ("陶艺.zh.md", WORKSHOP),
        ("range.en.md", ARTICLES),
        ("warranty.en.md", WARRANTY),
    ):
        base.add_document(name, text.encode())
    base.wait_until_idle()
    yield base
    base.close()
