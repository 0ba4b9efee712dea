"""Public names that are imported when they are first used, each named once: in the stub beside its package.

So an import costs next to nothing, and editors and type checkers read the same list (Scientific
Python, SPEC 1).
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
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package whose stub says where each name is at home.

    Parameters
    ----------
    package, file : str
        The package's ``__name__`` and ``__file__``; the stub is the file's name with an i at the
        end.
    """
    with open(f"{file}i", encoding="utf-8") as stub:  # noqa: PTH123 - pathlib is not needed for anything else
        imports = [
            node
            for node in ast.parse(stub.read()).body
            if isinstance(node, ast.ImportFrom)
        ]
    homes = {
        alias.name: "." * node.level + (node.module or "")
        for node in imports
        for alias in node.names
    }

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        if home.strip("."):
            value = getattr(importlib.import_module(home, package), name)
        else:
            value = importlib.import_module(
                home + name, package
            )  # "from . import name": a module
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(homes)
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
