"""The real application with a model that goes on when a test says so: it waits for the file `go` in the data folder.

While there is a file `deaf`, it can't be stopped, as a model that reads its prompt.
What the file `reply.md` there holds is its reply; without it, it repeats the question.
"""

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
    """Says the beginning at once, the rest when it may."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(context_tokens=4096, name="paced")
        self._go = settings.data_folder / "go"
        self._deaf = settings.data_folder / "deaf"
        self._reply = settings.data_folder / "reply.md"

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        del settings, conversation_key
        asked = "".join(part.text for part in messages[-1].parts if isinstance(part, TextPart))
        yield TextDelta(text=BEGINNING)
        pause = threading.Event()
        while not self._go.exists():
            pause.wait(0.05)
            if not self._deaf.exists():
                yield TextDelta(text="")
        written = self._reply.read_text(encoding="utf-8") if self._reply.exists() else f"{asked}."
        yield TextDelta(text=written + END)
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
