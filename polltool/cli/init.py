"""``polltool init``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from polltool.cli.choices import Choice
from polltool.cli.options import common_options

if TYPE_CHECKING:
    from polltool.cli.console import Console
    from polltool.report.lines import Style
    from polltool.setup.plan import Plan
    from polltool.workspace import Workspace


@click.command(
    epilog="""\b
Examples:
  polltool init
  polltool init --editor vscode
  polltool init --diff path/to/content
  polltool init --hook-repo https://github.com/OWNER/polltool

Exits 0 when all is written or was there already, 1 when a file is in the way."""
)
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(file_okay=False))
@click.option("--editor", "editors", type=Choice(["vscode"]), multiple=True,
              help="Set up this editor as well: schemas for its YAML extension, recommended extensions.")  # fmt: skip
@click.option("--hook-repo", metavar="URL",
              help="Have pre-commit get polltool from this git repository, instead of taking the "
                   "polltool that is installed where it runs.")  # fmt: skip
@click.option("--no-pre-commit", is_flag=True, help="Add no pre-commit hook.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--diff", is_flag=True, help="Show as a diff what would be written, and write nothing.")
@common_options
def init(
    folder: str | None,
    editors: tuple[str, ...],
    hook_repo: str | None,
    no_pre_commit: bool,
    dry_run: bool,
    diff: bool,
    quiet: bool,
    verbose: bool,
    color: str,
) -> int:
    """Add polltool to a repository: configuration, pre-commit hook, editor settings.

    FOLDER is the repository's top folder; without one, that of the git work tree around the
    working directory, or the working directory. What is there stays: files get what they lack
    and nothing else in them changes. Where something is in the way it is named, and nothing is
    written.
    """
    from polltool.cli.console import Console
    from polltool.errors import PolltoolError
    from polltool.fixing.diffs import diff_lines
    from polltool.fixing.writing import WriteError, write_together
    from polltool.setup.parts import Folder
    from polltool.setup.plan import Wanted, plan
    from polltool.workspace import Workspace

    if hook_repo is not None and no_pre_commit:
        raise click.UsageError("--hook-repo is for a hook, and --no-pre-commit wants none: leave one out")
    console = Console(color, quiet=quiet)
    workspace = Workspace()
    top = _top(workspace, folder)
    planned = plan(Folder(top, workspace), Wanted(not no_pre_commit, hook_repo, editors))
    if planned.conflicts:
        for conflict in planned.conflicts:
            console.remark("conflict", str(conflict))
        console.remark("error", "nothing was written")
        return 1
    if diff:
        console.diff(diff_lines(planned.changes, workspace))
        return 0
    if not dry_run:
        try:
            write_together(planned.changes, workspace)
        except WriteError as error:
            raise PolltoolError(f"{error.path}: {error}; nothing was written") from None
    if not quiet:
        _tell(console, planned, dry_run)
    return 0


def _top(workspace: Workspace, folder: str | None) -> str:
    from polltool.errors import UsageError
    from polltool.git import GitError, work_tree

    if folder is not None:
        top = workspace.absolute(folder)
        if not workspace.is_dir(top):
            what = "this is no folder" if workspace.exists(top) else "no such folder"
            raise UsageError(f"{folder}: {what}; name the repository's top folder")
        return top
    try:
        return work_tree(workspace.cwd)
    except GitError:
        return workspace.cwd


def _tell(console: Console, planned: Plan, dry_run: bool) -> None:
    """Say what became of each file, or would."""
    from polltool.report.lines import Segment, visible

    for part in planned.parts:
        state = part.state
        if dry_run and part.change is not None:
            state = "would be made" if state == "new" else "would change"
        style: Style = "faint" if part.change is None else "good"
        path = Segment(visible(part.path), "path")
        console.lines([(path, Segment(": "), Segment(state, style), Segment(f" ({part.what})"))])
        for note in part.notes:
            console.remark("note", visible(f"{part.path}: {note}"))
