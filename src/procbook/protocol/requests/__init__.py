"""Requests of the standard: the execute request and the query of the job list."""
