"""Names and modules that are imported when they are first used: an import takes little time.

The public names of a package are listed once, in the stub beside it, which editors and type
checkers read too (Scientific Python, SPEC 1: https://scientific-python.org/specs/spec-0001).
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def attach(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package by the imports in its stub.

    Parameters
    ----------
    package, file : str
        The package's ``__name__`` and ``__file__``; the stub is the file's name with an i at the
        end.
    """
    # Pathlib is not needed for anything else.
    with open(f"{file}i", encoding="utf-8") as stub:  # noqa: PTH123
        imports = [
            node
            for node in ast.parse(stub.read()).body
            if isinstance(node, ast.ImportFrom)
        ]
    modules = {
        alias.name: "." * node.level + (node.module or "")
        for node in imports
        for alias in node.names
    }

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = modules[name]
        if module.strip("."):
            value = getattr(importlib.import_module(module, package), name)
        else:
            # "from . import name": a module.
            value = importlib.import_module(module + name, package)
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(modules)
    return load, lambda: names, names


class _LazyModule(ModuleType):
    """A module that is imported when one of its names is first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


def lazy_module(name: str) -> ModuleType:
    """Return a module that is imported when one of its names is first used.

    For packages that take long to import and are rarely needed; an import at the top of the file
    under ``TYPE_CHECKING`` gives type checkers the real one.

    Parameters
    ----------
    name : str
        The dotted name of the module.
    """
    return _LazyModule(name)
