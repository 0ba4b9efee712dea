"""Sweeps: many requests of one process, each recorded before sending, and sent exactly once."""
