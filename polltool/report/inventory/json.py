"""The inventory for programs; schemas/inventory.schema.json describes it."""

from __future__ import annotations

import json
from typing import Any

from polltool.findings import Severity
from polltool.inventory import Duration, Flow
from polltool.report.inventory.view import Entry, Inventory, pack_of
from polltool.report.json import failures_value, finding_value

VERSION = 1


def as_json(inventory: Inventory) -> str:
    """The inventory as a JSON document."""
    report = inventory.report
    found = {finding for entry in inventory.entries for finding in entry.findings} | set(inventory.others)
    document = {
        "version": VERSION,
        "commands": [_command(entry) for entry in inventory.entries],
        "findings": [finding_value(finding) for finding in inventory.others],
        "failures": failures_value(report),
        "summary": {
            "checked": report.checked,
            "items": len(inventory.items),
            "commands": len(inventory.entries),
            **{
                f"{severity.label}s": sum(finding.severity is severity for finding in found)
                for severity in sorted(Severity, reverse=True)
            },
            "failed": len({failure.path for failure in report.failures}),
        },
    }
    return json.dumps(document, indent=2)


def _command(entry: Entry) -> dict[str, Any]:
    item, command = entry.item, entry.command
    return {
        "command": command.name,
        "path": item.path,
        "line": command.place.line,
        "column": command.place.column,
        "code": item.code,
        "kind": item.kind.value,
        "item": item.name,
        "id": item.id,
        "pack": pack_of(item),
        "fromversion": item.fromversion,
        "polling": command.polling,
        "deprecated": command.deprecated,
        "needs": list(command.needs),
        "polls_by_default": command.by_default,
        "flows": [_flow(flow) for flow in command.flows],
        "unseen": command.unseen,
        "findings": [finding_value(finding) for finding in entry.findings],
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "target": flow.target,
        "target_declared": flow.declared,
        "made_by": flow.how,
        "polling_argument": flow.polling_argument,
        "interval": _duration(flow.interval),
        "timeout": _duration(flow.timeout),
        "state": [
            {"name": state.name, "declared": state.declared, "hidden": state.hidden} for state in flow.state
        ],
        "carries": flow.carries,
        "once": flow.once,
        "path": flow.place.path,
        "line": flow.place.line,
        "column": flow.place.column,
    }


def _duration(duration: Duration) -> dict[str, Any]:
    return {
        "given": not duration.absent,
        "seconds": duration.usual,
        "choices": list(duration.choices),
        "arguments": list(duration.arguments),
    }
