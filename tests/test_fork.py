"""Cells in forked children: what they show, how they end, and what they leave to the next."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from conftest import KERNEL
from host import Host

from vse_report.make import engine, fork

BEGIN = """
import json, os, signal, sys, time
import nbformat, papermill
from vse_report.make import fork
from vse_report.make.engine import NAME, ForkEngine
papermill.engines.papermill_engines.register(NAME, ForkEngine)

def ran(path, engine=NAME, **options):
    out = None if isinstance(path, dict) else path + ".out"
    try:
        made = papermill.execute_notebook(
            path, out, engine_name=engine, progress_bar=False, **options
        )
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    for cell in made.cells:
        cell.metadata.clear()
    return [dict(cell) for cell in made.cells]
"""


@pytest.fixture
def alone(host: Host) -> Callable[..., str]:
    """Return a function that returns what a program of one thread prints; pytest has more."""

    def alone_(code: str, *arguments: object, timeout: float = 120) -> str:
        done = host.run(*arguments, code=BEGIN + textwrap.dedent(code), timeout=timeout)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return alone_


@pytest.fixture
def notebook(tmp_path: Path):
    """Return a function that writes a notebook of code cells and returns its path."""

    def write(*cells: str, name: str = "notebook") -> Path:
        made = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell, id=f"c{n}") for n, cell in enumerate(cells)],
            metadata={"kernelspec": KERNEL},
        )
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(made, path)
        return path

    return write


SHOWS = [
    "print('æ'); 1 + 1",
    "import sys; print('to', file=sys.stderr)\n{'a': 1}",
    "from IPython.display import clear_output, display, HTML, Markdown\n"
    "shown = display('før', display_id='x'); shown.update('efter')",
    "print('gone'); clear_output(); print('kept'); display(HTML('<b>b</b>'), Markdown('*m*'))",
    "import os; os.system('echo past Python');",
    "!echo shell",
    "%%bash\necho script",
    "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
    "_1, len(In), __name__, sys.path.count('')",
    "sys.exit()",
    "def f():\n    return 1 / 0",
    "f()",
    "'not reached'",
]


@pytest.mark.parametrize(
    "cells",
    [pytest.param(SHOWS[:-3], id="to the end", marks=pytest.mark.slow), SHOWS],
    ids=[None, "to an error"],
)
def test_a_child_shows_what_a_kernel_shows(alone, notebook, cells):
    path = notebook(*[cell for cell in cells if cell != "sys.exit()"])
    code = "print(json.dumps([ran(sys.argv[1]), ran(sys.argv[1], None)]))"
    child, kernel = json.loads(alone(code, path).splitlines()[-1])
    assert child == kernel


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("import os; os._exit(3)", "DeadKernelError: the process that ran the cells ended itself"),
        ("import os; os.kill(os.getpid(), 9)", "was killed by signal 9 (SIGKILL)"),
        ("import time; time.sleep(60)", "CellTimeoutError: A cell timed out"),
        pytest.param(
            "while True:\n    display(1)",
            "CellTimeoutError: A cell timed out",
            marks=pytest.mark.slow,
        ),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_child_that_does_not_get_through_is_told_as_such(alone, notebook, cell, expected):
    path = notebook("1", cell, "2")
    code = """
    print(ran(sys.argv[1], execution_timeout=2))
    print(ran(sys.argv[2]))
    """
    out = alone(code, path, notebook("'the next one'", name="next"))
    assert expected in out
    assert "the next one" in out


def test_a_copy_that_a_cell_makes_of_its_process_does_not_go_on(alone, notebook):
    path = notebook("import os\nx = os.fork()\nprint('a copy' if x == 0 else 'itself')", "'once'")
    out = alone("print(ran(sys.argv[1]))", path)
    assert out.count("'text/plain': \"'once'\"") == 1
    assert "itself" in out
    assert "a copy\\n" not in out


@pytest.mark.parametrize(
    ("cell", "needs"),
    [
        ("import asyncio\nasyncio.run(f())", "an event loop"),
        ("async def f():\n    return 'ran'\nawait f()", "an event loop"),
        ("%matplotlib inline\nawait f()", "an event loop"),
        ("async def f():\n    await g()", ""),
        ("import ipywidgets", "widgets"),
        ("%matplotlib widget", "widgets"),
        ("name = input('?')", "input"),
        ("breakpoint()", "input"),
        ("get_ipython().kernel.shell", "a kernel"),
        ("%connect_info", "a kernel"),
        ("awaited = 'await'; print(inputs, kernel)", ""),
    ],
)
def test_what_a_child_lacks_is_seen_in_the_code(notebook, cell, needs):
    assert engine.needed(nbformat.read(notebook("1", cell), 4)) == needs


def test_what_only_shows_when_a_cell_runs_sends_the_notebook_to_a_kernel_that_says_so(
    alone, notebook
):
    code = """
    import logging
    logging.basicConfig(stream=sys.stdout, format="%(message)s")
    print(ran(sys.argv[1]))
    """
    out = alone(code, notebook("import comm\nx = comm.create_comm(target_name='x')\n'ran'"))
    assert "notebook.ipynb runs in a kernel: " in out
    assert "widgets" in out
    assert "'ran'" in out


def test_a_thread_that_was_joined_and_is_not_quite_gone_does_not_count(alone):
    code = """
    import threading
    found = set()
    for _ in range(300):
        thread = threading.Thread(target=time.sleep, args=[0.0005])
        thread.start()
        thread.join()
        found.add(fork.obstacle())
    print(found)
    """
    assert alone(code) == "{''}\n"


def test_a_notebook_that_is_no_file_can_run_in_a_kernel_too(alone, notebook):
    code = """
    import nbformat
    print(ran(nbformat.read(sys.argv[1], 4)))
    """
    assert "'ran'" in alone(code, notebook("import asyncio\nawait asyncio.sleep(0)\n'ran'"))


def test_a_process_of_two_threads_is_not_forked(alone):
    code = """
    import threading
    threading.Thread(target=time.sleep, args=[5], daemon=True).start()
    print(fork.obstacle())
    try:
        fork.Child(print)
    except RuntimeError as error:
        print(error)
    """
    told = "2 threads run in this process"
    assert alone(code) == f"{told}\na child cannot be forked: {told}\n"


def test_the_progress_bar_of_an_earlier_notebook_does_not_stand_in_the_way(alone, notebook):
    code = """
    import logging, threading
    logging.basicConfig(stream=sys.stdout)
    for _ in range(2):
        papermill.execute_notebook(sys.argv[1], None, engine_name=NAME)
    print(threading.active_count())  # the bar's thread is there
    """
    assert alone(code, notebook("1")) == "2\n"


EVERYTHING = """
import os, random, sys, threading, time, warnings
import matplotlib as mpl, numpy as np, pandas as pd
random.seed(1); np.random.seed(1)
mpl.rcParams["lines.linewidth"] = 9
os.environ["LEFT"] = "behind"; os.chdir("/"); os.umask(0)
held = open(os.devnull)
threading.Thread(target=time.sleep, args=[60], daemon=True).start()
pd.DataFrame.sum = None; sys.path.insert(0, "/nowhere"); warnings.simplefilter("error")
"""
LOOK = """
import os, random, sys, threading, warnings
import matplotlib as mpl, numpy as np, pandas as pd
mpl.rcParams["lines.linewidth"], os.environ.get("LEFT"), os.getcwd(), sys.path[0], (
    len(os.listdir("/proc/self/fd")), threading.active_count(), "held" in globals(),
    pd.DataFrame({"a": [1]}).sum().a, [f[0] for f in warnings.filters])
"""


def test_nothing_that_a_notebook_sets_reaches_the_next_one(alone, notebook):
    code = """
    import numpy, pandas, matplotlib
    before = ran(sys.argv[1])
    ran(sys.argv[2])
    print(before == ran(sys.argv[1]), len(before[0]["outputs"]))
    """
    assert alone(code, notebook(LOOK, name="look"), notebook(EVERYTHING, name="set")) == "True 1\n"


def test_children_do_not_share_one_state_of_chance(alone, notebook):
    path = notebook("import numpy as np, random\nnp.random.random(), random.random()")
    code = "import numpy\nprint(ran(sys.argv[1])[0]['outputs'] == ran(sys.argv[1])[0]['outputs'])"
    assert alone(code, path) == "False\n"


@pytest.mark.parametrize("runs", [15, pytest.param(200, marks=pytest.mark.slow)])
def test_many_runs_leave_nothing_and_memory_as_it_was(alone, notebook, tmp_path, runs):
    code = """
    import tempfile, psutil
    import vse_report.make.cells
    tempfile.tempdir = sys.argv[2]
    me = psutil.Process()
    def state():
        return len(os.listdir("/proc/self/fd")), len(me.children()), os.listdir(sys.argv[2])
    for _ in range(5):
        ran(sys.argv[1])
    before, memory = state(), me.memory_info().rss
    for _ in range(int(sys.argv[3])):
        ran(sys.argv[1])
    print(before == state(), me.memory_info().rss - memory < 8e6)
    """
    folder = tmp_path / "temporary"
    folder.mkdir()
    assert alone(code, notebook("[0] * 10"), folder, runs, timeout=300) == "True True\n"


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that nobody has waited for may still be listed."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_what_a_notebook_has_started_ends_with_it(alone, notebook, tmp_path):
    path = notebook(
        "import subprocess, pathlib\np = subprocess.Popen(['sleep', '77'])\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(p.pid))"
    )
    alone("ran(sys.argv[1])", path)
    assert not runs(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_what_a_notebook_has_forked_ends_with_it_however_that_ends(alone, notebook, tmp_path, end):
    pid = tmp_path / "pid"
    path = notebook(
        "import os, pathlib, time\n"
        "if os.fork() == 0:\n"
        f"    pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\n    time.sleep(60)\n"
        f"while not pathlib.Path({str(pid)!r}).exists():\n    time.sleep(0.01)\n{end}"
    )
    assert "DeadKernelError" in alone("print(ran(sys.argv[1]))", path)
    assert not runs(int(pid.read_text()))


def test_a_child_that_ends_in_the_middle_of_sending_is_told_and_the_others_go_on(alone):
    code = """
    def work(n):
        if n == 1:
            os.write(connections[-1], b"\\x00\\x00\\x10\\x00half")
            os._exit(5)
        return n
    connections = []
    deliver = fork._deliver
    fork._deliver = lambda c, result: (connections.append(c.fileno()), deliver(c, result))
    class Child(fork.Child):
        def __init__(self, inner):
            super().__init__(lambda c: (connections.append(c.fileno()), inner(c)))
    fork.Child = Child
    found = dict(fork.each([0, 1, 2], work, 2))
    print({n: str(found[n]) for n in range(3)})
    """
    assert alone(code) == "{0: '0', 1: 'ended itself with exit status 5', 2: '2'}\n"


def test_children_end_when_the_process_that_forked_them_is_killed(host, notebook, tmp_path):
    path = notebook(
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    )
    running = host.start(path, code=BEGIN + "ran(sys.argv[1])")
    pid, deadline = tmp_path / "pid", time.monotonic() + 60
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < deadline
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    deadline = time.monotonic() + 10
    while runs(int(pid.read_text())):
        assert time.monotonic() < deadline


def test_any_signal_can_be_told():
    assert str(fork.Ended(-9)) == "was killed by signal 9 (SIGKILL)"
    assert str(fork.Ended(-40)) == "was killed by signal 40"


def test_each_piece_comes_back_with_its_result_or_how_its_child_ended(alone):
    code = """
    def work(n):
        if n == 2:
            os._exit(4)
        if n == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return n * n
    found = dict(fork.each([0, 1, 2, 3, 4], work, 2))
    print({n: str(found[n]) for n in range(5)})
    """
    assert alone(code) == (
        "{0: '0', 1: '1', 2: 'ended itself with exit status 4', "
        "3: 'was killed by signal 9 (SIGKILL)', 4: '16'}\n"
    )


@pytest.mark.slow
def test_a_child_that_is_told_to_end_at_any_moment_runs_nothing_of_its_parent(alone):
    code = """
    me = os.getpid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    try:
        for n in range(200):
            child = fork.Child(lambda connection: connection.send(n))
            if n % 2:
                child.connection.recv()
            time.sleep(n % 20 / 20_000)
            child.stop()
    finally:
        print("the parent's" if os.getpid() == me else "a child's", "own end", flush=True)
    """
    assert alone(code) == "the parent's own end\n"


def test_children_that_still_run_are_ended_when_the_caller_is_through(alone):
    code = """
    import psutil
    for _, result in fork.each([0, 60], time.sleep, 2):
        break
    print(result)
    import gc; gc.collect()
    print(psutil.Process().children())
    """
    assert alone(code) == "None\n[]\n"


def test_a_grammar_that_takes_a_second_is_built_when_it_is_asked_for_and_not_before():
    code = """
    import sys
    from vse_report.make import warm
    with warm._grammar_of_addresses_later():
        from jsonschema import Draft202012Validator as Draft
    print("lark" in sys.modules, "rfc3987_syntax" in sys.modules)
    asked = Draft({'format': 'iri'}, format_checker=Draft.FORMAT_CHECKER)
    print([asked.is_valid(text) for text in ("https://æ.dk/ø", "no address")])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False False\n[True, False]\n"


def test_a_server_that_has_imported_everything_has_no_such_grammar(alone):
    assert alone("print('lark' in sys.modules, 'jsonschema' in sys.modules)") == "False True\n"


def test_what_comes_past_python_in_one_cell_after_the_other_is_shown_as_it_was(alone, notebook):
    path = notebook(*(f"import os; os.system('echo {word}');" for word in ("et", "to", "tre")))
    out = alone("print([c['outputs'][0]['text'] for c in ran(sys.argv[1])])", path)
    assert out == "['et\\n', 'to\\n', 'tre\\n']\n"


@pytest.mark.slow
def test_a_thread_that_prints_all_the_time_does_not_break_the_messages_of_the_cells(
    alone, notebook
):
    start = """import threading
def always():
    while True:
        print("x", flush=True)
threading.Thread(target=always, daemon=True).start()"""
    path = notebook(start, *["import time; time.sleep(0.005)"] * 60, "'the end'")
    assert "the end" in alone("print(str(ran(sys.argv[1]))[-3000:])", path)
