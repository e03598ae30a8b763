"""Configuration files: which one is in force for a file, and what it says.

The nearest ``.polltool.toml``, or ``pyproject.toml`` with a table ``[tool.polltool]``, above a
checked file counts; there is no merging.
"""

from __future__ import annotations

import os
from collections.abc import Container, Sequence

from polltool.errors import ConfigError, UsageError
from polltool.findings import Severity
from polltool.ignores import Patterns, read_patterns
from polltool.records import dataclass
from polltool.rules.base import Rule
from polltool.workspace import Workspace

OWN_FILE = ".polltool.toml"
SHARED_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says; the defaults where there is none.

    ``path`` is the file and ``folder`` where its patterns start. Selectors (``select``,
    ``ignore``, ``extend_select``, the keys of ``severity``, the values of
    ``per_file_ignores``) are codes, prefixes or names of rules that exist; without ``select``
    all run. ``fail_on`` is None where nothing fails. ``baseline`` and ``api_modules`` are
    absolute paths, ``server_version`` is the oldest server that the content has to run on.
    """

    path: str | None = None
    folder: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.ERROR
    severity: tuple[tuple[str, Severity], ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: str | None = None
    server_version: tuple[int, ...] | None = None
    api_modules: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()


DEFAULT = Configuration()

MOST_FOLDERS = 8192
"""Of so many folders it is kept what they hold, so that memory does not grow with the repository."""


class Configurations:
    """Answers for one run: every file is read once, and every folder looked at once, while there are not too many.

    :param file: a file that is in force everywhere, in the place of all that would be found.
    :param isolated: no file is read, the defaults are in force.
    :param rules: the rules there are, without those of plugins.
    :raises ConfigError: ``file`` cannot be read or says something that is not understood.
    """

    __slots__ = ("_excludes", "_forced", "_found", "_own", "_plain", "_rules", "_workspace")

    def __init__(
        self,
        workspace: Workspace,
        rules: Sequence[Rule],
        *,
        file: str | None = None,
        isolated: bool = False,
    ) -> None:
        self._workspace = workspace
        self._rules = rules
        self._found: dict[str, Configuration] = {}
        self._own: dict[str, Configuration | None] = {}
        self._plain: set[str] = set()
        self._excludes: dict[Configuration, Patterns | None] = {}
        self._forced = DEFAULT if isolated else None
        if file is not None and isolated:
            raise UsageError("--config names a configuration and --isolated wants none: leave one out")
        if file is not None:
            path = workspace.absolute(file)
            try:
                self._forced = self._read(path)
            except ConfigError as error:
                if workspace.is_file(path):
                    raise
                nearest = f"without --config it is the nearest {OWN_FILE} or {SHARED_FILE}"
                raise ConfigError(f"{error}; {nearest}") from None
            if self._forced is None:
                raise ConfigError(f"{file}: there is no table [tool.polltool] in it")

    def of(self, path: str) -> Configuration:
        """The configuration in force for the file at an absolute path.

        :raises ConfigError: the nearest configuration file says something that is not understood.
        """
        return self.of_folder(os.path.dirname(path))

    def of_folder(self, folder: str) -> Configuration:
        """The configuration in force for the files in a folder.

        :raises ConfigError: as for ``of``.
        """
        if self._forced is not None:
            return self._forced
        asked: list[str] = []
        result = DEFAULT
        if len(self._found) >= MOST_FOLDERS:
            self._found.clear()
        while folder not in self._found:
            asked.append(folder)
            own = self._of_its_own(folder)
            parent = os.path.dirname(folder)
            if own is not None or parent == folder:
                result = own or DEFAULT
                break
            folder = parent
        else:
            result = self._found[folder]
        self._found.update(dict.fromkeys(asked, result))
        return result

    def walked(self, folder: str, names: Container[str]) -> None:
        """Take note of what a folder holds, so that the disk need not be asked again."""
        if OWN_FILE not in names and SHARED_FILE not in names:
            self._note_plain(folder)

    def _note_plain(self, folder: str) -> None:
        if len(self._plain) >= MOST_FOLDERS:
            self._plain.clear()
        self._plain.add(folder)

    def excluded(self, path: str, *, folder: bool) -> bool:
        """Whether the configuration excludes this entry itself; those above it are asked by themselves."""
        configuration = self.of_folder(os.path.dirname(path))
        if not configuration.exclude or configuration.folder is None:
            return False
        if configuration not in self._excludes:
            self._excludes[configuration] = read_patterns(configuration.exclude)
        patterns = self._excludes[configuration]
        inner = os.path.relpath(path, configuration.folder).replace(os.sep, "/")
        if patterns is None or inner.startswith("../"):
            return False
        end = "/" if folder else ""
        return bool(patterns.verdict(inner + end, os.path.basename(path) + end))

    def _of_its_own(self, folder: str) -> Configuration | None:
        if folder in self._plain:
            return None
        if folder not in self._own:
            plain, found = True, None
            for name in (OWN_FILE, SHARED_FILE):
                path = os.path.join(folder, name)
                if self._workspace.is_file(path):
                    plain, found = False, self._read(path)
                    if found is not None:
                        break
            if plain:
                self._note_plain(folder)
                return None
            self._own[folder] = found
        return self._own[folder]

    def _read(self, path: str) -> Configuration | None:
        from polltool.configkeys import read_configuration  # many runs need no reader of TOML

        return read_configuration(self._workspace, path, self._rules)
