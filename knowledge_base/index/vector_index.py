"""The dense index: FAISS over the embeddings in the database, which it follows and from which it can be built again.

Up to `exact_passages` all of them are searched exactly, in memory. Beyond, there is a base on disk
(`vector_base.py`), a tail in memory of what was added since, and a bit map of what the base still holds that is not
gone. So an addition or a deletion costs what it changes; nothing but a new base is ever written. It is built in the
background, while the old one serves, when the tail has grown as large as exact search is still quick with, or much
of the base is gone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError
from knowledge_base.index.background_work import InterruptibleReading, WorkEndedError, lower_priority
from knowledge_base.index.id_bits import LiveIds, bits_of
from knowledge_base.index.index_recall import IndexKind, RecallReport, measure_recall
from knowledge_base.index.vector_base import EmbeddingSource, VectorBase, remove_base, remove_leftovers
from knowledge_base.index.vector_tail import VectorTail

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]

logger = logging.getLogger(__name__)
COMPARED_PASSAGES = 32  # the newest: a restored copy of the database gives their ids to other passages
CLOSING_SECONDS = 30.0  # a step of a build takes less
_NO_IDS: IdArray = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSizes:
    """When the index changes its form; the measurements are in benchmarks/README.md.

    Attributes:
        exact_passages: So many are searched exactly, which takes about 20 ms on one core.
        gone_share: Share of the base, 0 to 1, that may be gone before it is built again.
    """

    exact_passages: int = 100_000
    gone_share: float = 0.2


class VectorIndex:
    """Passage ids by embedding; safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        source: EmbeddingSource,
        *,
        dimension: int,
        encoder_name: str = "",
        sizes: IndexSizes | None = None,
    ) -> None:
        """Open the base, if there is one that fits, and follow what changed since.

        Args:
            folder: Of this index alone.
            source: The embeddings as they are kept.
            dimension: Numbers of an embedding.
            encoder_name: Whose embeddings these are; a base of another encoder is built again.
            sizes: When the index changes its form.
        """
        self.dimension = dimension
        self._folder = folder
        self._source = source
        self._encoder_name = encoder_name
        self._sizes = sizes or IndexSizes()
        self._lock = threading.Lock()  # held for moments: tail, base and what is gone of it belong together
        self._maintaining = threading.Lock()  # held while the index is brought in line with the database
        self._touched: set[int] | None = (
            None  # changed since that began; what was read earlier is no longer so
        )
        self._tail = VectorTail(dimension)
        self._base: VectorBase | None = None
        self._live = LiveIds.of(_NO_IDS)  # of the base
        self._is_incomplete = False  # passages are neither in the base nor in the tail
        self._changes = 0
        self._quiet_until = 0  # that many changes: after a failure it is not tried at once again
        self._worker: threading.Thread | None = None
        self._is_working = False
        self._is_closed = threading.Event()
        self._reading = InterruptibleReading(source, self._is_closed)
        self._open()

    def __len__(self) -> int:
        with self._lock:
            return len(self._tail) + self._live.count

    @property
    def kind(self) -> IndexKind:
        """Whether a search is exact, or reads the nearest lists of an inverted file."""
        return "exact" if self._base is None else "ivf"

    @property
    def is_building(self) -> bool:
        """Whether a new base is on its way."""
        return self._is_working

    # --- search ---------------------------------------------------------------------------------------------

    def search(
        self, embedding: FloatArray, k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest passages with their cosines, nearest first.

        Args:
            embedding: Unit length, shape `(dimension,)`.
            k: Passages wanted.
            allowed: Ids that may be found, sorted, shape `(n,)`; None allows all.
        """
        query = np.ascontiguousarray(embedding.reshape(1, -1), dtype=np.float32)
        if k < 1 or (allowed is not None and not len(allowed)):
            return []
        with self._lock:
            base, live = self._base, self._live
            bits = None if allowed is None else bits_of(allowed)
            found = self._tail.search(query, k, chosen=bits)
        if allowed is not None:
            live = live.only(allowed)
        if base is not None and live.count:
            found += base.search(query, k, chosen=live.bits, share=live.count / len(base))
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return found[:k]

    def measure_recall(
        self, *, sample: int = 100, k: int = 10, queries: FloatArray | None = None
    ) -> RecallReport:
        """Compare this index with exact search; see `index_recall.measure_recall`."""
        return measure_recall(self, self._source, sample=sample, k=k, queries=queries)

    # --- changes --------------------------------------------------------------------------------------------

    def replace(self, *, added: Mapping[int, FloatArray], removed: Sequence[int]) -> None:
        """Remove and add passages in one step; embeddings are unit length, each of shape `(dimension,)`."""
        with self._lock:
            if self._touched is not None:
                self._touched.update(added, removed)
            self._changes += len(added) + len(removed)
            self._forget([*removed, *added])
            if added:
                self._tail.add(np.fromiter(added, dtype=np.int64), np.stack(list(added.values())))
        self._build_if_due()

    def follow(self) -> None:
        """Take from the database what is missing here and forget what is gone there."""
        with self._maintenance():
            self._follow()
        self._build_if_due()

    def build_base(self) -> None:
        """Build a new base now, and wait for it; also done in the background when it is due."""
        with self._maintenance():
            self._build()

    def wait_until_built(self, timeout_seconds: float | None = None) -> bool:
        """Wait for what happens in the background; False when that took longer."""
        worker = self._worker
        if worker is not None:
            worker.join(timeout_seconds)
        return not self._is_working

    def close(self) -> None:
        """Stop the work in the background; what it had not finished begins again at the next start."""
        self._is_closed.set()
        self.wait_until_built(CLOSING_SECONDS)

    # --- following the database -----------------------------------------------------------------------------

    def _open(self) -> None:
        self._is_working = self._open_base()
        with self._maintenance():
            self._follow()
        if self._is_working:
            self._start(self._check_and_work)
        else:
            self._build_if_due()

    @contextmanager
    def _maintenance(self) -> Iterator[None]:
        with self._maintaining:
            with self._lock:
                self._touched = set()
            try:
                yield
            finally:
                with self._lock:
                    self._touched = None

    def _follow(self) -> None:
        ids = self._source.list_passage_ids()
        with self._lock:
            held = np.concatenate((self._live.ids(), self._tail_ids()))
            gone = np.setdiff1d(held, ids)
            self._forget(self._untouched(gone).tolist())
        missing = np.setdiff1d(ids, held)
        newest = missing[-self._sizes.exact_passages :]
        for batch_ids, embeddings in self._reading.read_embeddings(newest):
            self._add_unless_touched(batch_ids, embeddings)
        self._is_incomplete = len(newest) < len(missing)

    def _build(self) -> None:
        ids = self._source.list_passage_ids()
        if len(ids) < self._sizes.exact_passages // 2:
            self._return_to_exact(ids)
            return
        base = VectorBase.build(self._folder, self._reading, ids, encoder_name=self._encoder_name)
        with self._lock:
            touched = self._touched or set()
            self._use_base(base)
            if base is not None:
                self._tail.remove(np.intersect1d(self._untouched(self._tail_ids()), base.ids).tolist())
                self._live = self._live.without(np.fromiter(touched, dtype=np.int64))
            self._is_incomplete = False
        logger.info("the dense index has a new base of %d passages", 0 if base is None else len(base))

    def _return_to_exact(self, ids: IdArray) -> None:
        """Take everything into memory again and do without a base."""
        with self._lock:
            missing = np.setdiff1d(ids, self._tail_ids())
        for batch_ids, embeddings in self._reading.read_embeddings(missing):
            self._add_unless_touched(batch_ids, embeddings)
        with self._lock:
            self._use_base(None)
            self._is_incomplete = False
        remove_base(self._folder)

    def _add_unless_touched(self, ids: IdArray, embeddings: FloatArray) -> None:
        with self._lock:
            wanted = np.isin(ids, self._untouched(ids))
            self._live = self._live.without(ids[wanted])  # the tail holds them now
            if wanted.any():
                self._tail.add(ids[wanted], embeddings[wanted])

    # --- under the lock -------------------------------------------------------------------------------------

    def _use_base(self, base: VectorBase | None) -> None:
        self._base = base
        self._live = LiveIds.of(_NO_IDS if base is None else base.ids)

    def _forget(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        self._tail.remove(ids)
        self._live = self._live.without(np.asarray(ids, dtype=np.int64))

    def _untouched(self, ids: IdArray) -> IdArray:
        return np.setdiff1d(ids, np.fromiter(self._touched or (), dtype=np.int64))

    def _tail_ids(self) -> IdArray:
        return np.fromiter(self._tail.ids(), dtype=np.int64)

    # --- the base -------------------------------------------------------------------------------------------

    def _open_base(self) -> bool:
        remove_leftovers(self._folder)
        try:
            base = VectorBase.open(self._folder, dimension=self.dimension, encoder_name=self._encoder_name)
        except IndexCorruptError as exc:
            if not isinstance(exc.__cause__, FileNotFoundError):  # else there never was one
                logger.info("the dense index begins without a base: %s", exc)
            return False
        newest = np.intersect1d(base.ids, self._source.list_passage_ids())[-COMPARED_PASSAGES:]
        if not all(base.is_of(*batch) for batch in self._source.read_embeddings(newest)):
            logger.info("the dense index begins without a base: it belongs to other passages")
            return False
        with self._lock:
            self._use_base(base)
        return True

    def _check_base(self) -> None:
        """Read all of the base once; a damaged one is left and built again."""
        base = self._base
        if base is None or base.is_intact():
            return
        logger.warning("the base of the dense index is damaged; it is built again")
        with self._maintenance():
            with self._lock:
                self._use_base(None)
            self._follow()

    # --- in the background ----------------------------------------------------------------------------------

    def _is_due(self) -> bool:
        """Whether a new base is wanted; asked under the lock."""
        if self._changes < self._quiet_until:
            return False
        held = 0 if self._base is None else len(self._base)
        is_worn = held - self._live.count > self._sizes.gone_share * held
        return self._is_incomplete or is_worn or len(self._tail) >= self._sizes.exact_passages

    def _build_if_due(self) -> None:
        with self._lock:
            if self._is_working or self._is_closed.is_set() or not self._is_due():
                return
            self._is_working = True
        self._start(self._work)

    def _start(self, work: Callable[[], None]) -> None:
        self._worker = threading.Thread(target=work, name="dense-index", daemon=True)
        self._worker.start()

    def _check_and_work(self) -> None:
        lower_priority()
        try:
            self._check_base()
        except WorkEndedError:
            pass
        except Exception:  # the index serves with what it has
            logger.exception("the base of the dense index could not be checked")
        self._work()

    def _work(self) -> None:
        lower_priority()
        while True:
            with self._lock:
                if self._is_closed.is_set() or not self._is_due():
                    self._is_working = False
                    return
            try:
                self.build_base()
            except WorkEndedError:
                logger.info("the new base of the dense index was not finished")
            except Exception:  # the old base and the tail go on serving
                logger.exception("no new base of the dense index could be built; it is tried again later")
                with self._lock:
                    self._quiet_until = self._changes + self._sizes.exact_passages // 4 + 1
