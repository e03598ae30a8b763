"""Scenarios as JUnit XML, the form that CI systems show as tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from polltool.report.lines import plain
from polltool.report.simulation_text import timeline_lines
from polltool.simulate.expectations import Unmet
from polltool.simulate.suite import ScenarioResult, counts

# What XML 1.0 cannot hold, not even as a character reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(results: Sequence[ScenarioResult]) -> str:
    """One test suite with a test case for each scenario; times are virtual seconds."""
    count = counts(results)
    numbers = {
        "tests": str(count["scenarios"]),
        "failures": str(count["failed"]),
        "errors": str(count["errors"]),
        "skipped": "0",
        "time": _time(sum(result.simulation.elapsed for result in results if result.simulation is not None)),
    }
    suites = ET.Element("testsuites", {"name": "polltool simulate", **numbers})
    suite = ET.SubElement(suites, "testsuite", {"name": "polltool simulate", **numbers})
    for result in results:
        _case(suite, result)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _case(suite: ET.Element, result: ScenarioResult) -> None:
    simulation = result.simulation
    case = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": _sound(result.path),
            "name": _sound(result.name),
            "time": _time(0 if simulation is None else simulation.elapsed),
        },
    )
    if result.error is not None:
        error = ET.SubElement(case, "error", {"type": "cannot run", "message": _first(result.error)})
        error.text = _sound(result.error)
    elif result.unmet:
        message = _first(result.unmet[0].message)
        failure = ET.SubElement(case, "failure", {"type": "expectation", "message": message})
        failure.text = _sound("\n".join(_line(result, unmet) for unmet in result.unmet))
    if simulation is not None:
        output = ET.SubElement(case, "system-out")
        output.text = _sound("\n".join(plain(line) for line in timeline_lines(simulation)))


def _line(result: ScenarioResult, unmet: Unmet) -> str:
    place = f"{result.path}:{unmet.line}" if unmet.line else result.path
    return f"{place}: {unmet.message}"


def _first(text: str) -> str:
    return _sound(text.splitlines()[0] if text else "")


def _sound(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
