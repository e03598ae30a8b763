"""Code actions: mend a finding, all of a rule, all that is safe, or suppress a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lsprotocol import types

from polltool.edits import Edit
from polltool.findings import Finding
from polltool.lsp.checker import Checked
from polltool.lsp.diagnostics import diagnostic
from polltool.lsp.hover import span
from polltool.lsp.mending import Mender
from polltool.lsp.positions import offset_at
from polltool.lsp.texts import Texts
from polltool.records import dataclass

FIX_ALL = "source.fixAll.polltool"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)


@dataclass(frozen=True, slots=True)
class Later:
    """What an action will do once it is chosen; it travels to the client and back.

    ``task``: ``rule`` (mend all findings of the rule ``code`` in the file), ``safe`` (mend all
    that can be mended safely), ``suppress`` (the finding of ``code`` at ``line`` and ``column``).
    ``version`` is the document's when the action was offered.
    """

    uri: str
    version: int
    task: str
    code: str = ""
    line: int = 0
    column: int = 0
    message: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """It as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    @staticmethod
    def read(data: object) -> Later | None:
        """What a client sent back; None where it is nothing of ours."""
        try:
            return Later(**data)  # type: ignore[arg-type]
        except TypeError:
            return None


@dataclass(frozen=True, slots=True)
class Client:
    """What the client can do.

    ``versioned``: changes of documents in a version; ``resolves``: edits that are asked for once
    an action is chosen; ``snippets``: completions with places to fill in.
    """

    versioned: bool = True
    resolves: bool = True
    snippets: bool = True


def actions(
    checked: Checked, path: str, params: types.CodeActionParams, texts: Texts, client: Client
) -> Iterator[tuple[types.CodeAction, Later | None]]:
    """The actions for a range; those with ``Later`` get their edits when they are chosen."""
    source, units = texts.source(path), texts.units
    document = texts.documents.at(path)
    start = offset_at(source, params.range.start, units)
    end = offset_at(source, params.range.end, units)
    in_file = [one for one in checked.findings if checked.absolute(one.place.path) == path]
    only = params.context.only
    version = 0 if document is None else document.version
    uri = params.text_document.uri
    if _asked(types.CodeActionKind.QuickFix, only):
        touched = [one for one in in_file if _touches(span(source, one.place), start, end)]
        shown = {id(one): _diagnostic(checked, one, texts) for one in touched}
        for finding in touched:
            if finding.fix is not None and finding.fix.edits:
                yield _fix(checked, finding, shown[id(finding)], texts, client), None
        for code in dict.fromkeys(one.code for one in touched):
            same = [one for one in in_file if one.code == code and _mendable(one)]
            if len(same) > 1:
                title = f"Fix all {code} ({same[0].name}) in this file"
                mended = [shown[id(one)] for one in touched if one.code == code]
                action = types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=mended)
                yield action, Later(uri, version, "rule", code)
        for finding in touched:
            action = types.CodeAction(
                f"Suppress {finding.code} ({finding.name}) here",
                types.CodeActionKind.QuickFix,
                diagnostics=[shown[id(finding)]],
            )
            place = finding.place
            yield (
                action,
                Later(uri, version, "suppress", finding.code, place.line, place.column, finding.message),
            )
    if _asked(FIX_ALL, only) and any(_mendable(one) and _is_safe(one) for one in in_file):
        yield (
            types.CodeAction("Fix all that can be fixed safely (polltool)", FIX_ALL),
            Later(uri, version, "safe"),
        )


def carry_out(later: Later, mender: Mender) -> list[Edit]:
    """The edits of an action that was chosen, tried in memory; none where nothing holds."""
    if later.task == "safe":
        return mender.fix_all(_is_safe, unsafe=False)
    if later.task == "rule":
        return mender.fix_all(lambda finding: finding.code == later.code, unsafe=True)
    for finding in mender.checked.findings:
        place = finding.place
        if (finding.code, place.line, place.column, finding.message) == (
            later.code,
            later.line,
            later.column,
            later.message,
        ):
            edit = mender.suppress(finding)
            return [] if edit is None else [edit]
    return []


def _asked(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a client asks for actions of a kind: for the kind itself, one above it, or any."""
    return not only or any(one == "" or kind == one or kind.startswith(f"{one}.") for one in only)


def _touches(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] <= end and start <= span[1]


def _mendable(finding: Finding) -> bool:
    return finding.fix is not None and bool(finding.fix.edits)


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def _diagnostic(checked: Checked, finding: Finding, texts: Texts) -> types.Diagnostic:
    return diagnostic(
        finding,
        lambda path: texts.source(checked.absolute(path)),
        lambda path: texts.documents.uri(checked.absolute(path)),
        texts.units,
    )


def _fix(
    checked: Checked, finding: Finding, shown: types.Diagnostic, texts: Texts, client: Client
) -> types.CodeAction:
    fix = finding.fix
    assert fix is not None
    title = fix.message[:1].upper() + fix.message[1:]
    return types.CodeAction(
        title if fix.safe else f"{title} (unsafe: read the result)",
        types.CodeActionKind.QuickFix,
        diagnostics=[shown],
        is_preferred=fix.safe,
        edit=workspace_edit(checked, fix.edits, texts, client),
    )


def workspace_edit(
    checked: Checked, edits: Iterable[Edit], texts: Texts, client: Client
) -> types.WorkspaceEdit:
    """Edits whose paths are as findings show them."""
    return texts.workspace_edit(
        ((checked.absolute(edit.path), edit) for edit in edits), versioned=client.versioned
    )
