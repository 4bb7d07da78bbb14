"""The settings → the limits of each kind."""

from __future__ import annotations

from assistant.settings import Settings
from web.guards.quotas import Kind, Limit, Quotas

MEGABYTE = 1_000_000
EVENTS_A_DAY = 30_000  # a page makes about ten for a question, and one for each letter of a search


def make_quotas(settings: Settings) -> Quotas:
    """Build what counts."""
    return Quotas(
        limits={
            Kind.QUESTION: Limit(a_day=settings.visitor_questions),
            Kind.UPLOAD: Limit(a_day=settings.visitor_uploads, at_once=8),
            Kind.UPLOAD_BYTES: Limit(a_day=settings.visitor_upload_megabytes * MEGABYTE),
            Kind.DRAFT: Limit(a_day=settings.visitor_drafts, at_once=6),
            Kind.SPEECH: Limit(a_day=settings.visitor_spoken_sentences, at_once=6),
            Kind.PAGE_IMAGE: Limit(a_day=settings.visitor_page_images, at_once=12),
            Kind.EVENT: Limit(a_day=EVENTS_A_DAY),
        },
        network_share=settings.network_share,
        folder=settings.data_folder,
        min_free_bytes=settings.min_free_megabytes * MEGABYTE,
    )
