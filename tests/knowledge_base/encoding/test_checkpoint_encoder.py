"""Another sentence encoder, on a tiny checkpoint that the test makes itself."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.command_line import run
from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.calibration import CalibrationFiles
from knowledge_base.encoding.checkpoint_encoder import CheckpointEncoder
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.errors import EmbeddingError
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.tiny_checkpoint import make_checkpoint


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("checkpoint"))


def test_a_checkpoint_embeds_questions_and_passages(checkpoint: Path) -> None:
    encoder = CheckpointEncoder(str(checkpoint))
    assert (encoder.name, encoder.dimension) == (str(checkpoint), 16)
    embeddings = encoder.embed_passages(["the lamp is bright", "returns are free"])
    assert embeddings.dtype == np.float32
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.embed_queries(["the lamp is bright"])[0] @ embeddings[0] == pytest.approx(1, abs=1e-5)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """A folder of labelled questions and their documents, as `calibrate` reads it."""
    texts = {
        "lamps.md": "# Lamps\n\n## Light\n\nThe lamp is bright.\n\n## Switch\n\nThe lamp has a switch.\n",
        "returns.md": "# Returns\n\n## Costs\n\nReturns are free.\n\n## Time\n\nReturns take a week.\n",
        "灯.md": "# 灯\n\n## 光\n\n这盏灯很亮。\n\n## 开关\n\n灯有一个开关。\n",
    }
    folder = tmp_path / "labels" / "library" / "fit"
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    asked = (
        ("is the lamp bright", "lamps.md", "The lamp is bright."),
        ("are returns free", "returns.md", "Returns are free."),
        ("how long do returns take", "returns.md", "Returns take a week."),
        ("who won the game", None, None),
    )
    lines = [
        json.dumps({"split": "fit", "language": "en", "question": q, "document": d, "answer": a})
        for q, d, a in asked
    ]
    (tmp_path / "labels" / "questions.jsonl").write_text("\n".join(lines))
    return tmp_path / "labels"


def test_without_a_calibration_it_is_refused_with_what_to_run(
    open_knowledge: OpenKnowledge, checkpoint: Path, tmp_path: Path
) -> None:
    files = CalibrationFiles(folder=tmp_path / "calibrations")
    knowledge = open_knowledge(encoder=str(checkpoint), load_encoder=CheckpointEncoder, calibrations=files)
    knowledge.start()
    with pytest.raises(
        EmbeddingError, match=rf"DOCENT_ENCODER={checkpoint} python -m knowledge_base calibrate"
    ):
        knowledge.retrieve("is the lamp bright", k=1)
    assert "calibrate" in (knowledge.failure or "")


def test_a_knowledge_base_works_on_it_once_it_is_calibrated(
    open_knowledge: OpenKnowledge,
    encoder: SentenceEncoder,
    checkpoint: Path,
    labels: Path,
    tmp_path: Path,
) -> None:
    config = KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
        index_folder=tmp_path / "index",
        encoder=str(checkpoint),
        load_encoder=lambda name: encoder if name == encoder.name else CheckpointEncoder(name),
        calibrations=CalibrationFiles(folder=tmp_path / "calibrations"),
    )
    output = StringIO()
    assert run(["calibrate", "--labels", str(labels)], config, output) == 0, output.getvalue()
    mine = config.calibrations.read(str(checkpoint))
    assert (mine.order, mine.relevance) == (None, None)  # it gives no tokens
    assert mine.same_cosines == tuple(sorted(mine.same_cosines))
    assert mine.same_cosines != CalibrationFiles().read(encoder.name).same_cosines
    knowledge = open_knowledge(
        encoder=config.encoder, load_encoder=config.load_encoder, calibrations=config.calibrations
    )
    knowledge.start()
    knowledge.add_document("lamps.md", b"# The lamp\n\nThe lamp is bright.\n")
    assert knowledge.wait_until_idle(60)
    (found,) = knowledge.retrieve("is the lamp bright", k=1).candidates
    assert (found.dense_rank, found.lexical_rank, found.rerank_score) == (1, 1, None)


def test_a_folder_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="can't be loaded"):
        CheckpointEncoder(str(tmp_path))
