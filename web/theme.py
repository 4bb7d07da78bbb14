"""Colours and letters of the pages. Every colour pair reaches 4.5 to 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum)."""

from __future__ import annotations

from html import escape

import gradio as gr

from web.texts import Texts

CHOICES = ("system", "light", "dark")
FONTS = ("system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")


def make_theme() -> gr.themes.Base:
    """Build the theme; it loads no font from anywhere."""
    return gr.themes.Default(
        primary_hue="teal", neutral_hue="stone", font=FONTS, font_mono=("ui-monospace", "monospace")
    ).set(
        color_accent="*primary_700",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )


def render_theme_choice(texts: Texts) -> str:
    """Render the choice of light and dark; `theme.js` keeps it and shows what was chosen."""
    options = "".join(
        f'<option value="{choice}">{escape(texts(f"theme.{choice}"))}</option>' for choice in CHOICES
    )
    return f'<label>{escape(texts("theme.label"))} <select class="theme">{options}</select></label>'
