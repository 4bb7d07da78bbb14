"""Sentences that blame somebody, told by the classifier that comes with Docent."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.grounding import blame
from assistant.grounding.blame import blames_somebody
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.errors import EmbeddingError
from tests.assistant.fakes import SENTENCE_JUDGE, FixedRetriever
from training.blame.fit import BLAME

BLUNT = "Bellmar Logistics loses every second parcel and lies to its customers about it."


@pytest.mark.parametrize("sentence", [BLUNT, "都怪贝尔玛物流，他们根本不负责任，还骗顾客。"])
def test_blame_is_found(sentence: str) -> None:
    assert blames_somebody(sentence, FixedRetriever())


@pytest.mark.parametrize(
    "sentence",
    [
        "Parcels are delivered by Bellmar Logistics within three days.",
        "The seller is not liable for damage caused by the buyer.",
        "E12 means that the battery is too hot.",
        "已拆封的商品不能退货。",
    ],
)
def test_rules_and_faults_are_no_blame(sentence: str) -> None:
    assert not blames_somebody(sentence, FixedRetriever())


def test_what_was_measured_on_other_businesses_stays() -> None:
    texts, is_blame, languages = BLAME.read_split("held_out")
    found = blame.CLASSIFIER.load().takes(SENTENCE_JUDGE.embed(texts))
    assert set(languages) == {"en", "zh"}
    assert found[is_blame].mean() >= 0.8
    assert found[~is_blame].mean() <= 0.15


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "blame.npz"
    changed.write_bytes(blame.CLASSIFIER.path.read_bytes() + b"x")
    with pytest.raises(EmbeddingError, match=r"python -m training\.blame\.fit"):
        replace(blame.CLASSIFIER, path=changed).load()


def test_the_classifier_reads_the_vectors_of_the_second_encoder() -> None:
    assert blame.CLASSIFIER.load().mean.shape == (SecondEncoder.dimension,)
