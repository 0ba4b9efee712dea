"""The sign-in of a real JupyterHub: the token that it keeps for its user is the one that goes to the server."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import peers
import pytest

from procbook import Client, LoginRequiredError

pytestmark = pytest.mark.live
HERE = Path(__file__).parent / "jupyterhub"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hub")
    port = peers.free_port()
    settings = {
        "HUB_PORT": str(port),
        "PROXY_PORT": str(peers.free_port()),
        "COOKIE_FILE": str(folder / "cookie"),
        "JUPYTERHUB_CRYPT_KEY": secrets.token_hex(32),
    }
    argv = [
        str(peers.python_of("jupyterhub")),
        "-m",
        "jupyterhub",
        "-f",
        str(HERE / "jupyterhub_config.py"),
    ]
    url = f"http://127.0.0.1:{port}/hub"
    with peers.running(
        argv,
        f"{url}/api/",
        folder / "hub.log",
        cwd=folder,
        env={**os.environ, **settings},
    ):
        yield url


def token_of(hub: str, user: str, scopes: list[str]) -> str:
    """Sign a user in as a browser does, and have the hub make the token that a notebook server would be given."""
    with httpx.Client() as browser:
        page = browser.get(f"{hub}/login").text
        mark = re.search(r'name="_xsrf" value="([^"]+)"', page)
        form = {"username": user, "password": "any", "_xsrf": mark[1] if mark else ""}
        assert browser.post(f"{hub}/login", data=form).status_code == 302
        browser.get(f"{hub}/token")
        headers = {"X-XSRFToken": browser.cookies["_xsrf"], "Referer": f"{hub}/token"}
        made = browser.post(
            f"{hub}/api/users/{user}/tokens", json={"scopes": scopes}, headers=headers
        )
        return str(made.raise_for_status().json()["token"])


def answer(request: httpx.Request) -> httpx.Response:
    known = request.headers.get("authorization") == "Bearer kept-for-ada"
    return httpx.Response(200 if known else 401, json={"title": "Guarded", "links": []})


def test_the_token_of_the_user(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_URL", f"{hub}/api")
    client: Any = Client(
        "https://api.example.org",
        transport=httpx.MockTransport(answer),
        auth_type="jupyter",
    )
    monkeypatch.setenv(
        "JUPYTERHUB_API_TOKEN", token_of(hub, "ada", ["read:users!user"])
    )
    with pytest.raises(LoginRequiredError, match="keeps no token"):
        client.get_capabilities()
    monkeypatch.setenv(
        "JUPYTERHUB_API_TOKEN", token_of(hub, "ada", ["self", "admin:auth_state!user"])
    )
    assert client.get_capabilities().title == "Guarded"
