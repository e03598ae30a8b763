"""The findings of an item, as the command line has them, from unsaved text and over and over again."""

from __future__ import annotations

import os
from collections.abc import Mapping

from polltool.config import Configurations
from polltool.discovery import YML_SUFFIXES, code_beside, discover, yml_of
from polltool.engine import concluded
from polltool.errors import Failure, PolltoolError
from polltool.findings import Finding
from polltool.index import Facts
from polltool.ledger import Ledger
from polltool.lsp.memory import Memory, View
from polltool.parallel import by_path, merged
from polltool.policies import Policies, Selection
from polltool.records import dataclass
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules
from polltool.session import Plan, Session
from polltool.workspace import Workspace

_INTERNAL_ERROR = "POL000"


class Superseded(BaseException):
    """The check was given up, because what it checks has changed."""


class _Noting(Workspace):
    """Takes note of the files that a check looks at: when one of them changes, it is out of date."""

    __slots__ = ("asked",)

    def __init__(self, cwd: str, overlay: Mapping[str, bytes]) -> None:
        super().__init__(cwd, overlay)
        self.asked: set[str] = set()

    def is_file(self, path: str) -> bool:
        self.asked.add(path)
        return super().is_file(path)

    def read(self, path: str) -> bytes:
        self.asked.add(path)
        return super().read(path)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check says of the item that a file belongs to.

    ``root`` is the folder that the findings' paths are relative to, ``files`` are the absolute
    paths of the item's files (of several items where they share code), ``asked`` those of all
    files that the findings may depend on. ``views`` are the items by their ymls' absolute paths.
    ``rules`` are those that there are. ``waits`` tells whether the findings depend on which
    commands of other items poll, ``facts`` what these items add to that. ``remark`` says what is
    wrong with the configuration.
    """

    root: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    views: Mapping[str, View]
    asked: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    failures: tuple[Failure, ...] = ()
    facts: Facts = ()
    waits: bool = False
    remark: str | None = None

    def absolute(self, path: str) -> str:
        """The absolute path of one that a finding shows."""
        return os.path.normpath(os.path.join(self.root, path))


class Checker:
    """Checks the items below one folder; what stays as it was is not worked out again.

    :param root: the folder that a run of the command line would be started in.
    """

    __slots__ = (
        "_configured",
        "_good",
        "_internal_error",
        "_memory",
        "_rules",
        "_superseded",
        "facts",
        "root",
    )

    def __init__(self, root: str) -> None:
        self.root = root
        self.facts: Facts = ()
        self._superseded = False
        self._memory = Memory(self._go_on)
        self._rules = all_rules()
        self._internal_error = next(rule for rule in self._rules if rule.code == _INTERNAL_ERROR)
        self._configured: tuple[Configurations, Policies] | None = None
        self._good: tuple[Configurations, Policies] | None = None

    def learn(self, checked: Checked) -> bool:
        """Take over which commands of an item poll, as it is in the editor; whether that is news."""
        names = {os.path.relpath(yml, self.root).replace(os.sep, "/") for yml in checked.views}
        known = tuple(fact for fact in self.facts if fact[0] in names)
        if known == checked.facts:
            return False
        self.facts = by_path([*(fact for fact in self.facts if fact[0] not in names), *checked.facts])
        return True

    def begin(self) -> None:
        """A new check begins: nothing has superseded it."""
        self._superseded = False

    def supersede(self) -> None:
        """Give up the check that is going on, from another thread."""
        self._superseded = True

    def _go_on(self) -> None:
        if self._superseded:
            raise Superseded

    def configuration_changed(self) -> None:
        """Read configuration files again when they are next needed."""
        self._configured = None

    def forget(self, checked: Checked) -> None:
        """Drop what is kept of an item whose files are all closed."""
        workspace = Workspace(self.root)
        self._memory.forget([workspace.display(path) for path in checked.files])

    def check(self, path: str, overlay: Mapping[str, bytes]) -> Checked | None:
        """Check the item that a file belongs to.

        None where it belongs to none, or is left out by ``.gitignore`` or the configuration.

        :param overlay: the unsaved texts of open files, by absolute path.
        :raises Superseded: ``supersede`` was called.
        """
        workspace = _Noting(self.root, overlay)
        configurations, policies, remark = self._configuration(path)
        ymls = _together(workspace, path)
        found = discover(workspace, ymls, force_exclude=True, exclusions=configurations)
        if not found.ymls:
            return None
        in_force, chosen = policies.choose(found.ymls, self.root)
        plan = Plan(self.root, in_force, self._internal_error, workspace.overlaid, chosen=chosen)
        session = Session(plan, workspace, self._memory)
        for yml in found.ymls:
            session.prepare(yml)
        shown = {workspace.display(yml): yml for yml in found.ymls}
        known = [fact for fact in self.facts if fact[0] not in shown]
        own = session.facts()
        waits = session.waits
        outcome = session.check(merged([*own, *known]))
        findings, _ = concluded(outcome)
        ledger = Ledger(
            workspace, configurations, policies, [self.root], found.ymls, outcome.failures, everything=False
        )
        try:
            findings = ledger.settle(findings, None).new
        except PolltoolError as error:
            remark = str(error)
        codes = (code_beside(workspace, yml) for yml in found.ymls)
        views = {yml: self._memory.view(name) for name, yml in shown.items()}
        return Checked(
            root=self.root,
            files=tuple(dict.fromkeys((*found.ymls, *(code for code in codes if code is not None)))),
            findings=findings,
            views={yml: view for yml, view in views.items() if view is not None},
            asked=frozenset(workspace.asked),
            rules=in_force[0].known,
            failures=outcome.failures,
            facts=by_path(own),
            waits=waits,
            remark=remark,
        )

    def _configuration(self, path: str) -> tuple[Configurations, Policies, str | None]:
        """What is configured; where that cannot be understood, what was before, and why."""
        if self._configured is None:
            configurations = Configurations(Workspace(self.root), self._rules)
            self._configured = (configurations, Policies(configurations, self._rules, Selection()))
        try:
            self._configured[1].of(path)
        except PolltoolError as error:
            if self._good is None:
                configurations = Configurations(Workspace(self.root), self._rules, isolated=True)
                self._good = (configurations, Policies(configurations, self._rules, Selection()))
            return (*self._good, str(error))
        self._good = self._configured
        return (*self._configured, None)


def _together(workspace: Workspace, path: str) -> list[str]:
    """The ymls of the item that a file belongs to, and of those that have the same code beside them."""
    yml = path if path.lower().endswith(YML_SUFFIXES) else yml_of(workspace, path)
    if yml is None:
        return []
    code = code_beside(workspace, yml)
    folder = os.path.dirname(yml)
    others = [os.path.join(folder, name) for name in workspace.names(folder) if name.endswith(YML_SUFFIXES)]
    return sorted(
        {yml, *(other for other in others if code is not None and code_beside(workspace, other) == code)}
    )
