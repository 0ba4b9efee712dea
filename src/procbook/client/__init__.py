"""The clients: configuration, sign-in, transport, and the objects people work with.

::

    _config, _profile, _auth_settings   what a client is told: profile file < PROCBOOK_* variables < keyword arguments
    _auth, _auth_*                      credentials put on requests, one httpx.Auth class a kind
    _steps, _exchange, _connection      requests: the rules without I/O, then httpx once sync and once async
    _calls                              the standard, document by document, without I/O
    _client, _async_client              the same names twice: functions and coroutines
    _process, _job, _results            what a person holds in a notebook
    _doors                              the one module that looks upwards: forms, tables, the ledger, the local server
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._async_client import AsyncClient, AsyncJob
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
    from ._client import Client
    from ._config import ClientConfig
    from ._job import Job
    from ._process import Process
    from ._results import Output, Results
    from ._stream import stream

_AUTH = (
    "ApiKeyAuth", "AuthSettings", "BasicAuth", "JupyterAuth", "LoginAuth", "NoAuth", "OAuth2Auth", "OidcAuth",
    "TokenAuth",
)  # fmt: skip
_HOME_OF = {
    **dict.fromkeys(_AUTH, "_auth_settings"),
    "AsyncClient": "_async_client",
    "AsyncJob": "_async_client",
    "Client": "_client",
    "ClientConfig": "_config",
    "Job": "_job",
    "Output": "_results",
    "Process": "_process",
    "Results": "_results",
    "stream": "_stream",
}

__all__ = [  # noqa: RUF022 - the clients first, then the kinds of sign-in for brands
    "AsyncClient",
    "AsyncJob",
    "Client",
    "ClientConfig",
    "Job",
    "Output",
    "Process",
    "Results",
    "stream",
    "ApiKeyAuth",
    "AuthSettings",
    "BasicAuth",
    "JupyterAuth",
    "LoginAuth",
    "NoAuth",
    "OAuth2Auth",
    "OidcAuth",
    "TokenAuth",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
