"""The runtime as a module of the repository's own, for servers whose base library is too old."""

from __future__ import annotations

import os
from pathlib import Path

from polltool import vendoring
from polltool.discovery import folders_above
from polltool.fixing.outcome import FileChange
from polltool.scaffold.target import Target


def vendored_files(target: Target) -> tuple[FileChange, ...]:
    """The files of the module, where the integration's imports find them.

    In a content repository that is where shared modules lie; else a folder beside the integration's.

    :raises ExportError: something is in the way that is no readable text file.
    """
    return tuple(
        FileChange(
            target.show(str(file.path)),
            None if file.present is None else file.present.encode(),
            file.text.encode(),
        )
        for file in vendoring.plan(Path(_folder(target)))
    )


def _folder(target: Target) -> str:
    workspace = target.workspace
    above = list(folders_above(workspace, target.folder))
    for folder in above:
        if workspace.is_dir(os.path.join(folder, "ApiModules", "Scripts")):
            return os.path.join(folder, "ApiModules", "Scripts")
    for folder in above:
        if os.path.basename(folder) == "Packs":
            return os.path.join(folder, "ApiModules", "Scripts")
    return os.path.join(os.path.dirname(target.folder), "ApiModules", "Scripts")
