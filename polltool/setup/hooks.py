"""The pre-commit hook: an entry in the configuration that is there, or in a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from polltool import __version__
from polltool.edits import Edit
from polltool.fixing.outcome import FileChange
from polltool.setup.parts import Conflict, Folder, Part, edited
from polltool.source import Source
from polltool.yamldoc import Document, MapNode, Node, ScalarNode, SeqNode, Wanted, load
from polltool.ymlfix import text as ymltext
from polltool.ymlfix.maps import key_column
from polltool.ymlfix.style import dash_width, list_offset, own_pairs
from polltool.ymlfix.text import Unsure

FILE = ".pre-commit-config.yaml"
TEMPLATE = ".pre-commit-config_template.yaml"
"""What demisto-sdk makes the other one of, anew in each run."""

LINT = "polltool-lint"
IDS = (LINT, "polltool-fix")
_WANTED = Wanted("a pre-commit configuration is a mapping with the key repos")

Entry: TypeAlias = Mapping[str, "str | bool | Sequence[str] | Sequence[Entry]"]


def entry(repository: str | None) -> Entry:
    """The entry of ``repos``: polltool from a git repository, or the one that is installed beside."""
    if repository is not None:
        return {"repo": repository, "rev": f"v{__version__}", "hooks": [{"id": LINT}]}
    hook: Entry = {
        "id": LINT,
        "name": "polltool lint",
        "entry": "polltool lint --force-exclude",
        "language": "system",
        "types_or": ["yaml", "python"],
        "require_serial": True,
    }
    return {"repo": "local", "hooks": [hook]}


def hook(folder: Folder, repository: str | None) -> Part:
    """The hook, in the file that pre-commit or demisto-sdk reads; one that is there stays as it is.

    :raises Conflict: the file that is there cannot be added to.
    """
    name = TEMPLATE if folder.holds(TEMPLATE) else FILE
    shown = folder.shown(name)
    what = f"pre-commit hook {LINT}"
    new = entry(repository)
    data = folder.read(name)
    if data is None:
        text = "\n".join(["repos:", *_lines([new], 2, 2)]) + "\n"
        return Part(shown, what, FileChange(shown, None, text.encode()))
    source = folder.source(name, data)
    if not _says_something(source.text):
        gap = "" if source.text.endswith(("\n", "\r")) or not source.text else source.newline
        lines = source.newline.join(["repos:", *_lines([new], 2, 2), ""])
        end = len(source.text)
        return Part(shown, what, edited(source, data, [Edit(shown, end, end, gap + lines)]))
    document = load(source, _WANTED)
    if document.problems:
        problem = document.problems[0]
        raise Conflict(shown, problem.message, problem.place.line)
    root = document.root
    if root is None:
        raise Conflict(shown, f"{_WANTED.mapping}; {_by_hand(new)}")
    if any(identifier in IDS for identifier in _hooks(root)):
        return Part(shown, what)
    try:
        change = edited(source, data, [_added(document, root, new)])
    except Unsure:
        line = source.position(root.start)[0]
        raise Conflict(
            shown, f"it is not certain where in it an entry belongs; {_by_hand(new)}", line
        ) from None
    if not _holds(source.text, change.new.decode("utf-8-sig"), new):
        raise Conflict(shown, f"nothing can be added to its repos without changing more; {_by_hand(new)}")
    return Part(shown, what, change)


def _says_something(text: str) -> bool:
    """Whether there is more than blank lines and comments."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _by_hand(new: Entry) -> str:
    lines = ["repos:", *_lines([new], 2, 2)]
    return "add by hand:\n" + "\n".join(lines)


def _hooks(root: MapNode) -> Iterator[str | None]:
    """The ids of all hooks."""
    repositories = root.get("repos")
    for repository in repositories.items if isinstance(repositories, SeqNode) else ():
        hooks = repository.get("hooks") if isinstance(repository, MapNode) else None
        for one in hooks.items if isinstance(hooks, SeqNode) else ():
            identifier: Node | None = one.get("id") if isinstance(one, MapNode) else None
            yield identifier.text if identifier is not None else None


def _holds(before: str, after: str, new: Entry) -> bool:
    """Whether a text says what it said before, and the entry at the end of its list."""
    try:
        was, now = yaml.safe_load(before), yaml.safe_load(after)
    except (yaml.YAMLError, ValueError, OverflowError):  # no YAML, or a date or number that there is not
        return False
    wanted = {**was, "repos": [*(was.get("repos") or ()), new]}
    return bool(now == wanted)


def _added(document: Document, root: MapNode, new: Entry) -> Edit:
    """The entry put at the end of the list of repositories, which is made where there is none.

    :raises Unsure: it is not certain that this would be right.
    """
    source = document.source
    ymltext.own(document, root)
    pairs = own_pairs(root, "repos")
    if root.flow or (not pairs and "repos" in root):
        raise Unsure
    if not pairs:
        at = source.end_of_line(source.position(max(len(source.text.rstrip()), 1) - 1)[0])
        lines = ["repos:", *_lines([new], 2, 2)]
        margin = " " * key_column(source, root)
        return ymltext.insertion(source, at, "".join(source.newline + margin + line for line in lines))
    key, value = pairs[0]
    ymltext.own(document, value)
    if isinstance(value, SeqNode) and value.children:
        return _appended(source, value, new)
    if not isinstance(value, SeqNode) and not (isinstance(value, ScalarNode) and value.null):
        raise Unsure
    margin = " " * ymltext.column(source, key.start)
    lines = [margin + line for line in _lines([new], 2, 2)]
    colon = source.text.index(":", key.end) + 1
    end = source.newline
    if value.start != value.end:
        if source.text[colon : value.start].strip(" ") or ymltext.has_comment(
            source.text[value.start : value.end]
        ):
            raise Unsure
        return Edit(source.path, colon, value.end, "".join(end + line for line in lines))
    at = ymltext.place_after(source, value, len(margin))
    return ymltext.insertion(source, at, "".join(end + line for line in lines))


def _appended(source: Source, repositories: SeqNode, new: Entry) -> Edit:
    last = repositories.children[-1]
    if repositories.flow:
        flow = _flow(new)
        return ymltext.insertion(source, last.end, ymltext.next_in_flow(source, last.start, last.end, flow))
    dash = ymltext.column(source, repositories.start)
    if source.text[repositories.start] != "-" or ymltext.before(source, repositories.start).strip(" "):
        raise Unsure
    maps = [child for child in repositories.items if isinstance(child, MapNode)]
    offset = list_offset(source, maps, "hooks")
    width = dash_width(source, [repositories])
    lines = _lines([new], 0, width, 2 if offset is None else offset)
    at = ymltext.place_after(source, last, dash)
    gap = source.newline if _apart(source, repositories) else ""
    margin = " " * dash
    return ymltext.insertion(source, at, gap + "".join(source.newline + margin + line for line in lines))


def _apart(source: Source, repositories: SeqNode) -> bool:
    """Whether blank lines stand between the entries."""
    starts = [source.position(child.start)[0] for child in repositories.children]
    return len(starts) > 1 and all(not source.line(line - 1).strip() for line in starts[1:])


def _lines(entries: Sequence[Any], offset: int, width: int, inner: int = 2) -> Iterator[str]:
    """A block list of mappings: ``offset`` is where its dashes stand, ``width`` how wide they are.

    :param inner: where the dashes of a list in it stand, from its key on.
    """
    for one in entries:
        lines: list[str] = []
        for key, value in one.items():
            if isinstance(value, list) and isinstance(value[0], dict):
                lines += [f"{key}:", *_lines(value, inner, width, inner)]
            else:
                lines.append(f"{key}: {_scalar(value)}")
        for number, line in enumerate(lines):
            yield " " * offset + (f"{'-':<{width}}" if number == 0 else " " * width) + line


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    return ymltext.spell(str(value), "")


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return _scalar(value)
    return ymltext.spell(str(value), "", flow=True)
