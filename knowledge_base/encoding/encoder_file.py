"""The file of the sentence encoder: multilingual-e5-small with 4-bit weights, in one memory-mapped file.

Layout, little endian: `E5S1`, version, sizes, tokenizer pieces with scores, a map that normalises characters, then a
directory of named tensors. A Q4_0 block is a float16 scale and 16 bytes that hold 32 weights
(https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import EmbeddingError

BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18
QUANTISED = 1

FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderSizes:
    """Sizes of the network."""

    dimension: int
    layers: int
    heads: int
    max_tokens: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderFile:
    """What the file holds. Tensors stay quantised on disk until they are asked for."""

    sizes: EncoderSizes
    pieces: tuple[tuple[str, float], ...]  # piece and log probability; its position is its id
    replacements: dict[int, str]  # code point → what it is normalised to
    tensors: dict[str, tuple[bool, int, int]]  # name → is quantised, offset, bytes
    memory: ByteArray

    def read_tensor(self, name: str) -> FloatArray:
        """Return a tensor's numbers, flat."""
        is_quantised, offset, size = self.tensors[name]
        raw = self.memory[offset : offset + size]
        return dequantise(raw) if is_quantised else np.frombuffer(raw, dtype="<f4").copy()

    def read_blocks(self, name: str, columns: int) -> ByteArray:
        """Return a quantised tensor as its rows' blocks, shape `(rows, bytes per row)`, not copied."""
        _, offset, size = self.tensors[name]
        return self.memory[offset : offset + size].reshape(-1, columns // BLOCK_WEIGHTS * BLOCK_BYTES)


def dequantise(raw: ByteArray) -> FloatArray:
    """Unpack Q4_0 blocks to numbers, flat."""
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)  # (blocks, 1)
    low = (blocks[:, 2:] & 0x0F).astype(np.int8) - 8
    high = (blocks[:, 2:] >> 4).astype(np.int8) - 8
    numbers: FloatArray = (np.concatenate([low, high], axis=1) * scales).astype(np.float32)
    return numbers.reshape(-1)


def open_encoder_file(path: Path) -> EncoderFile:
    """Map the file into memory and read its headers.

    Raises:
        EmbeddingError: It is missing or has another layout.
    """
    try:
        memory = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(memory)
    except (OSError, ValueError, struct.error, UnicodeDecodeError) as exc:
        msg = f"the sentence encoder can't be read from {path.name}: {exc}"
        raise EmbeddingError(msg) from exc


def _parse(memory: ByteArray) -> EncoderFile:
    reader = _Reader(memory)
    magic, version = reader.take_bytes(4), reader.take("<I")[0]
    if magic != b"E5S1" or version != 1:
        msg = "not an encoder file of a known version"
        raise ValueError(msg)
    dimension, layers, heads, _, _, max_tokens, _ = reader.take("<7i")
    (epsilon,) = reader.take("<f")
    reader.take("<i")  # weights of a block
    piece_count = reader.take("<5i")[0]
    (text_bytes,) = reader.take("<Q")
    starts = reader.take_array("<u4", piece_count + 1).tolist()
    scores = reader.take_array("<f4", piece_count).tolist()
    text = reader.take_bytes(text_bytes)
    pieces = tuple((text[starts[i] : starts[i + 1]].decode("utf-8"), scores[i]) for i in range(piece_count))
    replacements = _parse_replacements(reader)
    (tensor_count,) = reader.take("<i")
    tensors = dict(_parse_entry(reader) for _ in range(tensor_count))
    sizes = EncoderSizes(
        dimension=dimension, layers=layers, heads=heads, max_tokens=max_tokens, norm_epsilon=epsilon
    )
    return EncoderFile(sizes=sizes, pieces=pieces, replacements=replacements, tensors=tensors, memory=memory)


def _parse_replacements(reader: _Reader) -> dict[int, str]:
    count, _ = reader.take("<iI")
    found = {}
    for _ in range(count):
        code, length = reader.take("<IB")
        found[code] = "".join(map(chr, reader.take(f"<{length}I")))
    return found


def _parse_entry(reader: _Reader) -> tuple[str, tuple[bool, int, int]]:
    (name_bytes,) = reader.take("<H")
    name = reader.take_bytes(name_bytes)
    kind, _, offset, size = reader.take("<BIQQ")
    return name.decode("ascii"), (kind == QUANTISED, offset, size)


class _Reader:
    """Reads values one after another."""

    def __init__(self, memory: ByteArray) -> None:
        self._memory = memory
        self._position = 0

    def take(self, layout: str) -> tuple[int, ...]:
        size = struct.calcsize(layout)
        return struct.unpack(layout, self.take_bytes(size))

    def take_bytes(self, size: int) -> bytes:
        raw = self._memory[self._position : self._position + size].tobytes()
        self._position += size
        return raw

    def take_array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(self.take_bytes(np.dtype(dtype).itemsize * count), dtype=dtype)
