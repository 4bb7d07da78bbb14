from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.encoding.calibration import ACROSS_SCALE, EMBEDDED_ENCODER, SAME_SCALE, CalibrationFiles
from knowledge_base.errors import EncoderCalibrationError
from knowledge_base.evaluation.threshold_linking import choose_texts, link_thresholds
from knowledge_base.retrieval.relevance import BACKGROUND
from tests.knowledge_base.encoders import WordEncoder

SHIPPED = CalibrationFiles().read(EMBEDDED_ENCODER)


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    files = CalibrationFiles(folder=tmp_path / "new")
    mine = replace(SHIPPED, encoder="BAAI/bge-m3", order=None, duplicate_cosine=0.8)
    assert files.write(mine).parent == tmp_path / "new"
    assert files.read("BAAI/bge-m3") == mine
    assert files.read(EMBEDDED_ENCODER) == SHIPPED  # the shipped ones are there as well


def test_an_encoder_that_nobody_calibrated_is_refused_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(
        EncoderCalibrationError, match="`DOCENT_ENCODER=BAAI/bge-m3 python -m knowledge_base calibrate`"
    ):
        CalibrationFiles(folder=tmp_path).read("BAAI/bge-m3")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:40],
        lambda text: text.replace('"duplicate_cosine"', '"copied_cosine"'),
        lambda text: text.replace('"encoder": "mine"', '"encoder": "other"'),
        lambda text: text.replace('"margin"', '"margins"'),
    ],
)
def test_a_calibration_that_is_none_is_refused(tmp_path: Path, change: object) -> None:
    files = CalibrationFiles(folder=tmp_path)
    path = files.write(replace(SHIPPED, encoder="mine"))
    path.write_text(change(path.read_text()))  # type: ignore[operator]
    with pytest.raises(EncoderCalibrationError, match="calibrate"):
        files.read("mine")


def test_an_encoder_that_is_linked_to_itself_keeps_its_thresholds() -> None:
    passages = [f"Title\n{text}" for texts in BACKGROUND.values() for text in texts]
    texts = choose_texts(BACKGROUND, passages)
    found = link_thresholds(texts, SHIPPED, WordEncoder(), WordEncoder())
    assert found["same_cosines"] == pytest.approx(SHIPPED.same_cosines, abs=0.001)
    assert found["across_cosines"] == pytest.approx(SHIPPED.across_cosines, abs=0.001)
    for name in ("duplicate_cosine", "conflict_cosine", "conflict_cosine_across", "subject_cosine_across"):
        assert found.pop(name) == pytest.approx(getattr(SHIPPED, name), abs=0.001)
    assert set(found) == {"same_cosines", "across_cosines", "repetition_cosine"}


def test_cosines_of_any_encoder_become_similarities_on_one_scale() -> None:
    cosines = np.array([[-1.0, 0.1, 0.5, 0.8, 1.0]], dtype=np.float32)
    same, across = np.ones_like(cosines, dtype=bool), np.zeros_like(cosines, dtype=bool)
    assert SHIPPED.to_similarity(cosines, same) is cosines  # the scale is the embedded encoder's
    mine = replace(SHIPPED, same_cosines=(0.1, 0.5, 0.8), across_cosines=(0.1, 0.5))
    assert mine.to_similarity(cosines, same)[0] == pytest.approx([-1, *SAME_SCALE, 1])
    found = mine.to_similarity(cosines, across)[0]
    assert found[[0, 1, 2, 4]] == pytest.approx([-1, *ACROSS_SCALE, 1])
    assert ACROSS_SCALE[1] < found[3] < 1
