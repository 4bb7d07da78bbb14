"""Which assistants there are: one folder for each, with a `profile.toml` and texts.

customer_service/
profile.toml           responders, guardrail, limits; a table [en] or [zh] for names, greeting, examples
instructions.en.md     what the model is told first
task.en.md             what it is told behind a question
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import ProfileError
from assistant.people.errors import NotAllowedError
from assistant.people.permissions import may_use_assistant
from assistant.people.principal import Principal
from assistant.profiles.profile import AssistantProfile
from knowledge_base.text.languages import Language

BUILT_IN_FOLDER = Path(__file__).parent / "assistants"
PROFILE_FILE = "profile.toml"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """The assistants, in the order in which they are offered.

    Attributes:
        profiles: One or more.
        default_key: Of the one that a new conversation has, and that goes on for one whose folder is gone.
    """

    profiles: tuple[AssistantProfile, ...]
    default_key: str

    def __iter__(self) -> Iterator[AssistantProfile]:
        return iter(self.profiles)

    @property
    def keys(self) -> frozenset[str]:
        """What the assistants are stored by."""
        return frozenset(profile.key for profile in self.profiles)

    @property
    def default(self) -> AssistantProfile:
        """The assistant of a new conversation."""
        return self.find(self.default_key)

    def find(self, key: str) -> AssistantProfile:
        """Return an assistant; the default one where there is none of this name any more."""
        by_key = {profile.key: profile for profile in self.profiles}
        return by_key.get(key) or by_key[self.default_key]

    def meant_for(self, principal: Principal) -> tuple[AssistantProfile, ...]:
        """Return the assistants that somebody may use."""
        return tuple(profile for profile in self.profiles if may_use_assistant(principal, profile.roles))

    def choose_for(self, principal: Principal, key: str | None) -> str:
        """Return what a new conversation of somebody's begins with: what was chosen, the default, or the first."""
        keys = [profile.key for profile in self.meant_for(principal)]
        wanted = (key or self.default_key, self.default_key, *keys)
        return next((one for one in wanted if one in keys), self.default_key)

    def check_meant(self, principal: Principal, key: str) -> None:
        """Refuse an assistant that is not meant for somebody.

        Raises:
            NotAllowedError: It is not.
        """
        if not may_use_assistant(principal, self.find(key).roles):
            msg = f"the assistant {key!r} is not meant for {principal.id!r}"
            raise NotAllowedError(msg)


@cache
def load_profiles(own_folder: Path | None = None, default_key: str = "customer_service") -> Profiles:
    """Read the assistants that come with Docent, and those of a folder.

    Args:
        own_folder: Folder of further assistants; one of the same name goes before the one that comes with Docent.
        default_key: The assistant of a new conversation.

    Raises:
        ProfileError: A folder can't be read as an assistant; the message names the file and says what is wrong.
    """
    folders = {folder.name: folder for folder in _list(BUILT_IN_FOLDER)}
    if own_folder is not None:
        folders |= {folder.name: folder for folder in _list(own_folder)}
    if default_key not in folders:
        msg = f"there is no assistant {default_key!r}; there are {', '.join(folders)}"
        raise ProfileError(msg)
    return Profiles(profiles=tuple(map(read_profile, folders.values())), default_key=default_key)


def read_profile(folder: Path) -> AssistantProfile:
    """Read the assistant of a folder.

    Raises:
        ProfileError: Its files can't be read, or say what can't be.
    """
    path = folder / PROFILE_FILE
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = {language: _read_texts(folder, language, fields.pop(language, {})) for language in LANGUAGES}
        profile = AssistantProfile.model_validate({**fields, "key": folder.name, "texts": texts})
    except ValidationError as exc:
        lines = [f"  {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors()]
        msg = f"{path} is no assistant's profile:\n" + "\n".join(lines)
        raise ProfileError(msg) from exc
    except (OSError, ValueError) as exc:
        msg = f"{path} can't be read: {exc}"
        raise ProfileError(msg) from exc
    if not profile.languages:
        msg = f"{folder} holds no instructions: write instructions.en.md or instructions.zh.md"
        raise ProfileError(msg)
    return profile


def _list(folder: Path) -> list[Path]:
    if not folder.is_dir():
        msg = f"{folder} is no folder of assistants"
        raise ProfileError(msg)
    return sorted(path.parent for path in folder.glob(f"*/{PROFILE_FILE}"))


def _read_texts(folder: Path, language: Language, fields: dict[str, Any]) -> dict[str, Any]:
    for name in ("instructions", "task"):
        path = folder / f"{name}.{language}.md"
        if path.is_file():
            fields[name] = path.read_text(encoding="utf-8").strip()
    return fields
