"""What an integration itself suggests for answers that nobody gave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from polltool.model import Command
from polltool.records import dataclass
from polltool.scaffold.answers import DEFAULT_STATE, Request
from polltool.scaffold.identifiers import noun
from polltool.scaffold.parsing import Given
from polltool.yamldoc import MapNode, ScalarNode, SeqNode

_ENDS = {
    "submit": "find",
    "start": "result",
    "run": "result",
    "create": "get",
    "add": "get",
    "upload": "report",
    "analyze": "report",
    "request": "result",
}
"""How the find command's name ends where the submit command's ends so."""

_VERBS = (*_ENDS, *_ENDS.values(), "status", "poll", "polling", "wait", "fetch", "list", "check", "execute")

_COMMON = (
    "",
    "dbotscore",
    "file",
    "infofile",
    "url",
    "ip",
    "domain",
    "account",
    "endpoint",
    "cve",
    "email",
    "iam",
)
"""What outputs of all integrations begin with."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is learnt from an integration: the first word of its commands, and of its outputs."""

    command_prefix: str | None
    outputs_prefix: str

    def find_command(self, submit: str) -> str:
        """A name for the find command of a pair."""
        start, _, end = submit.rpartition("-")
        return f"{start}-{_ENDS[end]}" if start and end in _ENDS else f"{submit}-find"

    def noun(self, given: Given) -> str:
        """What the commands are about: what the state is the ID of, or else what their names say.

        ``acme-url-scan-submit`` is about a ``url-scan``.
        """
        if given.get("state", DEFAULT_STATE) != DEFAULT_STATE:
            return noun(str(given["state"])).replace(" ", "-")
        name = given.get("find") or given.get("command") or given.get("submit") or ""
        words = str(name).split("-")[1:]
        for word in (self.command_prefix or "").split("-")[1:]:
            if words[:1] == [word] and not set(words[1:]) <= set(_VERBS):
                words = words[1:]
        while words and words[-1] in _VERBS:
            words.pop()
        while words and words[0] in _VERBS:
            words = words[1:]
        return "-".join(words) or "job"

    def all(self, given: Given) -> dict[str, Any]:
        """Answers that the integration suggests, where none is given.

        The requests are guesses: only the author knows the remote side's.
        """
        about = self.noun(given)
        state = given.get("state", DEFAULT_STATE)
        submit = given.get("submit_request", Request("POST", f"/{about}s"))
        kind = "".join(word.capitalize() for word in re.split("[^A-Za-z0-9]+", about))
        return {
            "outputs_prefix": f"{self.outputs_prefix}.{kind}",
            "submit_request": submit,
            "find_request": Request("GET", f"{submit.path.rstrip('/').partition('?')[0]}/{{{state}}}"),
            **given,
        }


def suggestions(commands: Sequence[Command], name: str, command_prefix: str | None) -> Suggestions:
    """What an integration of that name with these commands suggests."""
    counted = Counter(path.partition(".")[0] for path in _context_paths(commands))
    known = [one for one in counted.most_common() if one[0].lower() not in _COMMON]
    words = re.findall(r"[A-Za-z0-9]+", known[0][0] if known else name)
    prefix = "".join(word[:1].upper() + word[1:] for word in words).lstrip("0123456789")
    return Suggestions(command_prefix, prefix or "Integration")


def _context_paths(commands: Sequence[Command]) -> Iterator[str]:
    for command in commands:
        outputs = command.keys.node.get("outputs")
        for output in outputs.items if isinstance(outputs, SeqNode) else ():
            path = output.get("contextPath") if isinstance(output, MapNode) else None
            if isinstance(path, ScalarNode):
                yield path.text
