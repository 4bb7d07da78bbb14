from pathlib import Path

import pytest

from knowledge_base.encoding.checkpoint_encoder import CheckpointEncoder
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.encoding.encoders import Encoder
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL
from tests.contracts.encoder import EncoderContract
from tests.knowledge_base.encoders import WordEncoder
from tests.knowledge_base.tiny_checkpoint import make_checkpoint


@pytest.fixture(scope="module")
def checkpoint_encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return CheckpointEncoder(str(make_checkpoint(tmp_path_factory.mktemp("checkpoint"))))


@pytest.fixture(scope="module")
def sentence_encoder(weights_folder: Path) -> Encoder:
    return SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)


class TestSentenceEncoder(EncoderContract):
    @pytest.fixture
    def any_encoder(self, sentence_encoder: Encoder) -> Encoder:
        return sentence_encoder


class TestCheckpointEncoder(EncoderContract):
    @pytest.fixture
    def any_encoder(self, checkpoint_encoder: Encoder) -> Encoder:
        return checkpoint_encoder


class TestWordEncoder(EncoderContract):
    """The one that other tests stand on."""

    @pytest.fixture
    def any_encoder(self) -> Encoder:
        return WordEncoder()
