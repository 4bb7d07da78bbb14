"""Which event of Gradio's queue is whose, so that nobody stops another's."""

from __future__ import annotations

from collections import OrderedDict

from assistant.people.principal import PrincipalId

MAX_EVENTS = 100_000  # the oldest is forgotten: it is over, or it can't be stopped by name


class OwnedEvents:
    """Lives in one event loop."""

    def __init__(self, limit: int = MAX_EVENTS) -> None:
        self._limit = limit
        self._owners: OrderedDict[str, PrincipalId] = OrderedDict()

    def add(self, principal: PrincipalId, event_id: str) -> None:
        """Write down whose an event is."""
        self._owners[event_id] = principal
        if len(self._owners) > self._limit:
            self._owners.popitem(last=False)

    def holds(self, principal: PrincipalId, event_id: object) -> bool:
        """Tell whether an event is a principal's."""
        return isinstance(event_id, str) and self._owners.get(event_id) == principal
