"""What can go wrong with accounts.

PeopleError(AssistantError)        .code: stable id of the kind; .params: values for a translated message
├ NotAllowedError                  this principal may not do this
├ SignInRefusedError               the name and the password don't fit each other, or the account is closed
├ SignInLockedError                too many wrong passwords; .params: seconds until the next try
├ LinkRefusedError                 no such link, or it was used, or its time is over
├ WeakPasswordError                .params: reason "short", "long", "common" or "name", and the shortest length
├ InvalidNameError                 empty, too long, or with characters that nobody can see
├ NameTakenError                   another account has this name
├ AccountNotFoundError             no such account
├ LastAdminError                   the last admin would be gone
├ SignUpClosedError                nobody may make an account without an invitation
├ InvalidRoleError                 no such role
├ InvalidKeyError                  a key without a name or a scope, or with one that the account hasn't
├ ProviderError                    the identity provider said no, or what it said can't be trusted; .params: reason
└ KeyFileError                     the file of the key that signs cookies can't be read or written
"""

from __future__ import annotations

from assistant.errors import AssistantError


class PeopleError(AssistantError):
    """Base of every error of this room."""

    code = "people"


class NotAllowedError(PeopleError):
    """This principal may not do this."""

    code = "not_allowed"


class SignInRefusedError(PeopleError):
    """The name and the password don't fit each other, or the account is closed: the answer is the same."""

    code = "sign_in_refused"


class SignInLockedError(PeopleError):
    """Too many wrong passwords."""

    code = "sign_in_locked"


class LinkRefusedError(PeopleError):
    """No such link, or it was used, or its time is over: the answer is the same."""

    code = "link_refused"


class WeakPasswordError(PeopleError):
    """A password that is guessed too easily."""

    code = "weak_password"


class InvalidNameError(PeopleError):
    """A name that can't be used."""

    code = "invalid_name"


class NameTakenError(PeopleError):
    """Another account has this name."""

    code = "name_taken"


class AccountNotFoundError(PeopleError):
    """No such account."""

    code = "account_not_found"


class LastAdminError(PeopleError):
    """Nobody would be left who can manage people."""

    code = "last_admin"


class SignUpClosedError(PeopleError):
    """Nobody may make an account without an invitation."""

    code = "sign_up_closed"


class InvalidKeyError(PeopleError):
    """A key without a name or a scope, or with a scope that its account has not."""

    code = "invalid_key"


class InvalidRoleError(PeopleError):
    """No such role, or one that an account can't have."""

    code = "invalid_role"


class ProviderError(PeopleError):
    """The identity provider refused, or what it said can't be trusted."""

    code = "provider"


class KeyFileError(PeopleError):
    """The file of the key that signs cookies can't be read or written."""

    code = "key_file"
