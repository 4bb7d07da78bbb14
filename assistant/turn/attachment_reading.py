"""The first step of a turn: what its photos and voice clips hold, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.conversation import AttachmentKind, StoredAttachment, Understanding
from assistant.history.attachments import AttachmentStore
from assistant.media.media_understanding import MediaUnderstanding
from assistant.turn.replies.reply_draft import ReplyDraft
from knowledge_base.text.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentReading:
    """Reads and hears attachments."""

    store: AttachmentStore
    media: MediaUnderstanding

    def read(self, draft: ReplyDraft, language: Language) -> Iterator[None]:
        """Put what a question's attachments hold into the draft; yields whenever more of them is understood.

        Args:
            draft: Its question is replaced, its understandings are filled.
            language: Of the interface: likely that of a recording.
        """
        for place, attachment in enumerate(draft.question.attachments):
            for known in self._understand(attachment, draft, language):
                attachments = list(draft.question.attachments)
                attachments[place] = replace(attachment, understanding=known)
                draft.question = replace(draft.question, attachments=tuple(attachments))
                yield
            whole = draft.question.attachments[place].understanding
            if whole is not None:
                draft.understandings[attachment.id] = whole

    def _understand(
        self, attachment: StoredAttachment, draft: ReplyDraft, language: Language
    ) -> Iterator[Understanding]:
        """Yield what is known of an attachment so far, the whole last; its file is read where it is needed."""
        known, assistant = attachment.understanding, draft.profile.key
        if known is not None and attachment.kind is AttachmentKind.AUDIO:
            yield known
            return
        data = self.store.read_bytes(attachment)
        if attachment.kind is AttachmentKind.AUDIO:
            yield from self.media.hear(data, language, assistant=assistant)
            return
        known = known or self.media.read_photo(data)
        yield self.media.recognise(known, data, language, question=draft.question.text, assistant=assistant)
