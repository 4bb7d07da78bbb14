"""The names under which files keep questions and their answers."""

from __future__ import annotations

QUESTION_NAMES = (
    "question",
    "questions",
    "q",
    "query",
    "prompt",
    "faq",
    "问题",
    "问",
    "提问",
    "标准问题",
    "常见问题",
)
ANSWER_NAMES = (
    "answer",
    "answers",
    "a",
    "response",
    "reply",
    "答案",
    "答",
    "回答",
    "答复",
    "回复",
    "解答",
    "标准答案",
)
TITLE_NAMES = ("title", "heading", "name", "subject", "topic", "标题", "题目", "主题", "名称")
CONTENT_NAMES = ("content", "text", "body", "description", "内容", "正文", "描述", "说明")


def name_key(name: str) -> str:
    """Return the form of a column's or key's name in which it is compared."""
    return name.strip().strip(":：").lower().replace("_", " ").replace("-", " ")
