"""The cards of the gallery: what each shows, the code, and what a person does before the picture is taken."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple


class Step(NamedTuple):
    """One thing that a person does with a widget.

    Attributes
    ----------
    act : str
        ``fill``, ``click`` (a button), ``click-text``, ``menu`` (of a field), ``press`` (a key) or ``wait`` (for a text).
    target : str
        Label of a field, name of a button, or the text that is waited for.
    value : str
        What is typed or pressed.
    """

    act: Literal["fill", "click", "click-text", "menu", "press", "wait"]
    target: str
    value: str = ""


class Card(NamedTuple):
    """One picture and its code.

    Attributes
    ----------
    name : str
        Name of the picture, and the anchor on the page.
    group : str
        Heading of the page under which it stands.
    title, text : str
        What is shown, for the reader.
    code : str
        Python or console text. It runs as it stands.
    alt : str
        The picture in words.
    steps : tuple of Step
        What is done before the picture is taken.
    height : int
        Height of the picture in pixels at most; what is below is cut off.
    language : "python" or "console"
        What the code is.
    width : int
        Width of the window in pixels.
    not_run : str
        Why a test cannot run the code as it stands on the page; empty where it can.
    """

    name: str
    group: str
    title: str
    text: str
    code: str
    alt: str
    steps: tuple[Step, ...] = ()
    height: int = 620
    language: Literal["python", "console"] = "python"
    width: int = 900
    not_run: str = ""

    def to_variables(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return self._asdict()


START = "from procbook import Client\n\nclient = Client.local()\n"

FORMS = [
    Card(
        "form-map",
        "Forms",
        "A bounding box on the map",
        "Draw it, type it or paste it. Dates have a calendar, limits are checked as you type.",
        START
        + 'scene = client.processes["simulate_scene"]\nscene.form(bbox=[5, 45, 15, 55], start_date="2025-06-01")',
        "A form with a map on which a bounding box is drawn, four coordinates and two dates",
        steps=(Step("click", "Map"),),
        height=760,
    ),
    Card(
        "form-geometry",
        "Forms",
        "A geometry",
        "Points, lines and polygons are drawn, or pasted as GeoJSON or well-known text.",
        START + "area = {\n"
        '    "type": "Polygon",\n'
        '    "coordinates": [[[5, 45], [17, 44], [19, 51], [11, 56], [5, 45]]],\n'
        "}\n"
        'client.processes["buffer"].form(geometry=area, distance=2)',
        "A form with a map on which a polygon is drawn, and a distance",
        steps=(Step("click", "Map"),),
        height=700,
    ),
    Card(
        "form-schema",
        "Forms",
        "Any JSON Schema",
        "Texts, choices, lists, dates, numbers with units. No server is needed.",
        "from procbook import ProcessForm\n\n"
        "schema = {\n"
        '    "title": "Observer",\n'
        '    "type": "object",\n'
        '    "required": ["name"],\n'
        '    "properties": {\n'
        '        "name": {"type": "string", "minLength": 2},\n'
        '        "born": {"type": "string", "format": "date"},\n'
        '        "instruments": {"type": "array", "uniqueItems": True,\n'
        '                        "items": {"enum": ["camera", "radar", "lidar"]}},\n'
        '        "altitude": {"type": "number", "minimum": 0, "maximum": 9000, "x-uom": "m"},\n'
        "    },\n"
        "}\n"
        'ProcessForm.from_schema(schema, name="Ada", instruments=["radar"], altitude=1200)',
        "A form with a name, a date, three check boxes and an altitude in metres",
    ),
    Card(
        "form-kinds",
        "Forms",
        "Every kind of input",
        "Units, objects, geometries, pictures, alternatives: the inputs of the standard's own example.",
        START
        + 'echo = client.processes["echo"]\necho.form(\n    stringInput="seaside",\n'
        '    arrayInput=[3, 5, 8],\n    measureInput={"measurement": 12.5, "uom": "m/s"},\n)',
        "A form with a text, a number, a moment, a list of integers and a measure",
        height=760,
    ),
    Card(
        "form-mistakes",
        "Forms",
        "Mistakes, before anything is sent",
        "Each is named at its field and counted beside Run.",
        START + 'client.processes["sleep_a_while"].form(duration=-1)',
        "A form whose duration of -1 is marked as a mistake",
    ),
    Card(
        "form-several",
        "Forms",
        "Several values, one click",
        "Give one input several values or a range: the form says how many jobs that makes.",
        START + 'client.processes["sleep_a_while"].form()',
        "A form whose duration has the values 0 to 3 in steps of 0.5, and says that it makes seven jobs",
        steps=(
            Step("menu", "Duration"),
            Step("click", "Several values …"),
            Step("fill", "Values of Duration", "0..3 step 0.5"),
        ),
    ),
]

JOBS = [
    Card(
        "job-table",
        "Jobs",
        "All jobs, live",
        "Also while a cell runs. Search, sort, cancel, open a result.",
        START + 'sleep = client.processes["sleep_a_while"]\n'
        'primes = client.processes["primes_between"]\n\n'
        "primes.run(min_val=10, max_val=80)\n"
        "for seconds in (1, 40, 90):\n"
        "    sleep(duration=seconds, fail=seconds == 1)\n"
        "client.job_table()",
        "A table of four jobs: two running with progress bars, one failed, one successful",
        steps=(Step("wait", "failed"), Step("wait", "Slept 4")),
        width=1250,
    ),
    Card(
        "job-card",
        "Jobs",
        "One job",
        "A job at the end of a cell is a card: state, progress, time left, message.",
        START + 'job = client.processes["sleep_a_while"](duration=60)\njob',
        "A card of a running job with a progress bar",
        steps=(Step("wait", "Slept 3"),),
    ),
    Card(
        "job-sweep",
        "Jobs",
        "A sweep is one group",
        "Every combination of the values becomes a job; one bar sums them up.",
        START + 'sleep = client.processes["sleep_a_while"]\n'
        'jobs = sleep.sweep("naps", duration=[1, 2, 3, 60], fail=[False, True])\n'
        'client.job_table(group="naps")',
        "A table with a group of eight jobs and a bar of their states",
        steps=(Step("wait", "failed"), Step("wait", "Slept 4")),
        width=1250,
    ),
    Card(
        "job-failed",
        "Jobs",
        "Why it failed",
        "The server's message first, its trace where it sends one.",
        "import procbook\n"
        + START
        + 'job = client.processes["sleep_a_while"](duration=0.2, fail=True)\n'
        "try:\n    job.wait()\nexcept procbook.JobFailedError as error:\n    print(error)\njob",
        "A card of a failed job with its message and trace",
    ),
    Card(
        "workbench",
        "Jobs",
        "Everything in one widget",
        "Choose a process, fill in its form, watch its job, look at the result.",
        START + "client.workbench()",
        "A list of processes beside a form and a table of jobs",
        steps=(
            Step("fill", "Search processes", "scene"),
            Step("click-text", "Generate scene for testing"),
            Step("wait", "Bounding box"),
        ),
        width=1250,
        height=900,
    ),
    Card(
        "history",
        "Jobs",
        "What did I run?",
        "Every job that you submit is written down on your machine, with its inputs.",
        "import procbook\n"
        + START
        + 'client.processes["primes_between"].run(min_val=10, max_val=80)\n'
        'client.processes["several_outputs"].run(values=[3, 1, 4])\n'
        "procbook.history(limit=5)",
        "A table of two jobs with process, state and times",
    ),
]

RESULTS = [
    Card(
        "result-raster",
        "Results",
        "A raster",
        "A GeoTIFF as a picture with its facts; `.open()` gives an `xarray.DataArray`.",
        START
        + 'results = client.processes["geotiff"].run()\nraster = results["raster"].open()\nresults',
        "A raster with its size, bands and coordinate system",
    ),
    Card(
        "result-cube",
        "Results",
        "A data cube",
        "A Zarr store opens lazily as an `xarray.Dataset`.",
        START
        + 'scene = client.processes["simulate_scene"]\nresults = scene.run(resolution=1.0, periodicity=10, var_names="ndvi, lai")\n'
        'cube = results["return_value"].open()\nresults',
        "A data cube with its variables and dimensions",
    ),
    Card(
        "result-map",
        "Results",
        "Features on a map",
        "GeoJSON and well-known text are drawn; `.open()` gives a `geopandas.GeoDataFrame`.",
        START + 'point = {"type": "Point", "coordinates": [7.6, 51.96]}\n'
        'results = client.processes["buffer"].run(geometry=point, distance=5)\n'
        "results",
        "A map with a circle around a point",
    ),
    Card(
        "result-table",
        "Results",
        "A table",
        "CSV, Parquet and JSON records can be sorted here; `.open()` gives a `pandas.DataFrame`.",
        START
        + 'results = client.processes["table"].run(stations=3, days=30)\nframe = results["table"].open()\nresults',
        "A table with the columns day, station, temperature and rain",
    ),
    Card(
        "result-picture",
        "Results",
        "A picture",
        "PNG, JPEG, WebP and SVG are shown; `.open()` gives a `PIL.Image`.",
        START
        + 'results = client.processes["plot"].run(frequency=3, colour="#24708f")\nresults',
        "A plot of a damped wave",
    ),
    Card(
        "result-several",
        "Results",
        "Several outputs",
        "Each in its own way: a number, a list, a report in Markdown.",
        START
        + 'results = client.processes["several_outputs"].run(values=[3, 1, 4, 1, 5])\n'
        'results["mean"].value\nresults',
        "Four outputs: a count, a mean, a list of values and a report",
    ),
    Card(
        "result-stac",
        "Results",
        "A STAC item",
        "What it is, where it lies, when it was taken; `.open()` gives a `pystac.Item`.",
        START + 'results = client.processes["stac_item"].run()\nresults',
        "The facts of a STAC item",
    ),
    Card(
        "result-tree",
        "Results",
        "A tree of JSON",
        "Folded, searched, copied by path.",
        START + 'results = client.processes["json_tree"].run(depth=2)\nresults',
        "A tree of JSON objects",
    ),
]

SERVERS = [
    Card(
        "processes",
        "Servers",
        "What does it offer?",
        "Documents show themselves: the processes, one process, the server.",
        START + 'client.get_process("simulate_scene")',
        "The description of a process: inputs with types, limits and defaults, and outputs",
    ),
    Card(
        "sign-in",
        "Servers",
        "Sign in",
        "What you type goes to the kernel in one message and is never part of the notebook.",
        "from procbook import Client\n\n"
        "client = Client(\n"
        '    "http://127.0.0.1:8008",\n'
        '    auth_type="login",\n'
        '    login_url="http://127.0.0.1:8008/login",\n'
        ")\n"
        "client.login()",
        "A box that asks for user name and password",
        not_run="there is nobody to ask",
    ),
    Card(
        "own-process",
        "Servers",
        "Your own function",
        "Type hints become inputs and outputs, the docstring becomes the description.",
        "from procbook import Client, JobContext, ProcessRegistry\n\n"
        'registry = ProcessRegistry(title="My processes")\n\n\n'
        "@registry.process\n"
        "def growing_days(base: float = 10.0, days: int = 30, *, job: JobContext) -> float:\n"
        '    """Sum the warmth above a base temperature."""\n'
        "    total = 0.0\n"
        "    for day in range(days):\n"
        "        job.progress(100 * day / days)\n"
        "        total += max(0.0, 8 + 0.4 * day - base)\n"
        "    return total\n\n\n"
        'Client.local(registry, store=None).processes["growing_days"].form(base=9)',
        "A form made from a Python function, with a base temperature and a number of days",
    ),
    Card(
        "branding",
        "Servers",
        "Under your own name",
        "A client for your service: its address, sign-in, name and choice of processes in one class.",
        "from typing import ClassVar\n\n"
        "from procbook import Client, ClientConfig\n\n\n"
        "class CropsConfig(ClientConfig):\n"
        '    display_name: ClassVar[str] = "Crops Client"\n'
        '    cli_name: ClassVar[str] = "crops-client"\n'
        '    api_url: str = "https://crops.example.org/process"\n'
        "    timeout: float = 60.0\n\n\n"
        "Client(config_type=CropsConfig)",
        "The settings of a client that is called Crops Client",
    ),
]

SHELL = [
    Card(
        "shell-run",
        "Shell",
        "Run a process",
        "The same from a shell: data on standard output, everything else on standard error.",
        "procbook get-process primes_between -f simple\n"
        "procbook execute-process primes_between -i min_val=10 -i max_val=40 --wait\n"
        "procbook list-jobs -f simple",
        "A terminal with a process, the results of a job, and the list of jobs",
        language="console",
    ),
    Card(
        "shell-check",
        "Shell",
        "Examine a server",
        "What it offers, and where it departs from the standard.",
        "procbook check",
        "A terminal with what was found out about a server",
        language="console",
    ),
]

CARDS = [*FORMS, *JOBS, *RESULTS, *SERVERS, *SHELL]
