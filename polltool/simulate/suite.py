"""Running scenarios, one or many, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polltool.errors import PolltoolError, UsageError
from polltool.records import dataclass, replace
from polltool.simulate.api import simulate
from polltool.simulate.commandreplies import CommandBook
from polltool.simulate.expectations import Expectations, Unmet
from polltool.simulate.http import CannedHttp
from polltool.simulate.scenario import Scenario, find_scenarios, load_scenario
from polltool.simulate.sequence import Simulation


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What came of a scenario.

    ``unmet`` are the expectations that did not come true; ``error`` says why it could not be
    run at all, ``simulation`` is None then.
    """

    path: str
    name: str
    simulation: Simulation | None = None
    unmet: tuple[Unmet, ...] = ()
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it ran and all that is expected came true."""
        return self.error is None and not self.unmet


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says in place of the scenario; None where it says nothing.

    ``args`` and ``params`` are laid over the scenario's, ``options`` are fields of Options. Where
    ``command`` is another than the scenario's, what runs is another sequence: the scenario lends its
    replies, parameters and options, not its arguments and what it expects.
    """

    item: str | None = None
    command: str | None = None
    args: Mapping[str, Any] | None = None
    params: Mapping[str, Any] | None = None
    options: Mapping[str, Any] | None = None
    outcome: str | None = None


def run_scenario(path: str, overrides: Overrides | None = None) -> ScenarioResult:
    """Run one scenario file; what keeps it from running is the result's ``error``."""
    try:
        scenario = load_scenario(path)
    except PolltoolError as error:
        return ScenarioResult(path, path, error=str(error))
    try:
        return run_loaded(scenario, overrides or Overrides())
    except PolltoolError as error:
        return ScenarioResult(scenario.path, scenario.name, error=str(error))


def run_loaded(scenario: Scenario, overrides: Overrides) -> ScenarioResult:
    """Run a scenario that has been read.

    :raises PolltoolError: it cannot be run; the text says why.
    """
    item = overrides.item or scenario.item
    if item is None:
        raise UsageError(
            f"{scenario.path} names no integration; add the key 'integration', "
            f"or run it as: polltool simulate PATH COMMAND --scenario {scenario.path}"
        )
    other = None not in (overrides.command, scenario.command) and overrides.command != scenario.command
    args = {} if other else scenario.args
    http = CannedHttp(scenario.replies, scenario.path)
    simulation = simulate(
        item,
        overrides.command or scenario.command,
        {**args, **(overrides.args or {})},
        {**scenario.params, **(overrides.params or {})},
        http=http,
        execute_command=CommandBook(scenario.commands, scenario.path).answer,
        options=scenario.options(overrides.options),
    )
    expect = Expectations() if other else scenario.expect
    if overrides.outcome is not None:
        expect = replace(expect, outcome=overrides.outcome)
    unmet = expect.unmet(simulation, http.leftovers())
    return ScenarioResult(scenario.path, scenario.name, simulation, unmet)


def run_scenarios(paths: Sequence[str], overrides: Overrides | None = None) -> Iterator[ScenarioResult]:
    """Run scenario files and all that lie in folders, each as soon as it is asked for.

    A folder without any is a result that could not be run.
    """
    for path in paths:
        empty = True
        for found in find_scenarios(path):
            empty = False
            yield run_scenario(found, overrides)
        if empty:
            yield ScenarioResult(path, path, error=f"{path} holds no scenarios (*.scenario.yml)")


def counts(results: Sequence[ScenarioResult]) -> dict[str, int]:
    """How many scenarios passed, failed, and could not be run."""
    broken = sum(result.error is not None for result in results)
    passed = sum(result.passed for result in results)
    return {
        "scenarios": len(results),
        "passed": passed,
        "failed": len(results) - passed - broken,
        "errors": broken,
    }


def exit_code(results: Sequence[ScenarioResult]) -> int:
    """0 if all passed, 1 if one failed, 2 if one could not be run."""
    if any(result.error is not None for result in results):
        return 2
    return 0 if all(result.passed for result in results) else 1
