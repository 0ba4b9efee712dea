"""Validate an RO-Crate by roc-validator, without a network; run by the Python of its own environment.

Usage: ``python validate_crate.py CONTEXT CRATE``, where CONTEXT is the JSON-LD context of RO-Crate,
which the validator would fetch.
"""

from __future__ import annotations

import io
import sys
import urllib.request
import urllib.response
from email.message import Message
from pathlib import Path
from typing import Any

import requests
from rocrate_validator import models, services

CONTEXT = Path(sys.argv[1]).read_bytes()
TYPE = "application/ld+json"
open_address = urllib.request.OpenerDirector.open


def open_bundled(opener: Any, request: Any, *arguments: Any, **options: Any) -> Any:
    """Return the context from the file instead of from the web."""
    url = getattr(request, "full_url", request)
    if "w3id.org/ro/crate/" not in url:
        return open_address(opener, request, *arguments, **options)
    headers = Message()
    headers["Content-Type"] = TYPE
    return urllib.response.addinfourl(io.BytesIO(CONTEXT), headers, url, 200)


def send_bundled(_adapter: Any, request: Any, **_options: Any) -> Any:
    """Return the context, the only document that is asked for, from the file."""
    response = requests.Response()
    response.status_code, response.url, response.request = 200, request.url, request
    response.headers["Content-Type"] = TYPE
    response.raw = io.BytesIO(CONTEXT)
    return response


urllib.request.OpenerDirector.open = open_bundled
requests.adapters.HTTPAdapter.send = send_bundled
settings = services.ValidationSettings(
    rocrate_uri=sys.argv[2],
    profile_identifier="process-run-crate-0.5",
    requirement_severity=models.Severity.REQUIRED,
    skip_availability_check=True,
    no_cache=True,
)
result = services.validate(settings)
for issue in result.get_issues():
    print(issue.severity.name, issue.check.identifier, issue.message)
sys.exit(1 if result.has_issues() else 0)
