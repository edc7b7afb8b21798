"""What the platform tells a backend, read once."""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from scalr_auth_client import Problem, ProviderProfile

from .errors import ScalrError, setting_invalid, setting_missing


def _port(value: object) -> object:
    if isinstance(value, str) and value.startswith("/"):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and int(value) <= 65_535:
        return int(value)
    raise ValueError("it is neither a port nor an absolute path")


def _address(value: str) -> str:
    return str(ip_address(value))


def _url(value: str) -> str:
    TypeAdapter(HttpUrl).validate_python(value)
    return value


def _comma_list(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_url)]


class AppSettings(BaseSettings):
    """Base of an app's own settings: `class Settings(AppSettings): GREETING: str = Field(description="a word")`."""

    # An empty variable is what a shell makes of an unset one.
    model_config = SettingsConfigDict(case_sensitive=True, env_ignore_empty=True, extra="ignore", frozen=True)


class BaseAppSettings(AppSettings):
    APP_SLUG: str = Field(min_length=1, description="the slug of the app")
    PORT: Annotated[int | str, BeforeValidator(_port)] = Field(
        description="a TCP port, or the absolute path of a unix socket"
    )
    LISTEN_HOST: Annotated[str, AfterValidator(_address)] = Field(
        default="127.0.0.1", description="the IP address to listen on"
    )
    PUBLIC_URL: Url = Field(description="the address of the app in a browser, e.g. http://hello.localhost")
    LOG_LEVEL: Literal["trace", "debug", "info", "warn", "error", "silent"] = Field(
        default="info", description="one of trace, debug, info, warn, error, silent"
    )
    HEALTH_PATH: str | None = Field(
        default=None,
        pattern=r"^(?:/[a-z0-9_-]+)+$",
        description="the path that tells whether the app can serve, e.g. /api/health",
    )
    OTEL_EXPORTER_OTLP_ENDPOINT: Url | None = Field(
        default=None, description="the address of an OpenTelemetry collector"
    )


class DatabaseSettings(AppSettings):
    DATABASE_URL: str = Field(pattern=r"^postgres(?:ql)?://", description="a libpq URI of the app's own database")


class OidcSettings(AppSettings):
    OIDC_ISSUER: Url = Field(description="the public issuer of access tokens, compared byte for byte")
    OIDC_JWKS_URL: Url = Field(description="the address of the provider's keys as seen from the backend")
    OIDC_AUDIENCE: str = Field(min_length=1, description="the audience of access tokens for this app")
    OIDC_CLIENT_ID: str = Field(min_length=1, description="the app's OIDC client id")
    OIDC_PROVIDER: ProviderProfile = Field(default="embedded", description="one of embedded, authentik, generic")
    AUTH_REQUIRED_GROUPS: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_list)] = Field(
        default=(), description="the groups a person must be in, separated by commas; all of them are needed"
    )
    APP_CALLERS: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_list)] = Field(
        default=(), description="the apps that may call this one, separated by commas"
    )


@dataclass(frozen=True, slots=True)
class Settings:
    app: BaseAppSettings
    database_url: str | None
    """None: the app has no database."""
    oidc: OidcSettings | None
    """None: nobody signs in to this app."""


_S = TypeVar("_S", bound=BaseSettings)
_may_stand_in = False


def read_settings(*, database: bool, auth: bool, own: type[BaseSettings] | None = None) -> Settings:
    """Reads every setting, or raises one error that names all that are missing or malformed."""
    problems: list[Problem] = []
    app = _read_part(BaseAppSettings, problems)
    database_settings = _read_part(DatabaseSettings, problems) if database else None
    oidc = _read_part(OidcSettings, problems) if auth else None
    if own is not None:
        _read_part(own, problems)
    if app is None or problems:
        raise ScalrError("environment", problems)
    return Settings(app, None if database_settings is None else database_settings.DATABASE_URL, oidc)


def read_own_settings(schema: type[_S]) -> _S:
    """Reads keys of the app's own from the environment: `settings = read_own_settings(Settings)`.

    Raises `ScalrError` with everything that is missing (`SETTING_MISSING`) or malformed (`SETTING_INVALID`).

    :param schema: a class of `AppSettings`
    """
    problems: list[Problem] = []
    values = _read_part(schema, problems)
    if values is not None:
        return values
    if not _may_stand_in:
        raise ScalrError("environment", problems)
    needed = [name for name, field in schema.model_fields.items() if field.is_required()]
    return schema.model_construct(None, **{name: os.environ.get(name, "") for name in needed})


def stand_in() -> None:
    """From now on the app's own settings are made up where they are missing: it is described and never runs."""
    global _may_stand_in
    _may_stand_in = True


def _read_part(schema: type[_S], problems: list[Problem]) -> _S | None:
    try:
        return schema()
    except ValidationError as error:
        seen: set[str] = set()
        for issue in error.errors():
            key = str(issue["loc"][0])
            if key in seen:
                continue
            seen.add(key)
            field = schema.model_fields.get(key)
            expected = (field.description if field is not None else None) or "a value"
            missing = issue["type"] == "missing"
            problems.append(setting_missing(key, expected) if missing else setting_invalid(key, expected, issue["msg"]))
        return None
