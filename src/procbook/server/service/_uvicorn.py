"""uvicorn with answers for the requests that wait for a job when it stops."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """Answers requests that wait for a job with the job when it stops, instead of breaking off.

    Parameters
    ----------
    app : FastAPI
        The application of :func:`create_app`.
    seconds : int
        How long requests may still take after it was told to stop.
    **options
        As for :class:`uvicorn.Config`.
    """

    def __init__(
        self,
        app: FastAPI,
        *,
        seconds: int,
        **options: object,
    ) -> None:
        config = uvicorn.Config(
            app,
            timeout_graceful_shutdown=seconds,
            **options,  # type: ignore[arg-type]
        )
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; see :class:`uvicorn.Server`."""
        self._app.state.service.jobs.stop_waiting()
        await super().shutdown(sockets)
