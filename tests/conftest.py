"""A small executed notebook with every kind of content, and the pages rendered from it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from filelock import FileLock
from host import Host
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas
from PIL import Image

from vse_report import paths
from vse_report.blocks import Block, Colophon, Column, Figure, Prose, Table, blocks_in
from vse_report.data.provenance import Read, Source
from vse_report.data.publisher import Publisher
from vse_report.figures.palette import FONT, PALETTE
from vse_report.make.plan import default_edition
from vse_report.render import reading
from vse_report.render.html import VseHtmlExporter
from vse_report.render.pdf import VsePdfExporter

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ISSUED = Publisher(publisher="Virksomhedernes sociale engagement", contact="kontakt@example.dk")
AWKWARD = r"# $ _ * < <b> > & @ \ ~ ` ' \" [ ] { } = - + / %"


def pytest_unconfigure() -> None:
    """Print what the whole run took, when all processes have ended."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        seconds = sum(one.ru_utime + one.ru_stime for one in used)
        print(f"{seconds:.0f} s of processor time")


@pytest.fixture(scope="session")
def sample_notebook() -> nbformat.NotebookNode:
    """Return an executed notebook with two figures, a long table, prose and ordinary outputs."""
    return make_notebook()


def make_notebook(
    *, is_default: bool = True, repository_data: bool = True
) -> nbformat.NotebookNode:
    """Return the sample notebook, as the default edition, a special one or one of other figures."""
    parameters = {"from_month": "2016M01", "to_month": "2026M07"}
    cells = [
        markdown(
            "# Forsikrede og uforsikrede ledige\n\nRapporten følger ledigheden måned for måned."
        ),
        code("from_month = None\nto_month = None", tags=["parameters"]),
        code("from vse_report import report  # opsætning", tags=["setup"]),
        code(
            'tell("finding", ...)',
            Prose(
                id="finding",
                role="finding",
                markdown="**Ledigheden faldt med 45,4 pct.** fra januar 2016 til juli 2026.",
            ),
        ),
        markdown("## Hvordan er ledigheden udviklet?\n\nFørst niveauet, så sammensætningen."),
        code("show_figure(levels)", figure("levels", "Færre forsikrede ledige end i 2016")),
        code(
            'tell("levels_text", ...)',
            Prose(id="levels_text", markdown="Antallet faldt til 1.200."),
        ),
        markdown(
            "### Særlige tegn\n\n"
            "Her står \\# \\$ \\_ \\* < > & @ \\\\ ~ og Ærø, Århus, øl; "
            "_kursiv_, **fed** og `kode_navn`. "
            "Se [Danmarks Statistik](https://www.dst.dk/) og [figuren](#levels).\n\n"
            "- et punkt\n- et andet punkt\n\n| a | b |\n|---|--:|\n| x | 12,5 |\n"
        ),
        code("show_figure(shares)", figure("shares", f"Andele og tegn: {AWKWARD}")),
        code(
            'tell("heading", ...)',
            Prose(
                id="heading", markdown="## Hvem er tilbage?\n\nDe fleste er *dagpengemodtagere*."
            ),
        ),
        code("show_table(by_municipality)", table()),
        code("frame.head(2)", frame_output()),
        code(
            "print(frame)",
            nbformat.v4.new_output("stream", name="stdout", text="antal rækker: 98\n"),
            nbformat.v4.new_output("stream", name="stderr", text="DeprecationWarning: gammelt\n"),
        ),
        code("show_colophon()", colophon(parameters, is_default, repository_data)),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def markdown(source: str) -> nbformat.NotebookNode:
    """Return a Markdown cell."""
    return nbformat.v4.new_markdown_cell(source)


def code(source: str, *outputs: Any, tags: list[str] | None = None) -> nbformat.NotebookNode:
    """Return an executed code cell that shows ``outputs``, blocks or finished notebook outputs."""
    shown = [o if isinstance(o, nbformat.NotebookNode) else block_output(o) for o in outputs]
    metadata = {"tags": tags or []}
    return nbformat.v4.new_code_cell(source, outputs=shown, metadata=metadata)


def block_output(block: Any) -> nbformat.NotebookNode:
    """Return the output by which a notebook shows ``block``."""
    return nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())


def output(mime: str, content: str) -> nbformat.NotebookNode:
    """Return an ordinary output of one representation."""
    return nbformat.v4.new_output("display_data", data={mime: content})


def image_output(alt: str = "") -> nbformat.NotebookNode:
    """Return a one-pixel PNG output, with the text alternative ``alt`` if given."""
    pixel = io.BytesIO()
    Image.new("RGB", (1, 1)).save(pixel, "png")
    encoded = base64.b64encode(pixel.getvalue()).decode()
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return nbformat.v4.new_output("display_data", data={"image/png": encoded}, metadata=metadata)


def frame_output() -> nbformat.NotebookNode:
    """Return what Jupyter keeps of a plain data frame."""
    frame = pd.DataFrame({"kommune": ["Ærø", "Århus"], "ledige": [12, 3456]})
    data = {"text/html": frame._repr_html_(), "text/plain": repr(frame)}
    return nbformat.v4.new_output("execute_result", data=data, execution_count=1)


def figure(identifier: str, title: str) -> Figure:
    """Return a figure drawn by matplotlib in the report's colours, without hash salt of its own."""
    for path in font_source_sans_pro.font_files_ttf.values():
        font_manager.fontManager.addfont(path)
    settings = {"svg.fonttype": "none", "svg.hashsalt": "vse", "font.family": FONT, "font.size": 10}
    with mpl.rc_context(settings):
        canvas = Canvas(figsize=(6.5, 3.4), layout="constrained")
        axes = canvas.add_subplot()
        years = list(range(2016, 2027))
        for name, start in (("blue", 90), ("brown", 40)):
            values = [start - 4 * (year - 2016) + (year % 3) for year in years]
            colour = PALETTE[name].light
            axes.plot(years, values, color=colour, linewidth=2, marker="o", markersize=3)
            label = {"blue": "Forsikrede", "brown": "Uforsikrede"}[name]
            axes.text(2026.2, values[-1], label, color=colour, fontweight="bold", va="center")
        axes.set_xlim(2015.8, 2028)
        axes.set_ylim(0, 100)
        axes.grid(axis="y", color=PALETTE["grid"].light, linewidth=0.8)
        axes.tick_params(colors=PALETTE["muted"].light, length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_color(PALETTE["muted"].light)
        axes.set_facecolor(PALETTE["page"].light)
        target = io.StringIO()
        canvas.savefig(target, format="svg", metadata={"Date": None})
    return Figure(
        id=identifier,
        title=title,
        unit="Tusinde fuldtidspersoner",
        alt=f'Forsikrede falder fra 90 til 51, andre fra 40 til 1. "{identifier}" <æ>',
        source="Kilde: Danmarks Statistik, AUS07. Egne beregninger.",
        note="Tallene er sæsonkorrigerede.",
        svg=target.getvalue(),
        csv="år;gruppe;værdi\r\n2016;forsikrede;90,0\r\n2026;forsikrede;51,0\r\n",
    )


def table(rows: int = 98) -> Table:
    """Return a table longer than a page."""
    return Table(
        id="by_municipality",
        title="Ledige i kommunerne",
        columns=[
            Column(label="Kommune", numeric=False),
            Column(label="Ledige", unit="fuldtidspersoner"),
            Column(label="Andel", unit="pct. af arbejdsstyrken"),
        ],
        rows=[
            [f"Kommune nr. {n} i Ærø_#{n}", f"{n}.{n:03d}", f"{n % 9},{n % 10}"]
            for n in range(1, rows + 1)
        ],
        source="Kilde: Jobindsats.dk.",
        note="",
        csv="kommune;ledige\r\nÆrø;12\r\n",
    )


def colophon(
    parameters: dict[str, str], is_default: bool, repository_data: bool = True
) -> Colophon:
    """Return a colophon with two sources and one read."""
    return Colophon(
        report="01_unemployment",
        parameters=parameters,
        choice=", ".join(f"{name} = {value}" for name, value in parameters.items()),
        is_default=is_default,
        data_date="2026-08-22",
        last_month="2026M07",
        code="3f9c2ab41d07",
        data="d8e0f1a2b3",
        repository_data=repository_data,
        publisher=ISSUED.publisher,
        contact=ISSUED.contact,
        sources=[
            Source(
                table="gross",
                title="Bruttoledige efter ydelsesgruppe",
                publisher="Danmarks Statistik",
                publisher_table="AUS07",
                vintage="opdateret 31. juli 2026",
                licence="CC 4.0 BY",
                caveats=["Serien har et brud i januar 2017."],
            ),
            Source(
                table="net",
                title="Nettoledige",
                publisher="Danmarks Statistik",
                publisher_table="AB61107",
                vintage="afsluttet serie",
                licence="CC 4.0 BY",
            ),
        ],
        reads=[Read(table="gross", keys={"group": ["a", "b"]}, rows=254, sha256="ab12" * 16)],
    )


@pytest.fixture(scope="session", autouse=True)
def _samples_count_as_unaltered() -> Iterator[None]:
    """Let the sample notebooks, which are none of the repository's, be printed as if they were."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "is_altered", lambda *_: False)
        yield


@pytest.fixture(scope="session")
def sample_page(sample_notebook: nbformat.NotebookNode) -> str:
    """Return the sample notebook as an HTML page."""
    return VseHtmlExporter().from_notebook_node(sample_notebook)[0]


@pytest.fixture(scope="session")
def sample_pdf(sample_notebook: nbformat.NotebookNode) -> bytes:
    """Return the sample notebook as a PDF."""
    return VsePdfExporter().from_notebook_node(sample_notebook)[0]


# Every page in a real browser takes minutes: in `make test` only the sample, which has all kinds.
PAGES = ["sample", *(pytest.param(name, marks=pytest.mark.slow) for name in default_edition())]


@pytest.fixture(scope="session", params=PAGES)
def page_name(request: pytest.FixtureRequest) -> str:
    """Return which page the browser tests look at: the sample, then each report as it is built."""
    return request.param


@pytest.fixture(scope="session")
def page_path(
    page_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the finished HTML page that the browser tests look at."""
    if page_name != "sample":
        return request.getfixturevalue("default_build") / f"{page_name}.html"
    path = tmp_path_factory.mktemp("page") / "sample.html"
    path.write_text(request.getfixturevalue("sample_page"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def page_csv(page_name: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the CSV behind each figure and table of that page, by the name it downloads as."""
    if page_name != "sample":
        files = (request.getfixturevalue("default_build") / "data").glob(f"{page_name}_*.csv")
        return {path.name: path.read_text(encoding="utf-8") for path in files}
    blocks = list(blocks_in(request.getfixturevalue("sample_notebook")))
    report = next(block.report for block in blocks if block.kind == "colophon")
    return {f"{report}_{b.id}.csv": b.csv for b in blocks if b.kind in {"figure", "table"}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return a running Chromium; skip the test without one, or fail it where CI must have one."""
    if not Path(CHROMIUM).exists():
        message = (
            f"{CHROMIUM} is missing, so themes, phone width, keyboard use, contrast and the "
            "accessibility rules are not tested; install Debian's package chromium."
        )
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, page_path: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the page, or another, in a fresh context with settings.

    The page remembers every request (``requests_seen``) and console message (``messages_seen``).
    """
    contexts = []

    def open_(path: Path = page_path, **settings: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.requests_seen, page.messages_seen = [], []
        page.on("request", lambda request: page.requests_seen.append(request.url))
        page.on("console", lambda message: page.messages_seen.append(message.text))
        page.on("pageerror", lambda error: page.messages_seen.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


# --- building -------------------------------------------------------------------------------------

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
# Reports of a few cells, built in a copy of the repository where a whole report is not needed.
SMALL_REPORTS = {
    "01_unemployment": (
        "# Lille rapport\n\nOm ledigheden.",
        "from_month = None\nto_month = None",
        "import os, time\nfrom vse_report import data\n"
        "from vse_report.measures.unemployment import composition, levels\n"
        "from vse_report.figures import style\n"
        "from vse_report.figures.picture import Picture\n"
        "from vse_report.report import Report\n"
        'report = Report("01_unemployment", from_month=from_month, to_month=to_month)',
        'shares = composition(levels(data.read("unemployment_gross_national_monthly_sa")))\n'
        "share = shares[shares.group.eq('cash_benefit')].set_index('month')[['share_pct']]\n"
        "kept = report.keep('share', share)\n"
        "since = report.keep('since', {'month': report.parameters.from_month})",
        'time.sleep(float(os.environ.get("SLEEP", "0")))',
        "def draw(narrow):\n    with style.report_style():\n"
        "        drawing, axes = style.new_figure(2, narrow=narrow)\n"
        "        axes.plot(share.share_pct.to_numpy())\n    return drawing\n"
        "report.figure('shares', Picture(draw, 'En linje.', kept, 'En linje for andelen.'),\n"
        "    title='Andelen', unit='Pct.', source='Kilde: os.')",
        'report.tell("finding", f"Fra {since.month}.", finding=True)',
        "report.finish()",
    ),
    "06_audit": (
        "# Lille efterprøvning",
        "",
        "from vse_report import data\nfrom vse_report.report import Report",
        'report = Report("06_audit")\n'
        'data.read("unemployment_net_national_monthly_sa", month="2003M12")',
        'report.tell("finding", "Det passer.", finding=True)',
        "report.finish()",
    ),
}


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """Write a source notebook: a title, the parameters cell, and further code cells."""
    title, parameters, *rest = cells
    notebook = nbformat.v4.new_notebook(
        cells=[markdown(title), code(parameters, tags=["parameters"]), *map(code, rest)],
        metadata={"kernelspec": KERNEL},
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, path)


# A few tables are enough to see each fault found, and are verified in a moment.
SMALL_TABLES = [
    "unemployment_net_national_monthly_sa",
    "unemployment_gross_national_monthly_sa",
    "unemployment_gross_national_monthly_sa_rate",
    "activation_offers_municipal",
    "municipalities",
    "municipal_reform_2007",
    "population_municipal_annual",
]


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound data folder with a few of the real tables."""
    folder = tmp_path_factory.mktemp("small") / "data"
    (folder / "official").mkdir(parents=True)
    for table in SMALL_TABLES:
        shutil.copy(paths.DEFAULT_DATA / "official" / f"{table}.csv", folder / "official")
    shutil.copytree(paths.DEFAULT_DATA / "reported", folder / "reported")
    shutil.copy(paths.DEFAULT_DATA / "edition.yaml", folder)
    text = (paths.DEFAULT_DATA / "sources.yaml").read_text(encoding="utf-8")
    head, *entries = re.split(r"(?m)^(?=  \w+:\n)", text)
    kept = [entry for entry in entries if entry.split(":")[0].strip() in SMALL_TABLES]
    (folder / "sources.yaml").write_text(head + "".join(kept), encoding="utf-8")
    text = (paths.DEFAULT_DATA / "breaks.yaml").read_text(encoding="utf-8")
    kept = text.split("  - id: cash_benefit_reform_2025")[0]
    (folder / "breaks.yaml").write_text(kept, encoding="utf-8")
    events = folder / "reported" / "events.yaml"
    text = events.read_text(encoding="utf-8").replace("    break: cash_benefit_reform_2025\n", "")
    events.write_text(text, encoding="utf-8")
    sums = folder / "reported" / "sha256sums.txt"
    known = sums.read_text(encoding="utf-8").splitlines()[:-1]
    known.append(f"{hashlib.sha256(events.read_bytes()).hexdigest()}  events.yaml\n")
    sums.write_text("\n".join(known), encoding="utf-8")
    lines = (paths.DEFAULT_DATA / "seals.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split(",")[0] in ("table", *SMALL_TABLES)]
    (folder / "seals.csv").write_text("".join(kept), encoding="utf-8")
    return folder


def copy_repository(to: Path) -> Path:
    """Return a copy of what a build needs."""
    for name in ("src", "data", "notebooks"):
        shutil.copytree(paths.ROOT / name, to / name)
    shutil.copy(paths.LOCK, to)
    return to


def small_repository(to: Path, small_data: Path) -> Path:
    """Return a copy of what a build needs, with reports of a few cells and the small data."""
    shutil.copytree(paths.ROOT / "src", to / "src")
    shutil.copytree(small_data, to / "data")
    shutil.copy(paths.LOCK, to)
    (to / "notebooks").mkdir()
    for report, cells in SMALL_REPORTS.items():
        write_notebook(to / "notebooks" / f"{report}.ipynb", cells)
    return to


def vse_report(
    *arguments: str, root: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line, of a copied repository if given, as a user does."""
    environment = {k: v for k, v in os.environ.items() if k != paths.DATA_VARIABLE}
    if root is not None:
        environment["PYTHONPATH"] = str(root / "src")
    script = Path(sys.executable).with_name("vse-report")
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the lock, by relative path."""
    files = (path for path in folder.rglob("*") if not path.is_dir() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of one test run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def default_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copied repository with the default edition, built once for all processes."""
    root = shared(tmp_path_factory) / "default"
    with FileLock(root.with_suffix(".lock")):
        if not (root / "built").exists():
            shutil.rmtree(root, ignore_errors=True)
            copy_repository(root)
            ended = vse_report("build", root=root)
            assert (ended.returncode, ended.stderr) == (0, "")
            (root / "built").touch()
    return root


@pytest.fixture(scope="session")
def default_build(default_repository: Path) -> Path:
    """Return the folder that ``vse-report build`` has filled with the default edition."""
    return default_repository / "build"


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Return a process that runs programs in children, in a copy of the repository."""
    with Host(copy_repository(tmp_path_factory.mktemp("host") / "repository")) as host:
        yield host


RUN_NOTEBOOK = """
import json, sys, papermill
source, executed, parameters = sys.argv[1:]
papermill.execute_notebook(
    source, executed, json.loads(parameters), engine_name="vse", progress_bar=False
)
"""


def run_notebook(
    host: Host, report: str, folder: Path, figures: Path = paths.DEFAULT_DATA, **parameters: Any
) -> list[Block]:
    """Return what a notebook of the repository shows when papermill runs it in our engine."""
    source, executed = host.root / "notebooks" / f"{report}.ipynb", folder / f"{report}.ipynb"
    shutil.copy(paths.NOTEBOOKS / source.name, source)
    given = json.dumps(parameters)
    variables = {paths.DATA_VARIABLE: str(figures)}
    ended = host.run(source, executed, given, code=RUN_NOTEBOOK, **variables)
    assert ended.returncode == 0, ended.stderr
    assert "kernel" not in ended.stderr
    return list(blocks_in(nbformat.read(executed, as_version=4)))
