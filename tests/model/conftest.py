from collections.abc import Iterator
from pathlib import Path

import pytest

from model.chat.llama_chat_model import LlamaChatModel
from model.chat.llama_process import LlamaConfig
from model.weights import ensure_weights
from model.weights_manifest import QWEN_1_5B


@pytest.fixture(scope="session")
def chat_model(weights_folder: Path) -> Iterator[LlamaChatModel]:
    folder = ensure_weights(QWEN_1_5B, weights_folder)
    config = LlamaConfig(
        weights_path=folder / QWEN_1_5B.files[0].name, context_tokens=1024, parallel_conversations=2
    )
    model = LlamaChatModel(config)
    yield model
    model.close()
