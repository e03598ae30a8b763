"""However code is written and wherever it stands, a fix changes what it says and no other byte."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixes.mending import Mender

ARGS = "demisto.args()"


@dataclass(frozen=True)
class Mistake:
    """A piece of code that is wrong, where it belongs, and what it is to become.

    ``{q}`` is the quotation mark, ``~`` a place where a line may end within brackets.
    """

    rule: str
    slot: str
    wrong: str
    right: str


MISTAKES = (
    Mistake(
        "POL301",
        "interval",
        "arg_to_number(~{args}.get({q}interval_in_seconds{q})~)",
        "arg_to_number(~{args}.get({q}interval_in_seconds{q}, 30)~)",
    ),
    Mistake(
        "POL301",
        "interval",
        "int(~{args}~[~{q}interval_in_seconds{q}~]~)",
        "int(~{args}~.get(~{q}interval_in_seconds{q}~, 30)~)",
    ),
    Mistake(
        "POL303",
        "interval",
        "int(~{args}.get({q}interval_in_seconds{q}, ~{q}5{q})~)",
        "int(~{args}.get({q}interval_in_seconds{q}, ~{q}10{q})~)",
    ),
    Mistake("POL303", "interval", "(~7~)", "(~10~)"),
    Mistake(
        "POL403",
        "going",
        "status.get({q}jöb{q}) and status[{q}open{q}]",
        "bool(status.get({q}jöb{q}) and status[{q}open{q}])",
    ),
    Mistake(
        "POL403",
        "going",
        "(~status.get({q}a{q})~ and (~status[{q}🦊{q}] or 5)~)",
        "bool(~status.get({q}a{q})~ and (~status[{q}🦊{q}] or 5)~)",
    ),
    Mistake("POL407", "test", "args.get(~{q}polling{q}~)", "argToBoolean(args.get(~{q}polling{q}, False~))"),
    Mistake("POL407", "test", "(~args[~{q}polling{q}~]~)", "argToBoolean(~args[~{q}polling{q}~]~)"),
    Mistake(
        "POL212",
        "made",
        "{{~{q}job_id{q}: args[{q}job_id{q}]}}",
        "{{~{q}job_id{q}: args[{q}job_id{q}]!{q}verbose{q}: args.get({q}verbose{q})}}",
    ),
    Mistake("POL405", "made", "args.update(~{{{q}more{q}: 5}})", "args"),
)
PLAIN = {
    "interval": "60",
    "going": "status['open'] == 'ja 🦊'",
    "test": "argToBoolean(args.get('verbose', False))",
    "made": "{**args}",
}


@dataclass(frozen=True)
class Style:
    """How an author writes: indentation, quotes, line ends, and where the code stands."""

    unit: str
    quote: str
    breaks: bool
    newline: str
    bom: bool
    comments: bool
    in_class: bool
    embedded: str | None


STYLES = st.builds(
    Style,
    unit=st.sampled_from(["    ", "  ", "\t"]),
    quote=st.sampled_from(["'", '"']),
    breaks=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    comments=st.booleans(),
    in_class=st.booleans(),
    embedded=st.sampled_from([None, "|", "|-", "|2-"]),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.rule}: {mistake.wrong}")
def test_fixes_change_the_piece_that_is_wrong(mistake: Mistake, tmp_path: Path) -> None:

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(style=STYLES)
    def check(style: Style) -> None:
        wrong, right = written(style, mistake, mistake.wrong), written(style, mistake, mistake.right)
        mender = Mender(tmp_path, mistake.rule)
        path = put(mender, style, wrong)
        made = mender.mend_all()
        assert len(made) == 1
        left = path.read_bytes()
        if mistake.rule == "POL405":
            right = added(right, style)
        put(mender, style, right)
        assert left.decode() == path.read_bytes().decode()
        ast.parse(code_of(path))
        assert [finding for finding in mender.found() if finding.fix is not None] == []

    check()


def added(code: str, style: Style) -> str:
    """The code with the statement that the update becomes."""
    update = re.sub("~", "", f"args.update({{{{{'{q}'}more{'{q}'}: 5}}}})".format(q=style.quote))
    line = next(line for line in code.split("\n") if line.strip().startswith("return PollResult"))
    indent = line[: len(line) - len(line.lstrip())]
    inner = f"\n{indent}{style.unit}" if style.breaks else ""
    return code.replace(line, f"{indent}{update.replace('update(', 'update(' + inner)}\n{line}")


def written(style: Style, mistake: Mistake, piece: str) -> str:
    """The integration's code with the piece in its place, in a style."""
    unit, q = style.unit, style.quote
    note = "  # näher: (🦊" if style.comments else ""
    depth = 1 if style.in_class else 0
    pieces = dict(PLAIN)
    slot = mistake.slot
    where = {"interval": 0, "going": 2, "test": 1, "made": 1}[slot] + depth
    broken = f"{note}\n{unit * (where + 1)}" if style.breaks else ""
    if slot == "made" and mistake.rule == "POL405":
        broken = f"\n{unit * (where + 1)}" if style.breaks else ""
    text = piece.format(q=q, args=ARGS)
    separator = f",\n{unit * (where + 1)}" if style.breaks else ", "
    pieces[slot] = text.replace("~", broken).replace("!", separator)
    asks = "False" if mistake.rule in ("POL212", "POL405") else "True"
    body = [
        f"@polling_function('acme-scan', requires_polling_arg={asks}, interval={pieces['interval']}, timeout=600)",
        f"def scan_command(args, client):{note}",
        f"{unit}status = client.status(args['job_id'], {q}ß🦊{q}, args.get('verbose'))",
        f"{unit}if {pieces['test']}:",
        f"{unit * 2}demisto.info('änd')",
        f"{unit}return PollResult(status, continue_to_poll={pieces['going']}, args_for_next_run={pieces['made']}){note}",
    ]
    lines = ["from CommonServerPython import *", note.strip(), ""]
    call = "scan_command"
    if style.in_class:
        call = "Scan.scan_command"
        lines += ["class Scan:", f"{unit}kind = {q}ä{q}", ""]
        body = ["@staticmethod", *body]
    lines += [unit * depth + line for line in body]
    lines += [
        "",
        "def main():",
        f"{unit}if demisto.command() == 'acme-scan':",
        f"{unit * 2}return_results({call}(demisto.args(), Client()))",
        "",
        "main()",
    ]
    return "\n".join(lines) + "\n"


def put(mender: Mender, style: Style, code: str) -> Path:
    """Write the integration in a style; the file that holds the code."""
    if style.embedded is None:
        mender.write(code)
        path = mender.path
    else:
        mender.embed(code, style.embedded, "    " if "2" in style.embedded else "      ")
        path = mender.path.with_suffix(".yml")
        mender.path.unlink(missing_ok=True)
    data = path.read_bytes().replace(b"\n", style.newline.encode())
    path.write_bytes((b"\xef\xbb\xbf" if style.bom else b"") + data)
    return path


def code_of(path: Path) -> str:
    text = path.read_bytes().decode("utf-8-sig")
    return text if path.suffix == ".py" else yaml.safe_load(text)["script"]["script"]
