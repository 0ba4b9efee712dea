from ._annotations import MediaType, Occurs
from ._app import create_app
from ._cli import new_cli
from ._context import JobCancelledError, JobContext
from ._local import LocalServer, local_server
from ._registry import ProcessRegistry, RegisteredProcess
from ._serve import DEMO, STORE, registry_from, serve
from ._work import ProcessError

__all__ = [
    "DEMO",
    "STORE",
    "JobCancelledError",
    "JobContext",
    "LocalServer",
    "MediaType",
    "Occurs",
    "ProcessError",
    "ProcessRegistry",
    "RegisteredProcess",
    "create_app",
    "local_server",
    "new_cli",
    "registry_from",
    "serve",
]
