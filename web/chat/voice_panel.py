"""What was heard in a recording that is attached and not sent yet: shown as it is recognised, to be put right.

A recording that is sent at once is heard within the turn instead; nothing waits for this panel.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.media.spoken_questions import SpokenQuestions, put_words_right
from model.errors import MediaError, ModelError
from model.media import sniff_kind
from web.guards.uploads import Uploads
from web.request_guard import principal_of
from web.texts import Texts

SNIFFED_BYTES = 64
MAX_WORDS_LINES = 6
NO_NAMES = "[]"
MAX_RECORDINGS = 50
# The names of the attached recordings, taken from the box in the browser: typing in it asks the server nothing.
NAMES_SCRIPT = r"""(value) => JSON.stringify((value?.files ?? [])
  .filter((file) => !/^image\//.test(file.mime_type ?? ""))
  .filter((file) => !/\.(jpe?g|png|webp|gif|bmp|hei[cf]|avif)$/i.test(file.path))
  .map((file) => file.path))"""
RECORD_SCRIPT = """() => setTimeout(
  () => document.querySelector("#box [data-testid=microphone-button]")?.click(), 300)"""

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePanel:
    """The components above the box.

    Attributes:
        names: Paths of the attached recordings, as JSON; hidden.
        status: What is being done; `announce.js` has it read out.
        words: What was heard, a line a recording; can be changed once it is whole.
        again: Takes the recordings away and opens the microphone.
        languages: Of the recordings whose words can be sent, as JSON; empty before the words are whole. Hidden.
    """

    names: gr.Textbox
    status: gr.HTML
    words: gr.Textbox
    again: gr.Button
    languages: gr.Textbox

    @property
    def outputs(self) -> list[Any]:
        """What `listen` updates."""
        return [self.status, self.words, self.again, self.languages]


def build_voice_panel(texts: Texts) -> VoicePanel:
    """Put the panel into the page."""
    with gr.Column(elem_id="voice-panel"):
        names = gr.Textbox(visible="hidden", elem_id="voice-names", label="recordings", value=NO_NAMES)
        status = gr.HTML(_render_status(""), elem_id="voice-status")
        words = gr.Textbox(
            label=texts("voice.heard"),
            info=texts("voice.heard_info"),
            elem_id="voice-words",
            visible=False,
            lines=1,
            max_lines=MAX_WORDS_LINES,
        )
        again = gr.Button(texts("voice.again"), size="sm", visible=False, elem_id="voice-again")
        languages = gr.Textbox(visible="hidden", elem_id="voice-languages", label="languages")
    return VoicePanel(names=names, status=status, words=words, again=again, languages=languages)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceHandlers:
    """The handlers of the panel."""

    spoken: SpokenQuestions
    texts: Texts
    panel: VoicePanel
    uploads: Uploads

    def connect(self, box: gr.MultimodalTextbox, assistant: gr.Radio) -> Any:
        """Let the panel follow the box; returns the event that listens, so that sending can cancel it."""
        panel = self.panel
        private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        box.change(None, [box], [panel.names], js=NAMES_SCRIPT, **private)
        listening = panel.names.change(
            self.listen,
            [box, assistant, panel.names],
            panel.outputs,
            concurrency_limit=2,
            concurrency_id="voice",
            trigger_mode="always_last",
            **private,
        )
        panel.again.click(self.drop_recordings, [box], [box, panel.names], **private).then(
            None, js=RECORD_SCRIPT
        )
        return listening

    def listen(
        self, value: dict[str, Any], assistant: str, names: str, request: gr.Request
    ) -> Iterator[Updates]:
        """Show what is heard in the attached recordings, as it is heard."""
        recordings = self._recordings_in(value, request) if names != NO_NAMES else []
        if not recordings:
            yield self._show("", words=None)
            return
        yield self._show(self.texts("voice.listening"), words=None)
        lines: list[str] = []
        languages: list[str] = []
        try:
            for number, recording in enumerate(recordings):
                lines.append("")
                for heard in self.spoken.listen(recording, self.texts.language, assistant=assistant):
                    lines[number] = heard.text
                    if heard.duration_seconds is None:
                        yield self._show(
                            self.texts("voice.listening"), words="\n".join(lines), is_growing=True
                        )
                    else:
                        languages.append(heard.language or self.texts.language)
        except (AssistantError, ModelError) as exc:
            yield self._show(self.texts.error(exc.code, exc.params), words=None, offers_again=True)
            return
        except FileNotFoundError:  # it was sent meanwhile
            return
        if any(lines):
            yield self._show(self.texts("voice.ready"), words="\n".join(lines), languages=languages)
        else:
            yield self._show(self.texts("voice.nothing"), words=None, offers_again=True)

    def emptying(
        self, send: Callable[..., AsyncGenerator[Updates, None]], box: gr.MultimodalTextbox
    ) -> Callable[..., Any]:
        """Return the handler that sends, with the panel emptied once the question is taken.

        An event of its own would come before the one that sends, and one that is refused must keep the words.
        """

        async def send_and_empty(  # the inputs of `ChatHandlers.send`; Gradio counts them
            value: dict[str, Any],
            conversation_id: str,
            assistant: str,
            page: Any,
            words: str,
            languages: str,
            moment: float,
            request: gr.Request,
        ) -> AsyncGenerator[Updates, None]:
            emptied: Updates = {self.panel.names: NO_NAMES, **self._show("", words=None)}
            given = (value, conversation_id, assistant, page, words, languages, moment, request)
            async with aclosing(send(*given)) as drawn:
                async for updates in drawn:
                    is_taken = box in updates
                    yield {**emptied, **updates} if is_taken else updates
                    emptied = {} if is_taken else emptied

        return send_and_empty

    def drop_recordings(self, value: dict[str, Any], request: gr.Request) -> tuple[Any, str]:
        """Take the recordings out of the box; typed words and photos stay."""
        dropped = set(self._recordings_in(value, request))
        self.uploads.drop(principal_of(request).id, dropped)
        files = [path for path in value.get("files") or () if Path(path) not in dropped]
        return gr.update(value={"text": value.get("text") or "", "files": files}), NO_NAMES

    def _recordings_in(self, value: dict[str, Any], request: gr.Request) -> list[Path]:
        """Return the recordings among the attached files; one that was sent meanwhile is none."""
        owner = principal_of(request).id
        held = (path for path in value.get("files") or () if self.uploads.holds(owner, path))
        return [path for path in map(Path, held) if _is_recording(path)]

    def _show(
        self,
        status: str,
        *,
        words: str | None,
        languages: list[str] | None = None,
        is_growing: bool = False,
        offers_again: bool = False,
    ) -> Updates:
        panel = self.panel
        is_shown = words is not None
        return {
            panel.status: _render_status(status),
            panel.words: gr.update(value=words or "", visible=is_shown, interactive=not is_growing),
            panel.again: gr.update(visible=offers_again or (is_shown and not is_growing)),
            panel.languages: json.dumps(languages) if languages else "",
        }


def with_words(turn: Turn, words: str, languages: str) -> Turn:
    """Give a turn's recordings the words of the panel; none before they are whole.

    Args:
        turn: What `prepare_turn` gave.
        words: A line a recording.
        languages: What the panel holds.
    """
    known = _parse_languages(languages)
    if not known or not words.strip():
        return turn
    lines = words.splitlines() if len(known) > 1 else [words]
    return put_words_right(turn, lines, known)


def _parse_languages(languages: str) -> list[str]:
    """Read what the browser kept; anything else than a list of short codes is nothing."""
    try:
        known = json.loads(languages or "[]")
    except ValueError:
        return []
    is_list = isinstance(known, list) and len(known) <= MAX_RECORDINGS
    return (
        known
        if is_list and all(isinstance(code, str) and re.fullmatch("[a-z]{2,3}", code) for code in known)
        else []
    )


def _is_recording(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return sniff_kind(file.read(SNIFFED_BYTES)) == "audio"
    except (OSError, MediaError):
        return False


def _render_status(text: str) -> str:
    return f'<div class="voice-status">{escape(text)}</div>'
