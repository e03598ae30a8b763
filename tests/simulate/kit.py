"""Items written for a test, and their simulation."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from polltool.simulate.api import simulate
from polltool.simulate.options import Options
from polltool.simulate.sequence import Simulation

HEAD = """
import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

"""
STARTS = """

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""


def command(name: str, *arguments: str | Mapping[str, Any], polling: bool = True) -> dict[str, Any]:
    """A command of a yml; arguments are names, or whole entries."""
    entries = [{"name": given} if isinstance(given, str) else dict(given) for given in arguments]
    return {"name": name, "arguments": entries, **({"polling": True} if polling else {})}


def integration(
    folder: Path,
    commands: Sequence[Mapping[str, Any]],
    code: str,
    *,
    configuration: Sequence[Mapping[str, Any]] = (),
    name: str = "Acme",
) -> Path:
    """Write an integration whose ``main`` (or whole code) is given; gives its folder."""
    yml = {
        "commonfields": {"id": name, "version": -1},
        "name": name,
        "display": name,
        "category": "Utilities",
        "configuration": list(configuration),
        "script": {"type": "python", "subtype": "python3", "script": "-", "commands": list(commands)},
    }
    return _written(folder / "Packs" / "Acme" / "Integrations" / name, name, yml, code)


def script(folder: Path, arguments: Sequence[str | Mapping[str, Any]], code: str, **root: Any) -> Path:
    """Write a script; gives its folder."""
    name = root.pop("name", "AcmeWait")
    yml = {
        "commonfields": {"id": root.pop("id", name), "version": -1},
        "name": name,
        "type": "python",
        "subtype": "python3",
        "script": "-",
        "args": command("", *arguments)["arguments"],
        "polling": True,
        **root,
    }
    return _written(folder / "Packs" / "Acme" / "Scripts" / name, name, yml, code)


def _written(folder: Path, name: str, yml: Mapping[str, Any], code: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(json.dumps(yml), encoding="utf-8")
    text = textwrap.dedent(code)
    if "__name__" not in text and "def main(" in text:
        text += STARTS
    (folder / f"{name}.py").write_text(HEAD + text, encoding="utf-8")
    return folder


def run(
    folder: Path,
    command: str | None = None,
    args: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    **given: Any,
) -> Simulation:
    """Simulate; whatever is no option goes to ``simulate`` itself."""
    options = {name: given.pop(name) for name in list(given) if name in Options.__dataclass_fields__}
    return simulate(str(folder), command, args, params, options=Options(**options), **given)


def run_code(folder: Path, code: str, **given: Any) -> Simulation:
    """Simulate the command ``acme``, which takes no arguments, of an integration with this code."""
    return run(integration(folder, [command("acme")], code), "acme", **given)
