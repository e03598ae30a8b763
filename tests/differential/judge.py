"""What went wrong in a simulation, and which findings say so beforehand."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from polltool import lint_paths
from polltool.findings import Finding
from polltool.simulate.api import simulate
from polltool.simulate.options import Options
from polltool.simulate.sequence import Outcome, Simulation
from tests.differential.program import files
from tests.differential.service import Service
from tests.differential.shapes import Shape
from tests.differential.starts import Start
from tests.differential.yml import NAMES, asks, yml

MAX_RUNS = 9


class Trouble(enum.Enum):
    """What goes wrong in a simulation; the first that applies, in this order, is what it is called."""

    NO_COMMAND = "a schedule names a command that is not there"
    NO_REQUIRED = "a scheduled run lacks a required argument"
    NO_INTERVAL = "the interval is None, or there is no argument to make one of"
    NO_ANSWER = "what says whether to go on can be neither read nor called"
    NO_RESULT = "the function returns no PollResult"
    NO_PARTIAL = "the partial result is none"
    NO_JSON = "the next run's arguments are no JSON"
    NO_DICT = "the next run's arguments are no dictionary"
    NO_ARGS = "the decorator gets something else in the place of the arguments"
    NO_DECORATOR = "the decorator is not there, or not made"
    NO_STATE = "a run lacks what the one before knew"
    NO_BOOLEAN = "the argument that asks for polling is missing (older library)"
    AGAIN = "a job was submitted again"
    STOPPED = "it stopped before the job was done"
    TIMED_OUT = "it timed out after one look at most"
    UNASKED = "it polled although nobody asked"
    REPEATED = "the message is shown in every run"
    SILENT = "the first run shows nothing"


TABLE: Mapping[Trouble, frozenset[str]] = {
    Trouble.NO_COMMAND: frozenset({"POL406"}),
    Trouble.NO_REQUIRED: frozenset({"POL208"}),
    # A schedule that nobody returns is made all the same.
    Trouble.NO_INTERVAL: frozenset({"POL301", "POL413"}),
    Trouble.NO_ANSWER: frozenset({"POL403"}),
    Trouble.NO_RESULT: frozenset({"POL402"}),
    Trouble.NO_PARTIAL: frozenset({"POL404"}),
    Trouble.NO_JSON: frozenset({"POL409"}),
    Trouble.NO_DICT: frozenset({"POL405"}),
    Trouble.NO_ARGS: frozenset({"POL401"}),
    Trouble.NO_DECORATOR: frozenset({"POL411", "POL412"}),
    Trouble.NO_STATE: frozenset({"POL201", "POL208", "POL212", "POL213", "POL405"}),
    Trouble.NO_BOOLEAN: frozenset({"POL104", "POL205", "POL207"}),
    Trouble.AGAIN: frozenset({"POL201", "POL213", "POL405", "POL414"}),
    Trouble.STOPPED: frozenset(
        {"POL101", "POL102", "POL103", "POL104", "POL201", "POL205", "POL207", "POL411", "POL412", "POL413"}
    ),
    Trouble.TIMED_OUT: frozenset({"POL304"}),
    Trouble.UNASKED: frozenset({"POL407"}),
    Trouble.REPEATED: frozenset({"POL203"}),
    Trouble.SILENT: frozenset({"POL204"}),
}
"""Any of these findings, of whatever severity, says that it will go wrong in this way."""

FIRST = frozenset({"POL401", "POL411", "POL412"})
"""A function that is called or decorated wrongly is followed no further: that has to be mended first."""

_RAISED: tuple[tuple[str, Trouble], ...] = (
    ("'<' not supported between instances of 'NoneType' and 'int'", Trouble.NO_INTERVAL),
    *((f"KeyError: '{interval}'", Trouble.NO_INTERVAL) for interval, _ in NAMES.values()),
    ("object is not callable", Trouble.NO_ANSWER),
    ("has no attribute 'continue_to_poll'", Trouble.NO_RESULT),
    ("has no attribute 'response'", Trouble.NO_RESULT),
    ("has no attribute 'scheduled_command'", Trouble.NO_PARTIAL),
    ("is not JSON serializable", Trouble.NO_JSON),
    ("'str' object does not support item assignment", Trouble.NO_DICT),
    ("'str' object has no attribute 'get'", Trouble.NO_ARGS),
    ("string indices must be integers", Trouble.NO_ARGS),
    ("'Client' object has no attribute ", Trouble.NO_ARGS),
    ("'dict' object has no attribute 'submit'", Trouble.NO_ARGS),
    ("'dict' object has no attribute 'status'", Trouble.NO_ARGS),
    ("'Client' object is not subscriptable", Trouble.NO_ARGS),
    ("argument of type 'Client' is not iterable", Trouble.NO_ARGS),
    ("int() argument must be a string", Trouble.NO_INTERVAL),
    ("Argument is neither a string nor a boolean", Trouble.NO_BOOLEAN),
    ("KeyError: 'job_id'", Trouble.NO_STATE),
    ("there is no job", Trouble.NO_STATE),
    ("PollResult", Trouble.NO_DECORATOR),
    ("polling_function.<locals>.dec() ", Trouble.NO_DECORATOR),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A shape with what lint finds and what its simulation is."""

    findings: tuple[Finding, ...]
    simulation: Simulation
    trouble: Trouble | None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all findings."""
        return frozenset(finding.code for finding in self.findings)

    @property
    def told(self) -> bool:
        """Whether a finding says what goes wrong."""
        return self.trouble is None or bool(self.codes & (TABLE[self.trouble] | FIRST))


def written(folder: Path, shape: Shape) -> None:
    """Write the item of a shape, with its shared module."""
    folder.mkdir(parents=True, exist_ok=True)
    code = files(shape)
    embedded = code["Acme"] if shape.layout == "unified" else None
    (folder / "Acme.yml").write_text(yml(shape, embedded), encoding="utf-8")
    (folder / "Acme.py").unlink(missing_ok=True)
    if embedded is None:
        (folder / "Acme.py").write_text(code["Acme"], encoding="utf-8")
    module = folder.parents[2] / "ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(code.get("AcmeApiModule", ""), encoding="utf-8")


def linted(folder: Path) -> tuple[Finding, ...]:
    """What lint finds in the item of a folder."""
    report = lint_paths([folder], cwd=str(folder), isolated=True)
    assert not report.failures, report.failures
    assert report.checked == 1
    return report.findings


def simulated(folder: Path, shape: Shape, start: Start) -> tuple[Simulation, Service]:
    """The sequence that the item of a folder makes, and the service that it talked to."""
    service = Service(start.looks)
    args = start.arguments(shape)
    lines = (folder / "Acme.yml").read_text(encoding="utf-8").splitlines()
    declared = {line.partition("name: ")[2] for line in lines if "- name: " in line}
    # Whether nothing at all travels is unsettled (facts.md 14), so lint takes the milder view.
    options = Options(max_runs=MAX_RUNS, fill_defaults=start.fill, old_decorator=start.older, drop_empty=True)
    given = {name: value for name, value in args.items() if name in declared}
    command = None if shape.family == "script" else "acme-scan"
    return simulate(str(folder), command, given, options=options, http=service), service


def trouble(shape: Shape, start: Start, simulation: Simulation, service: Service) -> Trouble | None:
    """What went wrong; None where all is well.

    :raises AssertionError: it is none of the troubles that there are.
    """
    message = simulation.message or ""
    raised = next((run.error for run in simulation.runs if run.error), "")
    told = f"{raised}\n{message}"
    if "cannot be run: no s" in message:
        return Trouble.NO_COMMAND
    if "required argument" in message:
        return Trouble.NO_REQUIRED
    if simulation.outcome is Outcome.ERROR and "--max-runs" not in message:
        known = next((one for words, one in _RAISED if words in told), None)
        assert known is not None, f"{shape.told}, {start}: a trouble of its own:\n{told}"
        return known
    if service.submitted > 1:
        return Trouble.AGAIN
    if simulation.outcome is Outcome.TIMEOUT and len(simulation.runs) <= 2:
        return Trouble.TIMED_OUT
    assert simulation.outcome is Outcome.DONE, f"{shape.told}, {start}: {message}"
    wanted = start.wanted or not asks(shape)
    if wanted and not service.finished:
        return Trouble.STOPPED
    if not wanted and len(simulation.runs) > 1:
        return Trouble.UNASKED
    return _shown(shape, simulation)


def _shown(shape: Shape, simulation: Simulation) -> Trouble | None:
    if not shape.decorated or shape.partial != "none" or len(simulation.runs) < 3:
        return None
    first, *others = (any(not entry.silent for entry in run.entries) for run in simulation.runs[:-1])
    if not first:
        return Trouble.SILENT
    return Trouble.REPEATED if any(others) else None


def judged(folder: Path, shape: Shape, start: Start, findings: tuple[Finding, ...] | None = None) -> Judged:
    """Lint (unless that is done) and simulate a shape that is written in a folder."""
    found = linted(folder) if findings is None else findings
    simulation, service = simulated(folder, shape, start)
    return Judged(found, simulation, trouble(shape, start, simulation, service))
