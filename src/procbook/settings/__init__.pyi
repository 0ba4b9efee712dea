from ._auth_settings import (
    ApiKeyAuth,
    AuthSettings,
    BasicAuth,
    JupyterAuth,
    LoginAuth,
    NoAuth,
    OAuth2Auth,
    OidcAuth,
    TokenAuth,
)
from ._config import ClientConfig, settings_rows
from ._profile import profile_names, profile_path, read_profile
from ._sources import Layer
from ._visible_inputs import apply_brand
from .folders import alone, config_folder, data_folder, write_private

__all__ = [
    "ApiKeyAuth",
    "AuthSettings",
    "BasicAuth",
    "ClientConfig",
    "JupyterAuth",
    "Layer",
    "LoginAuth",
    "NoAuth",
    "OAuth2Auth",
    "OidcAuth",
    "TokenAuth",
    "alone",
    "apply_brand",
    "config_folder",
    "data_folder",
    "profile_names",
    "profile_path",
    "read_profile",
    "settings_rows",
    "write_private",
]
