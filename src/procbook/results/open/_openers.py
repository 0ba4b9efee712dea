"""Openers: an output as the Python object that a scientist would have made of it.

An opener is asked whether it accepts an output; the first that does opens it. Asked are, in this
order: openers that the configuration of the client brings, those of installed packages (entry point
group ``procbook.openers``), built-in.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import importlib.metadata
import inspect
import warnings
from collections.abc import Iterable
from typing import Any, Protocol

from ...models import Link
from ...protocol.errors import ClientError, ResultError
from ...transport import background
from .. import _limits
from .._formats import Format, detect
from .._session_of import session_of
from .._source import Source
from .._source_of import source_of


class Opener(Protocol):
    """What makes Python objects of outputs."""

    def accepts(self, source: Source, format: Format, data_type: Any) -> bool:
        """Tell whether this opener can make `data_type` (None: whatever fits) of the output."""

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Return the object; options are those of the library that reads it."""


@dataclasses.dataclass(frozen=True)
class JobResultOpenContext:
    """What openers written for older clients of this family are handed."""

    config: Any
    output_name: str
    output_value: Any
    output_link: Link | None
    output_media_type: str | None
    data_type: Any
    options: dict[str, Any]
    source: Source


class JobResultOpener:
    """Base for openers in the form of older clients of this family: two coroutines that get a context."""

    @classmethod
    def is_usable(cls) -> bool:
        """Tell whether what this opener needs is installed."""
        return True

    async def accept_job_result(self, ctx: JobResultOpenContext) -> bool:
        """Tell whether this opener can open the output."""
        raise NotImplementedError

    async def open_job_result(self, ctx: JobResultOpenContext) -> Any:
        """Return the object."""
        raise NotImplementedError


class _Adapted:
    """An opener of the older form as an :class:`Opener`."""

    def __init__(self, opener: Any, config: Any) -> None:
        self._opener = opener
        self._config = config

    def _context(
        self, source: Source, data_type: Any, options: dict[str, Any]
    ) -> JobResultOpenContext:
        value = source.value if source.inline and source.body is None else source.body
        link = Link(href=source.href, type=source.media_type) if source.href else None
        return JobResultOpenContext(
            self._config,
            source.name,
            value,
            link,
            source.media_type,
            data_type,
            options,
            source,
        )

    def accepts(self, source: Source, format: Format, data_type: Any) -> bool:
        """Ask the opener."""
        if not getattr(type(self._opener), "is_usable", lambda: True)():
            return False
        return bool(
            _waited(
                self._opener.accept_job_result(self._context(source, data_type, {}))
            )
        )

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Have the opener open it."""
        return _waited(
            self._opener.open_job_result(self._context(source, None, options))
        )


def _waited(result: Any) -> Any:
    """Return what a coroutine returns, from any thread but the background loop's own."""
    if not inspect.isawaitable(result):
        return result

    async def run() -> Any:
        return await result

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    return background.start(run()).result()


def open_output(
    output: Any,
    data_type: Any = None,
    media_type: str | None = None,
    *,
    max_bytes: int | None = _limits.READ,
    **options: Any,
) -> Any:
    """Return an output as a Python object.

    Parameters
    ----------
    output
        An output of a client, a path, bytes, or any JSON-able value.
    data_type : type or str, optional
        What it should become, such as ``pandas.DataFrame`` or ``"DataFrame"``, ``"dict"``,
        ``"str"``, ``"bytes"``.
    media_type : str, optional
        What it is, when that is known better than the server says.
    max_bytes : int or None
        Most bytes to read into memory; what is opened lazily (Zarr, COG) has no limit.
    **options
        Handed on to the library that reads it.

    Raises
    ------
    ResultError
        It is too large for memory, broken, or a package that reads it is not installed.
    """
    source = source_of(output, media_type=media_type)
    source.limit = max_bytes
    wanted = _name_of(data_type)
    if wanted in _PLAIN:
        return _PLAIN[wanted](source)
    format = detect(source)
    session = session_of(output)
    config = session.config if session is not None else None
    for opener in (*_configured(config), *_plugged(), *_built_in()):
        if opener.accepts(source, format, wanted):
            return _opened(opener, source, format, options)
    raise ResultError(
        f"Output {source.name!r} ({format.name}) cannot be opened as {wanted}.",
        hint="Leave data_type out to open it as what it is, or keep it as a file with .save(path).",
    )


_PLAIN: dict[str | None, Any] = {
    "bytes": lambda s: s.read(s.limit),
    "str": lambda s: s.text(s.limit),
}


def _name_of(data_type: Any) -> str | None:
    if data_type is None or isinstance(data_type, str):
        return data_type
    return str(getattr(data_type, "__name__", data_type))


def _opened(
    opener: Opener, source: Source, format: Format, options: dict[str, Any]
) -> Any:
    try:
        return opener.open(source, format, **options)
    except ClientError:
        raise
    except MemoryError:
        raise _limits.too_large(source.name, source.size, 0) from None
    except RecursionError:
        raise ResultError(
            f"Output {source.name!r} is nested too deeply to be opened."
        ) from None


def _configured(config: Any) -> Iterable[Opener]:
    return [
        _as_opener(made, config)
        for made in getattr(config, "extra_job_result_openers", None) or ()
    ]


def _as_opener(thing: Any, config: Any = None) -> Opener:
    made = thing() if isinstance(thing, type) else thing
    return _Adapted(made, config) if hasattr(made, "accept_job_result") else made


@functools.cache
def _plugged() -> tuple[Opener, ...]:
    """Return the openers of installed packages; one that cannot be loaded is named and left out."""
    found: list[Opener] = []
    for point in importlib.metadata.entry_points(group="procbook.openers"):
        try:
            found.append(_as_opener(point.load()))
        except Exception as error:  # noqa: BLE001 - somebody else's package must not take the result away
            warnings.warn(
                f"The opener {point.name!r} cannot be loaded: {error}", stacklevel=3
            )
    return tuple(found)


@functools.cache
def _built_in() -> tuple[Opener, ...]:
    from ._opener_table import OPENERS

    return OPENERS
