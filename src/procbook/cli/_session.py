"""What a command is told before its own options: for whom it runs, which profile, how much to say."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..client import Client
    from ..settings import ClientConfig


@dataclass(frozen=True)
class Brand:
    """A command line under a name of its own.

    Attributes
    ----------
    name : str
        Name of the program.
    version : str or None
        Version of the brand; procbook's is shown beside it.
    config_type : type or None
        Its subclass of ``ClientConfig``.
    """

    name: str = "procbook"
    version: str | None = None
    config_type: type[ClientConfig] | None = None


@dataclass
class Session:
    """One run of the program."""

    brand: Brand
    api_url: str | None = None
    profile: str | None = None
    config_path: Path | None = None
    traceback: bool = False

    @property
    def settings(self) -> dict[str, Any]:
        """What was said on the command line, as arguments of a client."""
        said = {
            "config_path": self.config_path,
            "profile": self.profile,
            "api_url": self.api_url,
        }
        return {name: value for name, value in said.items() if value is not None}

    @property
    def config_type(self) -> type[ClientConfig]:
        """The brand's settings, or procbook's."""
        if self.brand.config_type is not None:
            return self.brand.config_type
        from ..settings import ClientConfig

        return ClientConfig

    @contextlib.contextmanager
    def client(self, **options: Any) -> Iterator[Client]:
        """Yield a client with the settings that hold."""
        _skip_the_plugins_of_pydantic()
        _skip_the_command_line_of_httpx()
        _skip_the_grammar_of_jsonschema()
        from ..client import Client

        with Client(
            config_type=self.config_type, **{**self.settings, **options}
        ) as client:
            yield client


def session_of(ctx: Any) -> Session:
    """Return the session of a command's context; completion runs without the callback that makes one."""
    root = ctx.find_root()
    if isinstance(root.obj, Brand):
        root.obj = Session(root.obj)
    session: Session = root.obj
    return session


def _skip_the_plugins_of_pydantic() -> None:
    """Have pydantic look for no plugins, as typer has: it would ask every package that is installed."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _skip_the_command_line_of_httpx() -> None:
    """Import httpx as if it had no command line: what that imports (rich, pygments, click) takes longer than httpx."""
    if "httpx" not in sys.modules:
        modules: dict[str, Any] = (
            sys.modules
        )  # None in it is the documented way to make an import fail
        modules["httpx._main"] = None
        with contextlib.suppress(
            ImportError
        ):  # a version that cannot do without; imported later
            import httpx  # noqa: F401

        del modules["httpx._main"]


def _skip_the_grammar_of_jsonschema() -> None:
    """Let jsonschema be imported without its check of IRIs, if it is needed: that builds a grammar for a second.

    Formats are checked by a table of our own, so that nothing of this program asks for it.
    """
    if "jsonschema" not in sys.modules:
        modules: dict[str, Any] = sys.modules
        modules.setdefault("rfc3987_syntax", None)
