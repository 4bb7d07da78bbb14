"""The table of settings as Markdown: `python -m assistant.settings_table` prints it.

The README holds the same table between two marker comments; a test compares them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.settings import PROJECT_FOLDER, Settings


def render_settings_table() -> str:
    """Return one Markdown row per setting: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `DOCENT_{name.upper()}` | {_show_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def _show_default(value: object) -> str:
    if value in (None, "", ()):
        return "—"
    if isinstance(value, Path):
        return f"`{value.relative_to(PROJECT_FOLDER)}/`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    sys.stdout.write(render_settings_table() + "\n")
