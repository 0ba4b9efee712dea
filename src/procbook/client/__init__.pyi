from ..operations import Session, stream
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
from ._async_client import AsyncClient
from ._async_job import AsyncJob
from ._client import Client
from ._job import Job
from ._process import Process
from ._rerun import rerun
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
    "Session",
    "TokenAuth",
    "rerun",
    "stream",
]
