"""What lies open in the editor, and the latest findings for it; it knows nothing of the protocol's wire.

All methods are called in the event loop's thread; checks run in one thread of their own, so that
edits are taken in while a check runs and can put an end to it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from polltool.lsp.checker import Checked, Checker, Superseded
from polltool.lsp.documents import Documents, TextDocument
from polltool.lsp.memory import View
from polltool.lsp.survey import survey
from polltool.records import dataclass, field

T = TypeVar("T")

QUIET = 0.06
"""Seconds to wait for another edit where one came before the findings of the last could be shown."""


@dataclass(slots=True)
class _Run:
    """A check that is going on: of which document."""

    path: str
    checker: Checker


@dataclass(slots=True)
class Desk:
    """The open documents with their findings.

    ``publish`` is called with each result that is up to date, ``withdraw`` with the absolute
    paths of files whose findings are gone because nothing of their item is open any more,
    ``trouble`` with what went wrong in a check.
    """

    publish: Callable[[Checked], None]
    withdraw: Callable[[Iterable[str]], None]
    trouble: Callable[[str], None]
    documents: Documents = field(default_factory=Documents)
    _folders: list[str] = field(default_factory=list)
    _checkers: dict[str, Checker] = field(default_factory=dict)
    _results: dict[str, Checked] = field(default_factory=dict)
    _good: dict[str, View] = field(default_factory=dict)
    _dirty: dict[str, None] = field(default_factory=dict)
    _run: _Run | None = None
    _task: asyncio.Task[None] | None = None
    _surveys: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _edited: float = -1.0
    _wait: float = 0.0
    _settled: asyncio.Event = field(default_factory=asyncio.Event)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="polltool-check")
    )

    # -- folders and configuration

    @property
    def folders(self) -> tuple[str, ...]:
        """The workspace's folders."""
        return tuple(self._folders)

    def set_folders(self, folders: Iterable[str]) -> None:
        """The folders of the workspace: the paths of findings are relative to them."""
        self._folders = sorted(set(folders), key=len, reverse=True)
        for document in self.documents:
            checked = self._results.get(document.path)
            if checked is not None and checked.root != self.root_of(document.path):
                self._forget(checked)
        self._mark(document.path for document in self.documents)

    def root_of(self, path: str) -> str:
        """The folder that a file is checked in: the innermost one of the workspace, else its own."""
        for folder in self._folders:
            if path.startswith(folder.rstrip(os.sep) + os.sep):
                return folder
        return os.path.dirname(path)

    def configuration_changed(self) -> None:
        """Check everything again with the configuration as it is now."""
        for checker in self._checkers.values():
            checker.configuration_changed()
        self._mark(document.path for document in self.documents)

    def files_changed(self, changed: Iterable[str], come_or_gone: Iterable[str]) -> None:
        """Check again what depends on files that changed on the disk, came, or went."""
        paths, others = set(changed), set(come_or_gone)
        if others:
            self._mark(document.path for document in self.documents)
        else:
            self._mark(self._dependent(paths))
        for root in {self.root_of(path) for path in paths | others if self.documents.at(path) is None}:
            if root in self._surveys and self._surveys[root].done():
                del self._surveys[root]
                self._mark_waiting(root)  # what still waits asks for another survey

    # -- documents

    def opened(self, document: TextDocument) -> None:
        """A document was opened."""
        self._mark((document.path, *self._dependent({document.path})))

    def edited(self, document: TextDocument) -> None:
        """A document's text changed."""
        busy = self._run is not None or bool(self._dirty)
        self._wait = QUIET if busy else 0.0
        self._edited = asyncio.get_running_loop().time()
        self._mark((document.path, *self._dependent({document.path})))

    def closed(self, document: TextDocument) -> None:
        """A document was closed: what counts for it is the disk again."""
        self._dirty.pop(document.path, None)
        checked = self._results.get(document.path)
        if checked is not None and not any(self.documents.at(path) for path in checked.files):
            self._forget(checked)
            self.withdraw(_shown(checked))
        self._mark(self._dependent({document.path}))

    def latest(self, path: str) -> Checked | None:
        """The latest result for a file, though it may be out of date."""
        return self._results.get(path)

    def views(self, path: str) -> dict[str, View]:
        """The items that an open file belongs to, by their ymls; where the text is broken, as they were before."""
        checked = self._results.get(path)
        return (
            {} if checked is None else {yml: self._good.get(yml, view) for yml, view in checked.views.items()}
        )

    async def current(self, path: str) -> Checked | None:
        """The result for an open file as it is now; waits for it."""
        self._wait = 0.0
        while self.documents.at(path) is not None and (self._dirty or self._run is not None):
            self._settled.clear()
            await self._settled.wait()
        return self._results.get(path)

    async def aside(self, work: Callable[[], T]) -> T:
        """Do something that checks in the thread of the checks, after those that are due."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def checker(self, path: str) -> Checker:
        """The checker of the folder that a file is checked in."""
        root = self.root_of(path)
        return self._checkers.setdefault(root, Checker(root))

    def close(self) -> None:
        """End the checks."""
        if self._run is not None:
            self._run.checker.supersede()
        for task in (self._task, *self._surveys.values()):
            if task is not None:
                task.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- checking

    def _dependent(self, paths: set[str]) -> list[str]:
        """The open documents whose findings may depend on any of these files."""
        return [
            document.path
            for document in self.documents
            if (checked := self._results.get(document.path)) is None or not checked.asked.isdisjoint(paths)
        ]

    def _mark(self, paths: Iterable[str]) -> None:
        for path in paths:
            if self.documents.at(path) is not None:
                self._dirty.pop(path, None)
                self._dirty[path] = None  # the last one edited is checked first
        if self._run is not None and self._run.path in self._dirty:
            self._run.checker.supersede()
        if self._dirty and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._dirty:
            while (left := self._edited + self._wait - loop.time()) > 0:
                await asyncio.sleep(left)
            path = next(reversed(self._dirty), None)
            if path is None:
                break
            del self._dirty[path]
            try:
                await self._check(path)
            except Exception as error:  # the next edit is to be checked all the same
                self.trouble(f"{path}: {type(error).__name__}: {error}")
            self._settled.set()
        self._settled.set()

    async def _check(self, path: str) -> None:
        checker = self.checker(path)
        checker.begin()
        began = self.documents.as_now()
        self._run = _Run(path, checker)
        try:
            checked = await asyncio.get_running_loop().run_in_executor(
                self._thread, checker.check, path, began.overlay()
            )
        except Superseded:
            return
        except Exception as error:
            self.trouble(f"{path} could not be checked: {type(error).__name__}: {error}")
            checked = None
        finally:
            self._run = None
        self._take(path, checked, began)

    def _take(self, path: str, checked: Checked | None, began: Documents) -> None:
        """Show a result, unless anything that it rests on has changed since the check began."""
        if self.documents.at(path) is None or path in self._dirty:
            return
        old = self._results.get(path)
        if checked is None:
            if old is not None:
                self._forget(old)
                self.withdraw(_shown(old))
            return
        if any(self.documents.at(other) is not began.at(other) for other in checked.asked):
            self._mark([path])
            return
        if old is not None and old.files != checked.files:
            self._forget(old)
            self.withdraw(set(_shown(old)) - set(_shown(checked)))
        for file in checked.files:
            self._results[file] = checked
            self._dirty.pop(file, None)
        self._learn(checked)
        for yml, view in checked.views.items():
            self._good[yml] = view.over(self._good.get(yml))
        self.publish(checked)

    # -- what depends on other items

    def _learn(self, checked: Checked) -> None:
        """Take over what a result says of which commands poll; ask for the whole folder where that matters."""
        checker = self._checkers[checked.root]
        if checker.learn(checked):
            self._mark_waiting(checked.root, apart=checked.files)
        if checked.waits and checked.root in self._folders and checked.root not in self._surveys:
            self._surveys[checked.root] = asyncio.get_running_loop().create_task(self._survey(checked.root))

    async def _survey(self, root: str) -> None:
        facts = await survey(root)
        checker = self._checkers.get(root)
        if checker is None:
            return
        checker.facts = facts
        self._mark_waiting(root)

    def _mark_waiting(self, root: str, apart: Iterable[str] = ()) -> None:
        """Check the open items of a folder again that depend on which commands of others poll."""
        without = set(apart)
        self._mark(
            document.path
            for document in self.documents
            if document.path not in without
            and (checked := self._results.get(document.path)) is not None
            and checked.waits
            and checked.root == root
        )

    def _forget(self, checked: Checked) -> None:
        for file in checked.files:
            self._results.pop(file, None)
            self._good.pop(file, None)
        checker = self._checkers.get(checked.root)
        if checker is not None:
            self._thread.submit(checker.forget, checked)


def _shown(checked: Checked) -> list[str]:
    """The files that a result may have shown findings in."""
    places = (checked.absolute(finding.place.path) for finding in checked.findings)
    return list(dict.fromkeys((*checked.files, *places)))
