"""The session of a run: the brand, and the options that stand before the command."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import settings

if TYPE_CHECKING:
    from ..client import Client

ClickContext: TypeAlias = Any
"""A context of click, which typer contains in some releases and imports in others."""


@dataclass(frozen=True)
class Brand:
    """A command line under a name of its own.

    Attributes
    ----------
    name : str
        Name of the program.
    version : str or None
        Version of the brand; that of procbook is shown beside it.
    config_type : type or None
        Its subclass of ``ClientConfig``.
    """

    name: str = "procbook"
    version: str | None = None
    config_type: type[settings.ClientConfig] | None = None


@dataclass
class Session:
    """One run of the program."""

    brand: Brand
    api_url: str | None = None
    profile: str | None = None
    config_path: Path | None = None
    traceback: bool = False

    @property
    def client_arguments(self) -> dict[str, Any]:
        """The options of the program, as arguments of a client."""
        options = {
            "config_path": self.config_path,
            "profile": self.profile,
            "api_url": self.api_url,
        }
        return {name: value for name, value in options.items() if value is not None}

    @property
    def config_type(self) -> type[settings.ClientConfig]:
        """The settings type of the brand, or that of procbook."""
        return self.brand.config_type or settings.ClientConfig

    @contextlib.contextmanager
    def client(self, **options: Any) -> Iterator[Client]:
        """Yield a client with the settings of this run; `options` override them."""
        _skip_plugins_of_pydantic()
        _skip_command_line_of_httpx()
        _skip_grammar_of_jsonschema()
        from ..client import Client  # only now, so that the three above have an effect

        arguments = {**self.client_arguments, **options}
        with Client(config_type=self.config_type, **arguments) as client:
            yield client


def session_of(ctx: ClickContext) -> Session:
    """Return the session of a context; completion runs without the callback that makes it."""
    root = ctx.find_root()
    if isinstance(root.obj, Brand):
        root.obj = Session(root.obj)
    session: Session = root.obj
    return session


def _skip_plugins_of_pydantic() -> None:
    """Make pydantic look for no plugins, as typer does: it would search all packages."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _skip_command_line_of_httpx() -> None:
    """Import httpx without its command line, which imports rich, pygments and click.

    They take longer than httpx itself.
    """
    if "httpx" in sys.modules:
        return
    # A None in sys.modules makes an import fail
    # (https://docs.python.org/3/reference/import.html#the-module-cache).
    modules: dict[str, Any] = sys.modules
    modules["httpx._main"] = None
    # A version of httpx that needs it is imported later, with it.
    with contextlib.suppress(ImportError):
        import httpx  # noqa: F401

    del modules["httpx._main"]


def _skip_grammar_of_jsonschema() -> None:
    """Make jsonschema import no checker of IRIs, which builds a grammar for a second.

    Formats are checked by a table of our own, so that no command needs that checker.
    """
    if "jsonschema" not in sys.modules:
        modules: dict[str, Any] = sys.modules
        modules.setdefault("rfc3987_syntax", None)
