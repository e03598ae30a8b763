"""The remote service: it takes jobs, and each is done after a number of looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from polltool.runtime import BaseClient, DemistoException
from polltool.simulate.options import Clock
from polltool.simulate.sequence import Request


class Service:
    """What the code's client talks to, in the place of HTTP.

    :param looks: how often a job is looked at until it is done, that look included.
    """

    def __init__(self, looks: int) -> None:
        self._looks = looks
        self.jobs: dict[str, int] = {}
        self.submitted = 0

    @property
    def finished(self) -> bool:
        """Whether somebody has seen a job done."""
        return any(seen >= self._looks for seen in self.jobs.values())

    @contextmanager
    def installed(self, clock: Clock) -> Iterator[None]:
        """Answer the client's requests until the manager is left."""
        with mock.patch.object(
            BaseClient, "_http_request", lambda _client, *words, **more: self._answer(*words)
        ):
            yield

    def _answer(self, method: str, suffix: str) -> dict[str, Any]:
        if method == "POST":
            self.submitted += 1
            name = f"job-{self.submitted}"
            self.jobs[name] = 0
            return {"id": name}
        name = suffix.rpartition("/")[2]
        if name not in self.jobs:
            raise DemistoException(f"there is no job {name}")
        self.jobs[name] += 1
        done = self.jobs[name] >= self._looks
        state = "done" if done else "running"
        status: dict[str, Any] = {"id": name, "state": state, "parts": [{"state": state}]}
        return status | ({"finished": True} if done else {"pending": True})

    def taken(self) -> tuple[Request, ...]:
        """No requests are told of: what counts is what the service knows."""
        return ()

    def refused(self) -> None:
        """No request is refused."""

    def leftovers(self) -> tuple[str, ...]:
        """Nothing is left over."""
        return ()
