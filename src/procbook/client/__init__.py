"""The clients: configuration, sign-in, transport, and the objects people work with.

::

    _config, _profile, _auth_settings   what a client is told: profile file < PROCBOOK_* variables < keyword arguments
    _auth, _auth_*                      credentials put on requests, one httpx.Auth class a kind
    _steps, _exchange, _connection      requests: the rules without I/O, then httpx once sync and once async
    _calls                              the standard, document by document, without I/O
    _client, _async_client              the same names twice: functions and coroutines
    _process, _job, _results            what a person holds in a notebook
    background, folders                 procbook's own thread, and where its files live; other packages use them too
    _doors                              the one module that looks upwards: forms, tables, the ledger, the local server
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
