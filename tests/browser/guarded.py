"""A server of processes on loopback that lets in who signed in: by password, token, key, or a token of an issuer."""

from __future__ import annotations

import base64
import contextlib
import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "auth"))
from identity import PASSWORD, USER, Identity

from json_answers import JsonAnswers

GOOD = {
    f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}",
    "Bearer s3cr3t-token",
}


@contextlib.contextmanager
def guarded_server() -> Iterator[tuple[str, Identity]]:
    """Run both servers; yields the address of the first one, and the issuer."""
    identity = Identity()

    class Handler(JsonAnswers, http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = self.headers.get("authorization", "")
            known = said in GOOD or identity.knows(said.removeprefix("Bearer "))
            path = self.path.split("?")[0]
            document = {"title": "Guarded", "links": [], "jobs": [], "processes": []}
            self.answer(200, document) if known or path == "/" else self.answer(401, {"title": "Who are you?", "status": 401})  # fmt: skip

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", identity
    finally:
        server.shutdown()
        server.server_close()
        identity.stop()
