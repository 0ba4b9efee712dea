"""Openers: an output as the Python object that a scientist would have made of it.

The first opener that accepts an output opens it. The order is: openers of the configuration of the
client, those of installed packages (entry point group ``procbook.openers``), built-in ones.
"""

from __future__ import annotations

import functools
import importlib.metadata
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from ...protocol.errors import ClientError, ResultError
from .. import _limits
from .._session_of import session_of
from .._source import Source
from .._source_of import source_of
from ..formats._detect import Format, detect
from ._job_result_opener import JobResultOpener, OpenerAdapter
from ._opener_table import OPENERS

if TYPE_CHECKING:
    from ...settings import ClientConfig

__all__ = ["JobResultOpener", "Opener", "open_output"]


class Opener(Protocol):
    """Opens outputs of some formats as Python objects."""

    def accepts(self, source: Source, format: Format, data_type: str | None) -> bool:
        """Return whether this opener can make `data_type` of the output.

        None stands for any type.
        """

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Return the object; options are those of the library that reads it."""


def open_output(
    output: object,
    data_type: type | str | None = None,
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
        The type of the object, such as ``pandas.DataFrame`` or ``"DataFrame"``, ``"dict"``,
        ``"str"``, ``"bytes"``.
    media_type : str, optional
        The media type of the output, when it is known better than stated.
    max_bytes : int or None
        Most bytes to read into memory; outputs that are opened lazily (Zarr, COG) have no limit.
    **options
        Passed to the library that reads it.

    Raises
    ------
    ResultError
        The output is too large for memory, broken, or a package that reads it is not installed.
    """
    source = source_of(output, media_type=media_type)
    source.limit = max_bytes
    type_name = _type_name(data_type)
    if type_name in _WITHOUT_OPENER:
        return _WITHOUT_OPENER[type_name](source)
    format = detect(source)
    session = session_of(output)
    brand_openers = _brand_openers(session.config) if session is not None else []
    for opener in (*brand_openers, *_package_openers(), *OPENERS):
        if opener.accepts(source, format, type_name):
            return _open(opener, source, format, options)
    raise ResultError(
        f"Output {source.name!r} ({format.name}) cannot be opened as {type_name}.",
        hint="Leave data_type out to open it as what it is, or keep it as a file with .save(path).",
    )


_WITHOUT_OPENER: dict[str | None, Callable[[Source], bytes | str]] = {
    "bytes": lambda source: source.read(source.limit),
    "str": lambda source: source.text(source.limit),
}


def _type_name(data_type: type | str | None) -> str | None:
    if data_type is None or isinstance(data_type, str):
        return data_type
    return str(getattr(data_type, "__name__", data_type))


def _open(
    opener: Opener, source: Source, format: Format, options: dict[str, Any]
) -> Any:
    """Return the object.

    Raise :class:`~procbook.ResultError` where memory or stack do not suffice.
    """
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


def _brand_openers(config: ClientConfig) -> Iterable[Opener]:
    """Return the openers of a brand."""
    openers = getattr(config, "extra_job_result_openers", None) or ()
    return [_as_opener(opener, config) for opener in openers]


def _as_opener(opener: Any, config: ClientConfig | None = None) -> Opener:
    """Return an opener of any form; a class is called without arguments."""
    instance = opener() if isinstance(opener, type) else opener
    if hasattr(instance, "accept_job_result"):
        return OpenerAdapter(instance, config)
    adapted: Opener = instance
    return adapted


@functools.cache
def _package_openers() -> tuple[Opener, ...]:
    """Return the openers of installed packages; a warning names an opener that cannot be loaded."""
    openers: list[Opener] = []
    for point in importlib.metadata.entry_points(group="procbook.openers"):
        try:
            openers.append(_as_opener(point.load()))
        # An error in another package must not take the result away.
        except Exception as error:  # noqa: BLE001
            warnings.warn(
                f"The opener {point.name!r} cannot be loaded: {error}", stacklevel=3
            )
    return tuple(openers)
