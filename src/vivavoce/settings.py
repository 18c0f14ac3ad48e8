"""Every setting there is, with its default and what it means; the only place that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "VIVAVOCE_"
SECRET = frozenset({"secret_key", "mail_url", "database_url", "twilio_auth_token", "stt_key", "tts_key"})


class SettingsError(Exception):
    """A setting does not hold; the message says which and why, in one line."""


class Settings(BaseSettings):
    """Read once at start, then handed down: `VIVAVOCE_<NAME>` in the environment or the settings file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(Path("var"), description="Folder of everything this server keeps.")
    database_url: str | None = Field(
        None, description="`postgresql://…`; unset: SQLite in `DATA_DIR/vivavoce.db`."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(3009, ge=0, le=65535, description="Port to listen on.")
    public_url: str | None = Field(
        None, description="How people reach this server; unset: `http://localhost:PORT`."
    )
    secret_key: str | None = Field(
        None,
        description="64 hex digits that seal secrets and make links; unset: kept in `DATA_DIR/secret.key`.",
    )
    allow_private_cidrs: str = Field(
        "",
        description="Comma-separated private networks that webhooks and job links may reach.",
    )
    mail_url: str | None = Field(
        None, description="`smtp://` or `smtps://` server; unset: `.eml` files in `DATA_DIR/mail`."
    )
    mail_from: str = Field("vivavoce <interviews@localhost>", description="Sender of all mail.")
    candidate_code: bool = Field(
        True, description="Whether a candidate with an e-mail address proves it by a code."
    )
    phone: str = Field(
        "loopback",
        pattern="^(loopback|twilio)$",
        description="Who places calls: `loopback` (simulated, for trying out) or `twilio`.",
    )
    twilio_account_sid: str | None = Field(None, description="Twilio account, for `PHONE=twilio`.")
    twilio_auth_token: str | None = Field(None, description="That account's auth token.")
    twilio_number: str | None = Field(None, description="Number that calls come from, in E.164.")
    voice: str = Field(
        "auto",
        pattern="^(auto|off|wss?://.+)$",
        description="Spoken interviews: `auto` (a voice worker beside `up`, where the extra `voice` is "
        "installed), `off`, or comma-separated `ws://host:port` of workers started by `work --voice`.",
    )
    voice_listen: str = Field(
        "127.0.0.1:3010",
        pattern="^.+:[0-9]+$",
        description="Where `work --voice` listens for the servers, `host:port`.",
    )
    voice_sessions: int = Field(8, ge=1, description="Spoken conversations that one voice worker holds.")
    stt: str = Field(
        "embedded",
        description="Who listens: `embedded` (Whisper tiny.en), `embedded:base`, or `vendor:model` of "
        "deepgram, openai, elevenlabs, cartesia or azure.",
    )
    stt_key: str | None = Field(None, description="That vendor's key.")
    stt_url: str | None = Field(
        None, description="That vendor's address, where a private gateway stands in for it."
    )
    tts: str = Field("embedded", description="Who speaks: `embedded` (hibari) or `vendor:model`.")
    tts_key: str | None = Field(None, description="That vendor's key.")
    tts_url: str | None = Field(None, description="That vendor's address, as for `STT_URL`.")
    tts_voice: str | None = Field(None, description="The vendor's voice.")
    speech_region: str | None = Field(None, description="Region of the speech account, for `azure`.")
    recording_format: str = Field(
        "opus", pattern="^(opus|wav)$", description="How the sound of interviews is kept."
    )
    llm: str = Field(
        "none", pattern="^none$", description="Language model; only `none` (the embedded rules) so far."
    )
    embeddings: bool = Field(
        True, description="Use the embedded sentence model for relevance, where installed."
    )
    per_minute: int = Field(60, ge=1, description="Requests a minute of a new key.")
    per_hour: int = Field(2000, ge=1, description="Requests an hour of a new key.")
    trusted_proxies: str = Field(
        "", description="Comma-separated addresses whose `X-Forwarded-For` and `-Proto` are believed."
    )
    log_level: str = Field("warning", pattern="^(debug|info|warning|error)$", description="What is logged.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic names it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then the environment; the settings file comes in as defaults."""
        return init_settings, env_settings

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'vivavoce.db'}"

    @property
    def site(self) -> str:
        """The public address in force, without a slash at the end."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def voices(self) -> tuple[str, ...]:
        """The voice workers named in `voice`."""
        named = self.voice.split(",") if self.voice not in {"auto", "off"} else []
        return tuple(part.strip().rstrip("/") for part in named if part.strip())

    @property
    def private_networks(self) -> tuple[str, ...]:
        """`allow_private_cidrs` as a tuple."""
        return tuple(part.strip() for part in self.allow_private_cidrs.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Sourced:
    """One setting in force and where it came from: `default`, `environment`, `file` or `command line`."""

    name: str
    value: str
    source: str
    meaning: str


def load(file: Path | None = None, **given: Any) -> Settings:
    """Settings from the command line, then the environment, then `file`.

    Raises SettingsError: a value that does not hold, a file that cannot be read or names an unknown setting.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    from_file = {
        name: value
        for name, value in _read(file).items()
        if name not in chosen and not os.environ.get(PREFIX + name.upper())
    }
    try:
        return Settings(**{**from_file, **chosen})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise SettingsError(f"{name}: {first['msg']}") from error


def explain(settings: Settings, file: Path | None = None, **given: Any) -> list[Sourced]:
    """Every setting in force with its source; secrets are not shown."""
    from_file = _read(file)
    rows = []
    for name, field in Settings.model_fields.items():
        if given.get(name) is not None:
            source = "command line"
        elif os.environ.get(PREFIX + name.upper()):
            source = "environment"
        else:
            source = "file" if name in from_file else "default"
        value = getattr(settings, name)
        shown = "(set)" if name in SECRET and value else str(value)
        rows.append(
            Sourced(PREFIX + name.upper(), "" if value is None else shown, source, field.description or "")
        )
    return rows


def _read(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"cannot read {file}: it is not text") from error
    pairs = [line.partition("=") for line in lines if line.strip() and not line.lstrip().startswith("#")]
    found = {
        name.strip().removeprefix(PREFIX).lower(): value.strip().strip("\"'") for name, _, value in pairs
    }
    unknown = sorted(PREFIX + name.upper() for name in found.keys() - Settings.model_fields.keys())
    if unknown:
        raise SettingsError(f"{file} names unknown settings: {', '.join(unknown)}")
    return found
