"""Answers that have signs of YAML, Python, Jinja, Markdown or a shell in them, in every place that takes words.

Each makes a new integration or script. It is refused, with a reason and nothing written, or what is
written says it word for word; all that is written is then linted, simulated and tested together.
"""

from __future__ import annotations

import ast
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.scaffolding.run import polltool, program
from polltool.engine import lint_paths
from polltool.findings import Severity

CANARY = "canary"
"""The file that is there if an answer was executed."""

_TOUCH = f"__import__('os').system('touch {CANARY}')"

WORDS = (
    "it's", 'say "hi"', "'''", '"""', "'\"", "back\\slash", "ends\\", "\\N{BULLET}", "\\x41\\u0041", "%s %(x)d", "{0}",
    "{job_id}", "{{ 7*7 }}", "{% raw %}", "{% for x in y %}", "{# gone #}", "${HOME}", f"{{{_TOUCH}}}",
    f"{{{{ {_TOUCH} }}}}", f"$(touch {CANARY})", f"`touch {CANARY}`", f"'; {_TOUCH}; '", f'"; {_TOUCH}; "',
    f"!!python/object/apply:os.system ['touch {CANARY}']", "# comment", "a # b", "a: b", "- a", "? a", "&a", "*a", "!a",
    "|", ">", "%TAG", "@a", "`a", "[a", "a]", "{a", "a}", "a, b", "~", "null", "Yes", "no", "on", "0x10", "1e3", "012",
    "1_000", "2020-01-01", "12:30:45", ".inf", "---", "...", "<<", "=", "é", "日本語", "😀", "a | b", "<script>",
    "**b**", "[a](b)", "# a", "a\nb", "a\tb", "a\x00b", "a\u2028b", "a\u202eb", "\ufeff", "\ud800", "", " ",
    " a ", "x" * 5000,
)  # fmt: skip

_BASE: Mapping[str, Any] = {"submit": "acme-submit", "find": "acme-find", "outputs_prefix": "Acme.Job"}

PLACES: Mapping[str, Any] = {
    "new": lambda word: {"new": word},
    "script": lambda word: {"script": word},
    "wraps": lambda word: {"script": None, "wraps": word},
    "submit": lambda word: {"submit": word},
    "find": lambda word: {"find": word},
    "state": lambda word: {"state": word, "find_request": "GET /jobs"},
    "polling_arg": lambda word: {"polling_arg": word},
    "poll_message": lambda word: {"poll_message": word},
    "an argument's name": lambda word: {"args": [{"name": word, "required": True}]},
    "an argument's description": lambda word: {"args": [{"name": "url", "description": word}]},
    "a find argument's description": lambda word: {"find_args": [{"name": "full", "description": word}]},
    "an output's path": lambda word: {"outputs": [{"path": word, "type": "String", "description": "It."}]},
    "an output's description": lambda word: {
        "outputs": [{"path": "score", "type": "Number", "description": word}]
    },
    "outputs_prefix": lambda word: {"outputs_prefix": word},
    "id_field": lambda word: {"id_field": word},
    "status_field": lambda word: {"status_field": word},
    "running": lambda word: {"running": [word]},
    "failed": lambda word: {"failed": [word]},
    "submit_request": lambda word: {"submit_request": {"method": "POST", "path": word}},
    "a path's argument": lambda word: {"find_request": {"method": "GET", "path": f"/jobs/{{job_id}}/{word}"}},
    "a script's message": lambda word: {"script": None, "poll_message": word},
    "a script's status": lambda word: {"script": None, "running": [word], "failed": [f"not {word}"]},
    "a script's description": lambda word: {
        "script": None,
        "args": [{"name": "url", "description": word, "required": True}],
    },
}
"""Where a word goes: the answers that have it there. A script that is None gets a name of its own."""


@dataclass(slots=True)
class Outcome:
    """What came of all words in all places; ``problems`` are what must not be."""

    written: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)


def judged_hostile(sample: int | None = None, seed: int = 0) -> Outcome:
    """Try every word in every place, or ``sample`` of these by chance."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="polltool-bench-") as place:
        root = Path(place)
        cases = list(_cases())
        if sample is not None:
            cases = random.Random(seed).sample(cases, min(sample, len(cases)))
        for number, (where, answers, word) in enumerate(cases):
            # A script has no name for people: what remains of the word is what files can be called.
            wanted = "" if where == "script" else word
            for problem in _try(root, number, answers, wanted, outcome):
                outcome.problems.append(f"{where} {word!r:.60}: {problem}")
        outcome.problems += _together(root)
    return outcome


def _cases() -> Iterator[tuple[str, dict[str, Any], str]]:
    for where, made in PLACES.items():
        for word in WORDS:
            yield where, {**_BASE, **made(word)}, word


def _try(root: Path, number: int, answers: dict[str, Any], word: str, outcome: Outcome) -> Iterator[str]:
    """Make one item in a folder of its own, and look at it."""
    if "script" in answers:
        answers["script"] = f"Case{number}" if answers["script"] is None else answers["script"]
    else:
        answers.setdefault("new", f"Case{number}")
    if "wraps" in answers:
        del answers["submit"], answers["find"]
    folder = root / f"items{number}"
    folder.mkdir()
    given = root / "answers.json"
    given.write_text(json.dumps(answers), encoding="utf-8")
    ran = polltool(["new-polling-command", str(folder), "--answers", str(given), "--defaults"])
    if "Traceback" in ran.out or "internal error" in ran.out:
        yield f"internal error: {ran.out[-300:]}"
    made = [path for path in folder.rglob("*") if path.is_file()]
    if ran.code != 0:
        outcome.refused += 1
        if made:
            yield "refused, and something was written all the same"
        if ran.code not in (1, 2) or not ran.out.strip():
            yield f"exit code {ran.code}: {ran.out[-300:]!r}"
        shutil.rmtree(folder)
        return
    outcome.written += 1
    yield from _says(made, word)


def _says(made: list[Path], word: str) -> Iterator[str]:
    """The files can be read, and the yml or the code has the word, as it was given."""
    known: list[object] = []
    for path in made:
        text = path.read_bytes()
        try:
            if path.suffix == ".yml":
                known += _values(yaml.safe_load(text))
            elif path.suffix == ".py":
                tree = ast.parse(text)
                known += [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        except (yaml.YAMLError, SyntaxError, ValueError) as error:
            yield f"{path.name}: {error}"
    if word.strip() and not any(word.strip() in one for one in known if isinstance(one, str)):
        yield "it is nowhere to be found in what was written"


def _values(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _values(value)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value)
    else:
        yield data


def _together(root: Path) -> Iterator[str]:
    """All that was written is linted, simulated and tested."""
    report = lint_paths([root], isolated=True, everything=True)
    for finding in report.findings:
        if finding.severity > Severity.INFO:
            yield f"{finding.place.path}: {finding.code} {finding.message}"
    for words in (
        ["polltool", "simulate", "--quiet", str(root)],
        ["pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", str(root)],
    ):
        ran = program([sys.executable, "-m", *words], root)
        if ran.code != 0:
            yield f"{' '.join(words[:2])}: {ran.out[-1500:]}"
    if list(root.rglob(CANARY)) or Path(CANARY).exists():
        yield "an answer was executed"
