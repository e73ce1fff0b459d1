"""How long builds take and how much memory, against papermill and nbconvert used plainly.

    make bench
    make bench ARGS="--repetitions 9"

All ways are whole processes, started in turn on the same machine, so that what else the machine
does falls on each. The figures are printed and decide no exit status: a busy machine is no error.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from vse_report.make.plan import DEFAULT_EDITION, available_reports
from vse_report.paths import NOTEBOOKS, ROOT

BIN = Path(sys.executable).parent
VSE_REPORT = str(BIN / "vse-report")
REPORTS = [report for report in DEFAULT_EDITION if report in available_reports()]
GIB = 1024**3
SECONDS_BETWEEN_LOOKS = 0.05

Commands = list[list[str]]


def ours(*arguments: str) -> Commands:
    """Return the command of our build: HTML, PDF, CSV, manifest, with the figures verified."""
    return [[VSE_REPORT, "build", *arguments]]


def plain(reports: Sequence[str], folder: Path) -> Commands:
    """Return the commands that make pages of the same notebooks without us: HTML only."""
    return [
        command
        for report in reports
        for executed in [str(folder / f"{report}.ipynb")]
        for command in (
            [str(BIN / "papermill"), str(NOTEBOOKS / f"{report}.ipynb"), executed],
            [str(BIN / "jupyter"), "nbconvert", "--to", "html", executed],
        )
    ]


def seconds(commands: Commands, status: int = 0) -> float:
    """Return how long the commands take one after the other; CalledProcessError if one fails."""
    started = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
        if done.returncode != status:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)
    return time.perf_counter() - started


def in_turn(ways: Mapping[str, Commands], repetitions: int) -> dict[str, float]:
    """Run all ways in turn, print a line for each, and return the median seconds of each.

    The first round, which also fills the disk cache, is not timed.
    """
    rounds = [
        {name: seconds(commands) for name, commands in ways.items()} for _ in range(repetitions + 1)
    ]
    medians = {}
    for name in ways:
        taken = [times[name] for times in rounds[1:]]
        medians[name] = statistics.median(taken)
        print(f"  {name:<48} {medians[name]:6.2f} s  ({min(taken):.2f} to {max(taken):.2f})")
    return medians


def peak_memory(command: list[str]) -> int:
    """Return the largest memory of a command's processes at one time [bytes].

    Proportional set sizes: a page that processes share is divided among them. Linux only.
    """
    peak = 0
    process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        total = 0
        with contextlib.suppress(psutil.Error):
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    total += one.memory_full_info().pss
        peak = max(peak, total)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def tell(what: str, found: float, most: float, unit: str) -> None:
    """Print whether a target is met."""
    print(f"  {'met' if found <= most else 'NOT met'}: {what} {found:.2f} {unit}, at most {most}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--report", default=REPORTS[0], help="the one report that is timed")
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args()
    one, times = asked.report, asked.repetitions
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"median of {times} runs in turn after a warm-up (least to most)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs, elsewhere, kept = "papermill + nbconvert, HTML only", "into a folder", "into build/"

        print(f"\nOne report, {one}, HTML and PDF")
        ways = {
            elsewhere: ours(one, "--out", str(folder / "out")),
            kept: ours(one),
            theirs: plain([one], folder),
        }
        medians = in_turn(ways, times)
        for way in (elsewhere, kept):
            tell(way, medians[way] / medians[theirs], 0.7, "times theirs")

        print("\nThe default edition, against its notebooks one after another")
        medians = in_turn({kept: ours(), theirs: plain(REPORTS, folder)}, times)
        tell(kept, medians[kept] / medians[theirs], 0.33, "times theirs")
        tell("memory of all processes", peak_memory(*ours()) / GIB, 1.0, "GiB")

    print("\nAn answer at once")
    for label, arguments, status in (
        ("vse-report --help", ["--help"], 0),
        ("a parameter that is refused", ["build", "-p", "from_month=1990M01"], 2),
    ):
        taken = [seconds([[VSE_REPORT, *arguments]], status) for _ in range(times + 1)][1:]
        tell(label, statistics.median(taken), 0.3, "s")


if __name__ == "__main__":
    main()
