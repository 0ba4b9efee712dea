"""Openers in the form of older clients of this family: two coroutines that get a context."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
from typing import TYPE_CHECKING, Any

from ...models import Link
from ...transport import background
from .._source import Source
from ..formats._detect import Format

if TYPE_CHECKING:
    from ...settings import ClientConfig


@dataclasses.dataclass(frozen=True)
class JobResultOpenContext:
    """The output that a :class:`JobResultOpener` is asked about."""

    config: ClientConfig | None
    output_name: str
    output_value: Any
    output_link: Link | None
    output_media_type: str | None
    data_type: Any
    options: dict[str, Any]
    source: Source


class JobResultOpener:
    """Base for openers in the form of older clients of this family.

    Two coroutines that get a context.
    """

    @classmethod
    def is_usable(cls) -> bool:
        """Return whether the packages that this opener needs are installed."""
        return True

    async def accept_job_result(self, ctx: JobResultOpenContext) -> bool:
        """Return whether this opener can open the output."""
        raise NotImplementedError

    async def open_job_result(self, ctx: JobResultOpenContext) -> Any:
        """Return the object."""
        raise NotImplementedError


class OpenerAdapter:
    """A :class:`JobResultOpener` as an :class:`Opener`."""

    def __init__(self, opener: JobResultOpener, config: ClientConfig | None) -> None:
        self._opener = opener
        self._config = config

    def _context(
        self, source: Source, data_type: str | None, options: dict[str, Any]
    ) -> JobResultOpenContext:
        value = source.body
        if source.inline and value is None:
            value = source.value
        link = None
        if source.href:
            link = Link(href=source.href, type=source.media_type)
        return JobResultOpenContext(
            config=self._config,
            output_name=source.name,
            output_value=value,
            output_link=link,
            output_media_type=source.media_type,
            data_type=data_type,
            options=options,
            source=source,
        )

    def accepts(self, source: Source, format: Format, data_type: str | None) -> bool:
        """Return whether the opener is usable and accepts the output."""
        is_usable = getattr(type(self._opener), "is_usable", None)
        if is_usable is not None and not is_usable():
            return False
        context = self._context(source, data_type, {})
        return bool(_wait_for(self._opener.accept_job_result(context)))

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Return the object that the opener returns."""
        context = self._context(source, None, options)
        return _wait_for(self._opener.open_job_result(context))


def _wait_for(result: Any) -> Any:
    """Return the result of a coroutine, from any thread but the background loop's own."""
    if not inspect.isawaitable(result):
        return result

    async def run() -> Any:
        return await result

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    return background.start(run()).result()
