"""``generate-client``: the processes of a server as a typed Python module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..client import Client


def module_for(client: Client) -> str:
    """Return the source of a module with a method for each process of a server."""
    from ..client.process._generated_module import module_source

    descriptions = (
        client.get_process(process.id) for process in client.get_processes().processes
    )
    return module_source(
        client.api_url, client.get_capabilities().title or client.name, descriptions
    )
