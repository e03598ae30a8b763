"""``polltool simulate``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from polltool.cli.choices import Choice, server_version
from polltool.cli.options import common_options
from polltool.records import replace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from polltool.cli.console import Console
    from polltool.simulate.suite import Overrides, ScenarioResult

_OPTIONS = (
    "server_version",
    "common_server_python",
    "old_decorator",
    "script_args",
    "fill_defaults",
    "drop_empty",
    "max_runs",
    "run_timeout",
)
"""The command line's options that are fields of ``Options``."""


def _pairs(_ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"{text!r} is not KEY=VALUE", param=param)
        pairs[key.strip()] = value
    return pairs


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a shell offers: after an item its commands, else files."""
    given = ctx.params.get("given") or ()
    if given and not incomplete.startswith("."):
        from click.shell_completion import CompletionItem

        from polltool.simulate.errors import SimulationError
        from polltool.simulate.subject import Files

        with contextlib.suppress(SimulationError):
            commands = [command.name for command in Files().subject(given[0]).item.commands]
            return [CompletionItem(name) for name in commands if name.startswith(incomplete)]
    return param.type.shell_complete(ctx, param, incomplete)


@click.command(
    epilog="""\b
Examples:
  polltool simulate Packs/Acme/Integrations/Acme acme-url-submit -a url=https://example.com \\
    -a polling=true --scenario replies.scenario.yml
  polltool simulate Packs/Acme/Scripts/AcmeWait -a id=42
  polltool simulate tests/acme.scenario.yml
  polltool simulate --format junit Packs

Exits 0 when the sequence ended as expected, 1 when it ended otherwise, 2 when it could not be run."""
)
@click.argument("given", metavar="PATH [COMMAND] | SCENARIO...", nargs=-1, required=True, type=click.Path(),
                shell_complete=_complete)  # fmt: skip
@click.option("-a", "--arg", "args", metavar="KEY=VALUE", multiple=True, callback=_pairs,
              help="An argument of the command.")  # fmt: skip
@click.option("--param", "params", metavar="KEY=VALUE", multiple=True, callback=_pairs,
              help="A configuration parameter; credentials.password=... for a part of one. "
              "The yml's defaults stand for the others.")  # fmt: skip
@click.option("--scenario", metavar="FILE", type=click.Path(),
              help="Replies, arguments and expectations for PATH and COMMAND.")  # fmt: skip
@click.option("--expect", type=Choice(["done", "error", "timeout"]),
              help="How the sequence has to end (default: done, or what the scenario says).")  # fmt: skip
@click.option("--max-runs", metavar="N", type=click.IntRange(min=1),
              help="Stop a schedule that does not end after N runs (default: 10000).")  # fmt: skip
@click.option("--server-version", metavar="V", callback=server_version,
              help="The server's version (default: 8.0.0).")  # fmt: skip
@click.option("--common-server-python", metavar="PATH", type=click.Path(exists=True, dir_okay=False),
              help="The library to run with; by default the repository's own "
              "(Packs/Base/Scripts/CommonServerPython), else the bundled runtime.")  # fmt: skip
@click.option("--old-decorator", is_flag=True, default=None,
              help="The bundled runtime behaves as before base release 1.32.49: a missing polling "
              "argument raises.")  # fmt: skip
@click.option("--script-args", type=Choice(["declared", "original"]),
              help="What a script that is run again gets: the schedule's arguments that it declares "
              "(default), or those of its first run.")  # fmt: skip
@click.option("--fill-defaults", type=Choice(["never", "first-run", "always"]),
              help="When the yml's defaults fill in arguments that are not given: in the first run "
              "(default), as when a person starts it; never, as in a playbook; or in each run.")  # fmt: skip
@click.option("--drop-empty", is_flag=True, default=None,
              help="Arguments that are null or empty do not reach the next run.")  # fmt: skip
@click.option("--run-timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True),
              help="Stop a run that computes for longer, in real seconds (default: 60).")  # fmt: skip
@click.option("--format", "format_", type=Choice(["text", "json", "mermaid", "junit"]), default="text",
              show_default=True, help="How to print it.")  # fmt: skip
@common_options
def simulate(
    given: tuple[str, ...],
    args: dict[str, str],
    params: dict[str, str],
    scenario: str | None,
    expect: str | None,
    format_: str,
    quiet: bool,
    verbose: bool,
    color: str,
    **settings: Any,
) -> int:
    """Run a polling sequence on this machine, in virtual time, as the server would.

    PATH is an integration's or a script's folder, yml or Python file; its code is run. SCENARIO is a
    scenario file, or a folder with some (*.scenario.yml). Nothing goes to the network: requests get the
    replies that a scenario has for them.
    """
    from polltool.cli.console import Console
    from polltool.simulate.suite import Overrides, exit_code

    options = {name: settings[name] for name in _OPTIONS if settings[name] is not None}
    overrides = Overrides(args=args, params=params, options=options, outcome=expect)
    results, several = _run(given, scenario, overrides)
    _print(
        Console(color, quiet=quiet),
        results,
        format_,
        several=several,
        expecting=expect is not None,
        quiet=quiet,
        verbose=verbose,
    )
    return exit_code(results)


def _run(
    given: tuple[str, ...], scenario: str | None, overrides: Overrides
) -> tuple[Sequence[ScenarioResult], bool]:
    """What came of what the command line names, and whether that is a list."""
    from polltool.simulate.suite import run_scenario, run_scenarios

    path, *others = given
    if scenario is None and not _means_item(path, others):
        return list(run_scenarios(given, overrides)), len(given) > 1 or os.path.isdir(path)
    if len(others) > 1:
        raise click.UsageError(
            f"{path} is an integration or a script: give it one COMMAND at most, not {', '.join(others)}; "
            "arguments go after -a"
        )
    command = others[0] if others else None
    if scenario is not None:
        return [
            run_scenario(scenario, replace(overrides, item=os.path.abspath(path), command=command))
        ], False
    return [_run_command(path, command, overrides)], False


def _means_item(path: str, others: Sequence[str]) -> bool:
    """Whether a path is an item that is to be run, not a scenario or a folder with scenarios."""
    from polltool.simulate.errors import SimulationError
    from polltool.simulate.scenario import find_scenarios, is_scenario_name
    from polltool.simulate.subject import Files

    if is_scenario_name(path):
        return False
    try:
        subject = Files().subject(path)
    except SimulationError:
        subject = None
    if not os.path.isdir(path):
        return subject is not None or not _reads_like_scenario(path)
    if subject is not None and (others or len(subject.item.commands) == 1):
        return True
    if others:
        return not all(os.path.exists(other) for other in others)
    return not any(True for _ in find_scenarios(path))


def _reads_like_scenario(path: str) -> bool:
    """Whether a yml has keys of a scenario: it may have any name."""
    from polltool.yamldoc import load_bytes

    if not path.lower().endswith((".yml", ".yaml", ".json")) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        root = load_bytes(path, file.read()).root
    return root is not None and any(key in root for key in ("integration", "replies", "expect"))


def _run_command(path: str, command: str | None, overrides: Overrides) -> ScenarioResult:
    """A command without a scenario; what is expected is the outcome."""
    from polltool.simulate.api import simulate
    from polltool.simulate.expectations import Expectations
    from polltool.simulate.options import Options
    from polltool.simulate.suite import ScenarioResult

    simulation = simulate(
        path,
        command,
        overrides.args,
        overrides.params,
        options=replace(Options(), **(overrides.options or {})),
    )
    unmet = Expectations(outcome=overrides.outcome or "done").unmet(simulation)
    return ScenarioResult(simulation.item, simulation.command, simulation, unmet)


def _print(
    console: Console,
    results: Sequence[ScenarioResult],
    format_: str,
    *,
    several: bool,
    expecting: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    if format_ == "json":
        console.write(_json(results, several=several))
    elif format_ == "junit":
        from polltool.report.simulation_junit import junit_xml

        console.write(junit_xml(results))
    elif format_ == "mermaid":
        from polltool.report.simulation_mermaid import mermaid_text

        for result in results:
            if result.simulation is not None:
                console.write(mermaid_text(result.simulation))
    else:
        _print_text(console, results, several=several, expecting=expecting, quiet=quiet, verbose=verbose)
    for result in results:
        if result.error is not None and not (several and format_ == "text"):
            console.remark("error", result.error)


def _json(results: Sequence[ScenarioResult], *, several: bool) -> str:
    from polltool.report import simulation_json

    if several:
        return simulation_json.scenarios_json(results)
    (result,) = results
    if result.simulation is not None and _is_command(result):
        return simulation_json.simulation_json(result.simulation)
    return simulation_json.scenario_json(result)


def _is_command(result: ScenarioResult) -> bool:
    """Whether it is a command's that was started without a scenario."""
    return result.simulation is not None and result.path == result.simulation.item


def _print_text(
    console: Console,
    results: Sequence[ScenarioResult],
    *,
    several: bool,
    expecting: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    from polltool.report.simulation_text import result_lines, scenarios_line, timeline_lines

    for result in results:
        if result.simulation is not None and (verbose or not (several or quiet)):
            console.lines(timeline_lines(result.simulation, width=console.width, verbose=verbose))
        # How a command ended is told by the timeline; what was expected of it is not.
        if several or (result.error is None and (quiet or expecting or not _is_command(result))):
            console.lines(result_lines(result))
    if several:
        console.lines([scenarios_line(results)])
