"""How the cases of this folder are written down, and how one is run.

A case is the commands of a yml and the code beside it. What is expected stands at the end of
the line it lies on, in the yml or in the code::

    # <- POL201 error acme-scan job_id, POL203 warning acme-scan hide_polling_output

that is code, severity, command (``-``: none) and the argument, if there is one. A case without
such a mark has to be silent: no error, no warning and no info.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from polltool import lint_paths

MARK = re.compile(r"# <- (POL.*)$")

URL = "url; description: What to scan."
POLLING = "polling; predefined: ['true', 'false']"
HIDE = "hide_polling_output; hidden: true"
JOB = "job_id; description: The job that runs.; hidden: true"
INTERVAL = "interval_in_seconds; description: Seconds between two polls."
TIMEOUT = "timeout; description: Seconds to wait at most."

MAIN = """
def main():
    args = demisto.args()
    client = Client('https://acme.example')
    if demisto.command() == 'acme-scan':
        return_results(scan_command(args, client))
    elif demisto.command() == 'test-module':
        return_results('ok')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""


def command(name: str, *arguments: str, polling: str | None = "true") -> str:
    """A command's entry. An argument is its name and further keys (``job_id; hidden: true``).

    A mark at the end of a text stands on the line of the name.
    """
    lines = [f"- name: {name}"]
    if polling is not None:
        lines.append(f"  polling: {polling}")
    lines.append("  description: Asks Acme.")
    if arguments:
        lines.append("  arguments:")
        lines.extend(textwrap.indent(_argument(one), "  ") for one in arguments)
    return "\n".join(lines) + "\n"


def _argument(text: str) -> str:
    text, _, mark = text.partition("  # <- ")
    name, *keys = text.split("; ")
    first = f"- name: {name}" + (f"  # <- {mark}" if mark else "")
    return "\n".join([first, *(f"  {key}" for key in keys)])


SCAN = command("acme-scan", URL, INTERVAL, TIMEOUT, POLLING, JOB, HIDE)


def scan(*arguments: str, mark: str = "", polling: str | None = "true") -> str:
    """The entry of ``acme-scan`` with these arguments, and a mark on its name."""
    return command("acme-scan" + (f"  # <- {mark}" if mark else ""), *arguments, polling=polling)


@dataclass(frozen=True)
class Case:
    """An integration, or a script, in one of the states that its author may have left it in.

    ``yml`` is the list of commands, for a script what its root has; ``main`` is put after the
    code. ``version`` is ``fromversion``.
    """

    title: str
    code: str
    yml: str = SCAN
    main: str = MAIN
    modules: Mapping[str, str] = field(default_factory=dict)
    configuration: str = "configuration: []\n"
    version: str | None = "6.5.0"
    script: bool = False
    name: str = "Acme"
    split_only: bool = False
    mark_name: str = ""

    def but(self, title: str, **changes: object) -> Case:
        """The same case with something changed."""
        return replace(self, title=f"{self.title}: {title}", **changes)  # type: ignore[arg-type]

    @property
    def python(self) -> str:
        """The whole code."""
        return textwrap.dedent(self.code).strip("\n") + "\n\n" + textwrap.dedent(self.main).lstrip("\n")


def files(case: Case, *, embedded: bool) -> dict[str, str]:
    """A case's files by their paths in the content repository."""
    kind = "Scripts" if case.script else "Integrations"
    folder = f"Packs/Acme/{kind}/{case.name}"
    found = {f"{folder}/{case.name}.yml": _yml(case, embedded=embedded)}
    if not embedded:
        found[f"{folder}/{case.name}.py"] = case.python
    for name, code in case.modules.items():
        module = f"Packs/ApiModules/Scripts/{name}/{name}"
        found[f"{module}.py"] = textwrap.dedent(code).lstrip("\n")
        found[f"{module}.yml"] = (
            f"commonfields:\n  id: {name}\n  version: -1\nname: {name}\ncomment: Shared.\ntype: python\n"
            "subtype: python3\nscript: '-'\nfromversion: 5.0.0\n"
        )
    return found


def _yml(case: Case, *, embedded: bool) -> str:
    mark = f"  # <- {case.mark_name}" if case.mark_name else ""
    head = f"commonfields:\n  id: {case.name}\n  version: -1\nname: {case.name}{mark}\n"
    version = f"fromversion: {case.version}\n" if case.version else ""
    body = textwrap.dedent(case.yml).strip("\n") + "\n"
    if case.script:
        code = "script: |-\n" + textwrap.indent(case.python, "  ") if embedded else "script: '-'\n"
        return head + f"comment: Waits for Acme.\ntype: python\nsubtype: python3\n{code}{body}{version}"
    code = "script: |-\n" + textwrap.indent(case.python, "    ") if embedded else "script: '-'\n"
    return (
        head
        + f"display: Acme\ncategory: Utilities\ndescription: Asks Acme.\n{case.configuration}"
        + f"script:\n  type: python\n  subtype: python3\n  {code}  commands:\n{textwrap.indent(body, '  ')}{version}"
    )


def expected(texts: Mapping[str, str]) -> list[str]:
    """What the marks of a case's files announce, one line a finding."""
    found: list[str] = []
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            mark = MARK.search(line)
            announced = mark.group(1).split(", ") if mark else []
            found.extend(f"{path.rsplit('/', 1)[-1]}:{number} {one.strip()}" for one in announced)
    return sorted(found)


def found(root: Path, texts: Mapping[str, str]) -> list[str]:
    """What polltool says of these files, in the same form."""
    for path, text in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    report = lint_paths(["."], cwd=str(root))
    assert report.failures == (), report.failures
    return sorted(
        f"{one.place.path.rsplit('/', 1)[-1]}:{one.place.line} {one.code} {one.severity.label} {one.command or '-'}"
        + (f" {one.argument}" if one.argument else "")
        for one in report.findings
    )


def check(case: Case, root: Path, *, embedded: bool = False) -> None:
    """Run a case and compare."""
    texts = files(case, embedded=embedded)
    got, wanted = found(root, texts), expected(texts)
    code = "\n".join(texts.values())
    assert got == wanted, (
        f"too much: {sorted(set(got) - set(wanted))} missing: {sorted(set(wanted) - set(got))}\n{code}"
    )


def layouts(cases: list[Case]) -> list[tuple[Case, bool]]:
    """Each case with the code beside the yml, and inside it."""
    return [
        (case, embedded) for case in cases for embedded in ((False,) if case.split_only else (False, True))
    ]


def label(value: object) -> str:
    """A test's name."""
    if isinstance(value, Case):
        return re.sub(r"[^\w.@=|*-]+", "-", value.title)
    return ("embedded" if value else "split") if isinstance(value, bool) else str(value)
