"""Running sequences in unit tests: what the pytest fixture ``polling_server`` gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from polltool.records import replace
from polltool.simulate.api import simulate
from polltool.simulate.commandreplies import CommandBook, CommandReply, error_entry, note_entry
from polltool.simulate.http import CannedHttp
from polltool.simulate.options import Options
from polltool.simulate.replies import MISSING, NetworkError, Reply, When, with_body
from polltool.simulate.sequence import Request, Simulation

Times = int | Literal["forever"]


class PollingServer:
    """A simulated server with canned replies, for one test.

    ``params`` are the integration's parameters, ``context`` and ``integration_context`` what
    there is before a run; they are changed by runs, so that a second ``run`` goes on from
    them. ``requests`` are the HTTP requests of all runs.

    :param test: the path of the test file, beside which the integration lies.
    :param told: gets each simulation when it is over.
    """

    def __init__(self, test: str, told: Callable[[Simulation], None] | None = None) -> None:
        self._folder = os.path.dirname(test)
        self._item = _beside(test)
        self._http = CannedHttp(origin="the test")
        self._commands = CommandBook(origin="the test")
        self._told = told
        self.params: dict[str, Any] = {}
        self.context: dict[str, Any] = {}
        self.integration_context: dict[str, Any] = {}
        self.requests: list[Request] = []

    def load(self, path: str | os.PathLike[str]) -> None:
        """Run another item: its folder, yml or Python file, relative to the test file."""
        self._item = os.path.join(self._folder, os.fspath(path))

    def reply(
        self,
        method: str,
        url: str,
        *,
        status: int = 200,
        json: Any = MISSING,
        text: str | None = None,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
        times: Times = 1,
        error: str | None = None,
        query: Mapping[str, Any] | None = None,
        sent_json: Any = MISSING,
        sent: str | None = None,
        sent_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Add a reply to an HTTP request; requests get the first that means them and is not used up.

        :param url: a path or a whole URL; ``*`` and ``{name}`` stand for one part of the path,
            ``**`` for any number.
        :param delay: virtual seconds until the reply comes.
        :param times: how often it is given.
        :param error: ``timeout``, ``connect-timeout``, ``connection``, ``ssl`` or ``proxy`` instead of a reply.
        :param query: parameters that the URL has to have.
        :param sent_json: what the body's JSON has to contain.
        :param sent: a text that the body has to contain.
        :param sent_headers: headers that the request has to have.
        """
        content, headers = with_body(headers or {}, json, text, content)
        self._http.book.add(
            Reply(
                method.upper(),
                url,
                When(query or {}, sent_headers or {}, sent_json, sent),
                status,
                content,
                headers,
                delay,
                None if times == "forever" else times,
                None if error is None else NetworkError(error),
            )
        )

    def command_reply(
        self,
        command: str,
        contents: Any = None,
        *,
        human_readable: str | None = None,
        context: Mapping[str, Any] | None = None,
        error: str | None = None,
        entries: Sequence[Mapping[str, Any]] | None = None,
        args: Mapping[str, Any] | None = None,
        times: Times = 1,
    ) -> None:
        """Add a reply to ``demisto.executeCommand``: one entry, an error entry, or the entries given."""
        if entries is None:
            one = error_entry(error) if error is not None else note_entry(contents, human_readable, context)
            entries = (one,)
        self._commands.add(
            CommandReply(command, tuple(entries), args or {}, None if times == "forever" else times)
        )

    def run(
        self,
        command: str | None = None,
        args: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Simulation:
        """Start a command and follow its sequence to the end: ``runs``, ``outcome``, ``context`` and more.

        :param params: laid over ``self.params`` for this run.
        :param options: fields of polltool.simulate.options.Options.
        :raises SimulationError: the item or the command cannot be simulated.
        """
        base = Options(context=self.context, integration_context=self.integration_context)
        simulation = simulate(
            self._item,
            command,
            args,
            {**self.params, **(params or {})},
            http=self._http,
            execute_command=self._commands.answer,
            options=replace(base, **options),
        )
        if self._told is not None:
            self._told(simulation)
        self.context = dict(simulation.context)
        self.integration_context = dict(simulation.integration_context)
        self.requests.extend(simulation.requests)
        return simulation

    def unused(self) -> tuple[str, ...]:
        """The replies that nothing asked for, in words."""
        return self._http.leftovers()


def _beside(test: str) -> str:
    """The item that a test file belongs to: the yml of its name, else whatever its folder holds."""
    folder, name = os.path.split(test)
    stem = os.path.splitext(name)[0].removesuffix("_test").removeprefix("test_")
    yml = os.path.join(folder, f"{stem}.yml")
    return yml if os.path.isfile(yml) else folder
