"""Job table and job card, the Python half."""
