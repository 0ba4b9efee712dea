"""Calls and the rules for them - retries, redirects, a second try with ``f=json`` - without I/O."""
