"""What one open page shows, and who draws it.

Events of a page run at the same time and end in any order: someone asks, and turns to another conversation before
the answer to the first event is there. So events only change the view, in the order in which they happened in the
browser. One of them at a time draws it, and goes on while anything changes: the browser shows the updates of one
event in their order, those of several events in any.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from assistant.conversation import ConversationId
from assistant.turn.replies.running_replies import RunningReply

EMPTY_BOX: dict[str, Any] = {"text": "", "files": []}


class PageView:
    """The view of one page. Each page gets its own from `gr.State`, which copies the one that it is given.

    Attributes:
        acting: Held by an event that changes something, so that a second Enter finds what the first did.
        conversation_id: The conversation that is shown; None is a new one.
        is_editing: Whether the box holds the last question, to be changed.
        assistant: What was chosen for a new conversation; None is the default.
        search: The words in the search box.
        box: What the box shall hold when the page is drawn next; None leaves what was typed.
    """

    def __init__(self) -> None:
        self.acting = asyncio.Lock()
        self.conversation_id: ConversationId | None = None
        self.is_editing = False
        self.assistant: str | None = None
        self.search = ""
        self._is_search_over = False
        self.box: dict[str, Any] | None = EMPTY_BOX
        self._moment = 0.0
        self._needs_drawing = False
        self._follower: Follower | None = None

    def __deepcopy__(self, _memo: dict[int, Any]) -> PageView:
        return PageView()

    def is_newer_than(self, moment: float) -> bool:
        """Tell whether the view comes from an event that happened after this moment.

        Args:
            moment: When an event happened, in milliseconds of the browser's own clock.
        """
        return self._moment > moment

    def turn_to(self, conversation_id: ConversationId | None, moment: float) -> None:
        """Show a conversation, unless a later event has already turned to another."""
        if self.is_newer_than(moment):
            return
        if self.is_editing:
            self.box = EMPTY_BOX  # the words belong to the conversation that is left
        self._moment = moment
        if self.search and conversation_id != self.conversation_id:
            self.search, self._is_search_over = "", True  # else the one that is shown may not be listed
        self.conversation_id = conversation_id
        self.is_editing = False
        self.assistant = None

    def shown_to(self, moment: float, conversation_id: str) -> ConversationId | None:
        """Return the conversation that an event is about.

        Args:
            moment: When it happened.
            conversation_id: What the browser showed. The view knows better where the event came after it; it does
                not after a restart of the server.
        """
        if self._moment and not self.is_newer_than(moment):
            return self.conversation_id
        return ConversationId(conversation_id) if conversation_id else None

    def take_box(self) -> dict[str, Any] | None:
        """Return what the box shall hold, once."""
        box, self.box = self.box, None
        return box

    def take_end_of_search(self) -> bool:
        """Tell whether the search box must be emptied, once."""
        is_over, self._is_search_over = self._is_search_over, False
        return is_over

    def ask_for_drawing(self) -> None:
        """Say that the view has changed; whoever follows it draws it."""
        self._needs_drawing = True
        if self._follower is not None:
            self._follower.wake()

    def take_drawing(self) -> bool:
        """Tell whether the view must be drawn, once."""
        needed, self._needs_drawing = self._needs_drawing, False
        return needed

    @property
    def is_followed(self) -> bool:
        """Whether an event draws the view."""
        return self._follower is not None

    @contextmanager
    def follow(self) -> Iterator[Follower]:
        """Become the one who draws the view."""
        follower = self._follower = Follower()
        try:
            yield follower
        finally:
            self._follower = None
            follower.unlisten()


class Follower:
    """Waits for changes of a view and of the replies that are being written. Lives in one event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._replies: set[RunningReply] = set()

    def wake(self) -> None:
        """Let it look for changes."""
        self._woken.set()

    def wake_from_thread(self) -> None:
        """Let it look for changes; from any thread."""
        with suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self.wake)

    def listen(self, replies: Iterable[RunningReply]) -> None:
        """Follow these replies too."""
        for reply in set(replies) - self._replies:
            reply.listen(self.wake_from_thread)
            self._replies.add(reply)

    def take_finished(self) -> set[RunningReply]:
        """Return the replies that have been finished, and follow them no more."""
        finished = {reply for reply in self._replies if reply.progress.is_done}
        for reply in finished:
            reply.unlisten(self.wake_from_thread)
        self._replies -= finished
        return finished

    def unlisten(self) -> None:
        """Follow no reply any more."""
        for reply in self._replies:
            reply.unlisten(self.wake_from_thread)
        self._replies.clear()

    @property
    def is_idle(self) -> bool:
        """Whether no reply is followed and nothing has happened since `wait`."""
        return not self._replies and not self._woken.is_set()

    def begin_look(self) -> None:
        """Say that all that has happened so far is looked at now."""
        self._woken.clear()

    async def wait(self, timeout_seconds: float | None = None) -> None:
        """Wait for a change."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), timeout_seconds)
