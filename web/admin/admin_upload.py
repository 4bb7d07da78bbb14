"""Files that are added: what is said of them in the dialog, and what to do where a name is in another collection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.profiles.profiles import Profiles
from knowledge_base.errors import DocumentError, DocumentPropertiesError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentProperties
from knowledge_base.properties import make_properties
from web.admin.admin_collections import read_assistants
from web.guards.uploads import Uploads
from web.messages import say, warn
from web.request_guard import principal_of
from web.shown_errors import errors_shown, explain
from web.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file that waits for a decision: a document of its name is in another collection."""

    path: str
    properties: DocumentProperties
    other_collection: str

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name


Held = tuple[HeldFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file that was added.

    Attributes:
        name: Of the file.
        version: That it became; 0 where it was not taken.
        problem: Why it was not taken; empty where it was.
        is_unchanged: It is there already, with the same content.
    """

    name: str
    version: int = 0
    problem: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadHandlers:
    """What happens when someone adds files."""

    knowledge: KnowledgeBase
    profiles: Profiles
    texts: Texts
    uploads: Uploads

    def add(
        self, paths: Sequence[str] | None, answers: str, held: Held, request: gr.Request
    ) -> tuple[str, Held]:
        """Take uploaded files; each that can't be used is named with the reason.

        Args:
            paths: Where the files lie.
            answers: What was said of them in the dialog, as JSON; empty where it was closed.
            held: Files that wait for a decision.
            request: Of who uploaded them.
        """
        if not paths or not answers:
            return render_held(held, self.texts), held
        with errors_shown(self.texts):
            properties = self._read_answers(json.loads(answers))
            others = self._collections_by_name()
        outcomes = []
        for path in paths:
            known = others.get(Path(path).name, ())
            if known and properties.collection not in known:
                held = (*held, HeldFile(path=path, properties=properties, other_collection=known[0]))
            else:
                outcomes.append(self._take(path, properties, request))
        self._tell(outcomes, properties.collection)
        return render_held(held, self.texts), held

    def decide(self, held: Held, event: gr.EventData, request: gr.Request) -> tuple[str, Held]:
        """Do with a file that waits what was decided."""
        place = int(str(event.place))
        if not 0 <= place < len(held):  # decided in another moment already
            return render_held(held, self.texts), held
        file, wanted = held[place], str(event.do)
        if wanted in {"version", "separate"}:
            properties = file.properties
            if wanted == "version":
                properties = replace(properties, collection=file.other_collection)
            self._tell([self._take(file.path, properties, request)], properties.collection)
        else:
            self.uploads.drop(principal_of(request).id, [file.path])
        held = held[:place] + held[place + 1 :]
        return render_held(held, self.texts), held

    def _read_answers(self, answers: Mapping[str, Any]) -> DocumentProperties:
        properties = read_properties(answers)
        if not answers.get("is_new"):
            return properties
        assistants = read_assistants(answers.get("assistants", ()), self.profiles)
        made = self.knowledge.collections.create(properties.collection, assistants)
        return replace(properties, collection=made)

    def _collections_by_name(self) -> dict[str, tuple[str, ...]]:
        """Return in which collections there is a document of a name; watched files follow their folders instead."""
        watched = {document_id for document_id, _ in self.knowledge.sources().values()}
        found: dict[str, tuple[str, ...]] = {}
        for document in self.knowledge.documents():
            if document.id not in watched:
                found[document.name] = (*found.get(document.name, ()), document.properties.collection)
        return found

    def _take(self, path: str, properties: DocumentProperties, request: gr.Request) -> Outcome:
        name, owner = Path(path).name, principal_of(request).id
        try:
            data = self.uploads.take(owner, path).read_bytes()
            self.uploads.drop(owner, [path])
            document_id = self.knowledge.add_document(name, data, properties)
            return Outcome(name=name, version=self.knowledge.versions(document_id)[0].version)
        except Exception as exc:  # noqa: BLE001  # the other files are taken all the same; an unknown error is logged
            is_unchanged = isinstance(exc, DocumentError) and "unchanged" in exc.params
            problem = explain(exc, self.texts, name=name)
            return Outcome(name=name, problem=problem, is_unchanged=is_unchanged)

    def _tell(self, outcomes: Sequence[Outcome], collection: str) -> None:
        """Say what became of all the files: what was done in one note, what was not in another."""
        taken = [outcome for outcome in outcomes if not outcome.problem]
        done = self._tell_taken(taken, collection)
        done += [outcome.problem for outcome in outcomes if outcome.is_unchanged]
        if done:
            say("\n".join(done))
        problems = [outcome.problem for outcome in outcomes if outcome.problem and not outcome.is_unchanged]
        if problems:
            warn("\n".join(problems))

    def _tell_taken(self, taken: Sequence[Outcome], collection: str) -> list[str]:
        if not taken:
            return []
        if len(taken) == 1:
            key = "admin.added" if taken[0].version == 1 else "admin.added_version"
            return [self.texts(key, name=taken[0].name, version=taken[0].version, collection=collection)]
        replacing = sum(outcome.version > 1 for outcome in taken)
        lines = [self.texts("admin.added_several", count=len(taken), collection=collection)]
        return lines + ([self.texts("admin.added_versions", count=replacing)] if replacing else [])


def read_properties(answers: Mapping[str, Any]) -> DocumentProperties:
    """Check what was said of a document in a dialog.

    Raises:
        CollectionNameError: The collection has no usable name.
        DocumentPropertiesError: The tags or the validity can't be.
    """
    try:
        days = [
            date.fromisoformat(day) if (day := str(answers[k])) else None
            for k in ("valid_from", "valid_until")
        ]
    except ValueError as exc:
        msg = "a day is not written as YYYY-MM-DD"
        raise DocumentPropertiesError(msg) from exc
    return make_properties(
        collection=str(answers["collection"]),
        tags=str(answers["tags"]).replace("，", ",").split(","),
        valid_from=days[0],
        valid_until=days[1],
    )


def render_held(held: Held, texts: Texts) -> str:
    """Render the files that wait for a decision."""
    return "".join(_render_held_file(place, file, texts) for place, file in enumerate(held))


def _render_held_file(place: int, file: HeldFile, texts: Texts) -> str:
    said = texts("admin.held", name=file.name, collection=file.other_collection)
    labels = {
        "version": texts("admin.held_version", collection=file.other_collection),
        "separate": texts("admin.held_separate", collection=file.properties.collection),
        "skip": texts("admin.held_skip"),
    }
    buttons = "".join(
        f'<button type="button" class="plain" data-do="{do}" data-place="{place}" '
        f'aria-label="{escape(f"{label}: {file.name}")}">{escape(label)}</button>'
        for do, label in labels.items()
    )
    return (
        f'<section class="held" role="alert"><p>{escape(said)}</p><div class="bar">{buttons}</div></section>'
    )
