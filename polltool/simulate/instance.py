"""An item as a server has it: what stays of it between runs, and the ``demisto`` object of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polltool.records import dataclass, field
from polltool.runtime import Demisto, DemistoScript
from polltool.simulate.answers import lend
from polltool.simulate.subject import Subject

AnyDemisto = Demisto | DemistoScript


@dataclass(slots=True)
class Instance:
    """An integration's instance, or a script.

    ``params`` are the instance's parameters, ``context`` what its runs have stored as
    integration context; scripts have neither.
    """

    subject: Subject
    params: Mapping[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    version: int = 0

    def demisto(self, command: str, args: Mapping[str, Any], **common: Any) -> AnyDemisto:
        """The object that a run of ``command`` talks to; ``common`` are arguments of ``BaseDemisto``."""
        item = self.subject.item
        if self.subject.is_script:
            host: AnyDemisto = DemistoScript(item.name, copied(args), **common)
        else:
            host = Demisto(
                command,
                copied(args),
                copied(self.params),
                self.context,
                f"{item.name}_instance_1",
                item.id or item.name,
                **common,
            )
            host.integration_context_version = self.version
        lend(host)
        return host

    def keep(self, host: AnyDemisto) -> None:
        """Have the next run find what this one stored."""
        if isinstance(host, Demisto):
            self.context = host.integration_context
            self.version = host.integration_context_version


def copied(value: Any) -> Any:
    """A copy, as by way of JSON."""
    return json.loads(json.dumps(value, default=str))
