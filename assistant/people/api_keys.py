"""Keys with which programs ask. A key is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, func, select

from assistant.people.account_values import ApiKey, ApiKeyId, to_account, to_api_key
from assistant.people.errors import InvalidKeyError
from assistant.people.people_store import PeopleStore, find_account
from assistant.people.permissions import grantable_scopes
from assistant.people.principal import Principal, PrincipalId
from assistant.people.records import ApiKeyRecord
from assistant.people.tokens import hash_token, make_token

PREFIX = "docent_"  # so that a key is recognised where it should not be
LONGEST_LABEL = 80
KEYS_OF_ONE = 50
NOTED_EVERY = timedelta(minutes=5)


class ApiKeys:
    """Makes keys, finds who asks with one, and revokes them."""

    def __init__(self, store: PeopleStore) -> None:
        self._store = store

    def make(self, account_id: PrincipalId, label: str, scopes: Collection[str]) -> str:
        """Make a key; returns it. Only its hash is kept.

        Args:
            account_id: Whose it is. A key may never do more than its account.
            label: What it is for, so that it is recognised in the list.
            scopes: Names of actions.

        Raises:
            InvalidKeyError: No label, no scope, a scope that the account has not, or too many keys.
            AccountNotFoundError: There is no such account.
        """
        key, cleaned = PREFIX + make_token(), " ".join(label.split())[:LONGEST_LABEL]
        with self._store.writing() as session:
            grantable = grantable_scopes(to_account(find_account(session, account_id)).principal)
            count = session.scalar(select(func.count()).where(ApiKeyRecord.account_id == account_id)) or 0
            if not cleaned or not scopes or not set(scopes) <= set(grantable) or count >= KEYS_OF_ONE:
                msg = f"a key needs a name and scopes out of: {', '.join(grantable)}"
                raise InvalidKeyError(msg, limit=KEYS_OF_ONE)
            session.add(
                ApiKeyRecord(
                    id=uuid4().hex,
                    account_id=account_id,
                    token_hash=hash_token(key),
                    label=cleaned,
                    scopes=sorted(scopes),
                    created_at=self._store.clock(),
                    used_at=None,
                )
            )
        return key

    def find(self, key: str) -> Principal | None:
        """Return the service that asks with a key; None where there is no such key, or its account is closed."""
        now = self._store.clock()
        with self._store.reading() as session:
            record = session.scalar(select(ApiKeyRecord).where(ApiKeyRecord.token_hash == hash_token(key)))
            if record is None or record.account.is_disabled:
                return None
            owner = to_account(record.account)
            service = Principal(
                id=PrincipalId(f"key-{record.id}"),
                kind="service",
                roles=frozenset({owner.role}),
                groups=owner.groups,
                name=record.label,
                scopes=frozenset(record.scopes),
            )
            key_id, is_noted = record.id, record.used_at is not None and now - record.used_at < NOTED_EVERY
        if not is_noted:
            with self._store.writing() as session:
                used = session.get(ApiKeyRecord, key_id)
                if used is not None:
                    used.used_at = now
        return service

    def list_of(self, account_id: PrincipalId) -> tuple[ApiKey, ...]:
        """Return somebody's keys, the latest first."""
        with self._store.reading() as session:
            query = select(ApiKeyRecord).where(ApiKeyRecord.account_id == account_id)
            records = session.scalars(query.order_by(ApiKeyRecord.created_at.desc()))
            return tuple(to_api_key(record) for record in records)

    def revoke(self, account_id: PrincipalId, key_id: ApiKeyId) -> None:
        """End a key of somebody's, if there is such a one."""
        with self._store.writing() as session:
            session.execute(
                delete(ApiKeyRecord).where(ApiKeyRecord.account_id == account_id, ApiKeyRecord.id == key_id)
            )
