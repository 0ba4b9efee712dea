from ..settings import (
    ApiKeyAuth,
    AuthSettings,
    BasicAuth,
    ClientConfig,
    JupyterAuth,
    LoginAuth,
    NoAuth,
    OAuth2Auth,
    OidcAuth,
    TokenAuth,
)
from ..transport import stream
from ._async_client import AsyncClient, AsyncJob
from ._client import Client
from ._job import Job
from ._process import Process
from ._results import Output, Results

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
