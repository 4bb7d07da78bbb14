"""The parts of `model` that the rest of Docent is given, built from the settings."""

from __future__ import annotations

import logging

from assistant.privacy.outgoing import MaskedPictureGenerator, PictureGenerator
from assistant.settings import Settings
from model.errors import WeightsMissingError
from model.hearing.speech_reader import SpeechReader
from model.image_server import ImageServer
from model.photos.photo_reader import PhotoReader
from model.photos.picture_encoder import PictureEncoder
from model.weights import OnProgress, ensure_weights
from model.weights_manifest import (
    CHAT_WEIGHTS,
    E5_SMALL,
    KOKORO,
    PICTURE_ENCODER,
    PIPER_JOE,
    WHISPER_BASE,
    Weights,
)

logger = logging.getLogger(__name__)
PAGE_PIXELS = 9_000_000  # of a scanned page, as it is rendered
VOICE_WEIGHTS = (KOKORO, PIPER_JOE)  # without them answers are spoken, too, but by a machine's voice


def list_weights(settings: Settings) -> tuple[Weights, ...]:
    """Return the weights that these settings need."""
    return (CHAT_WEIGHTS[settings.model_weights], E5_SMALL, WHISPER_BASE, PICTURE_ENCODER)


def ensure_all_weights(settings: Settings, on_progress: OnProgress | None = None) -> None:
    """Put the weights together where they are missing.

    Raises:
        WeightsError: A part is missing or damaged, or the disk is full. A voice may be missing.
    """
    for weights in list_weights(settings):
        ensure_weights(weights, settings.weights_folder, on_progress)
    for weights in VOICE_WEIGHTS:
        try:
            ensure_weights(weights, settings.weights_folder, on_progress)
        except WeightsMissingError as exc:
            logger.warning("answers will be spoken by a plainer voice: %s", exc)


def build_picture_generator(settings: Settings) -> PictureGenerator | None:
    """Build what makes new pictures; None where no server for it is configured."""
    if not settings.image_server_url:
        return None
    key = settings.image_server_key
    server = ImageServer(
        url=settings.image_server_url,
        model=settings.image_model,
        key=key.get_secret_value() if key else "",
    )
    return MaskedPictureGenerator(server=server) if settings.mask_outgoing else server


def build_picture_encoder(settings: Settings) -> PictureEncoder:
    """Build what looks at photos and product pictures; loaded when it is needed."""
    return PictureEncoder(settings.weights_folder, max_pixels=settings.max_photo_pixels)


def build_readers(settings: Settings) -> tuple[PhotoReader, SpeechReader]:
    """Build what reads photos and hears recordings, for the chat and the documents alike; loaded when it is needed."""
    # a limit of the chat is kept when a photo comes; pages of documents may be larger
    photos = PhotoReader(max_pixels=max(settings.max_photo_pixels, PAGE_PIXELS))
    speech = SpeechReader(
        settings.weights_folder / WHISPER_BASE.name,
        max_seconds=settings.max_voice_seconds,
        threads=settings.model_threads or 0,
    )
    return photos, speech
