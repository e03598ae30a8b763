"""A yml, its code, and a report about them with one finding of each kind."""

from __future__ import annotations

from dataclasses import replace

from polltool.edits import Edit
from polltool.engine import Report
from polltool.errors import Failure
from polltool.findings import Finding, Fix, Related, Severity
from polltool.report.view import View
from polltool.rules.registry import all_rules
from polltool.source import Place, Source

FOLDER = "Packs/Größe & Co/Integrations/Acme"
YML = Source(
    f"{FOLDER}/Acme.yml", "name: Acme\r\nscript:\r\n  commands:\r\n  - name: acme-scan # \U0001f600\r\n"
)
CODE = Source(
    f"{FOLDER}/Acme.py", "def scan(args):\n    return {'job_id': 1,\n            'url': args['url']}\n"
)
SOURCES = {source.path: source for source in (YML, CODE)}

UNDECLARED = Finding(
    code="POL201",
    name="undeclared-next-run-arg",
    severity=Severity.ERROR,
    message="'job_id' of ['a'](b) is dropped: 100%, really",
    place=Place(YML.path, 4, 11, 4, 20),
    command="acme-scan",
    argument="job_id",
    related=(Related(Place(CODE.path, 2, 13, 2, 21), "passed to the next run here"),),
    fix=Fix(
        safe=True,
        message="declare job_id with hidden: true",
        edits=(
            Edit(YML.path, YML.text.index(" # "), len(YML.text) - 2, ""),
            Edit(YML.path, len(YML.text), len(YML.text), "    arguments:\r\n    - name: job_id\r\n"),
        ),
    ),
)
DROPPED = Finding(
    "POL208",
    "required-arg-dropped",
    Severity.WARNING,
    "no 'url'",
    Place(CODE.path, 2, 12, 3, 31),
    command="acme-scan",
    argument="url",
)
AGAIN = replace(DROPPED, place=Place(CODE.path, 3, 13, 3, 18))
ADVICE = Finding("POL105", "server-version", Severity.INFO, "no fromversion", Place(YML.path, 1, 7, 1, 11))
FAILURE = Failure("Packs/Größe & Co/x.yml", "permission denied")


def view(
    *findings: Finding,
    failures: tuple[Failure, ...] = (),
    suppressed: tuple[Finding, ...] = (),
    baselined: tuple[Finding, ...] = (),
    folder: str = "",
    infos: bool = False,
) -> View:
    """A report on these findings; infos are shown where ``infos`` says so."""
    report = Report(
        findings,
        failures,
        checked=1,
        rules=tuple(all_rules()),
        suppressed=suppressed,
        baselined=baselined,
    )
    shown = tuple(finding for finding in findings if infos or finding.severity > Severity.INFO)
    return View(report, shown, SOURCES.get, folder=folder)
