"""Signing in, against a server made of Authlib's own grants."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from identity import CLIENT, CLIENT_SECRET, PASSWORD, USER, Identity

from procbook import (
    AsyncClient,
    Client,
    ClientConfig,
    ConfigError,
    LoginRequiredError,
    TransportError,
)
from procbook.auth import TOKEN_NAMES, _oidc

API = "https://api.example.org/ogc"


class Guarded(httpx.MockTransport):
    """A server of processes that wants a token of the identity server."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.came: list[httpx.Request] = []
        self.refuse = 0
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.refuse > 0 or not self.identity.knows(token):
            self.refuse -= 1
            return httpx.Response(401, json={"title": "Unauthorized", "status": 401})
        return httpx.Response(200, json={"title": "Guarded", "links": []})


@pytest.fixture
def guarded(identity: Identity) -> Guarded:
    return Guarded(identity)


@pytest.fixture
def oauth2(identity: Identity, guarded: Guarded) -> Callable[..., Client]:
    def make(**settings: Any) -> Client:
        given = {
            "token_url": f"{identity.issuer}/token",
            "client_id": CLIENT,
            "username": USER,
            "password": PASSWORD,
        }
        return Client(API, transport=guarded, **{**given, **settings})

    return make


def test_password(oauth2: Callable[..., Client], identity: Identity) -> None:
    assert oauth2().get_capabilities().title == "Guarded"
    assert identity.granted == ["password"]


def test_client_credentials(oauth2: Callable[..., Client], identity: Identity) -> None:
    client = oauth2(
        grant_type="client_credentials",
        client_secret=CLIENT_SECRET,
        username=None,
        password=None,
    )
    assert client.get_capabilities().title == "Guarded"
    assert identity.granted == ["client_credentials"]


def test_a_wrong_password_is_refused_in_words(oauth2: Callable[..., Client]) -> None:
    with pytest.raises(LoginRequiredError, match="refused to sign in") as error:
        oauth2(password="s3cr3t-wrong").get_capabilities()
    assert "s3cr3t" not in str(error.value)
    assert error.value.hint


def test_a_token_is_renewed_before_it_ends(
    oauth2: Callable[..., Client], identity: Identity, guarded: Guarded
) -> None:
    identity.expires_in = 10
    client = oauth2()
    client.get_capabilities()
    client.get_capabilities()
    assert identity.granted == ["password", "refresh_token"]
    assert len(guarded.came) == 2


def test_a_token_that_was_revoked_is_renewed_once(
    oauth2: Callable[..., Client], identity: Identity, guarded: Guarded
) -> None:
    client = oauth2()
    client.get_capabilities()
    guarded.refuse = 1
    assert client.get_capabilities().title == "Guarded"
    assert identity.granted == ["password", "refresh_token"]
    guarded.refuse = 99
    with pytest.raises(LoginRequiredError):
        client.get_capabilities()
    assert identity.granted == ["password", "refresh_token", "refresh_token"]


def test_a_refresh_token_that_ended_leads_to_a_new_sign_in(
    oauth2: Callable[..., Client], identity: Identity
) -> None:
    identity.expires_in = 10
    client = oauth2()
    client.get_capabilities()
    identity.tokens[0]["revoked"] = True
    client.get_capabilities()
    assert identity.granted == ["password", "password"]


def test_many_threads_fetch_one_token(
    oauth2: Callable[..., Client], identity: Identity
) -> None:
    client = oauth2()
    threads = [threading.Thread(target=client.get_capabilities) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert identity.granted == ["password"]


async def _many(client: AsyncClient) -> None:
    import asyncio

    await asyncio.gather(*(client.get_capabilities() for _ in range(12)))
    await client.aclose()


def test_many_tasks_fetch_one_token(
    oauth2: Callable[..., Client], identity: Identity
) -> None:
    import asyncio

    asyncio.run(_many(oauth2().to_async()))
    assert identity.granted == ["password"]


def test_no_password_travels_in_clear_text(guarded: Guarded) -> None:
    client = Client(
        API,
        transport=guarded,
        token_url="http://example.org/token",
        username="a",
        password="b",
    )
    with pytest.raises(ConfigError, match="https"):
        client.get_capabilities()


def test_no_token_endpoint(guarded: Guarded) -> None:
    client = Client(
        API,
        transport=guarded,
        token_url="http://127.0.0.1:1/token",
        username="a",
        password="b",
    )
    with pytest.raises(TransportError, match="No token"):
        client.get_capabilities()


# -- OpenID Connect


@pytest.fixture
def oidc(identity: Identity, guarded: Guarded) -> Client:
    return Client(API, transport=guarded, issuer_url=identity.issuer, client_id=CLIENT)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person who opens the page and agrees at once."""
    opened: list[str] = []

    def open_page(url: str) -> None:
        opened.append(url)
        threading.Thread(target=lambda: urllib.request.urlopen(url).close()).start()

    monkeypatch.setattr(_oidc.webbrowser, "open", open_page)
    monkeypatch.setattr("procbook.auth._login._is_headless", lambda: False)
    return opened


def test_a_call_never_opens_a_browser(oidc: Client, browser: list[str]) -> None:
    with pytest.raises(LoginRequiredError, match="not signed in") as error:
        oidc.get_capabilities()
    assert "client.login()" in str(error.value)
    assert browser == []


def test_sign_in_with_a_browser(
    oidc: Client, browser: list[str], identity: Identity
) -> None:
    assert "session" in oidc.login()
    assert oidc.get_capabilities().title == "Guarded"
    assert identity.granted == ["authorization_code"]
    assert "code_challenge_method=S256" in browser[0]
    assert "nonce=" in browser[0]


def test_a_token_for_somebody_else_is_not_used(
    oidc: Client, browser: list[str], identity: Identity
) -> None:
    identity.claimed_issuer = "https://evil.example"
    with pytest.raises(LoginRequiredError, match="not meant for this client"):
        oidc.login()


def test_sign_in_with_a_code(
    oidc: Client,
    identity: Identity,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    identity.approved = None
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        identity.approved = True if len(pauses) == 2 else None

    monkeypatch.setattr(_oidc.by_code, "__kwdefaults__", {"sleep": sleep})
    oidc.login(no_browser=True)
    assert "https://example.org/device" in capsys.readouterr().out
    assert pauses == [5, 5]
    assert oidc.get_capabilities().title == "Guarded"


def test_a_code_that_was_refused(
    oidc: Client, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.approved = False
    monkeypatch.setattr(
        _oidc.by_code, "__kwdefaults__", {"sleep": lambda _seconds: None}
    )
    with pytest.raises(LoginRequiredError, match="refused"):
        oidc.login(no_browser=True)


def test_there_is_no_such_issuer(identity: Identity, guarded: Guarded) -> None:
    client = Client(
        API, transport=guarded, issuer_url=f"{identity.issuer}/other", client_id=CLIENT
    )
    with pytest.raises(LoginRequiredError, match="no such OpenID Connect issuer"):
        client.login(no_browser=True)


def test_a_sign_in_that_is_kept_and_forgotten(
    oidc: Client, browser: list[str], identity: Identity, guarded: Guarded
) -> None:
    assert oidc.login(save=True) == "Signed in; kept in a file that only you can read."
    again = Client(API, transport=guarded, issuer_url=identity.issuer, client_id=CLIENT)
    assert again.get_capabilities().title == "Guarded"
    # A refresh token that is good for one use only is kept up to date.
    guarded.refuse = 1
    again.get_capabilities()
    third = Client(API, transport=guarded, issuer_url=identity.issuer, client_id=CLIENT)
    guarded.refuse = 1
    assert third.get_capabilities().title == "Guarded"
    third.logout()
    with pytest.raises(LoginRequiredError):
        Client(
            API, transport=guarded, issuer_url=identity.issuer, client_id=CLIENT
        ).get_capabilities()


# -- what is fixed


@pytest.mark.parametrize(
    ("settings", "header", "value"),
    [
        ({"username": "me", "password": "pw"}, "authorization", "Basic bWU6cHc="),
        ({"token": "t"}, "authorization", "Bearer t"),
        (
            {"token": "t", "token_header": "X-Auth-Token", "use_bearer": False},
            "x-auth-token",
            "t",
        ),
        (
            {"auth_type": "token", "token": "t", "use_bearer": False},
            "x-auth-token",
            "t",
        ),
        (
            {"token": "t", "token_header": "X-Auth-Token", "use_bearer": True},
            "authorization",
            "Bearer t",
        ),
        ({"api_key": "k"}, "x-api-key", "k"),
        (
            {
                "auth": {
                    "auth_type": "api-key",
                    "api_key": "k",
                    "api_key_header": "PRIVATE-TOKEN",
                }
            },
            "private-token",
            "k",
        ),
        (
            {"auth": {"auth_type": "token", "access_token": "t\n"}},
            "authorization",
            "Bearer t",
        ),
    ],
)
def test_fixed_credentials(
    fake: Any, settings: dict[str, Any], header: str, value: str
) -> None:
    Client(API, transport=fake, **settings).request("GET", "/")
    assert fake.came[-1].headers[header] == value


def test_a_key_in_the_query_is_not_in_the_log(
    fake: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = Client(API, transport=fake, api_key="s3cr3t", api_key_query="key")
    answer = client.request("GET", "/processes", params={"limit": 2})
    assert len(fake.came) == 1
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in answer.url


def test_credentials_in_the_address_move_out_of_it(fake: Any) -> None:
    client = Client("https://me:s3cr3t@api.example.org/ogc", transport=fake)
    client.request("GET", "/")
    assert fake.came[-1].headers["authorization"].startswith("Basic ")
    assert "s3cr3t" not in repr(client) + client.api_url


def test_a_line_break_in_a_token_is_not_quoted(fake: Any) -> None:
    with pytest.raises(LoginRequiredError) as error:
        Client(API, transport=fake, token="s3cr3t\nX: y").get_capabilities()
    assert "s3cr3t" not in str(error.value)


def test_a_password_that_is_missing_is_asked_for_by_login_only(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(API, transport=fake, auth_type="basic", username="me")
    with pytest.raises(LoginRequiredError, match="password"):
        client.get_capabilities()
    assert fake.came == []
    with pytest.raises(LoginRequiredError, match="nobody to ask"):
        client.login()
    assert (
        client.login(password="pw", save=True)
        == "Signed in; kept in a file that only you can read."
    )
    client.request("GET", "/")
    assert fake.came[-1].headers["authorization"] == "Basic bWU6cHc="
    again = Client(API, transport=fake, auth_type="basic", username="me")
    again.request("GET", "/")
    assert fake.came[-1].headers["authorization"] == "Basic bWU6cHc="


# -- a form that returns a token


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers from a table by path, and remembers what came."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]
    came: list[tuple[str, dict[str, str], bytes]]

    def log_message(self, *args: Any) -> None:
        pass

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.came.append((self.path, headers, body))
        is_json = "json" in headers.get("content-type", "")
        status, more, content = self.answers.get(
            f"{self.path} json" if is_json else self.path, (404, {}, b"")
        )
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer


@pytest.fixture
def site() -> Iterator[Any]:
    """A small server on loopback: ``url``, ``answers`` and ``came``."""
    handler = type("Bound", (Answering,), {"answers": {}, "came": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{server.server_port}",
        answers=handler.answers,
        came=handler.came,  # type: ignore[attr-defined]
    )
    server.shutdown()
    thread.join()
    server.server_close()


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        *((JSON, {name: "t", "user": "me"}) for name in TOKEN_NAMES),
        (JSON, {"data": {"user": 1, "apiToken": "t"}}),
        (JSON, {"refresh": "no", "access": "t"}),
        (JSON, {"token": "Bearer t"}),
        (JSON, "t"),
        ({"Content-Type": "text/plain"}, b"t\n"),
        ({"Authorization": "Bearer t"}, b""),
        ({**JSON, "X-Auth-Token": "t"}, {}),
    ],
)
def test_login_form(fake: Any, site: Any, headers: dict[str, str], answer: Any) -> None:
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    site.answers["/login"] = (200, headers, content)
    client = Client(
        API, transport=fake, auth_type="login", auth_url=f"{site.url}/login", username="me", password="p w&",
        token_header="X-Auth-Token",
    )  # fmt: skip
    client.request("GET", "/")
    client.request("GET", "/")
    assert fake.came[-1].headers["x-auth-token"] == "t"
    assert [body for _, _, body in site.came] == [b"username=me&password=p+w%26"]


def login(fake: Any, site: Any, **more: Any) -> Client:
    auth = {
        "auth_type": "login",
        "login_url": f"{site.url}/login",
        "username": "a",
        "password": "b",
        **more,
    }
    return Client(config=ClientConfig(api_url=API, auth=auth), transport=fake)


@pytest.mark.parametrize("status", [415, 422])
def test_login_form_in_json(fake: Any, site: Any, status: int) -> None:
    site.answers |= {
        "/login": (status, {}, b""),
        "/login json": (200, JSON, b'{"token": "t"}'),
    }
    login(fake, site).request("GET", "/")
    assert fake.came[-1].headers["authorization"] == "Bearer t"
    assert json.loads(site.came[-1][2]) == {"username": "a", "password": "b"}


@pytest.mark.parametrize(
    "answer",
    [
        (401, JSON, b'{"token": "t"}'),
        (200, {}, b"<html>Sign in"),
        (302, {"Location": "/"}, b""),
        (200, JSON, b"[]"),
    ],
)
def test_a_login_that_is_refused(fake: Any, site: Any, answer: Any) -> None:
    site.answers["/login"] = answer
    with pytest.raises(LoginRequiredError, match="was refused"):
        login(fake, site).request("GET", "/")
    assert not fake.came


def test_a_token_of_a_login_is_renewed_before_it_ends(fake: Any, site: Any) -> None:
    site.answers["/login"] = (200, JSON, b'{"token": "t", "expires_in": 1}')
    client = login(fake, site)
    client.request("GET", "/")
    client.request("GET", "/")
    assert len(site.came) == 2


@pytest.mark.parametrize("path", ["/hub/api/user", "/hub/api/users/a%40b"])
def test_jupyterhub(
    fake: Any, site: Any, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(API, transport=fake, auth_type="jupyter")
    with pytest.raises(LoginRequiredError, match="no server of a JupyterHub"):
        client.get_capabilities()
    monkeypatch.setenv("JUPYTERHUB_API_URL", f"{site.url}/hub/api")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "s3cr3t")
    site.answers["/hub/api/user"] = (200, JSON, b'{"name": "a@b"}')
    with pytest.raises(LoginRequiredError, match="keeps no token"):
        client.get_capabilities()
    site.answers[path] = (
        200,
        JSON,
        b'{"name": "a@b", "auth_state": {"access_token": "t"}}',
    )
    client.get_capabilities()
    assert fake.came[-1].headers["authorization"] == "Bearer t"
    assert all(
        headers["authorization"] == "token s3cr3t" for _, headers, _ in site.came
    )
    monkeypatch.setenv("JUPYTERHUB_API_URL", "http://127.0.0.1:9/hub/api")
    with pytest.raises(TransportError, match="did not answer"):
        Client(API, transport=fake, auth_type="jupyter").get_capabilities()
