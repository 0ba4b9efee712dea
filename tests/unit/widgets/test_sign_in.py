"""The kernel's side of signing in: what is asked, what is tried, what is kept, and what is never shown."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "auth"))
from identity import CLIENT, PASSWORD, USER, Identity

from procbook import Client, LoginRequiredError
from procbook.client.notebook import _notebook
from procbook.widgets import SignIn

API = "https://api.example.org/ogc"
GOOD = {"Basic YWRhOnMzY3IzdC1odW50ZXIy", "Bearer s3cr3t-token"}


class Guarded(httpx.MockTransport):
    """A server whose front door is open and whose jobs are not."""

    def __init__(self, knows: Callable[[str], bool] = lambda _token: False) -> None:
        self.came: list[httpx.Request] = []
        self.knows = knows
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        said = request.headers.get("authorization", "")
        if (
            request.url.path == "/ogc/jobs"
            and said not in GOOD
            and not self.knows(said.removeprefix("Bearer "))
        ):
            key = request.headers.get("x-api-key")
            if key != "s3cr3t-key":
                return httpx.Response(
                    401, json={"title": "Unauthorized", "status": 401}
                )
        return httpx.Response(200, json={"title": "Guarded", "links": [], "jobs": []})


class Page:
    """A widget and what it sends to its page."""

    def __init__(self, client: Client, **options: Any) -> None:
        self.widget = SignIn(client, **options)
        self.sent: list[Any] = []
        self.widget.post = lambda message, buffers=None: self.sent.append(
            (message, buffers)
        )  # type: ignore[method-assign]

    @property
    def state(self) -> dict[str, Any]:
        return self.widget.stream["_"]

    @property
    def asked(self) -> list[str]:
        return [
            field["name"]
            for kind in self.state["kinds"].values()
            for field in kind["fields"]
        ]

    def sign_in(self, kind: str = "", keep: bool = False, **answers: str) -> None:
        self.widget._do_sign_in(kind, answers, keep)

    def until(self, condition: Callable[[], Any]) -> Any:
        end = time.monotonic() + 30
        while not (value := condition()):
            assert time.monotonic() < end, self.state
            time.sleep(0.01)
        return value


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


@pytest.fixture
def identity() -> Iterator[Identity]:
    made = Identity()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"auth_type": "basic", "username": "ada"}, ["username", "password"]),
        ({"auth_type": "login", "login_url": f"{API}/login"}, ["username", "password"]),
        ({"auth_type": "token"}, ["access_token"]),
        ({"auth_type": "api-key"}, ["api_key"]),
        ({"auth_type": "oauth2", "token_url": API}, ["username", "password"]),
        (
            {
                "auth_type": "oauth2",
                "token_url": API,
                "grant_type": "client_credentials",
            },
            ["client_secret"],
        ),
        ({"auth_type": "oidc", "issuer_url": API, "client_id": "c"}, []),
        ({}, ["username", "password", "access_token", "api_key"]),
    ],
)
def test_each_kind_asks_for_what_it_needs(
    guarded: Guarded, settings: dict[str, Any], asked: list[str]
) -> None:
    page = Page(
        Client(API, transport=guarded, **({"auth": settings} if settings else {}))
    )
    assert page.asked == asked
    assert page.state["state"] == "out"
    fields = [
        field for kind in page.state["kinds"].values() for field in kind["fields"]
    ]
    assert {f["name"]: f["value"] for f in fields if f["value"]} == (
        {"username": "ada"} if "username" in settings else {}
    )
    assert guarded.came == []


def test_a_password_is_tried_before_it_is_used(guarded: Guarded) -> None:
    client = Client(
        API, transport=guarded, auth={"auth_type": "basic", "username": "ada"}
    )
    page = Page(client)
    with pytest.raises(LoginRequiredError):
        page.sign_in(username="ada", password="wrong")
    assert page.state["state"] == "out"
    with pytest.raises(LoginRequiredError, match="password"):
        client.get_jobs()
    page.sign_in(username="ada", password=PASSWORD)
    assert (page.state["state"], page.state["who"]) == ("in", "ada")
    assert "this session" in page.state["kept"]
    assert client.get_jobs().jobs == []


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("basic", {"username": "ada", "password": PASSWORD}),
        ("token", {"access_token": "s3cr3t-token"}),
        ("api-key", {"api_key": "s3cr3t-key"}),
    ],
)
def test_a_server_that_nobody_described_is_signed_in_to(
    guarded: Guarded, kind: str, answers: dict[str, str]
) -> None:
    client = Client(API, transport=guarded)
    page = Page(client)
    page.sign_in(kind, **answers)
    assert client.get_jobs().jobs == []
    page.widget._do_sign_out()
    assert page.state["state"] == "out"
    assert len(page.state["kinds"]) == 3
    with pytest.raises(LoginRequiredError):
        client.get_jobs()


def test_a_sign_in_is_kept_only_if_wanted(guarded: Guarded) -> None:
    settings = {"auth": {"auth_type": "basic", "username": "ada"}}
    Page(Client(API, transport=guarded, **settings)).sign_in(
        username="ada", password=PASSWORD
    )
    assert Page(Client(API, transport=guarded, **settings)).state["state"] == "out"
    first = Page(Client(API, transport=guarded, **settings))
    first.sign_in(username="ada", password=PASSWORD, keep=True)
    assert first.state["kept"] == "kept in a file that only you can read"
    again = Page(Client(API, transport=guarded, **settings))
    assert (again.state["state"], again.state["kept"]) == (
        "in",
        "kept in a file that only you can read",
    )
    again.widget._do_sign_out()
    assert Page(Client(API, transport=guarded, **settings)).state["state"] == "out"


def test_secrets_are_in_nothing_that_is_shown_or_saved(
    guarded: Guarded, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(
        API, transport=guarded, auth={"auth_type": "basic"} | {"username": "ada"}
    )
    page = Page(client)
    with pytest.raises(LoginRequiredError) as error:
        page.sign_in(username="ada", password="s3cr3t-wrong")
    page.sign_in(username="ada", password=PASSWORD)
    page.widget.snapshot()
    page.widget.flush()
    state = {
        name: str(value)
        for name, value in page.widget.get_state().items()
        if name not in {"_esm", "_css"}
    }
    bundle, _ = page.widget._repr_mimebundle_()
    said = capsys.readouterr()
    for shown in (json.dumps(state), str(page.sent), str(bundle), repr(client), repr(page.widget), str(error.value), said.out + said.err):  # fmt: skip
        assert "s3cr3t" not in shown
    assert "ada" not in bundle["text/html"]


def test_answers_to_other_questions_are_refused(guarded: Guarded) -> None:
    page = Page(
        Client(API, transport=guarded, auth={"auth_type": "basic", "username": "ada"})
    )
    for answers in (
        {"password": "x"},
        {"username": "a", "password": "b", "login_url": "https://evil.example"},
    ):
        with pytest.raises(ValueError, match="not the answers"):
            page.sign_in(**answers)
    assert guarded.came == []


def test_a_server_that_does_not_answer_is_no_refusal() -> None:
    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    client = Client(
        API, transport=httpx.MockTransport(down), retries=0, auth={"auth_type": "token"}
    )
    page = Page(client)
    with pytest.raises(Exception, match=r"api\.example\.org"):
        page.sign_in(access_token="s3cr3t-token")
    assert client.config.auth.access_token is None


# -- OAuth 2.0 and OpenID Connect


def test_oauth_password(identity: Identity) -> None:
    guarded = Guarded(identity.knows)
    settings = {
        "auth_type": "oauth2",
        "token_url": f"{identity.issuer}/token",
        "client_id": CLIENT,
    }
    page = Page(Client(API, transport=guarded, auth=settings))
    with pytest.raises(LoginRequiredError, match="refused"):
        page.sign_in(username=USER, password="wrong")
    page.sign_in(username=USER, password=PASSWORD)
    assert (page.state["state"], page.state["who"], page.state["renews"]) == (
        "in",
        USER,
        True,
    )
    assert 3500 < page.state["until"] / 1000 - time.time() < 3700


@pytest.fixture
def oidc(identity: Identity) -> Client:
    settings = {"auth_type": "oidc", "issuer_url": identity.issuer, "client_id": CLIENT}
    return Client(API, transport=Guarded(identity.knows), auth=settings)


def test_a_browser_on_this_machine_is_sent_back_here(
    oidc: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "JUPYTERHUB_API_URL", "KUBERNETES_SERVICE_HOST"):
        monkeypatch.delenv(name, raising=False)
    page = Page(oidc)
    page.widget._do_open(keep=False, local=True)
    url = page.until(lambda: page.state["page"])["url"]
    assert page.state["state"] == "waiting"
    urllib.request.urlopen(url).close()
    page.until(lambda: page.state["state"] == "in")
    assert page.state["who"] == USER
    assert oidc.get_jobs().jobs == []


def test_a_browser_elsewhere_gets_a_code(oidc: Client, identity: Identity) -> None:
    identity.approved = None
    page = Page(oidc)
    page.widget._do_open(keep=False, local=False)
    shown = page.until(lambda: page.state["page"])
    assert shown["url"].startswith("https://example.org/device")
    assert shown["code"]
    page.widget._do_stop()
    assert page.state["state"] == "out"


def test_a_sign_in_that_was_refused_there_says_so(
    oidc: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_options: Any) -> Any:
        raise LoginRequiredError("Signing in was refused: access_denied.")

    monkeypatch.setattr("procbook.auth.by_code", refused)
    page = Page(oidc)
    page.widget._do_open(keep=False, local=True, code=True)
    page.until(lambda: page.state["state"] == "out" and page.state["failure"])
    assert "access_denied" in page.state["failure"]["title"]


# -- client.login() in a notebook


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    forms: list[dict[str, Any]] = []
    monkeypatch.setattr("procbook.client.session._session_client.is_live", lambda: True)
    monkeypatch.setattr(
        _notebook,
        "sign_in_form",
        lambda client, **options: lambda: forms.append(options),
    )
    return forms


def test_login_shows_the_form_when_somebody_has_to_type(
    guarded: Guarded, shown: list[Any]
) -> None:
    basic = Client(
        API, transport=guarded, auth={"auth_type": "basic", "username": "ada"}
    )
    assert "form" in basic.login(save=True)
    assert shown == [{"no_browser": False, "save": True, "anew": True}]
    assert "Signed in" in basic.login(password=PASSWORD)
    assert "Signed in" in basic.login()
    assert "Signed in" in basic.login(interactive=False)
    assert len(shown) == 1
    assert "form" in basic.login(force=True)


def test_login_asks_the_server_when_nobody_said_how(
    guarded: Guarded, shown: list[Any]
) -> None:
    assert "form" in Client(API, transport=guarded).login()
    guarded.knows = lambda _token: True
    assert "without signing in" in Client(API, transport=guarded).login()
    assert (
        "without signing in"
        in Client(API, transport=guarded, auth={"auth_type": "none"}).login()
    )
    assert len(shown) == 1


def test_login_shows_the_form_for_a_sign_in_elsewhere(
    oidc: Client, identity: Identity, shown: list[Any]
) -> None:
    assert "form" in oidc.login(no_browser=True)
    assert shown[0]["no_browser"]
