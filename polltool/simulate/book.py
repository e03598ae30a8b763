"""Canned replies that are used up in order, whatever they reply to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar


class Canned(Protocol):
    """A reply; ``times`` is how often it answers, None for ever."""

    @property
    def times(self) -> int | None:
        """How often it answers, None for ever."""


R = TypeVar("R", bound=Canned)


class Book(Generic[R]):
    """The replies of one sequence, and how often each was used.

    :param origin: what messages call the place where the replies stand.
    """

    def __init__(self, replies: Sequence[R] = (), origin: str = "the scenario") -> None:
        self._origin = origin
        self._replies = list(replies)
        self._used = [0] * len(self._replies)

    def add(self, reply: R) -> None:
        """Add a reply after those that are there."""
        self._replies.append(reply)
        self._used.append(0)

    def unused(self) -> Iterator[tuple[R, int]]:
        """The replies that were not used up, each with how often it was used.

        One that answers for ever is among them only if it was never used.
        """
        for reply, used in zip(self._replies, self._used, strict=True):
            if used < (1 if reply.times is None else reply.times):
                yield reply, used

    def _take(self, refusal: Callable[[R], str | None]) -> R | None:
        """Use the first reply that is not used up and does not refuse; None where there is none."""
        for index, reply in enumerate(self._replies):
            if reply.times is not None and self._used[index] >= reply.times:
                continue
            if refusal(reply) is None:
                self._used[index] += 1
                return reply
        return None


def used_up(times: int | None) -> str:
    """Why a reply that means the request does not answer it."""
    return f"used up: it answers {'once' if times == 1 else f'{times} times'}"
