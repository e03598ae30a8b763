"""JUnit's XML, as Jenkins and others read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

from polltool.errors import Failure
from polltool.report.fingerprints import Numbered, staying
from polltool.report.lines import plain, visible
from polltool.report.text import summary_line
from polltool.report.view import View, details

NAME = "polltool"


def as_junit(view: View) -> str:
    """A suite for each file and a case for each finding.

    Errors and warnings are failures. An info that nobody asked for is a case that passes
    and says so in its output, since there is nothing between a success and a failure. What
    could not be checked is an error. A case's name holds no line, so that a reader knows it
    again. Where nothing is found there is one case that passes: no case at all is taken for
    a run that went wrong.
    """
    report = view.report
    cases: list[tuple[str, ET.Element]] = [(failure.path, _failure(failure)) for failure in report.failures]
    shown = set(view.shown)
    cases += [(each.finding.place.path, _case(each, fails=each.finding in shown)) for each in staying(report)]
    root = ET.Element("testsuites", name=NAME)
    for path, group in groupby(sorted(cases, key=lambda case: case[0]), key=lambda case: case[0]):
        name = visible(path)
        suite = ET.SubElement(root, "testsuite", name=name, file=name)
        suite.extend(case for _, case in group)
    if not cases:
        suite = ET.SubElement(root, "testsuite", name=NAME)
        case = ET.SubElement(suite, "testcase", name="nothing found", classname=NAME)
        ET.SubElement(case, "system-out").text = plain(summary_line(report))
    for element in (*root, root):
        _count(element)
    ET.indent(root)
    # ASCII whatever the console's encoding: everything else becomes a character reference.
    body = ET.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(each: Numbered, *, fails: bool) -> ET.Element:
    finding = each.finding
    words = [finding.code, finding.name, finding.command, finding.argument]
    words.append(f"({each.number})" if each.number > 1 else None)
    case = ET.Element(
        "testcase",
        name=visible(" ".join(word for word in words if word is not None)),
        classname=visible(finding.place.path),
    )
    place = finding.place
    where = visible(f"{place.path}:{place.line}:{place.column}: {finding.message}")
    text = "\n".join([where, *details(finding)])
    if fails:
        failure = ET.SubElement(
            case, "failure", type=finding.severity.label, message=visible(finding.message)
        )
        failure.text = text
    else:
        ET.SubElement(case, "system-out").text = text
    return case


def _failure(failure: Failure) -> ET.Element:
    case = ET.Element("testcase", name="not checked", classname=visible(failure.path))
    message = visible(failure.message)
    ET.SubElement(case, "error", type="not checked", message=message).text = message
    return case


def _count(element: ET.Element) -> None:
    """Say in a suite's attributes how many cases of each kind are in it."""
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))
