"""Accept the words of the default edition, so that a later change of them is seen in review."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from vse_report.errors import InputError
from vse_report.make import manifest as manifests
from vse_report.make.output import output_folder, put
from vse_report.make.plan import default_edition, refuse_unknown
from vse_report.paths import BUILD, WORDS
from vse_report.prose import changes
from vse_report.prose.changes import Change

_ANEW = "build it anew with `make report`."


@dataclass(frozen=True)
class Accepted:
    """Changes of words by report; reports that had no words yet; those whose words are gone."""

    changed: dict[str, list[Change]] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def words_file(name: str) -> str:
    """Return where the words of a report lie below the output folder."""
    return f"words/{name}.md"


def accept(reports: Sequence[str], named: Collection[str]) -> Accepted:
    """Copy words from the build to where they are committed, and return what changed.

    Parameters
    ----------
    reports : list of str
        Empty for all of the default edition; then words of reports that are gone are removed.
    named : collection of str
        Changes of a judging word that were looked at, such as ``faldt→steg``.

    Raises
    ------
    InputError
        For reports that are not built, failed, or built from other code, figures or parameters than
        those of the repository; words altered since; judging words that changed and are not named,
        or are named and did not change. Nothing is written then.
    """
    known = default_edition()
    refuse_unknown(reports, known)
    chosen = list(dict.fromkeys(reports)) or known
    if not BUILD.is_dir():
        raise InputError(f"nothing is built in {BUILD}; {_ANEW}")
    with output_folder(BUILD) as staging:
        texts = _built_words(chosen)
        before = {report: _committed(report) for report in chosen}
        found = {
            report: changes.compare(before[report], texts[report])
            for report in chosen
            if before[report] not in (None, texts[report])
        }
        _refuse_unnamed(found, named)
        gone = [] if reports else [path for path in WORDS.glob("*.md") if path.stem not in known]
        put({WORDS / f"{name}.md": text.encode() for name, text in texts.items()}, gone, staging)
    new = [report for report in chosen if before[report] is None]
    return Accepted(found, new, sorted(path.stem for path in gone))


def _built_words(reports: Sequence[str]) -> dict[str, str]:
    """Return the words of each report as it was built; InputError names all that are unfit."""
    built = manifests.load(BUILD).reports
    problems, texts = [], {}
    for report in reports:
        problem = _unfit(report, built)
        if problem:
            problems.append(f"{report}: {problem}")
        else:
            texts[report] = (BUILD / words_file(report)).read_text(encoding="utf-8")
    if problems:
        raise InputError("\n".join(["these words cannot be accepted:", *problems]))
    return texts


def _unfit(report: str, built: Mapping[str, manifests.BuiltReport]) -> str:
    """Return why the words of a report are not those of the default edition, or nothing."""
    if report not in built:
        return f"is not built in {BUILD}; {_ANEW}"
    if (BUILD / "failed" / f"{report}.ipynb").exists():
        return "failed when it was last built; mend it and " + _ANEW
    colophon = built[report].colophon
    if not colophon.is_default or not colophon.repository_data:
        return f"is built with other parameters or figures than the repository's; {_ANEW}"
    if built[report].is_outdated():
        return f"is built from older code or figures; {_ANEW}"
    path = BUILD / words_file(report)
    expected = built[report].files.get(words_file(report))
    if expected is None or not path.exists():
        return f"{path} is missing; {_ANEW}"
    if not manifests.is_file(path, expected):
        return f"{path} was altered since it was built; {_ANEW}"
    return ""


def _committed(report: str) -> str | None:
    path = WORDS / f"{report}.md"
    try:
        return path.read_text(encoding="utf-8") if path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read ({error}); restore it."
        raise InputError(msg) from None


def _refuse_unnamed(found: Mapping[str, list[Change]], named: Collection[str]) -> None:
    judged = {word for listed in found.values() for word in changes.judgements(listed)}
    unnamed, unknown = sorted(judged - set(named)), sorted(set(named) - judged)
    if unknown:
        listed = ", ".join(sorted(judged)) or "none"
        msg = f"no word changed in this way: {', '.join(unknown)}. Judging words changed: {listed}."
        raise InputError(msg)
    if unnamed:
        told = "\n".join(f"{report}\n{changes.told(listed)}" for report, listed in found.items())
        options = " ".join(f'--word "{word}"' for word in sorted(judged))
        msg = (
            f"{told}\nwords of direction, order or judgement changed; nothing was accepted. If all "
            f"are right, accept them by name:\n  vse-report accept {options}"
        )
        raise InputError(msg)
