"""The special values among the hosts and origins that may use a server.

They are apart from the code that checks them, which needs a web framework.
"""

LOOPBACK = "loopback"
"""All names of this machine among hosts; web pages of this machine among origins."""
ANY = "*"
"""Every host or origin."""
