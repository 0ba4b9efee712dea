"""Requests as code: Python, command line, curl, JSON and YAML, written and read."""
