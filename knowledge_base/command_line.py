"""The commands of `python -m knowledge_base`.

While the server runs, it owns the indexes: documents are put into its queue, and a search works on indexes of its own
in a temporary folder.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TextIO

from knowledge_base.archive import export_knowledge, read_collections, read_documents
from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import DocumentDuplicateError, KnowledgeBaseError
from knowledge_base.evaluation.calibrate_command import add_calibrate_command
from knowledge_base.evaluation.evaluation_command import add_evaluate_command
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.ownership import is_owned
from knowledge_base.passages import DEFAULT_COLLECTION, DocumentId, DocumentState, DocumentSummary, Scope
from knowledge_base.picture_commands import add_picture_commands, import_pictures
from knowledge_base.properties import make_properties
from knowledge_base.reading_copy import open_to_read
from knowledge_base.sources.document_names import printable
from knowledge_base.sources.folder_files import walk_folder

WAIT_SECONDS = 1.0
NOBODY = "none"
IN_WORK = (DocumentState.QUEUED, DocumentState.READING, DocumentState.EMBEDDING)


def run(arguments: Sequence[str], config: KnowledgeConfig, output: TextIO) -> int:
    """Run a command; returns the exit status, 1 where a document could not be taken."""
    parsed = _build_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, KnowledgeConfig, TextIO], int] = parsed.command
    try:
        return command(parsed, config, output)
    except KnowledgeBaseError as exc:
        _complain(str(exc))
        return 1


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description="Docent's knowledge base")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="add files, or all files of folders")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME")
    add.add_argument("--tag", action="append", default=[], metavar="WORD", help="may be given several times")
    add.add_argument("--valid-from", type=date.fromisoformat, metavar="YYYY-MM-DD")
    add.add_argument("--valid-until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    add.add_argument(
        "--give",
        action="append",
        metavar="ASSISTANT",
        help=f"who answers from a new collection, or {NOBODY!r}; may be given several times; without it all do",
    )
    add.set_defaults(command=_add)
    search = commands.add_parser("search", help="show what a question finds, and why")
    search.add_argument("question")
    search.add_argument("-k", type=int, default=5, metavar="COUNT")
    search.add_argument("--collection", action="append", metavar="NAME", help="may be given several times")
    search.set_defaults(command=_search)
    commands.add_parser("stats", help="count documents and passages").set_defaults(command=_show_stats)
    export = commands.add_parser("export", help="write all documents with their properties into one file")
    export.add_argument("file", type=Path)
    export.set_defaults(command=_export)
    import_ = commands.add_parser("import", help="add the documents of an export")
    import_.add_argument("file", type=Path)
    import_.set_defaults(command=_import)
    add_picture_commands(commands)
    add_evaluate_command(commands)
    add_calibrate_command(commands)
    return parser


def _add(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    properties = make_properties(
        collection=parsed.collection,
        tags=parsed.tag,
        valid_from=parsed.valid_from,
        valid_until=parsed.valid_until,
    )
    with closing(KnowledgeBase(config)) as knowledge:
        files, failures = _find_files(parsed.paths, output)
        added = []
        _give_new_collection(knowledge, properties.collection, parsed.give, output)
        for name, path in files:
            try:
                added.append(knowledge.add_document(name, path.read_bytes(), properties))
            except DocumentDuplicateError:
                output.write(f"unchanged  {name}\n")
            except (KnowledgeBaseError, OSError) as exc:
                _complain(f"{path}: {exc}")
                failures += 1
        if not files and not failures:
            _complain("no files of a known format were found")
        return 1 if _index(knowledge, config, added, output) + failures or not files else 0


def _import(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with closing(KnowledgeBase(config)) as knowledge:
        for name, given_to in read_collections(parsed.file).items():  # before anything in them can be found
            knowledge.collections.give(name, given_to)
        added, failures = [], 0
        for document in read_documents(parsed.file, max_bytes=config.max_document_bytes):
            try:
                document_id = knowledge.add_document(document.name, document.data, document.properties)
                if not document.is_stopped:
                    added.append(document_id)
                elif knowledge.cancel(document_id):
                    output.write(f"stopped  {document.name}\n")
            except DocumentDuplicateError:
                output.write(f"unchanged  {document.name}\n")
            except KnowledgeBaseError as exc:
                _complain(f"{document.name}: {exc}")
                failures += 1
                continue
            failures += import_pictures(knowledge, document, _complain)
        return 1 if _index(knowledge, config, added, output) + failures else 0


def _index(
    knowledge: KnowledgeBase, config: KnowledgeConfig, added: Sequence[DocumentId], output: TextIO
) -> int:
    """Index documents, or wait until the server has done so; returns how many failed."""
    has_started = not is_owned(config.index_folder)
    if has_started:
        knowledge.start()
    else:
        output.write("the running server indexes them\n")
    shown: set[DocumentId] = set()
    while True:
        documents = {document.id: document for document in knowledge.documents()}
        mine = [documents[i] for i in added if i in documents]
        _show_finished(mine, shown, output)
        is_waiting = knowledge.is_paused or not (has_started or is_owned(config.index_folder))
        if is_waiting and any(document.state in IN_WORK for document in mine):
            output.write("they wait in the queue: indexing is paused, or the server has ended\n")
            return 0
        if all(document.state not in IN_WORK for document in mine):
            return sum(document.state is not DocumentState.READY for document in mine)
        knowledge.wait_for_progress(WAIT_SECONDS)


def _show_finished(documents: Sequence[DocumentSummary], shown: set[DocumentId], output: TextIO) -> None:
    """Write what became of each document that is done, once; `shown` holds those that were written."""
    for document in documents:
        if document.state not in IN_WORK and document.id not in shown:
            shown.add(document.id)
            detail = document.error_message or f"{document.passage_count} passages"
            output.write(f"{document.state}  {document.name}: {detail}\n")
            output.flush()


def _search(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with open_to_read(config) as knowledge:
        scope = Scope(collections=frozenset(parsed.collection) if parsed.collection else None)
        found = knowledge.retrieve(parsed.question, k=parsed.k, scope=scope)
        used = {scored.passage.id for scored in found.relevant}
        for rank, scored in enumerate(found.candidates[: parsed.k], start=1):
            passage = scored.passage
            place = " › ".join((passage.document_title, *passage.heading_path))
            page = f", page {passage.page}" if passage.page is not None else ""
            mark = "answers" if passage.id in used else "not used"
            output.write(
                f"{rank}. {place}{page}\n   {mark}; relevance {scored.relevance:.2f}, cosine "
                f"{scored.dense_score:.3f}, dense rank {scored.dense_rank or '-'}, lexical rank "
                f"{scored.lexical_rank or '-'}, reranked {_number(scored.rerank_score)}\n"
                f"   {' '.join(passage.text.split())}\n"
            )
        if not found.relevant:
            output.write("nothing here would be used for an answer\n")
    return 0


def _show_stats(_parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with closing(KnowledgeBase(config)) as knowledge:
        documents = knowledge.documents()
        output.write(f"documents: {len(documents)}, {sum(d.size_bytes for d in documents) / 1e6:.1f} MB\n")
        output.write(f"passages: {knowledge.count_passages()}\n")
        for state in DocumentState:
            count = sum(document.state is state for document in documents)
            if count:
                output.write(f"{state}: {count}\n")
        for collection in knowledge.collections.list():
            given = "all" if collection.given_to is None else ", ".join(sorted(collection.given_to)) or "none"
            output.write(
                f"collection {collection.name}: {collection.document_count} documents, given to {given}\n"
            )
    return 0


def _export(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with closing(KnowledgeBase(config)) as knowledge:
        count = export_knowledge(knowledge, parsed.file)
    output.write(f"{count} documents were written to {parsed.file}\n")
    return 0


def _find_files(paths: Iterable[Path], output: TextIO) -> tuple[list[tuple[str, Path]], int]:
    """Return files with their names, and how many paths are not there; says what is passed over.

    Inside a folder, two files of one name are two documents.
    """
    files: list[tuple[str, Path]] = []
    missing = 0
    for path in paths:
        if path.is_dir():
            for found, reason in walk_folder(path):
                name = printable(found.relative_to(path))
                if reason is None:
                    files.append((name, found))
                else:
                    output.write(f"skipped  {name}: {reason}\n")
        elif path.exists():
            files.append((printable(Path(path.name)), path))
        else:
            _complain(f"{path}: there is no such file or folder")
            missing += 1
    return files, missing


def _give_new_collection(
    knowledge: KnowledgeBase, name: str, assistants: Sequence[str] | None, output: TextIO
) -> None:
    """Make the collection before anything in it can be found, and say who answers from it."""
    if name in {collection.name for collection in knowledge.collections.list()}:
        return
    given = None if assistants is None else frozenset(assistants) - {NOBODY}
    knowledge.collections.create(name, given)
    said = "all assistants" if given is None else ", ".join(sorted(given)) or "no assistant yet"
    output.write(f"new collection {name}, given to {said}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
