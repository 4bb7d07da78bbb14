"""Replies that are being written in the background, whoever looks at them.

A reply belongs to its conversation and not to the page that asked for it: the page may show another conversation,
be closed, or come back. Each reply is written by a thread of its own; pages follow what it has come to.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from assistant.conversation import ConversationId, StoredMessage
from assistant.errors import CrowdedError, QuotaError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.people.principal import Principal
from assistant.turn.replies.fair_queue import FairQueue
from model.chat.messages import TextDelta

logger = logging.getLogger(__name__)
CLOSING_SECONDS = 5.0  # how long the end of the process waits for what is written to be saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a reply has come to.

    Attributes:
        question: What is answered, with what was understood of its attachments so far.
        stage: What is being done before the first word.
        text: The words that are there.
        is_done: Whether nothing will be added; what was written is in the history.
        place: In the line of those that wait, 1 is next; 0 once it is answered.
        is_stopping: Whether it ends as soon as the model lets go of it.
    """

    question: StoredMessage
    stage: Stage = Stage.WAITING
    text: str = ""
    is_done: bool = False
    place: int = 0
    is_stopping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How many replies may be written and waited for at the same time.

    Attributes:
        of_principal: Of one principal.
        of_network: Of all principals that come from one network; a new cookie makes a new principal.
        in_all: Of all.
    """

    of_principal: int = 4
    of_network: int = 40
    in_all: int = 200


class RunningReply:
    """One reply that is being written; safe to read from any thread."""

    def __init__(self, owner: Principal, conversation_id: ConversationId, question: StoredMessage) -> None:
        self.owner = owner
        self.conversation_id = conversation_id
        self.error: Exception | None = None  # why it broke off
        self.is_stopped = False
        self._progress = Progress(question=question)
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    @property
    def progress(self) -> Progress:
        """What it has come to."""
        return self._progress

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a listener after each change, from the thread that writes; it must return at once."""
        with self._lock:
            self._listeners.append(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Call a listener no more."""
        with self._lock:
            self._listeners.remove(listener)

    def note(self, event: ReplyEvent) -> None:
        """Take in what happened."""
        match event:
            case QuestionSaved(message=question):
                self._set(question=question)
            case StageChanged(stage=stage):
                self._set(stage=stage)
            case TextDelta(text=piece):
                if piece:
                    self._set(text=self._progress.text + piece)  # only one thread writes
            case ReplyFinished():
                pass  # it is in the history: shown from there, when the conversation is free again

    def wait_at(self, place: int) -> None:
        """Say which place in the line it has."""
        if place != self._progress.place:
            self._set(place=place)

    def note_stopping(self) -> None:
        """Say that it ends as soon as the model lets go of it."""
        self._set(is_stopping=True)

    def finish(self, error: Exception | None) -> None:
        """Say that nothing will be added."""
        self.error = error
        self._set(is_done=True)

    @property
    def is_followed(self) -> bool:
        """Whether anyone listens."""
        return bool(self._listeners)

    def _set(self, **changes: Any) -> None:
        with self._lock:
            self._progress = replace(self._progress, **changes)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()


class RunningReplies:
    """All replies that are being written, at most `limit` at the same time; others wait, each principal in turn."""

    def __init__(self, *, limit: int, most: Most | None = None) -> None:
        self._limit = limit
        self._most = most or Most()
        self._running: dict[ConversationId, RunningReply] = {}
        self._threads: set[threading.Thread] = set()
        self._waiting: FairQueue[RunningReply] = FairQueue()
        self._writing: Counter[str] = Counter()  # by principal
        self._taken: Counter[str] = Counter()  # places, by principal, by network, and in all
        self._turn = threading.Condition()  # guards all of the above

    def start(self, owner: Principal, events: Iterator[ReplyEvent], *, network: str = "") -> RunningReply:
        """Begin a reply; returns when its question is in the history.

        Args:
            owner: Who asked.
            events: What the manager gave; it is read to its end in another thread.
            network: Where the principal comes from.

        Raises:
            QuotaError: As many replies of the principal or its network as may be are written or waited for.
            CrowdedError: Too many are in all.
            AssistantError: The question could not be saved; nothing runs.
        """
        places = (f"principal {owner.id}", f"network {network}", "all")
        self._take_place(places)
        try:
            reply = _begin(owner, events)
        except BaseException:
            self._leave_place(places)
            raise
        given = (reply, events, places)
        writer = threading.Thread(target=self._write, args=given, name="reply", daemon=True)
        with self._turn:
            self._running[reply.conversation_id] = reply
            self._waiting.add(reply, owner.id)
            self._threads.add(writer)
            self._tell_places()
        writer.start()
        return reply

    def find(self, owner: Principal, conversation_id: ConversationId | None) -> RunningReply | None:
        """Return the reply that is being written in an owner's conversation, if there is one."""
        with self._turn:
            reply = self._running.get(conversation_id) if conversation_id else None
            return reply if reply is not None and reply.owner == owner else None

    def of_principal(self, owner: Principal) -> tuple[RunningReply, ...]:
        """Return all replies that are being written for an owner."""
        with self._turn:
            return tuple(reply for reply in self._running.values() if reply.owner == owner)

    def stop(self, owner: Principal, conversation_id: ConversationId) -> None:
        """Stop the reply in an owner's conversation, if there is one; what is written is kept."""
        reply = self.find(owner, conversation_id)
        if reply is not None:
            self._stop(reply)

    def close(self) -> None:
        """Stop all replies and wait a moment until what they came to is saved."""
        with self._turn:
            replies, writers = tuple(self._running.values()), tuple(self._threads)
        for reply in replies:
            self._stop(reply)
        for writer in writers:
            writer.join(CLOSING_SECONDS)

    def _stop(self, reply: RunningReply) -> None:
        with self._turn:
            reply.is_stopped = True
            self._turn.notify_all()
        reply.note_stopping()

    def _take_place(self, places: tuple[str, str, str]) -> None:
        principal, network, everybody = places
        with self._turn:
            if self._taken[everybody] >= self._most.in_all:
                msg = f"{self._most.in_all} replies are written or waited for"
                raise CrowdedError(msg)
            for place, most in ((principal, self._most.of_principal), (network, self._most.of_network)):
                if self._taken[place] >= most:
                    msg = f"{most} replies of one visitor or network are written or waited for"
                    raise QuotaError(msg, replies=most, wait_seconds=5, wait_minutes=1)
            self._taken.update(places)

    def _leave_place(self, places: tuple[str, str, str]) -> None:
        with self._turn:
            self._taken.subtract(places)
            self._taken = +self._taken

    def _write(self, reply: RunningReply, events: Iterator[ReplyEvent], places: tuple[str, str, str]) -> None:
        error: Exception | None = None
        try:
            with closing(events):  # type: ignore[type-var]  # the manager gives a generator
                self._wait_for_turn(reply)
                try:
                    _read(reply, events)
                finally:
                    self._end_turn(reply)
        except Exception as exc:  # it belongs to whoever follows
            error = exc
            if not reply.is_followed:
                logger.exception("a reply broke off while no page showed it")
        with self._turn:
            # the conversation is free since the events ended: another reply may run in it by now
            if self._running.get(reply.conversation_id) is reply:
                del self._running[reply.conversation_id]
            self._threads.discard(threading.current_thread())
            self._leave_place(places)
        reply.finish(error)

    def _wait_for_turn(self, reply: RunningReply) -> None:
        with self._turn:
            self._turn.wait_for(lambda: reply.is_stopped or self._is_next(reply))
            if reply.is_stopped:
                self._waiting.remove(reply)
            else:
                self._waiting.serve(reply)
            self._writing[reply.owner.id] += 1
            self._tell_places()
            reply.wait_at(0)
            self._turn.notify_all()

    def _is_next(self, reply: RunningReply) -> bool:
        """Tell whether it is a reply's turn; one principal leaves a place to others, where there are several."""
        most = max(1, self._limit - 1)
        is_free = self._writing.total() < self._limit
        return is_free and self._waiting.first(lambda line: self._writing[line] < most) is reply

    def _tell_places(self) -> None:
        for place, waiting in enumerate(self._waiting.order(), start=1):
            waiting.wait_at(place)

    def _end_turn(self, reply: RunningReply) -> None:
        with self._turn:
            self._writing[reply.owner.id] -= 1
            self._writing = +self._writing
            self._turn.notify_all()


def _begin(owner: Principal, events: Iterator[ReplyEvent]) -> RunningReply:
    first = next(events)
    if not isinstance(first, QuestionSaved):
        msg = f"a reply begins with its question, not with {type(first).__name__}"
        raise TypeError(msg)
    return RunningReply(owner, first.conversation_id, first.message)


def _read(reply: RunningReply, events: Iterator[ReplyEvent]) -> None:
    while not reply.is_stopped:
        event = next(events, None)
        if event is None:
            return
        reply.note(event)
