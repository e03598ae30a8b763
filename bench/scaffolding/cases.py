"""What is asked for: forms of polling commands, as words on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from bench.scaffolding.content import Subject


@dataclass(frozen=True, slots=True)
class Form:
    """A form of polling commands: its name, the ends of the commands' names, and its options."""

    name: str
    ends: tuple[str, ...]
    options: tuple[str, ...] = ()

    def commands(self, subject: Subject) -> tuple[str, ...]:
        """The commands' names in an integration."""
        return tuple(f"{subject.prefix}-polltool-{end}" for end in self.ends)

    def words(self, subject: Subject) -> list[str]:
        """The options that ask for it, none of which is left to be asked for."""
        names = self.commands(subject)
        named = ["--command", *names] if len(names) == 1 else ["--submit", names[0], "--find", names[1]]
        return [*named, *self.options, "--defaults"]


FORMS = (
    Form("pair", ("job-submit", "job-find"), ("--arg", "polltool_target:required:What to work on.")),
    Form(
        "pair that always polls",
        ("scan-start", "scan-get"),
        (
            *("--always-poll", "--state", "scan_id", "--interval", "20", "--timeout", "1200"),
            *("--arg", "file:required:The file.", "--arg", "class:optional:Its class."),
            *("--find-arg", "full:optional:Whether to get all of it."),
            *("--submit-request", "POST /v1/scans", "--find-request", "GET /v1/scans/{scan_id}"),
        ),
    ),
    Form(
        "single command",
        ("export",),
        (
            *("--state", "export-id", "--polling-arg", "wait", "--poll-message", 'It\'s "not" done {yet}:'),
            *("--arg", "query:required:The query.", "--id-field", "data.id", "--status-field", "data.state"),
            *("--running", "IN PROGRESS,läuft", "--failed", "it's broken"),
            *("--submit-request", "POST /exports", "--find-request", "GET /exports/{export-id}"),
            *("--output", "rows:Number:How many rows there are."),
        ),
    ),
)
