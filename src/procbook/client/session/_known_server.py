"""What every client knows of its server without asking it: settings, address and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...operations import Session
    from ...settings import ClientConfig


class KnownServer:
    """The server of a client, as its session knows it.

    Attributes
    ----------
    session : Session
        Settings, connection and operations.
    """

    session: Session

    @property
    def config(self) -> ClientConfig:
        """The settings."""
        return self.session.config

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""
        return self.session.api_url

    @property
    def server_id(self) -> str:
        """What the ledger, presets and kept sign-ins know the server by.

        Its address, unless that is another each day.

        An embedded server has a new port in each kernel, and the same jobs: it is known by where
        those are kept.
        """
        return self.session.server_id

    @property
    def name(self) -> str:
        """A short label of the server: its host."""
        return self.session.name

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server, without credentials."""
        return self.session.to_python()
