"""How the code of a run is executed: facts.md 13 and 16, time, modules, output, what goes wrong."""

from __future__ import annotations

import datetime
import json
import os
import sys
import time
import warnings
from pathlib import Path

import pytest

from polltool.simulate.errors import SimulationError
from polltool.simulate.sequence import Outcome
from tests.simulate.kit import command, integration, run, run_code

AGAIN = """
def again():
    context = demisto.getIntegrationContext()
    demisto.setIntegrationContext({'n': context.get('n', 0) + 1})
    if context.get('n', 0) == 2:
        return return_results('done')
    return_results(CommandResults(scheduled_command=ScheduledCommand('acme', 30, {}, 600)))
"""


def test_every_run_executes_the_module_anew(tmp_path: Path) -> None:
    code = AGAIN + "SEEN = []\n\ndef main():\n    SEEN.append(1)\n    assert SEEN == [1]\n    again()\n"

    simulation = run_code(tmp_path, code)

    assert (simulation.outcome, len(simulation.runs)) == (Outcome.DONE, 3)


def test_arguments_are_one_dictionary_in_a_run(tmp_path: Path) -> None:
    code = "def main():\n    demisto.args()['x'] = 1\n    return_results(str(demisto.args()))\n"

    assert run_code(tmp_path, code).entries[0].contents == "{'x': 1}"


LIBRARY = """
import demistomock as demisto
import time

COUNTS = {}
LOADED = time.time()


class Settings:
    level = 1
    seen = []


class Log:
    def __init__(self):
        self.lines = []


LOG = Log()


def helper():
    return 'library'


def ask():
    return helper()


def return_results(results):
    demisto.results(results)
"""


def library(tmp_path: Path) -> None:
    folder = tmp_path / "Packs" / "Base" / "Scripts" / "CommonServerPython"
    folder.mkdir(parents=True)
    (folder / "CommonServerPython.py").write_text(LIBRARY, encoding="utf-8")


def test_the_repositorys_own_library_is_used_and_nothing_of_a_run_stays_in_it(tmp_path: Path) -> None:
    library(tmp_path)
    code = """
def main():
    before = [dict(COUNTS), Settings.level, list(Settings.seen), list(LOG.lines), hasattr(Settings, 'new')]
    COUNTS['x'] = 1
    Settings.level = 2
    Settings.new = 3
    Settings.seen.append(1)
    LOG.lines.append('x')
    context = demisto.getIntegrationContext()
    demisto.setIntegrationContext({'n': context.get('n', 0) + 1})
    entry = {'Type': 1, 'Contents': before, 'ContentsFormat': 'json'}
    if context.get('n', 0) < 2:
        entry |= {'PollingCommand': 'acme', 'NextRun': '10', 'Timeout': '100'}
    demisto.results(entry)
"""
    simulation = run_code(tmp_path, code)

    assert [entry.contents for entry in simulation.entries] == [[{}, 1, [], [], False]] * 3


def test_code_and_library_are_one_namespace_as_on_the_server(tmp_path: Path) -> None:
    library(tmp_path)
    code = "def helper():\n    return 'own'\n\ndef main():\n    return_results(ask())\n"

    assert run_code(tmp_path, code).entries[0].contents == "own"


def test_a_library_can_be_given(tmp_path: Path) -> None:
    other = tmp_path / "Other.py"
    other.write_text(LIBRARY.replace("'library'", "'given'"), encoding="utf-8")

    simulation = run_code(
        tmp_path, "def main():\n    return_results(ask())\n", common_server_python=str(other)
    )

    assert simulation.entries[0].contents == "given"


def test_shared_modules_are_found_and_executed_anew(tmp_path: Path) -> None:
    folder = tmp_path / "Packs" / "ApiModules" / "Scripts" / "AcmeApiModule"
    folder.mkdir(parents=True)
    (folder / "AcmeApiModule.py").write_text(
        "from CommonServerPython import *\nCALLS = []\ndef call():\n    CALLS.append(1)\n    return len(CALLS)\n",
        encoding="utf-8",
    )
    code = "from AcmeApiModule import *\n" + AGAIN + "def main():\n    assert call() == 1\n    again()\n"

    assert run_code(tmp_path, code).outcome is Outcome.DONE
    assert "AcmeApiModule" not in sys.modules


def test_a_unified_yml_needs_no_imports_and_tracebacks_name_its_lines(tmp_path: Path) -> None:
    yml = tmp_path / "integration-Acme.yml"
    yml.write_text(
        """\
commonfields: {id: Acme, version: -1}
name: Acme
category: Utilities
configuration: []
script:
  type: python
  script: |
    def main():
        data = {}
        return_results(data['status'])
    main()
  commands:
  - name: acme
    polling: true
""",
        encoding="utf-8",
    )

    (only,) = run(yml, "acme").runs

    assert only.error is not None
    assert only.error.splitlines()[1:3] == [
        f'  File "{os.path.relpath(yml)}", line 11, in <module>',
        "    main()",
    ]
    assert "line 10, in main" in only.error
    assert only.error.endswith("KeyError: 'status'")


def test_a_crash_shows_the_authors_traceback_without_polltools_frames(tmp_path: Path) -> None:
    code = """
@polling_function('acme', requires_polling_arg=False)
def poll(args):
    raise RuntimeError('boom')

def main():
    try:
        poll(demisto.args())
    except RuntimeError as error:
        raise ValueError('no') from error
"""
    simulation = run_code(tmp_path, code)

    error = simulation.runs[0].error
    assert error is not None
    assert "polltool" not in error.replace(str(tmp_path), "").replace("pytest-of", "")
    assert "RuntimeError: boom" in error
    assert "in poll" in error
    assert simulation.message == "run 1 (acme): ValueError: no"
    assert simulation.runs[0].entries[-1].is_error


@pytest.mark.parametrize(
    ("code", "outcome", "message"),
    [
        ("sys.exit()", Outcome.DONE, None),
        ("sys.exit(0)", Outcome.DONE, None),
        ("sys.exit(3)", Outcome.ERROR, "run 1 (acme): the code ended with sys.exit(3)"),
        ("os._exit(1)", Outcome.ERROR, "run 1 (acme): the code ended with sys.exit(1)"),
        ("input()", Outcome.ERROR, "run 1 (acme): EOFError: EOF when reading a line"),
        (
            "def f(): f()\nf()",
            Outcome.ERROR,
            "run 1 (acme): RecursionError: maximum recursion depth exceeded",
        ),
    ],
)
def test_ways_out_of_the_code(tmp_path: Path, code: str, outcome: Outcome, message: str | None) -> None:
    simulation = run_code(tmp_path, f"import os\nreturn_results('x')\n{code}\n")

    assert simulation.outcome is outcome
    assert (simulation.message or "").startswith(message or "")
    assert bool(simulation.message) is bool(message)


def test_what_is_printed_is_kept_and_warned_of(tmp_path: Path) -> None:
    code = "def main():\n    print('hello')\n    print('oh', file=sys.stderr)\n    return_results('x')\n"

    simulation = run_code(tmp_path, code)

    assert (simulation.runs[0].stdout, simulation.runs[0].stderr) == ("hello\n", "oh\n")
    assert simulation.warnings == ("run 1 printed to the standard output, which is no entry: 'hello'",)


def test_a_run_that_returns_nothing_is_warned_of(tmp_path: Path) -> None:
    assert run_code(tmp_path, "x = 1\n").warnings == ("run 1 of acme returned nothing at all",)


def test_code_that_starts_only_as_main_is_run_with_a_warning(tmp_path: Path) -> None:
    code = "def main():\n    return_results('x')\n\nif __name__ == '__main__':\n    main()\n"

    simulation = run_code(tmp_path, code)

    assert simulation.entries[0].contents == "x"
    assert "on the server it is 'builtins'" in simulation.warnings[0]


@pytest.mark.parametrize("guard", ["__name__ in ('__builtin__', 'builtins')", "__name__ == 'builtins'"])
def test_code_runs_under_the_servers_name(tmp_path: Path, guard: str) -> None:
    simulation = run_code(tmp_path, f"def main():\n    return_results('x')\n\nif {guard}:\n    main()\n")

    assert (simulation.entries[0].contents, simulation.warnings) == ("x", ())


def test_results_travel_as_json(tmp_path: Path) -> None:
    code = "def main():\n    demisto.results({'Type': 1, 'Contents': {1, 2}, 'ContentsFormat': 'json'})\n"

    simulation = run_code(tmp_path, code)

    assert simulation.message == "run 1 (acme): TypeError: Object of type set is not JSON serializable"


def test_results_are_taken_as_they_are_at_that_moment(tmp_path: Path) -> None:
    code = (
        "def main():\n    d = {'Type': 1, 'Contents': 'a'}\n    demisto.results(d)\n    d['Contents'] = 'b'\n"
    )

    assert run_code(tmp_path, code).entries[0].contents == "a"


def test_code_that_never_ends_is_stopped(tmp_path: Path) -> None:
    code = "def main():\n    while True:\n        try:\n            str(1)\n        except Exception:\n            pass\n"

    simulation = run_code(tmp_path, code, run_timeout=0.05)

    assert simulation.outcome is Outcome.ERROR
    assert simulation.message is not None
    assert "computed for more than 0.05 s of real time" in simulation.message
    assert "in main" in (simulation.runs[0].error or "")
    assert "RunTimeout" not in (simulation.runs[0].error or "")


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("socket.create_connection(('acme.example', 443))", "acme.example:443"),
        ("with socket.socket() as one: one.connect(('192.0.2.1', 80))", "192.0.2.1:80"),
        ("http.client.HTTPSConnection('acme.example').request('GET', '/')", "acme.example:443"),
        ("socket.gethostbyname('acme.example')", "acme.example"),
        ("socket.getaddrinfo('acme.example', 443)", "acme.example:443"),
    ],
)
def test_nothing_reaches_the_network(tmp_path: Path, code: str, asked: str) -> None:
    text = f"import http.client, socket\ndef main():\n    try:\n        {code}\n    except Exception:\n        return_results('x')\n"

    simulation = run_code(tmp_path, text)

    assert simulation.message == (
        f"run 1 (acme): the code asked for {asked}; simulations have no network: give replies in a scenario"
    )


def test_a_missing_library_is_told_with_the_remedy(tmp_path: Path) -> None:
    simulation = run_code(tmp_path, "import acme_no_such_library\n")

    assert simulation.message is not None
    assert "the code needs the module acme_no_such_library: install it beside polltool" in simulation.message


def test_what_the_bundled_runtime_lacks_is_told_with_the_remedy(tmp_path: Path) -> None:
    simulation = run_code(tmp_path, "def main():\n    no_such_function()\n")

    assert simulation.message is not None
    assert "--common-server-python" in simulation.message


def test_time_is_virtual_for_code_however_it_took_it(tmp_path: Path) -> None:
    code = """
from datetime import date, datetime, timedelta, timezone
from time import sleep, time as now
import datetime as module
import time

def main():
    before = datetime.now(timezone.utc), time.monotonic(), time.perf_counter(), now()
    sleep(90)
    time.sleep(10)
    after = datetime.now(timezone.utc), time.monotonic(), time.perf_counter(), now()
    assert after[0] - before[0] == timedelta(seconds=100)
    assert [b - a for a, b in zip(before[1:], after[1:])] == [100, 100, 100]
    assert isinstance(module.datetime(2020, 1, 1), datetime)
    assert isinstance(datetime.now(), module.datetime) and isinstance(date.today(), module.date)
    assert datetime.utcnow() == datetime(1970, 1, 2, 0, 1, 40)
    assert time.strftime('%H:%M:%S', time.gmtime()) == '00:01:40'
    assert module.date.today() - date(1970, 1, 2) < timedelta(days=2)
    return_results(repr(datetime(2020, 1, 2)))
"""
    simulation = run_code(tmp_path, code, start=86400)

    assert simulation.runs[0].error is None
    assert simulation.entries[0].contents == "datetime.datetime(2020, 1, 2, 0, 0)"
    assert simulation.elapsed == 100


def test_asyncio_sleeps_virtually(tmp_path: Path) -> None:
    code = """
import asyncio

async def wait(seconds):
    await asyncio.sleep(seconds)
    return time.time()

async def both():
    return await asyncio.gather(wait(300), wait(100))

def main():
    before = time.time()
    late, early = asyncio.run(both())
    return_results(str([round(late - before), round(early - before)]))
"""
    simulation = run_code(tmp_path, code)

    assert simulation.runs[0].error is None
    assert simulation.entries[0].contents == "[300, 100]"
    assert round(simulation.elapsed) == 300


def test_everything_is_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    code = """
import logging, warnings
def main():
    del os.environ['HTTPS_PROXY']
    os.environ['NEW'] = '1'
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter('error')
    with open('file', 'w') as file:
        file.write('x')
    os.chdir('/')
    return_results('x')
"""

    def state() -> tuple[object, ...]:
        return (
            os.getcwd(),
            dict(os.environ),
            sys.stdout,
            sys.stdin,
            list(warnings.filters),
            list(sys.meta_path),
            (time.time, time.sleep, datetime.datetime, datetime.date, os._exit),
            [name for name in sys.modules if name in ("demistomock", "CommonServerPython")],
        )

    before = state()

    assert run_code(tmp_path, code).runs[0].error is None

    assert state() == before


def test_files_of_the_war_room_are_copies_and_made_ones_stay_for_later_runs(tmp_path: Path) -> None:
    given = tmp_path / "sample.bin"
    given.write_bytes(b"given")
    code = """
def read(path):
    with open(path) as file:
        return file.read()

def main():
    context = demisto.getIntegrationContext()
    if not context:
        path = demisto.getFilePath('1@1')
        assert path['name'] == 'sample.bin' and read(path['path']) == 'given'
        os.remove(path['path'])
        made = fileResult('made.txt', 'made')
        demisto.setIntegrationContext({'file': made['FileID']})
        return_results([made, CommandResults(readable_output='x', scheduled_command=ScheduledCommand('acme', 10))])
    else:
        path = demisto.getFilePath(context['file'])
        return_results(path['name'] + ' ' + read(path['path']))
"""
    simulation = run_code(tmp_path, code, files={"1@1": str(given)})

    assert simulation.outcome is Outcome.DONE, simulation.runs[-1].error
    assert simulation.entries[-1].contents == "made.txt made"
    assert "made.txt" in [entry.file for entry in simulation.runs[0].entries]
    assert given.read_bytes() == b"given"


def test_server_version_reaches_the_code(tmp_path: Path) -> None:
    code = "def main():\n    ScheduledCommand('acme', 30)\n    return_results('x')\n"

    simulation = run_code(tmp_path, code, server_version="6.1.0")

    assert (simulation.message or "").startswith("run 1 (acme): DemistoException: ")


def test_the_old_decorator_wants_the_polling_argument(tmp_path: Path) -> None:
    code = """
@polling_function('acme')
def poll(args):
    return PollResult('x')

def main():
    return_results(poll(demisto.args()))
"""
    assert run_code(tmp_path, code).outcome is Outcome.DONE
    assert "ValueError" in (run_code(tmp_path, code, old_decorator=True).message or "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Acme.py", "def main(:\n", "Acme.py:1: the code cannot be parsed as Python"),
        ("Acme.yml", "script: [\n", "Acme.yml:2:"),
        ("Acme.yml", "a: 1\n", "Acme.yml is neither an integration nor a script"),
        ("Acme.yml", json.dumps({"name": "A", "category": "x", "configuration": [], "script": {"type": "javascript", "script": "x", "commands": []}}), "is written in javascript"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_told_by_file_and_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    item = integration(tmp_path, [command("acme")], "def main(): pass\n")
    (item / name).write_text(text, encoding="utf-8")

    with pytest.raises(SimulationError) as error:
        run(item / "Acme.yml", "acme")

    assert said in str(error.value)


def test_every_run_has_the_proxies_variables_of_a_server(tmp_path: Path) -> None:
    code = """
def main():
    for name in ('HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'):
        assert os.environ[name] == ''
        del os.environ[name]
    return_results('x')
"""

    assert run_code(tmp_path, code).runs[0].error is None
