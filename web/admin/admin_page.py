"""The admin page: one tab for each thing that is looked after."""

from __future__ import annotations

from html import escape

import gradio as gr

from assistant.profiles.profiles import Profiles
from knowledge_base.knowledge import KnowledgeBase
from web.admin.admin_collections import build_collections_tab
from web.admin.admin_documents import build_documents_tab
from web.admin.admin_index import build_index_tab
from web.admin.admin_pictures import build_pictures_tab
from web.admin.admin_questions import build_questions_tab
from web.admin.admin_review import build_review_tab
from web.admin.admin_search import build_search_tab
from web.admin.admin_suspects import build_suspects_tab
from web.guards.uploads import Uploads
from web.texts import Texts
from web.theme import render_theme_choice


def build_admin_page(
    knowledge: KnowledgeBase, profiles: Profiles, texts: Texts, uploads: Uploads
) -> gr.Blocks:
    """Compose the page in one language."""
    blocks = gr.Blocks(title=texts("page.admin_title"), delete_cache=(3600, 86400))
    with blocks:
        gr.HTML(_render_head(texts))
        with gr.Tabs(elem_id="admin-tabs"):
            with gr.Tab(texts("admin.tab_documents"), id="documents"):
                build_documents_tab(blocks, knowledge, profiles, texts, uploads)
            with gr.Tab(texts("admin.tab_pictures"), id="pictures") as pictures:
                build_pictures_tab(pictures, knowledge, texts, uploads)
            with gr.Tab(texts("admin.tab_collections"), id="collections") as collections:
                build_collections_tab(collections, knowledge, profiles, texts)
            with gr.Tab(texts("admin.tab_search"), id="search"):
                build_search_tab(knowledge, profiles, texts)
            with gr.Tab(texts("admin.tab_questions"), id="questions") as questions:
                build_questions_tab(questions, knowledge, texts)
            with gr.Tab(texts("admin.tab_review"), id="review") as review:
                build_review_tab(review, knowledge, texts)
            with gr.Tab(texts("admin.tab_suspects"), id="suspects") as suspects:
                build_suspects_tab(suspects, knowledge, texts)
            with gr.Tab(texts("admin.tab_index"), id="index") as index:
                build_index_tab(index, knowledge, texts)
    return blocks


def _render_head(texts: Texts) -> str:
    other = "zh" if texts.language == "en" else "en"
    return (
        f'<header id="admin-head"><h1>{escape(texts("admin.heading"))}</h1><nav>'
        f"{render_theme_choice(texts)}"
        f'<button type="button" class="language" data-language="{other}" lang="{other}">'
        f"{escape(texts('language.other'))}</button>"
        f'<a href="/people">{escape(texts("account.people"))}</a>'
        f'<a href="/account">{escape(texts("account.title"))}</a>'
        f'<a href="/">{escape(texts("admin.back"))}</a></nav></header>'
    )
