"""What a machine installs: pyproject.toml, the lock and conda's list say the same."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from vse_report.paths import LOCK, ROOT

# Put together here, so that this file does not contain what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
]
HOMES = ["work", "root", "home", "Users", "opt", "mnt"]
MACHINE_PATH = re.compile(rf"(?<![\w.>-])/(?:{'|'.join(HOMES)})/")


def direct_requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        Requirement(line)
        for line in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    ]


def conda_requirements() -> list[Requirement]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = []
    for line in environment["dependencies"]:
        lines += line["pip"] if isinstance(line, dict) else [line]
    # conda-forge writes some names with an underscore.
    return [Requirement(line.replace("jupyter_client", "jupyter-client")) for line in lines]


def locked_requirements(text: str) -> list[str]:
    """Return each requirement of a lock with its continuation lines on one line."""
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


@pytest.fixture(scope="module")
def lock() -> str:
    return LOCK.read_text(encoding="utf-8")


def test_conda_users_get_the_same_direct_dependencies():
    conda = {str(requirement) for requirement in conda_requirements()}
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert conda - {"pip", f"python{python}"} == {str(item) for item in direct_requirements()}
    assert {"pip", f"python{python}"} <= conda


def test_every_package_that_is_imported_is_a_direct_dependency():
    declared = {canonicalize_name(item.name) for item in direct_requirements()}
    providers = packages_distributions()
    folders = [ROOT / name for name in ("src", "tests", "bench")]
    own = {path.stem for folder in folders for path in folder.glob("*")}
    imported = {
        name: path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in folder.rglob("*.py")
        for name in imported_modules(path) - own - sys.stdlib_module_names
    }
    undeclared = {
        name: path
        for name, path in imported.items()
        if not declared & set(map(canonicalize_name, providers.get(name, [])))
    }
    assert undeclared == {}


def imported_modules(path: Path) -> set[str]:
    """Return the top-level modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    return found


def test_lock_has_every_direct_dependency_within_its_bound(lock):
    locked = {}
    for line in locked_requirements(lock):
        requirement = Requirement(line.partition(" --hash")[0])
        locked.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    for direct in direct_requirements():
        pinned = locked.get(canonicalize_name(direct.name))
        assert pinned, f"{direct.name} is not in the lock; run `make lock`"
        for requirement in pinned:
            (pin,) = requirement.specifier
            assert pin.operator == "=="
            assert pin.version in direct.specifier


def test_lock_has_hashes_for_every_requirement(lock):
    requirements = locked_requirements(lock)
    assert len(requirements) > len(direct_requirements())
    bare = [
        line[:60] for line in requirements if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert bare == []


def test_lock_names_no_index_and_no_address(lock):
    options = [line for line in locked_requirements(lock) if line.startswith("-")]
    assert options == []
    assert "://" not in lock


def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine():
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in tracked_files()
        for number, line in enumerate(read_text(ROOT / path), start=1)
        if MACHINE_PATH.search(line) or any(host in line for host in REGISTRIES)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("see /" + "home/anna/x.csv", True),
        ('path = "/' + 'work/main"', True),
        ("https://example.dk/" + "home/x", False),
        ("python .venv/" + "opt/x", False),
    ],
)
def test_places_on_one_machine_are_told_from_addresses(line, expected):
    assert bool(MACHINE_PATH.search(line)) is expected


def tracked_files() -> list[str]:
    """Return the files under version control, new ones included before they are committed."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone, so it is not known which files belong to the repository")
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    return names


def read_text(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="ignore").splitlines()


@pytest.mark.slow
def test_a_users_settings_of_pip_do_not_lead_packages_elsewhere(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / ".venv"], check=True)
    wheel = tmp_path / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n"
        )
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[install]\ntarget = {tmp_path / 'one'}\n")
    asked = f"include {ROOT / 'Makefile'}\ntiny:\n\t$(INSTALL) --no-index {wheel}\n"
    (tmp_path / "Makefile").write_text(asked)
    ours = os.environ | {"PIP_USER": "1", "PIP_PREFIX": str(tmp_path / "two")}
    ours |= {"PIP_ROOT": str(tmp_path / "three"), "PIP_CONFIG_FILE": str(settings)}
    subprocess.run(["make", "--directory", tmp_path, "tiny"], env=ours, check=True)
    assert list((tmp_path / ".venv").glob("lib/*/site-packages/tiny.py"))
    assert not [name for name in ("one", "two", "three") if (tmp_path / name).exists()]
