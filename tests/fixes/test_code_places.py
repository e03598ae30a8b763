"""Where code cannot be edited with certainty, its findings have no fix."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from tests.fixes.mending import FOLDER, MAIN, SCAN, YML, Mender

CODE = """\
from CommonServerPython import *

@polling_function('acme-scan', interval=5, timeout=600)
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status.get('job') and status['open'])
"""


@pytest.fixture
def mender(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL403")


def unified(mender: Mender, script: str, more: str = "") -> None:
    commands = textwrap.indent(SCAN, "  ").rstrip()
    yml = YML.format(script=f"  script: {script}", commands=commands) + more
    mender.put(f"{FOLDER}/Acme.yml", yml.encode())


def block(code: str, indent: str) -> str:
    return textwrap.indent(code, indent, lambda line: line.strip() != "").rstrip()


def test_code_in_a_literal_block_is_edited(mender: Mender) -> None:
    mender.embed(CODE + MAIN)
    mender.mend_all()
    text = (mender.root / FOLDER / "Acme.yml").read_text()
    assert (
        "        return PollResult(status, continue_to_poll=bool(status.get('job') and status['open']))"
        in text
    )


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(CODE + MAIN),
        ">\n" + block((CODE + MAIN).replace("\n", "\n\n"), "    "),
    ],
    ids=["double quotes", "folded block"],
)
def test_code_in_another_scalar_is_left(mender: Mender, script: str) -> None:
    unified(mender, script)
    found = mender.found()
    assert len(found) == 1
    assert found[0].fix is None


def test_code_behind_an_alias_is_left(mender: Mender) -> None:
    unified(mender, "*code")
    path = mender.root / FOLDER / "Acme.yml"
    anchored = f"x_code: &code |\n{block(CODE + MAIN, '  ')}\n"
    path.write_text(anchored + path.read_text())
    found = mender.found()
    assert len(found) == 1
    assert found[0].fix is None


def test_a_shared_module_is_left(tmp_path: Path) -> None:
    for rule in ("POL303", "POL403"):
        mender = Mender(tmp_path / rule, rule, modules={"AcmeApiModule": CODE})
        assert mender.refuses("from CommonServerPython import *\nfrom AcmeApiModule import *\n" + MAIN)


def test_a_constant_of_a_shared_module_is_named_otherwise_here(tmp_path: Path) -> None:
    module = {"AcmeApiModule": "from CommonServerPython import *\nEVERY = 5\n"}
    code = CODE.replace("import *\n", "import *\nfrom AcmeApiModule import *\n", 1) + MAIN
    mender = Mender(tmp_path, "POL303", modules=module)
    assert mender.mend(code.replace("=5", "=EVERY")) == code.replace("=5", "=10")


def test_a_line_that_several_line_ends_surround_is_edited_alone(mender: Mender) -> None:
    code = (CODE + MAIN).replace("\n", "\r\n").replace("main()\r\n", "main()\n")
    mender.put(f"{FOLDER}/Acme.py", b"")
    mender.write(code)
    mender.mend_all()
    assert mender.path.read_bytes().decode() == code.replace(
        "status.get('job') and status['open']", "bool(status.get('job') and status['open'])"
    )
