"""Titles that programs put into files by themselves say nothing of a document: its first heading is better."""

from __future__ import annotations

import re

_PROGRAM = re.compile(r"(?:Microsoft (?:Office )?)?(?:Word|PowerPoint|Excel|Publisher) ?- ?", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:docx?|docm|dotx?|rtf|odt|wps|pages|pptx?|odp|xlsx?|xlsm|ods|csv|pdf|indd|qxd|fm|cdr|ai|p65|dvi|ps|eps|html?"
    r"|aspx?|php|tex|md|txt|jpe?g|png|tiff?|gif|bmp|key|numbers|pub|vsdx?|dwg|epub|xml|json)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"[(\[<]?(?:untitled|unnamed|anonymous|unspecified|unknown|no title|none|null|title|document|doc|presentation"
    r"|powerpoint presentation|slide|book|workbook|sheet|worksheet|template|layout|scan|scanned document|image|page"
    r"|new page|new document|blank|blank document|untitled document|untitled presentation|test|index"
    r"|microsoft word document|无标题|未命名|文档|文件|新建文档|新建文件|工作簿|演示文稿|powerpoint 演示文稿|幻灯片"
    r"|新建 ?microsoft (?:office )?(?:word|excel|powerpoint) ?(?:文档|工作表|演示文稿)?)[)\]>]?[\s_-]?\(?\d{0,4}\)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[\W\d_]*|[0-9a-f-]{16,}|(?:[a-z]:\\|file:|https?:)\S*", re.IGNORECASE)


def clean_title(title: str) -> str:
    """Return a title as a person wrote it; empty where a program made it up, or it is the name of a file."""
    name = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    name = _PROGRAM.sub("", name, count=1) if _PROGRAM.match(name) else name
    is_made_up = _PLACEHOLDER.fullmatch(name) or _CODE.fullmatch(name) or _FILE.search(name)
    return "" if is_made_up or "\ufffd" in name else name
