"""Mistakes in values: validation, messages, string formats and patterns."""
