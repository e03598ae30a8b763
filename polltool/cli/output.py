"""Where a report goes and in which format: ``--format`` and ``--output``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click

from polltool.atomic import replace_file
from polltool.cli.choices import Choice
from polltool.errors import did_you_mean
from polltool.records import dataclass
from polltool.report.formats import COUNTING, FORMATS, LINES, FormatName

if TYPE_CHECKING:
    from polltool.cli.console import Console
    from polltool.report.formats import Rendered
    from polltool.report.view import SourceOf, View
    from polltool.result import Report

Function = TypeVar("Function", bound=Callable[..., Any])
Format = TypeVar("Format", bound=str)

WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub Actions and GitLab CI say where the repository lies."""


@dataclass(frozen=True, slots=True)
class OutputFile(Generic[Format]):
    """A file that gets the report as well."""

    format: Format
    path: str


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is printed on the standard output, and what is written beside it."""

    format: FormatName
    files: tuple[OutputFile[FormatName], ...] = ()


def output_options(function: Function) -> Function:
    """``--format`` and ``--output``: the parameters ``format_`` (None: not given) and ``output``."""
    for option in (
        output_file_option(FORMATS),
        click.option("--format", "format_", type=Choice(FORMATS),
                     help="How findings are printed.  [default: text; inside GitHub Actions github]"),
    ):  # fmt: skip
        function = option(function)
    return function


def output_file_option(formats: Sequence[Format]) -> Callable[[Function], Function]:
    """``--output``: the parameter ``output``, files of these formats."""

    def files(
        _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
    ) -> tuple[OutputFile[Format], ...]:
        files: list[OutputFile[Format]] = []
        for value in given:
            file = _file(value, formats)
            if any(os.path.abspath(file.path) == os.path.abspath(other.path) for other in files):
                raise click.UsageError(f"--output {value}: there is another report for this file already")
            files.append(file)
        return tuple(files)

    return click.option(
        "--output",
        metavar="FORMAT:FILE",
        multiple=True,
        callback=files,
        help="Write the report to a file as well, in any of the formats; repeatable.",
    )


def _file(given: str, formats: Sequence[Format]) -> OutputFile[Format]:
    word, colon, path = given.partition(":")
    for name in formats:
        if colon and word == name:
            break
    else:
        if word in formats:
            raise click.UsageError(f"--output {given}: the file is missing; write {word}:FILE")
        hint = f"one of {', '.join(formats)}, then a colon"
        if colon:
            hint = did_you_mean(word, formats, hint, shown=lambda name: f"{name}:{path}")
        what = f"{word!r} is no format" if colon and path else "the format is missing"
        raise click.UsageError(f"--output {given}: {what}; {hint}")
    if not path or path == "-":
        raise click.UsageError(f"--output {given}: the file is missing; --format is for the standard output")
    folder = os.path.dirname(path) or "."
    if os.path.isdir(path):
        raise click.UsageError(f"--output {given}: this is a folder; name a file in it")
    if not os.path.isdir(folder):
        raise click.UsageError(f"--output {given}: there is no folder {folder}; make it first")
    return OutputFile(name, path)


def chosen(
    format_: str | None,
    files: Sequence[OutputFile[FormatName]],
    *,
    statistics: bool,
    environ: Mapping[str, str] = os.environ,
) -> Outputs:
    """The outputs of a run: where no format is given, ``github`` inside GitHub Actions, else ``text``.

    :raises UsageError: statistics in a format that has no place for them.
    """
    known: dict[str, FormatName] = {name: name for name in FORMATS}
    if format_ is None:
        name: FormatName = "text"
        if environ.get("GITHUB_ACTIONS") == "true" and not statistics:
            name = "github"
    else:
        name = known[format_]
    if statistics and name not in COUNTING:
        raise click.UsageError(
            f"--statistics goes with the formats {', '.join(sorted(COUNTING))}, not with {name}"
        )
    return Outputs(name, tuple(files))


def forge_folder(environ: Mapping[str, str] = os.environ) -> str:
    """The working directory as seen from the repository that a CI job is about; empty where it is its root."""
    here = os.path.realpath(os.getcwd())
    for variable in WORKSPACES:
        root = os.path.realpath(environ[variable]) if environ.get(variable) else here
        if here.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(here, root).replace(os.sep, "/")
    return ""


def print_report(console: Console, outputs: Outputs, view: View) -> None:
    """Print the report."""
    from polltool.report.formats import lines, render

    if outputs.format in LINES:
        console.lines(lines(outputs.format, view, width=console.width, frame_width=console.frame_width))
    else:
        print_rendered(console, render(outputs.format, view))


def print_rendered(console: Console, rendered: Rendered) -> None:
    """Print a report that is all text already."""
    if rendered.text:
        console.write(rendered.text)
    for note in rendered.notes:
        console.remark("note", note)


def write_reports(console: Console, outputs: Outputs, view: View) -> bool:
    """Write the files; whether all of them could be written."""
    from polltool.report.formats import render

    return write_files(console, outputs.files, lambda name: render(name, view))


def write_files(
    console: Console, files: Sequence[OutputFile[Format]], render: Callable[[Format], Rendered]
) -> bool:
    """Write files with what ``render`` makes of their formats; whether all of them could be written."""
    from polltool.report.lines import visible

    written = True
    for file in files:
        rendered = render(file.format)
        try:
            replace_file(file.path, rendered.text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            reason = error.strerror or str(error)
            console.remark("error", visible(f"{file.path}: this report cannot be written: {reason}"))
            written = False
        for note in rendered.notes:
            console.remark("note", note)
    return written


def remarks(console: Console, report: Report, *, verbose: bool) -> None:
    """Say what could not be checked, and what else there is to say of the given paths."""
    from polltool.report.lines import visible

    for note in report.notes:
        console.remark("note", visible(note))
    for failure in report.failures:
        console.remark("error", visible(f"{failure.path}: {failure.message}"))
        if verbose and failure.detail is not None:
            print("\n".join(visible(line) for line in failure.detail.splitlines()), file=sys.stderr)


def sources(overlay: Mapping[str, bytes]) -> SourceOf:
    """Reads the files that findings lie in, each once."""
    import functools

    from polltool.errors import ReadError
    from polltool.source import Source
    from polltool.workspace import Workspace

    workspace = Workspace(overlay=overlay)

    @functools.lru_cache(maxsize=64)
    def source_of(path: str) -> Source | None:
        try:
            data = workspace.read(workspace.absolute(path))
        except ReadError:
            return None
        return Source(path, data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))

    return source_of
