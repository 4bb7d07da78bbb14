"""The dense index in all its forms: exact, base and tail, with what is gone; and what can go wrong with its files."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Never

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.index.exact_search import perturb
from knowledge_base.index.vector_base import MANIFEST, VectorBase, count_lists
from knowledge_base.index.vector_index import IndexSizes, VectorIndex
from tests.knowledge_base.passage_shelf import FloatArray, PassageShelf

SMALL = IndexSizes(exact_passages=100, gone_share=0.2)


class Opener:
    """Opens the same index, as often as a test restarts it."""

    def __init__(self, folder: Path, shelf: PassageShelf) -> None:
        self.folder = folder
        self.shelf = shelf
        self._opened: list[VectorIndex] = []

    def __call__(self, *, encoder_name: str = "e5", is_done: bool = True) -> VectorIndex:
        index = VectorIndex(
            self.folder,
            self.shelf,
            dimension=self.shelf.dimension,
            encoder_name=encoder_name,
            sizes=SMALL,
        )
        self._opened.append(index)
        if is_done:
            assert index.wait_until_built(60)
        return index

    def close(self) -> None:
        for index in self._opened:
            index.close()


@pytest.fixture
def shelf() -> PassageShelf:
    return PassageShelf()


@pytest.fixture
def opened(tmp_path: Path, shelf: PassageShelf) -> Iterator[Opener]:
    opener = Opener(tmp_path / "dense", shelf)
    yield opener
    opener.close()


def queries(shelf: PassageShelf, count: int = 20) -> FloatArray:
    """Return embeddings near to those of passages, and to others where there are none."""
    near = shelf if shelf.embeddings else PassageShelf(shelf.dimension)
    if near is not shelf:
        near.put(range(1, 50))
    generator = np.random.default_rng(9)
    chosen = generator.choice(near.list_passage_ids(), count)
    return perturb(np.stack([near.embeddings[int(i)] for i in chosen]), generator)


def assert_knows_exactly(index: VectorIndex, shelf: PassageShelf) -> None:
    assert len(index) == len(shelf.embeddings)
    found = {i for i, _ in index.search(queries(shelf)[0], 10_000)}
    assert found <= set(shelf.embeddings)
    if index.kind == "exact":
        assert found == set(shelf.embeddings)
    for passage_id in shelf.list_passage_ids()[::7]:
        only = np.array([passage_id])
        ((best, cosine),) = index.search(shelf.embeddings[int(passage_id)], 5, allowed=only)
        assert best == passage_id
        assert cosine == pytest.approx(1.0, abs=1e-3)


def test_a_small_index_is_exact_and_writes_nothing(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 80))
    index = opened()
    assert index.kind == "exact"
    for query in queries(shelf):
        assert [i for i, _ in index.search(query, 10)] == shelf.nearest(query, 10)
    assert not (opened.folder / MANIFEST).exists()


def test_an_index_that_grows_gets_a_base_in_the_background(opened: Opener, shelf: PassageShelf) -> None:
    index = opened()
    for first in range(1, 401, 50):
        index.replace(added=shelf.put(range(first, first + 50)), removed=[])
    assert index.wait_until_built(60)
    assert index.kind == "ivf"
    assert_knows_exactly(index, shelf)
    report = index.measure_recall(sample=100, k=10)
    assert (report.kind, report.passages, report.queries) == ("ivf", 400, 100)
    assert report.recall >= 0.95
    assert report.median_seconds > 0


def test_the_base_is_read_again_after_a_restart(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 301))
    first = opened()
    first.close()
    written = (opened.folder / MANIFEST).stat().st_mtime_ns
    shelf.put(range(301, 331))  # and changes that came while it was closed
    shelf.drop(range(1, 20))
    second = opened()
    assert (opened.folder / MANIFEST).stat().st_mtime_ns == written
    assert second.kind == "ivf"
    assert_knows_exactly(second, shelf)


def test_what_is_gone_is_not_found_and_in_time_the_base_is_built_without_it(
    opened: Opener, shelf: PassageShelf
) -> None:
    shelf.put(range(1, 401))
    index = opened()
    base = json.loads((opened.folder / MANIFEST).read_text())["file"]
    gone = shelf.embeddings[7]
    index.replace(added={}, removed=shelf.drop([7]))
    assert 7 not in [i for i, _ in index.search(gone, 50)]
    assert index.wait_until_built(60)
    assert json.loads((opened.folder / MANIFEST).read_text())["file"] == base
    index.replace(added={}, removed=shelf.drop(range(1, 101)))
    assert index.wait_until_built(60)
    assert json.loads((opened.folder / MANIFEST).read_text())["passages"] == 300
    assert [path.name for path in opened.folder.glob("base-*")] != [base]  # the old file is deleted
    assert_knows_exactly(index, shelf)


def test_an_index_that_shrinks_is_exact_again(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 301))
    index = opened()
    index.replace(added={}, removed=shelf.drop(range(1, 270)))
    assert index.wait_until_built(60)
    assert index.kind == "exact"
    assert list(opened.folder.iterdir()) == []
    assert_knows_exactly(index, shelf)


@pytest.mark.parametrize("share", [1, 2, 10, 60, 300])
@pytest.mark.parametrize("passages", [90, 400])
def test_only_what_is_allowed_is_found_however_little_that_is(
    opened: Opener, shelf: PassageShelf, passages: int, share: int
) -> None:
    shelf.put(range(1, passages + 1))
    index = opened()
    index.replace(added=shelf.put(range(1001, 1061)), removed=shelf.drop(range(5, 30)))
    allowed = shelf.list_passage_ids()[::share]
    hits = wanted = 0
    for query in queries(shelf):
        found = [i for i, _ in index.search(query, 10, allowed=allowed)]
        assert set(found) <= set(allowed.tolist())
        assert len(found) == len(set(found)) == min(10, len(allowed))
        expected = shelf.nearest(query, 10, allowed)
        hits += len(set(found) & set(expected))
        wanted += len(expected)
    assert hits / wanted >= (1.0 if index.kind == "exact" or share >= 60 else 0.95)


def test_nothing_allowed_nothing_wanted_and_ids_that_never_were(opened: Opener, shelf: PassageShelf) -> None:
    query = queries(shelf)[0]
    assert opened().search(query, 5) == []
    shelf.put(range(1, 201))
    index = opened()
    assert index.search(query, 5, allowed=np.empty(0, dtype=np.int64)) == []
    assert index.search(query, 5, allowed=np.array([9_000_000])) == []
    assert index.search(query, 0) == []


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "no manifest", "manifest", "other manifest"])
def test_a_damaged_base_is_built_again(opened: Opener, shelf: PassageShelf, damage: str) -> None:
    shelf.put(range(1, 301))
    opened().close()
    manifest = opened.folder / MANIFEST
    path = opened.folder / json.loads(manifest.read_text())["file"]
    data = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "cut":
            path.write_bytes(data[:-700])
        case "flipped":  # in the middle of the embeddings, where only reading all of it shows it
            path.write_bytes(data[:9000] + bytes(255 - byte for byte in data[9000:9064]) + data[9064:])
        case "no manifest":
            manifest.unlink()
        case "manifest":
            manifest.write_bytes(b'{"format": 1')
        case "other manifest":
            manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "file": "../../x"}))
    index = opened()
    assert index.kind == "ivf"
    assert VectorBase.open(opened.folder, dimension=shelf.dimension, encoder_name="e5").is_intact()
    assert_knows_exactly(index, shelf)


def test_a_damaged_base_is_searched_exactly_until_a_new_one_is_there(
    opened: Opener, shelf: PassageShelf
) -> None:
    shelf.put(range(1, 301))
    opened().close()
    (opened.folder / MANIFEST).unlink()
    may_go_on = threading.Event()
    main = threading.current_thread()
    shelf.on_read = lambda: None if threading.current_thread() is main else (may_go_on.wait(60), None)[1]
    index = opened(is_done=False)
    assert index.is_building
    newest = 300
    assert index.search(shelf.embeddings[newest], 1)[0][0] == newest
    may_go_on.set()
    assert index.wait_until_built(60)
    assert_knows_exactly(index, shelf)


def test_another_encoders_base_and_another_databases_base_are_not_used(
    opened: Opener, shelf: PassageShelf
) -> None:
    shelf.put(range(1, 301))
    opened(encoder_name="e5").close()
    shelf.put(range(1, 301), seed=1)  # the same ids, other embeddings
    for name in ("e5", "bge"):
        index = opened(encoder_name=name)
        assert_knows_exactly(index, shelf)
        index.close()
        manifest = json.loads((opened.folder / MANIFEST).read_text())
        assert manifest["encoder_name"] == name


def test_what_an_interrupted_build_left_is_cleared_away(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 201))
    opened().close()
    (opened.folder / ".building-x").mkdir()
    (opened.folder / ".building-x" / "base").write_bytes(b"half")
    (opened.folder / "base-0123.faiss").write_bytes(b"renamed, but the manifest was not written")
    index = opened()
    assert sorted(path.suffix for path in opened.folder.iterdir()) == [".faiss", ".json"]
    assert_knows_exactly(index, shelf)


def test_a_base_that_cant_be_written_leaves_the_index_as_it_was(
    opened: Opener, shelf: PassageShelf, caplog: pytest.LogCaptureFixture
) -> None:
    opened.folder.parent.mkdir(exist_ok=True)
    opened.folder.write_bytes(b"a file where the folder should be")
    index = opened()
    index.replace(added=shelf.put(range(1, 151)), removed=[])
    assert index.wait_until_built(60)
    assert "no new base" in caplog.text
    assert not index.is_building
    assert index.measure_recall().kind == "exact"
    assert_knows_exactly(index, shelf)
    opened.folder.unlink()
    index.replace(added=shelf.put(range(151, 201)), removed=[])  # enough changed to try it again
    assert index.wait_until_built(60)
    assert index.kind == "ivf"
    assert_knows_exactly(index, shelf)


def test_changes_while_a_base_is_built_are_kept(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 201))
    index = opened()
    steps = iter(range(1000))
    worker = threading.current_thread()

    def change() -> None:
        """Delete and add between any two batches that the build reads; what it read before is then out of date."""
        if threading.current_thread() is worker:
            step = next(steps)
            gone = [step + 1, 200 - step]
            index.replace(added={}, removed=shelf.drop(gone))
            index.replace(added=shelf.put([500 + step]), removed=[])
            renewed = shelf.put([100 + step], seed=step + 5)
            index.replace(added=renewed, removed=[100 + step])

    shelf.on_read = change
    index.build_base()
    shelf.on_read = lambda: None
    assert next(steps) > 3
    assert index.wait_until_built(60)
    assert_knows_exactly(index, shelf)
    for passage_id, embedding in shelf.embeddings.items():
        assert index.search(embedding, 1, allowed=np.array([passage_id]))[0][1] == pytest.approx(1, abs=1e-3)


def test_searches_go_on_while_bases_are_built(opened: Opener, shelf: PassageShelf) -> None:
    kept = shelf.put(range(1, 151))
    index = opened()
    failures: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for passage_id in (1, 75, 150):
                found = [i for i, _ in index.search(kept[passage_id], 3)]
                if passage_id not in found:
                    failures.append(f"{passage_id} not in {found}")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for first in range(1001, 2001, 50):
        index.replace(added=shelf.put(range(first, first + 50)), removed=[])
        index.replace(added={}, removed=shelf.drop(range(first, first + 20)))
    index.build_base()
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index.wait_until_built(60)
    assert_knows_exactly(index, shelf)


def test_closing_ends_a_build_and_the_next_start_takes_it_up(opened: Opener, shelf: PassageShelf) -> None:
    index = opened()
    is_reading = threading.Event()
    may_go_on = threading.Event()

    def hold() -> None:
        is_reading.set()
        may_go_on.wait(60)

    shelf.on_read = hold
    index.replace(added=shelf.put(range(1, 301)), removed=[])
    assert is_reading.wait(60)
    index._is_closed.set()
    may_go_on.set()
    index.close()
    assert not (opened.folder / MANIFEST).exists()
    assert_knows_exactly(opened(), shelf)


def test_many_copies_of_a_passage_are_no_loss_of_recall(opened: Opener, shelf: PassageShelf) -> None:
    shelf.put(range(1, 201))
    for copy in range(201, 301):
        shelf.embeddings[copy] = shelf.embeddings[1]
    assert opened().measure_recall(sample=300, k=10).recall >= 0.95


def test_recall_is_measured_with_real_questions_and_shows_what_is_missing(
    opened: Opener, shelf: PassageShelf
) -> None:
    assert opened().measure_recall().recall == 1.0
    shelf.put(range(1, 91))
    index = opened()
    assert index.measure_recall(queries=queries(shelf, 7), k=5).queries == 7
    index.replace(added={}, removed=[i for i in shelf.embeddings if i % 2 == 0])
    report = index.measure_recall(k=10)
    assert len(index) == 45
    assert 0.3 < report.recall < 0.7


def test_clustered_embeddings_of_the_encoders_size_reach_the_recall_with_few_lists(tmp_path: Path) -> None:
    shelf = PassageShelf(dimension=384, batch=500)
    shelf.put(range(1, 4001))
    for (
        passage_id,
        embedding,
    ) in shelf.embeddings.items():  # all on one side of the sphere, as an encoder's are
        moved = embedding + 1.2 * np.eye(384, dtype=np.float32)[0]
        shelf.embeddings[passage_id] = moved / np.linalg.norm(moved)
    index = VectorIndex(tmp_path, shelf, dimension=384, sizes=IndexSizes(exact_passages=1000))
    assert index.wait_until_built(120)
    report = index.measure_recall(sample=100, k=10)
    index.close()
    assert report.kind == "ivf"
    assert report.recall >= 0.95
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert manifest["recall"] >= 0.98
    assert manifest["probes"] <= count_lists(4000) / 2


def test_lists_grow_with_the_root_of_the_passages() -> None:
    assert [count_lists(n) for n in (0, 1, 100, 100_000, 500_000)] == [1, 4, 32, 1024, 2048]


actions = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 60)),
        st.tuples(st.just("remove"), st.integers(0, 10_000)),
        st.tuples(st.just("replace"), st.integers(0, 10_000)),
        st.tuples(st.just("build"), st.just(0)),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("behind"), st.integers(0, 10_000)),
    ),
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=actions)
def test_any_sequence_of_changes_ends_where_the_database_is(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    shelf = PassageShelf()
    shelf.put(range(1, 91))
    opener = Opener(tmp_path_factory.mktemp("dense"), shelf)
    index = opener()
    next_id = 91
    for action, number in steps:
        ids = sorted(shelf.embeddings)
        picked = [i for i in ids if (i * 7919 + number) % 5 == 0]
        match action:
            case "add":
                index.replace(added=shelf.put(range(next_id, next_id + number)), removed=[])
                next_id += number
            case "remove":
                index.replace(added={}, removed=shelf.drop(picked))
            case "replace":
                gone = shelf.drop(picked)
                added = shelf.put(range(next_id, next_id + len(gone)))
                index.replace(added=added, removed=gone)
                next_id += len(gone)
            case "build":
                index.build_base()
            case "restart":
                index.close()
                index = opener()
            case "behind":  # the database changed, the process died before the index did
                index.close()
                shelf.drop(picked)
                shelf.put(range(next_id, next_id + 9))
                next_id += 9
                index = opener()
    assert index.wait_until_built(60)
    assert_knows_exactly(index, shelf)
    hits = wanted = 0
    for query in queries(shelf, 5):
        expected = shelf.nearest(query, 10)
        hits += len(set(expected) & {i for i, _ in index.search(query, 10)})
        wanted += len(expected)
    assert hits >= (1.0 if index.kind == "exact" else 0.8) * wanted
    opener.close()


def test_an_incomplete_index_that_shrinks_is_exact_and_complete(
    opened: Opener, shelf: PassageShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(range(1, 151))

    def fail(*_: object, **__: object) -> Never:
        msg = "no space left on device"
        raise OSError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(VectorBase, "build", fail)
        index = opened()  # holds the newest hundred
    index.replace(added={}, removed=shelf.drop(range(41, 151)))
    assert index.wait_until_built(60)
    assert not index.is_building
    assert_knows_exactly(index, shelf)
