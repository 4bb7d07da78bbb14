"""The buttons of a lesson: each sends words in the language of the page, which the tutor understands as typed ones."""

from __future__ import annotations

from html import escape

from assistant.profiles.profile import AssistantProfile
from assistant.tutoring.practice.modes import Mode
from web.texts import Texts

MODES = (Mode.EXPLAIN, Mode.HINT, Mode.CHECK, Mode.QUIZ, Mode.SIMILAR, Mode.GIVE_UP)


def render_lesson_buttons(profile: AssistantProfile, texts: Texts) -> str:
    """Render the ways to go on; nothing for an assistant that does not teach."""
    if not profile.is_lesson:
        return ""
    buttons = "".join(
        f'<button type="button" data-mode="{mode}">{escape(texts(f"lesson.{mode}"))}</button>'
        for mode in MODES
    )
    return f'<div role="group" aria-label="{escape(texts("lesson.modes"))}">{buttons}</div>'


def words_of_button(mode: str, texts: Texts) -> str:
    """Return what a button sends; empty for one that is not there."""
    return texts(f"lesson.{mode}_says") if mode in MODES else ""
