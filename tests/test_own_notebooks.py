"""Notebooks of one's own: what they declare, the pages made of them, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from conftest import KERNEL, code, image_output, markdown, output, write_notebook

from vse_report import own, paths
from vse_report.blocks import Prose, blocks_in, without_colophon
from vse_report.errors import BuildError, InputError
from vse_report.make import new, plan
from vse_report.make.own import contract_of, read_notebook
from vse_report.parameters import checked
from vse_report.render.html import VseHtmlExporter
from vse_report.render.pdf import VsePdfExporter, typst_source
from vse_report.render.reading import read_document

PARAMETERS = (
    "from vse_report.own import Month, Municipalities, Municipality\n"
    'municipality: Municipality = "Odense"  # hvis tal\n'
    'since: Month = "2022-01"\n'
    "number: int = 3\n"
    "beside: Municipalities = []"
)
OWN = (
    "# Ledige i en kommune",
    PARAMETERS,
    "from vse_report import data\n"
    "from vse_report.report import Report\n"
    "report = Report(municipality=municipality, since=since, number=number, beside=beside)\n"
    "p = report.parameters",
    'TABLE = "unemployment_gross_national_monthly_sa"\n'
    'rows = data.read(TABLE, month="2026M07", benefit_group="total")\n'
    'newest = report.keep("newest", rows.set_index("month")[["full_time_persons"]], "persons")\n'
    'report.tell("answer", f"Der var {list(newest)[0].full_time_persons}.", finding=True)',
    "report.finish()",
)


def run(source: str) -> dict[str, object]:
    """Return what a cell of parameters declares: name -> (kind, default, meaning)."""
    return {d.name: (d.kind, d.default, d.meaning) for d in own.declared(source)}


def notebook(*cells: nbformat.NotebookNode, **metadata: object) -> nbformat.NotebookNode:
    """Return a notebook with ids by position."""
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL, **metadata})


# --- parameters -----------------------------------------------------------------------------------


def test_a_cell_declares_its_variables_with_kind_default_and_comment():
    assert run(PARAMETERS) == {
        "municipality": ("Municipality", "Odense", "hvis tal"),
        "since": ("Month", "2022-01", ""),
        "number": ("int", 3, ""),
        "beside": ("Municipalities", [], ""),
    }
    assert run('x: "own.Month" = "2026M07"\ny = [1, 2]\nz = f(1)') == {
        "x": ("Month", "2026M07", ""),
        "y": ("", [1, 2], ""),
        "z": ("", None, ""),
    }
    assert run("%matplotlib inline\na = 1") == {"a": ("", 1, "")}
    assert run("a = = 2") == {}


def model(source: str, report: str = "Report()"):
    cells = [code(source, tags=["parameters"]), code(report)]
    return own.contract_of(cells)


def test_declared_parameters_are_checked_as_ours_are():
    taken = checked(model(PARAMETERS), {"municipality": "ærø", "number": "12"}, "mine.ipynb")
    assert taken.recorded() == {
        "municipality": "492",
        "since": "2022M01",
        "number": "12",
        "beside": "",
    }
    assert taken.changed() == {"municipality": "492", "number": "12"}
    assert taken.as_given() == {"municipality": "492", "number": 12}
    assert taken.in_words() == "municipality = Ærø; number = 12"
    with pytest.raises(InputError) as refused:
        checked(model(PARAMETERS), {"since": "maj", "number": "x", "besides": "1"}, "mine.ipynb")
    assert str(refused.value).splitlines() == [
        "mine.ipynb: parameters that cannot be used:",
        "  - since: 'maj' is no month; write it as 2026M07 or 2026-07",
        "  - number: expected a whole number, found 'x'; allowed: any",
        "  - unknown parameter 'besides'; it takes: municipality, since, number, beside; "
        "did you mean 'beside'?",
        "See: vse-report parameters mine.ipynb",
    ]


def test_a_default_that_cannot_be_used_is_refused_before_anything_runs():
    with pytest.raises(InputError, match=r"'Odens' is no municipality.*nearest is Odense"):
        checked(model('place: Municipality = "Odens"'), {}, "mine.ipynb")


def test_a_parameter_of_no_kind_takes_any_value_as_papermill_reads_it():
    loose = model("alpha = 0.6\nmsg = None")
    assert checked(loose, {"alpha": "2", "msg": "0101"}, "").as_given() == {
        "alpha": 2,
        "msg": "0101",
    }
    assert checked(loose, {"alpha": "0.6"}, "").changed() == {}


def test_a_parameter_without_a_kind_has_that_of_its_default():
    loose = model("n = 3\non = True", report="x = 1")
    assert checked(loose, {"n": "0.5", "on": "false"}, "").as_given() == {"n": 0.5, "on": False}
    with pytest.raises(InputError, match="n: 'x' is no number"):
        checked(loose, {"n": "x"}, "")


def test_a_cell_of_parameters_that_is_no_python_is_named():
    with pytest.raises(InputError, match="cell 1, line 2: invalid syntax"):
        model("a = 1\nb = = 2")


def test_kinds_of_somebody_else_are_let_be():
    assert list(model("names: list[str] = []", report="print(names)").model_fields) == ["names"]


def test_values_that_no_file_name_can_have_make_pages_of_their_own():
    texts = model('path: str = "x"')
    names = {
        plan._task("mine", checked(texts, {"path": given}, ""), None).name
        for given in ("data/a.csv", "data-a.csv", "data?a.csv", "æ" * 300)
    }
    assert len(names) == 4
    assert not any("/" in name or len(name.encode()) > plan.LONGEST_NAME for name in names)


def test_a_text_keeps_its_commas_and_its_form():
    texts = model('place: str = "x"\ncode = "461"')
    (task,) = [
        checked(texts, combination, "")
        for combination in plan._combinations(
            texts, plan.parse_assignments(["place=Odense, Fyn", "code=0101"])
        )
    ]
    assert task.as_given() == {"place": "Odense, Fyn", "code": "0101"}
    assert checked(texts, {}, "").as_text()["code"] == "461"


def test_an_empty_text_is_the_default_where_that_is_none():
    since = model("since: Month = None")
    assert checked(since, {"since": ""}, "").changed() == {}
    assert checked(since, {"since": "2026M07"}, "").changed() == {"since": "2026M07"}


def test_a_name_that_means_something_else_is_refused_of_a_parameter_and_else_let_be():
    with pytest.raises(InputError, match="changed: a parameter cannot be called so here"):
        model("changed: int = 1")
    assert list(model("copy = 1\n_x = 2\nalpha = 3").model_fields) == ["alpha"]


HANDED = ["alpha"]


@pytest.mark.parametrize(
    ("ran", "injected"),
    [
        (["alpha = 1", "# Parameters\nalpha = 2\n"], "# Parameters\nalpha = 2\n"),
        (["# Parameters\nalpha = 1\n"], ""),
        (["# Parameters\nalpha: int = 1\n"], ""),
        (["# Parameters\nalpha = 1\n", "# Parameters\nalpha = 2\n"], "# Parameters\nalpha = 2\n"),
        (["x = 1", "# Parameters\nbeta = 2\n"], "# Parameters\nbeta = 2\n"),
        (["alpha = 1"], ""),
    ],
)
def test_what_papermill_injected_is_told_from_what_a_notebook_says(ran, injected):
    assert own.injected_in(ran, HANDED) == injected


def test_an_unknown_kind_is_named_with_its_cell_and_the_nearest():
    with pytest.raises(InputError) as refused:
        model('region: Region = "Syddanmark"\nplace: Municipalty = "Odense"')
    assert str(refused.value).splitlines() == [
        "cell 1: region: there is no kind Region",
        "cell 1: place: there is no kind Municipalty; did you mean 'Municipality'?",
        "There is: Municipality, Municipalities, Month, int, float, bool, str.",
    ]


def test_a_copy_of_a_report_takes_the_parameters_of_that_report():
    copied = model("from_month = None", 'report = Report("01_unemployment", from_month=from_month)')
    assert list(copied.model_fields) == ["from_month", "to_month"]


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(host, tmp_path_factory) -> Path:
    """Return the folder of a build of a notebook of one's own, for two municipalities."""
    folder = tmp_path_factory.mktemp("own")
    write_notebook(folder / "mine.ipynb", OWN)
    ended = host.run(
        *("build", folder / "mine.ipynb", "-p", "municipality=Odense,Viborg"),
        *("--out", folder / "out"),
    )
    assert ended.returncode == 0, ended.stderr
    return folder


def test_a_notebook_of_ones_own_is_built_for_each_municipality_asked_for(built):
    names = {path.name for path in (built / "out").glob("mine*")}
    assert names == {
        f"mine{chosen}{end}"
        for chosen in ("", "__municipality-791")
        for end in (".html", ".pdf", "_code.html")
    }
    page = (built / "out" / "mine__municipality-791.html").read_text()
    assert "<code>municipality = Viborg</code>" in page
    assert re.search(r"vse-report build mine.ipynb .*-p municipality=791 ", page)
    assert re.search(r"papermill mine.ipynb mine_ud.ipynb .*-p municipality 791 ", page)
    assert "make report" not in page
    assert "Bruttoledige efter ydelse" in page  # its own sources
    assert str(built) not in page


def test_a_page_of_ones_own_stands_on_the_front_page_apart_from_the_reports(built):
    front = (built / "out" / "index.html").read_text()
    reports, others = front.split("<h2>Andre udgaver</h2>")
    assert "mine.html" not in reports
    assert "<p>Egen notebook</p>" in others
    assert "<p>Egen notebook: municipality = Viborg</p>" in others
    assert "Forældet" not in front


def test_a_page_of_ones_own_is_outdated_once_its_notebook_says_something_else(built, host):
    write_notebook(built / "other.ipynb", ["# Andet", "", "1"])
    mine = (built / "mine.ipynb").read_text()
    try:
        (built / "mine.ipynb").write_text(mine.replace("number: int = 3", "number: int = 4"))
        host.run("build", built / "other.ipynb", "--out", built / "out", "--format", "html")
    finally:
        (built / "mine.ipynb").write_text(mine)
    front = (built / "out" / "index.html").read_text()
    outdated = [article for article in front.split("<article") if "Forældet" in article]
    assert len(outdated) == 2
    assert all("mine" in article for article in outdated)


def test_what_papermill_runs_becomes_the_page_that_the_build_makes(built, host, tmp_path):
    executed = tmp_path / "executed.ipynb"
    call = (
        "import papermill\n"
        f"papermill.execute_notebook({str(built / 'mine.ipynb')!r}, {str(executed)!r}, "
        "{'municipality': 'Viborg'}, engine_name='vse', progress_bar=False)"
    )
    assert host.run(code=call).returncode == 0
    page, _ = VseHtmlExporter().from_filename(str(executed))
    same = (built / "out" / "mine__municipality-791.html").read_text()
    for text in (
        r"Kodeversion: <code>(\w+)",
        "(papermill mine.ipynb mine_ud[^<]*)",
        r"Der var [\d.]+",
    ):
        assert re.findall(text, page) == re.findall(text, same) != []
    assert VsePdfExporter().from_filename(str(executed))[0].startswith(b"%PDF")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [*OWN[:2], OWN[2].replace(", number=number", ""), *OWN[3:]],
            "this notebook: unknown parameters 'number' It takes: municipality, since, beside. "
            "To take it, hand it on: Report(number=number).",
        ),
        ([*OWN[:3], OWN[2].replace("p =", "q ="), *OWN[3:]], "begun in another cell of this"),
        ([*OWN[:2], OWN[2].replace("Report(", 'Report("lt", '), *OWN[3:]], "unknown report 'lt'"),
    ],
)
def test_what_a_notebook_must_not_do_is_told_with_its_cell(host, tmp_path, cells, message):
    write_notebook(tmp_path / "wrong.ipynb", cells)
    ended = host.run(
        *("build", tmp_path / "wrong.ipynb", "-p", "number=4", "--out", tmp_path / "out")
    )
    assert ended.returncode == 1
    assert message in ended.stderr
    assert re.search(r"wrong__number-4: cell [34], line \d: ", ended.stderr)


# --- notebooks that call nothing of ours ----------------------------------------------------------


def stranger(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook that knows nothing of us."""
    first = nbformat.v4.new_output("stream", name="stdout", text="1\n")
    return notebook(code("print(1)", first), *cells)


def test_a_strangers_notebook_becomes_a_page_that_says_once_what_it_lacks():
    document = read_document(
        stranger(
            markdown("Målinger\n========\n\nTekst."),
            markdown("# Mere\n\n#### Dybt\n\nKun $x^2$."),
            code("frame.plot()", image_output()),
            nbformat.v4.new_raw_cell("rå"),
        ),
        "noter",
    )
    assert document.title == "Målinger"
    _, more, sources = document.sections
    assert (more.heading.text, sources.heading.text) == ("Mere", "Kilder og forbehold")
    assert [heading.level for heading in more.subheadings] == [3]
    assert document.lacks == (
        "Her mangler afsender, kilder, en formel (celle 3), alternativ tekst til et billede "
        "(celle 4) og teksten i en rå celle (celle 5)."
    )
    assert [missing.told.split(";")[0][:60] for missing in document.missing] == [
        "no sender (begin with Report(), end with report.finish())",
        "no sources (data.read and data.outside name them)",
        "cell 3 (# Mere) has a formula, which a report does not print",
        "cell 4 (frame.plot()) shows an image without a text alternat",
        "cell 5 (rå) is a raw cell, which a report does not print",
    ]


def test_a_strangers_page_claims_no_sender_no_licence_and_no_date():
    page, _ = VseHtmlExporter().from_notebook_node(stranger(), {"metadata": {"name": "uden_navn"}})
    assert "<h1>uden_navn</h1>" in page
    assert page.count("Her mangler titel, afsender og kilder.") == 1
    assert "Notebooken nævner ingen kilder." in page
    for absent in ("Kontakt:", "CC BY", "Nyeste tal fra", "Dataversion", 'class="publisher"'):
        assert absent not in page
    assert "vse-report build uden_navn.ipynb" in page


def test_a_strangers_pdf_says_the_same():
    document = read_document(stranger(code("plot()", image_output())), "noter")
    source, files = typst_source(document)
    assert (
        "Her mangler titel, afsender, kilder og alternativ tekst til et billede (celle 2)."
        in source
    )
    assert "Billede fra celle 2" in source
    assert "Kontakt" not in source
    assert list(files) == ["image-0.png"]


def test_a_text_alternative_that_is_given_is_not_missing():
    assert "tekst" not in read_document(stranger(code("plot()", image_output("En prik")))).lacks


def test_an_error_that_is_meant_is_printed_and_another_refused():
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="nej", traceback=[])
    meant = code("raise ValueError('nej')", error, tags=["raises-exception"])
    page, _ = VseHtmlExporter().from_notebook_node(stranger(meant))
    assert "ValueError: nej" in page
    with pytest.raises(BuildError, match=r"cell 2 .* ended in ValueError: nej"):
        read_document(stranger(code("raise ValueError('nej')", error)))


def test_an_image_attached_to_a_cell_is_told_and_its_name_kept():
    attached = stranger(markdown("Se ![kurven](attachment:kurve.png)."))
    assert "et billede (celle 2)" in read_document(attached).lacks
    assert "<p>Se kurven.</p>" in VseHtmlExporter().from_notebook_node(attached)[0]


def test_links_lead_to_headings_as_jupyter_names_them_and_dead_ones_are_told():
    links = (
        "[til](#Det-andet-afsnit), [væk](#nowhere), <a href='#Borte'>borte</a>, [ref][r], `[x](#y)`"
    )
    shown = output("text/html", "<a href=#nowhere-else>og her</a>")
    notebook = stranger(
        markdown(f"{links}\n\n[r]: #nowhere\n\n## Det andet afsnit"), code("show()", shown)
    )
    told = "målet for #nowhere, målet for #Borte og målet for #nowhere-else"
    assert told in read_document(notebook).lacks
    page = VseHtmlExporter().from_notebook_node(notebook)[0]
    assert '<a href="#det-andet-afsnit">til</a>, <a>væk</a>, <a>borte</a>' in page
    assert "<code>[x](#y)</code>" in page
    assert VsePdfExporter().from_notebook_node(notebook)[0].startswith(b"%PDF")


def test_a_block_that_is_made_and_not_shown_is_missed():
    made = without_colophon().model_copy(update={"made": ["share", "told"], "publisher": "Os"})
    cells = [code("tell()", Prose(id="told", markdown="Ja.")), code("finish()", made)]
    with pytest.raises(BuildError, match=r"share: made and not shown\. .* display\(report\.figure"):
        read_document(notebook(*cells))


def test_a_table_of_somebody_else_s_with_a_width_in_per_cent_is_shown():
    shown = output("text/html", '<table><tr><td colspan="100%">alt</td></tr></table>')
    assert "alt" in VseHtmlExporter().from_notebook_node(stranger(code("show()", shown)))[0]


def test_what_a_page_has_no_place_for_is_told_and_does_not_stop_it():
    notebook = stranger(
        markdown("# Mål 🚀\n\nSe [filen](data.csv) og noten[^1].\n\n[^1]: En note.")
    )
    assert read_document(notebook).lacks == (
        "Her mangler afsender, kilder, i PDF’en tegnet 🚀 (U+1F680) (celle 2), "
        "en fodnote (celle 2) og data.csv (celle 2)."
    )
    assert "🚀" in VseHtmlExporter().from_notebook_node(notebook)[0]
    source, _ = typst_source(read_document(notebook))
    assert "Mål □" in source
    assert VsePdfExporter().from_notebook_node(notebook)[0].startswith(b"%PDF")


def test_rerun_lines_can_be_pasted_whatever_a_file_is_called():
    document = read_document(stranger(), "min rapport {x}")
    commands = dict(document.commands)
    assert commands["Kun denne rapport"] == "vse-report build 'min rapport {x}.ipynb'"
    assert commands["Med papermill og nbconvert"].splitlines() == [
        "papermill 'min rapport {{x}}.ipynb' 'min rapport {{x}}_ud.ipynb'",
        "jupyter nbconvert --to vse_html 'min rapport {x}_ud.ipynb'",
        "jupyter nbconvert --to vse_pdf 'min rapport {x}_ud.ipynb'",
    ]


def test_an_image_that_is_none_is_told_with_its_cell():
    with pytest.raises(BuildError, match=r"cell 2 .* shows an image that is no image/png"):
        read_document(stranger(code("plot()", output("image/png", "<b>"))))


def test_a_report_that_was_not_ended_is_no_strangers_notebook():
    told = code("tell()", Prose(id="a", markdown="Ja."))
    with pytest.raises(BuildError, match="no colophon"):
        read_document(stranger(markdown("# Titel"), told))


def test_what_is_chosen_for_a_strangers_notebook_is_told_on_its_page():
    source = '# Parameters\nalpha = 0.5\nPAPERMILL_INPUT_PATH = "/x"\n'
    chosen = code(source, tags=["injected-parameters"])
    document = read_document(stranger(chosen), "noter")
    assert document.special_edition == "alpha = 0.5"
    assert ("Kun denne rapport", "vse-report build noter.ipynb -p alpha=0.5") in document.commands


def test_markdown_alone_is_a_page():
    assert read_document(notebook(markdown("# Kun tekst"))).title == "Kun tekst"


# --- what is no notebook --------------------------------------------------------------------------


def write(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
BROKEN = {
    "broken.ipynb": ("{", "is not a notebook ("),
    "empty.ipynb": (EMPTY, "has no cells, so there is nothing to show"),
    "r.ipynb": (
        json.dumps(notebook(code("1"), kernelspec={**KERNEL, "language": "R"})),
        "is written in 'R'; only notebooks in Python are run here.",
    ),
    "twins.ipynb": (
        re.sub(r"cell-\d", "twin", json.dumps(notebook(code("1"), code("2")))),
        "two cells have the id twin; give each one of its own.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_run_is_refused_before_anything_starts(tmp_path, name):
    content, message = BROKEN[name]
    path = write(tmp_path / name, content)
    with pytest.raises(InputError) as refused:
        plan.plan([str(path)], {})
    assert message in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_notebook_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    write(tmp_path / "mine.ipynb", EMPTY)
    with pytest.raises(InputError, match=r"cannot be read .*; did you mean 'mine.ipynb'"):
        plan.plan([str(tmp_path / "mien.ipynb")], {})


def test_notebooks_without_a_kernel_or_of_an_old_format_are_run_on_this_python(tmp_path, host):
    bare = notebook(code("print(1)"))
    bare.metadata = {}
    nbformat.write(bare, tmp_path / "bare.ipynb")
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {"cells": [{"cell_type": "code", "input": ["print(2)"], "language": "python",
                        "metadata": {}, "outputs": []}], "metadata": {}}
        ],
    }  # fmt: skip
    write(tmp_path / "old.ipynb", json.dumps(old))
    ended = host.run(
        *("build", tmp_path / "bare.ipynb", tmp_path / "old.ipynb"),
        *("--format", "html", "--out", tmp_path / "out"),
    )
    assert ended.returncode == 0, ended.stderr
    assert "2" in (tmp_path / "out" / "old.html").read_text()
    assert read_notebook(tmp_path / "old.ipynb").nbformat == 4


def test_pages_of_another_notebook_of_that_name_are_not_replaced(built, host, tmp_path):
    write_notebook(tmp_path / "mine.ipynb", OWN)
    ended = host.run("build", tmp_path / "mine.ipynb", "--out", built / "out")
    assert ended.returncode == 2
    assert f"mine is here the page of {built / 'mine.ipynb'}; rename one of the two" in ended.stderr


def test_names_of_ours_and_names_of_two_are_refused(tmp_path):
    taken, one, other = (tmp_path / name for name in ("06_audit.ipynb", "a/x.ipynb", "b/x.ipynb"))
    for path in (taken, one, other):
        path.parent.mkdir(exist_ok=True)
        write_notebook(path, ["# T", "", "1"])
    with pytest.raises(InputError, match="06_audit is the name of a page of ours"):
        plan.plan([str(taken)], {})
    with pytest.raises(InputError, match=r"pages of the same name: .*a/x.ipynb, .*b/x.ipynb"):
        plan.plan([str(one), str(other)], {})


def test_the_path_of_a_report_of_ours_is_that_report():
    (task,) = plan.plan([str(paths.NOTEBOOKS / "01_unemployment.ipynb")], {})
    assert (task.report, task.own) == ("01_unemployment", None)


# --- a new one ------------------------------------------------------------------------------------


@pytest.fixture
def own_folder(tmp_path, monkeypatch) -> Path:
    """Let new notebooks be written to a folder of the test."""
    monkeypatch.setattr(new, "OWN_NOTEBOOKS", tmp_path / "own")
    return tmp_path / "own"


def test_a_new_notebook_is_built_as_it_is(own_folder, host):
    path = new.new_notebook("min")
    out = own_folder.parent / "out"
    ended = host.run("build", path, "-p", "municipality=Fanø", "--out", out)
    assert ended.returncode == 0, ended.stderr
    executed = nbformat.read(out / "notebooks" / "min__municipality-563.ipynb", as_version=4)
    kinds = [block.kind for block in blocks_in(executed)]
    assert kinds == ["figure", "table", "prose", "colophon"]
    assert "Her mangler" not in (out / "min__municipality-563.html").read_text()


@pytest.mark.usefixtures("own_folder")
def test_a_copy_of_a_report_takes_what_the_report_takes():
    path = new.new_notebook("min_01", copy="01_unemployment")
    assert path.read_bytes() == (paths.NOTEBOOKS / "01_unemployment.ipynb").read_bytes()
    assert contract_of(path).report == "01_unemployment"


@pytest.mark.parametrize(
    ("name", "copy", "message"),
    [
        ("01_unemployment", "", "is the name of a page of ours"),
        ("a/b", "", "is no name for a file"),
        ("x", "01_unemploymen", "did you mean '01_unemployment'"),
    ],
)
def test_a_new_notebook_that_cannot_be_is_refused(own_folder, name, copy, message):
    with pytest.raises(InputError, match=message):
        new.new_notebook(name, copy)
    assert not own_folder.exists()


@pytest.mark.usefixtures("own_folder")
def test_a_notebook_that_is_there_is_not_written_over():
    new.new_notebook("min")
    with pytest.raises(InputError, match="is there already"):
        new.new_notebook("min.ipynb")


def test_git_leaves_the_folder_of_own_notebooks_alone():
    ignored = (paths.ROOT / ".gitignore").read_text().splitlines()
    assert f"/{paths.OWN_NOTEBOOKS.relative_to(paths.ROOT)}/" in ignored
