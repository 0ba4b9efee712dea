"""A job as a person holds it.

Waiting for code that waits and for event loops, and what the ledger keeps of it.
"""
