"""The same widgets in every front-end, and what is left of them where there is no kernel."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser

START = "from procbook import Client\nclient = Client.local()"
CELLS = [
    START,
    "form = client.processes['sleep_a_while'].form(duration=1)\nform",
    "results = client.processes['primes_between'].run(min_val=10, max_val=30)\nresults",
    "table = client.job_table()\ntable",
]
PRIMES = (11, 13, 17, 19, 23, 29)
MARIMO = """import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
    from procbook import Client, ResultViewer
    client = Client.local()
    return mo, client, ResultViewer

@app.cell
def _(mo, client):
    form = mo.ui.anywidget(client.processes['sleep_a_while'].form(duration=1))
    form
    return

@app.cell
def _(mo, client, ResultViewer):
    viewer = mo.ui.anywidget(ResultViewer(client.processes['primes_between'].run(min_val=10, max_val=30)))
    viewer
    return (viewer,)

@app.cell
def _(mo, client, viewer):
    viewer
    table = mo.ui.anywidget(client.job_table())
    table
    return

if __name__ == '__main__':
    app.run()
"""


def works(page: Any) -> None:
    """Use the form, the table and the viewer of a page, by what a screen reader would read."""
    page.get_by_role("button", name="Run", exact=True).wait_for(timeout=60_000)
    page.get_by_text(re.compile(r"\b29$")).first.wait_for()
    table = page.get_by_role("table", name="Jobs", exact=True)
    table.get_by_role("row", name=re.compile("primes_between")).first.get_by_text(
        "successful"
    ).wait_for()
    page.get_by_label("Duration", exact=True).fill("2")
    page.get_by_role("button", name="Run", exact=True).click()
    row = table.get_by_role("row", name=re.compile("sleep_a_while")).first
    row.get_by_text("running").first.wait_for()
    row.get_by_text("successful").first.wait_for()
    row.get_by_role("button", name="Open result").click()
    page.get_by_text(re.compile(r"^2\.\d+$|^2$")).first.wait_for()


def problems(page: Any) -> list[str]:
    """What our code complained about; front-ends have complaints of their own."""
    said = [text for kind, text in page.console_log if kind in ("error", "pageerror")]
    return [
        text
        for text in said
        if re.search(r"procbook|anywidget|Channel|\bpb-|\bpj-", text)
    ]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PROCBOOK_HOME": str(tmp_path / "home")}


def test_notebook_7(tmp_path: Path, env: dict[str, str], pictures: Path) -> None:
    if importlib.util.find_spec("notebook") is None:
        pytest.skip("Notebook 7 is not installed: pip install notebook")
    write_notebook(tmp_path / "a.ipynb", CELLS)
    with (
        JupyterServer(tmp_path, "notebook", env=env) as server,
        Browser(size=(1280, 1500)) as browser,
    ):
        notebook = LabNotebook(browser.new_page(), server, "a.ipynb")
        notebook.open()
        notebook.run_all()
        works(notebook.page)
        notebook.screenshot(pictures / "notebook.png")
        assert problems(notebook.page) == []
        assert not [
            url for url in browser.blocked if "jsdelivr" in url or "unpkg" in url
        ]


@pytest.mark.parametrize(
    ("kind", "target", "word"),
    [("voila", "a.ipynb", "token"), ("marimo", "a.py", "access_token")],
)
def test_apps(
    kind: str,
    target: str,
    word: str,
    tmp_path: Path,
    env: dict[str, str],
    pictures: Path,
) -> None:
    if importlib.util.find_spec(kind) is None:
        pytest.skip(f"{kind} is not installed: pip install {kind}")
    write_notebook(tmp_path / "a.ipynb", CELLS)
    (tmp_path / "a.py").write_text(MARIMO)
    with (
        JupyterServer(tmp_path, kind, env=env, target=target) as server,
        Browser(size=(1280, 1500)) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{server.url}/?{word}={server.token}", wait_until="domcontentloaded")
        try:
            works(page)
        finally:
            page.screenshot(path=pictures / f"{kind}.png")
        assert problems(page) == []


MARIMO_VALUES = """import marimo
app = marimo.App()

@app.cell
def _():
    from procbook import Client
    client = Client.local()
    return (client,)

@app.cell
def _(client):
    job = client.processes['several_outputs']()
    job
    return (job,)

@app.cell
def _(job):
    results = job.wait().results()
    results
    return (results,)

@app.cell
def _(client, results):
    results
    client.job_table()
    return

@app.cell
def _(client):
    client.workbench(process_id='primes_between')
    return

if __name__ == '__main__':
    app.run()
"""


def test_marimo_draws_values_alive_and_opens_a_result_at_once(
    tmp_path: Path, env: dict[str, str], pictures: Path
) -> None:
    (tmp_path / "a.py").write_text(MARIMO_VALUES)
    with (
        JupyterServer(tmp_path, "marimo", env=env, target="a.py") as server,
        Browser(size=(1280, 1500)) as browser,
    ):
        page = browser.new_page()
        page.goto(
            f"{server.url}/?access_token={server.token}", wait_until="domcontentloaded"
        )
        # The job as a cell's value is a card with buttons, the results a viewer.
        page.get_by_role("button", name="Details").first.wait_for(timeout=60_000)
        save = page.get_by_role("button", name=re.compile("^Save"))
        save.first.wait_for()
        before = save.count()
        table = page.get_by_role("table", name="Jobs", exact=True)
        row = table.get_by_role("row", name=re.compile("several_outputs")).first
        row.get_by_role("button", name="Open result").click()
        # Within seconds, and as the viewer: the HTML that stands in for it has no buttons.
        opened = page.get_by_role(
            "region", name=re.compile("Result of several_outputs")
        )
        opened.get_by_role("button", name=re.compile("^Save")).first.wait_for(
            timeout=4_000
        )
        assert save.count() > before
        page.screenshot(path=pictures / "marimo-values.png")
        looks = "(el) => [getComputedStyle(el).padding, getComputedStyle(el).border]"
        in_table = opened.get_by_role("button", name=re.compile("^Save")).first
        assert in_table.evaluate(looks) == save.first.evaluate(looks)
        # The workbench, too: its form runs, and the result opens by itself.
        page.get_by_text("procbook demo server").last.wait_for()
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_role("region", name="Result of primes_between").wait_for()
        page.screenshot(path=pictures / "marimo-workbench.png", full_page=True)
        assert problems(page) == []


# -- without a kernel


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run, with its widgets' state and without."""
    made = tmp_path_factory.mktemp("static")
    write_notebook(made / "a.ipynb", CELLS)
    for name, stored in (("state", True), ("plain", False)):
        command = [
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            f"--ExecutePreprocessor.store_widget_state={stored}",
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PROCBOOK_HOME", str(made / "home"))
            patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
            run = [
                sys.executable,
                "-m",
                *command,
                "a.ipynb",
                "--output",
                f"{name}.ipynb",
            ]
            subprocess.run(run, cwd=made, check=True, capture_output=True)
            page = ["nbconvert", "--to", "html", f"{name}.ipynb"]
            subprocess.run(
                [sys.executable, "-m", *page], cwd=made, check=True, capture_output=True
            )
    return made


def htmls(notebook: Path) -> list[str]:
    """The text/html of every output, in order."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    outputs = [
        output.get("data", {}) for cell in cells for output in cell.get("outputs", [])
    ]
    return ["".join(data["text/html"]) for data in outputs if "text/html" in data]


def test_a_saved_notebook_reopened_without_its_kernel(
    folder: Path, env: dict[str, str], pictures: Path
) -> None:
    with (
        JupyterServer(folder, env=env) as server,
        Browser(size=(1280, 1500)) as browser,
    ):
        for name in ("plain", "state"):
            notebook = LabNotebook(browser.new_page(), server, f"{name}.ipynb")
            notebook.open()
            page = notebook.page
            page.locator(".jp-Notebook").get_by_text(
                re.compile(r"\b29$")
            ).first.wait_for()
            text = page.locator(".jp-Notebook").inner_text()
            notebook.screenshot(pictures / f"reopened-{name}.png")
            assert reads_well(text) is None, name
            page.close()


@pytest.mark.parametrize("name", ["plain", "state"])
def test_nbconvert_offline(folder: Path, name: str, pictures: Path) -> None:
    with Browser(size=(1000, 1500)) as browser:
        page = browser.new_page()
        page.goto((folder / f"{name}.html").as_uri())
        page.screenshot(path=pictures / f"{name}.png")
        shown = page.locator("body").inner_text()
    assert reads_well(shown) is None


class Stripped(HTMLParser):
    """The words of a page as GitHub leaves them: no style, no script, no class, no hidden; one line a block."""

    BLOCKS = frozenset(
        {
            "p",
            "tr",
            "table",
            "caption",
            "li",
            "summary",
            "details",
            "div",
            "h2",
            "h3",
            "h4",
            "pre",
        }
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._off = 0
        self.feed(html)
        self.lines = [
            " ".join(line.split()) for line in self.text.splitlines() if line.strip()
        ]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._off += tag in {"style", "script", "template"}
        self.text += "\n" if tag in self.BLOCKS else " "

    def handle_endtag(self, tag: str) -> None:
        self._off -= tag in {"style", "script", "template"}
        self.text += "\n" if tag in self.BLOCKS else " "

    def handle_data(self, data: str) -> None:
        self.text += "" if self._off else data


def reads_well(text: str) -> str | None:
    """Return what is missing in the text of the notebook; words must come in this order."""
    wanted = ["Sleep", "Duration", "11", "29", "primes_between", "successful"]
    at = 0
    for word in wanted:
        found = text.find(word, at)
        if found < 0:
            return (
                f"{word!r} is missing after {text[max(0, at - 200) : at]!r} in {text!r}"
            )
        at = found + len(word)
    return None


def test_what_github_leaves_reads_well(folder: Path) -> None:
    form, _progress, results, table = (
        Stripped(html).lines for html in htmls(folder / "plain.ipynb")
    )
    assert form[0].startswith("Sleep Processor")
    at = form.index("Field Value Kind Default Help")
    assert form[at + 1 : at + 3] == ["Duration duration", "1 number, ≥ 0 10.0"]
    assert results == [
        "return_value : Array, 6 items, application/json",
        *(f"{i}: {p}" for i, p in enumerate(PRIMES)),
    ]
    # Notebooks that were run before on this machine have left their jobs.
    assert re.fullmatch(r"\d+ jobs? : \d+ successful", table[0])
    assert table[1] == "Job Process Status Progress Created Took"
    assert re.fullmatch(r"[0-9a-f]{32} primes_between ✓ successful", table[2])
    assert re.match(r"100 % \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC [<\d]", table[3])
