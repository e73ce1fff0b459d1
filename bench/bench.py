"""How long a build takes and how much memory, against papermill and nbconvert used plainly.

    make bench
    make bench ARGS="--report 03_municipalities --repetitions 9"

Both ways are whole processes, started in turn on the same machine, so that what else the machine
does falls on both. The figures are printed and decide no exit status: a busy machine is no error.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from vse_report.build.plan import available_reports
from vse_report.paths import NOTEBOOKS, ROOT

BIN = Path(sys.executable).parent
GIB = 1024**3
MOST_MEMORY_GIB = 1.0
SECONDS_BETWEEN_LOOKS = 0.02


def ours(report: str, folder: Path) -> list[list[str]]:
    """Return the command of our build: HTML, PDF, CSV, manifest, with the figures verified."""
    return [[str(BIN / "vse-report"), "build", report, "--out", str(folder)]]


def plain(report: str, folder: Path) -> list[list[str]]:
    """Return the commands that make a page of the same notebook without us: HTML only."""
    executed = str(folder / "plain.ipynb")
    return [
        [str(BIN / "papermill"), str(NOTEBOOKS / f"{report}.ipynb"), executed],
        [str(BIN / "jupyter"), "nbconvert", "--to", "html", executed],
    ]


def seconds(commands: list[list[str]]) -> float:
    """Return how long the commands take one after the other; CalledProcessError if one fails."""
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def peak_memory(command: list[str]) -> int:
    """Return the largest sum of resident memory over a command's processes at one time [bytes].

    Pages that processes share are counted in each, so the true peak is rather lower.
    """
    peak = 0
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ended = threading.Event()

    def look() -> None:
        nonlocal peak
        root = psutil.Process(process.pid)
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            peak = max(peak, sum(map(_resident, [root, *_children(root)])))

    watcher = threading.Thread(target=look)
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def largest_process() -> int:
    """Return the peak resident memory of the largest process run so far [bytes]."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--report", action="append", help="one report; all if left out")
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args()
    for name in asked.report or available_reports():
        measure(name, asked.repetitions)


def measure(name: str, repetitions: int) -> None:
    """Measure one report both ways and print what was found."""
    times: dict[str, list[float]] = {"A": [], "B": []}
    with tempfile.TemporaryDirectory() as folder:
        commands = {"A": ours(name, Path(folder)), "B": plain(name, Path(folder))}
        # The first run of each, which also fills the disk cache, is not timed.
        memory = peak_memory(commands["A"][0])
        largest = largest_process()
        seconds(commands["B"])
        for _ in range(repetitions):
            for way, lines in commands.items():
                times[way].append(seconds(lines))
    report(name, times, memory, largest)


def report(name: str, times: dict[str, list[float]], memory: int, largest: int) -> None:
    """Print the table and the targets."""
    medians = {way: statistics.median(taken) for way, taken in times.items()}
    labels = {"A": "vse-report build (HTML and PDF)", "B": "papermill + jupyter nbconvert (HTML)"}
    print(f"{name}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"median of {len(times['A'])} runs in turn after a warm-up (least to most)")
    for way, label in labels.items():
        least, most = min(times[way]), max(times[way])
        print(f"  {way}  {label:<38} {medians[way]:6.2f} s  ({least:.2f} to {most:.2f})")
    faster = medians["A"] <= medians["B"]
    print(
        f"Target: A not slower than B. {_met(faster)}: {medians['A'] / medians['B']:.2f} times B."
    )
    small = memory <= MOST_MEMORY_GIB * GIB
    print(
        f"Target: A within {MOST_MEMORY_GIB:.0f} GiB. {_met(small)}: {memory / GIB:.2f} GiB over "
        f"all processes at once, {largest / GIB:.2f} GiB in the largest."
    )


def _met(target: bool) -> str:
    return "Met" if target else "Not met"


if __name__ == "__main__":
    main()
