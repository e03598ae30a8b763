"""The pytest plugin: the fixture ``polling_server``, and stand-ins for the platform's modules.

It is loaded in every pytest run of an environment in which polltool is installed, so it
imports nothing until it is used, and does nothing in tests that do not ask for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from polltool.simulate.sequence import Simulation
    from polltool.simulate.standins import StandIns
    from polltool.simulate.testing import PollingServer

_FIXTURE = b"polling_server"
_OPTION = "polltool_stand_ins"

_stand_ins = pytest.StashKey["StandIns"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what asks for the stand-ins in all tests."""
    text = "stand in for CommonServerPython, demistomock and shared modules where they cannot be imported"
    parser.addini(_OPTION, text, type="bool", default=False)
    parser.getgroup("polltool").addoption("--polltool", action="store_true", dest=_OPTION, help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Put the stand-ins in place for the whole run, if that is asked for."""
    if config.getoption(_OPTION) or config.getini(_OPTION):
        _standing_in(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the stand-ins away."""
    if _stand_ins in config.stash:
        config.stash[_stand_ins].remove()
        del config.stash[_stand_ins]


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Before a test file is imported: if it uses the fixture, its imports have to work."""
    config = parent.config
    asked = _stand_ins in config.stash
    try:
        if asked or _FIXTURE in module_path.read_bytes():
            _standing_in(config).add_folder(str(module_path.parent))
    except OSError:
        return  # whoever imports it says so


def _standing_in(config: pytest.Config) -> StandIns:
    if _stand_ins not in config.stash:
        from polltool.simulate.standins import StandIns

        config.stash[_stand_ins] = StandIns()
        config.stash[_stand_ins].install()
    return config.stash[_stand_ins]


@pytest.fixture
def polling_server(request: pytest.FixtureRequest) -> PollingServer:
    """A server that runs polling commands: ``reply``, then ``run``, and look at what it did.

    The integration is the one beside the test file (``X_test.py``: ``X.yml``); ``load`` names
    another.
    """
    from polltool.report.lines import plain
    from polltool.report.simulation_text import timeline_lines
    from polltool.simulate.testing import PollingServer

    def told(simulation: Simulation) -> None:
        text = "\n".join(plain(line) for line in timeline_lines(simulation))
        request.node.add_report_section("call", f"polling sequence of {simulation.command}", text)

    return PollingServer(str(request.path), told)
