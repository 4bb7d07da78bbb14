"""A chat model that loads in the background, so that the page is there at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError

from assistant.errors import EngineStartingError, ReplyError
from assistant.protocols import ChatModel
from model.chat.capabilities import Capability
from model.chat.messages import ChatMessage, Delta, GenerationSettings
from model.chat.model_profile import ModelProfile
from model.errors import ModelError

logger = logging.getLogger(__name__)


class DeferredChatModel:
    """Stands in for a model until it is loaded; whoever asks earlier waits."""

    def __init__(
        self,
        load: Callable[[], ChatModel],
        *,
        name: str,
        profile: ModelProfile,
        context_tokens: int,
        timeout_seconds: float,
    ) -> None:
        """Prepare to load; nothing happens before `start`.

        Args:
            load: Loads the model; a `ModelError` where that is not possible.
            name: What the model is called as long as it is not there.
            profile: How it is best used.
            context_tokens: Prompt and reply of one conversation together.
            timeout_seconds: How long a question waits for the model.
        """
        self.profile = profile
        self._name = name
        self._load = load
        self._context_tokens = context_tokens
        self._timeout_seconds = timeout_seconds
        self._loaded: Future[ChatModel] = Future()

    @property
    def name(self) -> str:
        """Names the model and its weights."""
        return self._loaded.result().name if self.is_ready else self._name

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the model can do; see `count_tokens` for the errors of a model that is not there."""
        return self._wait().capabilities

    @property
    def context_tokens(self) -> int:
        """Prompt and reply of one conversation together, in tokens."""
        return self._context_tokens

    @property
    def is_ready(self) -> bool:
        """Whether the model is loaded."""
        return self._loaded.done() and self._loaded.exception() is None

    @property
    def failure(self) -> str | None:
        """Why the model could not be loaded, else None."""
        error = self._loaded.exception() if self._loaded.done() else None
        return str(error) if error else None

    def start(self) -> None:
        """Begin to load in a thread of its own."""
        threading.Thread(target=self._run, name="chat-model-loader", daemon=True).start()

    def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """Return how many tokens these messages take in a prompt.

        Raises:
            EngineStartingError: The model did not get ready in time.
            ReplyError: It could not be loaded.
        """
        return self._wait().count_tokens(messages)

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        """Answer; see `count_tokens` for the errors of a model that is not there."""
        return self._wait().stream(messages, settings, conversation_key=conversation_key)

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str]) -> tuple[float, ...]:
        """Return how likely each option is; see `count_tokens` for the errors of a model that is not there."""
        return self._wait().choose(messages, options)

    def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Read a prompt ahead; see `count_tokens` for the errors of a model that is not there."""
        self._wait().warm(messages)

    def wait_until_ready(self) -> None:
        """Wait for the model; see `count_tokens` for the errors."""
        self._wait()

    def close(self) -> None:
        """End the model, if it was loaded."""
        if self.is_ready:
            self._loaded.result().close()

    def _run(self) -> None:
        try:
            self._loaded.set_result(self._load())
        except ModelError as exc:
            logger.exception("the chat model can't be loaded")
            self._loaded.set_exception(exc)
        except BaseException as exc:  # whoever waits must hear of it
            self._loaded.set_exception(exc)
            raise

    def _wait(self) -> ChatModel:
        try:
            return self._loaded.result(self._timeout_seconds)
        except FutureTimeoutError as exc:
            msg = f"the model was not loaded within {self._timeout_seconds:g} seconds"
            raise EngineStartingError(msg) from exc
        except ModelError as exc:
            msg = "the model could not be loaded"
            raise ReplyError(msg) from exc
