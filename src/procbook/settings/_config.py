"""The settings of a client: profile file < environment < keyword arguments.

The defaults come from the brand.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, PrivateAttr, SecretStr, ValidationError, field_validator

from .. import display
from .._traceback_privacy import hide_frames
from ..protocol.errors import ConfigError
from ._addresses import is_address, move_credentials, with_scheme
from ._auth_settings import FLAT, AuthSettings, NoAuth, nest
from ._config_error import config_error
from ._export import export_value, flatten
from ._profile import profile_names, profile_path, read_profile, write_profile
from ._sources import Layer, environment, merge_layers

if TYPE_CHECKING:
    from pydantic_settings import SettingsConfigDict

    from ..models import InputDescription, ProcessSummary

DEFAULT_URL = "http://127.0.0.1:8008/"


class ClientConfig(BaseModel):
    """Settings of a client; subclass it to make a client under another name.

    A subclass may set defaults of the fields, ``model_config = SettingsConfigDict(env_prefix=…)``
    and the class attributes below. All state is in the class, so that two brands in one process do
    not disturb each other.

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
        The origin of each setting, by dotted path.
    """

    # pydantic-settings reads the variables, and is imported when there are some: see _sources.
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
    """File of the default profile; None for the folder of the platform."""
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
        cls.extra_job_result_openers = list(cls.extra_job_result_openers)
        cls.return_type_map = dict(cls.return_type_map)

    @hide_frames
    def __init__(self, _layers: list[Layer] | None = None, **settings: Any) -> None:
        layers = [*(_layers or environment(type(self))), Layer("argument", settings)]
        auth_field = type(self).model_fields["auth"]
        default = nest({"auth": auth_field.get_default(call_default_factory=True)})
        merged, sources = merge_layers(layers, default.get("auth", {}))
        try:
            super().__init__(**move_credentials(merged))
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
        """Return the merged settings: profile file < environment < `config` < keyword arguments.

        Parameters
        ----------
        config : ClientConfig, optional
            Other settings, of which only those that were set count.
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
            Layer(str(path), cls._filter_settings(saved or {})),
            *environment(cls),
        ]
        if config is not None:
            layers.append(Layer("config", config._export()))  # noqa: SLF001 - of the same class
        merged = cls(layers, **settings)
        merged._path = path
        return merged

    @classmethod
    def _filter_settings(cls, saved: dict[str, Any]) -> dict[str, Any]:
        """Return the settings of a profile file that this version has.

        Files of related clients may hold others.
        """
        names = FLAT.union(cls.model_fields)
        return {name: value for name, value in saved.items() if name in names}

    @classmethod
    def _find(
        cls, config_path: Path | str | None, profile: str | None
    ) -> tuple[Path, bool]:
        """Return the path of the profile, and whether it must exist."""
        if config_path is not None:
            return Path(config_path).expanduser(), True
        prefix = cls.model_config.get("env_prefix") or ""
        name = profile or os.environ.get(f"{prefix}PROFILE")
        path = profile_path(profile=name, default_path=cls.default_path)
        return path, name is not None

    @field_validator("api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        value = with_scheme(value.strip())
        if not is_address(value):
            raise ValueError("an address such as https://example.org/ogc is needed")
        return urlunsplit(urlsplit(value)._replace(fragment=""))

    @field_validator("map_tiles")
    @classmethod
    def _a_template(cls, value: str | None) -> str | None:
        if not value:
            return None
        has_tile = all(part in value for part in ("{z}", "{x}", "{y}"))
        if not has_tile or not is_address(value):
            raise ValueError(
                "an address such as https://tile.example.org/{z}/{x}/{y}.png is needed"
            )
        return value

    # -- reading and writing

    @property
    def sources(self) -> dict[str, str]:
        """The origin of each setting.

        It is "argument", the name of a variable, the path of a file, or "default".
        """
        paths = flatten(self.to_dict())
        return {path: self._sources.get(path, "default") for path in paths}

    @property
    def path(self) -> Path:
        """The profile file that was read, or that :meth:`write` would create."""
        return self._path or profile_path(default_path=self.default_path)

    def to_dict(self, *, secrets: bool = False) -> dict[str, Any]:
        """Return the settings as JSON-able data; secrets are masked unless `secrets` is true."""
        return {
            name: export_value(value, secrets=secrets)
            for name, value in self
            if value is not None
        }

    def write(self, path: Path | str | None = None, *, secrets: bool = False) -> Path:
        """Write the settings to a profile file with mode 0600, and return its path.

        Parameters
        ----------
        path : path, optional
            The file; None for the one that these settings were read from.
        secrets : bool
            Whether passwords and tokens go into the file, too.
        """
        target = Path(path).expanduser() if path is not None else self.path
        settings = {"api_url": self.api_url, **self._export(secrets=secrets)}
        settings.pop("auth", None)
        settings["auth"] = export_value(self.auth, secrets=secrets, drop=not secrets)
        write_profile(target, settings)
        self._path = target
        return target

    def secret_values(self) -> tuple[str, ...]:
        """Return the secrets, for code that removes them from messages."""
        values = (getattr(self.auth, name) for name in self.auth.secret_names)
        return tuple(
            value.get_secret_value() for value in values if isinstance(value, SecretStr)
        )

    def _export(self, *, secrets: bool = True) -> dict[str, Any]:
        """Return the settings that were set as JSON-able data."""
        return {
            name: export_value(getattr(self, name), secrets=secrets)
            for name in self.model_fields_set
        }

    # -- brand kit

    @classmethod
    def register_job_result_opener(cls, opener: object) -> Callable[[], None]:
        """Register an opener that is tried first for the results of this class.

        Return a function that removes it.
        """
        if "extra_job_result_openers" not in cls.__dict__:
            cls.extra_job_result_openers = list(cls.extra_job_result_openers)
        openers = cls.extra_job_result_openers
        openers.insert(0, opener)
        return lambda: openers.remove(opener) if opener in openers else None

    @classmethod
    def accept_process(cls, process: ProcessSummary) -> bool:  # noqa: ARG003 - for subclasses
        """Return whether people should see a process; a brand may hide some."""
        return True

    @classmethod
    def accept_input(
        cls,
        process: ProcessSummary,  # noqa: ARG003 - for subclasses
        name: str,  # noqa: ARG003
        description: InputDescription | None,  # noqa: ARG003
    ) -> bool:
        """Return whether people should see an input; a brand may hide optional ones."""
        return True

    @classmethod
    def is_advanced_input(
        cls,
        process: ProcessSummary,  # noqa: ARG003 - for subclasses
        name: str,  # noqa: ARG003
        description: InputDescription | None,  # noqa: ARG003
    ) -> bool:
        """Return whether an input is folded away at first."""
        return False

    # -- display

    def __repr__(self) -> str:
        lines = [f"{self.display_name} settings"]
        for path, value in flatten(self.to_dict()).items():
            origin = self._sources.get(path, "default")
            lines.append(f"  {path:<24} {value}   ({origin})")
        return "\n".join(lines)

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
        for path, value in flatten(config.to_dict()).items()
    ]
