from .functions._annotations import MediaType, Occurs
from .functions._context import JobCancelledError, JobContext
from .functions._registry import ProcessRegistry, RegisteredProcess
from .http._app import create_app
from .run._run import ProcessError
from .service._cli import new_cli
from .service._local import LocalServer, local_server
from .service._serve import DEMO, STORE, registry_from, serve

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
