"""Processes to learn and to test with; all of them run without network, most without any extra.

``procbook serve procbook.server.demo:registry`` serves them, and so does ``Client.local()``.
"""

from .._registry import ProcessRegistry
from . import _basics

registry = ProcessRegistry(
    title="procbook demo server",
    description="Processes to learn and to test with, by OGC API - Processes, Part 1, version 1.0.",
)
registry.include(_basics.registry)
