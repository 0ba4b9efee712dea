"""Live widgets for notebooks, one module each; a name is imported when it is first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._job_card import JobCard
    from ._job_table import JobTable
    from ._process_form import ProcessForm
    from ._result_viewer import ResultViewer
    from ._sign_in import SignIn
    from ._workbench import Workbench

__all__ = ["JobCard", "JobTable", "ProcessForm", "ResultViewer", "SignIn", "Workbench"]

_HOMES = {
    "JobCard": "_job_card",
    "JobTable": "_job_table",
    "ProcessForm": "_process_form",
    "ResultViewer": "_result_viewer",
    "SignIn": "_sign_in",
    "Workbench": "_workbench",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'procbook.widgets' has no attribute {name!r}")
    return getattr(importlib.import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    return __all__
