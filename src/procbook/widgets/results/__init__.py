"""The result viewer, the Python half."""
