"""What a reranker knows of a passage beyond its one embedding: its tokens' and its sentences' embeddings.

They are made when a passage is embedded and kept in a file of their own, found by a digest of the text and the
encoder's name. So they can't belong to another text, and may be thrown away at any time: what is missing is made again.
Tokens take 4 bits a number, measured as good as 16 for ranking (`docs/decisions/0003-retrieval.md`): about 20 kB a
passage. The oldest give way when the file reaches its limit.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.encoders import SentenceJudge, TokenEncoder
from knowledge_base.text.sentences import split_sentences

logger = logging.getLogger(__name__)
FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]
MAX_BYTES = 2_000_000_000
MAX_SENTENCES = 24  # of a passage; a table may have more rows
LEVELS = 7  # a 4-bit number: -7 to 7
PRUNED_SHARE = 0.1  # thrown away at once when the file is full

_SCHEMA = """
drop table if exists details;
create table if not exists passage_details
    (key blob primary key, tokens blob not null, sentences blob not null, opinions blob not null,
     added integer not null) without rowid;
create index if not exists passage_details_added on passage_details (added);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDetails:
    """A passage's tokens and sentences.

    Attributes:
        tokens: Unit length, shape `(tokens, dimension)`.
        sentences: Unit length, shape `(sentences, dimension)`.
        opinions: The sentences by the second encoder, unit length, shape `(sentences, its dimension)`.
    """

    tokens: FloatArray
    sentences: FloatArray
    opinions: FloatArray


class DetailedEncoder:
    """An encoder that keeps the details of the passages it embeds; safe to use from several threads."""

    def __init__(
        self, encoder: TokenEncoder, second: SentenceJudge, path: Path, *, max_bytes: int = MAX_BYTES
    ) -> None:
        """Open the file of details, or begin it where it is missing or damaged.

        Args:
            encoder: Makes embeddings.
            second: Embeds the sentences once more.
            path: The file.
            max_bytes: How large it may become, in bytes.
        """
        self._encoder = encoder
        self._second = second
        self._file = _DetailFile(path, max_bytes, (encoder.dimension, second.dimension))

    @property
    def plain(self) -> TokenEncoder:
        """The encoder itself, which keeps nothing."""
        return self._encoder

    @property
    def name(self) -> str:
        """Which encoder this is."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """Numbers of an embedding."""
        return self._encoder.dimension

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: unit length, shape `(n, dimension)`."""
        return self._encoder.embed_queries(texts)

    def embed_query_tokens(self, text: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Embed a question and its tokens, see `SentenceEncoder.embed_query_tokens`."""
        return self._encoder.embed_query_tokens(text)

    def embed_query_opinion(self, text: str) -> FloatArray:
        """Embed a question by the second encoder, shape `(its dimension,)`."""
        opinion: FloatArray = self._second.embed([text])[0]
        return opinion

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages, as `render_searchable` gives them, and keep their details."""
        embeddings, details = self._embed(texts)
        self._file.write({self._key(text): detail for text, detail in zip(texts, details, strict=True)})
        return embeddings

    def read_details(self, texts: Sequence[str]) -> list[PassageDetails]:
        """Return the details of passages; those that are not kept are made, which takes some 50 ms each."""
        keys = [self._key(text) for text in texts]
        found = self._file.read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            made = dict(zip(missing, self._embed(list(missing.values()))[1], strict=True))
            self._file.write(made)
            found.update(made)
        return [found[key] for key in keys]

    def make_details(self, texts: Sequence[str]) -> list[PassageDetails]:
        """Return the details of texts of which nothing is kept."""
        return self._embed(texts)[1] if texts else []

    def cut_details(self, text: str, details: PassageDetails, pieces: Sequence[str]) -> list[PassageDetails]:
        """Return of a passage's details those of pieces of its text, with the tokens of the line that says where it is.

        Args:
            text: The passage, as `render_searchable` gives it.
            details: Its details.
            pieces: Sentences, rows or several lines of it; one that lies beyond what was read has the details of all.
        """
        heading, _, _ = text.partition("\n")
        (place, *places) = self._encoder.find_tokens(text, [heading, *pieces])
        sentences = _split(text)[: len(details.sentences)]
        return [
            _cut(details, [*place, *tokens], [n for n, s in enumerate(sentences) if s in piece or piece in s])
            if tokens
            else details
            for piece, tokens in zip(pieces, places, strict=True)
        ]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _key(self, text: str) -> bytes:
        return blake2b(f"{self.name}\n{self._second.name}\n{text}".encode(), digest_size=16).digest()

    def _embed(self, texts: Sequence[str]) -> tuple[FloatArray, list[PassageDetails]]:
        embeddings, tokens = self._encoder.embed_passage_tokens(texts)
        pieces = [_split(text) for text in texts]
        flat = [sentence for sentences in pieces for sentence in sentences]
        ends = np.cumsum([len(sentences) for sentences in pieces])[:-1]
        parts = np.split(self._encoder.embed_passages(flat), ends)
        opinions = np.split(self._second.embed(flat), ends)
        return embeddings, [
            PassageDetails(tokens=states, sentences=part, opinions=opinion)
            for states, part, opinion in zip(tokens, parts, opinions, strict=True)
        ]


class _DetailFile:
    """Details by key in a SQLite file."""

    def __init__(self, path: Path, max_bytes: int, dimensions: tuple[int, int]) -> None:
        self._max_bytes = max_bytes
        self._dimension, self._second_dimension = dimensions
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _connect(path)
        except sqlite3.DatabaseError as exc:
            logger.info("the passages' details are begun again: %s", exc)
            path.unlink()
            self._connection = _connect(path)

    def read(self, keys: Sequence[bytes]) -> dict[bytes, PassageDetails]:
        marks = ",".join("?" * len(keys))
        with self._lock:
            rows = self._connection.execute(
                f"select key, tokens, sentences, opinions from passage_details where key in ({marks})",  # noqa: S608 - only marks
                keys,
            ).fetchall()
        return {
            key: PassageDetails(
                tokens=_unpack(tokens, self._dimension),
                sentences=_from_halves(sentences, self._dimension),
                opinions=_from_halves(opinions, self._second_dimension),
            )
            for key, tokens, sentences, opinions in rows
        }

    def write(self, details: Mapping[bytes, PassageDetails]) -> None:
        rows = [
            (key, _pack(one.tokens), _to_halves(one.sentences), _to_halves(one.opinions))
            for key, one in details.items()
        ]
        with self._lock, self._connection:
            self._connection.executemany(
                "insert or replace into passage_details "
                "values (?, ?, ?, ?, (select coalesce(max(added), 0) + 1 from passage_details))",
                rows,
            )
            self._prune()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _prune(self) -> None:
        size = (
            "select page_size * (page_count - freelist_count) "
            "from pragma_page_size, pragma_page_count, pragma_freelist_count"
        )
        while self._connection.execute(size).fetchone()[0] > self._max_bytes:
            (count,) = self._connection.execute("select count(*) from passage_details").fetchone()
            if not count:
                return
            self._connection.execute(
                "delete from passage_details where key in (select key from passage_details order by added limit ?)",
                (max(1, int(PRUNED_SHARE * count)),),
            )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")  # what a crash loses is made again
        connection.executescript(_SCHEMA)
        connection.execute("select count(*), max(added) from passage_details").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _cut(details: PassageDetails, tokens: list[int], sentences: list[int]) -> PassageDetails:
    tokens = sorted({token for token in tokens if token < len(details.tokens)})
    return PassageDetails(
        tokens=details.tokens[tokens],
        sentences=details.sentences[sentences] if sentences else details.sentences,
        opinions=details.opinions[sentences] if sentences else details.opinions,
    )


def _split(searchable: str) -> list[str]:
    """Return a passage's sentences, without the line that says where it stands."""
    _, _, text = searchable.partition("\n")
    sentences = [sentence.text for sentence in split_sentences(text or searchable)]
    return sentences[:MAX_SENTENCES] or [searchable]


def _to_halves(vectors: FloatArray) -> bytes:
    return vectors.astype("<f2").tobytes()


def _from_halves(data: bytes, dimension: int) -> FloatArray:
    return np.frombuffer(data, dtype="<f2").astype(np.float32).reshape(-1, dimension)


def _pack(vectors: FloatArray) -> bytes:
    """Return unit vectors as 4-bit numbers, two a byte; their length is 1 again when they are unpacked."""
    if not len(vectors):
        return b""
    scale = np.abs(vectors).max(axis=1, keepdims=True) / LEVELS
    levels = (np.round(vectors / scale) + LEVELS + 1).astype(np.uint8)  # 1 to 15
    packed: ByteArray = levels[:, ::2] << 4 | levels[:, 1::2]
    return packed.tobytes()


def _unpack(packed: bytes, dimension: int) -> FloatArray:
    raw: ByteArray = np.frombuffer(packed, dtype=np.uint8).reshape(-1, dimension // 2)
    levels = np.empty((len(raw), dimension), dtype=np.float32)
    levels[:, ::2], levels[:, 1::2] = raw >> 4, raw & 0x0F
    levels -= LEVELS + 1
    vectors: FloatArray = levels / np.linalg.norm(levels, axis=1, keepdims=True)
    return vectors
