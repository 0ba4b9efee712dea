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

__all__ = [
    "ApiKeyAuth",
    "AsyncClient",
    "AsyncJob",
    "AuthSettings",
    "BasicAuth",
    "Client",
    "ClientConfig",
    "Job",
    "JupyterAuth",
    "LoginAuth",
    "NoAuth",
    "OAuth2Auth",
    "OidcAuth",
    "Output",
    "Process",
    "Results",
    "TokenAuth",
    "stream",
]
