"""How long people wait after speaking and after sending a photo: `python -m benchmarks.waiting`.

From the end of a spoken question to the first spoken word, and from a photo to the first word of the reply, through the
whole turn with the embedded models and the sample knowledge. Beside it, in turn and in one run, the same steps by the
bare engines one after another: faster-whisper, the same prompt by xllamacpp, the whole reply spoken by espeak-ng; and
rapidocr with its defaults, then the same prompt. Nobody reads or changes the words in between.
"""

from __future__ import annotations

import argparse
import io
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import soundfile

from assistant.bootstrap import Docent, build_docent
from assistant.conversation import ConversationId
from assistant.events import QuestionSaved
from assistant.model_parts import ensure_all_weights
from assistant.settings import PROJECT_FOLDER, Settings
from assistant.turn.replies.spoken_answer import BEING_WRITTEN
from benchmarks.engine import OWNER, ask_bare, bare_engine, loaded_model
from benchmarks.photos import BareEngine as BarePhotoEngine
from benchmarks.speech import Bare as BareListener
from knowledge_base.text.languages import Language
from model.chat.messages import ChatMessage, TextDelta
from model.voices.espeak_voice import EspeakVoice
from model.voices.espeak_worker import KIND as ESPEAK
from model.voices.speech import encode_wav
from model.voices.voice_worker import VoiceWorker
from model.weights_manifest import CHAT_WEIGHTS

LOOK_SECONDS = 0.02  # between two looks for a sentence that can be spoken, as the page's server does
SPOKEN: tuple[tuple[str, Language], ...] = (
    ("How long is the warranty for the wireless earbuds?", "en"),
    ("Can I return an item after I have opened it?", "en"),
    ("How much does express shipping cost?", "en"),
    ("无线耳机保修多长时间？", "zh"),
    ("退货的运费由谁承担？", "zh"),
)
PHOTOS: tuple[tuple[str, str], ...] = (
    ("products/earbuds-photo.jpg", "How long is the warranty of this?"),
    ("products/lamp-photo.jpg", "Can I return this after I have opened it?"),
    ("products/camera-photo.jpg", "How long is the warranty of this?"),
    ("photos/page.jpg", "What is this page about?"),
)


@dataclass(slots=True)
class Recorder:
    """Remembers the prompt that the model was last given for a reply."""

    prompts: list[Sequence[ChatMessage]]

    @classmethod
    def of(cls, docent: Docent) -> Recorder:
        """Listen to a model from now on."""
        recorder, model = cls(prompts=[]), loaded_model(docent)
        stream = model.stream

        def recording(messages: Sequence[ChatMessage], *rest: Any, **named: Any) -> Any:
            recorder.prompts.append(messages)
            return stream(messages, *rest, **named)

        model.stream = recording  # type: ignore[method-assign]
        return recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Seconds from the end of the question."""

    understood: float  # the words, or what the photo shows
    first_word: float | None  # of the reply, on the page; None where the model wrote none itself
    first_sound: float | None
    reply: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("speech", "photos"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        settings = Settings(data_folder=data, temperature=0)
        ensure_all_weights(settings)
        docent = build_docent(settings)
        docent.load_first_samples()
        docent.start()
        docent.chat_model.wait_until_ready()
        docent.knowledge.wait_until_idle()
        recorder = Recorder.of(docent)
        weights = CHAT_WEIGHTS[settings.model_weights]
        with bare_engine(settings.weights_folder / weights.name / weights.files[0].name) as bare:
            if chosen.only != "photos":
                _compare_speech(docent, recorder, bare, data)
            if chosen.only != "speech":
                _compare_photos(docent, recorder, bare)
        docent.close()


def _compare_speech(docent: Docent, recorder: Recorder, bare: Any, folder: Path) -> None:
    listener = BareListener()
    rows = list[tuple[Waited, float]]()
    with closing(EspeakVoice(VoiceWorker(ESPEAK))) as voice:
        for number, (question, language) in enumerate(SPOKEN):
            clip = folder / f"question-{number}.wav"
            clip.write_bytes(encode_wav(docent.speaker.speak(question, language)))
            if not number:  # whatever loads at the first question is loaded then
                _speak_to(docent, clip, language)
                listener.hear(clip.read_bytes(), None)
            through_app = _speak_to(docent, clip, language)
            started = time.perf_counter()
            listener.hear(clip.read_bytes(), None)
            heard = time.perf_counter() - started
            written = ask_bare(bare, recorder.prompts[-1])
            whole = written["first_seconds"] + (written["tokens"] - 1) / written["tokens_per_second"]
            started = time.perf_counter()
            voice.speak(through_app.reply, language)
            spoken = time.perf_counter() - started
            rows.append((through_app, heard + whole + spoken))
            _show(f"{soundfile.info(io.BytesIO(clip.read_bytes())).duration:.1f} s of {language}", rows[-1])
    _sum_up("end of speech to the first spoken word", rows, lambda waited: waited.first_sound)


def _compare_photos(docent: Docent, recorder: Recorder, bare: Any) -> None:
    reader = BarePhotoEngine()
    rows = list[tuple[Waited, float]]()
    for number, (name, question) in enumerate(PHOTOS):
        photo = PROJECT_FOLDER / "tests" / "data" / name
        if not number:
            _show_photo(docent, photo, question)
            reader.read(photo.read_bytes())
        through_app = _show_photo(docent, photo, question)
        started = time.perf_counter()
        reader.read(photo.read_bytes())
        read = time.perf_counter() - started
        rows.append((through_app, read + ask_bare(bare, recorder.prompts[-1])["first_seconds"]))
        _show(name, rows[-1])
    _sum_up("photo to the first word", rows, lambda waited: waited.first_word)


def _speak_to(docent: Docent, clip: Path, language: Language) -> Waited:
    """Ask a recorded question and have the reply spoken from its first sentence on."""
    if docent.manager.spoken is None:
        raise RuntimeError
    started = time.perf_counter()
    *_, heard = docent.manager.spoken.listen(clip, language, assistant="customer_service")
    understood = time.perf_counter() - started
    docent.spoken.prepare(language)
    sounds: queue.Queue[float] = queue.Queue()
    first_word, reply = _follow(docent, heard.text, [], language, started, sounds)
    return Waited(
        understood=understood, first_word=first_word, first_sound=sounds.get(timeout=600), reply=reply
    )


def _show_photo(docent: Docent, photo: Path, question: str) -> Waited:
    started = time.perf_counter()
    first_word, reply = _follow(docent, question, [photo], "en", started, None)
    return Waited(understood=0, first_word=first_word, first_sound=None, reply=reply)


def _follow(
    docent: Docent,
    question: str,
    uploads: Sequence[Path],
    language: Language,
    started: float,
    sounds: queue.Queue[float] | None,
) -> tuple[float | None, str]:
    """Ask; returns the seconds to the first word and the reply. Its first sound's go into `sounds`."""
    turn = docent.manager.prepare_turn(question, uploads)
    conversation: ConversationId | None = None
    first_word: float | None = None
    text = ""
    for event in docent.manager.stream_reply(
        OWNER, None, turn, assistant="customer_service", language=language
    ):
        if isinstance(event, QuestionSaved):
            conversation = event.conversation_id
            if sounds is not None:
                threading.Thread(
                    target=_speak_first, args=(docent, conversation, language, started, sounds), daemon=True
                ).start()
        if isinstance(event, TextDelta) and event.text:
            first_word = first_word or time.perf_counter() - started
            text += event.text
    return first_word, text


def _speak_first(
    docent: Docent,
    conversation: ConversationId,
    language: Language,
    started: float,
    sounds: queue.Queue[float],
) -> None:
    while True:
        reply = docent.spoken.reply(OWNER, conversation, BEING_WRITTEN, language)
        if reply.sentences:
            docent.spoken.speak(reply.sentences[0])
            sounds.put(time.perf_counter() - started)
            return
        time.sleep(LOOK_SECONDS)


def _show(name: str, row: tuple[Waited, float]) -> None:
    waited, alone = row
    sound = f", first sound {waited.first_sound:.1f} s" if waited.first_sound else ""
    word = f"{waited.first_word:.1f}" if waited.first_word else "–"
    print(
        f"{name}: understood {waited.understood:.1f} s, first word {word} s{sound}; one after another {alone:.1f} s"
        f" | {waited.reply[:60]!r}",
        flush=True,
    )


def _sum_up(name: str, rows: Sequence[tuple[Waited, float]], wait: Callable[[Waited], float | None]) -> None:
    pairs = [(seconds, alone) for waited, alone in rows if (seconds := wait(waited)) is not None]
    ratio = median(seconds / alone for seconds, alone in pairs)
    print("| | Docent | bare engines, one after another | ratio |\n| --- | --- | --- | --- |")
    print(
        f"| seconds, {name} (median of {len(pairs)}) | {median(s for s, _ in pairs):.1f} "
        f"| {median(a for _, a in pairs):.1f} | {ratio:.2f} |"
    )


if __name__ == "__main__":
    main()
