"""Signing in from a real JupyterLab: by password, at an issuer's page, and nothing secret left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guarded import guarded_server
from identity import CLIENT, PASSWORD, USER, Identity
from jobspage import mount
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[str, Identity]]:
    with guarded_server() as made:
        yield made


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[JupyterServer, Browser]]:
    env = {"PROCBOOK_HOME": str(tmp_path_factory.mktemp("home")), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}  # fmt: skip
    root = tmp_path_factory.mktemp("lab")
    with JupyterServer(root, env=env) as server, Browser(size=(1100, 900)) as browser:
        yield server, browser


def opened(
    lab: tuple[JupyterServer, Browser], name: str, cells: list[str]
) -> LabNotebook:
    server, browser = lab
    write_notebook(server.root / name, cells)
    notebook = LabNotebook(browser.new_page(), server, name)
    notebook.open()
    return notebook


def axe(page: Any, place: str) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("([s, only]) => axe.run(s, {runOnly: only})", [place, RULES])
    return [
        (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]
    ]


def test_a_password_is_typed_into_no_notebook(
    lab: tuple[JupyterServer, Browser], servers: tuple[str, Identity], pictures: Path
) -> None:
    url, _ = servers
    cells = [
        f"from procbook import Client\nclient = Client({url!r})\nclient.get_jobs()",
        "client.login()",
        "client.get_jobs().jobs",
        "%whos\nIn, Out",
    ]
    notebook = opened(lab, "password.ipynb", cells)
    page = notebook.page
    notebook.run_cell(0)
    page.locator(".jp-OutputArea").get_by_text(
        "Sign in with client.login()"
    ).first.wait_for()
    notebook.run_cell(1)
    form = page.get_by_role("group", name=re.compile("Sign in to 127.0.0.1"))
    user, password = form.get_by_label("User name"), form.get_by_label("Password")
    assert password.get_attribute("type") == "password"
    assert password.get_attribute("autocomplete") == "off"

    user.fill(USER)
    password.press("Enter")
    form.get_by_text("Password is missing.").wait_for()
    assert password.get_attribute("aria-invalid") == "true"
    password.fill("s3cr3t-wrong")
    form.get_by_role("button", name="Sign in", exact=True).click()
    form.get_by_role("alert").get_by_text(
        re.compile("does not take this sign-in: Who are you?")
    ).wait_for()
    assert password.input_value() == ""
    notebook.screenshot(pictures / "1-refused.png")
    assert axe(page, ".pb-signin") == []

    password.fill(PASSWORD)
    form.get_by_label(re.compile("Stay signed in")).check()
    password.press("Enter")
    signed_in = page.get_by_text(
        f"Signed in as {USER}; kept in a file that only you can read."
    )
    signed_in.wait_for()
    notebook.screenshot(pictures / "2-signed-in.png")
    assert axe(page, ".pb-signin") == []
    assert PASSWORD not in page.content()
    notebook.run_cell(2)
    notebook.run_cell(3)
    notebook.save()
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    )
    saved = (lab[0].root / "password.ipynb").read_text("utf-8")
    assert "Sign-in to" in saved
    assert "widget-state" in saved
    assert "s3cr3t" not in saved

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in", exact=True).wait_for()
    notebook.run_cell(2)
    page.get_by_text(re.compile("LoginRequiredError: see above")).first.wait_for()


def test_at_the_page_of_an_issuer(
    lab: tuple[JupyterServer, Browser], servers: tuple[str, Identity], pictures: Path
) -> None:
    url, identity = servers
    auth = {"auth_type": "oidc", "issuer_url": identity.issuer, "client_id": CLIENT}
    cells = [f"from procbook import Client\nclient = Client({url!r}, auth={auth!r})\nclient.login()", "client.get_jobs().jobs"]  # fmt: skip
    notebook = opened(lab, "issuer.ipynb", cells)
    page = notebook.page
    notebook.run_cell(0)
    page.get_by_role("button", name="Sign in", exact=True).click()
    link = page.get_by_role("link", name="Open sign-in page")
    link.wait_for()
    page.get_by_text("Waiting for you to sign in there…").wait_for()
    notebook.screenshot(pictures / "1-waiting.png")
    assert axe(page, ".pb-signin") == []

    identity.approved = None
    page.get_by_role("button", name="Use a code instead").click()
    page.locator(".pb-signin-code").wait_for()
    assert (link.get_attribute("href") or "").startswith("https://example.org/device")
    notebook.screenshot(pictures / "2-code.png")
    page.get_by_role("button", name="Cancel").click()

    page.get_by_role("button", name="Sign in", exact=True).click()
    with page.context.expect_page() as there:
        link.click()
    there.value.get_by_text("You are signed in.").wait_for()
    there.value.close()
    page.get_by_text(
        re.compile(f"Signed in as {USER} until .*, then renewed by itself; not kept")
    ).wait_for()
    notebook.screenshot(pictures / "3-signed-in.png")
    notebook.run_cell(1)
    notebook.raise_on_cell_error()


# -- the form alone


KINDS = {
    "basic": {"label": "User name and password", "fields": [
        {"name": "username", "label": "User name", "secret": False, "value": None},
        {"name": "password", "label": "Password", "secret": True, "value": None}]},
    "token": {"label": "Token", "fields": [{"name": "access_token", "label": "Token", "secret": True, "value": None}]},
}  # fmt: skip
OUT = {"server": "example.org", "state": "out", "kinds": KINDS, "elsewhere": False, "page": None, "keep": False,
       "offers": "kept in the system's keyring", "failure": None}  # fmt: skip
PAGE = {"url": "https://example.org/device", "code": "ABCD-EFGH"}
STATES = {
    "out": {},
    "failure": {
        "failure": {
            "title": "The server refused.",
            "detail": "Who are you?",
            "hint": "Try again.",
        }
    },
    "waiting": {"state": "waiting", "page": PAGE},
    "in": {
        "state": "in",
        "who": "ada",
        "until": 4e12,
        "renews": False,
        "kept": "kept in the system's keyring",
    },
}


@pytest.fixture
def page(lab: tuple[JupyterServer, Browser]) -> Iterator[Any]:
    made = lab[1].new_page()
    yield made
    made.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Any, theme: str, pictures: Path) -> None:
    for name, fields in STATES.items():
        mount(page, "signin", theme=theme)
        page.evaluate("records => snap(records)", {"_": {**OUT, **fields}})
        page.get_by_role("group", name=re.compile("example.org")).wait_for()
        page.locator("#place").screenshot(path=pictures / f"{name}.png")
        assert axe(page, "html") == [], name


def test_what_was_typed_leaves_in_one_message_and_the_page(page: Any) -> None:
    mount(page, "signin")
    page.evaluate("records => snap(records)", {"_": OUT})
    page.get_by_label("Sign in with").select_option("Token")
    page.get_by_label("Token", exact=True).fill("s3cr3t-token")
    page.evaluate("delta(1, {_: {until: null}})")
    assert page.get_by_label("Token", exact=True).input_value() == "s3cr3t-token"
    page.get_by_label("Token", exact=True).press("Enter")
    asked = page.evaluate("sent.filter((m) => JSON.stringify(m).includes('s3cr3t'))")
    assert [(m["verb"], m["args"]) for m in asked] == [
        (
            "sign_in",
            {
                "kind": "token",
                "answers": {"access_token": "s3cr3t-token"},
                "keep": False,
            },
        )
    ]
    assert page.get_by_label("Token", exact=True).input_value() == ""


def test_no_address_of_an_issuer_is_a_script(page: Any) -> None:
    mount(page, "signin")
    page.evaluate("records => snap(records)", {"_": {**OUT, "state": "waiting", "page": {"url": "javascript:alert(1)", "code": None}}})  # fmt: skip
    page.get_by_text("Open javascript:alert(1)").wait_for()
    assert page.get_by_role("link").count() == 0


def test_without_a_kernel_it_says_so(page: Any) -> None:
    mount(page, "signin")
    page.get_by_text("No kernel answers. Run this cell to sign in.").wait_for()
