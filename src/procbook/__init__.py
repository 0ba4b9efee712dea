"""procbook: use any OGC API - Processes server from a notebook.

The public names are imported when they are first used, so that ``import procbook`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

from ._version import __version__ as __version__

_HOMES = {
    "client": ("AsyncClient", "Client", "ClientConfig", "Job", "Output", "Process", "Results"),
    "models": (
        "ApiError", "Bbox", "CRS", "Capabilities", "ConformanceDeclaration", "DataType", "Format", "InputDescription",
        "JobControlOptions", "JobInfo", "JobList", "JobResults", "JobStatus", "Link", "Metadata", "OutputDescription",
        "ProcessDescription", "ProcessList", "ProcessRequest", "ProcessSummary", "QualifiedValue", "Quirk",
        "ResponseType", "Schema", "Subscriber", "TransmissionMode",
    ),
    "protocol.errors": (
        "ClientError", "ConfigError", "InputError", "JobFailedError", "LoginRequiredError", "Mistake", "NotReadyError",
        "ResponseError", "ResultError", "TransportError",
    ),
    "jobs": ("history", "rerun"),
    "server": ("JobContext", "ProcessRegistry"),
    "widgets": ("JobCard", "JobTable", "ProcessForm", "ResultViewer", "Workbench"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(["__version__", *_HOME_OF])  # noqa: PLE0605 - made from the table above


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'procbook' has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
