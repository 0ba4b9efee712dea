"""The form of a process, the Python half."""
