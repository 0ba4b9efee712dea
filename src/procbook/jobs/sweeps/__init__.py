"""Sweeps: many requests of one process, written down before the first is sent, each sent exactly once."""
