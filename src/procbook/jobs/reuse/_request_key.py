"""The key of a request.

Equal for equal requests of one process version on one server, and no way back to the inputs.

Secret inputs belong to a request, so that the key depends on them. It is a keyed hash (HMAC, RFC
2104) with a random key that never leaves this computer, so that nobody can find the inputs by
trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from decimal import Decimal
from typing import Any

from ...models import ProcessRequest
from ...protocol import written
from ...settings import folders
from ..records._ledger_file import default_path

_SECRET_FILE = "reuse.key"  # noqa: S105 - the name of a file


def request_key(
    server: str,
    process_id: str,
    version: str | None,
    request: ProcessRequest,
) -> str:
    """Return the key of a request.

    Parameters
    ----------
    server : str
        Name of the server in the ledger.
    process_id, version : str or None
        What runs; another version is another request.
    request : ProcessRequest
        Inputs as JSON, and what is wanted of the outputs.
    """
    members = request.to_json()
    document = {
        "server": server,
        "process": process_id,
        "version": version,
        "inputs": _canonical(request.inputs or {}),
        "outputs": members.get("outputs"),
        "response": members.get("response"),
    }
    text = written(document, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(_secret(), text.encode(), hashlib.sha256).hexdigest()


def _canonical(value: Any) -> Any:
    """Return JSON in which equal numbers are written alike: 2.0 is 2."""
    if isinstance(value, dict):
        return {str(name): _canonical(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_of_this_kernel = secrets.token_bytes(32)
"""Used where no file can be kept, or none is wanted."""


def _secret() -> bytes:
    """Return the key of this user's hashes; the first call makes it."""
    if default_path() == ":memory:":
        return _of_this_kernel
    path = folders.data_folder() / _SECRET_FILE
    with suppress(OSError, ValueError):
        return bytes.fromhex(path.read_text("ascii"))
    try:
        with folders.alone(path):
            with suppress(OSError, ValueError):  # another kernel was first
                return bytes.fromhex(path.read_text("ascii"))
            secret = secrets.token_bytes(32)
            folders.write_private(path, secret.hex())
    except OSError:
        return _of_this_kernel
    return secret
