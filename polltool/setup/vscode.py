"""VS Code: schemas for the YAML extension, and which extensions to recommend."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable

from polltool.edits import Edit, apply
from polltool.fixing.outcome import FileChange
from polltool.fixing.texts import FileText
from polltool.resources import schema_path
from polltool.setup import jsonc
from polltool.setup.parts import Conflict, Folder, Part
from polltool.source import Source

SETTINGS = ".vscode/settings.json"
EXTENSIONS = ".vscode/extensions.json"
SCHEMAS = ".vscode/polltool"
"""Where copies of the schemas lie, so that the settings are right for everyone who has the repository."""

FILES: dict[str, list[str]] = {
    "integration": ["**/Integrations/*.yml", "**/Integrations/*/*.yml", "!*.scenario.yml"],
    "script": ["**/Scripts/*.yml", "**/Scripts/*/*.yml", "!*.scenario.yml"],
    "scenario": ["*.scenario.yml"],
}
"""Which files a schema is for, in the patterns of the YAML extension."""

RECOMMENDED = ("redhat.vscode-yaml", "polltool.polltool")


def schema_name(name: str) -> str:
    """Where the copy of a schema lies in the folder."""
    return f"{SCHEMAS}/{name}.schema.json"


def _schema(folder: Folder, name: str) -> Part:
    path = schema_name(name)
    shown = folder.shown(path)
    wanted = schema_path(name).read_bytes()
    there = folder.read(path)
    if there is not None and there.replace(b"\r\n", b"\n") != wanted:
        raise Conflict(
            shown,
            "this is not the schema of this version of polltool; remove it, and run polltool init again",
        )
    change = FileChange(shown, None, wanted) if there is None else None
    return Part(shown, f"schema of {'an' if name[0] in 'aeiou' else 'a'} {name} for editors", change)


def _settings(folder: Folder) -> Part:
    schemas: dict[str, jsonc.Json] = {f"./{schema_name(name)}": [*globs] for name, globs in FILES.items()}
    return _merged(folder, SETTINGS, "yaml.schemas", schemas)


def _extensions(folder: Folder) -> Part:
    return _merged(folder, EXTENSIONS, "recommendations", [*RECOMMENDED])


def _merged(folder: Folder, name: str, key: str, wanted: dict[str, jsonc.Json] | list[jsonc.Json]) -> Part:
    """A file of settings in which a key has the members that it lacks."""
    shown = folder.shown(name)
    old = folder.read(name)
    source = Source(shown, "") if old is None else folder.source(name, old)
    if not source.text.strip():
        text = json.dumps({key: wanted}, indent=4, ensure_ascii=False) + "\n"
        return Part(shown, key, FileChange(shown, old, text.encode()))
    new = source
    while edits := _lacking(new, key, wanted):
        new = Source(shown, apply(new.text, edits), source.bom)
    unchanged = old is None or new.text == source.text
    return Part(shown, key, None if unchanged else FileChange(shown, old, FileText(new, "utf-8").edited(())))


def _lacking(source: Source, key: str, wanted: dict[str, jsonc.Json] | list[jsonc.Json]) -> tuple[Edit, ...]:
    """What adds the first thing that a file of settings lacks; nothing where it lacks nothing.

    :raises Conflict: the file says something else there.
    """

    def conflict(message: str, offset: int) -> Conflict:
        return Conflict(source.path, message, source.position(offset)[0])

    try:
        root = jsonc.read(source.text)
    except jsonc.JsoncError as error:
        raise conflict(f"this is no JSON with comments: {error}; mend it first", error.offset) from None
    if not isinstance(root.plain, dict):
        raise conflict("this is no object in braces, as settings are; mend it first", root.start)
    value = root.get(key)
    if value is None:
        return jsonc.add(source, root, key, wanted)
    if not isinstance(value.plain, type(wanted)):
        kind = "an object in braces" if isinstance(wanted, dict) else "a list in brackets"
        raise conflict(f"{key} is not {kind}, so nothing can be added to it; make it one", value.start)
    if isinstance(wanted, dict):
        for name, one in wanted.items():
            if value.get(name) is None:
                return jsonc.add(source, value, name, one)
        return ()
    refused = root.get("unwantedRecommendations")
    known = [*_texts(value), *(() if refused is None else _texts(refused))]
    for one in wanted:
        if isinstance(one, str) and one.lower() not in known:
            return jsonc.add(source, value, None, one)
    return ()


def _texts(value: jsonc.Value) -> list[str]:
    """The texts of a list, in lower case: names of extensions differ by nothing else."""
    return [member.value.plain.lower() for member in value.members if isinstance(member.value.plain, str)]


VSCODE: tuple[Callable[[Folder], Part], ...] = (
    *(functools.partial(_schema, name=name) for name in FILES),
    _settings,
    _extensions,
)
"""What makes the files for VS Code; whatever is there stays as it is."""
