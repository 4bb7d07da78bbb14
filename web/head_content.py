"""What stands in the head of a page: its scripts with their words and settings, its styles, icons and previews."""

from __future__ import annotations

import json
from html import escape
from typing import TypedDict

from assistant.settings import Settings
from knowledge_base.reading.loaders.formats import FORMATS_BY_SUFFIX
from web.admin.admin_words import ADMIN_WORDS
from web.site_head import render_site_head, site_name
from web.texts import Texts

STYLES = (
    "layout",
    "messages",
    "citation",
    "figures",
    "voice",
    "draft",
    "speech",
    "products",
    "phone",
    "print",
    "who",
)
FIRST_SCRIPTS = ("layers", "citation", "who")
# after docent.js, which hands them the settings of the page
SCRIPTS = (
    "connection",
    "messages",
    "uploads",
    "box",
    "typing",
    "labels",
    "bar",
    "announce",
    "draft",
    "speech",
    "products",
    "admin",
)
SCRIPT_WORDS = {
    "ok": "chat.ok",
    "cancel": "chat.cancel",
    "close": "chat.close",
    "cited": "chat.cited",
    "went_wrong": "chat.went_wrong",
    "message_close": "chat.message_close",
    "characters_left": "chat.characters_left",
    "characters_over": "chat.characters_over",
    "menu": "chat.menu",
    "open_attachment": "chat.open_attachment",
    "remove_attachment": "chat.remove_attachment",
    "attached": "chat.attached",
    "uploading": "chat.uploading",
    "new": "chat.new",
    "recording": "voice.recording",
    "recording_start": "voice.start",
    "recording_stop": "voice.stop",
    "recording_keep": "voice.keep",
    "recording_drop": "voice.drop",
    "recording_play": "voice.play",
    "recording_pause": "voice.pause",
    "recording_device": "voice.device",
    "remove_file": "admin.remove_file",
    "clear": "chat.clear",
    "more_tabs": "admin.more_tabs",
    "to_end": "chat.to_end",
    "add_files": "admin.add_files",
    "page_image": "chat.page_image",
    "page_loading": "chat.page_loading",
    "page_failed": "chat.page_failed",
    "page_zoom": "chat.page_zoom",
    "citation_gone": "chat.citation_gone",
    "citation_loading": "chat.citation_loading",
    "picture_gone": "figure.product_gone",
    "citation_failed": "chat.citation_failed",
    "copy": "chat.copy",
    "copied": "chat.copied",
    "delete": "chat.delete",
    "delete_ask": "chat.delete_ask",
    "rename_ask": "chat.rename_ask",
    "listen": "speech.listen",
    "stop_listening": "speech.stop",
    "voice_loading": "speech.loading",
    "voice_speaking": "speech.speaking",
    "voice_failed": "speech.failed",
    "voice_blocked": "speech.blocked",
    "voice_play": "speech.play",
    "voice_mode": "speech.mode",
    "voice_never": "speech.never",
    "voice_asked": "speech.asked",
    "voice_always": "speech.always",
    "connection_lost": "chat.connection_lost",
    "writing": "chat.stage_writing",
    "log": "chat.log",
    "examples": "chat.examples",
    "list": "chat.list",
    "stop": "chat.stop",
    "stopping": "chat.stopping",
    "send": "chat.send",
    "attach": "chat.attach",
    "record": "chat.record",
    "input": "chat.input",
    "you": "chat.you",
    "draft_group": "draft.group",
    "draft_read": "draft.read",
    "draft_reading": "draft.reading",
    "draft_nothing": "draft.nothing",
    "draft_write": "draft.write",
    "draft_saved": "draft.saved",
    "draft_failed": "draft.failed",
    "draft_unread": "draft.unread",
    "assistant": "chat.assistant",
}


class Uploads(TypedDict):
    """Which files a page takes, for its script: what is refused is said before it travels."""

    max_bytes: int
    accepted: str  # regular expression over type and name
    too_large: str
    wrong_type: str


def describe_media(settings: Settings, texts: Texts) -> Uploads:
    """Say which photos and recordings the chat takes."""
    return {
        "max_bytes": settings.max_upload_bytes,
        "accepted": r"^(image|audio)/|^video/(webm|mp4)|\.(heic|heif|hif|avif|jxl)$",
        "too_large": texts.words["error.attachment_too_large"],
        "wrong_type": texts.words["error.media_type"],
    }


def describe_documents(settings: Settings, texts: Texts) -> Uploads:
    """Say which files the admin page takes."""
    suffixes = "|".join(suffix.removeprefix(".") for suffix in FORMATS_BY_SUFFIX)
    return {
        "max_bytes": settings.max_document_bytes,
        "accepted": rf"\.({suffixes})$",
        "too_large": texts.words["error.attachment_too_large"],
        "wrong_type": texts.words["error.document_type"],
    }


def render_head(settings: Settings, texts: Texts, uploads: Uploads, *, title: str) -> str:
    """Render what is put at the end of a page's head.

    Args:
        settings: The name of the organisation and the limits come from them.
        texts: In the language of the page.
        uploads: Which files the page takes.
        title: Of the page.
    """
    given = {
        "uploads": uploads,
        "language": texts.language,
        "locale": "zh-CN" if texts.language == "zh" else "en",
        "site": site_name(settings),
        "title": title,
        "max_question_characters": settings.max_question_characters,
        "words": {name: texts(key) for name, key in (SCRIPT_WORDS | ADMIN_WORDS).items()},
    }
    data = escape(json.dumps(given, ensure_ascii=False))
    styles = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in STYLES)
    first, scripts = (
        "".join(f'<script src="/static/{name}.js"></script>' for name in names)
        for names in (FIRST_SCRIPTS, SCRIPTS)
    )
    return (
        f"{render_site_head(site_name(settings), texts, title=title, has_image=True)}{styles}{first}"
        f'<script src="/static/docent.js" data-settings="{data}"></script>{scripts}'
    )


def page_title(settings: Settings, texts: Texts, *, is_admin: bool = False) -> str:
    """Return the title of a page, with the organisation where one is named."""
    name = site_name(settings)
    return f"{texts('admin.heading')} · {name}" if is_admin else name
