"""What can go wrong in `model`.

ModelError(Exception)        .code: stable id of the kind; .params: values for a translated message
├ WeightsError               a weights file can't be assembled
│ ├ WeightsMissingError      a packaged part is not installed
│ ├ WeightsCorruptError      the SHA-256 differs: names file, expected and found hash
│ └ WeightsDiskError         no room, or the folder can't be written
├ MediaError                 a photo or a voice clip can't be used
│ ├ MediaTypeError           not a supported picture or sound
│ ├ MediaTooLargeError       too many bytes, pixels or seconds
│ └ MediaUnreadableError     truncated, empty or damaged
├ EngineLoadError            the engine can't load its weights
├ VoiceError                 a text can't be spoken
├ ContextLengthError         the prompt is longer than the context
├ GenerationError            the engine failed while it wrote
└ FigureError                a figure's specification can't be drawn
  └ FigureContradictionError its parts don't fit each other, or there is nothing to draw
"""

from __future__ import annotations

from typing import ClassVar


class ModelError(Exception):
    """Base of every error of this package.

    Attributes:
        code: Stable identifier of the kind of error.
        params: Values that a translated message may show.
    """

    code: ClassVar[str] = "model"

    def __init__(self, message: str, **params: str | int | float) -> None:
        super().__init__(message)
        self.params = params


class WeightsError(ModelError):
    """A weights file can't be assembled."""

    code = "weights"


class WeightsMissingError(WeightsError):
    """A packaged part of a weights file is not installed."""

    code = "weights_missing"


class WeightsCorruptError(WeightsError):
    """An assembled weights file has another SHA-256 than the pinned one."""

    code = "weights_corrupt"


class WeightsDiskError(WeightsError):
    """A weights file can't be written."""

    code = "weights_disk"


class MediaError(ModelError):
    """A photo or a voice clip can't be used."""

    code = "media"


class MediaTypeError(MediaError):
    """The bytes are not a supported picture or sound."""

    code = "media_type"


class MediaTooLargeError(MediaError):
    """The picture has too many bytes or pixels, or the sound lasts too long."""

    code = "media_too_large"


class MediaUnreadableError(MediaError):
    """The picture or sound is empty, truncated or damaged."""

    code = "media_unreadable"


class EngineLoadError(ModelError):
    """The engine can't load its weights."""

    code = "engine_load"


class VoiceError(ModelError):
    """A voice can't be loaded, or can't speak a text."""

    code = "voice"


class ContextLengthError(ModelError):
    """The prompt does not fit the engine's context."""

    code = "context_length"


class GenerationError(ModelError):
    """The engine failed while it wrote a reply."""

    code = "generation"


class FigureError(ModelError):
    """A figure's specification can't be drawn: it says which part is wrong."""

    code = "figure"


class FigureContradictionError(FigureError):
    """A figure's specification is one, but its parts don't fit each other, or there is nothing to draw."""

    code = "figure_contradiction"
