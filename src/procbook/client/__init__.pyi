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
from ._client import Client
from ._compare import compare
from ._history import history
from ._reopen import reopen
from ._rerun import rerun
from .job._async_job import AsyncJob
from .job._job import Job
from .jobs._async_jobs import AsyncJobs
from .jobs._jobs import Jobs
from .process._process import Process
from .results._output import Output
from .results._results import Results

__all__ = [
    "ApiKeyAuth",
    "AsyncClient",
    "AsyncJob",
    "AsyncJobs",
    "AuthSettings",
    "BasicAuth",
    "Client",
    "ClientConfig",
    "Job",
    "Jobs",
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
    "compare",
    "history",
    "reopen",
    "rerun",
    "stream",
]
