"""Settings from several places laid over each other, remembering where each one came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel

from ..protocol.errors import ConfigError
from ._auth_settings import FLAT, KINDS, complete, guess, nested

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings, EnvSettingsSource


class Layer(NamedTuple):
    """Settings from one place.

    Attributes
    ----------
    origin : str
        The place in words: "argument", "environment", or the path of a file.
    settings : dict
        Flat or nested.
    prefix : str
        Prefix of environment variables, to name the variable.
    """

    origin: str
    settings: dict[str, Any]
    prefix: str = ""

    def came_from(self, path: str) -> str:
        """Say where the setting with this dotted path came from."""
        if not self.prefix:
            return self.origin
        names = [
            self.prefix + path.replace(".", "__").upper(),
            *(self.prefix + n.upper() for n in _flat_names(path)),
        ]
        return next((name for name in names if name in os.environ), self.origin)


def _flat_names(path: str) -> Iterator[str]:
    member = path.removeprefix("auth.")
    yield member
    yield from (
        flat_name
        for flat_name in FLAT
        if nested({flat_name: "x"}) == {"auth": {member: "x"}}
    )


def environment(config_type: type[BaseModel]) -> list[Layer]:
    """Return what the environment says, and before it the ``.env`` file of brands that name one."""
    env_file = config_type.model_config.get("env_file")
    if not env_file and not _is_spoken_of(config_type):
        return []
    # Imported only when there is something to read: it takes longer than to ask a server.
    from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

    fields = cast(
        "type[BaseSettings]", config_type
    )  # of which a source reads the fields and their configuration
    dot_env = (
        [
            _environment_layer(
                config_type,
                str(env_file),
                DotEnvSettingsSource(fields, env_ignore_empty=True),
            )
        ]
        if env_file
        else []
    )
    return [
        *dot_env,
        _environment_layer(
            config_type, "environment", EnvSettingsSource(fields, env_ignore_empty=True)
        ),
    ]


def _is_spoken_of(config_type: type[BaseModel]) -> bool:
    """Tell whether any variable begins like one of the settings."""
    names = tuple(
        (_prefix(config_type) + name).upper()
        for name in (*config_type.model_fields, *FLAT)
    )
    return any(variable.upper().startswith(names) for variable in os.environ)


def _prefix(config_type: type[BaseModel]) -> str:
    return str(config_type.model_config.get("env_prefix") or "")


def _environment_layer(
    config_type: type[BaseModel], origin: str, source: EnvSettingsSource
) -> Layer:
    from pydantic_settings import SettingsError

    prefix = _prefix(config_type)
    try:
        structured = {
            k: v for k, v in source().items() if k in config_type.model_fields
        }
    except SettingsError as error:
        raise ConfigError(f"A {prefix}* variable makes no sense: {error}.") from None
    variables = source.env_vars
    flat = {
        name: variables[key]
        for name in FLAT
        if (key := (prefix + name).lower()) in variables
    }
    return Layer(
        origin, {**flat, **structured}, prefix if origin == "environment" else ""
    )


def laid_over(
    layers: Iterable[Layer], defaults: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Lay later layers over earlier ones; return the settings and the origin of each by dotted path.

    Another kind of sign-in replaces what was said about signing in; members of the same kind are
    merged.
    """
    settings: dict[str, Any] = {}
    auth: dict[str, Any] = dict(defaults)
    origins: dict[str, str] = {}
    for layer in layers:
        said = nested(layer.settings)
        about_auth = said.pop("auth", None)
        if about_auth:
            if not _fits(about_auth, auth):
                auth = {"auth_type": guess(about_auth)}
                origins = {
                    path: origin
                    for path, origin in origins.items()
                    if not path.startswith("auth.")
                }
            auth |= about_auth
            origins |= {
                f"auth.{name}": layer.came_from(f"auth.{name}") for name in about_auth
            }
        settings |= said
        origins |= {name: layer.came_from(name) for name in said}
    auth = complete(auth)
    layers_left = {
        path: origin
        for path, origin in origins.items()
        if not path.startswith("auth.") or path[5:] in auth
    }
    return {**settings, "auth": auth}, layers_left


def _fits(said: dict[str, Any], auth: dict[str, Any]) -> bool:
    current = str(auth.get("auth_type", "none"))
    if "auth_type" in said:
        return str(said["auth_type"]).replace("_", "-") == current
    kind = KINDS.get(current)
    return kind is not None and any(name in kind.model_fields for name in said)
