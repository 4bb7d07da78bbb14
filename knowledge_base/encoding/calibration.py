"""Every number that depends on the sentence encoder: thresholds for its cosines, coefficients that were fitted on them.

Cosines of two encoders can't be compared: for two unrelated sentences one says 0.75, another 0.1. So each encoder has
numbers of its own, in a JSON file: those of the embedded one lie in this package, those of others in the data folder,
where `python -m knowledge_base calibrate` writes them (`docs/decisions/0004-encoder-calibration.md`).
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, TypeAdapter, ValidationError

from knowledge_base.encoding.relevance_models import LinearModel
from knowledge_base.errors import EncoderCalibrationError

SHIPPED = Path(__file__).parent / "calibrations"
# changes with the weights and with what is done to a text: everything is then embedded again
EMBEDDED_ENCODER = "multilingual-e5-small-q4"

# The scale of similarities is the embedded encoder's: what its cosines are where two sentences of one language have
# nothing to do with each other, are about the same, and say the same; and the first and last between two languages.
SAME_SCALE = (0.78, 0.9, 0.94)
ACROSS_SCALE = (0.78, 0.872)

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderCalibration:
    """The numbers of one encoder. A cosine lies between -1 and 1.

    Attributes:
        encoder: Its name.
        order: Orders candidates that a reranker looked at; None for an encoder without tokens.
        relevance: The probability that such a candidate answers; None as well.
        plain_relevance: The probability where no reranker looked.
        other_language_share: How much of a passage's own language is in what it is measured against, 0 to 1.
        same_cosines: Cosines that mean for two sentences of one language what `SAME_SCALE` means; sentences are
            embedded as questions here.
        across_cosines: The same for two languages and `ACROSS_SCALE`.
        repetition_cosine: Two passages of which the second adds nothing, if their words agree.
        duplicate_cosine: Two passages that may be copies; their text decides.
        conflict_cosine: Two sentences of one language that may speak of the same, less the mean of their language.
        conflict_cosine_across: The same between two languages.
        subject_cosine_across: From which the cosine makes up for words that the dictionary misses.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    encoder: str
    order: LinearModel | None
    relevance: LinearModel | None
    plain_relevance: LinearModel
    other_language_share: float
    same_cosines: tuple[float, float, float]
    across_cosines: tuple[float, float]
    repetition_cosine: float
    duplicate_cosine: float
    conflict_cosine: float
    conflict_cosine_across: float
    subject_cosine_across: float

    def to_similarity(self, cosines: FloatArray, is_same_language: npt.NDArray[np.bool_]) -> FloatArray:
        """Put cosines on the one scale on which all similarities of sentences are compared.

        Args:
            cosines: Of sentences.
            is_same_language: Whether both are in one language, of the same shape.
        """
        own = self.same_cosines, self.across_cosines
        if own == (SAME_SCALE, ACROSS_SCALE):
            return cosines
        same, across = (
            np.interp(cosines, (-1, *mine, 1), (-1, *common, 1))
            for mine, common in zip(own, (SAME_SCALE, ACROSS_SCALE), strict=True)
        )
        return np.where(is_same_language, same, across).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFiles:
    """Where calibrations lie.

    Attributes:
        folder: Of the encoders that an operator chose; None for the shipped ones alone.
    """

    folder: Path | None = None

    def read(self, encoder: str) -> EncoderCalibration:
        """Return an encoder's calibration.

        Raises:
            EncoderCalibrationError: There is none, or it can't be read; the message says what to run.
        """
        for folder in filter(None, (self.folder, SHIPPED)):
            path = folder / _file_name(encoder)
            if path.is_file():
                return _parse(path, encoder)
        msg = f"the encoder {encoder!r} has no calibration, so nobody knows what its cosines mean; {_cure(encoder)}"
        raise EncoderCalibrationError(msg)

    def write(self, calibration: EncoderCalibration) -> Path:
        """Keep a calibration and return where.

        Raises:
            EncoderCalibrationError: The folder can't be written.
        """
        path = (self.folder or SHIPPED) / _file_name(calibration.encoder)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_render(calibration), encoding="utf-8")
        except OSError as exc:
            msg = f"the calibration can't be written to {path}: {exc}"
            raise EncoderCalibrationError(msg) from exc
        return path


def plain_name(encoder: str) -> str:
    """Return an encoder's name for a file; the hash keeps names apart that look alike without their signs."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", encoder).strip("-")[-40:]
    return f"{plain}-{sha256(encoder.encode()).hexdigest()[:8]}"


def _file_name(encoder: str) -> str:
    return f"{plain_name(encoder)}.json"


def _cure(encoder: str) -> str:
    return f"run `DOCENT_ENCODER={encoder} python -m knowledge_base calibrate` and start again"


def _parse(path: Path, encoder: str) -> EncoderCalibration:
    try:
        found = _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as exc:
        msg = f"the calibration {path} can't be read ({exc}); {_cure(encoder)}"
        raise EncoderCalibrationError(msg) from exc
    if found.encoder != encoder:
        msg = f"the calibration {path} is of the encoder {found.encoder!r}; {_cure(encoder)}"
        raise EncoderCalibrationError(msg)
    return found


def _render(calibration: EncoderCalibration) -> str:
    values: dict[str, Any] = asdict(calibration)
    for name in ("order", "relevance", "plain_relevance"):
        model: LinearModel | None = getattr(calibration, name)
        values[name] = model and {"weights": model.weights._asdict(), "intercept": model.intercept}
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


_ADAPTER = TypeAdapter(EncoderCalibration)
