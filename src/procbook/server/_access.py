"""Words that say who may use a server; apart from the code that checks them, which needs a web framework."""

LOOPBACK = "loopback"
"""Stands for all names of this machine among hosts, and for web pages of this machine among origins."""
ANY = "*"
"""Stands for every host or origin."""
