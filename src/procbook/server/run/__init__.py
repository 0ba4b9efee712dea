"""Executors: where the function of a process runs."""
