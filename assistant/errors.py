"""What can go wrong in `assistant`.

AssistantError(Exception)          .code: stable id of the kind; .params: values for a translated message
├ InvalidTurnError
│ ├ EmptyTurnError                 no text and no attachment
│ ├ TurnTooLongError               more characters than the limit
│ └ TooManyAttachmentsError
├ AttachmentError                  wraps a media error of `model`, with the file's name
├ AttachmentTooLargeError          more bytes than the limit
├ UploadMissingError               a file that who names it has not uploaded, or that was sent already
├ QuotaError                       a visitor, or a network, has asked for as much as may be
├ CrowdedError                     too many replies are written or waited for
├ DiskFullError                    the disk is nearly full
├ NotFoundError                    no such conversation, citation or attachment, or another owner's
├ NothingToRegenerateError         the conversation has no question yet
├ ConversationBusyError            a reply is already being written in this conversation
├ DraftsBusyError                  several attachments of one owner are being read
├ HistoryError                     the database failed
├ EngineStartingError              the engine did not get ready in time
├ ReplyError                       the engine or the knowledge base failed: raise ReplyError(...) from exc
├ SpeechError                      no voice could speak a sentence
├ SpeechBusyError                  too many sentences are waiting to be spoken
├ StorageError                     a file can't be kept: the disk is full or can't be written
├ BackupError                      a backup can't be written, or a file is none that can be restored
├ DamagedDatabaseError             a database file is damaged
└ SettingsError                    a setting can't be used; only at start-up
"""

from __future__ import annotations

from typing import ClassVar


class AssistantError(Exception):
    """Base of every error of this package.

    Attributes:
        code: Stable identifier of the kind of error; the interface translates it.
        params: Values that a translated message may show.
    """

    code: ClassVar[str] = "assistant"

    def __init__(self, message: str, **params: str | int | float) -> None:
        super().__init__(message)
        self.params = params


class InvalidTurnError(AssistantError):
    """The question can't be taken."""

    code = "invalid_turn"


class EmptyTurnError(InvalidTurnError):
    """No text and no attachment."""

    code = "empty_turn"


class TurnTooLongError(InvalidTurnError):
    """More characters than the limit."""

    code = "turn_too_long"


class TooManyAttachmentsError(InvalidTurnError):
    """More attachments than the limit."""

    code = "too_many_attachments"


class AttachmentError(AssistantError):
    """A photo or voice clip can't be used. `.code` is that of the media error behind it."""

    def __init__(self, message: str, *, code: str, **params: str | int | float) -> None:
        super().__init__(message, **params)
        self.code = code  # type: ignore[misc]  # one class for every media error


class AttachmentTooLargeError(AssistantError):
    """More bytes than the limit."""

    code = "attachment_too_large"


class UploadMissingError(AssistantError):
    """A file that who names it has not uploaded, or that was sent already."""

    code = "upload_missing"


class QuotaError(AssistantError):
    """A visitor, or a network, has asked for as much as may be; `.params` says for how long to wait."""

    code = "quota"


class CrowdedError(AssistantError):
    """Too many replies are written or waited for."""

    code = "crowded"


class DiskFullError(AssistantError):
    """The disk is nearly full."""

    code = "disk_full"


class DraftsBusyError(AssistantError):
    """Several attachments of one owner are being read."""

    code = "drafts_busy"


class NotFoundError(AssistantError):
    """Not there, or it belongs to another owner: the answer is the same."""

    code = "not_found"


class NothingToRegenerateError(AssistantError):
    """The conversation has no question yet."""

    code = "nothing_to_regenerate"


class ConversationBusyError(AssistantError):
    """A reply is already being written in this conversation."""

    code = "conversation_busy"


class HistoryError(AssistantError):
    """The database failed."""

    code = "history"


class ProfileError(AssistantError):
    """The files of an assistant can't be used; the message says which and why."""

    code = "profile"


class EngineStartingError(AssistantError):
    """The engine did not get ready in time."""

    code = "engine_starting"


class ReplyError(AssistantError):
    """The engine or the knowledge base failed while a reply was made."""

    code = "reply"


class SpeechError(AssistantError):
    """No voice could speak a sentence."""

    code = "speech"


class SpeechBusyError(AssistantError):
    """Too many sentences are waiting to be spoken."""

    code = "speech_busy"


class StorageError(AssistantError):
    """A file can't be kept: the disk is full, or can't be written."""

    code = "storage"


class BackupError(AssistantError):
    """A backup can't be written, or a file is none that can be restored."""

    code = "backup"


class DamagedDatabaseError(AssistantError):
    """A database file is damaged."""

    code = "damaged_database"


class SettingsError(AssistantError):
    """A setting can't be used."""

    code = "settings"
