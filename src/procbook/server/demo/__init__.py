"""Processes to learn and to test with; all of them run without network, most without any extra.

``procbook serve procbook.server.demo:registry`` serves them, and so does ``Client.local()``.
"""

from ..functions._registry import ProcessRegistry
from . import _basics, _echo, _formats, _scene, _showcases

registry = ProcessRegistry(
    title="procbook demo server",
    description="Processes to learn and to test with, "
    "by OGC API - Processes, Part 1, version 1.0.",
)
for _part in (_basics, _scene, _showcases, _echo, _formats):
    registry.include(_part.registry)
