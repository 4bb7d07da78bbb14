"""What can go wrong in `knowledge_base`.

KnowledgeBaseError(Exception)   .code: stable id of the kind; .params: values for a translated message
├ DocumentError                 one document can't be used; the others are not touched
│ ├ DocumentTypeError           not a supported format, or not what its name says
│ ├ DocumentTooLargeError       over the size or page limit
│ ├ DocumentEncryptedError      needs a password
│ ├ DocumentEmptyError          zero bytes, or no text in it
│ ├ DocumentUnreadableError     damaged, or its parser ran out of time or memory
│ ├ DocumentPropertiesError     tags or validity that can't be
│ └ DocumentDuplicateError      the same content is already there
├ DocumentNotFoundError         no document with this id
├ PictureError                  a picture of a product can't be used; nothing of it is kept
│ ├ PictureUnreadableError      no picture, damaged, or too large
│ ├ PictureDuplicateError       the document has the same picture already
│ ├ TooManyPicturesError        the document has as many as it may have
│ └ PictureDetailsError         a name, caption or barcode is too long
├ PictureNotFoundError          no picture with this id
├ CollectionNameError           a collection can't be called so
├ CollectionInUseError          a collection that holds documents can't be removed
├ CollectionExistsError         there is a collection of this name already
├ KnowledgeBusyError            another process has the index
├ ArchiveError                  a file is no export of a knowledge base
├ PassageNotFoundError          the document no longer says what was cited
├ PageImageError                a page can't be drawn
├ PageImageBusyError            too many pages are being drawn
├ EmbeddingError                the encoder can't load or failed
│ └ EncoderCalibrationError     its calibration is missing or can't be read; the message says what to run
├ IndexCorruptError             the index file is damaged (it is rebuilt, users never see this)
├ DatabaseError                 the database can't be opened, or has another revision
├ QuestionFileError             the labelled questions of an evaluation can't be read
└ SettingError                  a setting of a command is unknown
"""

from __future__ import annotations

from typing import ClassVar


class KnowledgeBaseError(Exception):
    """Base of every error of this package.

    Attributes:
        code: Stable identifier of the kind of error.
        params: Values that a translated message may show.
    """

    code: ClassVar[str] = "knowledge_base"

    def __init__(self, message: str, **params: str | int | float) -> None:
        super().__init__(message)
        self.params = params


class DocumentError(KnowledgeBaseError):
    """One document can't be used."""

    code = "document"


class DocumentTypeError(DocumentError):
    """Not a supported format, or not what its name says."""

    code = "document_type"


class DocumentTooLargeError(DocumentError):
    """Over the size or page limit."""

    code = "document_too_large"


class DocumentEncryptedError(DocumentError):
    """Needs a password."""

    code = "document_encrypted"


class DocumentEmptyError(DocumentError):
    """Zero bytes, or no text in it."""

    code = "document_empty"


class DocumentUnreadableError(DocumentError):
    """Damaged, or its parser ran out of time or memory."""

    code = "document_unreadable"


class DocumentPropertiesError(DocumentError):
    """Tags or validity that can't be."""

    code = "document_properties"


class DocumentDuplicateError(DocumentError):
    """The same content is already in the knowledge base."""

    code = "document_duplicate"


class DocumentNotFoundError(KnowledgeBaseError):
    """No document has this id."""

    code = "document_not_found"


class PictureError(KnowledgeBaseError):
    """A picture of a product can't be used."""

    code = "picture"


class PictureUnreadableError(PictureError):
    """No picture, damaged, or too large."""

    code = "picture_unreadable"


class PictureDuplicateError(PictureError):
    """The document has the same picture already."""

    code = "picture_duplicate"


class TooManyPicturesError(PictureError):
    """The document has as many pictures as it may have."""

    code = "too_many_pictures"


class PictureDetailsError(PictureError):
    """A name, caption or barcode is too long."""

    code = "picture_details"


class PictureNotFoundError(KnowledgeBaseError):
    """No picture has this id."""

    code = "picture_not_found"


class CollectionNameError(KnowledgeBaseError):
    """A collection can't be called so."""

    code = "collection_name"


class CollectionInUseError(KnowledgeBaseError):
    """A collection that holds documents can't be removed."""

    code = "collection_in_use"


class CollectionExistsError(KnowledgeBaseError):
    """There is a collection of this name already."""

    code = "collection_exists"


class KnowledgeBusyError(KnowledgeBaseError):
    """Another process has the index."""

    code = "knowledge_busy"


class ArchiveError(KnowledgeBaseError):
    """A file is no export of a knowledge base."""

    code = "archive"


class PassageNotFoundError(KnowledgeBaseError):
    """The document no longer says what was cited."""

    code = "passage_not_found"


class PageImageError(KnowledgeBaseError):
    """A page can't be drawn: there is none, it is damaged, or it takes too much time or memory."""

    code = "page_image"


class PageImageBusyError(KnowledgeBaseError):
    """Too many pages are being drawn."""

    code = "page_image_busy"


class EmbeddingError(KnowledgeBaseError):
    """The encoder can't be loaded or failed."""

    code = "embedding"


class EncoderCalibrationError(EmbeddingError):
    """An encoder's calibration is missing or can't be read or written."""

    code = "encoder_calibration"


class IndexCorruptError(KnowledgeBaseError):
    """The index file is damaged or belongs to other passages."""

    code = "index_corrupt"


class DatabaseError(KnowledgeBaseError):
    """The database can't be opened, or has another revision."""

    code = "database"


class QuestionFileError(KnowledgeBaseError):
    """The labelled questions of an evaluation can't be read."""

    code = "question_file"


class SettingError(KnowledgeBaseError):
    """A setting of a command is unknown."""

    code = "setting"
