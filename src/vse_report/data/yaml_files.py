"""The YAML files of a data folder: read as texts, every fault named with its place."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.reader import Reader

from vse_report.data.problems import shown
from vse_report.errors import DataError

_DEEPEST = 20  # ours have six levels
_NULL = "tag:yaml.org,2002:null"


# The C version is the same, ten times as fast, and not in every build of PyYAML.
class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
    """Reads 2026-08-22, 010 and 2007 as texts, and only an unquoted null or ~ as None.

    Nothing is guessed at; pydantic turns texts into the types that the fields declare. PyYAML lets
    the last of two equal keys win; `repeated` has a line about each.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        first: dict[str, int] = {}
        for key, _ in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in first:
                lines = f"in lines {first[name]} and {line}"
                self.repeated.append(f"  - {shown(name)} {lines}; keep one.")
            first.setdefault(name, line)
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL)$"), list("~nN"))
_Loader.add_constructor(_NULL, lambda _loader, _node: None)


def read_regular(path: Path, most: int = 100) -> bytes:
    """Return what a file holds.

    OSError too if it is a pipe or device, which may never end, or has over ``most`` million bytes:
    the largest of ours has one.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "is no regular file", str(path))
    if path.is_file() and path.stat().st_size > most * 1_000_000:
        raise OSError(errno.EFBIG, f"is larger than {most} MB", str(path))
    return path.read_bytes()


def read_text(path: Path) -> str:
    """Return the text of a file, or raise DataError where it cannot be read or is not UTF-8."""
    try:
        return read_regular(path, most=10).decode("utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); restore the file.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = error.object[error.start]
        msg = f"{path}: line {line} is not UTF-8 (byte 0x{found:02x}); save the file as UTF-8."
        raise DataError(msg) from None


def parse(text: str, path: Path) -> Any:
    """Return what YAML text holds, all values as texts or None; ``path`` is for messages.

    Raises
    ------
    DataError
        If the text is not YAML, or a key stands twice in one place.
    """
    control = Reader.NON_PRINTABLE.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        found = shown(control[0])
        raise DataError(f"{path}: line {line} has the character {found}; take it out.")
    loader = _Loader(text)
    try:
        _refuse_what_grows(text, path)
        content = loader.get_single_data()
    except yaml.YAMLError as error:
        msg = f"{path}: is not valid YAML; mend the line named here:\n{error}".replace(
            "<unicode string>", path.name
        )
        raise DataError(msg) from None
    finally:
        loader.dispose()
    if loader.repeated:
        raise DataError(f"{path}: keys given twice:\n" + "\n".join(loader.repeated))
    return content


def _refuse_what_grows(text: str, path: Path) -> None:
    """Refuse YAML that is small to write and large to read: deep nests, and places used again."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader.__base__):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1
        if depth > _DEEPEST:
            raise DataError(f"{path}: line {line} is nested too deeply to be one of our files.")
        if isinstance(event, yaml.AliasEvent):
            msg = f"{path}: line {line} refers to another place (*{event.anchor}); write it out."
            raise DataError(msg)


# What pydantic says is about Python; who writes YAML is told what to write.
_EXPECTED = {
    "missing": "is missing",
    "extra_forbidden": "is no field of this file; take it out, or mend its name",
    "string_type": "expected a text",
    "string_too_short": "expected a text, there is none",
    "list_type": "expected a list, [one, two] or a line `- one` each",
    "dict_type": "expected names with values, {name: value} or a line `name: value` each",
    "model_type": "expected names with values, {name: value} or a line `name: value` each",
    "date_from_datetime_parsing": "expected a day, 2026-09-22",
    "date_parsing": "expected a day, 2026-09-22",
}


def faults(error: ValidationError, content: Any = None) -> list[str]:
    """Return one line per field that does not fit a model: field, what was expected, what found.

    Entries of a list in ``content``, what was validated, are named by their ``id`` if they have it.
    """
    lines = []
    for wrong in error.errors():
        field = shown(_place(wrong["loc"], content) or "the entry")[1:-1]
        said = wrong["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
        expected = _EXPECTED.get(wrong["type"], said)
        has_value = wrong["type"] not in ("missing", "value_error")
        found = f", found {shown(wrong['input'])}" if has_value else ""
        lines.append(f"{field}: {expected}{found}")
    return lines


def _place(steps: Sequence[int | str], content: Any) -> str:
    """Return where in a file's content a field stands, ``statements.fewest_in_decades.verdict``."""
    names = []
    for step in steps:
        try:
            content = content[step]
        except (TypeError, LookupError):  # a field that is missing
            content = None
        named = isinstance(step, int) and isinstance(content, dict) and content.get("id")
        names.append(str(named or step))
    return ".".join(names)
