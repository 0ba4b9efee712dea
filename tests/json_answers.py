"""What the small servers of the tests have in common, to be mixed into a ``BaseHTTPRequestHandler``."""

from __future__ import annotations

import json
from typing import Any


class JsonAnswers:
    """Answers with JSON, and writes no log."""

    def answer(self: Any, status: int, document: Any) -> None:
        """Send a document."""
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
