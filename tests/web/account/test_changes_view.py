"""Changes are told in words; what has none yet is shown as the log has it."""

from datetime import UTC, datetime

import pytest

from assistant.people.audit import AuditEntry
from web.account.changes_view import describe_change
from web.texts import load_texts


@pytest.mark.parametrize(
    ("action", "subject", "told"),
    [
        ("/people/role", "a1b2 agent", ("changed a role", "Mia · support agent")),
        ("/account/keys", "Cash desk", ("made a key", "Cash desk")),
        ("/admin/zh act give", '{"name": "gifts"}', ("changed who answers from a collection", "gifts")),
        ("/admin/en act delete", '{"id": "d41d8cd9"}', ("deleted a document", "")),
        ("/admin/en act give", '{"name": "cut', ("changed who answers from a collection", '{"name": "cut')),
        ("/admin/en something new", "", ("/admin/en something new", "")),
    ],
)
def test_a_change_is_told_in_words(action: str, subject: str, told: tuple[str, str]) -> None:
    entry = AuditEntry(at=datetime(2026, 1, 1, tzinfo=UTC), actor="admin", action=action, subject=subject)
    change = describe_change(entry, load_texts("en"), {"a1b2": "Mia"})
    assert (change.action, change.subject) == told
