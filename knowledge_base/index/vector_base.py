"""The base of the dense index: an immutable inverted file, read from disk by memory map.

Each embedding lies in the list of its nearest centroid, as the 16-bit difference from it: half the size of the
embeddings, and the ranks stay. A search reads the lists of the centroids next to the question; how
many is measured when the base is built (https://github.com/facebookresearch/faiss/wiki/Guidelines-to-choose-an-index).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError
from knowledge_base.index.exact_search import BestCosines, perturb
from knowledge_base.index.id_bits import selector_of

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
BitArray = npt.NDArray[np.uint8]

logger = logging.getLogger(__name__)
FORMAT = 1
MANIFEST = "base.json"
TRAINED_PER_LIST = 32  # embeddings that a centroid is learnt from
TRAINING_ROUNDS = 8
TUNED_WITH = 128  # questions
TUNED_K = 10
TUNED_RECALL = 0.98  # of exact search's first ten
LEAST_PROBED = (
    32  # one of so many lists is read at least: real questions lie farther off than those it is tuned with
)


class EmbeddingSource(Protocol):
    """Where the embeddings are kept; the indexes follow it."""

    def list_passage_ids(self) -> IdArray:
        """Return the id of every passage, sorted, shape `(n,)`."""

    def read_embeddings(self, passage_ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        """Yield ids and their embeddings, shapes `(b,)` and `(b, dimension)`; those that are gone are missing."""


class InterruptibleSource(EmbeddingSource, Protocol):
    """One that can end what reads it."""

    def check(self) -> None:
        """Raise an error where the work is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseManifest:
    """What a base holds; written last, so that a base without one never was.

    Attributes:
        probes: Lists that a search reads.
        recall: Share of exact search's first ten that it found with so many, 0 to 1.
    """

    format: int
    file: str
    size_bytes: int
    sha256: str
    ids_sha256: str
    dimension: int
    encoder_name: str
    passages: int
    probes: int
    recall: float


class VectorBase:
    """Embeddings that are searched by memory map; safe to use from several threads."""

    def __init__(self, folder: Path, manifest: BaseManifest, index: Any, ids: IdArray) -> None:
        self.manifest = manifest
        self.ids = ids  # sorted
        self._folder = folder
        self._index = index

    def __len__(self) -> int:
        return len(self.ids)

    def search(
        self, query: FloatArray, k: int, *, chosen: BitArray | None = None, share: float = 1.0
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest passages with their cosines, nearest first.

        Args:
            query: Unit length, shape `(1, dimension)`.
            k: Passages wanted.
            chosen: Bit map of the ids that may be found; None allows all.
            share: How much of the base that is, above 0 to 1. The rarer they are, the more lists are read: when
                few are left it is all lists, which makes the search exact.
        """
        probes = min(self._index.nlist, int(np.ceil(self.manifest.probes / share)))
        return _search(self._index, query, k, probes, selector_of(chosen))

    def is_intact(self) -> bool:
        """Whether the file is what was written; reads all of it."""
        try:
            with (self._folder / self.manifest.file).open("rb") as file:
                return file_digest(file, "sha256").hexdigest() == self.manifest.sha256
        except OSError:
            return False

    def is_of(self, ids: IdArray, embeddings: FloatArray) -> bool:
        """Whether these passages, shapes `(n,)` and `(n, dimension)`, have these embeddings here."""
        import faiss

        for passage_id, embedding in zip(ids, embeddings, strict=True):
            only = faiss.IDSelectorRange(int(passage_id), int(passage_id) + 1)
            found = _search(self._index, embedding.reshape(1, -1), 1, self._index.nlist, only)
            if not found or found[0][1] < 0.99 * float(embedding @ embedding):
                return False
        return True

    @classmethod
    def open(cls, folder: Path, *, dimension: int, encoder_name: str) -> VectorBase:
        """Open the base of a folder.

        Raises:
            IndexCorruptError: Missing, damaged, or of another encoder.
        """
        import faiss

        try:
            manifest = _read_manifest(folder / MANIFEST)
            found = (manifest.format, manifest.dimension, manifest.encoder_name)
            if found != (FORMAT, dimension, encoder_name):
                msg = "the base belongs to another encoder or version"
                raise IndexCorruptError(msg)
            path = folder / manifest.file
            if path.stat().st_size != manifest.size_bytes:
                msg = f"{path.name} is not whole"
                raise IndexCorruptError(msg)
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            ids = _list_ids(index)
        except (OSError, ValueError, TypeError, RuntimeError, AttributeError) as exc:
            msg = f"the base can't be read: {exc}"
            raise IndexCorruptError(msg) from exc
        if sha256(ids.tobytes()).hexdigest() != manifest.ids_sha256:
            msg = f"{manifest.file} is damaged"
            raise IndexCorruptError(msg)
        return cls(folder, manifest, index, ids)

    @classmethod
    def build(
        cls, folder: Path, source: InterruptibleSource, ids: IdArray, *, encoder_name: str
    ) -> VectorBase | None:
        """Build a base of these passages and put it in place of the folder's; None where all of them are gone.

        Learns from a sample, then takes the embeddings some at a time: beside the finished base (half the size of
        the embeddings) only the sample is in memory.

        Raises:
            OSError: It can't be written; the old base stays.
        """
        generator = np.random.default_rng(len(ids))
        lists = count_lists(len(ids))
        sample = _read_sample(source, ids, lists * TRAINED_PER_LIST, generator)
        if not len(sample):
            return None
        index = _train(source, sample, min(lists, len(sample)))
        best = BestCosines(perturb(sample[:TUNED_WITH], generator), TUNED_K)
        del sample
        for batch_ids, embeddings in source.read_embeddings(ids):
            index.add_with_ids(embeddings, batch_ids)
            best.add(embeddings)
        if index.ntotal == 0:
            return None
        probes, recall = _tune(index, best)
        return cls._write(folder, index, probes, recall, encoder_name)

    @classmethod
    def _write(cls, folder: Path, index: Any, probes: int, recall: float, encoder_name: str) -> VectorBase:
        import faiss

        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
            written = Path(building) / "base"
            try:
                faiss.write_index(index, str(written))
            except RuntimeError as exc:  # how FAISS reports a full disk
                raise OSError(str(exc)) from exc
            with written.open("rb") as file:
                os.fsync(file.fileno())
                digest = file_digest(file, "sha256").hexdigest()
            manifest = BaseManifest(
                format=FORMAT,
                file=f"base-{digest[:16]}.faiss",
                size_bytes=written.stat().st_size,
                sha256=digest,
                ids_sha256=sha256(_list_ids(index).tobytes()).hexdigest(),
                dimension=index.d,
                encoder_name=encoder_name,
                passages=index.ntotal,
                probes=probes,
                recall=round(recall, 4),
            )
            written.replace(folder / manifest.file)
            draft = Path(building) / "manifest"
            with draft.open("w", encoding="utf-8") as file:
                json.dump(asdict(manifest), file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(folder / MANIFEST)
        remove_leftovers(folder)
        return cls.open(folder, dimension=manifest.dimension, encoder_name=encoder_name)


def count_lists(passages: int) -> int:
    """Return into how many lists so many passages are divided: the power of two next to `3 √n`, by measurement."""
    return int(2 ** max(0, round(np.log2(max(1.0, 3 * np.sqrt(passages))))))


def remove_base(folder: Path) -> None:
    """Delete a folder's base; who has it open goes on reading it."""
    (folder / MANIFEST).unlink(missing_ok=True)
    remove_leftovers(folder)


def remove_leftovers(folder: Path) -> None:
    """Delete what an interrupted build or an older base left behind."""
    try:
        kept = _read_manifest(folder / MANIFEST).file
    except (OSError, ValueError, TypeError):
        kept = ""
    for path in folder.glob(".building-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("base-*.faiss"):
        if path.name != kept:
            with suppress(OSError):  # some systems keep a file that is open; the next start tries again
                path.unlink()


def _read_manifest(path: Path) -> BaseManifest:
    values = json.loads(path.read_bytes())
    if not isinstance(values, dict) or set(values) != {field.name for field in fields(BaseManifest)}:
        msg = f"{path.name} is no manifest"
        raise ValueError(msg)
    if Path(values["file"]).name != values["file"]:
        msg = f"{path.name} names a file elsewhere"
        raise ValueError(msg)
    return BaseManifest(**values)


def _read_sample(
    source: EmbeddingSource, ids: IdArray, size: int, generator: np.random.Generator
) -> FloatArray:
    chosen = np.sort(generator.choice(ids, min(size, len(ids)), replace=False)) if len(ids) else ids
    batches = [embeddings for _, embeddings in source.read_embeddings(chosen)]
    if not batches:
        return np.empty((0, 0), dtype=np.float32)
    sample = np.concatenate(batches)
    generator.shuffle(sample)
    return sample


def _train(source: InterruptibleSource, sample: FloatArray, lists: int) -> Any:
    import faiss

    dimension = sample.shape[1]
    quantizer = faiss.IndexFlatIP(dimension)
    settings = faiss.ClusteringParameters()
    settings.niter = 1
    settings.spherical = True
    settings.min_points_per_centroid = 1
    settings.max_points_per_centroid = TRAINED_PER_LIST
    clustering = faiss.Clustering(dimension, lists, settings)
    for _ in range(TRAINING_ROUNDS):  # each goes on from the last one's centroids
        source.check()
        quantizer.reset()
        clustering.train(sample, quantizer)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, True
    )
    index.train(sample)  # finds its centroids there
    return index


def _tune(index: Any, best: BestCosines) -> tuple[int, float]:
    """Return the fewest lists, by doubling, that reach the wanted recall."""
    probes = max(1, index.nlist // LEAST_PROBED)
    while True:
        found = [
            [cosine for _, cosine in _search(index, query.reshape(1, -1), best.k, probes, None)]
            for query in best.queries
        ]
        recall = best.recall(found)
        if recall >= TUNED_RECALL or probes >= index.nlist:
            return probes, recall
        probes = min(2 * probes, index.nlist)


def _search(index: Any, query: FloatArray, k: int, probes: int, selector: Any) -> list[tuple[int, float]]:
    import faiss

    faiss.omp_set_num_threads(1)  # of this thread: for one question, waiting for a second core costs more
    parameters = faiss.SearchParametersIVF()
    parameters.nprobe = probes
    parameters.sel = selector  # the caller's variable keeps it alive while FAISS reads it
    scores, ids = index.search(query, k, params=parameters)
    return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]


def _list_ids(index: Any) -> IdArray:
    import faiss

    lists = index.invlists
    parts = [
        faiss.rev_swig_ptr(lists.get_ids(number), lists.list_size(number)).copy()
        for number in range(lists.nlist)
        if lists.list_size(number)
    ]
    return np.sort(np.concatenate(parts)).astype(np.int64) if parts else np.empty(0, dtype=np.int64)
