"""The pictures tab: pictures of products are attached to documents, described and removed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from knowledge_base.errors import PictureError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId
from knowledge_base.picture_values import PictureId, ProductPicture, make_picture_details
from web.guards.uploads import Uploads
from web.messages import say, warn
from web.request_guard import principal_of
from web.shown_errors import errors_shown
from web.texts import Texts

SUFFIXES = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".avif"]
QUIET: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
NOTHING = 0  # no picture is being changed


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHandlers:
    """What happens when someone uses the pictures tab."""

    knowledge: KnowledgeBase
    texts: Texts
    uploads: Uploads

    def refresh(self) -> tuple[Any, str]:
        """Offer the documents and show the pictures that are there."""
        with errors_shown(self.texts):
            documents = self.knowledge.documents()
            pictures = self.knowledge.pictures.list_pictures()
        choices = [(f"{d.title} ({d.name})", str(d.id)) for d in documents]
        return gr.update(choices=choices), render_pictures(pictures, self.texts)

    def add(
        self,
        paths: Sequence[str] | None,
        document: str | None,
        product: str,
        caption: str,
        barcodes: str,
        request: gr.Request,
    ) -> Any:
        """Attach uploaded pictures; each that can't be used is named with the reason."""
        if not document or not paths:
            warn(self.texts("admin.pictures_choose_document"))
            return gr.skip()
        with errors_shown(self.texts):
            details = make_picture_details(product=product, caption=caption, barcodes=_split(barcodes))
        added, problems = [], []
        owner = principal_of(request).id
        for given in paths:
            with errors_shown(self.texts, name=Path(given).name):
                path = self.uploads.take(owner, given)
                try:
                    self.knowledge.pictures.add(DocumentId(document), path.read_bytes(), details)
                    added.append(path.name)
                except PictureError as exc:  # the others may be good
                    problems.append(self.texts.error(exc.code, exc.params, name=path.name))
        if added:
            key = "admin.pictures_added" if len(added) == 1 else "admin.pictures_added_several"
            say(self.texts(key, name=added[0], count=len(added)))
        if problems:
            warn("\n".join(problems))
        self.uploads.drop(owner, paths)
        return None

    def choose(self, event: gr.EventData) -> tuple[Any, ...]:
        """Remove a picture, or put what is said of it into the fields."""
        picture_id = PictureId(int(str(event.id)))
        with errors_shown(self.texts):
            if str(event.do) == "remove":
                self.knowledge.pictures.remove(picture_id)
                return self._fields(None)
            there = {picture.id: picture for picture in self.knowledge.pictures.list_pictures()}
            return self._fields(there.get(picture_id))

    def save(self, picture_id: int, product: str, caption: str, barcodes: str) -> tuple[Any, ...]:
        """Say something else of a picture."""
        with errors_shown(self.texts):
            details = make_picture_details(product=product, caption=caption, barcodes=_split(barcodes))
            self.knowledge.pictures.describe(PictureId(picture_id), details)
        return self._fields(None)

    def cancel(self) -> tuple[Any, ...]:
        """Change nothing."""
        return self._fields(None)

    @staticmethod
    def _fields(picture: ProductPicture | None) -> tuple[Any, ...]:
        """Return the id, the three fields, and which buttons are there."""
        details = picture.details if picture else None
        is_changing = picture is not None
        return (
            picture.id if picture else NOTHING,
            details.product if details else "",
            details.caption if details else "",
            ", ".join(code.lstrip("0") or code for code in details.barcodes) if details else "",
            gr.update(visible=not is_changing),
            gr.update(visible=is_changing),
            gr.update(visible=is_changing),
        )


def build_pictures_tab(tab: gr.Tab, knowledge: KnowledgeBase, texts: Texts, uploads: Uploads) -> None:
    """Compose the tab."""
    handlers = PictureHandlers(knowledge=knowledge, texts=texts, uploads=uploads)
    gr.HTML(f"<p>{escape(texts('admin.pictures_intro'))}</p>")
    with gr.Row(equal_height=True):
        files = gr.File(
            label=texts("admin.pictures_file"),
            file_count="multiple",
            file_types=SUFFIXES,
            height=170,
            elem_id="picture-files",
            scale=2,
        )
        with gr.Column(scale=3, min_width=260):
            document = gr.Dropdown(
                [], label=texts("admin.pictures_document"), value=None, elem_id="picture-document"
            )
            product = gr.Textbox(
                label=texts("admin.pictures_product"),
                placeholder=texts("admin.pictures_product_hint"),
                elem_id="picture-product",
            )
            caption = gr.Textbox(
                label=texts("admin.pictures_caption"),
                placeholder=texts("admin.pictures_caption_hint"),
                elem_id="picture-caption",
            )
            barcodes = gr.Textbox(
                label=texts("admin.pictures_barcodes"),
                placeholder=texts("admin.pictures_barcodes_hint"),
                elem_id="picture-barcodes",
            )
    changing = gr.State(NOTHING)
    with gr.Row():
        add = gr.Button(texts("admin.pictures_add"), variant="primary", elem_id="picture-add")
        save = gr.Button(
            texts("admin.pictures_save"), variant="primary", visible=False, elem_id="picture-save"
        )
        cancel = gr.Button(texts("admin.pictures_cancel"), visible=False, elem_id="picture-cancel")
    shown = gr.HTML(elem_id="pictures", js_on_load="window.docentChangePicture = trigger")
    fields = [product, caption, barcodes]
    outputs = [changing, *fields, add, save, cancel]
    listed = [document, shown]
    tab.select(handlers.refresh, None, listed, **QUIET)
    changes = [
        add.click(handlers.add, [files, document, *fields], [files], **QUIET),
        shown.select(handlers.choose, None, outputs, **QUIET),
        save.click(handlers.save, [changing, *fields], outputs, **QUIET),
        cancel.click(handlers.cancel, None, outputs, **QUIET),
    ]
    for change in changes:
        change.then(handlers.refresh, None, listed, **QUIET)


def render_pictures(pictures: Sequence[ProductPicture], texts: Texts) -> str:
    """Render the pictures with what is said of each."""
    if not pictures:
        return f'<p class="empty">{escape(texts("admin.pictures_none"))}</p>'
    return f'<ul class="pictures-list">{"".join(_render(p, texts) for p in pictures)}</ul>'


def _render(picture: ProductPicture, texts: Texts) -> str:
    name, caption = escape(picture.product), escape(picture.caption)
    facts = [
        picture.caption,
        texts("admin.pictures_of", title=picture.document_title),
        f"{picture.width} × {picture.height}",
        ", ".join(code.lstrip("0") or code for code in picture.details.barcodes),
    ]
    shown = "<br>".join(escape(fact) for fact in facts if fact)
    actions = "".join(
        f'<button type="button" data-do="{do}" aria-label="{escape(texts(f"admin.pictures_{do}"))}: {caption}">'
        f"{escape(texts(f'admin.pictures_{do}'))}</button>"
        for do in ("edit", "remove")
    )
    return (
        f'<li data-id="{picture.id}"><img class="product-picture" src="/admin/pictures/{picture.id}" '
        f'alt="{caption}" loading="lazy"><div class="product-words"><b class="product-name">{name}</b>'
        f'<span class="facts">{shown}</span><div class="row-actions">{actions}</div></div></li>'
    )


def _split(barcodes: str) -> list[str]:
    return re.split(r"[,，;；\n]", barcodes)
