"""The last steps of a turn: cite what the reply rests on, and save it with its trace."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversation import ConversationId, StoredMessage
from assistant.figures.figures import FigureMaker
from assistant.grounding.citing import Citations, Citer
from assistant.protocols import ReplyHistory
from assistant.turn.replies.reply_draft import ReplyDraft
from assistant.turn.replies.usage import UsageNotes
from knowledge_base.errors import KnowledgeBaseError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySaving:
    """Saves replies.

    Attributes:
        model_name: Names the language model, for the trace.
    """

    history: ReplyHistory
    citer: Citer
    usage: UsageNotes
    figures: FigureMaker
    model_name: Callable[[], str]

    def save(self, conversation_id: ConversationId, draft: ReplyDraft) -> StoredMessage | None:
        """Save a reply; a reply without a word is none, and its question can be asked again."""
        saved = None
        if draft.text:
            with draft.notes.timed("citing"):
                cited = self._cite(draft)
            figures = draft.figures or self.figures.find_cited(draft.intent, cited.citations, draft.passages)
            draft.notes.seconds["all"] = round(time.monotonic() - draft.started, 3)
            saved = self.history.save_reply(
                draft.question.id,
                text=draft.text,
                finish_reason=draft.finish_reason,
                citations=cited.citations,
                anchors=cited.anchors,
                figures=figures,
                understandings=draft.understandings,
                attempt=draft.attempt,
                trace=draft.notes.finish(draft.profile.key, self.model_name(), draft.passages),
            )
            self.usage.note_cited(cited.citations)
        draft.log(conversation_id)
        return saved

    def _cite(self, draft: ReplyDraft) -> Citations:
        try:
            return self.citer.cite(
                draft.text[: draft.written_characters],
                draft.passages,
                question=draft.standalone_question,
                is_lesson=draft.profile.is_lesson,
                is_cut_off=draft.finish_reason != "stop",
                quoted=draft.quoted,
            )
        except KnowledgeBaseError:
            logger.exception("citations could not be attached; the reply is saved without them")
            return Citations(citations=(), anchors=())
