"""Python functions as processes: type hints and docstrings become descriptions, values are converted."""
