"""``polltool new-polling-command``."""

from __future__ import annotations

import contextlib
import gc
import shlex
import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from polltool.cli.options import Function, common_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from polltool.cli.console import Console
    from polltool.scaffold.answering import Ask
    from polltool.scaffold.plan import Plan
    from polltool.workspace import Workspace

_REPEATED = {"arg": "args", "find_arg": "find_args", "output": "outputs"}
_INPUT = "NAME[:required|optional][:DESCRIPTION]"


def _repeatable(flag: str, form: str, says: str) -> Callable[[Function], Function]:
    """An option that may be given several times."""
    return click.option(flag, multiple=True, metavar=form, help=f"{says}; repeatable.")


@click.command(
    "new-polling-command",
    epilog="""\b
Examples:
  polltool new-polling-command Packs/Acme/Integrations/Acme --submit acme-scan-submit \\
      --find acme-scan-find --arg 'url:required:The URL to scan.' --state scan_id \\
      --submit-request 'POST /v1/scans' --find-request 'GET /v1/scans/{scan_id}'
  polltool new-polling-command --answers answers.yml --diff
  polltool new-polling-command Packs/Acme/Integrations --new Acme --submit acme-submit --find acme-find
  polltool new-polling-command Packs/Acme/Scripts --script AcmeScanAndWait --wraps acme-scan

Exits with 0 if the commands are written, were there already or are only shown, 1 on a conflict or
where something has no certain place, 2 on wrong or missing answers.""",
)
@click.argument("path", metavar="[PATH]", default=".", type=click.Path())
@click.option("--submit", metavar="NAME", help="The pair's command that submits a job.")
@click.option("--find", metavar="NAME", help="The pair's command that gets a job's result.")
@click.option("--command", metavar="NAME", help="Instead of a pair: one command that submits and waits.")
@click.option("--new", metavar="NAME", help="Make a whole new integration of that name in the folder PATH.")
@click.option(
    "--script",
    metavar="[NAME]",
    is_flag=False,
    flag_value="",
    help="Make a polling script that runs the commands --submit and --find; also --new NAME --script.",
)
@click.option("--wraps", metavar="COMMAND", help="With --script: run this polling command, and wait for it.")
@click.option("--state", metavar="KEY", help="The argument that carries the remote job's ID (job_id).")
@_repeatable("--arg", _INPUT, "An input of the submit (or single) command")
@_repeatable("--find-arg", _INPUT, "An input of the find command, beside the state")
@click.option("--interval", type=int, metavar="N", help="Seconds between two polls (30).")
@click.option("--timeout", type=int, metavar="N", help="Seconds after which waiting ends (600).")
@click.option("--polling-arg", metavar="NAME", help="The argument that asks for polling (polling).")
@click.option("--always-poll", is_flag=True, help="No such argument: the commands always poll.")
@click.option("--poll-message", metavar="TEXT", help="What people read meanwhile (Fetching Results:).")
@click.option("--outputs-prefix", metavar="P", help="Where in the context the results go, such as Acme.Scan.")
@_repeatable("--output", "PATH:TYPE:DESCRIPTION", "A context output, under the prefix")
@click.option("--submit-request", metavar="'METHOD PATH'", help="The request that submits a job.")
@click.option("--find-request", metavar="'METHOD PATH'", help="The request that asks for a job.")
@click.option("--id-field", metavar="F", help="Where the reply to a submission holds the ID (id).")
@click.option("--status-field", metavar="F", help="Where the reply about a job holds its status (status).")
@click.option("--running", metavar="V,V", help="The statuses that mean to go on (pending,running).")
@click.option("--failed", metavar="V,V", help="The statuses that mean failure (failed,error).")
@click.option(
    "--vendor-runtime",
    is_flag=True,
    help="Give the integration the runtime as a module, in the place of the platform's.",
)
@click.option("--answers", "answers_file", metavar="FILE", type=click.Path(), help="Answers as YAML or JSON.")
@click.option("--defaults", is_flag=True, help="Take defaults for what is missing, ask nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, write nothing.")
@click.option("--diff", is_flag=True, help="Show the whole difference, write nothing.")
@click.option("--no-tests", is_flag=True, help="Write no unit tests.")
@click.option("--no-readme", is_flag=True, help="Write no section of the README.")
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="A folder with templates that take the place of polltool's.",
)
@common_options
@click.pass_context
def new_polling_command(
    context: click.Context,
    /,
    path: str,
    answers_file: str | None,
    defaults: bool,
    dry_run: bool,
    diff: bool,
    quiet: bool,
    verbose: bool,
    color: str,
    **options: Any,
) -> int:
    """Make a pair of polling commands (or a single one) in an integration.

    PATH is the integration's folder or yml; with --new or --script, the folder in which a whole new
    integration or script is made. One command submits a job, the other polls for its result.
    Both are declared in the yml and written in the code, with the requests of the client, unit
    tests, a section of the README and a scenario for 'polltool simulate'. Nothing else in the files
    changes. What is planned is checked first; all files are written, or none.

    What no option and no answers file says is asked for on a terminal; elsewhere it is taken from
    the integration, or missing, which is an error.
    """
    from polltool.cli.console import Console
    from polltool.scaffold.answering import answer, guessed
    from polltool.scaffold.parsing import read_answers
    from polltool.scaffold.plan import plan_commands
    from polltool.scaffold.refusal import Refusal
    from polltool.scaffold.target import read_target, suggested_by
    from polltool.scaffold.verify import Unsound, verify
    from polltool.workspace import Workspace

    context.with_resource(_uncollected())
    console = Console(color, quiet=quiet)
    workspace = Workspace()
    given = {} if answers_file is None else dict(read_answers(answers_file, workspace))
    given |= _given(context, options)
    path = _script_named(
        given, path, named=context.get_parameter_source("path") is not ParameterSource.DEFAULT
    )
    ask = None if defaults else _asker()
    try:
        if "new" in given or "script" in given:
            from polltool.scaffold.newitems import plan_new_item

            answers, plan = plan_new_item(path, given, workspace, ask=ask, defaults=defaults)
        else:
            target = read_target(path, workspace)
            answers = answer(given, suggested_by(target, given), ask=ask, defaults=defaults)
            plan = plan_commands(target, answers)
        verify(plan, workspace)
    except (Refusal, Unsound) as error:
        console.remark("error", str(error))
        return 1
    for note in plan.notes:
        console.remark("note", note)
    if not plan.changes:
        if not quiet:
            console.say(f"{plan.yml}: already there: {', '.join(answers.names)}")
        return 0
    if diff:
        from polltool.fixing.diffs import diff_lines

        console.diff(diff_lines(plan.changes, workspace))
        return 0
    if not dry_run:
        _write(plan, workspace)
    _tell(console, plan, quiet=quiet, dry_run=dry_run)
    if not dry_run:
        console.remark("note", f"try it: polltool simulate {shlex.quote(plan.scenario)}")
    missing = () if answers.script is not None else guessed(given)
    if missing and ask is None:
        console.remark(
            "note",
            f"{' and '.join(missing)} not given: the code asks for "
            f"{answers.submit_request.method} {answers.submit_request.path} and "
            f"{answers.find_request.method} {answers.find_request.path}; put the API's own in their place",
        )
    return 0


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: the syntax trees are large, and of use until the end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _asker() -> Ask | None:
    """What asks a person; None where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    from polltool.scaffold.questions import ask

    return ask


def _given(context: click.Context, options: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the command line gives."""
    from polltool.scaffold.parsing import AnswerError, parse_input, parse_output, parse_request, parse_words

    parsers = {
        "arg": lambda texts: tuple(map(parse_input, texts)),
        "find_arg": lambda texts: tuple(map(parse_input, texts)),
        "output": lambda texts: tuple(map(parse_output, texts)),
        "submit_request": parse_request,
        "find_request": parse_request,
        "running": parse_words,
        "failed": parse_words,
    }
    found: dict[str, Any] = {}
    for name, value in options.items():
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        try:
            found[_REPEATED.get(name, name)] = parsers[name](value) if name in parsers else value
        except ValueError as error:
            raise AnswerError(f"--{name.replace('_', '-')}: {error}") from None
    if found.pop("always_poll", False):
        if "polling_arg" in found:
            raise AnswerError("--always-poll and --polling-arg contradict each other; leave one out")
        found["polling_arg"] = None
    for part in ("tests", "readme"):
        if found.pop(f"no_{part}", False):
            found[part] = False
    return found


def _script_named(given: dict[str, Any], path: str, *, named: bool) -> str:
    """The path, once ``--script`` has the script's name: its own value, or that of ``--new``.

    :param named: whether the command line names a path; else ``--script`` beside ``--new`` took it for a name.
    """
    from polltool.scaffold.parsing import AnswerError

    if "script" not in given or (given["script"] and "new" not in given):
        return path
    if "new" not in given:
        raise AnswerError("--script: the new script needs a name: --script NAME")
    if given["script"] and named:
        raise AnswerError("--new and --script name two different items; leave one out")
    path = given["script"] or path
    given["script"] = given.pop("new")
    return path


def _write(plan: Plan, workspace: Workspace) -> None:
    from polltool.errors import PolltoolError
    from polltool.fixing.writing import WriteError, write_together

    try:
        write_together(plan.changes, workspace)
    except WriteError as error:
        raise PolltoolError(f"{error.path}: {error}; nothing was written") from None


def _tell(console: Console, plan: Plan, *, quiet: bool, dry_run: bool) -> None:
    """Say which files are new and which change."""
    if quiet:
        return
    verbs = ("would create", "would change") if dry_run else ("created", "changed")
    for change in plan.changes:
        console.say(f"{verbs[change.old is not None]} {change.path}")
