"""Python functions as processes: descriptions from type hints and docstrings, and conversion."""
