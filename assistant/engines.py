"""Which engine answers: the one place that another engine is put into."""

from __future__ import annotations

from assistant.protocols import ChatModel
from assistant.settings import Settings
from model.chat.llama_chat_model import LlamaChatModel
from model.chat.llama_process import LlamaConfig
from model.chat.model_profile import profile_of
from model.weights import ensure_weights
from model.weights_manifest import CHAT_WEIGHTS


def load_engine(settings: Settings) -> ChatModel:
    """Load the engine.

    Raises:
        WeightsError: Its weights can't be put together.
        EngineLoadError: It can't be loaded.
    """
    return _load_llama(settings)


def _load_llama(settings: Settings) -> LlamaChatModel:
    weights, profile = CHAT_WEIGHTS[settings.model_weights], profile_of(settings.model_weights)
    folder = ensure_weights(weights, settings.weights_folder)
    return LlamaChatModel(
        LlamaConfig(
            weights_path=folder / weights.files[0].name,
            context_tokens=settings.context_tokens,
            parallel_conversations=settings.parallel_replies,
            threads=settings.model_threads,
            chat_template=profile.chat_template,
        ),
        profile,
    )
