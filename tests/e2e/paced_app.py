"""The real application with a model that goes on when a test says so: it waits for the file `go` in the data folder."""

import sys
import threading
from collections.abc import Iterator, Sequence

import app
from assistant import bootstrap
from assistant.settings import Settings, load_settings
from model.chat.messages import (
    ChatMessage,
    Delta,
    GenerationFinished,
    GenerationSettings,
    TextDelta,
    TextPart,
    Usage,
)
from model.chat.scripted_chat_model import ScriptedChatModel

BEGINNING = "You wrote: "
END = " And that is all."


class PacedModel(ScriptedChatModel):
    """Repeats the question: the beginning at once, the rest when it may."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(context_tokens=4096, name="paced")
        self._go = settings.data_folder / "go"

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        del settings, conversation_key
        asked = "".join(part.text for part in messages[-1].parts if isinstance(part, TextPart))
        yield TextDelta(text=BEGINNING)
        pause = threading.Event()
        while not self._go.exists():
            pause.wait(0.05)
            yield TextDelta(text="")
        yield TextDelta(text=f"{asked}." + END)
        usage = Usage(
            prompt_tokens=1,
            cached_prompt_tokens=0,
            completion_tokens=1,
            prompt_seconds=0.1,
            completion_seconds=0.1,
        )
        yield GenerationFinished(finish_reason="stop", usage=usage)


if __name__ == "__main__":
    bootstrap.load_chat_model = lambda settings: PacedModel(settings)
    load_settings()
    sys.exit(app.main([]))
