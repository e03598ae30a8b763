"""An item in which one thing comes as often as one likes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import HEAD, Content

YML = (
    HEAD
    + """\
  - name: acme-scan
    polling: true
    arguments:
    - name: url
    - name: polling
      predefined: ['true', 'false']
"""
)
CODE = """\
import demistomock as demisto
from CommonServerPython import *

{above}

@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client=None):
    {within}
    return PollResult(response='x', continue_to_poll=True, args_for_next_run={{'job_id': 1}})

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))
    {beside}

main()
"""
Item = tuple[str, str]
Shape = Callable[[int], Item]


def item(
    yml: str = "", *, above: str = "", within: str = "pass", beside: str = "pass", before: str = ""
) -> Item:
    """An item whose yml ends, or whose code has at these places, what is given."""
    return before + YML.format(name="Acme") + yml, CODE.format(above=above, within=within, beside=beside)


def lines(made: Callable[[int], str], n: int, indent: int = 4) -> str:
    return ("\n" + " " * indent).join(map(made, range(n)))


def nested(made: Callable[[int], str], n: int, end: str = "pass") -> str:
    """Statements of which each stands in the one before."""
    opened = [made(number) for number in range(n)] + [end]
    return "\n".join(("    " + " " * depth if depth else "") + line for depth, line in enumerate(opened))


def laid(root: Path, given: Item) -> Path:
    yml, code = given
    root.mkdir(exist_ok=True)
    content = Content(root)
    return content.integration(yml=yml, code=code)
