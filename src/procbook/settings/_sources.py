"""Settings from several sources merged into one, with the origin of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel

from .._lazy import lazy_module
from ..protocol.errors import ConfigError
from ._auth_settings import FLAT, KINDS, complete, guess, nest

if TYPE_CHECKING:
    import pydantic_settings
    from pydantic_settings import BaseSettings, EnvSettingsSource
else:
    # Used only when there is something to read: its import takes longer than a request.
    pydantic_settings = lazy_module("pydantic_settings")


class Layer(NamedTuple):
    """Settings from one source.

    Attributes
    ----------
    origin : str
        "argument", "environment", or the path of a file.
    settings : dict
        Flat or nested.
    prefix : str
        Prefix of environment variables, to name the variable.
    """

    origin: str
    settings: dict[str, Any]
    prefix: str = ""

    def origin_of(self, path: str) -> str:
        """Return the origin of the setting with this dotted path: the variable, or that of all."""
        if not self.prefix:
            return self.origin
        for name in (path.replace(".", "__"), *_flat_names(path)):
            variable = self.prefix + name.upper()
            if variable in os.environ:
                return variable
        return self.origin


def _flat_names(path: str) -> Iterator[str]:
    """Yield the flat names of a setting."""
    member = path.removeprefix("auth.")
    yield member
    for flat_name in FLAT:
        if nest({flat_name: "x"}) == {"auth": {member: "x"}}:
            yield flat_name


def environment(config_type: type[BaseModel]) -> list[Layer]:
    """Return the settings of the environment, and before them those of a ``.env`` file.

    Only brands that name such a file have one.
    """
    env_file = config_type.model_config.get("env_file")
    if not env_file and not _has_variable(config_type):
        return []
    # A source reads nothing but the fields and their configuration.
    fields = cast("type[BaseSettings]", config_type)
    layers = []
    if env_file:
        file = pydantic_settings.DotEnvSettingsSource(fields, env_ignore_empty=True)
        layers.append(_environment_layer(config_type, str(env_file), file))
    variables = pydantic_settings.EnvSettingsSource(fields, env_ignore_empty=True)
    layers.append(_environment_layer(config_type, "environment", variables))
    return layers


def _has_variable(config_type: type[BaseModel]) -> bool:
    """Return whether any variable begins like one of the settings."""
    prefix = _prefix(config_type)
    settings = (*config_type.model_fields, *FLAT)
    names = tuple((prefix + name).upper() for name in settings)
    return any(variable.upper().startswith(names) for variable in os.environ)


def _prefix(config_type: type[BaseModel]) -> str:
    return str(config_type.model_config.get("env_prefix") or "")


def _environment_layer(
    config_type: type[BaseModel], origin: str, source: EnvSettingsSource
) -> Layer:
    prefix = _prefix(config_type)
    try:
        structured = {
            k: v for k, v in source().items() if k in config_type.model_fields
        }
    except pydantic_settings.SettingsError as error:
        raise ConfigError(f"A {prefix}* variable makes no sense: {error}.") from None
    flat = {}
    for name in FLAT:
        key = (prefix + name).lower()
        if key in source.env_vars:
            flat[name] = source.env_vars[key]
    settings = {**flat, **structured}
    return Layer(origin, settings, prefix if origin == "environment" else "")


def merge_layers(
    layers: Iterable[Layer], defaults: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the settings of all layers, and the origin of each by dotted path.

    Another kind of sign-in replaces the earlier one; members of the same kind are merged.

    Parameters
    ----------
    layers : iterable of Layer
        The last one counts most.
    defaults : dict
        The default sign-in.
    """
    settings: dict[str, Any] = {}
    auth: dict[str, Any] = dict(defaults)
    origins: dict[str, str] = {}
    for layer in layers:
        layer_settings = nest(layer.settings)
        layer_auth = layer_settings.pop("auth", {})
        if layer_auth and not _is_same_kind(layer_auth, auth):
            auth = {"auth_type": guess(layer_auth)}
            origins = _origins_without_auth(origins)
        auth |= layer_auth
        settings |= layer_settings
        for path in (*(f"auth.{name}" for name in layer_auth), *layer_settings):
            origins[path] = layer.origin_of(path)
    auth = complete(auth)
    auth_paths = {f"auth.{name}" for name in auth}
    auth_origins = {p: origin for p, origin in origins.items() if p in auth_paths}
    origins = {**_origins_without_auth(origins), **auth_origins}
    return {**settings, "auth": auth}, origins


def _origins_without_auth(origins: dict[str, str]) -> dict[str, str]:
    return {p: origin for p, origin in origins.items() if not p.startswith("auth.")}


def _is_same_kind(layer_auth: dict[str, Any], auth: dict[str, Any]) -> bool:
    """Return whether the settings of a layer belong to the kind of sign-in of the layers before."""
    current = str(auth.get("auth_type", "none"))
    if "auth_type" in layer_auth:
        return str(layer_auth["auth_type"]).replace("_", "-") == current
    kind = KINDS.get(current)
    if kind is None:
        return False
    return any(name in kind.model_fields for name in layer_auth)
