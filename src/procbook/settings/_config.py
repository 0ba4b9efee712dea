"""What a client is told: profile file < environment < keyword arguments, and the kit for clients under another name."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import BaseModel, PrivateAttr, SecretStr, ValidationError, field_validator

from .. import display
from .._traceback_privacy import hide_frames
from ..protocol import is_on_loopback
from ..protocol.errors import ConfigError
from ._auth_settings import FLAT, AuthSettings, NoAuth, nested
from ._config_error import config_error
from ._profile import profile_names, profile_path, read_profile, write_profile
from ._sources import Layer, environment, laid_over

if TYPE_CHECKING:
    from pydantic_settings import SettingsConfigDict

DEFAULT_URL = "http://127.0.0.1:8008/"
MASK = "********"


class ClientConfig(BaseModel):
    """Settings of a client; subclass it to make a client under another name.

    A subclass may set defaults of the fields, ``model_config = SettingsConfigDict(env_prefix=…)``
    and the class attributes below. Nothing is kept outside of the class: two brands in one process
    do not disturb each other.

    Attributes
    ----------
    api_url : str
        Address of the server's landing page.
    auth : AuthSettings
        How to sign in; flat settings such as ``username=…, password=…`` or ``token=…`` are
        understood as well.
    timeout : float
        Seconds without any byte from the server before a call gives up.
    retries : int
        How often a call that is safe to repeat is tried again.
    verify : bool or str
        Whether to check TLS certificates, or the file with the authorities to trust.
    map_tiles : str or None
        Address of map tiles with ``{z}``, ``{x}`` and ``{y}``, which maps of forms and results
        show; by default they show the outline of the land and ask no other host.
    ledger : bool
        Whether submissions are remembered in the user's ledger of jobs; ``PROCBOOK_LEDGER=off``
        says no for all.
    sources : dict
        Where each setting came from, by dotted path.
    """

    # pydantic-settings reads the variables, and is imported when there are some: see _layers.
    model_config: ClassVar[SettingsConfigDict] = {
        "env_prefix": "PROCBOOK_",
        "env_nested_delimiter": "__",
        "extra": "forbid",
        "hide_input_in_errors": True,
    }

    display_name: ClassVar[str] = "procbook"
    cli_name: ClassVar[str] = "procbook"
    logo: ClassVar[str | None] = None
    """SVG text or a ``data:`` address, shown by the workbench."""
    default_path: ClassVar[Path | str | None] = None
    """File of the default profile; None for the platform's place."""
    return_type_map: ClassVar[dict[type[BaseModel], type[BaseModel]]] = {}
    """Subclasses of documents to return instead of the standard's."""
    extra_job_result_openers: ClassVar[list[Any]] = []
    """Openers tried before procbook's own."""

    api_url: str = DEFAULT_URL
    auth: AuthSettings = NoAuth()
    timeout: float = 30.0
    retries: int = 4
    verify: bool | str = True
    map_tiles: str | None = None
    ledger: bool = True

    _sources: dict[str, str] = PrivateAttr(default_factory=dict)
    _path: Path | None = PrivateAttr(default=None)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.extra_job_result_openers = list(
            cls.extra_job_result_openers
        )  # a list of its own, see above
        cls.return_type_map = dict(cls.return_type_map)

    @hide_frames
    def __init__(self, _layers: list[Layer] | None = None, **settings: Any) -> None:
        layers = [*(_layers or environment(type(self))), Layer("argument", settings)]
        default = type(self).model_fields["auth"].get_default(call_default_factory=True)
        merged, sources = laid_over(layers, nested({"auth": default}).get("auth", {}))
        try:
            super().__init__(**_url_credentials(merged))
        except ValidationError as error:
            raise config_error(type(self).model_fields, error, sources) from None
        self._sources = sources

    @classmethod
    @hide_frames
    def create(
        cls,
        *,
        config: ClientConfig | None = None,
        config_path: Path | str | None = None,
        profile: str | None = None,
        **settings: Any,
    ) -> Self:
        """Return the settings that hold: profile file < environment < `config` < keyword arguments.

        Parameters
        ----------
        config : ClientConfig, optional
            Settings already made; only what was said in it counts.
        config_path : path, optional
            A profile file, instead of looking for one by name. It must exist.
        profile : str, optional
            Name of a profile, which must exist; else ``PROCBOOK_PROFILE`` (with the brand's
            prefix), else "default".
        **settings
            Single settings, flat or nested.
        """
        path, must_exist = cls._find(config_path, profile)
        saved = read_profile(path)
        if saved is None and must_exist:
            names = [] if cls.default_path or config_path else profile_names()
            choices = f"There are: {', '.join(names)}. " if names else ""
            command = _configure_command(cls.cli_name, config_path, profile)
            raise ConfigError(
                f"There is no profile at {path}.",
                hint=f"{choices}Write one with: {command}",
            )
        layers = [
            Layer(str(path), _keep_understood(cls, saved or {})),
            *environment(cls),
        ]
        if config is not None:
            layers.append(Layer("config", config._plain()))  # noqa: SLF001 - of the same class
        made = cls(layers, **settings)
        made._path = path
        return made

    @classmethod
    def _find(
        cls, config_path: Path | str | None, profile: str | None
    ) -> tuple[Path, bool]:
        if config_path is not None:
            return Path(config_path).expanduser(), True
        profile_name = profile or os.environ.get(
            f"{cls.model_config.get('env_prefix') or ''}PROFILE"
        )
        return profile_path(
            profile=profile_name, default_path=cls.default_path
        ), profile_name is not None

    @field_validator("api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        value = value.strip()
        if "://" not in value:
            value = (
                f"http://{value}"
                if is_on_loopback(f"http://{value}")
                else f"https://{value}"
            )
        if not _is_address(value):
            raise ValueError("an address such as https://example.org/ogc is needed")
        return urlunsplit(urlsplit(value)._replace(fragment=""))

    @field_validator("map_tiles")
    @classmethod
    def _a_template(cls, value: str | None) -> str | None:
        if value and not (
            _is_address(value) and all(part in value for part in ("{z}", "{x}", "{y}"))
        ):
            raise ValueError(
                "an address such as https://tile.example.org/{z}/{x}/{y}.png is needed"
            )
        return value or None

    # -- what people ask for

    @property
    def sources(self) -> dict[str, str]:
        """Where each setting came from: "argument", the variable's name, a file's path, or "default"."""
        return {
            path: self._sources.get(path, "default")
            for path in _flatten(self.to_dict())
        }

    @property
    def path(self) -> Path:
        """The profile file that was read, or that :meth:`write` would make."""
        return self._path or profile_path(default_path=self.default_path)

    def to_dict(self, *, secrets: bool = False) -> dict[str, Any]:
        """Return the settings as plain data, secrets masked unless asked for."""
        return {
            name: _plain(value, secrets=secrets)
            for name, value in self
            if value is not None
        }

    def write(self, path: Path | str | None = None, *, secrets: bool = False) -> Path:
        """Write the settings to a profile file with mode 0600, and return its path.

        Parameters
        ----------
        path : path, optional
            The file; None for the one these settings were read from.
        secrets : bool
            Whether passwords and tokens go into the file, too.
        """
        target = Path(path).expanduser() if path is not None else self.path
        data = {
            name: value
            for name, value in self._plain(secrets=secrets).items()
            if name != "auth"
        }
        auth = _plain(self.auth, secrets=secrets, drop=not secrets)
        write_profile(target, {"api_url": self.api_url, **data, "auth": auth})
        self._path = target
        return target

    def secret_values(self) -> tuple[str, ...]:
        """Return the secrets themselves, for whoever must make sure that they are shown nowhere."""
        values = (getattr(self.auth, name) for name in self.auth.secret_names)
        return tuple(
            value.get_secret_value() for value in values if isinstance(value, SecretStr)
        )

    def _plain(self, *, secrets: bool = True) -> dict[str, Any]:
        return {
            name: _plain(getattr(self, name), secrets=secrets)
            for name in self.model_fields_set
        }

    # -- brand kit

    @classmethod
    def register_job_result_opener(cls, opener: Any) -> Callable[[], None]:
        """Have an opener tried first for results of this class's clients; return a function that takes it back."""
        if "extra_job_result_openers" not in cls.__dict__:
            cls.extra_job_result_openers = list(cls.extra_job_result_openers)
        openers = cls.extra_job_result_openers
        openers.insert(0, opener)
        return lambda: openers.remove(opener) if opener in openers else None

    @classmethod
    def accept_process(cls, process: Any) -> bool:  # noqa: ARG003 - for subclasses
        """Tell whether people should see a process; a brand may hide some."""
        return True

    @classmethod
    def accept_input(cls, process: Any, name: str, description: Any) -> bool:  # noqa: ARG003 - for subclasses
        """Tell whether people should see an input; a brand may hide optional ones."""
        return True

    @classmethod
    def is_advanced_input(cls, process: Any, name: str, description: Any) -> bool:  # noqa: ARG003 - for subclasses
        """Tell whether an input is folded away at first."""
        return False

    # -- shown

    def __repr__(self) -> str:
        rows = [
            f"  {path:<24} {value}   ({self.sources[path]})"
            for path, value in _flatten(self.to_dict()).items()
        ]
        return "\n".join([f"{self.display_name} settings", *rows])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        title = f"{self.display_name} settings"
        return display.settings_html(title, settings_rows(self))


def _configure_command(
    program: str, config_path: Path | str | None, profile: str | None
) -> str:
    """Return the command that writes the profile that was named."""
    if config_path is not None:
        return f"{program} configure --config {shlex.quote(str(config_path))}"
    if profile is not None:
        return f"{program} --profile {shlex.quote(profile)} configure"
    return f"{program} configure"


def settings_rows(config: ClientConfig) -> list[tuple[str, str, str]]:
    """Return name, value (secrets masked) and origin of each setting."""
    return [
        (path, str(value), config.sources.get(path, "default"))
        for path, value in _flatten(config.to_dict()).items()
    ]


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port  # which is read only now
    except ValueError:
        return False
    # "https//example.org", which has lost its colon, would be the host "https".
    return (
        parts.scheme in {"http", "https"}
        and host not in {"", "http", "https"}
        and not re.search(r"\s", host)
    )


def _plain(value: Any, *, secrets: bool, drop: bool = False) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value() if secrets else MASK
    if isinstance(value, BaseModel):
        members = {
            k: v
            for k, v in value
            if v is not None and not (drop and isinstance(v, SecretStr))
        }
        return {k: _plain(v, secrets=secrets, drop=drop) for k, v in members.items()}
    return value


def _flatten(data: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        flat |= (
            _flatten(value, f"{prefix}{name}.")
            if isinstance(value, dict)
            else {prefix + name: value}
        )
    return flat


def _keep_understood(cls: type[ClientConfig], saved: dict[str, Any]) -> dict[str, Any]:
    """Return what this version understands of a profile file: files of related clients may say more."""
    return {
        name: value
        for name, value in saved.items()
        if name in cls.model_fields or name in FLAT
    }


def _url_credentials(settings: dict[str, Any]) -> dict[str, Any]:
    """Move user name and password out of the address, where every message would show them."""
    parts = urlsplit(str(settings.get("api_url", "")))
    if "@" not in parts.netloc:
        return settings
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    clean = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    auth = settings["auth"]
    if auth.get("auth_type") == "none":
        auth = {"auth_type": "basic", "username": user, "password": password}
    return {**settings, "api_url": clean, "auth": auth}
